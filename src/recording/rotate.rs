//! Names of the files of one recording, and when the next one begins.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::exchange::Time;

/// When a recording goes on in a new file. With neither bound it never does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rotation {
    /// When a file is so long, in bytes.
    pub size: Option<u64>,
    /// When a file is so old, in µs.
    pub age: Option<i64>,
}

impl Rotation {
    /// A file of this length that was begun then is full.
    pub(super) fn is_due(self, length: u64, begun: Time, now: Time) -> bool {
        let is_long = self.size.is_some_and(|size| length >= size);
        let is_old = |age| now.0.saturating_sub(begun.0) >= age;
        is_long || self.age.is_some_and(is_old)
    }

    /// There is a bound.
    pub(super) fn is_on(self) -> bool {
        self != Rotation::default()
    }
}

/// Digits of a number in a name, so that a list of names is in order.
const DIGITS: usize = 4;

/// The name in a sequence: `lab.jsonl` with 3 is `lab-0003.jsonl`.
pub(super) fn numbered(path: &Path, number: u64) -> PathBuf {
    named(path, &format!("-{number:0DIGITS$}"))
}

/// The highest number of a sequence that is there, or 0.
pub(super) fn highest(path: &Path) -> u64 {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let Ok(entries) = folder.read_dir() else {
        return 0;
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let number = |entry: std::io::Result<std::fs::DirEntry>| {
        let name = PathBuf::from(entry.ok()?.file_name());
        let found = name.file_stem()?.to_string_lossy().into_owned();
        let digits = found.strip_prefix(&*stem)?.strip_prefix('-')?;
        let is_number = digits.len() >= DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        let same_kind = name.extension() == path.extension();
        digits.parse().ok().filter(|_| is_number && same_kind)
    };
    entries.filter_map(number).max().unwrap_or(0)
}

/// A name beside one that is taken: `lab-2.jsonl`.
pub(super) fn beside(path: &Path) -> PathBuf {
    let names = (2..).map(|number: u32| named(path, &format!("-{number}")));
    let mut free = names.filter(|name| !name.exists());
    free.next().unwrap_or_else(|| path.to_owned())
}

/// The same name with something at the end of its stem.
fn named(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path.file_stem().unwrap_or_default());
    name.push(end);
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_sequence() {
        let name = |path: &str, number| numbered(Path::new(path), number);
        assert_eq!(name("a/lab.jsonl", 3), Path::new("a/lab-0003.jsonl"));
        assert_eq!(name("lab", 12_345), Path::new("lab-12345"));
        assert_eq!(name("a.b.jsonl", 1), Path::new("a.b-0001.jsonl"));
    }

    #[test]
    fn a_file_is_full_by_size_or_age() {
        let rotation = Rotation {
            size: Some(100),
            age: Some(5),
        };
        assert!(!rotation.is_due(99, Time(0), Time(4)));
        assert!(rotation.is_due(100, Time(0), Time(4)) && rotation.is_due(1, Time(0), Time(5)));
        assert!(!Rotation::default().is_due(u64::MAX, Time(0), Time(i64::MAX)));
        assert!(rotation.is_on() && !Rotation::default().is_on());
    }
}
