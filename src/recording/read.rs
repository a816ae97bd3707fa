//! Reads a recording of any size: its lines on all cores, their entries in order.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::import::{self, Foreign, Kind};
use super::{Damage, Entry, Error, FORMAT, Problem, Progress, Store, lanes, note, parse_line};
use crate::exchange::Exchange;

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

/// Reads a file, plain or compressed, a recording or what `recording::import` knows, giving its entries in order.
///
/// # Errors
///
/// When the file cannot be opened, or is of a kind that is only named. What cannot be read inside it is damage.
pub fn load(path: &Path, mut take: impl FnMut(Entry<'_>) + Send) -> Result<Loaded, Error> {
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
    take: impl FnMut(Entry<'_>, Option<T>) + Send,
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
    take: impl FnMut(Entry<'_>, Option<T>) + Send,
) -> Result<Vec<Damage>, Error> {
    load_into_with(&Progress::default(), store, path, work, take)
}

/// The same; tells how far it is.
///
/// # Errors
///
/// When the file cannot be opened, or is of a kind that is only named. What cannot be read inside it is damage.
pub fn load_into_with<T: Send>(
    progress: &Progress,
    store: &mut Store,
    path: &Path,
    work: impl Fn(&Exchange<'_>) -> T + Sync,
    take: impl FnMut(Entry<'_>, Option<T>) + Send,
) -> Result<Vec<Damage>, Error> {
    let failed = |source| Error::Open {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    // Opening a folder succeeds on some systems, and only reading it fails.
    let kind = file.metadata().map_err(failed)?;
    if kind.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    // A pipe with a name gives its bytes once: nothing can be fetched from it later.
    let again = kind.is_file().then_some(path);
    let source = Source::new(progress.counting(file)).map_err(failed)?;
    fill(source, again, progress, store, work, take).map_err(|foreign| Error::Unread {
        path: path.to_owned(),
        foreign,
    })
}

/// Reads from a pipe, plain or compressed; what screens will show is kept packed in memory.
///
/// # Errors
///
/// When not even the first bytes can be read, or it is of a kind that is only named.
pub fn load_from(
    pipe: impl Read + Send,
    mut take: impl FnMut(Entry<'_>) + Send,
) -> io::Result<Loaded> {
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
    take: impl FnMut(Entry<'_>, Option<T>) + Send,
) -> io::Result<Loaded> {
    let mut store = Store::in_memory();
    let progress = Progress::default();
    let damage = load_from_into_with(&progress, &mut store, pipe, work, take)?;
    Ok(Loaded { store, damage })
}

/// The same for one of several sources that make one capture; tells how far it is.
///
/// # Errors
///
/// When not even the first bytes can be read, or it is of a kind that is only named.
pub fn load_from_into_with<T: Send>(
    progress: &Progress,
    store: &mut Store,
    pipe: impl Read + Send,
    work: impl Fn(&Exchange<'_>) -> T + Sync,
    take: impl FnMut(Entry<'_>, Option<T>) + Send,
) -> io::Result<Vec<Damage>> {
    let source = Source::new(progress.counting(pipe))?;
    fill(source, None, progress, store, work, take)
        .map_err(|foreign| io::Error::new(io::ErrorKind::InvalidData, foreign))
}

fn fill<T: Send>(
    source: Source<'_>,
    path: Option<&Path>,
    progress: &Progress,
    store: &mut Store,
    work: impl Fn(&Exchange<'_>) -> T + Sync,
    mut take: impl FnMut(Entry<'_>, Option<T>) + Send,
) -> Result<Vec<Damage>, Foreign> {
    let (kind, text) = import::tell(source.text)?;
    if kind != Kind::Recording {
        store.begin(None);
        let folder = path.and_then(Path::parent);
        let damage = import::read(kind, text, folder, progress, |mut entry| {
            store.take(&mut entry);
            let done = match &entry {
                Entry::Exchange(exchange) => Some(work(exchange)),
                _ => None,
            };
            progress.give_entry();
            take(entry, done);
        });
        store.sort();
        return Ok(damage);
    }
    store.begin(path.filter(|_| source.plain));
    let mut damage = Vec::new();
    // What is added to the numbers of the lines, as far as it is known while earlier lines still wait to be taken.
    let shift = AtomicU64::new(0);
    let examine = |line: &mut Line<'_>| {
        let Some(Entry::Exchange(exchange)) = &mut line.entry else {
            return None;
        };
        let said = exchange.seq;
        exchange.seq = said.saturating_add(shift.load(Ordering::Relaxed));
        let done = Worked {
            said,
            guessed: exchange.seq,
            done: work(exchange),
        };
        exchange.seq = said;
        Some(done)
    };
    lanes::in_order(text, examine, |line, worked| {
        store.read_to(line.end());
        note(&mut damage, line.damage);
        let Some(mut entry) = line.entry else {
            return;
        };
        store.take_line(&mut entry, line.offset, line.text);
        let mut done = None;
        if let (Entry::Exchange(exchange), Some(worked)) = (&entry, worked) {
            // Where a part begins the guess is wrong for some lines.
            done = Some(if worked.guessed == exchange.seq {
                worked.done
            } else {
                shift.store(exchange.seq.wrapping_sub(worked.said), Ordering::Relaxed);
                work(exchange)
            });
        }
        progress.read_entry();
        progress.give_entry();
        take(entry, done);
    });
    store.sort();
    Ok(damage)
}

/// What was made of an exchange before its turn came.
struct Worked<T> {
    /// The number in its line.
    said: u64,
    /// The number that it was taken to have.
    guessed: u64,
    done: T,
}

/// A recording's text, unpacked on the way.
struct Source<'a> {
    text: Box<dyn Read + Send + 'a>,
    plain: bool,
}

impl<'a> Source<'a> {
    /// Tells plain from packed text by its first bytes, whatever the file is called.
    fn new(mut raw: impl Read + Send + 'a) -> io::Result<Self> {
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
        let (text, plain): (Box<dyn Read + Send + 'a>, bool) = match magic {
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
    let mut lines = Vec::with_capacity(memchr::memchr_iter(b'\n', text).count() + 1);
    let mut from = 0;
    let ends =
        memchr::memchr_iter(b'\n', text).chain((tail && !text.is_empty()).then_some(text.len()));
    for end in ends {
        lines.extend(read_line(*place, &text[from..end], tail));
        place.number += 1;
        place.offset += (end - from) as u64 + 1;
        from = end + 1;
    }
    lines
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

/// What stands for the text after a place that cannot be read.
pub(super) fn unreadable(place: Place, error: &io::Error) -> Line<'static> {
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
