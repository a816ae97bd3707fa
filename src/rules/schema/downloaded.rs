//! schema/downloaded: downloaded content and its flag.

use super::super::case::{Case, Findings};
use super::super::{Rule, Severity, sources};
use crate::wire::json::{Object, Value, path};
use crate::wire::{EventType, Route};

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "schema/downloaded",
    severity: Severity::Error,
    what: "`media.downloaded` is true in a sessionStart that is sent alone, an array on /api/v1/sessions lacks it, or \
           /api/v1/downloaded gets a single object.",
    cost: "The service answers 400: the session, or the whole batch, is lost.",
    fix: "Send downloaded content as one array to /api/v1/downloaded, everything else event by event without the flag.",
    sources: &[sources::DOWNLOADED],
    wrong: "0 0 sessionStart {\"params\":{\"media.downloaded\":true}}",
    right: "@batch\n0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionEnd\n@end",
    ..Rule::BLANK
};

const FLAG: &str = "$.params['media.downloaded']";

/// Whether an event says that its content was downloaded.
pub(super) fn is_downloaded(root: &Object<'_>) -> bool {
    let params = root.get("params").and_then(Value::as_object);
    params
        .and_then(|params| params.get("media.downloaded"))
        .and_then(Value::as_bool)
        == Some(true)
}

pub(super) fn judge_single(case: &mut Case<'_, '_>, route: &Route<'_>) {
    if matches!(route, Route::Sessions)
        && case.kind == EventType::SessionStart
        && is_downloaded(case.root)
    {
        case.findings.rejects = true;
        let message = "`media.downloaded` is true in a sessionStart that was sent alone.";
        case.findings.add(&RULE, FLAG, message).fix =
            "Leave it out, or send the whole session as one array to /api/v1/downloaded.".into();
    }
}

/// A single object, whatever it is, on the path of batches.
pub(in super::super) fn single_object(findings: &mut Findings<'_>) {
    findings.rejects = true;
    let message = "/api/v1/downloaded got a single object: it takes an array.";
    findings.add(&RULE, path::ROOT, message).fix =
        "Send the whole session as one array, or its events one by one to /api/v1/sessions.".into();
}

/// An array on the path of sessions whose sessionStart lacks the flag; it stands on the first item.
pub(super) fn batch_without(findings: &mut Findings<'_>) {
    findings.rejects = true;
    findings.item = Some(0);
    let message = "An array was sent to /api/v1/sessions, but `media.downloaded` is not true in its sessionStart.";
    findings.add(&RULE, FLAG, message).fix =
        "Send it to /api/v1/downloaded, or set the flag.".into();
    findings.item = None;
}
