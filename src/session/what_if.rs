//! A session as it would be if something else had been sent: the recording stays what it is.

use std::collections::BTreeMap;

use super::{Arrival, Session};
use crate::wire::Event;
use crate::wire::event::Micros;

/// One thing that is taken to be otherwise.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// An arrival was never sent. The one that opened the session stays: without it there is none.
    Leave(usize),
    /// Something else was sent in its place.
    Replace(usize, Box<Arrival>),
    /// It was sent with this `ts`, in ms, and this playhead.
    Timed(usize, i64, Micros),
    /// An event was sent right before an arrival; equal `ts` keep that order.
    Before(usize, Box<Event>),
    /// An event was sent right after an arrival.
    After(usize, Box<Event>),
}

impl Change {
    /// The arrival that it is about.
    pub fn arrival(&self) -> usize {
        match self {
            Change::Leave(arrival)
            | Change::Replace(arrival, _)
            | Change::Timed(arrival, ..)
            | Change::Before(arrival, _)
            | Change::After(arrival, _) => *arrival,
        }
    }
}

impl Session {
    /// The session with changes, settled. Its arrivals have other indexes than this one's.
    #[must_use]
    pub fn what_if(&self, changes: &[Change]) -> Session {
        let mut about: BTreeMap<usize, Vec<&Change>> = BTreeMap::new();
        for change in changes {
            about.entry(change.arrival()).or_default().push(change);
        }
        let mut opened: Option<Session> = None;
        for (index, arrival) in self.arrivals().iter().enumerate() {
            let changes = about.get(&index).map(Vec::as_slice).unwrap_or_default();
            for arrival in sent_instead(arrival, index > 0, changes) {
                match &mut opened {
                    Some(session) => session.push(arrival),
                    None => {
                        opened = Some(Session::open(self.sid.clone(), self.batch, arrival));
                    }
                }
            }
        }
        let mut session = opened.unwrap_or_else(|| self.clone());
        session.settle(&mut ());
        session
    }
}

/// What stands in the place of an arrival.
fn sent_instead(arrival: &Arrival, may_leave: bool, changes: &[&Change]) -> Vec<Arrival> {
    let added = |event: &Event| Arrival {
        rejected: false,
        event: Some(event.clone()),
        ..arrival.clone()
    };
    let before = changes.iter().filter_map(|change| match change {
        // Nothing comes before what opens the session.
        Change::Before(_, event) if may_leave => Some(added(event)),
        _ => None,
    });
    let after = changes.iter().filter_map(|change| match change {
        Change::After(_, event) => Some(added(event)),
        _ => None,
    });
    let replaced = changes.iter().rev().find_map(|change| match change {
        Change::Replace(_, instead) => Some((**instead).clone()),
        _ => None,
    });
    let left = may_leave
        && changes
            .iter()
            .any(|change| matches!(change, Change::Leave(_)));
    let mut itself = (!left).then(|| replaced.unwrap_or_else(|| arrival.clone()));
    for change in changes {
        let event = itself.as_mut().and_then(|itself| itself.event.as_mut());
        if let (Change::Timed(_, ts, playhead), Some(event)) = (change, event) {
            event.move_to(Some(*ts), Some(*playhead));
        }
    }
    before.chain(itself).chain(after).collect()
}
