//! Rules about ad breaks and ads.

mod breaks;
mod order;
mod pods;
mod structure;
mod time;

pub(in crate::rules) use breaks::{BREAK_NOT_CLOSED, BREAK_NOT_OPEN, EMPTY_BREAK, OUTSIDE_BREAK};
pub(in crate::rules) use order::{
    NO_PLAY_AFTER_BREAK, NOT_CLOSED, NOT_OPEN, PLAYBACK_BEFORE_AD, POD_POSITION_ORDER,
};
pub(in crate::rules) use pods::{PLAY_BEFORE_PREROLL, POD_INDEX_REPEATED, POD_SECOND_MISMATCH};
pub(in crate::rules) use structure::Breaks;
pub(in crate::rules) use time::LENGTH_MISMATCH;

use super::Settings;
use super::course::{Facts, Here, Memory, millis, whole};
use crate::wire::event::Micros;

/// The thresholds of the area.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Limits {
    /// A play so long before the first break is before the pre-roll, ms.
    before_preroll: i64,
    /// An ad may differ from its length by so much, ms.
    length: i64,
    /// Or by so much of it, thousandths of a percent.
    length_share: i64,
    /// A break may differ from its podSecond by so much, µs.
    pod_second: Micros,
}

impl Limits {
    pub(in crate::rules) fn of(settings: &Settings) -> Self {
        let threshold = |rule, name| settings.threshold(rule, name);
        Limits {
            before_preroll: millis(threshold(&PLAY_BEFORE_PREROLL, "seconds")),
            length: millis(threshold(&LENGTH_MISMATCH, "seconds")),
            length_share: millis(threshold(&LENGTH_MISMATCH, "percent")),
            pod_second: whole(threshold(&POD_SECOND_MISMATCH, "seconds") * 1e6),
        }
    }
}

/// The state of the area.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Watch {
    pub(in crate::rules) breaks: Breaks,
    pods: pods::Watch,
    time: time::Watch,
}

impl Watch {
    pub(in crate::rules) fn step(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        self.pods.step(here, facts, memory);
        self.time.step(here, facts, memory);
    }
}
