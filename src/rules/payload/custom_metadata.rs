//! payload/custom-metadata-event and payload/custom-metadata-prefix: metadata that goes nowhere, or under a taken name.

use super::super::case::Case;
use super::super::{Rule, Severity, sources};
use crate::wire::EventType;
use crate::wire::json::{path, quoted};

/// payload/custom-metadata-event.
pub(in super::super) static EVENT: Rule = Rule {
    id: "payload/custom-metadata-event",
    what: "customMetadata, not empty, on another event than sessionStart, adStart and chapterStart.",
    cost: "It goes nowhere: only these three carry it into the report.",
    fix: "Send it on sessionStart, adStart or chapterStart.",
    sources: &[sources::CUSTOM_METADATA],
    wrong: "0 0 sessionStart\n1 0 play {\"customMetadata\":{\"theme\":\"dark\"}}\n11 10 ping\n12 11 sessionEnd",
    right: "0 0 sessionStart {\"customMetadata\":{\"theme\":\"dark\"}}\n1 0 play\n11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

/// payload/custom-metadata-prefix.
pub(in super::super) static PREFIX: Rule = Rule {
    id: "payload/custom-metadata-prefix",
    severity: Severity::Error,
    what: "A key of customMetadata begins with `a.`, which is Adobe's own, or with `media.` (a warning).",
    cost: "The value may overwrite a standard one, or be dropped.",
    fix: "Give the key a prefix of your own.",
    sources: &[sources::CUSTOM_METADATA],
    wrong: "0 0 sessionStart {\"customMetadata\":{\"a.user\":\"x\"}}",
    right: "0 0 sessionStart {\"customMetadata\":{\"user\":\"x\"}}",
    ..Rule::BLANK
};

pub(super) fn judge(case: &mut Case<'_, '_>) {
    let Some(custom) = case
        .object("customMetadata")
        .filter(|custom| !custom.is_empty())
    else {
        return;
    };
    if !matches!(
        case.kind,
        EventType::SessionStart | EventType::AdStart | EventType::ChapterStart
    ) {
        let message = format!(
            "{} carries customMetadata, which goes nowhere there.",
            case.kind
        );
        case.findings.add(&EVENT, "$.customMetadata", message);
    }
    for (key, _) in custom.iter() {
        let (prefix, severity) = match key {
            _ if key.starts_with("a.") => ("a.", Severity::Error),
            _ if key.starts_with("media.") => ("media.", Severity::Warning),
            _ => continue,
        };
        let at = path::member("$.customMetadata", key);
        if !case.is_faulty(&at) {
            let message = format!(
                "The key {} begins with the reserved prefix `{prefix}`.",
                quoted(key)
            );
            case.findings.add(&PREFIX, at, message).severity = severity;
        }
    }
}
