//! http/method: a known path, called with another method.

use super::super::case::Findings;
use super::super::{Rule, Severity, sources};
use crate::wire::Route;
use crate::wire::json::quoted;

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "http/method",
    severity: Severity::Error,
    what: "Sessions and events are sent with POST; schemas are read with GET.",
    cost: "The service answers 405 and takes nothing from the call.",
    fix: "Send it with POST.",
    sources: &[sources::OVERVIEW, sources::EVENTS],
    wrong: "0 0 sessionStart\n1 0 play\n@status 405\n@call PUT /api/v1/sessions/{sid}/events\n\
            |{\"playerTime\":{\"playhead\":10,\"ts\":1768507211000},\"eventType\":\"ping\"}\n12 11 sessionEnd",
    right: "0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

pub(in super::super) fn judge(method: &str, route: &Route<'_>, findings: &mut Findings<'_>) {
    let (what, right) = match route {
        Route::Schema(_) => ("A schema", "GET"),
        Route::Sessions => ("A session", "POST"),
        Route::Downloaded => ("A batch", "POST"),
        Route::Events(_) | Route::Other => ("An event", "POST"),
    };
    let message = format!(
        "{what} was called for with {}, which takes {right}.",
        quoted(method)
    );
    findings.add(&RULE, "", message).fix = format!("Use {right}.").into();
}
