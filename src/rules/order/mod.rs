//! Rules about time and arrival, for events that came in calls of their own.

mod arrival;
mod clock_jump;
mod equal_ts;

pub(in crate::rules) use arrival::{Arrived, LATE_ARRIVAL};
pub(in crate::rules) use clock_jump::CLOCK_JUMP;
pub(in crate::rules) use equal_ts::{EQUAL_TS, Instant, Open};

use super::Settings;
use super::course::{Facts, Found, Here, millis};
use crate::session::Session;

/// The thresholds of the area.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Limits {
    /// More than this is late, ms.
    late: i64,
    /// A jump is larger than this, ms.
    jump: i64,
}

impl Limits {
    pub(in crate::rules) fn of(settings: &Settings) -> Self {
        let ms = |rule| millis(settings.threshold(rule, "seconds"));
        Limits {
            late: ms(&LATE_ARRIVAL),
            jump: ms(&CLOCK_JUMP),
        }
    }
}

/// The state of the area.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Watch {
    ties: equal_ts::Watch,
    lags: clock_jump::Watch,
}

impl Watch {
    pub(in crate::rules) fn step(&mut self, here: &Here<'_>) {
        self.ties.step(here);
        self.lags.step(here);
    }

    /// Whether the client's clock was set, as far as the session goes by now.
    pub(in crate::rules) fn clock_jump(&self, session: &Session, facts: &Facts) -> Option<Found> {
        self.lags.find(session, facts.order.jump)
    }

    pub(in crate::rules) fn tell(&self, found: &mut Vec<Found>) {
        self.ties.tell(found);
    }
}
