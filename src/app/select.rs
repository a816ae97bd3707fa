//! Findings grouped by rule, as the list of findings shows them.

use std::collections::BTreeMap;

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
    /// Rules that show otherwise than at first.
    folds: BTreeMap<String, Fold>,
    key: Option<Key>,
    pace: Pace,
}

type Key = (bool, Option<usize>, usize, u64, usize);

/// One of a rule's findings: its session, and the number of its exchange.
type Member = (Option<usize>, u64);

/// So many findings of a rule show at first.
const FEW: usize = 6;

/// How much of a rule's findings shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fold {
    None,
    All,
}

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
        /// The session with the most of them, and how many; `None` where there is but one.
        worst: Option<(usize, u64)>,
        /// None of its findings show.
        folded: bool,
    },
    /// One finding.
    One {
        /// Index of its session; `None` for calls without one.
        session: Option<usize>,
        /// Its index among the findings of its session, or of the calls without one.
        index: usize,
        /// Number of its exchange.
        seq: u64,
    },
    /// Findings of the rule that do not show.
    More {
        /// How many.
        hidden: usize,
    },
    /// A rule that is switched off for the view.
    Off {
        /// Its id.
        rule: String,
    },
}

impl Found {
    /// Brings the rows up to date; cheap when nothing changed. Returns the row that the cursor's row became.
    pub fn refresh(
        &mut self,
        inspection: &Inspection,
        session: Option<usize>,
        now: Option<Time>,
        at: usize,
    ) -> usize {
        let badges = inspection.totals().badges;
        let all = badges.errors + badges.warnings + badges.notes;
        let own = session.map_or(0, |session| inspection.findings(session).len());
        let key = (self.everywhere, session, own, all, inspection.muted().len());
        let other = self
            .key
            .is_none_or(|before| (before.0, before.1) != (key.0, key.1));
        let size = if self.everywhere {
            usize::try_from(all).unwrap_or(usize::MAX)
        } else {
            own
        };
        if self.key == Some(key) || !self.pace.due(other, size, now) {
            return at;
        }
        let held = if other { None } else { self.held(at) };
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
        self.rows = group(strays.chain(own), &self.folds);
        let off = inspection.muted().iter().cloned();
        self.rows.extend(off.map(|rule| FoundRow::Off { rule }));
        held.and_then(|(rule, one)| self.row_of(&rule, one))
            .unwrap_or(at)
    }

    /// What a row stands for: its rule, and which of the rule's findings.
    fn held(&self, row: usize) -> Option<(String, Option<Member>)> {
        let one = match self.rows.get(row)? {
            FoundRow::One { session, seq, .. } => Some((*session, *seq)),
            _ => None,
        };
        Some((self.rule(row)?.to_owned(), one))
    }

    fn row_of(&self, rule: &str, one: Option<Member>) -> Option<usize> {
        let is_rule = |row: &FoundRow| match row {
            FoundRow::Rule { rule: id, .. } | FoundRow::Off { rule: id } => id == rule,
            _ => false,
        };
        let head = self.rows.iter().position(is_rule)?;
        let members = self.rows.iter().enumerate().skip(head + 1);
        let member = members
            .take_while(|(_, row)| matches!(row, FoundRow::One { .. }))
            .find(|(_, row)| {
                matches!(row, FoundRow::One { session, seq, .. } if Some((*session, *seq)) == one)
            });
        Some(member.map_or(head, |(row, _)| row))
    }

    /// Shows all of a rule's findings, or none of them.
    pub fn toggle(&mut self, row: usize) {
        let Some(rule) = self.rule(row).map(str::to_owned) else {
            return;
        };
        let more = matches!(self.rows.get(row), Some(FoundRow::More { .. }));
        let fold = match self.folds.get(&rule) {
            Some(Fold::None) => Fold::All,
            _ if more => Fold::All,
            _ => Fold::None,
        };
        self.folds.insert(rule, fold);
        // The rows are to be made anew, the cursor to stay on what it stands on.
        if let Some(key) = &mut self.key {
            key.3 = u64::MAX;
        }
    }

    /// The rule that a row belongs to.
    pub fn rule(&self, row: usize) -> Option<&str> {
        let before = self.rows.get(..=row)?.iter().rev();
        before
            .map(|row| match row {
                FoundRow::Rule { rule, .. } | FoundRow::Off { rule } => Some(rule.as_str()),
                _ => None,
            })
            .find_map(|rule| rule)
    }

    /// The finding of a row; of a rule's row its first one.
    pub fn finding<'a>(&self, inspection: &'a Inspection, row: usize) -> Option<&'a Finding> {
        let (session, index) = match self.rows.get(row)? {
            FoundRow::One { session, index, .. } => (session, index),
            FoundRow::Rule {
                folded: true, rule, ..
            } => {
                let mut all = inspection.all_findings();
                return all.find(|finding| *finding.rule == **rule);
            }
            FoundRow::Rule { .. } => match self.rows.get(row + 1)? {
                FoundRow::One { session, index, .. } => (session, index),
                _ => return None,
            },
            FoundRow::More { .. } | FoundRow::Off { .. } => return None,
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
    sessions: BTreeMap<Option<usize>, u64>,
    rows: Vec<FoundRow>,
}

fn group<'a>(
    findings: impl Iterator<Item = (Option<usize>, usize, &'a Finding)>,
    folds: &BTreeMap<String, Fold>,
) -> Vec<FoundRow> {
    let mut groups: BTreeMap<&str, Group> = BTreeMap::new();
    for (session, index, finding) in findings {
        let group = groups.entry(finding.rule.as_ref()).or_default();
        let count = finding.count.max(1);
        group.severity = group.severity.max(Some(finding.severity));
        group.count += count;
        *group.sessions.entry(session).or_default() += count;
        group.rows.push(FoundRow::One {
            session,
            index,
            seq: finding.seq,
        });
    }
    let mut groups: Vec<(&str, Group)> = groups.into_iter().collect();
    // Stable: within a severity the rules stay in order of their ids.
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.severity));
    let mut rows = Vec::new();
    for (rule, group) in groups {
        let fold = folds.get(rule);
        rows.push(FoundRow::Rule {
            rule: rule.to_owned(),
            severity: group.severity.unwrap_or(Severity::Note),
            count: group.count,
            sessions: group.sessions.len(),
            worst: group.worst(),
            folded: fold == Some(&Fold::None),
        });
        let shown = match fold {
            Some(Fold::None) => 0,
            Some(Fold::All) => group.rows.len(),
            // A line that says "1 more" takes as much room as the one it hides.
            None if group.rows.len() <= FEW + 1 => group.rows.len(),
            None => FEW,
        };
        let hidden = group.rows.len() - shown;
        rows.extend(group.rows.into_iter().take(shown));
        if hidden > 0 && shown > 0 {
            rows.push(FoundRow::More { hidden });
        }
    }
    rows
}

impl Group {
    /// The session with the most findings, the first of several; none where all are in one.
    fn worst(&self) -> Option<(usize, u64)> {
        if self.sessions.len() < 2 {
            return None;
        }
        let most = self.sessions.values().max()?;
        let (session, count) = self.sessions.iter().find(|(_, count)| *count == most)?;
        Some(((*session)?, *count))
    }
}
