//! Rules about the rhythm of pings.

mod cadence;
mod gaps;

pub(in crate::rules) use cadence::{NONE, TOO_OFTEN};
pub(in crate::rules) use gaps::{LATE, LATE_IN_AD, SLOW_IN_AD};

use super::Settings;
use super::course::{End, Facts, Found, Here, Memory, millis};

/// The thresholds of the area, ms.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Limits {
    late: i64,
    late_paused: i64,
    late_in_ad: i64,
    late_in_ad_paused: i64,
    /// None when the rule is off.
    slow_in_ad: Option<i64>,
    too_often: i64,
    none: i64,
}

impl Limits {
    pub(in crate::rules) fn of(settings: &Settings) -> Self {
        let ms = |rule, name| millis(settings.threshold(rule, name));
        Limits {
            late: ms(&LATE, "seconds"),
            late_paused: ms(&LATE, "pause-seconds"),
            late_in_ad: ms(&LATE_IN_AD, "seconds"),
            late_in_ad_paused: ms(&LATE_IN_AD, "pause-seconds"),
            slow_in_ad: settings
                .is_on(&SLOW_IN_AD)
                .then(|| ms(&SLOW_IN_AD, "seconds")),
            too_often: ms(&TOO_OFTEN, "seconds"),
            none: ms(&NONE, "seconds"),
        }
    }
}

/// The state of the area.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Watch {
    cadence: cadence::Watch,
}

impl Watch {
    pub(in crate::rules) fn step(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        gaps::step(here, &facts.ping, memory);
        self.cadence.step(here, &facts.ping);
    }

    /// `content_ms`: content time so far.
    pub(in crate::rules) fn tell(
        &self,
        content_ms: i64,
        end: &End,
        facts: &Facts,
        found: &mut Vec<Found>,
    ) {
        self.cadence.tell(content_ms, end, &facts.ping, found);
    }
}
