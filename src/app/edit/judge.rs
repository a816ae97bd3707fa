//! What is found on an edited payload: as on any call, and at its place in the session.

use std::collections::BTreeSet;

use crate::app::App;
use crate::inspection::{AsOf, Inspection};
use crate::rules::course::Course;
use crate::rules::{Finding, examine, gather};
use crate::session::Session;
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
        editing.fault = json::parse(text.as_bytes())
            .err()
            .map(|error| match &error {
                json::Error::Syntax {
                    line,
                    column,
                    reason,
                } => {
                    let cause = error
                        .cause(text.as_bytes())
                        .map(|cause| format!(". {cause}"));
                    format!(
                        "line {line}, column {column}: {reason}{}",
                        cause.unwrap_or_default()
                    )
                }
                json::Error::Encoding { offset } => format!("byte {offset} is no UTF-8"),
            });
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
            let sent = |index: usize| {
                if index == arrival {
                    edited.clone()
                } else {
                    watched.session().arrivals()[index].clone()
                }
            };
            let mut again = Session::open(
                watched.session().sid().to_owned(),
                watched.session().is_batch(),
                sent(0),
            );
            let mut course = Course::new(&again, inspection.settings());
            course.leave_out(arrival, &examined.left_out);
            for index in 1..watched.session().arrivals().len() {
                again.push(sent(index));
            }
            course.settle(&mut again);
            let now = match as_of {
                AsOf::End => None,
                AsOf::Now(now) => Some(now),
            };
            found.extend(course.findings(&again, now, inspection.header().replay));
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
