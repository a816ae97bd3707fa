//! json/not-an-object: JSON, but no event.

use super::super::case::Findings;
use super::super::{Rule, Severity, sources};
use crate::wire::json::{Value, path};

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "json/not-an-object",
    severity: Severity::Error,
    what: "The body, or an item of a batch, is no object. An array may stand where downloaded content is sent, nowhere \
           else.",
    cost: "The service answers 400: the event, or the whole batch, is lost.",
    fix: "Send one event as one object.",
    sources: &[sources::OVERVIEW, sources::DOWNLOADED],
    wrong: "0 0 sessionStart\n1 0 play\n@status 400\n@call POST /api/v1/sessions/{sid}/events\n\
            |[{\"playerTime\":{\"playhead\":10,\"ts\":1768507211000},\"eventType\":\"ping\"}]\n12 11 sessionEnd",
    right: "0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

pub(in super::super) fn found(value: &Value<'_>, findings: &mut Findings<'_>) {
    findings.rejects = true;
    let message = match (value, findings.item) {
        (Value::List(items), None) => {
            format!(
                "The body is an array of {}: each event is sent alone, as an object.",
                items.len()
            )
        }
        (_, None) => format!("The body is {}, not an object.", value.brief()),
        (_, Some(item)) => format!(
            "Item {item} of the batch is {}, not an object.",
            value.brief()
        ),
    };
    findings.add(&RULE, path::ROOT, message);
}
