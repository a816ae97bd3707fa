//! payload/bitrate-change: a change of bitrate that does not say to which.

use super::super::case::{Case, Slot};
use super::super::{Rule, sources};
use crate::wire::EventType;

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "payload/bitrate-change",
    what: "bitrateChange without `media.qoe.bitrate`.",
    cost: "The change is counted, but the average bitrate goes on with the old value.",
    fix: "Send the new bitrate as `media.qoe.bitrate` in qoeData.",
    sources: &[sources::IMPLEMENTATION, sources::GUIDE_EVENT_TYPES],
    wrong: "0 0 sessionStart\n1 0 play\n5 4 bitrateChange {\"qoeData\":null}\n11 10 ping\n12 11 sessionEnd",
    right: "0 0 sessionStart\n1 0 play\n5 4 bitrateChange {\"qoeData\":{\"media.qoe.bitrate\":3000000}}\n11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

const KEY: &str = "media.qoe.bitrate";

pub(super) fn judge(case: &mut Case<'_, '_>) {
    if case.kind == EventType::BitrateChange && matches!(case.quality(KEY), Slot::Absent) {
        case.on_quality(
            &RULE,
            KEY,
            "bitrateChange does not say the new bitrate.".to_owned(),
        );
    }
}
