//! Effective order: the opening event, then by `ts`, ties by arrival.

use super::Arrival;

/// The events of a known type in effective order, those that the model leaves out included.
#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    /// Of each arrival: its `ts`, or that of the event behind which it stands.
    keys: Vec<i64>,
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
        let opening = self.keys.is_empty();
        let key = match &arrival.event {
            Some(event) if !opening => event.ts.unwrap_or(self.latest),
            _ if opening => i64::MIN,
            _ => self.latest,
        };
        self.latest = key;
        self.keys.push(key);
    }

    /// So many noted arrivals have no place yet.
    pub(super) fn waiting(&self) -> usize {
        self.keys.len() - self.merged
    }

    /// Gives every noted arrival its place; the first position that is not what it was.
    pub(super) fn merge(&mut self, arrivals: &[Arrival]) -> usize {
        let known = |index: &u32| arrivals[*index as usize].event.is_some();
        let mut fresh = (position(self.merged)..position(self.keys.len())).filter(known);
        self.merged = self.keys.len();
        let mut changed = self.sorted.len();
        // Most events come in order: they cost one comparison.
        for index in fresh.by_ref() {
            let last = self.sorted.last().copied();
            if last.is_none_or(|last| self.rank(last) < self.rank(index)) {
                self.sorted.push(index);
            } else {
                let mut early: Vec<u32> = std::iter::once(index).chain(fresh).collect();
                early.sort_unstable_by_key(|index| self.rank(*index));
                changed = changed.min(self.insert(&early));
                break;
            }
        }
        changed
    }

    /// Merges sorted newcomers from the back, so that only what stands behind the first of them moves.
    fn insert(&mut self, early: &[u32]) -> usize {
        let mut old = self.sorted.len();
        self.sorted.resize(old + early.len(), 0);
        let mut free = self.sorted.len();
        for index in early.iter().rev() {
            while old > 0 && self.rank(self.sorted[old - 1]) > self.rank(*index) {
                old -= 1;
                free -= 1;
                self.sorted[free] = self.sorted[old];
            }
            free -= 1;
            self.sorted[free] = *index;
        }
        free
    }

    /// What an arrival is sorted by.
    pub(super) fn rank(&self, index: u32) -> (i64, u32) {
        (self.keys[index as usize], index)
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
