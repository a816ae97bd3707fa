//! payload/content-type, stream-type, length, show-type and pass-auth: what sessionStart says about the content.

use super::super::case::{Case, Slot};
use super::super::{Rule, Severity, Threshold, sources};
use super::empty;
use crate::wire::EventType;
use crate::wire::event::micros;
use crate::wire::json::quoted;

/// payload/content-type.
pub(in super::super) static CONTENT_TYPE: Rule = Rule {
    id: "payload/content-type",
    severity: Severity::Note,
    what: "`media.contentType` is none of the recommended values: vod, live, linear, ugc, dvod, song, podcast, audiobook, radio, \
           aod (case ignored).",
    cost: "Reports that group by content type get a group of their own for it; only live and linear are treated as live.",
    fix: "Send the nearest recommended value.",
    sources: &[sources::PARAMETERS, sources::CONTENT],
    wrong: "0 0 sessionStart {\"params\":{\"media.contentType\":\"movie\"}}",
    right: "0 0 sessionStart {\"params\":{\"media.contentType\":\"VOD\"}}",
    ..Rule::BLANK
};

/// payload/stream-type.
pub(in super::super) static STREAM_TYPE: Rule = Rule {
    id: "payload/stream-type",
    what: "`media.streamType` is absent (a note), or neither audio nor video.",
    cost: "The view may land in the wrong half of the audio and video reports.",
    fix: "Send `video` or `audio`.",
    sources: &[sources::PARAMETERS, sources::CONTENT],
    wrong: "0 0 sessionStart {\"params\":{\"media.streamType\":\"movie\"}}",
    right: "0 0 sessionStart {\"params\":{\"media.streamType\":\"video\"}}",
    ..Rule::BLANK
};

/// payload/length.
pub(in super::super) static LENGTH: Rule = Rule {
    id: "payload/length",
    what: "`media.length` is not above 0 (for live content a note), or, not live, above 172 800 s (two days): it looks like \
           milliseconds.",
    cost: "Without a length there are no progress markers and no average minute audience; with one in milliseconds both stay \
           near zero.",
    fix: "Send the length of the content in seconds.",
    sources: &[sources::PARAMETERS, sources::CONTENT],
    thresholds: &[Threshold {
        name: "seconds",
        default: 172_800.0,
    }],
    wrong: "0 0 sessionStart {\"params\":{\"media.length\":0}}",
    right: "0 0 sessionStart {\"params\":{\"media.length\":172800}}",
    ..Rule::BLANK
};

/// payload/show-type.
pub(in super::super) static SHOW_TYPE: Rule = Rule {
    id: "payload/show-type",
    what: "`media.showType` is none of \"0\", \"1\", \"2\" and \"3\".",
    cost: "The report cannot name the kind of show.",
    fix: "Send \"0\" (full episode), \"1\" (preview), \"2\" (clip) or \"3\" (other).",
    sources: &[sources::PARAMETERS],
    wrong: "0 0 sessionStart {\"params\":{\"media.showType\":\"clip\"}}",
    right: "0 0 sessionStart {\"params\":{\"media.showType\":\"2\"}}",
    ..Rule::BLANK
};

/// payload/pass-auth.
pub(in super::super) static PASS_AUTH: Rule = Rule {
    id: "payload/pass-auth",
    what: "`media.pass.auth` is there, but not \"true\".",
    cost: "The view is not counted as authorised, or counted under a value that the report does not know.",
    fix: "Send \"true\" for an authorised viewer, else leave it out.",
    sources: &[sources::PARAMETERS],
    wrong: "0 0 sessionStart {\"params\":{\"media.pass.auth\":\"false\"}}",
    right: "0 0 sessionStart {\"params\":{\"media.pass.auth\":\"true\"}}",
    ..Rule::BLANK
};

const CONTENT_TYPES: [&str; 10] = [
    "vod",
    "live",
    "linear",
    "ugc",
    "dvod",
    "song",
    "podcast",
    "audiobook",
    "radio",
    "aod",
];

pub(super) fn judge(case: &mut Case<'_, '_>) {
    if case.kind == EventType::SessionStart {
        content_type(case);
        stream_type(case);
        length(case);
        show_type(case);
        pass_auth(case);
    }
}

fn is_one_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn content_type(case: &mut Case<'_, '_>) {
    let key = "media.contentType";
    let slot = case.param(key);
    if let (Some(text), false) = (slot.text(), empty::tells(&slot))
        && !is_one_of(text, &CONTENT_TYPES)
    {
        let message = format!(
            "`{key}` is {}, none of the recommended values.",
            quoted(text)
        );
        case.on_param(&CONTENT_TYPE, key, message);
    }
}

fn stream_type(case: &mut Case<'_, '_>) {
    let key = "media.streamType";
    match case.param(key) {
        Slot::Absent => {
            let message = format!("sessionStart has no `{key}`.");
            case.on_param(&STREAM_TYPE, key, message).severity = Severity::Note;
        }
        slot => {
            if let Some(text) = slot
                .text()
                .filter(|text| !is_one_of(text, &["audio", "video"]))
            {
                let message = format!("`{key}` is {}, neither `audio` nor `video`.", quoted(text));
                case.on_param(&STREAM_TYPE, key, message);
            }
        }
    }
}

fn length(case: &mut Case<'_, '_>) {
    let key = "media.length";
    let Some(length) = case.param(key).number() else {
        return;
    };
    let live = case.is_live();
    let longest = case.threshold(&LENGTH, "seconds");
    // As everywhere, a length is taken in whole microseconds.
    let whole = micros(length);
    if whole <= 0 {
        let message =
            format!("`{key}` is {length}: without a length there is no progress to report.");
        let finding = case.on_param(&LENGTH, key, message);
        if live {
            finding.severity = Severity::Note;
        }
    } else if !live && whole > micros(longest) {
        let message =
            format!("`{key}` is {length} s, more than {longest} s: are these milliseconds?");
        case.on_param(&LENGTH, key, message).fix =
            format!("Send {} if these are milliseconds.", length / 1000.0).into();
    }
}

fn show_type(case: &mut Case<'_, '_>) {
    let key = "media.showType";
    if let Some(text) = case
        .param(key)
        .text()
        .filter(|text| !["0", "1", "2", "3"].contains(text))
    {
        let message = format!(
            "`{key}` is {}, none of \"0\", \"1\", \"2\" and \"3\".",
            quoted(text)
        );
        case.on_param(&SHOW_TYPE, key, message);
    }
}

fn pass_auth(case: &mut Case<'_, '_>) {
    let key = "media.pass.auth";
    if let Some(text) = case.param(key).text().filter(|text| *text != "true") {
        let message = format!(
            "`{key}` is {}; it can only be \"true\" or absent.",
            quoted(text)
        );
        case.on_param(&PASS_AUTH, key, message);
    }
}
