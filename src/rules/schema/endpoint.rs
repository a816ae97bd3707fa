//! schema/endpoint: the right event on the wrong path.

use super::super::case::Case;
use super::super::{Rule, Severity, sources};
use crate::wire::{EventType, Route};

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "schema/endpoint",
    severity: Severity::Error,
    what: "sessionStart goes to /api/v1/sessions, every other event to the session's /events.",
    cost: "The service answers 400: the event, or the session it was to open, is lost.",
    fix: "Send it to the path of its type.",
    sources: &[sources::SESSIONS, sources::EVENTS],
    wrong: "@status 400\n@call POST /api/v1/sessions\n\
            |{\"playerTime\":{\"playhead\":0,\"ts\":1768507201000},\"eventType\":\"play\"}",
    right: "0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

pub(super) fn judge(case: &mut Case<'_, '_>, route: &Route<'_>) {
    let start = case.kind == EventType::SessionStart;
    let message = match route {
        Route::Events(_) if start => {
            "sessionStart was sent to the events of a session that is open already.".to_owned()
        }
        Route::Sessions if !start => {
            format!(
                "{} was sent to /api/v1/sessions, which takes sessionStart alone.",
                case.kind
            )
        }
        _ => return,
    };
    let fix = if start {
        "Send it to /api/v1/sessions."
    } else {
        "Send it to /api/v1/sessions/{sid}/events."
    };
    case.findings.rejects = true;
    case.findings.add(&RULE, "$.eventType", message).fix = fix.into();
}
