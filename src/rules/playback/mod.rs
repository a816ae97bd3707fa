//! Rules about play, pause and buffering in main content.

mod not_ended;
mod redundant;

pub(in crate::rules) use not_ended::{BUFFER_NOT_ENDED, PAUSE_NOT_ENDED};
pub(in crate::rules) use redundant::{REDUNDANT_PAUSE, REDUNDANT_PLAY};

use super::course::{Facts, Found, Here, Memory};

/// The state of the area.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Watch {
    redundant: redundant::Watch,
    not_ended: not_ended::Watch,
}

impl Watch {
    pub(in crate::rules) fn step(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        self.redundant.step(here);
        if !facts.live {
            self.not_ended.step(here, facts, memory);
        }
    }

    pub(in crate::rules) fn tell(&self, found: &mut Vec<Found>) {
        self.redundant.tell(found);
    }
}
