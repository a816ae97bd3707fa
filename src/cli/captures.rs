//! What an argument names: a file, STDIN, or with a folder or a pattern several files that make one capture.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::exchange::Time;
use crate::recording::{Entry, parse_line};

/// One source of calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// The pipe.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// Names of files in a folder that hold calls; others (notes, pictures) may lie beside them.
const KINDS: &[&str] = &["jsonl", "ndjson", "har", "json"];

/// The sources that an argument names, in order of time.
pub(super) fn sources(argument: &str) -> anyhow::Result<Vec<Source>> {
    let path = Path::new(argument);
    if argument == "-" {
        return Ok(vec![Source::Stdin]);
    }
    let files = if path.is_dir() {
        let entries = path
            .read_dir()
            .and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries =
            entries.with_context(|| format!("cannot list {argument}; check its permissions"))?;
        let files = entries.into_iter().map(|entry| entry.path());
        let files: Vec<_> = files
            .filter(|file| file.is_file() && holds_calls(file))
            .collect();
        if files.is_empty() {
            bail!(
                "no recording lies in {argument}; give a folder with files such as *.jsonl or *.har"
            );
        }
        files
    } else if !path.exists() && argument.contains(['*', '?', '[']) {
        let found = glob::glob(argument).with_context(|| {
            format!("`{argument}` is no pattern; write one like captures/*.jsonl")
        })?;
        let files: Vec<_> = found.flatten().filter(|file| file.is_file()).collect();
        if files.is_empty() {
            bail!("no file matches `{argument}`; check the folder and the pattern");
        }
        files
    } else {
        return Ok(vec![Source::File(path.to_owned())]);
    };
    let mut files: Vec<_> = files.into_iter().map(|file| (begun(&file), file)).collect();
    files.sort();
    Ok(files
        .into_iter()
        .map(|(_, file)| Source::File(file))
        .collect())
}

fn holds_calls(file: &Path) -> bool {
    let Some(name) = file
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
    else {
        return false;
    };
    let name = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(&name);
    KINDS.iter().any(|kind| name.ends_with(&format!(".{kind}")))
}

/// When a recording begins by its first line; files without one come first, by name.
fn begun(file: &Path) -> Option<Time> {
    /// A first line that is longer is no header.
    const LONGEST: u64 = 1 << 20;
    let mut line = Vec::new();
    let start = BufReader::new(File::open(file).ok()?).take(LONGEST);
    BufReader::new(unpacked(start)?)
        .read_until(b'\n', &mut line)
        .ok()?;
    match parse_line(line.trim_ascii_end()).ok()?? {
        Entry::Header(header) => header.created,
        Entry::Exchange(exchange) => Some(exchange.at),
        _ => None,
    }
}

fn unpacked<'a>(mut start: impl BufRead + 'a) -> Option<Box<dyn Read + 'a>> {
    Some(match start.fill_buf().ok()? {
        [0x1f, 0x8b, ..] => Box::new(flate2::bufread::MultiGzDecoder::new(start)),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Box::new(zstd::Decoder::with_buffer(start).ok()?),
        _ => Box::new(start),
    })
}
