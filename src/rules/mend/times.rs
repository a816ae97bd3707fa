//! Times in the wrong unit are scaled; events of one instant that arrived the wrong way round are turned.

use crate::rules::order::{Instant, Open};
use crate::rules::payload::clock;
use crate::session::{Change, Session};
use crate::wire::event::{Event, Micros};

/// Each `ts` in milliseconds, whatever unit it was sent in.
pub(super) fn in_milliseconds(session: &Session) -> Vec<Change> {
    timed(session, |ts, playhead| {
        (clock::in_milliseconds(ts).unwrap_or(ts), playhead)
    })
}

/// Each playhead in seconds, as it was sent in milliseconds.
pub(super) fn in_seconds(session: &Session) -> Vec<Change> {
    timed(session, |ts, playhead| (ts, playhead / 1000))
}

fn timed(session: &Session, right: impl Fn(i64, Micros) -> (i64, Micros)) -> Vec<Change> {
    let arrivals = session.arrivals().iter().enumerate();
    arrivals
        .filter_map(|(index, arrival)| {
            let event = arrival.event.as_ref()?;
            let (ts, playhead) = right(event.ts()?, event.playhead()?);
            Some(Change::Timed(index, ts, playhead))
        })
        .collect()
}

/// Turns the events of each instant that arrived the wrong way round.
pub(super) fn turned(session: &Session) -> Vec<Change> {
    let mut ties: Vec<Tie> = Vec::new();
    session.walk(|passed| {
        let event = (passed.index, passed.event.clone());
        match ties.last_mut() {
            // Nothing goes before what opens the session.
            Some(tie) if tie.ts == passed.ts && tie.events[0].0 > 0 => tie.events.push(event),
            _ => ties.push(Tie {
                ts: passed.ts,
                open: Open::of(&passed.before),
                events: vec![event],
            }),
        }
    });
    ties.into_iter().flat_map(Tie::turned).collect()
}

/// Counted events of one `ts`, with their indexes among the arrivals.
struct Tie {
    ts: i64,
    open: Open,
    events: Vec<(usize, Event)>,
}

impl Tie {
    fn turned(mut self) -> Vec<Change> {
        let first = self.events[0].0;
        let mut turns = 0;
        while let Some((from, to)) = self.wrong() {
            // Each turn brings one event to its place; more turns than events go round in circles.
            if turns == self.events.len() {
                return Vec::new();
            }
            let event = self.events.remove(from);
            self.events.insert(to, event);
            turns += 1;
        }
        if turns == 0 {
            return Vec::new();
        }
        let leave = |(index, _): &(usize, Event)| Change::Leave(*index);
        let mut changes: Vec<Change> = self.events.iter().map(leave).collect();
        let again = |(_, event)| Change::Before(first, Box::new(event));
        changes.extend(self.events.into_iter().map(again));
        changes
    }

    /// The place of the first event that came too late, and where it belongs.
    fn wrong(&self) -> Option<(usize, usize)> {
        let (mut instant, mut open) = (Instant::default(), self.open);
        for (place, (_, event)) in self.events.iter().enumerate() {
            if let Some(to) = instant.should_precede(event.kind) {
                return Some((place, to));
            }
            instant.enter(event.kind, open);
            open = open.after(event.kind);
        }
        None
    }
}
