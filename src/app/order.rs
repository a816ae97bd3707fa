//! Which sessions their list shows, and in which order.

use std::cmp::Reverse;

use crate::exchange::Time;
use crate::inspection::{Inspection, Watched};

use super::known::Pace;
use super::moves::name_of;
use super::sieve::Sieve;

/// What sessions are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// When they opened, the newest last.
    #[default]
    Opened,
    /// What is wrong in them, the worst first.
    Worst,
    /// When they were last heard of, the latest first.
    Heard,
    /// The name of their content.
    Name,
}

impl Sort {
    /// What it is called in the title of the list.
    pub fn words(self) -> &'static str {
        match self {
            Sort::Opened => "",
            Sort::Worst => "worst first",
            Sort::Heard => "last heard first",
            Sort::Name => "by name",
        }
    }

    /// The one after it, round again.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Sort::Opened => Sort::Worst,
            Sort::Worst => Sort::Heard,
            Sort::Heard => Sort::Name,
            Sort::Name => Sort::Opened,
        }
    }
}

/// The sessions in order, as far as they show; nothing is kept while all stand as they opened.
#[derive(Debug, Default)]
pub struct Order {
    /// What they are sorted by.
    pub by: Sort,
    /// Which of them show.
    pub sieve: Sieve,
    /// Index of the session of each row.
    sessions: Vec<u32>,
    /// Row of each session.
    rows: Vec<u32>,
    /// The newest session that passes.
    newest: Option<usize>,
    /// The session that shows though it passes no longer: it has the cursor.
    kept: Option<usize>,
    key: Option<Key>,
    pace: Pace,
}

/// What the order was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    by: Sort,
    sessions: usize,
    told: u64,
    heard: usize,
    marks: usize,
    second: i64,
    kept: Option<usize>,
}

/// Stands for no row.
const NONE: u32 = u32::MAX;

impl Order {
    /// Brings the order up to date; `selected` goes on to show once it did. Says whether rows may have changed places.
    pub fn refresh(
        &mut self,
        inspection: &Inspection,
        selected: Option<usize>,
        now: Option<Time>,
    ) -> bool {
        let sessions = inspection.sessions();
        if !self.sieve.asked.is_on() {
            self.newest = sessions.len().checked_sub(1);
        }
        if self.is_plain() {
            self.sessions.clear();
            self.rows.clear();
            return self.key.take().is_some();
        }
        let sifted = self.sieve.asked.is_on();
        // It stays under the cursor whatever becomes of it, until another one is chosen.
        if selected != self.kept {
            self.kept = selected.filter(|session| sifted && self.row(*session).is_some());
        }
        let totals = inspection.totals();
        let second = now.map_or(0, |now| now.ms() / 1000);
        let key = Key {
            by: self.by,
            sessions: sessions.len(),
            told: totals.badges.errors + totals.badges.warnings + totals.badges.notes,
            heard: if sifted || self.by == Sort::Heard {
                totals.events
            } else {
                0
            },
            marks: if sifted {
                inspection.marks().count()
            } else {
                0
            },
            second: if sifted && self.sieve.looks_at_the_clock() {
                second
            } else {
                0
            },
            kept: self.kept,
        };
        let other = self
            .key
            .is_none_or(|before| (before.by, before.sessions) != (key.by, key.sessions));
        if self.key != Some(key) && self.pace.due(other, sessions.len().saturating_mul(8), now) {
            self.key = Some(key);
            self.make(inspection, now);
            return true;
        }
        false
    }

    /// All sessions stand as they opened.
    fn is_plain(&self) -> bool {
        self.by == Sort::Opened && !self.sieve.asked.is_on()
    }

    fn make(&mut self, inspection: &Inspection, now: Option<Time>) {
        let sessions = inspection.sessions();
        let of = |index: u32| sessions.get(index as usize);
        let count = u32::try_from(sessions.len()).unwrap_or(u32::MAX);
        let fits = |index: &u32| {
            let passes = |watched| self.sieve.passes(inspection, watched, now);
            !self.sieve.asked.is_on()
                || self.kept == Some(*index as usize)
                || of(*index).is_some_and(passes)
        };
        let mut shown: Vec<u32> = (0..count).filter(fits).collect();
        match self.by {
            Sort::Opened => {}
            Sort::Worst => shown.sort_by_key(|index| Reverse(of(*index).map(badness))),
            Sort::Heard => shown.sort_by_key(|index| Reverse(of(*index).map(heard_at))),
            Sort::Name => shown.sort_by_cached_key(|index| {
                of(*index).map(|watched| name_of(watched).to_lowercase())
            }),
        }
        self.rows.clear();
        self.rows.resize(sessions.len(), NONE);
        for (row, session) in (0..count).zip(&shown) {
            if let Some(place) = self.rows.get_mut(*session as usize) {
                *place = row;
            }
        }
        if self.sieve.asked.is_on() {
            self.newest = shown.iter().max().map(|session| *session as usize);
        }
        self.sessions = shown;
    }

    /// What is shown changed: it is to be made anew, and nothing shows that does not pass.
    pub fn forget(&mut self) {
        self.key = None;
        self.kept = None;
        self.rows.clear();
    }

    /// The newest session that shows.
    pub fn newest(&self) -> Option<usize> {
        self.newest
    }

    /// How many of so many sessions show.
    pub fn len(&self, sessions: usize) -> usize {
        if self.is_plain() {
            sessions
        } else {
            self.sessions.len()
        }
    }

    /// The session of a row.
    pub fn session(&self, row: usize) -> Option<usize> {
        if self.is_plain() {
            return Some(row);
        }
        self.sessions.get(row).map(|session| *session as usize)
    }

    /// The row of a session; `None` when it is hidden.
    pub fn row(&self, session: usize) -> Option<usize> {
        if self.is_plain() {
            return Some(session);
        }
        let row = self.rows.get(session).copied().filter(|row| *row != NONE)?;
        Some(row as usize)
    }

    /// The session that shows and stands nearest to another by the time of opening.
    pub fn nearest(&self, session: usize) -> Option<usize> {
        if self.is_plain() {
            return Some(session);
        }
        let shown = self.sessions.iter().map(|shown| *shown as usize);
        shown.min_by_key(|shown| shown.abs_diff(session))
    }
}

fn badness(watched: &Watched) -> (u64, u64, u64) {
    let badges = watched.badges;
    (badges.errors, badges.warnings, badges.notes)
}

fn heard_at(watched: &Watched) -> Time {
    watched.glance().facts.heard
}
