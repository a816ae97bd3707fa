//! payload/error-details: an error that does not say which, or whose.

use super::super::case::{Case, Slot};
use super::super::{Rule, sources};
use crate::wire::EventType;
use crate::wire::json::quoted;

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "payload/error-details",
    what: "An error event without `media.qoe.errorID`, or whose `media.qoe.errorSource` is absent or neither player nor external. \
           Some pages show the id as `media.errorId` in params.",
    cost: "The error is counted, but its id is missing from the lists of player and external errors.",
    fix: "Send both in qoeData: `media.qoe.errorID`, and `media.qoe.errorSource` as `player` or `external`.",
    sources: &[
        sources::PARAMETERS,
        sources::QUALITY,
        sources::GUIDE_EVENT_TYPES,
    ],
    wrong: "0 0 sessionStart\n1 0 play\n5 4 error {\"qoeData\":null}\n11 10 ping\n12 11 sessionEnd",
    right: "0 0 sessionStart\n1 0 play\n\
            5 4 error {\"qoeData\":{\"media.qoe.errorID\":\"E1\",\"media.qoe.errorSource\":\"player\"}}\n11 10 ping\n\
            12 11 sessionEnd",
    ..Rule::BLANK
};

const ID: &str = "media.qoe.errorID";
const SOURCE: &str = "media.qoe.errorSource";

pub(super) fn judge(case: &mut Case<'_, '_>) {
    if case.kind != EventType::Error {
        return;
    }
    let no_id = matches!(case.quality(ID), Slot::Absent);
    let source = match case.quality(SOURCE) {
        Slot::Absent => Some(format!("no `{SOURCE}`")),
        slot => slot
            .text()
            .filter(|source| !["player", "external"].contains(source))
            .map(|source| {
                format!(
                    "the `{SOURCE}` {}, neither `player` nor `external`",
                    quoted(source)
                )
            }),
    };
    let message = match (no_id, &source) {
        (true, Some(source)) => format!("The error has no `{ID}`, and {source}."),
        (true, None) => format!("The error has no `{ID}`."),
        (false, Some(source)) => format!("The error has {source}."),
        (false, None) => return,
    };
    case.on_quality(&RULE, if no_id { ID } else { SOURCE }, message);
}
