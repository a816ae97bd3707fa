//! Where the line of every exchange is.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::Home;
use super::packed::Packed;
use crate::exchange::{Column, Exchange};
use crate::recording::numbers::Numbers;
use crate::recording::read::Place;
use crate::recording::{Entry, exchange_line, parse_line};

/// Set in an index entry whose line lies in packed memory.
const PACKED: u64 = 1 << 63;

/// Bits of an index entry that say where in its file a line begins; those above say which file.
const OFFSET_BITS: u32 = 48;

/// So many files can be told apart; the lines of any more are kept in packed memory.
const MOST_FILES: usize = 1 << (63 - OFFSET_BITS);

/// The lines of a store, by the numbers of their exchanges.
#[derive(Debug, Default)]
pub(super) struct Index {
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
    numbers: Numbers,
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

impl Index {
    /// Notes a live exchange: its line begins at `place` in the file, or no file holds it.
    pub(super) fn add(&mut self, exchange: &Exchange<'_>, place: Option<u64>) {
        if let Some(offset) = place.filter(|_| self.in_file) {
            self.index_in_file(exchange.seq, offset);
        } else {
            let mut line = Vec::with_capacity(512 + exchange.body.len());
            exchange_line(&mut line, exchange, false);
            line.pop();
            self.pack(exchange.seq, &line);
        }
    }

    /// The last file has another name, with the same lines.
    pub(super) fn moved(&mut self, to: &Path) {
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
    pub(super) fn files(&self) -> usize {
        self.files.len()
    }

    /// One of its files, and where its reading ended.
    pub(super) fn file(&self, file: usize) -> Option<(&Path, Place)> {
        let kept = self.files.get(file)?;
        let is_read = self.in_file && self.current == file;
        Some((&kept.path, if is_read { self.end } else { kept.end }))
    }

    /// The exchange of a number.
    pub(super) fn fetch(&self, seq: u64) -> Option<Exchange<'static>> {
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
    pub(super) fn home(&self, seq: u64) -> Option<Home> {
        let place = self.place(seq).filter(|place| place & PACKED == 0)?;
        let (file, _) = unpack(place);
        Some(Home {
            path: self.files.get(file)?.path.clone(),
            seq: self.numbers.in_line(seq),
            takes_marks: self.numbers.is_in_last_part(seq),
        })
    }

    /// The file that was read last; `None` when its lines can only be kept in memory (it is packed, or no recording).
    pub(super) fn last_file(&self) -> Option<&Path> {
        let file = self.files.last().filter(|_| self.in_file);
        file.map(|file| file.path.as_path())
    }

    fn place(&self, seq: u64) -> Option<u64> {
        self.places.get(self.numbered.find(seq)?)
    }

    /// Number of exchanges.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Gives an exchange a number of its own in the capture, and a mark the number of the exchange that it is about.
    pub(super) fn number(&mut self, entry: &mut Entry<'_>) {
        match entry {
            Entry::Header(_) => self.numbers.part(),
            Entry::Exchange(exchange) => exchange.seq = self.numbers.next(exchange.seq),
            Entry::Mark(mark) => mark.seq = self.numbers.marked(mark.seq),
            Entry::Moment(_) => {}
        }
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
