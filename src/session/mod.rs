//! Folds the events of one session into its timeline and its numbers.
//!
//! Events are kept in the order of arrival and walked in *effective order*: the sessionStart first, the
//! others by `ts`, ties by arrival. [`Session::push`] only notes an event; [`Session::settle`] brings the
//! fold up to date. An event in its place at the end costs one step; one that belongs earlier goes back
//! to the nearest checkpoint before it. So any order of arrival ends in the same result.

mod machine;
mod report;
mod spans;

pub use machine::{Machine, Playback, Snapshot};
pub use report::{Report, StateTotals, Value};
pub use spans::{Activity, Lanes, Outcome, Span};

use crate::exchange::Time;
use crate::wire::Event;
use crate::wire::event::Start;

/// One event as it arrived, whatever became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    /// The exchange that brought it.
    pub seq: u64,
    /// Its place in a batch, from 0.
    pub item: Option<u32>,
    /// When it arrived.
    pub at: Time,
    /// The status that was answered.
    pub status: u16,
    /// A fault of severity error keeps it out of the model.
    pub rejected: bool,
    /// What it says; `None` when its type is unknown or its body unreadable.
    pub event: Option<Event>,
}

/// Where an arrival ended up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Part of the model: its position among the counted events, from 0.
    Counted(usize),
    /// It came after the close.
    Late,
    /// Kept out by its faults.
    Rejected,
}

/// How a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// A sessionComplete was counted.
    Completed,
    /// Closed by sessionEnd.
    Ended,
    /// Closed by a time-out.
    TimedOut,
    /// Neither.
    Open,
}

/// Follows the fold step by step and can be taken back with it.
///
/// [`Session::settle`] calls `step` and `rejected` in effective order, `checkpoint` now and then, and
/// `rewind(n)` when an event belongs before what was already walked: the observer returns to the state
/// it had when its `n`-th checkpoint (from 1) was taken, 0 being its state before the first step, and
/// forgets the checkpoints after it.
pub trait Observer {
    /// A counted event took effect.
    fn step(&mut self, step: &Step<'_>);
    /// An event of a known type that its faults keep out of the model, at its place in the order. The
    /// session is still open there.
    fn rejected(&mut self, index: usize, arrival: &Arrival);
    /// A passing event found the session closed; also called for all after it.
    fn late(&mut self, index: usize, arrival: &Arrival);
    /// Keep the state for a later `rewind`.
    fn checkpoint(&mut self);
    /// Return to a checkpoint.
    fn rewind(&mut self, checkpoint: usize);
}

/// An observer that looks away.
impl Observer for () {
    fn step(&mut self, _: &Step<'_>) {}
    fn rejected(&mut self, _: usize, _: &Arrival) {}
    fn late(&mut self, _: usize, _: &Arrival) {}
    fn checkpoint(&mut self) {}
    fn rewind(&mut self, _: usize) {}
}

/// One counted event taking effect.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// Its index among the session's arrivals.
    pub index: usize,
    /// The event.
    pub arrival: &'a Arrival,
    /// The counted event before it, with its index.
    pub previous: Option<(usize, &'a Arrival)>,
    /// The state before it.
    pub before: Snapshot,
    /// The state after it.
    pub after: Snapshot,
    /// The totals and details after it.
    pub machine: &'a Machine,
}

/// One session.
#[derive(Debug, Clone)]
pub struct Session {
    sid: String,
    batch: bool,
    arrivals: Vec<Arrival>,
    start: Start,
    machine: Machine,
}

impl Session {
    /// Opens a session with the event that opened it: a sessionStart (rejected or not), the first item of
    /// a batch that passes (its other items are pushed), or a rejected batch as one arrival.
    pub fn open(sid: String, batch: bool, start: Arrival) -> Self {
        let parameters = start
            .event
            .as_ref()
            .and_then(Event::start)
            .cloned()
            .unwrap_or_default();
        Session {
            sid,
            batch,
            arrivals: vec![start],
            start: parameters,
            machine: Machine::default(),
        }
    }

    /// Notes an event in order of arrival; the fold is brought up to date by [`Session::settle`].
    pub fn push(&mut self, arrival: Arrival) {
        self.arrivals.push(arrival);
    }

    /// Brings the fold up to date, with an observer that must be the same one at each call.
    pub fn settle(&mut self, _observer: &mut impl Observer) {}

    /// Its id.
    pub fn sid(&self) -> &str {
        &self.sid
    }

    /// It came as one batch (downloaded content).
    pub fn is_batch(&self) -> bool {
        self.batch
    }

    /// The right-typed parameters of its sessionStart.
    pub fn start(&self) -> &Start {
        &self.start
    }

    /// The service would refuse its sessionStart (or its batch).
    pub fn is_refused(&self) -> bool {
        self.arrivals[0].rejected
    }

    /// Its events in order of arrival; the first one opened it.
    pub fn arrivals(&self) -> &[Arrival] {
        &self.arrivals
    }

    /// Indexes of the counted arrivals in effective order.
    pub fn counted(&self) -> &[u32] {
        &[]
    }

    /// Where an arrival ended up.
    pub fn place(&self, index: usize) -> Place {
        let _ = index;
        Place::Rejected
    }

    /// How it stands by its events alone.
    pub fn status(&self) -> Status {
        Status::Open
    }

    /// How it is shown at a time: open by its events but silent for 10 min (or without playhead movement
    /// for 30 min) by the clock is shown as timed out.
    pub fn status_at(&self, now: Time) -> Status {
        let _ = now;
        self.status()
    }

    /// When it closed, on the client's clock, ms since the Unix epoch.
    pub fn closed_ts(&self) -> Option<i64> {
        None
    }

    /// The state machine after the last counted event.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// The state machine after the counted event at a position; one checkpoint's way at most.
    pub fn machine_at(&self, position: usize) -> Machine {
        let _ = position;
        self.machine.clone()
    }

    /// The lanes of its timeline.
    pub fn lanes(&self) -> Lanes {
        Lanes::default()
    }

    /// Its predicted report.
    pub fn report(&self) -> Report {
        Report::default()
    }

    /// The predicted report as it stood after the counted event at a position.
    pub fn report_at(&self, position: usize) -> Report {
        let _ = position;
        Report::default()
    }
}
