//! Fetches an exchange again when a screen shows it, from the file or from packed memory.

mod index;
mod packed;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Entry;
use super::read::Place;
use crate::exchange::Exchange;
use index::Index;
pub(super) use packed::line_in;

/// Every exchange of a recording, or of several joined ones, by its number. It keeps 4 bytes per exchange (8 where numbers
/// have gaps), and the text itself (packed) only where no file holds it.
///
/// A clone is the same store: whoever looks at a capture again holds one, beside whoever adds to it. None of its
/// methods calls back, so none waits for another.
#[derive(Debug, Clone, Default)]
pub struct Store {
    index: Arc<Mutex<Index>>,
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
        self.index().add(exchange, place);
    }

    /// The lines of the capture that goes on are in another file from now on.
    pub fn next_file(&mut self, file: &Path) {
        self.begin(Some(file));
    }

    /// The last file has another name, with the same lines.
    pub fn moved(&mut self, to: &Path) {
        self.index().moved(to);
    }

    /// The exchange of a number.
    pub fn fetch(&self, seq: u64) -> Option<Exchange<'static>> {
        self.index().fetch(seq)
    }

    /// Where the line of an exchange is; `None` when no file of lines holds it.
    pub fn home(&self, seq: u64) -> Option<Home> {
        self.index().home(seq)
    }

    /// The file that was read last; `None` when its lines can only be kept in memory (it is packed, or no recording).
    pub fn last_file(&self) -> Option<PathBuf> {
        self.index().last_file().map(Path::to_owned)
    }

    /// How many files hold lines of it.
    pub fn files(&self) -> usize {
        self.index().files()
    }

    /// Number of exchanges.
    pub fn len(&self) -> usize {
        self.index().len()
    }

    /// No exchange yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The lines that are read from now on are those of a file, or are kept in packed memory.
    pub(super) fn begin(&mut self, file: Option<&Path>) {
        self.index().begin(file);
    }

    /// The lines that are read from now on are again those of a file that was read before.
    pub(super) fn resume(&mut self, file: usize) {
        self.index().resume(file);
    }

    /// A file was read further by somebody else, to there.
    pub(super) fn leave_at(&mut self, file: usize, end: Place) {
        self.index().leave_at(file, end);
    }

    /// One of its files, and where its reading ended.
    pub(super) fn file(&self, file: usize) -> Option<(PathBuf, Place)> {
        let index = self.index();
        let (path, end) = index.file(file)?;
        Some((path.to_owned(), end))
    }

    /// Gives an entry that is no line of a recording its number, and keeps it.
    pub(super) fn take(&mut self, entry: &mut Entry<'_>) {
        let mut index = self.index();
        index.number(entry);
        if let Entry::Exchange(exchange) = entry {
            index.add(exchange, None);
        }
    }

    /// The same for an entry of the line that begins at `offset`: noted by its place where a file holds the line, else
    /// the line itself is kept.
    pub(super) fn take_line(&mut self, entry: &mut Entry<'_>, offset: u64, line: &[u8]) {
        let mut index = self.index();
        index.number(entry);
        if let Entry::Exchange(exchange) = entry {
            index.keep(exchange.seq, offset, line);
        }
    }

    /// The current file was read up to there.
    pub(super) fn read_to(&mut self, end: Place) {
        self.index().end = end;
    }

    /// Puts the numbers in order where they are not; of equal ones the first stays first.
    pub(super) fn arrange(&mut self) {
        self.index().arrange();
    }

    /// Puts the numbers in order, and gives back the room that they do not need.
    pub(super) fn sort(&mut self) {
        self.index().sort();
    }

    fn index(&self) -> MutexGuard<'_, Index> {
        // What it says is whole at every instant: a panic elsewhere takes nothing from it.
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
