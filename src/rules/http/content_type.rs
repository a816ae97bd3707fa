//! http/content-type: the body is not declared as JSON.

use super::super::case::Findings;
use super::super::{Rule, sources};
use crate::exchange::Exchange;
use crate::wire::json::quoted;

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "http/content-type",
    once: true,
    what: "Content-Type is absent or something else than application/json.",
    cost: "The service documents JSON only: it may refuse the call, or gateways on the way may change the body.",
    fix: "Send `Content-Type: application/json`.",
    sources: &[sources::IMPLEMENTATION],
    wrong: "@header content-type: text/plain\n0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionEnd",
    right: "@header content-type: application/json; charset=utf-8\n0 0 sessionStart\n1 0 play\n11 10 ping\n\
            12 11 sessionEnd",
    ..Rule::BLANK
};

pub(in super::super) fn judge(exchange: &Exchange<'_>, findings: &mut Findings<'_>) {
    let sent = exchange.headers.get("content-type");
    let media = sent
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim();
    if media.eq_ignore_ascii_case("application/json") {
        return;
    }
    let message = match sent {
        None => "There is no Content-Type.".to_owned(),
        Some(value) => format!("Content-Type is {}, not application/json.", quoted(value)),
    };
    findings.add(&RULE, "", message);
}
