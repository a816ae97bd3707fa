//! In which order the sessions stand in their list.

use std::cmp::Reverse;

use crate::exchange::Time;
use crate::inspection::{Inspection, Watched};

use super::known::Pace;
use super::moves::name_of;

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

/// The sessions in order; nothing is kept while they stand as they opened.
#[derive(Debug, Default)]
pub struct Order {
    /// What they are sorted by.
    pub by: Sort,
    /// Index of the session of each row.
    sessions: Vec<u32>,
    /// Row of each session.
    rows: Vec<u32>,
    key: Option<(Sort, usize, u64, usize)>,
    pace: Pace,
}

impl Order {
    /// Brings the order up to date; says whether rows may have changed places.
    pub fn refresh(&mut self, inspection: &Inspection, now: Option<Time>) -> bool {
        let sessions = inspection.sessions();
        if self.by == Sort::Opened {
            self.sessions.clear();
            self.rows.clear();
            return self.key.take().is_some();
        }
        let totals = inspection.totals();
        let told = totals.badges.errors + totals.badges.warnings + totals.badges.notes;
        let heard = if self.by == Sort::Heard {
            totals.events
        } else {
            0
        };
        let key = (self.by, sessions.len(), told, heard);
        let other = self
            .key
            .is_none_or(|before| (before.0, before.1) != (key.0, key.1));
        if self.key == Some(key) || !self.pace.due(other, sessions.len().saturating_mul(8), now) {
            return false;
        }
        self.key = Some(key);
        let count = u32::try_from(sessions.len()).unwrap_or(u32::MAX);
        self.sessions = (0..count).collect();
        let of = |index: u32| sessions.get(index as usize);
        match self.by {
            Sort::Opened => {}
            Sort::Worst => self
                .sessions
                .sort_by_key(|index| Reverse(of(*index).map(badness))),
            Sort::Heard => self
                .sessions
                .sort_by_key(|index| Reverse(of(*index).and_then(heard_at))),
            Sort::Name => self.sessions.sort_by_cached_key(|index| {
                of(*index).map(|watched| name_of(watched).to_lowercase())
            }),
        }
        self.rows = vec![0; sessions.len()];
        for (row, session) in (0..count).zip(&self.sessions) {
            if let Some(place) = self.rows.get_mut(*session as usize) {
                *place = row;
            }
        }
        true
    }

    /// The session of a row.
    pub fn session(&self, row: usize) -> usize {
        self.sessions
            .get(row)
            .map_or(row, |session| *session as usize)
    }

    /// The row of a session.
    pub fn row(&self, session: usize) -> usize {
        self.rows.get(session).map_or(session, |row| *row as usize)
    }
}

fn badness(watched: &Watched) -> (u64, u64, u64) {
    let badges = watched.badges;
    (badges.errors, badges.warnings, badges.notes)
}

fn heard_at(watched: &Watched) -> Option<Time> {
    watched.session.arrivals().last().map(|last| last.at)
}
