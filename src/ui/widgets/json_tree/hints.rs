//! What a number in a payload means, in the words of people: a `ts` as time of the day, seconds as minutes.

use crate::exchange::Time;
use crate::ui::text;

/// The meaning of a member's number, where its unit is known and the bare number hides it.
pub(super) fn explain(key: &str, value: f64, utc_offset: i32) -> Option<String> {
    match key {
        "ts" => timestamp(value, utc_offset),
        "playhead"
        | "media.length"
        | "media.ad.length"
        | "media.ad.podSecond"
        | "media.chapter.length"
        | "media.chapter.offset" => seconds(value),
        "media.qoe.timeToStart" => Some(text::duration(whole(value)?)),
        "media.qoe.bitrate" if value >= 1e5 => Some(text::rate(value)),
        _ => None,
    }
}

/// A bitrate of unknown unit: numbers that can only be bits per second are told as a rate.
pub fn bitrate(value: f64) -> String {
    if value >= 1e5 {
        text::rate(value)
    } else {
        format!("{value}")
    }
}

/// Milliseconds since 1970, unless they can only be something else (seconds, a counter).
fn timestamp(value: f64, utc_offset: i32) -> Option<String> {
    let ms = whole(value)?;
    (ms >= 946_684_800_000).then(|| text::time_of_day(Time::from_ms(ms), utc_offset))
}

fn seconds(value: f64) -> Option<String> {
    (value >= 60.0).then(|| whole(value * 1e3).map(text::clock))?
}

fn whole(value: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "within ±2^53, checked")]
    (value.abs() <= 9_007_199_254_740_992.0).then_some(value as i64)
}
