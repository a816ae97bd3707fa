//! How far a reading is, so that somebody else can tell while it goes on.

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How far a reading of one file or several is; counts only grow.
#[derive(Debug, Default)]
pub struct Progress {
    bytes: AtomicU64,
    entries: AtomicU64,
    given: AtomicU64,
    ordered: AtomicBool,
}

impl Progress {
    /// What was read, in bytes of the files.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Entries that came out of it.
    pub fn entries(&self) -> u64 {
        self.entries.load(Ordering::Relaxed)
    }

    /// Entries that were given on: those of a file whose order only its end tells wait until then.
    pub fn given(&self) -> u64 {
        self.given.load(Ordering::Relaxed).min(self.entries())
    }

    /// A file was read to its end, and what waited for that is being given on.
    pub fn is_giving(&self) -> bool {
        self.ordered.load(Ordering::Relaxed)
    }

    /// The bytes of a source, counted while they are read.
    pub(super) fn counting<R: Read>(&self, source: R) -> Counted<'_, R> {
        self.ordered.store(false, Ordering::Relaxed);
        Counted {
            source,
            progress: self,
        }
    }

    pub(super) fn read_entry(&self) {
        self.entries.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn give_entry(&self) {
        self.given.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn begin_giving(&self) {
        self.ordered.store(true, Ordering::Relaxed);
    }
}

/// A source of bytes that notes what is read of it.
pub(super) struct Counted<'a, R> {
    source: R,
    progress: &'a Progress,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(out)?;
        self.progress
            .bytes
            .fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
