//! What an argument names: a file, STDIN, or with a folder or a pattern several files that make one capture.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::exchange::Time;
use crate::recording::{Entry, parse_line};

/// A first line that is longer is no header, in bytes.
const LONGEST: u64 = 1 << 20;

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
    let Some(files) = several(argument)? else {
        return Ok(vec![Source::File(path.to_owned())]);
    };
    if files.is_empty() && path.is_dir() {
        bail!("no recording lies in {argument}; give a folder with files such as *.jsonl or *.har");
    } else if files.is_empty() {
        bail!("no file matches `{argument}`; check the folder and the pattern");
    }
    let files = in_order(files).into_iter();
    Ok(files.map(Source::File).collect())
}

/// The files that a folder or a pattern stands for now, in no order; `None` for the name of one file.
pub(super) fn several(argument: &str) -> anyhow::Result<Option<Vec<PathBuf>>> {
    let path = Path::new(argument);
    if path.is_dir() {
        let entries = path
            .read_dir()
            .and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries =
            entries.with_context(|| format!("cannot list {argument}; check its permissions"))?;
        let files = entries.into_iter().map(|entry| entry.path());
        let files = files.filter(|file| file.is_file() && holds_calls(file));
        return Ok(Some(files.collect()));
    }
    if path.exists() || !argument.contains(['*', '?', '[']) {
        return Ok(None);
    }
    let found = glob::glob(argument)
        .with_context(|| format!("`{argument}` is no pattern; write one like captures/*.jsonl"))?;
    Ok(Some(
        found.flatten().filter(|file| file.is_file()).collect(),
    ))
}

/// Files in order of their begin, those that do not tell it first, by name.
pub(super) fn in_order(files: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut files: Vec<_> = files.into_iter().map(|file| (begun(&file), file)).collect();
    files.sort();
    files.into_iter().map(|(_, file)| file).collect()
}

/// What a file is by its first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    /// There is none yet.
    Open,
    /// A plain recording.
    Recording,
    /// Something else, or packed.
    Other,
}

/// What a file is, as far as its first line tells.
pub(super) fn first(file: &Path) -> First {
    let mut line = Vec::new();
    let read = File::open(file)
        .and_then(|file| BufReader::new(file.take(LONGEST)).read_until(b'\n', &mut line));
    match parse_line(line.trim_ascii_end()) {
        _ if read.is_err() => First::Open,
        Ok(Some(_)) if line.ends_with(b"\n") => First::Recording,
        Ok(_) => First::Open,
        Err(_) => First::Other,
    }
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
