//! What was inspected, as text for people and for programs: one file per format.

pub mod bug_report;
pub mod catalogue;
pub mod diff;
pub mod event_line;
pub mod export;
pub mod findings;
pub mod json;
pub mod look;
pub mod reading;
pub mod redact;
pub mod report;
pub mod schema;
pub mod text;
pub mod timeline;

pub use look::Look;

use crate::inspection::{Inspection, Watched};
use crate::rules::Finding;

/// A recording that was read and judged, as much of it as is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// The file's name as given.
    pub name: &'a str,
    /// What it holds.
    pub inspection: &'a Inspection,
    /// The only session that is asked for.
    pub only: Option<usize>,
}

impl<'a> Judged<'a> {
    /// The sessions asked for, with their indexes, in order of opening.
    pub fn sessions(&self) -> impl Iterator<Item = (usize, &'a Watched)> {
        let only = self.only;
        let all = self.inspection.sessions().iter().enumerate();
        all.filter(move |(index, _)| only.is_none_or(|wanted| wanted == *index))
    }

    /// Findings of calls that belong to no session; none when one session is asked for.
    pub fn strays(&self) -> &'a [Finding] {
        if self.only.is_some() {
            &[]
        } else {
            self.inspection.stray_findings()
        }
    }

    /// Every finding asked for: those of calls without a session first, then session by session.
    pub fn findings(&self) -> impl Iterator<Item = &'a Finding> {
        let inspection = self.inspection;
        let sessions = self
            .sessions()
            .flat_map(move |(index, _)| inspection.findings(index));
        self.strays().iter().chain(sessions)
    }

    /// Events of the sessions asked for.
    pub fn events(&self) -> usize {
        self.sessions()
            .map(|(_, watched)| watched.session().arrivals().len())
            .sum()
    }
}
