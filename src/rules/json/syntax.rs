//! json/syntax: the body is no JSON.

use super::super::case::Findings;
use super::super::{Rule, Severity, sources};
use crate::exchange::Exchange;
use crate::wire::json::Error;

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "json/syntax",
    severity: Severity::Error,
    what: "The body is empty or no JSON text: RFC 8259, no byte order mark, at most 100 levels deep, whole characters, \
           numbers that a double can hold.",
    cost: "The service answers 400: the event is lost.",
    fix: "Make the body with a JSON library, not by joining texts.",
    sources: &[sources::IMPLEMENTATION, sources::JSON],
    wrong: "0 0 sessionStart\n1 0 play\n@status 400\n@call POST /api/v1/sessions/{sid}/events\n\
            |{\"playerTime\":{\"playhead\":NaN,\"ts\":1768507211000},\"eventType\":\"ping\"}\n12 11 sessionEnd",
    right: "0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

pub(super) fn found(error: &Error, exchange: &Exchange<'_>, findings: &mut Findings<'_>) {
    let Error::Syntax {
        line,
        column,
        reason,
    } = error
    else {
        return;
    };
    let cause = error.cause(&exchange.body);
    let message = match cause {
        _ if exchange.body.trim_ascii().is_empty() => "The body is empty.".to_owned(),
        Some(cause) => {
            format!("The body is no JSON, at line {line}, column {column}: {reason}. {cause}")
        }
        None => format!("The body is no JSON, at line {line}, column {column}: {reason}."),
    };
    findings.add(&RULE, "", message);
}
