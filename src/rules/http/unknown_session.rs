//! http/unknown-session: an event for a session that was never opened here.

use super::super::{Finding, Rule, Severity, sources};
use crate::wire::json::quoted;

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "http/unknown-session",
    severity: Severity::Error,
    once: true,
    what: "An event names a session id that this capture never gave out. In a recording that begins later than its \
           sessions this is only noted.",
    cost: "The service answers 404 and drops the event: nothing of it reaches a report.",
    fix: "Open a session with sessionStart, and send its events with the id from the answer's Location.",
    sources: &[sources::EVENTS, sources::IMPLEMENTATION, sources::CORS],
    wrong: "@status 404\n@call POST /api/v1/sessions/v1/events\n\
            |{\"playerTime\":{\"playhead\":10,\"ts\":1768507211000},\"eventType\":\"ping\"}",
    right: "0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

/// The finding for one event.
pub(in super::super) fn found(sid: &str, seq: u64, status: u16) -> Finding {
    let shown = quoted(sid);
    let placeholder = [
        "undefined",
        "null",
        "NaN",
        "[object",
        "%5Bobject",
        "{sid}",
        "%7Bsid%7D",
        "sid",
        ":sid",
    ]
    .iter()
    .any(|word| sid.starts_with(word));
    let piece =
        ["v1", "api", "sessions", "events", "http:", "https:"].contains(&sid) || sid.contains('.');
    let finding = if piece {
        let message = format!(
            "The session id is {shown}, a piece of an address: the client cannot read Location, or cuts it at the \
             wrong place."
        );
        RULE.finding(seq, None, "", message).fix(
            "Answer sessionStart with 201, `Location: /api/v1/sessions/{sid}` as a bare path, and \
             `Access-Control-Expose-Headers: Location`; take the part after `sessions/`.",
        )
    } else if placeholder {
        let message = format!(
            "The session id is {shown}: the client cannot read Location from the answer to its sessionStart."
        );
        RULE.finding(seq, None, "", message).fix(
            "Wait for the answer of sessionStart, read Location (`Access-Control-Expose-Headers: Location` lets a \
             page do so), and queue events until then.",
        )
    } else {
        let message = format!("No sessionStart here was answered with the session id {shown}.");
        RULE.finding(seq, None, "", message)
    };
    if status == 404 {
        finding
    } else {
        finding.severity(Severity::Note)
    }
}
