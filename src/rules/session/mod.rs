//! Rules about the life of a session: its begin, its end, the time-outs between.

mod after;
mod complete;
mod double_start;
mod no_play;
mod timing;

pub use double_start::{DoubleStarts, Opening};

pub(in crate::rules) use after::{AFTER_CLOSE, AFTER_COMPLETE};
pub(in crate::rules) use complete::{
    EARLY_COMPLETE, END_WITHOUT_COMPLETE, NEVER_CLOSED, RESUME_FROM_ZERO,
};
pub(in crate::rules) use double_start::DOUBLE_START;
pub(in crate::rules) use no_play::{DROP_BEFORE_START, NO_PLAY};
pub(in crate::rules) use timing::{BEFORE_START, IDLE_TIMEOUT, PLAYHEAD_TIMEOUT, TOO_LONG};

use super::Settings;
use super::ads::Breaks;
use super::course::{Act, End, Facts, Found, Here, Memory, millis, whole};
use crate::session::{Arrival, Session};
use crate::wire::EventType;

/// The thresholds of the area.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Limits {
    /// So long before the sessionStart is doubtful, ms.
    before_start: i64,
    /// So long without a play is too long, ms.
    no_play: i64,
    /// Content is complete from here on, thousandths of a percent.
    early_complete: i64,
    /// So near its end content was seen to its end, µs.
    end_without_complete: i64,
}

impl Limits {
    pub(in crate::rules) fn of(settings: &Settings) -> Self {
        let seconds = |rule| settings.threshold(rule, "seconds");
        Limits {
            before_start: millis(seconds(&BEFORE_START)),
            no_play: millis(seconds(&NO_PLAY)),
            early_complete: millis(settings.threshold(&EARLY_COMPLETE, "percent")),
            end_without_complete: whole(seconds(&END_WITHOUT_COMPLETE) * 1e6),
        }
    }
}

/// How the session ended so far, those events included that their faults keep out of the model.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::rules) struct Ends {
    /// A sessionComplete came.
    pub(in crate::rules) complete: bool,
    /// A sessionEnd came.
    pub(in crate::rules) end: bool,
}

/// The state of the area.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Watch {
    pub(in crate::rules) ends: Ends,
    no_play: no_play::Watch,
    timing: timing::Watch,
    after: after::Watch,
    complete: complete::Watch,
}

impl Watch {
    /// The first event that found the session closed.
    pub(in crate::rules) fn first_late(&self) -> Option<u32> {
        self.after.first_late
    }

    /// `breaks` is how they stand before the event.
    pub(in crate::rules) fn act(&mut self, act: &Act<'_>, breaks: &Breaks, facts: &Facts) {
        match act.event.kind {
            EventType::SessionComplete => self.ends.complete = true,
            EventType::SessionEnd => self.ends.end = true,
            _ => {}
        }
        self.no_play.act(act, breaks.is_open(), facts);
    }

    pub(in crate::rules) fn step(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        self.no_play.step(here, facts);
        self.timing.step(here, facts);
        self.after.step(here);
        self.complete.step(here, self.ends, facts, memory);
    }

    /// `told`: `http/closed-session` stands on it.
    pub(in crate::rules) fn late(&mut self, index: u32, arrival: &Arrival, told: bool) {
        if let Some(event) = &arrival.event {
            self.after.late(index, event, told);
        }
    }

    /// `structural`: how it ends when a rejected sessionEnd counts as one.
    pub(in crate::rules) fn tell(
        &self,
        session: &Session,
        end: &End,
        structural: &End,
        facts: &Facts,
        found: &mut Vec<Found>,
    ) {
        self.no_play.tell(end, structural, facts, found);
        self.timing.tell(session, found);
        self.after.tell(found);
        complete::tell(self.ends, end, found);
    }
}
