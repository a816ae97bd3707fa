//! http/too-large: a body over the limit.

use super::super::case::Findings;
use super::super::{Rule, Severity, Threshold, sources};
use crate::exchange::Exchange;

/// Limit of one event, in bytes.
const EVENT: u64 = 1 << 20;
/// Limit of a batch, in bytes.
const BATCH: u64 = 16 << 20;

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "http/too-large",
    severity: Severity::Error,
    what: "The body is larger than 1 MiB, or than 16 MiB when it is an array.",
    cost: "The event is lost. Only the start of such a body is kept, so it is not judged further.",
    fix: "Send one event per call, and no more metadata than the report can show.",
    sources: &[sources::EVENTS],
    thresholds: &[Threshold {
        name: "bytes",
        default: 1_048_576.0,
    }],
    wrong: "0 0 sessionStart\n1 0 play\n@status 413\n@header content-length: 2000000\n11 10 ping\n12 11 sessionEnd",
    right: "0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

/// Tells whether the body is worth reading.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a limit below 0 or above u64 saturates"
)]
pub(in super::super) fn judge(exchange: &Exchange<'_>, findings: &mut Findings<'_>) -> bool {
    let sent = exchange.sent_length();
    if sent <= EVENT.min(findings.settings.threshold(&RULE, "bytes") as u64) {
        return true;
    }
    let array = exchange.body.trim_ascii_start().starts_with(b"[");
    // What counts never changes by configuration: the event is out by the documented limit alone.
    let own = if array { BATCH } else { EVENT };
    let limit = if array {
        BATCH
    } else {
        findings.settings.threshold(&RULE, "bytes") as u64
    };
    findings.rejects |= sent > own;
    if sent > limit {
        let what = if array { "a batch" } else { "an event" };
        findings.add(
            &RULE,
            "",
            format!("The body has {sent} bytes; {what} may have {limit}."),
        );
    }
    sent <= own || (sent <= limit && exchange.body.len() as u64 == sent)
}
