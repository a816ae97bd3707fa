//! payload/negative and payload/time-to-start: numbers that cannot be.

use super::super::case::Case;
use super::super::{Rule, Threshold, sources};
use crate::wire::EventType;

/// payload/negative.
pub(in super::super) static NEGATIVE: Rule = Rule {
    id: "payload/negative",
    what: "An ad or chapter length, an offset, a podSecond, an index, a bitrate, a frame rate or a count of dropped frames is \
           below 0.",
    cost: "The ad, the chapter or the quality metric that it stands for is reported wrong.",
    fix: "Send the real value, or 0; leave an optional key out while it is unknown.",
    sources: &[sources::PARAMETERS],
    wrong: "0 0 sessionStart {\"qoeData\":{\"media.qoe.bitrate\":-1}}",
    right: "0 0 sessionStart {\"qoeData\":{\"media.qoe.bitrate\":0}}",
    ..Rule::BLANK
};

/// payload/time-to-start.
pub(in super::super) static TIME_TO_START: Rule = Rule {
    id: "payload/time-to-start",
    once: true,
    what: "`media.qoe.timeToStart` is below 0 or above a minute.",
    cost: "The average time to start in the report is pulled away from the truth.",
    fix: "Send the milliseconds from the viewer's wish to play to the first frame.",
    sources: &[sources::PARAMETERS, sources::QUALITY],
    thresholds: &[Threshold {
        name: "ms",
        default: 60_000.0,
    }],
    wrong: "0 0 sessionStart\n1 0 play {\"qoeData\":{\"media.qoe.timeToStart\":1768507201000}}\n11 10 ping\n12 11 sessionEnd",
    right: "0 0 sessionStart\n1 0 play {\"qoeData\":{\"media.qoe.timeToStart\":60000}}\n11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

pub(super) fn judge(case: &mut Case<'_, '_>) {
    let params: &[&str] = match case.kind {
        EventType::AdBreakStart => &["media.ad.podIndex", "media.ad.podSecond"],
        EventType::AdStart => &["media.ad.length"],
        EventType::ChapterStart => &[
            "media.chapter.index",
            "media.chapter.offset",
            "media.chapter.length",
        ],
        _ => &[],
    };
    for key in params {
        if let Some(value) = case.param(key).number().filter(|value| *value < 0.0) {
            case.on_param(
                &NEGATIVE,
                key,
                format!("`{key}` is {value}: it cannot be below 0."),
            );
        }
    }
    if case.event.qoe.is_none() {
        return;
    }
    for key in [
        "media.qoe.bitrate",
        "media.qoe.framesPerSecond",
        "media.qoe.droppedFrames",
    ] {
        if let Some(value) = case.quality(key).number().filter(|value| *value < 0.0) {
            case.on_quality(
                &NEGATIVE,
                key,
                format!("`{key}` is {value}: it cannot be below 0."),
            );
        }
    }
    let key = "media.qoe.timeToStart";
    let longest = case.threshold(&TIME_TO_START, "ms");
    if let Some(value) = case
        .quality(key)
        .number()
        .filter(|value| *value < 0.0 || *value > longest)
    {
        case.on_quality(
            &TIME_TO_START,
            key,
            format!("`{key}` is {value} ms, not between 0 and {longest} ms."),
        );
    }
}
