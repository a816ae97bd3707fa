//! What is known of a session without its events: what a list shows of it, and how it stands by the clock.

use super::{
    Arrival, Closing, SILENCE_MS, STILLNESS_MS, Session, Stand, Start, Status, Tally, Time,
};

/// A session seen from afar.
#[derive(Debug, Clone, Copy)]
pub struct Glance<'a> {
    /// Its id.
    pub sid: &'a str,
    /// The right-typed parameters of its sessionStart.
    pub start: &'a Start,
    /// What else is known.
    pub facts: Facts,
}

/// The numbers and times of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// It came as one batch (downloaded content).
    pub batch: bool,
    /// The service would refuse its sessionStart (or its batch).
    pub refused: bool,
    /// How many events arrived.
    pub events: usize,
    /// How many of them ended up where.
    pub tally: Tally,
    /// How it stands after the last counted event.
    pub stand: Stand,
    /// What closed it, if its events tell that it is closed.
    pub closing: Option<Closing>,
    /// The exchange that opened it, and which item of its batch did.
    pub opened_by: (u64, Option<u32>),
    /// When it was opened.
    pub opened: Time,
    /// When its last event arrived.
    pub heard: Time,
    /// When the last event arrived that passes; if none does, when it was opened.
    pub passed: Time,
    /// When the event arrived that last moved the playhead.
    pub moved: Option<Time>,
}

/// The same, kept without the session.
#[derive(Debug, Clone)]
pub struct Gist {
    sid: Box<str>,
    start: Start,
    facts: Facts,
}

impl Glance<'_> {
    /// How it stands by its events alone.
    pub fn status(&self) -> Status {
        self.facts.stand.status(self.facts.closing)
    }

    /// How it is shown at a time: open by its events but silent for 10 min (or without playhead movement
    /// for 30 min) by the clock is shown as timed out.
    pub fn status_at(&self, now: Time) -> Status {
        let since = |time: Time| now.ms().saturating_sub(time.ms());
        let silent = since(self.facts.passed) > SILENCE_MS;
        let still = self
            .facts
            .moved
            .is_some_and(|moved| since(moved) > STILLNESS_MS);
        match self.status() {
            Status::Open if silent || still => Status::TimedOut,
            status => status,
        }
    }

    /// The same as something that stays.
    pub fn gist(&self) -> Gist {
        Gist {
            sid: self.sid.into(),
            start: self.start.clone(),
            facts: self.facts,
        }
    }
}

impl Gist {
    /// What is known.
    pub fn glance(&self) -> Glance<'_> {
        Glance {
            sid: &self.sid,
            start: &self.start,
            facts: self.facts,
        }
    }
}

impl Session {
    /// What is known of it without its events, once it is settled.
    pub fn glance(&self) -> Glance<'_> {
        let first = &self.arrivals[0];
        let last = self.arrivals.last().unwrap_or(first);
        let passed = self.arrivals.iter().rfind(|arrival| arrival.passes());
        let moved = self.machine().moved();
        let moved = moved.and_then(|point| self.arrivals.get(point.index as usize));
        let at = |arrival: &Arrival| arrival.at;
        Glance {
            sid: &self.sid,
            start: &self.start,
            facts: Facts {
                batch: self.batch,
                refused: self.is_refused(),
                events: self.arrivals.len(),
                tally: self.tally(),
                stand: self.machine().stand(),
                closing: self.closing(),
                opened_by: (first.seq, first.item),
                opened: first.at,
                heard: last.at,
                passed: passed.map_or(first.at, at),
                moved: moved.map(at),
            },
        }
    }
}
