//! payload/ping-params: a ping that carries parameters.

use super::super::case::Case;
use super::super::{Rule, Severity, sources};
use crate::wire::EventType;

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "payload/ping-params",
    severity: Severity::Note,
    once: true,
    what: "A ping has params that are not empty.",
    cost: "A ping takes no parameters: what it carries goes nowhere, and makes each call larger.",
    fix: "Send a ping with playerTime alone, and qoeData if you like.",
    sources: &[sources::IMPLEMENTATION, sources::GUIDE_PINGS],
    wrong: "0 0 sessionStart\n1 0 play\n11 10 ping {\"params\":{\"media.id\":\"x\"}}\n12 11 sessionEnd",
    right: "0 0 sessionStart\n1 0 play\n11 10 ping {\"params\":{}}\n12 11 sessionEnd",
    ..Rule::BLANK
};

pub(super) fn judge(case: &mut Case<'_, '_>) {
    if case.kind != EventType::Ping {
        return;
    }
    if let Some(params) = case.object("params").filter(|params| !params.is_empty()) {
        let message = match params.0.len() {
            1 => "A ping carries a parameter.".to_owned(),
            several => format!("A ping carries {several} parameters."),
        };
        case.findings.add(&RULE, "$.params", message);
    }
}
