//! Reads a recording of any size: in chunks, the lines of a chunk in parallel, their entries in order.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use rayon::prelude::*;

use super::import::{self, Foreign, Kind};
use super::{Damage, Entry, Error, FORMAT, Problem, Store, parse_line};
use crate::exchange::Exchange;

/// How much is read before its lines are parsed, in bytes.
const CHUNK: usize = 4 << 20;

/// One line of a recording.
#[derive(Debug)]
pub struct Line<'a> {
    /// Its number, from 1.
    pub number: u64,
    /// Where it begins, in bytes of the unpacked text.
    pub offset: u64,
    /// Its text, without the line break.
    pub text: &'a [u8],
    /// What it holds, if it can be read.
    pub entry: Option<Entry<'a>>,
    /// What is wrong with it.
    pub damage: Option<Damage>,
}

impl Line<'_> {
    /// Where the next line begins; one that was cut off may be gone on with, and is to be read again.
    fn end(&self) -> Place {
        let is_cut = matches!(
            &self.damage,
            Some(Damage {
                problem: Problem::CutOff | Problem::Unreadable(_),
                ..
            })
        );
        let done = u64::from(!is_cut);
        Place {
            number: self.number + done,
            offset: self.offset + done * (self.text.len() as u64 + 1),
        }
    }
}

/// A recording that was read to its end.
#[derive(Debug)]
pub struct Loaded {
    /// Fetches exchanges again.
    pub store: Store,
    /// What could not be read, in order of the lines.
    pub damage: Vec<Damage>,
}

/// Reads a file, plain or compressed, a recording or what [`super::import`] knows, giving its entries in order.
///
/// # Errors
///
/// When the file cannot be opened, or is of a kind that is only named. What cannot be read inside it is damage.
pub fn load(path: &Path, mut take: impl FnMut(Entry<'_>)) -> Result<Loaded, Error> {
    load_with(path, |_| (), |entry, _| take(entry))
}

/// The same, with work for every exchange that is done on all cores before it is given.
///
/// # Errors
///
/// When the file cannot be opened, or is of a kind that is only named. What cannot be read inside it is damage.
pub fn load_with<T: Send>(
    path: &Path,
    work: impl Fn(&Exchange<'_>) -> T + Sync,
    take: impl FnMut(Entry<'_>, Option<T>),
) -> Result<Loaded, Error> {
    let mut store = Store::in_memory();
    let damage = load_into(&mut store, path, work, take)?;
    Ok(Loaded { store, damage })
}

/// The same for one of several files that make one capture: numbers that come again are counted on, so that every
/// exchange has a number of its own. Returns what could not be read, in order of the lines.
///
/// # Errors
///
/// When the file cannot be opened, or is of a kind that is only named. What cannot be read inside it is damage.
pub fn load_into<T: Send>(
    store: &mut Store,
    path: &Path,
    work: impl Fn(&Exchange<'_>) -> T + Sync,
    take: impl FnMut(Entry<'_>, Option<T>),
) -> Result<Vec<Damage>, Error> {
    let failed = |source| Error::Open {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    // Opening a folder succeeds on some systems, and only reading it fails.
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    let source = Source::new(file).map_err(failed)?;
    fill(source, Some(path), store, work, take).map_err(|foreign| Error::Unread {
        path: path.to_owned(),
        foreign,
    })
}

/// Reads from a pipe, plain or compressed; what screens will show is kept packed in memory.
///
/// # Errors
///
/// When not even the first bytes can be read, or it is of a kind that is only named.
pub fn load_from(pipe: impl Read + Send, mut take: impl FnMut(Entry<'_>)) -> io::Result<Loaded> {
    load_from_with(pipe, |_| (), |entry, _| take(entry))
}

/// The same, with work for every exchange that is done on all cores before it is given.
///
/// # Errors
///
/// When not even the first bytes can be read, or it is of a kind that is only named.
pub fn load_from_with<T: Send>(
    pipe: impl Read + Send,
    work: impl Fn(&Exchange<'_>) -> T + Sync,
    take: impl FnMut(Entry<'_>, Option<T>),
) -> io::Result<Loaded> {
    let mut store = Store::in_memory();
    let damage = load_from_into(&mut store, pipe, work, take)?;
    Ok(Loaded { store, damage })
}

/// The same for one of several sources that make one capture.
///
/// # Errors
///
/// When not even the first bytes can be read, or it is of a kind that is only named.
pub fn load_from_into<T: Send>(
    store: &mut Store,
    pipe: impl Read + Send,
    work: impl Fn(&Exchange<'_>) -> T + Sync,
    take: impl FnMut(Entry<'_>, Option<T>),
) -> io::Result<Vec<Damage>> {
    fill(Source::new(pipe)?, None, store, work, take)
        .map_err(|foreign| io::Error::new(io::ErrorKind::InvalidData, foreign))
}

fn fill<T: Send>(
    source: Source<'_>,
    path: Option<&Path>,
    store: &mut Store,
    work: impl Fn(&Exchange<'_>) -> T + Sync,
    mut take: impl FnMut(Entry<'_>, Option<T>),
) -> Result<Vec<Damage>, Foreign> {
    let (kind, text) = import::tell(source.text)?;
    if kind != Kind::Recording {
        store.begin(None);
        let damage = import::read(kind, text, |entry| {
            let entry = numbered(entry, store);
            let done = match &entry {
                Entry::Exchange(exchange) => {
                    store.add(exchange, None);
                    Some(work(exchange))
                }
                _ => None,
            };
            take(entry, done);
        });
        store.sort();
        return Ok(damage);
    }
    store.begin(path.filter(|_| source.plain));
    let mut damage = Vec::new();
    each_chunk(text, |mut lines| {
        if let Some(last) = lines.last() {
            store.end = last.end();
        }
        for line in &mut lines {
            line.entry = line.entry.take().map(|entry| numbered(entry, store));
        }
        let worked = |line: &Line<'_>| match &line.entry {
            Some(Entry::Exchange(exchange)) => Some(work(exchange)),
            _ => None,
        };
        let done: Vec<Option<T>> = lines.par_iter().map(worked).collect();
        for (line, done) in lines.into_iter().zip(done) {
            if let Some(Entry::Exchange(exchange)) = &line.entry {
                store.keep(exchange.seq, line.offset, line.text);
            }
            damage.extend(line.damage);
            if let Some(entry) = line.entry {
                take(entry, done);
            }
        }
    });
    store.sort();
    Ok(damage)
}

/// Gives an exchange a number of its own in the capture, and a mark the number of the exchange that it is about.
pub(super) fn numbered<'a>(mut entry: Entry<'a>, store: &mut Store) -> Entry<'a> {
    match &mut entry {
        Entry::Header(_) => store.numbers.part(),
        Entry::Exchange(exchange) => exchange.seq = store.numbers.next(exchange.seq),
        Entry::Mark(mark) => mark.seq = store.numbers.marked(mark.seq),
        Entry::Moment(_) => {}
    }
    entry
}

/// Reads lines, maps each of them on all cores, and folds the results in order.
pub fn read_with<T: Send>(
    source: impl Read,
    map: impl Fn(Line<'_>) -> T + Sync,
    mut fold: impl FnMut(T),
) {
    each_chunk(source, |lines| {
        let mapped: Vec<T> = lines.into_par_iter().map(&map).collect();
        mapped.into_iter().for_each(&mut fold);
    });
}

/// A recording's text, unpacked on the way.
struct Source<'a> {
    text: Box<dyn Read + 'a>,
    plain: bool,
}

impl<'a> Source<'a> {
    /// Tells plain from packed text by its first bytes, whatever the file is called.
    fn new(mut raw: impl Read + 'a) -> io::Result<Self> {
        let mut magic = [0; 4];
        let mut length = 0;
        while length < magic.len() {
            match raw.read(&mut magic[length..]) {
                Ok(0) => break,
                Ok(count) => length += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let start = magic[..length].to_vec();
        let whole = io::Cursor::new(start).chain(raw);
        let (text, plain): (Box<dyn Read + 'a>, bool) = match magic {
            [0x1f, 0x8b, ..] => {
                let unpacked = flate2::bufread::MultiGzDecoder::new(BufReader::new(whole));
                (Box::new(unpacked), false)
            }
            [0x28, 0xb5, 0x2f, 0xfd] => (Box::new(zstd::Decoder::new(whole)?), false),
            _ => (Box::new(whole), true),
        };
        Ok(Source { text, plain })
    }
}

/// Calls back with the parsed lines of chunk after chunk.
pub(super) fn each_chunk(mut source: impl Read, mut take: impl FnMut(Vec<Line<'_>>)) {
    let mut place = Place::START;
    let mut text = Vec::new();
    loop {
        let more = (&mut source).take(CHUNK as u64).read_to_end(&mut text);
        if place.offset == 0 && text.starts_with(b"\xef\xbb\xbf") {
            text.drain(..3);
            place.offset = 3;
        }
        let ended = !matches!(more, Ok(count) if count > 0);
        let whole = memchr::memrchr(b'\n', &text).map_or(0, |last| last + 1);
        take(parse(&text[..whole], &mut place, false));
        text.drain(..whole);
        if ended {
            take(parse(&text, &mut place, true));
            if let Err(error) = more {
                take(vec![unreadable(place, &error)]);
            }
            return;
        }
    }
}

/// Where in the text the next line begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) number: u64,
    pub(super) offset: u64,
}

impl Place {
    /// The first line.
    pub(super) const START: Place = Place {
        number: 1,
        offset: 0,
    };
}

impl Default for Place {
    fn default() -> Self {
        Place::START
    }
}

/// Reads the lines of a text that begins at a place, which is moved to its end; `tail`: its last line may lack the
/// line break.
pub(super) fn parse<'a>(text: &'a [u8], place: &mut Place, tail: bool) -> Vec<Line<'a>> {
    let mut raw = Vec::new();
    let mut from = 0;
    let ends =
        memchr::memchr_iter(b'\n', text).chain((tail && !text.is_empty()).then_some(text.len()));
    for end in ends {
        raw.push((*place, &text[from..end]));
        place.number += 1;
        place.offset += (end - from) as u64 + 1;
        from = end + 1;
    }
    raw.into_par_iter()
        .with_min_len(32)
        .filter_map(|(place, text)| read_line(place, text, tail))
        .collect()
}

fn read_line(place: Place, text: &[u8], tail: bool) -> Option<Line<'_>> {
    let (entry, problem) = match parse_line(text) {
        Ok(None) => return None,
        Ok(Some(entry)) => {
            let newer = match &entry {
                Entry::Header(header) if header.version > FORMAT => {
                    Some(Problem::NewerVersion(header.version))
                }
                _ => None,
            };
            (Some(entry), newer)
        }
        Err(Problem::NotJson(_)) if tail => (None, Some(Problem::CutOff)),
        Err(problem) => (None, Some(problem)),
    };
    Some(Line {
        number: place.number,
        offset: place.offset,
        text,
        entry,
        damage: problem.map(|problem| Damage {
            line: place.number,
            problem,
        }),
    })
}

fn unreadable(place: Place, error: &io::Error) -> Line<'static> {
    Line {
        number: place.number,
        offset: place.offset,
        text: b"",
        entry: None,
        damage: Some(Damage {
            line: place.number,
            problem: Problem::Unreadable(error.to_string()),
        }),
    }
}
