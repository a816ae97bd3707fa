//! Cuts a text into chunks of whole lines that can be worked on by themselves.

use std::io::{self, Read};

use super::read::{Line, Place, parse, unreadable};

/// How much is read at once, in bytes; a longer line is read whole. Small enough that what is made of it is still
/// in the cache when it is used, and in blocks that the allocator keeps for the next chunk: larger ones go back to
/// the system, which has to clear them again each time.
const CHUNK: usize = 64 << 10;

/// The mark that some editors put before UTF-8 text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A text that is read chunk by chunk.
pub(super) struct Chunks<R> {
    source: R,
    place: Place,
    /// The begin of a line whose end is not read yet.
    rest: Vec<u8>,
    state: State,
}

enum State {
    /// There may be more to read.
    Open,
    /// The source has ended, or failed; the last line was not given yet.
    Ended(Option<io::Error>),
    /// All was given.
    Done,
}

/// What one chunk is: which lines its text holds.
pub(super) struct Chunk {
    place: Place,
    /// The text is the last line, without its line break.
    tail: bool,
    error: Option<io::Error>,
}

impl<R: Read> Chunks<R> {
    pub(super) fn new(source: R) -> Self {
        Chunks {
            source,
            place: Place::START,
            rest: Vec::new(),
            state: State::Open,
        }
    }

    /// Puts the text of the next chunk in place of another one.
    pub(super) fn next(&mut self, text: &mut Vec<u8>) -> Option<Chunk> {
        text.clear();
        text.append(&mut self.rest);
        if matches!(self.state, State::Open) {
            let whole = self.read(text);
            self.rest.extend_from_slice(&text[whole..]);
            text.truncate(whole);
            if whole > 0 {
                return Some(self.chunk(text, false, None));
            }
            text.append(&mut self.rest);
        }
        match std::mem::replace(&mut self.state, State::Done) {
            State::Ended(error) => Some(self.chunk(text, true, error)),
            _ => None,
        }
    }

    /// Reads on to the next line break or the end; how long the part is that consists of whole lines.
    fn read(&mut self, text: &mut Vec<u8>) -> usize {
        loop {
            let known = text.len();
            text.reserve(CHUNK);
            let more = (&mut self.source).take(CHUNK as u64).read_to_end(text);
            if self.place.offset == 0 && text.starts_with(BYTE_ORDER_MARK) {
                text.drain(..BYTE_ORDER_MARK.len());
                self.place.offset = BYTE_ORDER_MARK.len() as u64;
            }
            if !matches!(more, Ok(count) if count > 0) {
                self.state = State::Ended(more.err());
            }
            let searched = known.min(text.len());
            if let Some(last) = memchr::memrchr(b'\n', &text[searched..]) {
                return searched + last + 1;
            }
            if !matches!(self.state, State::Open) {
                return 0;
            }
        }
    }

    fn chunk(&mut self, text: &[u8], tail: bool, error: Option<io::Error>) -> Chunk {
        let place = self.place;
        self.place.number += memchr::memchr_iter(b'\n', text).count() as u64;
        self.place.offset += text.len() as u64;
        Chunk { place, tail, error }
    }
}

impl Chunk {
    /// Reads its lines, those that are not blank.
    pub(super) fn lines(self, text: &[u8]) -> Vec<Line<'_>> {
        let mut place = self.place;
        let mut lines = parse(text, &mut place, self.tail);
        lines.extend(self.error.map(|error| unreadable(place, &error)));
        lines
    }
}
