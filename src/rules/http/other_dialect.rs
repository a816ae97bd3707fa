//! http/other-dialect: the player speaks a neighbouring protocol.

use super::super::case::Findings;
use super::super::{Rule, Severity, sources};
use crate::wire::dialect::Dialect;

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "http/other-dialect",
    severity: Severity::Error,
    what: "The path or the body is that of another tracking protocol: Media Edge, or the legacy Heartbeat.",
    cost: "An endpoint of the Media Collection API takes nothing from it: the whole session is missing.",
    fix: "Set the player's tracking library to the Media Collection API.",
    sources: &[sources::OVERVIEW, sources::MEDIA_EDGE],
    wrong: "@status 404\n@call POST /ee/va/v1/sessionStart?configId=1\n\
            |{\"events\":[{\"xdm\":{\"eventType\":\"media.sessionStart\",\"mediaCollection\":{\"playhead\":0}}}]}",
    right: "0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

pub(in super::super) fn found(dialect: Dialect, findings: &mut Findings<'_>) {
    let message = format!(
        "This call speaks {}, not the Media Collection API.",
        dialect.name()
    );
    findings.add(&RULE, "", message).fix = dialect.advice().into();
}
