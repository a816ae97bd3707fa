//! Rules about the quality figures of a session.

mod bitrate;
mod frames;

pub(in crate::rules) use bitrate::{BITRATE_MAGNITUDE, BITRATE_SAME};
pub(in crate::rules) use frames::{DROPPED_FRAMES_DECREASE, FRAME_RATE};

use super::Settings;
use super::course::{End, Facts, Found, Here};

/// The thresholds of the area.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Limits {
    /// More frames a second than any player shows.
    frame_rate: f64,
}

impl Limits {
    pub(in crate::rules) fn of(settings: &Settings) -> Self {
        Limits {
            frame_rate: settings.threshold(&FRAME_RATE, "frames"),
        }
    }
}

/// The state of the area.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Watch {
    bitrate: bitrate::Watch,
    frames: frames::Watch,
}

impl Watch {
    pub(in crate::rules) fn step(&mut self, here: &Here<'_>, facts: &Facts) {
        self.bitrate.step(here);
        self.frames.step(here, &facts.qoe);
    }

    pub(in crate::rules) fn tell(&self, end: &End, found: &mut Vec<Found>) {
        self.bitrate.tell(end, found);
        self.frames.tell(found);
    }
}
