//! The words of a script's line: numbers, times, statuses.

use super::{EPOCH, TRANSIT_US};
use crate::exchange::Time;

pub(super) fn arrival(text: &str) -> Result<Time, String> {
    Ok(after_epoch(seconds(
        text,
        "`@arrive` takes seconds since the epoch",
    )?))
}

pub(super) fn status(text: &str) -> Result<u16, String> {
    text.parse()
        .ok()
        .filter(|code| (100..1000).contains(code))
        .ok_or(format!(
            "`{text}` is no status: write one as in `@status 404`"
        ))
}

pub(super) fn seconds(text: &str, what: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
        .ok_or(format!("`{text}` is no number: {what}"))
}

pub(super) fn required<'a>(text: &'a str, what: &str) -> Result<&'a str, String> {
    if text.is_empty() {
        return Err(format!("missing: {what}"));
    }
    Ok(text)
}

/// The first word, and what follows it.
pub(super) fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace)
        .map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}

/// Whole milliseconds, as `ts` has them.
pub(super) fn after_epoch(seconds: f64) -> Time {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "beyond the range it saturates, as far a time as can be written"
    )]
    let ms = (seconds * 1000.0).round() as i64;
    Time::from_ms(EPOCH.ms().saturating_add(ms))
}

pub(super) fn after_transit(at: Time) -> Time {
    Time(at.0.saturating_add(TRANSIT_US))
}
