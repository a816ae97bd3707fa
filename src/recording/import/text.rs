//! The text of a file that is read in one go and never held as a whole: valid UTF-8, with its lines counted.

use std::io::{self, Read};

use serde::de::Error as _;
use serde_json::Error;
use serde_json::value::RawValue;

/// How much is read in one step, in bytes.
const STEP: u64 = 256 << 10;

/// How much of the text is looked at for one value, in bytes; more where that does not suffice.
const WINDOW: usize = 16 << 10;

/// So long a value may be, in bytes; of a longer one nothing is taken.
const LONGEST: usize = 512 << 20;

/// So much may be looked at for values that turn out to be none, in bytes, until it must have been worth it.
const CREDIT: u64 = 16 << 20;

/// A text that is read forward.
pub(super) struct Text<R> {
    source: R,
    /// What was read; valid UTF-8. From `at` on it was not passed yet.
    buffer: Vec<u8>,
    at: usize,
    /// The beginning of a character whose rest is yet to be read.
    cut: Vec<u8>,
    /// The line of the next byte, from 1.
    line: u64,
    /// Bytes of that line before the next byte.
    column: usize,
    /// Bytes that were passed.
    passed: u64,
    /// Bytes that were looked at for values that turned out to be none.
    vain: u64,
    longest: usize,
    begun: bool,
    ended: bool,
    error: Option<io::Error>,
}

impl<R: Read> Text<R> {
    pub(super) fn new(source: R) -> Self {
        Text {
            source,
            buffer: Vec::new(),
            at: 0,
            cut: Vec::new(),
            line: 1,
            column: 0,
            passed: 0,
            vain: 0,
            longest: LONGEST,
            begun: false,
            ended: false,
            error: None,
        }
    }

    /// So long a value may be, in bytes.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// The line of the next byte, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Bytes of its line before the next byte.
    pub(super) fn column(&self) -> usize {
        self.column
    }

    /// Why nothing more could be read.
    pub(super) fn error(&mut self) -> Option<io::Error> {
        self.error.take()
    }

    /// Goes to the next byte that is no white space, and tells it; `None` at the end.
    pub(super) fn next(&mut self) -> Option<u8> {
        let white = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        self.go_to(|rest| rest.iter().position(|byte| !white(byte)))
    }

    /// Goes to the next place where this byte stands; `false` when there is none.
    pub(super) fn find(&mut self, byte: u8) -> bool {
        self.go_to(|rest| memchr::memchr(byte, rest)).is_some()
    }

    /// Goes behind the next line break.
    pub(super) fn pass_line(&mut self) {
        self.find(b'\n');
        self.pass(1);
    }

    /// Goes on behind so many bytes.
    pub(super) fn pass(&mut self, bytes: usize) {
        let end = (self.at + bytes).min(self.buffer.len());
        let passed = self.buffer.get(self.at..end).unwrap_or_default();
        match memchr::memrchr(b'\n', passed) {
            Some(last) => {
                self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
                self.column = passed.len() - last - 1;
            }
            None => self.column += passed.len(),
        }
        self.passed += passed.len() as u64;
        self.at = end;
    }

    /// The length of the JSON value that stands next, in bytes; so much of the text is in memory then.
    ///
    /// # Errors
    ///
    /// When it is no JSON; line and column count from the next byte.
    pub(super) fn value(&mut self) -> serde_json::Result<usize> {
        let mut least = WINDOW;
        let mut failed_at = None;
        loop {
            while self.buffer.len() - self.at < least && self.fill() {}
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            // Looking at no more than that keeps many small values from costing a look at all that is in memory.
            let window = rest.get(..least).unwrap_or(rest);
            let whole = self.ended && window.len() == rest.len();
            let mut values = serde_json::Deserializer::from_slice(window).into_iter::<&RawValue>();
            match values.next() {
                // A number at the end may go on.
                Some(Ok(_)) if whole || values.byte_offset() < window.len() => {
                    return Ok(values.byte_offset());
                }
                Some(Err(error)) => {
                    // What looks wrong where the window ends may be right with what follows.
                    let place = (error.line(), error.column());
                    if whole || (!error.is_eof() && failed_at == Some(place)) {
                        self.vain += offset(window, &error) as u64;
                        return Err(error);
                    }
                    failed_at = Some(place);
                }
                None if whole => return Ok(0),
                _ => {}
            }
            if least >= self.longest {
                self.vain += least as u64;
                let longest = self.longest >> 20;
                return Err(Error::custom(format!("a value of more than {longest} MiB")));
            }
            least = least.saturating_mul(2).min(self.longest);
        }
    }

    /// The same of a value that ends where its line ends, or before.
    ///
    /// # Errors
    ///
    /// When it is no JSON; line and column count from the next byte.
    pub(super) fn value_in_line(&mut self) -> serde_json::Result<usize> {
        let length = self.line_length();
        let line = self.buffer.get(self.at..self.at + length);
        let line = line.unwrap_or_default();
        let mut values = serde_json::Deserializer::from_slice(line).into_iter::<&RawValue>();
        values.next().transpose()?;
        Ok(values.byte_offset())
    }

    /// How much of its line follows, in bytes; so much of the text is in memory then.
    pub(super) fn line_length(&mut self) -> usize {
        let longest = self.longest;
        let mut length = 0;
        loop {
            let ahead = self.ahead(length);
            let found = memchr::memchr(b'\n', ahead);
            let over = found.is_some() || ahead.is_empty() || length > longest;
            length += found.unwrap_or(ahead.len());
            if over {
                return length;
            }
        }
    }

    /// More was looked at in vain than reading a text of any shape takes: each line looks as if a value began there that
    /// never ends.
    pub(super) fn is_tiring(&self) -> bool {
        self.vain > CREDIT + 4 * self.passed
    }

    /// So many bytes of what follows; they are in memory.
    pub(super) fn get(&self, length: usize) -> &str {
        let part = self.buffer.get(self.at..self.at + length);
        // It was made valid when it was read, and is passed in whole values and lines.
        std::str::from_utf8(part.unwrap_or_default()).unwrap_or_default()
    }

    /// What is in memory behind so many bytes of what follows; empty where the text ends.
    pub(super) fn ahead(&mut self, bytes: usize) -> &[u8] {
        while self.buffer.len() <= self.at + bytes && self.fill() {}
        self.buffer.get(self.at + bytes..).unwrap_or_default()
    }

    fn go_to(&mut self, place: impl Fn(&[u8]) -> Option<usize>) -> Option<u8> {
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            if let Some(found) = place(rest) {
                let byte = rest.get(found).copied();
                self.pass(found);
                return byte;
            }
            self.pass(self.buffer.len());
            if !self.fill() {
                return None;
            }
        }
    }

    /// Reads more; `false` when there is no more.
    fn fill(&mut self) -> bool {
        if self.ended {
            return false;
        }
        self.buffer.drain(..self.at);
        self.at = 0;
        let mut raw = std::mem::take(&mut self.cut);
        let count = match (&mut self.source).take(STEP).read_to_end(&mut raw) {
            Ok(count) => count,
            Err(error) => {
                // What came before it is in there, and is the last.
                self.error = Some(error);
                0
            }
        };
        self.ended = count == 0;
        let mut raw = raw.as_slice();
        if !self.begun {
            raw = raw.strip_prefix("\u{feff}".as_bytes()).unwrap_or(raw);
            self.begun = true;
        }
        self.take(raw);
        true
    }

    /// Takes bytes in, what is no UTF-8 as a replacement character.
    fn take(&mut self, raw: &[u8]) {
        let mut chunks = raw.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.buffer.extend_from_slice(chunk.valid().as_bytes());
            let invalid = chunk.invalid();
            if !self.ended && chunks.peek().is_none() && is_beginning(invalid) {
                self.cut = invalid.to_vec();
            } else if !invalid.is_empty() {
                self.buffer.extend_from_slice("\u{fffd}".as_bytes());
            }
        }
    }
}

/// Where in a text an error lies, in bytes.
pub(super) fn offset(text: &[u8], error: &Error) -> usize {
    let mut breaks = memchr::memchr_iter(b'\n', text);
    let before = error.line().checked_sub(2);
    let line = before.and_then(|number| breaks.nth(number));
    line.unwrap_or(0) + error.column()
}

/// More bytes may make a character of it.
fn is_beginning(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
impl<R> Text<R> {
    /// The same with a shorter longest value.
    pub(super) fn with_longest(mut self, bytes: usize) -> Self {
        self.longest = bytes;
        self
    }

    /// How much of it is in memory, in bytes.
    pub(super) fn held(&self) -> usize {
        self.buffer.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives bytes in pieces.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(out.len());
            let (now, later) = self.0.split_at(count);
            out[..count].copy_from_slice(now);
            self.0 = later;
            Ok(count)
        }
    }

    #[test]
    fn any_bytes_become_valid_text() {
        let raw = b"\xef\xbb\xbfa\n\xc3\xa4\xff\xf0\x9f\x98\x80\xe2\x82x\n\xf0\x9f";
        let mut text = Text::new(&raw[..]);
        while text.fill() {}
        let whole = String::from_utf8_lossy(&raw[3..]);
        assert_eq!(text.get(text.buffer.len()), whole);
        text.pass(text.buffer.len());
        assert_eq!((text.line(), text.next()), (3, None));
    }

    #[test]
    fn a_character_on_the_edge_of_a_step_is_whole() {
        let step = usize::try_from(STEP).expect("a small number");
        for before in step - 3..=step {
            let raw = format!("\"{}\u{1f600}\"", "a".repeat(before - 1));
            let mut text = Text::new(raw.as_bytes());
            assert_eq!(text.value().expect("a string"), raw.len());
            assert_eq!(text.get(raw.len()), raw);
        }
    }

    #[test]
    fn values_are_measured_however_long_they_are_and_wherever_a_window_ends() {
        for length in (WINDOW - 40..WINDOW + 4).chain([WINDOW * 5]) {
            let long = format!("[\"{}\", 12e1, tru\n]", "x".repeat(length));
            let right = long.replace("tru", "true");
            let raw = format!(" {right}\n  12345 {long}");
            let mut text = Text::new(Pieces(raw.as_bytes(), 1000));
            assert_eq!(text.next(), Some(b'['));
            assert_eq!(text.value().expect("an array"), right.len());
            text.pass(right.len());
            assert_eq!((text.next(), text.line()), (Some(b'1'), 3));
            assert_eq!(text.value().expect("a number"), 5);
            text.pass(5);
            assert_eq!((text.next(), text.column()), (Some(b'['), 8));
            assert!(text.value().is_err_and(|error| !error.is_eof()));
        }
        let mut text = Text::new(&b"1234"[..]);
        assert_eq!(text.value().expect("a number"), 4);
    }
}
