//! When a session closes by the clock of arrivals.

use crate::exchange::Time;
use crate::wire::Event;
use crate::wire::EventType;
use crate::wire::event::Micros;

/// Silence that closes a session, µs.
const SILENCE: i64 = 600 * 1_000_000;
/// Time without playhead movement that closes a session, µs.
const STANDSTILL: i64 = 1_800 * 1_000_000;
/// A playhead that differs by no more has not moved, µs of content.
const STILL: u64 = 1_000;
/// An open session, as far as its closing is concerned.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    /// When it opened, or its last passing event arrived.
    heard: Time,
    /// When a passing event last moved the playhead, and where to.
    moved: Option<(Time, Micros)>,
}

impl Clock {
    /// A session that opens now.
    pub(super) fn start(now: Time) -> Self {
        Clock {
            heard: now,
            moved: None,
        }
    }

    /// Neither time-out has come.
    pub(super) fn is_open(&self, now: Time) -> bool {
        let within = |since: Time, limit| now.0.saturating_sub(since.0) <= limit;
        within(self.heard, SILENCE)
            && self
                .moved
                .is_none_or(|(since, _)| within(since, STANDSTILL))
    }

    /// A passing event arrived; `false` when it ends the session.
    pub(super) fn hear(&mut self, event: &Event, now: Time) -> bool {
        self.heard = now;
        if let Some(playhead) = event.playhead()
            && self
                .moved
                .is_none_or(|(_, from)| playhead.abs_diff(from) > STILL)
        {
            self.moved = Some((now, playhead));
        }
        event.kind != EventType::SessionEnd
    }
}
