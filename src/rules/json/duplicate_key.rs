//! json/duplicate-key: a key stands twice in one object.

use super::super::case::Findings;
use super::super::{Rule, sources};
use crate::wire::json::Value;

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "json/duplicate-key",
    what: "An object has a key more than once; the last one is taken.",
    cost: "One of the values is lost, and which one may differ from reader to reader.",
    fix: "Give each key once.",
    sources: &[sources::JSON],
    wrong: "0 0 sessionStart\n1 0 play\n@status 204\n@call POST /api/v1/sessions/{sid}/events\n\
            |{\"playerTime\":{\"playhead\":9,\"playhead\":10,\"ts\":1768507211000},\"eventType\":\"ping\"}\n\
            12 11 sessionEnd",
    right: "0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

/// Takes the overridden members out.
pub(in super::super) fn judge(value: &mut Value<'_>, findings: &mut Findings<'_>) {
    for path in value.take_duplicates() {
        let message = format!("The key at {path} stands more than once; the last one is taken.");
        findings.add(&RULE, path, message);
    }
}
