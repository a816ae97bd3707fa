//! Bytes that are counted while they are read, so that somebody else can tell how far a reading is.

use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};

/// A source of bytes that adds to a count what is read of it.
#[derive(Debug)]
pub struct Counted<'a, R> {
    source: R,
    count: &'a AtomicU64,
}

impl<'a, R> Counted<'a, R> {
    /// Counts, in bytes.
    pub fn new(source: R, count: &'a AtomicU64) -> Self {
        Counted { source, count }
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(out)?;
        self.count.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
