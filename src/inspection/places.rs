//! Where each exchange is shown.

use crate::exchange::Column;

/// Where an exchange is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// Among a session's arrivals (of a batch: its first one).
    Session {
        /// Index of the session.
        session: usize,
        /// Index of the arrival.
        arrival: usize,
    },
    /// In the call log.
    Call(usize),
}

/// The place of every exchange, by its number: 8 bytes each, and 4 more where numbers have gaps.
#[derive(Debug, Default)]
pub(super) struct Places {
    numbers: Column,
    spots: Vec<Spot>,
}

/// Session and arrival, or [`CALLS`] and the call.
type Spot = (u32, u32);

/// Stands for the call log; so many sessions do not fit into memory anyway.
const CALLS: u32 = u32::MAX;

impl Places {
    pub(super) fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }

    pub(super) fn push(&mut self, seq: u64, place: Where) {
        self.numbers.push(seq);
        self.spots.push(match place {
            Where::Session { session, arrival } => (small(session), small(arrival)),
            Where::Call(call) => (CALLS, small(call)),
        });
    }

    /// Puts them in order where they are not: events out of a file without calls begin with their sessionStart,
    /// wherever it stands.
    pub(super) fn arrange(&mut self) {
        if self.numbers.falls() {
            let order = self.numbers.sort();
            self.spots = order.into_iter().map(|index| self.spots[index]).collect();
        }
    }

    /// The exchanges that are shown in sessions.
    pub(super) fn of_sessions(&self) -> impl Iterator<Item = u64> {
        let all = self.numbers.iter().zip(&self.spots);
        all.filter(|(_, (session, _))| *session != CALLS)
            .map(|(seq, _)| seq)
    }

    pub(super) fn find(&self, seq: u64) -> Option<Where> {
        let (session, index) = self.spots[self.numbers.find(seq)?];
        let index = index as usize;
        Some(match session {
            CALLS => Where::Call(index),
            session => Where::Session {
                session: session as usize,
                arrival: index,
            },
        })
    }
}

fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
