//! payload/pod-position and payload/pod-name-on-ad: an ad and its break.

use super::super::case::{Case, Slot};
use super::super::{Rule, Severity, sources};
use crate::wire::EventType;

/// payload/pod-position.
pub(in super::super) static POD_POSITION: Rule = Rule {
    id: "payload/pod-position",
    severity: Severity::Note,
    what: "`media.ad.podPosition` is below 1. Most pages count the ads of a break from 1, one counts from 0.",
    cost: "Ad reports by position are shifted against those of other players.",
    fix: "Count from 1.",
    sources: &[sources::PARAMETERS, sources::GUIDE_TIMELINE],
    wrong: "0 0 sessionStart\n0.1 0 adBreakStart\n0.2 0 adStart {\"params\":{\"media.ad.podPosition\":0}}\n\
            15.2 0 adComplete\n15.3 0 adBreakComplete\n15.4 0 play\n16 1 sessionEnd",
    right: "0 0 sessionStart\n0.1 0 adBreakStart\n0.2 0 adStart {\"params\":{\"media.ad.podPosition\":1,\"media.ad.length\":10}}\n\
            10.2 0 adComplete\n10.3 0 adBreakComplete\n10.4 0 play\n11 1 sessionEnd",
    ..Rule::BLANK
};

/// payload/pod-name-on-ad.
pub(in super::super) static POD_NAME: Rule = Rule {
    id: "payload/pod-name-on-ad",
    severity: Severity::Note,
    once: true,
    what: "`media.ad.podFriendlyName` on adStart. The documented timelines show it there, the tables list it for adBreakStart \
           alone.",
    cost: "A service that follows its tables to the letter refuses the ad.",
    fix: "Send it on adBreakStart.",
    sources: &[sources::PARAMETERS, sources::GUIDE_TIMELINE],
    wrong: "0 0 sessionStart\n0.1 0 adBreakStart\n0.2 0 adStart {\"params\":{\"media.ad.podFriendlyName\":\"pre\"}}\n\
            15.2 0 adComplete\n15.3 0 adBreakComplete\n15.4 0 play\n16 1 sessionEnd",
    right: "0 0 sessionStart\n0.1 0 adBreakStart {\"params\":{\"media.ad.podFriendlyName\":\"pre\"}}\n\
            0.2 0 adStart {\"params\":{\"media.ad.length\":10}}\n10.2 0 adComplete\n10.3 0 adBreakComplete\n10.4 0 play\n\
            11 1 sessionEnd",
    ..Rule::BLANK
};

pub(super) fn judge(case: &mut Case<'_, '_>) {
    if case.kind != EventType::AdStart {
        return;
    }
    let key = "media.ad.podPosition";
    if let Some(position) = case.param(key).number().filter(|position| *position < 1.0) {
        case.on_param(
            &POD_POSITION,
            key,
            format!("`{key}` is {position}; the first ad of a break is 1."),
        );
    }
    let key = "media.ad.podFriendlyName";
    if let Slot::Clean(_) = case.param(key) {
        case.on_param(
            &POD_NAME,
            key,
            format!("adStart carries `{key}`, which belongs to adBreakStart."),
        );
    }
}
