//! What is known so far, for whoever asks.

use super::{Call, Inspection, Totals, Watched, Where};
use crate::exchange::{Header, Mark, Moment};
use crate::rules::{Finding, Settings};
use crate::schema::Schemas;

impl Inspection {
    /// The header of the recording.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The rules in force.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The schemas in force.
    pub fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// The sessions in order of opening.
    pub fn sessions(&self) -> &[Watched] {
        &self.sessions
    }

    /// Index of the session with an id.
    pub fn session_of(&self, sid: &str) -> Option<usize> {
        self.by_sid.get(sid).copied()
    }

    /// The call log, in order of arrival.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// Where an exchange is shown.
    pub fn locate(&self, seq: u64) -> Option<Where> {
        self.places.find(seq)
    }

    /// The exchanges that brought events of sessions.
    pub fn event_calls(&self) -> impl Iterator<Item = u64> {
        self.places.of_sessions()
    }

    /// The mark on an exchange.
    pub fn mark_on(&self, seq: u64) -> Option<&Mark> {
        self.marks.get(&seq)
    }

    /// Marks in order of the exchanges.
    pub fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.marks.values()
    }

    /// Moments in order of the recording.
    pub fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// The findings of one session, in order of seq and item, then rule.
    pub fn findings(&self, session: usize) -> &[Finding] {
        self.sessions
            .get(session)
            .map_or(&[], |watched| &watched.findings)
    }

    /// The findings of calls that belong to no session.
    pub fn stray_findings(&self) -> &[Finding] {
        &self.stray_findings
    }

    /// Every finding: strays first, then session by session in order of opening.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        self.stray_findings
            .iter()
            .chain(self.sessions.iter().flat_map(|watched| &watched.findings))
    }

    /// Counts for header and footer; kept up to date by [`Inspection::settle`].
    pub fn totals(&self) -> Totals {
        self.totals
    }
}
