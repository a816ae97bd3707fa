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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_in_the_units_that_fit() {
        let said = [
            (-5, "0 s"),
            (23_400, "23.4 s"),
            (599_999, "599.999 s"),
            (600_000, "10 min"),
            (600_001, "10 min 0.001 s"),
            (3_600_000, "1 h"),
            (90_180_000, "25 h 3 min"),
        ];
        for (ms, text) in said {
            assert_eq!(lasting(ms), text);
        }
        assert_eq!(content(-1_500_000), "-1.5 s");
        assert_eq!(content(i64::MIN), "-9223372036854.775808 s");
    }

    #[test]
    fn names_cannot_leave_their_quotes_behind() {
        assert_eq!(quoted("a\u{1b}[31m"), "\"a\\u{1b}[31m\"");
        assert_eq!(quoted(&"x".repeat(99)).chars().count(), 63);
        assert_eq!(number(2.5), "2.5");
        assert_eq!(number(100.0), "100");
    }
}
