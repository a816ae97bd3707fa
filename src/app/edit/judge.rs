//! What is found on an edited payload: as on any call, and at its place in the session.

use std::collections::BTreeSet;

use crate::app::App;
use crate::inspection::{AsOf, Inspection};
use crate::rules::course::Course;
use crate::rules::expect::LeftOut;
use crate::rules::{Finding, examine, gather};
use crate::session::{Arrival, Session};
use crate::wire::json;

/// In longer sessions a payload is judged alone: the whole session is walked with each key.
const MOST: usize = 20_000;

impl App {
    /// Judges the edited payload anew.
    pub(super) fn judge_edited(&mut self, inspection: &Inspection) {
        let as_of = self.as_of();
        let Some(editing) = &mut self.editing else {
            return;
        };
        let text = editing.text();
        editing.findings.clear();
        editing.elsewhere.clear();
        editing.fault = why_unread(text.as_bytes());
        if editing.fault.is_some() {
            return;
        }
        let (session, arrival) = editing.place;
        let Some(watched) = inspection.sessions().get(session) else {
            return;
        };
        let exchange = editing.exchange();
        let mut examined = examine(&exchange, inspection.schemas(), inspection.settings());
        let mut found: Vec<Finding> = examined
            .found
            .drain(..)
            .map(|found| found.finding)
            .collect();
        let own = watched.session().arrivals().get(arrival);
        editing.alone = watched.session().arrivals().len() > MOST;
        if let (Some(own), Some(mut edited), false) = (own, examined.first.take(), editing.alone) {
            (edited.seq, edited.item) = (own.seq, own.item);
            let session = watched.session();
            let instead = (arrival, &edited, &*examined.left_out);
            found.extend(in_its_place(session, instead, inspection, as_of));
        }
        let mut all = gather(found, Some(watched.session().sid()), inspection.settings());
        let before: BTreeSet<(&str, u64)> = inspection
            .findings(session)
            .iter()
            .map(|finding| (&*finding.rule, finding.seq))
            .collect();
        let (seq, item) = own.map_or((0, None), |own| (own.seq, own.item));
        editing.findings = all
            .extract_if(.., |finding| {
                finding.seq == seq
                    && (finding.item == item || item.is_none() || finding.item.is_none())
            })
            .collect();
        // Whether an expectation means an event of the others is not known here.
        all.retain(|finding| {
            !before.contains(&(&*finding.rule, finding.seq)) && !finding.rule.starts_with("expect/")
        });
        editing.elsewhere = all;
    }
}

/// Why a text is no JSON.
fn why_unread(text: &[u8]) -> Option<String> {
    let error = json::parse(text).err()?;
    Some(match &error {
        json::Error::Syntax {
            line,
            column,
            reason,
        } => {
            let cause = error.cause(text).map(|cause| format!(". {cause}"));
            let cause = cause.unwrap_or_default();
            format!("line {line}, column {column}: {reason}{cause}")
        }
        json::Error::Encoding { offset } => format!("byte {offset} is no UTF-8"),
    })
}

/// What the course of a session is judged to be with another event in the place of one.
fn in_its_place(
    session: &Session,
    (place, edited, left_out): (usize, &Arrival, &[LeftOut]),
    inspection: &Inspection,
    as_of: AsOf,
) -> Vec<Finding> {
    let arrivals = session.arrivals();
    let sent = |index: usize| {
        let arrival = if index == place {
            edited
        } else {
            &arrivals[index]
        };
        arrival.clone()
    };
    let mut again = Session::open(session.sid().to_owned(), session.is_batch(), sent(0));
    let mut course = Course::new(&again, inspection.settings());
    course.leave_out(place, left_out);
    for index in 1..arrivals.len() {
        again.push(sent(index));
    }
    course.settle(&mut again);
    let now = match as_of {
        AsOf::End => None,
        AsOf::Now(now) => Some(now),
    };
    course.findings(&again, now, inspection.header().replay)
}
