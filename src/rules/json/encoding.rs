//! json/encoding: the body is not UTF-8.

use super::super::case::Findings;
use super::super::{Rule, Severity, sources};

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "json/encoding",
    severity: Severity::Error,
    what: "The body is not UTF-8.",
    cost: "The service cannot read it: the event is lost.",
    fix: "Encode the body as UTF-8.",
    sources: &[sources::JSON],
    // A script holds text; bytes that are none are tested apart.
    wrong: "",
    right: "0 0 sessionStart {\"params\":{\"media.name\":\"Amélie\"}}",
    ..Rule::BLANK
};

pub(super) fn found(offset: usize, findings: &mut Findings<'_>) {
    findings.add(
        &RULE,
        "",
        format!("The body is not UTF-8: the byte at offset {offset} begins no character."),
    );
}
