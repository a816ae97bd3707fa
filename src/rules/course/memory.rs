//! What the rules of a session keep that only grows, and what they tell once.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::rules::{Finding, Rule, Severity};
use crate::session::Arrival;
use crate::wire::event::Micros;

/// A fault, on an arrival of the session.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Found {
    /// The rule.
    pub(in crate::rules) rule: &'static Rule,
    /// How bad it is here.
    pub(in crate::rules) severity: Severity,
    /// Index of the arrival on which it stands.
    pub(in crate::rules) index: u32,
    /// The place in the event.
    pub(in crate::rules) path: Cow<'static, str>,
    /// The sentence.
    pub(in crate::rules) message: Arc<str>,
    /// How many it stands for.
    pub(in crate::rules) count: u64,
}

impl Found {
    /// With the rule's worst severity.
    pub(in crate::rules) fn new(
        rule: &'static Rule,
        index: u32,
        path: impl Into<Cow<'static, str>>,
        message: impl Into<Arc<str>>,
    ) -> Self {
        Found {
            rule,
            severity: rule.severity,
            index,
            path: path.into(),
            message: message.into(),
            count: 1,
        }
    }

    /// The same with another severity.
    pub(in crate::rules) fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// As it is told.
    pub(super) fn stand(&self, arrival: &Arrival) -> Finding {
        let (path, message) = (self.path.as_ref(), self.message.as_ref());
        self.rule
            .finding(arrival.seq, arrival.item, path, message)
            .severity(self.severity)
            .count(self.count)
    }
}

/// A rule that is told once in a session: how often, and where it was worst first.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Tally(Option<Arc<Found>>, u64);

impl Tally {
    /// Counts one, in order; it is put into words only when it is worse than what is kept.
    pub(in crate::rules) fn add(&mut self, severity: Severity, found: impl FnOnce() -> Found) {
        self.1 += 1;
        if self.0.as_ref().is_none_or(|kept| kept.severity < severity) {
            self.0 = Some(Arc::new(found().severity(severity)));
        }
    }

    /// Adds what it stands for, if anything.
    pub(in crate::rules) fn tell(&self, found: &mut Vec<Found>) {
        if let Some(kept) = &self.0 {
            found.push(Found {
                count: self.1,
                ..Found::clone(kept)
            });
        }
    }
}

/// What only grows while the session goes on: going back means cutting it to an earlier length.
#[derive(Debug, Default)]
pub(in crate::rules) struct Memory {
    found: Vec<Found>,
    /// Faults of a break that are only faults when an ad follows in it, with the number of the break.
    waiting: Vec<(u32, Found)>,
    /// Plays outside breaks before the first break: `ts` and index.
    pub(in crate::rules) plays: Vec<(i64, u32)>,
    /// The breaks of an index.
    pub(in crate::rules) pods: Seen<u64, Micros>,
    /// The offsets of a chapter's index.
    pub(in crate::rules) offsets: Seen<u64, Micros>,
    /// The titles of a chapter's index and offset.
    pub(in crate::rules) titles: Seen<(u64, Micros), Arc<str>>,
}

/// How much there was at some point.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark {
    found: usize,
    waiting: usize,
    plays: usize,
    pods: usize,
    offsets: usize,
    titles: usize,
}

impl Memory {
    /// Keeps a fault.
    pub(in crate::rules) fn add(&mut self, found: Found) {
        self.found.push(found);
    }

    /// Keeps what is a fault only when an ad follows in the break.
    pub(in crate::rules) fn wait(&mut self, pod: u32, found: Found) {
        self.waiting.push((pod, found));
    }

    /// An ad followed in the break: what waited for it is a fault.
    pub(in crate::rules) fn confirm(&mut self, pod: u32) {
        let from = self.waiting.partition_point(|(number, _)| *number < pod);
        let confirmed = self.waiting[from..].iter().map(|(_, found)| found.clone());
        self.found.extend(confirmed);
    }

    pub(super) fn found(&self) -> &[Found] {
        &self.found
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            found: self.found.len(),
            waiting: self.waiting.len(),
            plays: self.plays.len(),
            pods: self.pods.undo.len(),
            offsets: self.offsets.undo.len(),
            titles: self.titles.undo.len(),
        }
    }

    pub(super) fn cut(&mut self, mark: &Mark) {
        self.found.truncate(mark.found);
        self.waiting.truncate(mark.waiting);
        self.plays.truncate(mark.plays);
        self.pods.cut(mark.pods);
        self.offsets.cut(mark.offsets);
        self.titles.cut(mark.titles);
    }
}

/// Which values a key came with: enough to say whether one of them differs from another value.
#[derive(Debug)]
pub(in crate::rules) struct Seen<K, V> {
    /// The first value, and another one if there was any.
    map: BTreeMap<K, (V, Option<V>)>,
    undo: Vec<(K, Undo)>,
}

#[derive(Debug, Clone, Copy)]
enum Undo {
    First,
    Other,
}

impl<K, V> Default for Seen<K, V> {
    fn default() -> Self {
        Seen {
            map: BTreeMap::new(),
            undo: Vec::new(),
        }
    }
}

impl<K: Ord + Clone, V: PartialEq + Clone> Seen<K, V> {
    /// An earlier value of the key that differs from this one; then this one is an earlier value too.
    pub(in crate::rules) fn differing(&mut self, key: K, value: V) -> Option<V> {
        let Some((first, other)) = self.map.get_mut(&key) else {
            self.undo.push((key.clone(), Undo::First));
            self.map.insert(key, (value, None));
            return None;
        };
        if *first != value {
            let differs = first.clone();
            if other.is_none() {
                *other = Some(value);
                self.undo.push((key, Undo::Other));
            }
            return Some(differs);
        }
        other.clone()
    }

    fn cut(&mut self, length: usize) {
        while self.undo.len() > length {
            match self.undo.pop() {
                Some((key, Undo::First)) => {
                    self.map.remove(&key);
                }
                Some((key, Undo::Other)) => {
                    if let Some((_, other)) = self.map.get_mut(&key) {
                        *other = None;
                    }
                }
                None => return,
            }
        }
    }
}
