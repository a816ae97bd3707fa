//! Effective order: the opening event, then by `ts`, ties by arrival.

use super::Arrival;
use crate::wire::Event;

/// Before all times: where the opening event stands.
const OPENING: i64 = i64::MIN;

/// The events of a known type in effective order, those that the model leaves out included.
#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    /// Events that tell no time, in order of arrival, with the `ts` of the event behind which each stands.
    timeless: Vec<(u32, i64)>,
    /// So many arrivals are noted.
    noted: usize,
    /// Indexes of arrivals, in order.
    sorted: Vec<u32>,
    /// So many arrivals have found their place.
    merged: usize,
    /// Key of the last arrival of a known type.
    latest: i64,
}

impl Order {
    /// Notes the key of the next arrival; its place is found by [`Order::merge`].
    pub(super) fn note(&mut self, arrival: &Arrival) {
        // What opened the session stands first, whatever its clock says; an event that tells no time
        // stands right behind the one that came before it.
        if self.noted == 0 {
            self.latest = OPENING;
        } else if let Some(event) = &arrival.event {
            match event.ts() {
                Some(ts) => self.latest = ts,
                None => self.timeless.push((position(self.noted), self.latest)),
            }
        }
        self.noted += 1;
    }

    /// So many noted arrivals have no place yet.
    pub(super) fn waiting(&self) -> usize {
        self.noted - self.merged
    }

    /// Gives every noted arrival its place; the first position that is not what it was.
    pub(super) fn merge(&mut self, arrivals: &[Arrival]) -> usize {
        let known = |index: &u32| arrivals[*index as usize].event.is_some();
        let mut fresh = (position(self.merged)..position(self.noted)).filter(known);
        self.merged = self.noted;
        let mut changed = self.sorted.len();
        // Most events come in order: they cost one comparison.
        for index in fresh.by_ref() {
            let last = self.sorted.last().copied();
            if last.is_none_or(|last| self.rank(last, arrivals) < self.rank(index, arrivals)) {
                self.sorted.push(index);
            } else {
                let mut early: Vec<u32> = std::iter::once(index).chain(fresh).collect();
                early.sort_unstable_by_key(|index| self.rank(*index, arrivals));
                changed = changed.min(self.insert(&early, arrivals));
                break;
            }
        }
        changed
    }

    /// Merges sorted newcomers from the back, so that only what stands behind the first of them moves.
    fn insert(&mut self, early: &[u32], arrivals: &[Arrival]) -> usize {
        let mut old = self.sorted.len();
        self.sorted.resize(old + early.len(), 0);
        let mut free = self.sorted.len();
        for index in early.iter().rev() {
            let rank = self.rank(*index, arrivals);
            while old > 0 && self.rank(self.sorted[old - 1], arrivals) > rank {
                old -= 1;
                free -= 1;
                self.sorted[free] = self.sorted[old];
            }
            free -= 1;
            self.sorted[free] = *index;
        }
        free
    }

    /// What an arrival of a known type is sorted by.
    pub(super) fn rank(&self, index: u32, arrivals: &[Arrival]) -> (i64, u32) {
        let event = arrivals[index as usize].event.as_ref();
        let key = match event.and_then(Event::ts) {
            _ if index == 0 => OPENING,
            Some(ts) => ts,
            None => {
                let known = self.timeless.binary_search_by_key(&index, |(of, _)| *of);
                known.map_or(OPENING, |place| self.timeless[place].1)
            }
        };
        (key, index)
    }

    /// Indexes of the arrivals, in order.
    pub(super) fn sorted(&self) -> &[u32] {
        &self.sorted
    }
}

/// An index as it is kept: a session of four billion events does not fit into memory anyway.
fn position(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
