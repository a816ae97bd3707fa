//! What the user takes to be otherwise than it was sent; the recording stays what it is.

use std::collections::{BTreeMap, BTreeSet};

use super::App;
use super::action::{Effect, Message};
use super::known;
use super::report::PageRow;
use super::{Pane, Tab};
use crate::exchange::Exchange;
use crate::inspection::Inspection;
use crate::rules::{Finding, Severity, mend};
use crate::session::{Change, Session};

/// One thing that is taken to be otherwise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Taken {
    /// An event was never sent.
    Left(usize),
    /// The fault of a rule at a place of an event is mended.
    Mended {
        /// The event's index among the arrivals.
        arrival: usize,
        /// Id of the rule.
        rule: String,
        /// `JSONPath` of the place.
        path: String,
    },
}

/// What is taken to be otherwise, session by session.
#[derive(Debug, Default)]
pub struct WhatIf {
    taken: BTreeMap<usize, Vec<Taken>>,
    bodies: BTreeMap<u64, Box<Exchange<'static>>>,
    /// Bodies that were asked for.
    wanted: BTreeSet<u64>,
    version: u64,
}

impl WhatIf {
    /// What is taken to be otherwise in a session, in the order in which it was.
    pub fn taken(&self, session: Option<usize>) -> &[Taken] {
        let taken = session.and_then(|session| self.taken.get(&session));
        taken.map_or(&[], Vec::as_slice)
    }

    /// Grows with each change.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// An event is left out.
    pub fn is_left(&self, session: Option<usize>, arrival: usize) -> bool {
        self.taken(session).contains(&Taken::Left(arrival))
    }

    /// A finding is taken as mended.
    pub fn is_mended(&self, session: Option<usize>, arrival: usize, finding: &Finding) -> bool {
        self.taken(session).contains(&mended(arrival, finding))
    }

    fn toggle(&mut self, session: usize, what: Taken) {
        self.version += 1;
        let taken = self.taken.entry(session).or_default();
        match taken.iter().position(|known| *known == what) {
            Some(place) => drop(taken.remove(place)),
            None => taken.push(what),
        }
    }

    fn clear(&mut self, session: usize) {
        self.version += 1;
        self.taken.remove(&session);
    }

    /// Keeps a body that a mend asked for.
    pub(super) fn fetched(&mut self, seq: u64, exchange: Option<&Exchange<'static>>) {
        if let (true, Some(exchange)) = (self.wanted.remove(&seq), exchange) {
            self.bodies.insert(seq, Box::new(exchange.clone()));
            self.version += 1;
        }
    }

    /// The changes in a session. A body that is not read yet changes nothing.
    pub fn changes(&self, index: usize, session: &Session, inspection: &Inspection) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut rewritten: BTreeMap<usize, Vec<(String, String)>> = BTreeMap::new();
        let timed = self.timed(index, session, &mut changes);
        let session = timed.as_ref().unwrap_or(session);
        for taken in self.taken(Some(index)) {
            match taken {
                Taken::Left(arrival) => changes.push(Change::Leave(*arrival)),
                Taken::Mended {
                    arrival,
                    rule,
                    path,
                } if mend::is_in_payload(rule) => {
                    let faults = rewritten.entry(*arrival).or_default();
                    faults.push((rule.clone(), path.clone()));
                }
                Taken::Mended { rule, .. } if mend::is_in_times(rule) => {}
                Taken::Mended { arrival, rule, .. } => {
                    changes.extend(mend::changes(rule, *arrival, session));
                }
            }
        }
        for (index, faults) in rewritten {
            let arrival = session.arrivals().get(index);
            let exchange = arrival.and_then(|arrival| self.bodies.get(&arrival.seq));
            let instead = exchange.and_then(|exchange| {
                mend::rewrite(
                    exchange,
                    &faults,
                    inspection.schemas(),
                    inspection.settings(),
                )
            });
            changes.extend(instead.map(|instead| Change::Replace(index, Box::new(instead))));
        }
        changes
    }

    /// Collects the changes of units, and makes the session with them: what else is mended stands in its times.
    fn timed(&self, index: usize, session: &Session, all: &mut Vec<Change>) -> Option<Session> {
        let mut timed: Option<Session> = None;
        for taken in self.taken(Some(index)) {
            if let Taken::Mended { arrival, rule, .. } = taken
                && mend::is_in_times(rule)
            {
                let changes = mend::changes(rule, *arrival, timed.as_ref().unwrap_or(session));
                timed = Some(timed.as_ref().unwrap_or(session).what_if(&changes));
                all.extend(changes);
            }
        }
        timed
    }
}

fn mended(arrival: usize, finding: &Finding) -> Taken {
    Taken::Mended {
        arrival,
        rule: finding.rule.to_string(),
        path: finding.path.clone(),
    }
}

impl App {
    /// Leaves the event under the cursor out of the report, or takes it back.
    pub(super) fn leave_out(&mut self) {
        let (Some(session), Some(arrival)) = (self.session, self.arrival()) else {
            return;
        };
        if arrival == 0 {
            let text = "the first event stays: without it there is no session";
            self.message = Some(Message::bad(text));
            return;
        }
        let what_if = &mut self.reporting.what_if;
        what_if.toggle(session, Taken::Left(arrival));
        let text = if what_if.is_left(Some(session), arrival) {
            format!(
                "what if this event had not been sent{}",
                self.shows_report()
            )
        } else {
            "the event is back in the report".to_owned()
        };
        self.message = Some(Message::good(text));
    }

    /// Where the consequences are seen, for whoever does not look at them yet.
    fn shows_report(&self) -> &'static str {
        let seen = self.focus == Pane::Detail && self.shown_tab() == Tab::Report;
        if seen { "?" } else { "? 6 shows the report" }
    }

    /// Takes what was taken otherwise back.
    pub(super) fn as_sent(&mut self) {
        if let Some(session) = self.session {
            self.reporting.what_if.clear(session);
            self.message = Some(Message::good("the report is as sent again"));
        }
    }

    /// Takes the findings under the cursor as mended; when they all are, as they stand again.
    pub(super) fn mend(&mut self, inspection: &Inspection) -> Vec<Effect> {
        let Some(session) = self.session else {
            return Vec::new();
        };
        let Some(watched) = inspection.sessions().get(session) else {
            return Vec::new();
        };
        let arrivals = watched.session().arrivals();
        let here = self.findings_here(inspection);
        let found: Vec<(usize, &Finding)> = here
            .iter()
            .filter(|finding| mend::way(&finding.rule).is_some())
            .filter_map(|finding| Some((known::arrival_of(arrivals, finding)?, *finding)))
            .collect();
        if found.is_empty() {
            self.message = Some(Message::bad(refusal(&here)));
            return Vec::new();
        }
        let what_if = &mut self.reporting.what_if;
        let open = |what_if: &WhatIf, (arrival, finding): (usize, &Finding)| {
            !what_if.is_mended(Some(session), arrival, finding)
        };
        let all = !found.iter().any(|one| open(what_if, *one));
        let mut effects = Vec::new();
        for (arrival, finding) in found
            .iter()
            .copied()
            .filter(|one| all || open(what_if, *one))
            .collect::<Vec<_>>()
        {
            what_if.toggle(session, mended(arrival, finding));
            let seq = arrivals[arrival].seq;
            if mend::is_in_payload(&finding.rule) && !what_if.bodies.contains_key(&seq) {
                what_if.wanted.insert(seq);
                effects.push(Effect::Fetch(seq));
            }
        }
        let ways: Vec<&str> = found
            .iter()
            .filter_map(|(_, finding)| mend::way(&finding.rule))
            .collect();
        let text = if all {
            "taken as it was sent again".to_owned()
        } else {
            format!(
                "what if it were mended: {}{}",
                ways.join(", "),
                self.shows_report()
            )
        };
        self.message = Some(Message::good(text));
        effects
    }

    /// The findings that the cursor is on: in the list of findings, on a number, on an event.
    fn findings_here<'a>(&self, inspection: &'a Inspection) -> Vec<&'a Finding> {
        let Some(session) = self.session else {
            return Vec::new();
        };
        let findings = inspection.findings(session);
        match (self.focus, self.shown_tab()) {
            (Pane::Detail, Tab::Findings) => {
                let finding = self.found.finding(inspection, self.lists.findings.at);
                let own = |finding: &&Finding| findings.iter().any(|own| own == *finding);
                finding.filter(own).into_iter().collect()
            }
            (Pane::Detail, Tab::Report) => match self.reporting.page_row(self.lists.number.at) {
                Some(PageRow::Spoilt(place)) => findings.get(place.finding).into_iter().collect(),
                Some(PageRow::Event(_)) => self.findings_on_event(inspection),
                None => {
                    let spoilt = self.reporting.spoilt(self.lists.report.at);
                    spoilt
                        .iter()
                        .filter_map(|spoilt| findings.get(spoilt.finding))
                        .collect()
                }
            },
            _ => self.findings_on_event(inspection),
        }
    }

    fn findings_on_event<'a>(&self, inspection: &'a Inspection) -> Vec<&'a Finding> {
        let Some((session, arrival)) = self.session.zip(self.event(inspection)) else {
            return Vec::new();
        };
        known::findings_on(inspection.findings(session), arrival)
            .iter()
            .collect()
    }
}

/// Why nothing here can be mended.
fn refusal(findings: &[&Finding]) -> String {
    match findings.iter().max_by_key(|finding| finding.severity) {
        None => "there is no finding here to take as mended".to_owned(),
        Some(finding) if finding.severity == Severity::Note && findings.len() == 1 => {
            format!("{} spoils nothing that could be mended here", finding.rule)
        }
        Some(finding) => format!("only the player can mend {}: {}", finding.rule, finding.fix),
    }
}
