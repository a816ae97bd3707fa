//! Differences between playheads: plain ones, or those of a clock that starts anew at midnight.

use crate::wire::event::Micros;

/// One second, µs.
const SECOND: Micros = 1_000_000;
/// Playheads no further apart than this stand at the same place, µs.
const SAME: Micros = 1_000;

/// How the playheads of a session are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Clock {
    /// The playhead is the second of the day: it falls back by a day at midnight.
    pub live: bool,
}

impl Clock {
    /// How far the playhead went from one place to another, µs; negative when it went back.
    pub fn advance(self, from: Micros, to: Micros) -> Micros {
        let plain = to.saturating_sub(from);
        if self.live && plain < -43_200 * SECOND {
            plain + 86_400 * SECOND
        } else {
            plain
        }
    }

    /// Whether two playheads are equal, give or take 1 ms.
    pub fn same(self, from: Micros, to: Micros) -> bool {
        self.advance(from, to).saturating_abs() <= SAME
    }
}
