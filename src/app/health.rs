//! How a live session does by the clock: when its next ping is due, and when silence closes it.

use crate::exchange::Time;
use crate::session::{Glance, Status};

/// Pings of main content are this far apart at most, ms.
const CADENCE_MS: i64 = 10_000;
/// A ping so late is told as late; beyond it the close is what matters.
const LATE_MS: i64 = 60_000;
/// Silence so long closes a session, ms.
const SILENCE_MS: i64 = 600_000;
/// A playhead still for so long closes a session, ms.
const STILLNESS_MS: i64 = 1_800_000;

/// What the clock says of an open session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// The next ping is due in so many ms.
    Due(i64),
    /// A ping should have come so many ms ago.
    Late(i64),
    /// The service closes the session in so many ms.
    Closes(i64),
}

/// The health of a session at a time; `None` when it is over.
pub fn of(glance: Glance<'_>, now: Time) -> Option<Health> {
    let facts = &glance.facts;
    if facts.batch || glance.status_at(now) != Status::Open || facts.closing.is_some() {
        return None;
    }
    let since = |time: Time| now.ms().saturating_sub(time.ms()).max(0);
    let silent = since(facts.heard);
    let still = facts.moved.map_or(silent, since);
    let closes = (SILENCE_MS - silent).min(STILLNESS_MS - still).max(0);
    Some(if silent <= CADENCE_MS && still <= LATE_MS * 2 {
        Health::Due(CADENCE_MS - silent)
    } else if silent > CADENCE_MS && silent <= LATE_MS {
        Health::Late(silent - CADENCE_MS)
    } else {
        Health::Closes(closes)
    })
}
