//! Events in another order than that of arrival.

use std::cmp::Reverse;

use crate::exchange::Time;
use crate::inspection::{Inspection, Watched};
use crate::rules::Severity;

use super::super::known::{Pace, arrival_of};

/// What events are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The order in which they came: no other one.
    Arrival,
    /// How bad the worst finding on them is.
    Findings,
    /// Their type.
    Kind,
    /// Their `ts`.
    Time,
    /// Their playhead.
    Playhead,
    /// The time since the event before.
    Delta,
    /// How long after their `ts` they came.
    Lag,
    /// The status that they were answered with.
    Answer,
}

impl By {
    /// Every one: what it is called, and which come first.
    pub const ALL: &'static [(By, &'static str, &'static str)] = &[
        (
            By::Arrival,
            "arrival",
            "as they came; it follows what comes",
        ),
        (By::Findings, "findings", "the worst first"),
        (By::Kind, "type", "by the name of the type"),
        (By::Time, "time", "by the player's clock (ts)"),
        (By::Playhead, "playhead", "the lowest first"),
        (
            By::Delta,
            "delta",
            "the longest wait since the event before first",
        ),
        (By::Lag, "lag", "what came longest after its ts first"),
        (By::Answer, "answer", "the highest status first"),
    ];

    /// What it is called.
    pub fn word(self) -> &'static str {
        let named = Self::ALL.iter().find(|(by, ..)| *by == self);
        named.map_or("", |(_, word, _)| word)
    }

    /// What is high comes first, unless it is turned round.
    pub fn is_falling(self) -> bool {
        matches!(self, By::Findings | By::Delta | By::Lag | By::Answer)
    }
}

/// The rows of a session's events in an order of their own.
#[derive(Debug, Default)]
pub struct Sorted {
    by: Option<By>,
    /// The other way round than at first.
    turned: bool,
    /// The arrival of each row.
    order: Vec<u32>,
    /// The row of each arrival that shows.
    rows: Vec<u32>,
    key: Option<Key>,
    pace: Pace,
    /// How often the rows were put in order.
    turns: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    session: usize,
    shown: usize,
    /// Findings, where the order hangs on them.
    findings: usize,
}

impl Sorted {
    /// What the events are sorted by, and whether high values come first; `None` in order of arrival.
    pub fn by(&self) -> Option<(By, bool)> {
        self.by.map(|by| (by, by.is_falling() != self.turned))
    }

    /// Sorts by a column; by the same one again, the other way round.
    pub fn sort_by(&mut self, by: By) {
        if by == By::Arrival {
            return self.reset();
        }
        self.turned = self.by == Some(by) && !self.turned;
        self.by = Some(by);
        self.key = None;
    }

    fn reset(&mut self) {
        *self = Sorted {
            turns: self.turns + 1,
            ..Sorted::default()
        };
    }

    /// The rows are in an order of their own.
    pub fn is_on(&self) -> bool {
        self.by.is_some()
    }

    /// Some events have no row yet.
    pub fn is_behind(&self) -> bool {
        self.is_on() && self.pace.is_behind()
    }

    /// It differs after each change of the order.
    pub fn turns(&self) -> u64 {
        self.turns
    }

    /// The arrival of a row.
    pub fn arrival(&self, row: usize) -> Option<usize> {
        self.order.get(row).map(|arrival| *arrival as usize)
    }

    /// The row of an arrival; `None` when it has none.
    pub fn row(&self, arrival: usize) -> Option<usize> {
        let row = self.rows.get(arrival).copied().filter(|row| *row != NONE)?;
        Some(row as usize)
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.order.len()
    }

    /// The rows may be others than before: they are to be made anew.
    pub fn forget(&mut self) {
        self.key = None;
    }

    /// Brings the order up to date; `shown` are the arrivals that show, all where there is no filter. Says whether rows
    /// may have changed places.
    pub fn refresh(
        &mut self,
        inspection: &Inspection,
        session: usize,
        shown: Option<&[u32]>,
        now: Option<Time>,
    ) -> bool {
        let (Some(by), Some(watched)) = (self.by, inspection.sessions().get(session)) else {
            return false;
        };
        let arrivals = watched.session().arrivals().len();
        let count = shown.map_or(arrivals, <[u32]>::len);
        let key = Key {
            session,
            shown: count,
            findings: if by == By::Findings {
                inspection.findings(session).len()
            } else {
                0
            },
        };
        let other = self.key.is_none_or(|before| before.session != session);
        if self.key == Some(key) || !self.pace.due(other, count, now) {
            return false;
        }
        // What was in order stays so, and the rest is put among it: that is quicker than to begin anew.
        let from = match self.key {
            Some(before) if !other && before.shown <= count => before.shown,
            _ => 0,
        };
        self.order.truncate(from);
        match shown {
            Some(shown) => self.order.extend(shown.iter().skip(from)),
            None => self
                .order
                .extend((from..arrivals).filter_map(|index| u32::try_from(index).ok())),
        }
        self.key = Some(key);
        self.turns += 1;
        self.sort(inspection, session, watched, by, shown);
        self.rows.clear();
        self.rows.resize(arrivals, NONE);
        for (row, arrival) in (0..).zip(&self.order) {
            if let Some(place) = self.rows.get_mut(*arrival as usize) {
                *place = row;
            }
        }
        true
    }

    fn sort(
        &mut self,
        inspection: &Inspection,
        session: usize,
        watched: &Watched,
        by: By,
        shown: Option<&[u32]>,
    ) {
        let arrivals = watched.session().arrivals();
        let of = |index: u32| arrivals.get(index as usize);
        let ts = |index: u32| of(index)?.event.as_ref()?.ts();
        let falling = by.is_falling() != self.turned;
        if by == By::Kind {
            let kind = |index: &u32| of(*index).map(super::kind);
            if falling {
                self.order
                    .sort_by_key(|index| (Reverse(kind(index)), *index));
            } else {
                self.order.sort_by_key(|index| (kind(index), *index));
            }
            return;
        }
        let worst = if by == By::Findings {
            severities(inspection, session, watched)
        } else {
            Vec::new()
        };
        let before = |index: u32| match shown {
            Some(shown) => {
                let place = shown.partition_point(|other| *other < index);
                shown.get(place.checked_sub(1)?).copied()
            }
            None => index.checked_sub(1),
        };
        let value = |index: u32| -> Option<i64> {
            let event = || of(index)?.event.as_ref();
            match by {
                By::Findings => worst.get(index as usize).map(|worst| i64::from(*worst)),
                By::Arrival | By::Kind => None,
                By::Time => ts(index),
                By::Playhead => event()?.playhead(),
                By::Delta => Some(ts(index)?.saturating_sub(ts(before(index)?)?)),
                By::Lag => Some(of(index)?.at.ms().saturating_sub(ts(index)?)),
                By::Answer => of(index).map(|arrival| i64::from(arrival.status)),
            }
        };
        // What has no value comes last either way.
        self.order.sort_by_cached_key(|index| {
            let value = value(*index);
            let ranked = value.map(|value| {
                if falling {
                    -i128::from(value)
                } else {
                    i128::from(value)
                }
            });
            (ranked.is_none(), ranked, *index)
        });
    }
}

/// Stands for no row.
const NONE: u32 = u32::MAX;

/// How bad the worst finding on each arrival is: 0 where there is none.
fn severities(inspection: &Inspection, session: usize, watched: &Watched) -> Vec<u8> {
    let arrivals = watched.session().arrivals();
    let mut worst = vec![0_u8; arrivals.len()];
    for finding in inspection.findings(session) {
        let rank = match finding.severity {
            Severity::Note => 1,
            Severity::Warning => 2,
            Severity::Error => 3,
        };
        if let Some(place) = arrival_of(arrivals, finding).and_then(|index| worst.get_mut(index)) {
            *place = rank.max(*place);
        }
    }
    worst
}
