//! Rules about how the playhead moves.

mod ad;
mod drift;
mod jump;
mod run;
mod unit;

pub(in crate::rules) use ad::MOVES_IN_AD;
pub(in crate::rules) use drift::DRIFT;
pub(in crate::rules) use jump::JUMP;
pub(in crate::rules) use run::FROZEN;
pub(in crate::rules) use unit::UNIT;

use super::Settings;
use super::course::{End, Facts, Found, Here, Memory, whole};
use crate::wire::event::Micros;

/// The thresholds of the area.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Limits {
    /// Beyond what the clock explains, more than this is a leap, µs.
    pub(in crate::rules) leap: Micros,
    /// More than this is movement in an ad, µs.
    in_ad: Micros,
    drift: drift::Limits,
}

impl Limits {
    pub(in crate::rules) fn of(settings: &Settings) -> Self {
        Limits {
            leap: whole(settings.threshold(&JUMP, "seconds") * 1e6),
            in_ad: whole(settings.threshold(&MOVES_IN_AD, "seconds") * 1e6),
            drift: drift::Limits::of(settings),
        }
    }
}

/// The state of the area.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Watch {
    run: run::Watch,
    jump: jump::Watch,
    unit: unit::Watch,
    ad: ad::Watch,
}

impl Watch {
    pub(in crate::rules) fn step(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        self.run.step(here, facts, memory);
        self.jump.step(here);
        self.unit.step(here);
        if !facts.live {
            self.ad.step(here, facts, memory);
        }
    }

    pub(in crate::rules) fn tell(&self, end: &End, facts: &Facts, found: &mut Vec<Found>) {
        self.run.tell(found);
        self.jump.tell(found);
        self.unit.tell(found);
        drift::tell(&self.run.playing(), end, &facts.playhead.drift, found);
    }
}
