//! Rules about chapters.

mod open;
mod place;

pub(in crate::rules) use open::{NOT_CLOSED, NOT_OPEN, OVERLAP};
pub(in crate::rules) use place::{BEYOND_CONTENT, EARLY_COMPLETE, INDEX_REPEATED, OFFSET_MISMATCH};

use super::Settings;
use super::course::{Act, End, Facts, Found, Here, Memory, millis, whole};
use crate::wire::event::Micros;

/// The thresholds of the area.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Limits {
    /// A chapter begins and ends within so much of its place, µs.
    offset: Micros,
    /// A chapter may reach so far beyond the content, µs.
    beyond: Micros,
    /// A chapter is complete from here on, thousandths of a percent.
    complete: i64,
}

impl Limits {
    pub(in crate::rules) fn of(settings: &Settings) -> Self {
        let micros = |rule| whole(settings.threshold(rule, "seconds") * 1e6);
        Limits {
            offset: micros(&OFFSET_MISMATCH),
            beyond: micros(&BEYOND_CONTENT),
            complete: millis(settings.threshold(&EARLY_COMPLETE, "percent")),
        }
    }
}

/// The state of the area.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Watch {
    open: open::Watch,
    place: place::Watch,
}

impl Watch {
    pub(in crate::rules) fn act(&mut self, act: &Act<'_>, memory: &mut Memory) {
        self.open.act(act, memory);
    }

    pub(in crate::rules) fn step(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        self.place.step(here, facts, memory);
    }

    /// `complete`: a sessionComplete came.
    pub(in crate::rules) fn tell(&self, end: &End, complete: bool, found: &mut Vec<Found>) {
        self.open.tell(end, complete, found);
    }
}
