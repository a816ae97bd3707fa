//! How far a replay is: one line that is drawn again on a terminal, else a line now and then.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use crate::cli::console::Console;
use crate::output::text::{countdown, cut, number};

/// Between two drawings on a terminal.
const DRAWN: Duration = Duration::from_millis(200);
/// Between two lines where there is none.
const SAID: Duration = Duration::from_secs(10);

/// Tells how far it is, on STDERR.
pub(super) struct Progress {
    terminal: bool,
    shown: bool,
}

/// How far it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    /// Calls done with.
    pub(super) done: u64,
    /// All calls.
    pub(super) all: u64,
    /// Time since the begin.
    pub(super) elapsed: Duration,
    /// Time that the pace of the recording takes in all; none when it has none.
    pub(super) length: Duration,
}

impl Progress {
    pub(super) fn new() -> Self {
        Progress {
            terminal: io::stderr().is_terminal(),
            shown: false,
        }
    }

    /// How often to tell.
    pub(super) fn interval(&self) -> Duration {
        if self.terminal { DRAWN } else { SAID }
    }

    pub(super) fn show(&mut self, state: State, console: &Console) {
        if !self.terminal {
            console.say(&state.words());
            return;
        }
        let width = crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns));
        let line = cut(&state.words(), width.saturating_sub(1), "").into_owned();
        let mut err = io::stderr().lock();
        // Nobody may be looking, and then there is nobody to tell that.
        let _ = write!(err, "\r{line}\x1b[K").and_then(|()| err.flush());
        self.shown = true;
    }

    /// Takes the line away.
    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            let mut err = io::stderr().lock();
            let _ = write!(err, "\r\x1b[K").and_then(|()| err.flush());
        }
    }
}

impl State {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "shown to three digits"
    )]
    fn words(self) -> String {
        let seconds = self.elapsed.as_secs_f64().max(0.001);
        let rate = self.done as f64 / seconds;
        let percent = self.done.saturating_mul(100) / self.all.max(1);
        let rate = if rate < 10.0 {
            format!("{rate:.1}")
        } else {
            number(rate as u64)
        };
        let left = self.left().map_or_else(
            || "time left unknown".to_owned(),
            |left| {
                let ms = i64::try_from(left.as_millis()).unwrap_or(i64::MAX);
                format!("{} left", countdown(ms))
            },
        );
        format!(
            "{} of {} calls ({percent} %), {rate} calls/s, {left}",
            number(self.done),
            number(self.all)
        )
    }

    /// By the pace of the recording, or when that is over by how fast it went.
    fn left(self) -> Option<Duration> {
        let by_pace = self.length.saturating_sub(self.elapsed);
        if !by_pace.is_zero() {
            return Some(by_pace);
        }
        let open = self.all.saturating_sub(self.done);
        if self.done == 0 {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let share = open as f64 / self.done as f64;
        Duration::try_from_secs_f64(self.elapsed.as_secs_f64() * share).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tells_rate_and_time_left() {
        let state = |done, length| State {
            done,
            all: 4_000,
            elapsed: Duration::from_secs(10),
            length: Duration::from_secs(length),
        };
        assert_eq!(
            state(1_000, 0).words(),
            "1 000 of 4 000 calls (25 %), 100 calls/s, 30 s left"
        );
        assert_eq!(
            state(5, 100).words(),
            "5 of 4 000 calls (0 %), 0.5 calls/s, 1:30 left"
        );
        assert!(state(0, 0).words().ends_with("time left unknown"));
    }
}
