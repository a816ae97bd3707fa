//! How findings say durations, positions and names.

use std::fmt::Write as _;

use crate::wire::event::Micros;

/// A duration in ms: `23.4 s`, `12 min 5 s`, `25 h 3 min`.
pub(in crate::rules) fn lasting(ms: i64) -> String {
    const MINUTE: i64 = 60_000;
    const HOUR: i64 = 60 * MINUTE;
    let ms = ms.max(0);
    let (hours, minutes) = (ms / HOUR, ms % HOUR / MINUTE);
    if hours > 0 && minutes > 0 {
        format!("{hours} h {minutes} min")
    } else if hours > 0 {
        format!("{hours} h")
    } else if minutes < 10 {
        format!("{} s", decimal(ms, 1000))
    } else if ms % MINUTE == 0 {
        format!("{minutes} min")
    } else {
        format!("{minutes} min {} s", decimal(ms % MINUTE, 1000))
    }
}

/// A length or position in content, in µs: `41.5 s`.
pub(in crate::rules) fn content(micros: Micros) -> String {
    format!("{} s", decimal(micros, 1_000_000))
}

/// A number, to 3 decimals where it has any.
pub(in crate::rules) fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Text from the network in quotes: without control characters, and not too long.
pub(in crate::rules) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown = String::from("\"");
    for letter in text.chars().take(LONGEST) {
        if letter.is_control() {
            let _ = write!(shown, "{}", letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown.push('"');
    shown
}

/// A whole number of parts as a decimal number, without trailing zeros.
fn decimal(value: i64, parts: u64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, rest) = (value.unsigned_abs() / parts, value.unsigned_abs() % parts);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let digits = parts.ilog10() as usize;
    let rest = format!("{rest:0digits$}");
    format!("{sign}{whole}.{}", rest.trim_end_matches('0'))
}
