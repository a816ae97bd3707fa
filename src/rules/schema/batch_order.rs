//! schema/batch-order: a batch is one session, its sessionStart first.

use super::super::case::Findings;
use super::super::{Rule, Severity, sources};
use super::downloaded;
use crate::wire::json::{Object, path};
use crate::wire::{EventType, Route};

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "schema/batch-order",
    severity: Severity::Error,
    what: "A batch of downloaded content is empty, does not begin with sessionStart, or has a second one.",
    cost: "The service answers 400 and discards the whole batch.",
    fix: "Send each session as one array that begins with its sessionStart.",
    sources: &[sources::DOWNLOADED],
    wrong: "@status 400\n@batch\n1 0 play\n11 10 ping\n@end",
    right: "@batch\n0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionEnd\n@end",
    ..Rule::BLANK
};

/// A batch, item by item.
#[derive(Debug, Default)]
pub(in super::super) struct Batch {
    started: bool,
    told: bool,
    downloaded: bool,
}

impl Batch {
    /// Takes the next item: its type and its object, where it has them.
    pub(in super::super) fn judge_item(
        &mut self,
        index: u32,
        kind: Option<EventType>,
        object: Option<&Object<'_>>,
        findings: &mut Findings<'_>,
    ) {
        let start = kind == Some(EventType::SessionStart);
        if index == 0 && !start {
            let what = kind.map_or("no event of a known type", EventType::name);
            let message = format!("The batch begins with {what}, not with sessionStart.");
            let at = if object.is_some() {
                "$.eventType"
            } else {
                path::ROOT
            };
            findings.rejects = true;
            self.told = true;
            findings.add(&RULE, at, message);
        }
        // One batch is out of order once, whatever follows.
        if start && self.started && !std::mem::replace(&mut self.told, true) {
            let message = format!("Item {index} is a second sessionStart: a batch is one session.");
            findings.rejects = true;
            findings.add(&RULE, "$.eventType", message).fix =
                "Send each session as an array of its own.".into();
        }
        if start && !self.started {
            self.downloaded = object.is_some_and(downloaded::is_downloaded);
        }
        self.started |= start;
    }

    /// Judges the batch as a whole.
    pub(in super::super) fn judge_whole(
        self,
        empty: bool,
        route: &Route<'_>,
        findings: &mut Findings<'_>,
    ) {
        if empty {
            findings.rejects = true;
            findings.add(&RULE, path::ROOT, "The batch is empty.").fix =
                "Send the session's events, beginning with its sessionStart.".into();
        } else if matches!(route, Route::Sessions) && !self.downloaded {
            downloaded::batch_without(findings);
        }
    }
}
