//! Rules about play, pause and buffering in main content.

mod not_ended;
mod redundant;

pub(in crate::rules) use not_ended::{BUFFER_NOT_ENDED, PAUSE_NOT_ENDED};
pub(in crate::rules) use redundant::{REDUNDANT_PAUSE, REDUNDANT_PLAY};

use super::Settings;
use super::course::{Facts, Found, Here, Memory, millis};

/// The thresholds of the area.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Limits {
    /// So soon after another one a play is a habit of players, ms.
    play_again: i64,
}

impl Limits {
    pub(in crate::rules) fn of(settings: &Settings) -> Self {
        Limits {
            play_again: millis(settings.threshold(&REDUNDANT_PLAY, "seconds")),
        }
    }
}

/// The state of the area.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Watch {
    redundant: redundant::Watch,
    not_ended: not_ended::Watch,
}

impl Watch {
    pub(in crate::rules) fn step(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        self.redundant.step(here, &facts.playback);
        if !facts.live {
            self.not_ended.step(here, facts, memory);
        }
    }

    pub(in crate::rules) fn tell(&self, found: &mut Vec<Found>) {
        self.redundant.tell(found);
    }
}
