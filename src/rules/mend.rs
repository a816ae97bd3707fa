//! Faults that can be mended without knowing the player: what would have been sent if they were not there.
//!
//! A missing event is put in where it belongs, times in the wrong unit are scaled ([`changes`]); a value of the
//! wrong type, an unknown key or a missing value whose content no number depends on is put right in the
//! payload ([`rewrite`]).

mod insert;
mod payload;
mod times;

use crate::schema;
use crate::session::{Change, Session};

pub use payload::rewrite;

/// What is done to mend the faults of a rule, in a few words.
const WAYS: &[(&str, &str)] = &[
    ("ads/break-not-closed", "adBreakComplete put in"),
    ("ads/no-play-after-break", "play put in"),
    ("ads/not-closed", "adComplete put in"),
    ("ads/outside-break", "break put around the ads"),
    ("ads/play-before-preroll", "play left out"),
    ("chapters/not-closed", "chapterComplete put in"),
    ("chapters/overlap", "chapterComplete put in"),
    ("order/equal-ts", "order put right"),
    ("payload/ts-unit", "ts in milliseconds"),
    ("playback/buffer-not-ended", "play put in"),
    ("playback/pause-not-ended", "play put in"),
    ("playhead/unit", "playhead in seconds"),
    (schema::UNKNOWN_TYPE, "type put right"),
    (schema::REQUIRED, "value put in"),
    (schema::TYPE, "type put right"),
    (schema::UNKNOWN_KEY, "key left out"),
    ("session/end-without-complete", "sessionComplete put in"),
    ("session/never-closed", "sessionEnd put in"),
    ("session/no-play", "play put in"),
    ("states/already-active", "start left out"),
];

/// How a rule's fault is mended, in a few words; `None` when that takes more than a rule can know.
pub fn way(rule: &str) -> Option<&'static str> {
    let found = WAYS
        .binary_search_by(|(known, _)| (*known).cmp(rule))
        .ok()?;
    Some(WAYS[found].1)
}

/// Every rule whose faults can be mended, in order of id.
pub fn rules() -> impl Iterator<Item = &'static str> {
    WAYS.iter().map(|(rule, _)| *rule)
}

/// A rule's fault is mended in the payload, which must be read for it.
pub fn is_in_payload(rule: &str) -> bool {
    rule.starts_with("schema/") && way(rule).is_some()
}

/// It is mended in the times of all events of the session, before anything that depends on them.
pub fn is_in_times(rule: &str) -> bool {
    matches!(rule, "payload/ts-unit" | "playhead/unit")
}

/// What mends a finding on an arrival of a session; empty when nothing can be done.
pub fn changes(rule: &str, arrival: usize, session: &Session) -> Vec<Change> {
    match rule {
        "payload/ts-unit" => times::in_milliseconds(session),
        "playhead/unit" => times::in_seconds(session),
        "order/equal-ts" => times::turned(session),
        _ => insert::changes(rule, arrival, session),
    }
}
