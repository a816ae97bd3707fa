//! Folds the events of one session into its timeline and its numbers.
//!
//! Events are kept in the order of arrival and walked in *effective order*: the sessionStart first, the
//! others by `ts`, ties by arrival. [`Session::push`] only notes an event; [`Session::settle`] brings the
//! fold up to date. An event in its place at the end costs one step; one that belongs earlier goes back
//! to the nearest checkpoint before it. So any order of arrival ends in the same result.

mod clock;
pub mod evidence;
mod fold;
mod glance;
mod log;
mod machine;
pub mod metrics;
mod order;
mod report;
mod spans;
mod view;
mod what_if;

pub use clock::Clock;
pub use evidence::{Number, Passed, Piece};
pub use glance::{Facts, Gist, Glance};
pub use machine::{Counts, Machine, Playback, PlayerState, Point, Quality, Snapshot, Stand, Times};
pub use report::{Report, StateTotals, Value};
pub use spans::{Activity, Lanes, Outcome, Span};
pub use what_if::Change;

use crate::exchange::Time;
use crate::wire::Event;
use crate::wire::event::{Micros, Start};
use fold::Fold;
use order::Order;
use view::View;

/// Silence for longer than this closes a session, ms.
pub const SILENCE_MS: i64 = 600_000;
/// A playhead that stands still for longer than this closes a session, ms.
pub const STILLNESS_MS: i64 = 1_800_000;

/// Up to so many events a session grows in small steps.
const SHORT: usize = 1_000;

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

impl Arrival {
    /// It takes part in the model. Without a `ts` or a playhead (a loaded schema may ask for neither) an
    /// event has no place there, whether or not it has a fault.
    pub fn passes(&self) -> bool {
        !self.rejected && self.place().is_some()
    }

    /// The event with its `ts` and playhead, when it has both.
    fn place(&self) -> Option<(&Event, i64, Micros)> {
        let event = self.event.as_ref()?;
        Some((event, event.ts()?, event.playhead()?))
    }
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

/// The end of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// What closed it.
    pub cause: Cause,
    /// When, on the client's clock, ms since the Unix epoch.
    pub ts: i64,
    /// Index of the arrival that closed it (sessionEnd) or that found it closed (a time-out).
    pub noticed_by: usize,
}

/// What closes a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A sessionEnd.
    End,
    /// No event for more than 10 min.
    Silence,
    /// No movement of the playhead for more than 30 min.
    Stillness,
}

/// How many of a session's events ended up where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Part of the model.
    pub counted: usize,
    /// Kept out by their faults.
    pub rejected: usize,
    /// Came after the close.
    pub late: usize,
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
    start: Start,
    arrivals: Vec<Arrival>,
    /// So many of them pass.
    passing: usize,
    order: Order,
    fold: Fold,
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
        let clock = Clock {
            live: parameters.is_live(),
        };
        let mut session = Session {
            sid,
            batch,
            start: parameters,
            arrivals: Vec::new(),
            passing: 0,
            order: Order::default(),
            fold: Fold::new(clock),
        };
        session.push(start);
        session
    }

    /// Notes an event in order of arrival; the fold is brought up to date by [`Session::settle`].
    pub fn push(&mut self, arrival: Arrival) {
        self.passing += usize::from(arrival.passes());
        self.order.note(&arrival);
        let count = self.arrivals.len();
        if count == self.arrivals.capacity() && count < SHORT {
            // There may be many thousand short sessions: doubling would leave a quarter of their room empty.
            self.arrivals.reserve_exact(4 + count / 8);
        }
        self.arrivals.push(arrival);
    }

    /// Brings the fold up to date, with an observer that must be the same one at each call.
    pub fn settle(&mut self, observer: &mut impl Observer) {
        let changed = self.order.merge(&self.arrivals);
        self.fold.rewind(changed, observer);
        self.fold
            .walk(&self.arrivals, self.order.sorted(), observer);
    }

    /// So many events were noted since it was settled.
    pub fn waiting(&self) -> usize {
        self.order.waiting()
    }

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

    /// How its playheads are compared.
    pub fn clock(&self) -> Clock {
        self.fold.machine().clock
    }

    /// The service would refuse its sessionStart (or its batch).
    pub fn is_refused(&self) -> bool {
        !self.arrivals[0].passes()
    }

    /// Its events in order of arrival; the first one opened it.
    pub fn arrivals(&self) -> &[Arrival] {
        &self.arrivals
    }

    /// Indexes of the counted arrivals in effective order.
    pub fn counted(&self) -> &[u32] {
        self.fold.counted()
    }

    /// Indexes of all arrivals of a known type in effective order, rejected and late ones included.
    pub fn ordered(&self) -> &[u32] {
        self.order.sorted()
    }

    /// Position of an arrival among those in effective order; `None` when it has no known type.
    pub fn rank(&self, index: usize) -> Option<usize> {
        self.arrivals.get(index)?.event.as_ref()?;
        let index = u32::try_from(index).ok()?;
        let rank = self.ranked(index);
        let sorted = self.order.sorted();
        let at = sorted.partition_point(|other| self.ranked(*other) < rank);
        (sorted.get(at) == Some(&index)).then_some(at)
    }

    fn ranked(&self, index: u32) -> (i64, u32) {
        self.order.rank(index, &self.arrivals)
    }

    /// Where an arrival ended up, once the session is settled.
    pub fn place(&self, index: usize) -> Place {
        if !self.arrivals.get(index).is_some_and(Arrival::passes) {
            return Place::Rejected;
        }
        let Ok(arrival) = u32::try_from(index) else {
            return Place::Late;
        };
        let counted = self.counted();
        // Where all came in order and all counts, which is most often so, there is nothing to search.
        if counted.get(index) == Some(&arrival) {
            return Place::Counted(index);
        }
        let rank = self.ranked(arrival);
        counted
            .binary_search_by_key(&rank, |other| self.ranked(*other))
            .map_or(Place::Late, Place::Counted)
    }

    /// How many of its events ended up where, once the session is settled.
    pub fn tally(&self) -> Tally {
        let counted = self.counted().len();
        Tally {
            counted,
            rejected: self.arrivals.len() - self.passing,
            late: self.passing.saturating_sub(counted),
        }
    }

    /// How it stands by its events alone.
    pub fn status(&self) -> Status {
        self.fold.machine().status(self.closing())
    }

    /// How it is shown at a time: see [`Glance::status_at`].
    pub fn status_at(&self, now: Time) -> Status {
        self.glance().status_at(now)
    }

    /// What closed it, if its events tell that it is closed.
    pub fn closing(&self) -> Option<Closing> {
        self.fold.closing()
    }

    /// When it closed, on the client's clock, ms since the Unix epoch.
    pub fn closed_ts(&self) -> Option<i64> {
        self.closing().map(|closing| closing.ts)
    }

    /// The state machine after the last counted event.
    pub fn machine(&self) -> &Machine {
        self.fold.machine()
    }

    /// The state machine after the counted event at a position; one checkpoint's way at most.
    pub fn machine_at(&self, position: usize) -> Machine {
        self.fold
            .machine_after(position.saturating_add(1), &self.arrivals)
    }

    /// The state machine before and after the counted event at a position.
    pub fn machines_around(&self, position: usize) -> (Machine, Machine) {
        let before = self.fold.machine_after(position, &self.arrivals);
        let mut after = before.clone();
        if let Some(index) = self.counted().get(position) {
            after.enter(*index, &self.arrivals, None);
        }
        (before, after)
    }

    /// The lanes of its timeline.
    pub fn lanes(&self) -> Lanes {
        self.view(self.machine().clone(), self.closing()).lanes()
    }

    /// The lanes as they stood after the counted event at a position.
    pub fn lanes_at(&self, position: usize) -> Lanes {
        let closing = self.closing_at(position);
        self.view(self.machine_at(position), closing).lanes()
    }

    /// Its predicted report.
    pub fn report(&self) -> Report {
        self.view(self.machine().clone(), self.closing()).report()
    }

    /// The predicted report as it stood after the counted event at a position; a time-out that shows only
    /// by a later event was not known then.
    pub fn report_at(&self, position: usize) -> Report {
        let closing = self.closing_at(position);
        self.view(self.machine_at(position), closing).report()
    }

    /// What was known about the close when the counted event at a position was the last one.
    fn closing_at(&self, position: usize) -> Option<Closing> {
        let index = self.counted().get(position).copied();
        self.closing().filter(|closing| {
            closing.cause == Cause::End
                && index.is_none_or(|index| index as usize == closing.noticed_by)
        })
    }

    fn view(&self, machine: Machine, closing: Option<Closing>) -> View<'_> {
        View::new(self, machine, closing)
    }
}
