//! Fetches an exchange again when a screen shows it, from the file or from packed memory.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::numbers::Numbers;
use super::read::Place;
use super::{Entry, exchange_line, parse_line};
use crate::exchange::{Column, Exchange};

/// Size of a block of packed lines before packing, in bytes.
const BLOCK: usize = 256 << 10;

/// Set in an index entry whose line lies in packed memory.
const PACKED: u64 = 1 << 63;

/// Bits of an index entry that say where in its file a line begins; those above say which file.
const OFFSET_BITS: u32 = 48;

/// So many files can be told apart; the lines of any more are kept in packed memory.
const MOST_FILES: usize = 1 << (63 - OFFSET_BITS);

/// Every exchange of a recording, or of several joined ones, by its number. It keeps 8 bytes per exchange, and the
/// text itself (packed) only where no file holds it.
#[derive(Debug, Default)]
pub struct Store {
    /// Number of each exchange.
    numbered: Column,
    /// Of each: which file its line is in, and where it begins.
    places: Column,
    files: Vec<Kept>,
    /// The file fetched from last.
    file: RefCell<Option<(usize, File)>>,
    /// Lines that are read now are those of the current file.
    in_file: bool,
    /// Which file is read.
    current: usize,
    packed: Packed,
    pub(super) numbers: Numbers,
    /// Where the reading of the current file ended.
    pub(super) end: Place,
}

/// A file that holds lines of a store.
#[derive(Debug)]
struct Kept {
    path: PathBuf,
    /// What the numbers know it by.
    number: usize,
    /// Where its reading ended, if another is read now.
    end: Place,
}

/// The line of an exchange in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The file.
    pub path: PathBuf,
    /// The number of the exchange there.
    pub seq: u64,
    /// A mark with that number at the end of the file is about this exchange; else an exchange after it has the
    /// number too.
    pub takes_marks: bool,
}

impl Store {
    /// A store for exchanges that no file holds.
    pub fn in_memory() -> Self {
        Store::default()
    }

    /// A store over a plain file of lines.
    pub fn of_file(path: &Path) -> Self {
        let mut store = Store::default();
        store.begin(Some(path));
        store
    }

    /// Notes a live exchange: its line begins at `place` in the file, or no file holds it.
    pub fn add(&mut self, exchange: &Exchange<'_>, place: Option<u64>) {
        if let Some(offset) = place.filter(|_| self.in_file) {
            self.index_in_file(exchange.seq, offset);
        } else {
            let mut line = Vec::with_capacity(512 + exchange.body.len());
            exchange_line(&mut line, exchange, false);
            line.pop();
            self.pack(exchange.seq, &line);
        }
    }

    /// The lines of the capture that goes on are in another file from now on.
    pub fn next_file(&mut self, file: &Path) {
        self.begin(Some(file));
    }

    /// The last file has another name, with the same lines.
    pub fn moved(&mut self, to: &Path) {
        if let Some(file) = self.files.last_mut() {
            to.clone_into(&mut file.path);
            self.file.take();
        }
    }

    /// The lines that are read from now on are those of a file, or are kept in packed memory.
    pub(super) fn begin(&mut self, file: Option<&Path>) {
        self.leave();
        self.in_file = file.is_some() && self.files.len() < MOST_FILES;
        let number = self.numbers.file();
        if let Some(path) = file.filter(|_| self.in_file) {
            self.current = self.files.len();
            self.files.push(Kept {
                path: path.to_owned(),
                number,
                end: Place::START,
            });
        }
        self.end = Place::START;
    }

    /// The lines that are read from now on are again those of a file that was read before.
    pub(super) fn resume(&mut self, file: usize) {
        if self.in_file && self.current == file {
            return;
        }
        self.leave();
        if let Some(kept) = self.files.get(file) {
            self.in_file = true;
            self.current = file;
            self.end = kept.end;
            self.numbers.resume(kept.number);
        }
    }

    fn leave(&mut self) {
        if let Some(kept) = self.files.get_mut(self.current).filter(|_| self.in_file) {
            kept.end = self.end;
        }
    }

    /// A file was read further by somebody else, to there.
    pub(super) fn leave_at(&mut self, file: usize, end: Place) {
        if let Some(kept) = self.files.get_mut(file) {
            kept.end = end;
        }
        if self.in_file && self.current == file {
            self.end = end;
        }
    }

    /// How many files hold lines of it.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// One of its files, and where its reading ended.
    pub(super) fn file(&self, file: usize) -> Option<(&Path, Place)> {
        let kept = self.files.get(file)?;
        let is_read = self.in_file && self.current == file;
        Some((&kept.path, if is_read { self.end } else { kept.end }))
    }

    /// The exchange of a number.
    pub fn fetch(&self, seq: u64) -> Option<Exchange<'static>> {
        let place = self.place(seq)?;
        let said = self.numbers.in_line(seq);
        let found = if place & PACKED == 0 {
            let again = || {
                // The file may have been put back after it vanished: open it anew, once.
                self.file.take();
                self.read_file(said, place)
            };
            self.read_file(said, place).map_or_else(again, Some)
        } else {
            self.packed
                .line(place & !PACKED, |line| owned(line, said))?
        };
        found.map(|exchange| Exchange { seq, ..exchange })
    }

    /// Where the line of an exchange is; `None` when no file of lines holds it.
    pub fn home(&self, seq: u64) -> Option<Home> {
        let place = self.place(seq).filter(|place| place & PACKED == 0)?;
        let (file, _) = unpack(place);
        Some(Home {
            path: self.files.get(file)?.path.clone(),
            seq: self.numbers.in_line(seq),
            takes_marks: self.numbers.is_in_last_part(seq),
        })
    }

    /// The file that was read last; `None` when its lines can only be kept in memory (it is packed, or no recording).
    pub fn last_file(&self) -> Option<&Path> {
        let file = self.files.last().filter(|_| self.in_file);
        file.map(|file| file.path.as_path())
    }

    fn place(&self, seq: u64) -> Option<u64> {
        self.places.get(self.numbered.find(seq)?)
    }

    /// Number of exchanges.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// No exchange yet.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Notes an exchange that was read: by its place where a file holds the line, else the line itself.
    pub(super) fn keep(&mut self, seq: u64, offset: u64, line: &[u8]) {
        if self.in_file {
            self.index_in_file(seq, offset);
        } else {
            self.pack(seq, line);
        }
    }

    fn index_in_file(&mut self, seq: u64, offset: u64) {
        self.index(seq, (self.current as u64) << OFFSET_BITS | offset);
    }

    fn index(&mut self, seq: u64, offset: u64) {
        self.numbered.push(seq);
        self.places.push(offset);
    }

    fn pack(&mut self, seq: u64, line: &[u8]) {
        let place = self.packed.add(line);
        self.index(seq, place | PACKED);
    }

    /// Puts the numbers in order where they are not; of equal ones the first stays first.
    pub(super) fn arrange(&mut self) {
        if self.numbered.falls() {
            let order = self.numbered.sort();
            let mut places = Column::default();
            for place in order.into_iter().filter_map(|index| self.places.get(index)) {
                places.push(place);
            }
            self.places = places;
        }
    }

    /// Puts the numbers in order, and gives back the room that they do not need.
    pub(super) fn sort(&mut self) {
        self.arrange();
        self.numbered.shrink_to_fit();
        self.places.shrink_to_fit();
    }

    fn read_file(&self, seq: u64, place: u64) -> Option<Exchange<'static>> {
        let (number, offset) = unpack(place);
        let mut file = self.file.borrow_mut();
        if file.as_ref().is_none_or(|(open, _)| *open != number) {
            *file = Some((number, File::open(&self.files.get(number)?.path).ok()?));
        }
        let (_, file) = file.as_mut()?;
        let line = line_at(file, offset).ok()?;
        owned(&line, seq)
    }
}

/// Which file, and where in it.
fn unpack(place: u64) -> (usize, u64) {
    let file = usize::try_from(place >> OFFSET_BITS).unwrap_or(usize::MAX);
    (file, place & ((1 << OFFSET_BITS) - 1))
}

fn owned(line: &[u8], seq: u64) -> Option<Exchange<'static>> {
    match parse_line(line) {
        Ok(Some(Entry::Exchange(exchange))) if exchange.seq == seq => Some(exchange.into_owned()),
        _ => None,
    }
}

fn line_at(file: &mut File, offset: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(offset))?;
    let mut line = Vec::new();
    let mut step = 8 << 10;
    loop {
        let searched = line.len();
        let count = (&mut *file).take(step).read_to_end(&mut line)?;
        if let Some(end) = memchr::memchr(b'\n', &line[searched..]) {
            line.truncate(searched + end);
            return Ok(line);
        }
        if count == 0 {
            return Ok(line);
        }
        step *= 2;
    }
}

/// Lines in compressed blocks.
#[derive(Debug, Default)]
struct Packed {
    blocks: Vec<Box<[u8]>>,
    /// The block that is being filled.
    open: Vec<u8>,
    /// The block unpacked last.
    recent: RefCell<Option<(usize, Vec<u8>)>>,
}

impl Packed {
    /// Adds a line and tells its place: block and offset in it.
    fn add(&mut self, line: &[u8]) -> u64 {
        if self.open.len() > BLOCK {
            let text = std::mem::take(&mut self.open);
            self.blocks.push(compress(&text));
        }
        let place = (self.blocks.len() as u64) << 32 | self.open.len() as u64;
        self.open.extend_from_slice(line);
        self.open.push(b'\n');
        place
    }

    fn line<T>(&self, place: u64, read: impl FnOnce(&[u8]) -> T) -> Option<T> {
        let block = usize::try_from(place >> 32).ok()?;
        let offset = usize::try_from(place & u64::from(u32::MAX)).ok()?;
        if block == self.blocks.len() {
            return Some(read(line_in(&self.open, offset)?));
        }
        let mut recent = self.recent.borrow_mut();
        if recent.as_ref().is_none_or(|(number, _)| *number != block) {
            let text = decompress(self.blocks.get(block)?)?;
            *recent = Some((block, text));
        }
        let (_, text) = recent.as_ref()?;
        Some(read(line_in(text, offset)?))
    }
}

pub(super) fn line_in(text: &[u8], offset: usize) -> Option<&[u8]> {
    let rest = text.get(offset..)?;
    rest.get(..memchr::memchr(b'\n', rest)?)
}

/// Flags a block that is kept as it is, should packing ever fail.
const PLAIN: u8 = 0;
const ZSTD: u8 = 1;

fn compress(text: &[u8]) -> Box<[u8]> {
    let (flag, body) = match zstd::bulk::compress(text, 1) {
        Ok(packed) => (ZSTD, packed),
        Err(_) => (PLAIN, text.to_vec()),
    };
    let mut block = body;
    block.push(flag);
    block.into_boxed_slice()
}

fn decompress(block: &[u8]) -> Option<Vec<u8>> {
    match block.split_last()? {
        (&ZSTD, packed) => zstd::decode_all(packed).ok(),
        (_, text) => Some(text.to_vec()),
    }
}
