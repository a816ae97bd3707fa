//! Findings grouped by rule, as the list of findings shows them.

use std::collections::{BTreeMap, BTreeSet};

use super::known::Pace;
use crate::exchange::Time;
use crate::inspection::Inspection;
use crate::rules::{Finding, Severity};

/// Findings as a list of groups with their members.
#[derive(Debug, Default)]
pub struct Found {
    /// Findings of all sessions, not only of the selected one.
    pub everywhere: bool,
    /// The rows, worst rules first.
    pub rows: Vec<FoundRow>,
    key: Option<Key>,
    pace: Pace,
}

type Key = (bool, Option<usize>, usize, u64);

/// A row of the list.
#[derive(Debug, Clone, PartialEq)]
pub enum FoundRow {
    /// A rule that found something.
    Rule {
        /// Its id.
        rule: String,
        /// The worst severity it gave.
        severity: Severity,
        /// How many faults.
        count: u64,
        /// In how many sessions.
        sessions: usize,
    },
    /// One finding.
    One {
        /// Index of its session; `None` for calls without one.
        session: Option<usize>,
        /// Its index among the findings of its session, or of the calls without one.
        index: usize,
    },
}

impl Found {
    /// Brings the rows up to date; cheap when nothing changed.
    pub fn refresh(&mut self, inspection: &Inspection, session: Option<usize>, now: Option<Time>) {
        let badges = inspection.totals().badges;
        let all = badges.errors + badges.warnings + badges.notes;
        let own = session.map_or(0, |session| inspection.findings(session).len());
        let key = (self.everywhere, session, own, all);
        let other = self
            .key
            .is_none_or(|before| (before.0, before.1) != (key.0, key.1));
        let size = if self.everywhere {
            usize::try_from(all).unwrap_or(usize::MAX)
        } else {
            own
        };
        if self.key == Some(key) || !self.pace.due(other, size, now) {
            return;
        }
        self.key = Some(key);
        let sessions: Vec<usize> = match (self.everywhere, session) {
            (true, _) => (0..inspection.sessions().len()).collect(),
            (false, session) => session.into_iter().collect(),
        };
        let strays = inspection.stray_findings().iter().enumerate();
        let strays = strays
            .filter(|_| self.everywhere)
            .map(|(index, finding)| (None, index, finding));
        let own = sessions.into_iter().flat_map(|session| {
            let findings = inspection.findings(session).iter().enumerate();
            findings.map(move |(index, finding)| (Some(session), index, finding))
        });
        self.rows = group(strays.chain(own));
    }

    /// The finding of a row; of a rule's row its first one.
    pub fn finding<'a>(&self, inspection: &'a Inspection, row: usize) -> Option<&'a Finding> {
        let (session, index) = match self.rows.get(row)? {
            FoundRow::One { session, index } => (session, index),
            FoundRow::Rule { .. } => match self.rows.get(row + 1)? {
                FoundRow::One { session, index } => (session, index),
                FoundRow::Rule { .. } => return None,
            },
        };
        match session {
            Some(session) => inspection.findings(*session).get(*index),
            None => inspection.stray_findings().get(*index),
        }
    }
}

#[derive(Default)]
struct Group {
    severity: Option<Severity>,
    count: u64,
    sessions: BTreeSet<Option<usize>>,
    rows: Vec<FoundRow>,
}

fn group<'a>(findings: impl Iterator<Item = (Option<usize>, usize, &'a Finding)>) -> Vec<FoundRow> {
    let mut groups: BTreeMap<&str, Group> = BTreeMap::new();
    for (session, index, finding) in findings {
        let group = groups.entry(finding.rule.as_ref()).or_default();
        group.severity = group.severity.max(Some(finding.severity));
        group.count += finding.count.max(1);
        group.sessions.insert(session);
        group.rows.push(FoundRow::One { session, index });
    }
    let mut groups: Vec<(&str, Group)> = groups.into_iter().collect();
    // Stable: within a severity the rules stay in order of their ids.
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.severity));
    let mut rows = Vec::new();
    for (rule, group) in groups {
        rows.push(FoundRow::Rule {
            rule: rule.to_owned(),
            severity: group.severity.unwrap_or(Severity::Note),
            count: group.count,
            sessions: group.sessions.len(),
        });
        rows.extend(group.rows);
    }
    rows
}
