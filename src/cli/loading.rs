//! Says on a terminal how far a long reading is; Ctrl-C ends it like any program.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use crate::output::text::{clean, cut, number};

/// What is over before this needs no word.
const PATIENCE: Duration = Duration::from_millis(500);
/// Between two words.
const PACE: Duration = Duration::from_millis(200);
/// So many entries are read between two looks at the clock.
const STRIDE: u64 = 2_048;

/// How far a reading is.
pub(super) struct Loading {
    terminal: bool,
    begin: Instant,
    /// When the next word is due, from the begin.
    due: Duration,
    entries: u64,
    shown: bool,
}

impl Loading {
    pub(super) fn new() -> Self {
        Loading {
            terminal: io::stderr().is_terminal(),
            begin: Instant::now(),
            due: PATIENCE,
            entries: 0,
            shown: false,
        }
    }

    /// Another entry of a file was read.
    pub(super) fn step(&mut self, file: &str) {
        self.entries += 1;
        if self.terminal && self.entries.is_multiple_of(STRIDE) {
            self.say(&words(file, self.entries));
        }
    }

    /// All was read, and is being judged.
    pub(super) fn judging(&mut self) {
        if self.terminal {
            self.say("judging; Ctrl-C stops");
        }
    }

    fn say(&mut self, words: &str) {
        let elapsed = self.begin.elapsed();
        if elapsed < self.due {
            return;
        }
        self.due = elapsed + PACE;
        self.shown = true;
        let width = crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns));
        let line = cut(words, width.saturating_sub(1), "").into_owned();
        let mut err = io::stderr().lock();
        // Nobody may be looking, and then there is nobody to tell that.
        let _ = write!(err, "\r{line}\x1b[K").and_then(|()| err.flush());
    }
}

impl Drop for Loading {
    /// Takes the line away.
    fn drop(&mut self) {
        if self.shown {
            let mut err = io::stderr().lock();
            let _ = write!(err, "\r\x1b[K").and_then(|()| err.flush());
        }
    }
}

fn words(file: &str, entries: u64) -> String {
    format!(
        "reading {}: {} lines; Ctrl-C stops",
        clean(file),
        number(entries)
    )
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_name_cannot_move_the_cursor() {
        let said = words("a\x1b[2J.jsonl", 412_000);
        assert!(
            said.contains("412 000 lines") && !said.contains('\x1b'),
            "{said}"
        );
    }
}
