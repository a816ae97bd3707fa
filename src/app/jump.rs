//! From finding to finding: through a session, on into the others, and through the call log.

use crate::inspection::{Inspection, Where};
use crate::rules::{Finding, Severity};
use crate::session::Arrival;

use super::action::{Effect, Message, Pane, Tab};
use super::known;
use super::moves::{name_of, turn};
use super::select::FoundRow;
use super::{App, Screen};

impl App {
    /// To the next or previous event with a finding of a severity: in this session, then in the others, then in
    /// the call log, and round again.
    pub(super) fn jump(&mut self, inspection: &Inspection, severity: Severity, forward: bool) {
        let calls = inspection.sessions().len();
        let here = match self.screen {
            Screen::Calls => calls,
            Screen::Sessions => self.session.unwrap_or(0),
        };
        let found = (0..=calls + 1).find_map(|step| {
            let group = turn(here, step, calls + 1, forward)?;
            // Whoever follows the tail has looked at none yet.
            let from = (step == 0).then(|| self.looked_at()).flatten();
            let place = if group == calls {
                call_with(inspection, severity, from, forward)
            } else {
                let arrivals = inspection.sessions().get(group)?.session().arrivals();
                event_with(
                    arrivals,
                    inspection.findings(group),
                    severity,
                    from,
                    forward,
                )
            };
            Some((group, place?, step))
        });
        let Some((group, place, step)) = found else {
            let text = format!("no {} in any session or call", severity.word());
            self.message = Some(Message::good(text));
            return;
        };
        let around = step > calls;
        if group == calls {
            self.screen = Screen::Calls;
            self.lists.calls.select(place);
            if self.focus != Pane::Detail {
                self.focus = Pane::Calls;
            }
        } else {
            self.show_event(inspection, group, place);
            if self.focus == Pane::Sessions || self.focus == Pane::Calls {
                self.focus = Pane::Events;
            }
            self.show_first_fault(inspection, severity);
        }
        if self.message.is_none() {
            self.message = crossed(inspection, severity, (here, group), around);
        }
    }

    /// The event or call that the user stopped at.
    fn looked_at(&self) -> Option<usize> {
        match self.screen {
            Screen::Calls => (!self.lists.calls.follow).then_some(self.lists.calls.at),
            Screen::Sessions => (!self.lists.events.follow)
                .then(|| self.arrival())
                .flatten(),
        }
    }

    /// Puts the payload's cursor on the value that a finding is about, once the body is there.
    fn show_first_fault(&mut self, inspection: &Inspection, severity: Severity) {
        let Some((session, arrival)) = self.session.zip(self.event(inspection)) else {
            return;
        };
        let findings = known::findings_on(inspection.findings(session), arrival);
        let fault = findings.iter().find(|finding| finding.severity == severity);
        self.body.reveal = fault.map(|finding| finding.path.clone());
    }

    /// From the list of findings to the event of one; a rule leads to its first.
    pub(super) fn open_finding(&mut self, inspection: &Inspection) {
        let row = self.lists.findings.at;
        match self.found.rows.get(row) {
            Some(FoundRow::More { .. }) => return self.found.toggle(row),
            Some(FoundRow::Off { .. }) => {
                let key = self.keys.first("mute-rule");
                let text = format!("this rule is off: {key} switches it on again");
                self.message = Some(Message::bad(text));
                return;
            }
            _ => {}
        }
        let Some(finding) = self.found.finding(inspection, row).cloned() else {
            return;
        };
        self.show(inspection, finding.seq, finding.item);
        self.focus = Pane::Detail;
        if finding.path.is_empty() {
            self.tab = Tab::Raw;
        } else {
            self.tab = Tab::Payload;
            self.body.reveal = Some(finding.path);
        }
    }

    /// Switches the rule under the cursor off for the view, or on again.
    pub(super) fn mute(&mut self, inspection: &Inspection) -> Vec<Effect> {
        let Some(rule) = self.found.rule(self.lists.findings.at) else {
            return Vec::new();
        };
        let off = !inspection.muted().contains(rule);
        let text = if off {
            let key = self.keys.first("mute-rule");
            format!("{rule} is off for this view: {key} on its line at the end switches it on")
        } else {
            format!("{rule} is on again")
        };
        self.message = Some(Message::good(text));
        vec![Effect::Mute(rule.to_owned(), off)]
    }
}

/// What must be said of a jump: that it left the session, or came round to where it began.
fn crossed(
    inspection: &Inspection,
    severity: Severity,
    (here, group): (usize, usize),
    around: bool,
) -> Option<Message> {
    let word = severity.word();
    let text = match inspection.sessions().get(group) {
        _ if around => format!("back at the first {word}: there is no other"),
        _ if group == here => return None,
        Some(watched) => format!("no more in this session: {word} in {}", name_of(watched)),
        None => format!("no more in the sessions: {word} in the call log"),
    };
    Some(Message::good(text))
}

/// The nearest arrival with a finding of a severity, beyond one where one is given.
fn event_with(
    arrivals: &[Arrival],
    findings: &[Finding],
    severity: Severity,
    from: Option<usize>,
    forward: bool,
) -> Option<usize> {
    let places = findings
        .iter()
        .filter(|finding| finding.severity == severity)
        .filter_map(|finding| known::arrival_of(arrivals, finding));
    nearest(places, from, forward)
}

/// The nearest call of the log with a finding of a severity.
fn call_with(
    inspection: &Inspection,
    severity: Severity,
    from: Option<usize>,
    forward: bool,
) -> Option<usize> {
    let findings = inspection.stray_findings().iter();
    let places = findings
        .filter(|finding| finding.severity == severity)
        .filter_map(|finding| match inspection.locate(finding.seq)? {
            Where::Call(index) => Some(index),
            Where::Session { .. } => None,
        });
    nearest(places, from, forward)
}

fn nearest(
    places: impl Iterator<Item = usize>,
    from: Option<usize>,
    forward: bool,
) -> Option<usize> {
    let beyond = places.filter(|place| match from {
        Some(from) if forward => *place > from,
        Some(from) => *place < from,
        None => true,
    });
    if forward { beyond.min() } else { beyond.max() }
}
