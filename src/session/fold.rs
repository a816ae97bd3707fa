//! Walks a session's events in effective order, and goes back when one belongs further to the front.

use super::clock::Clock;
use super::log::Log;
use super::machine::{Machine, Point, Stand, Writer};
use super::{Arrival, Cause, Closing, Observer, SILENCE_MS, STILLNESS_MS, Status, Step};
use crate::wire::EventType;

/// So many events lie between two checkpoints: going back costs at most as many steps, staying ready
/// for it a few bytes an event.
const INTERVAL: usize = 512;

/// The fold over the events of one session.
#[derive(Debug, Clone, Default)]
pub(super) struct Fold {
    machine: Machine,
    log: Log,
    /// Indexes of the counted arrivals.
    counted: Vec<u32>,
    closing: Option<Closing>,
    /// So many positions of the order are behind us.
    walked: usize,
    checkpoints: Vec<Checkpoint>,
    clock: Clock,
}

/// A point to which the fold can go back.
#[derive(Debug, Clone)]
struct Checkpoint {
    walked: usize,
    counted: usize,
    closing: Option<Closing>,
    machine: Machine,
}

impl Fold {
    pub(super) fn new(clock: Clock) -> Self {
        Fold {
            machine: Machine::new(clock),
            clock,
            ..Fold::default()
        }
    }

    pub(super) fn machine(&self) -> &Machine {
        &self.machine
    }

    pub(super) fn log(&self) -> &Log {
        &self.log
    }

    pub(super) fn counted(&self) -> &[u32] {
        &self.counted
    }

    pub(super) fn closing(&self) -> Option<Closing> {
        self.closing
    }

    /// Goes back to the nearest checkpoint at or before a position that is not what it was.
    pub(super) fn rewind(&mut self, changed: usize, observer: &mut impl Observer) {
        if changed >= self.walked {
            return;
        }
        let kept = self
            .checkpoints
            .partition_point(|checkpoint| checkpoint.walked <= changed);
        self.checkpoints.truncate(kept);
        if let Some(checkpoint) = self.checkpoints.last() {
            self.walked = checkpoint.walked;
            self.closing = checkpoint.closing;
            self.counted.truncate(checkpoint.counted);
            self.machine.clone_from(&checkpoint.machine);
        } else {
            self.walked = 0;
            self.closing = None;
            self.counted.clear();
            self.machine = Machine::new(self.clock);
        }
        self.log.cut(&self.machine.extent);
        observer.rewind(kept);
    }

    /// Walks on to the end of the order.
    pub(super) fn walk(
        &mut self,
        arrivals: &[Arrival],
        order: &[u32],
        observer: &mut impl Observer,
    ) {
        while let Some(index) = order.get(self.walked) {
            self.visit(*index, arrivals, observer);
            self.walked += 1;
            let last = self.checkpoints.last().map_or(0, |last| last.walked);
            if self.walked - last >= INTERVAL {
                self.checkpoints.push(Checkpoint {
                    walked: self.walked,
                    counted: self.counted.len(),
                    closing: self.closing,
                    machine: self.machine.clone(),
                });
                observer.checkpoint();
            }
        }
    }

    fn visit(&mut self, index: u32, arrivals: &[Arrival], observer: &mut impl Observer) {
        let place = index as usize;
        let arrival = &arrivals[place];
        if !arrival.passes() {
            if self.closing.is_none() {
                // A refused sessionStart is where the session's time begins all the same.
                self.machine.enter(index, arrivals, None);
                observer.rejected(place, arrival);
            }
            return;
        }
        self.closing = self
            .closing
            .or_else(|| self.machine.timed_out(place, arrival));
        if self.closing.is_some() {
            observer.late(place, arrival);
            return;
        }
        let before = self.machine.snapshot();
        self.machine.enter(index, arrivals, Some(&mut self.log));
        let previous = self.counted.last().map(|last| *last as usize);
        self.counted.push(index);
        self.closing = ended(place, arrival);
        observer.step(&Step {
            index: place,
            arrival,
            previous: previous.map(|last| (last, &arrivals[last])),
            before,
            after: self.machine.snapshot(),
            machine: &self.machine,
        });
    }

    /// The machine after so many counted events.
    pub(super) fn machine_after(&self, count: usize, arrivals: &[Arrival]) -> Machine {
        let count = count.min(self.counted.len());
        let passed = self
            .checkpoints
            .partition_point(|checkpoint| checkpoint.counted <= count);
        let nearest = passed.checked_sub(1).map(|last| &self.checkpoints[last]);
        let (from, mut machine) = match nearest {
            Some(checkpoint) => (checkpoint.counted, checkpoint.machine.clone()),
            None => (0, Machine::new(self.clock)),
        };
        if from == 0 && !arrivals[0].passes() {
            machine.enter(0, arrivals, None);
        }
        for index in &self.counted[from..count] {
            machine.enter(*index, arrivals, None);
        }
        machine
    }
}

/// The close by a sessionEnd.
fn ended(index: usize, arrival: &Arrival) -> Option<Closing> {
    let event = arrival.event.as_ref()?;
    (event.kind == EventType::SessionEnd).then_some(Closing {
        cause: Cause::End,
        ts: event.ts()?,
        noticed_by: index,
    })
}

impl Machine {
    /// An arrival enters the model: the opening one as the beginning of its time, whoever passes with its effect.
    pub(super) fn enter(&mut self, index: u32, arrivals: &[Arrival], log: Writer<'_>) {
        let arrival = &arrivals[index as usize];
        let Some((event, ts, playhead)) = arrival.place() else {
            return;
        };
        let at = Point {
            index,
            ts,
            playhead,
        };
        if index == 0 || (arrival.passes() && self.last.is_none()) {
            self.begin(at);
        }
        if arrival.passes() {
            self.apply(at, event, log);
        }
    }

    /// The time-out that an event meets, judged before its own effect.
    fn timed_out(&self, index: usize, arrival: &Arrival) -> Option<Closing> {
        let ts = arrival.event.as_ref()?.ts()?;
        let over = |point: Option<Point>, limit: i64| {
            let since = point?.ts;
            (ts.saturating_sub(since) > limit).then(|| since.saturating_add(limit))
        };
        let silence = over(self.last(), SILENCE_MS).map(|ts| (ts, Cause::Silence));
        let stillness = over(self.moved(), STILLNESS_MS).map(|ts| (ts, Cause::Stillness));
        // The earlier one holds; on a tie, the silence.
        let (ts, cause) = [silence, stillness].into_iter().flatten().min()?;
        Some(Closing {
            cause,
            ts,
            noticed_by: index,
        })
    }

    /// How the session stands after what the machine has seen.
    pub fn status(&self, closing: Option<Closing>) -> Status {
        self.stand().status(closing)
    }
}

impl Stand {
    /// How the session stands when this closed it.
    pub fn status(&self, closing: Option<Closing>) -> Status {
        match closing.map(|closing| closing.cause) {
            _ if self.snapshot.completed => Status::Completed,
            Some(Cause::End) => Status::Ended,
            Some(Cause::Silence | Cause::Stillness) => Status::TimedOut,
            None => Status::Open,
        }
    }
}
