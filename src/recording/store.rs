//! Fetches an exchange again when a screen shows it, from the file or from packed memory.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::{Entry, exchange_line, parse_line};
use crate::exchange::Exchange;

/// Size of a block of packed lines before packing, in bytes.
const BLOCK: usize = 256 << 10;

/// Set in an index entry whose line lies in packed memory.
const PACKED: u64 = 1 << 63;

/// Every exchange of a recording by its number. It keeps 16 bytes per exchange, and the text itself
/// (packed) only where no file holds it.
#[derive(Debug, Default)]
pub struct Store {
    /// Number of the exchange; where its line begins.
    index: Vec<(u64, u64)>,
    unsorted: bool,
    path: Option<PathBuf>,
    file: RefCell<Option<File>>,
    packed: Packed,
}

impl Store {
    /// A store for exchanges that no file holds.
    pub fn in_memory() -> Self {
        Store::default()
    }

    /// A store over a plain file of lines.
    pub fn of_file(path: &Path) -> Self {
        Store {
            path: Some(path.to_owned()),
            ..Store::default()
        }
    }

    /// Notes a live exchange: its line begins at `place` in the file, or no file holds it.
    pub fn add(&mut self, exchange: &Exchange<'_>, place: Option<u64>) {
        if let Some(offset) = place.filter(|_| self.path.is_some()) {
            self.index(exchange.seq, offset);
        } else {
            let mut line = Vec::with_capacity(512 + exchange.body.len());
            exchange_line(&mut line, exchange, false);
            line.pop();
            self.pack(exchange.seq, &line);
        }
    }

    /// The exchange of a number; of several with one number, the first.
    pub fn fetch(&self, seq: u64) -> Option<Exchange<'static>> {
        let found = if self.unsorted {
            self.index.iter().position(|(number, _)| *number == seq)?
        } else {
            self.index.partition_point(|(number, _)| *number < seq)
        };
        let (number, place) = *self.index.get(found)?;
        if number != seq {
            return None;
        }
        if place & PACKED == 0 {
            let again = || {
                // The file may have been put back after it vanished: open it anew, once.
                self.file.take();
                self.read_file(seq, place)
            };
            self.read_file(seq, place).map_or_else(again, Some)
        } else {
            self.packed.line(place & !PACKED, |line| owned(line, seq))?
        }
    }

    /// Number of exchanges.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// No exchange yet.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// Notes an exchange that was read: by its place where a file holds the line, else the line itself.
    pub(super) fn keep(&mut self, seq: u64, offset: u64, line: &[u8]) {
        if self.path.is_some() {
            self.index(seq, offset);
        } else {
            self.pack(seq, line);
        }
    }

    fn index(&mut self, seq: u64, offset: u64) {
        self.unsorted |= self.index.last().is_some_and(|(last, _)| *last > seq);
        self.index.push((seq, offset));
    }

    fn pack(&mut self, seq: u64, line: &[u8]) {
        let place = self.packed.add(line);
        self.index(seq, place | PACKED);
    }

    /// Puts the numbers in order; of equal ones the first stays first.
    pub(super) fn sort(&mut self) {
        if self.unsorted {
            self.index.sort_by_key(|(number, _)| *number);
            self.unsorted = false;
        }
        self.index.shrink_to_fit();
    }

    fn read_file(&self, seq: u64, offset: u64) -> Option<Exchange<'static>> {
        let mut file = self.file.borrow_mut();
        if file.is_none() {
            *file = Some(File::open(self.path.as_ref()?).ok()?);
        }
        let line = line_at(file.as_mut()?, offset).ok()?;
        owned(&line, seq)
    }
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

fn line_in(text: &[u8], offset: usize) -> Option<&[u8]> {
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
