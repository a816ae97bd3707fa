//! Values of a report in words, and the difference between two.

use crate::output::text::{self, clean};
use crate::session::Value;

/// A value in words, times to the tenth of a second.
pub fn words(value: &Value) -> String {
    match value {
        Value::Flag(true) => "yes".to_owned(),
        Value::Flag(false) => "no".to_owned(),
        Value::Count(count) => text::number(*count),
        Value::Duration(ms) => text::clock_tenths(*ms),
        Value::Number(number) => grouped(*number),
        Value::Text(text) => clean(text).into_owned(),
        Value::Ids(ids) => clean(&ids.join(", ")).into_owned(),
    }
}

/// A number with its whole part in groups of three: `3 200 000`, `0.25`.
pub fn grouped(number: f64) -> String {
    const EDGE: f64 = 9_007_199_254_740_992.0;
    if !(1000.0..=EDGE).contains(&number) {
        return number.to_string();
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between a thousand and what is exact"
    )]
    let whole = text::number(number.trunc() as u64);
    let text = number.to_string();
    match text.split_once('.') {
        Some((_, fraction)) => format!("{whole}.{fraction}"),
        None => whole,
    }
}

/// An average bitrate in the unit sent, with what its size says about the unit.
pub fn bitrate(value: f64) -> String {
    // Between the lowest bitrate of anything in bits/s and the highest in kbit/s.
    const BITS: f64 = 100_000.0;
    let (unit, bits) = if value.abs() >= BITS {
        ("bit/s", value)
    } else {
        ("kbit/s", value * 1000.0)
    };
    format!(
        "{} in the unit sent: {} if that is {unit}, as its size suggests; the documentation says bit/s in one place, kbit/s in another",
        grouped(value),
        text::rate(bits)
    )
}

/// How a value changed, in a few words; `None` when it did not.
pub fn difference(before: Option<&Value>, after: Option<&Value>) -> Option<String> {
    if before == after {
        return None;
    }
    let signed = |change: f64| {
        let sign = if change > 0.0 { "+" } else { "-" };
        format!(
            "{sign}{}",
            grouped((change.abs() * 1000.0).round() / 1000.0)
        )
    };
    Some(match (before, after) {
        (Some(Value::Duration(before)), Some(Value::Duration(after))) => {
            let change = after.saturating_sub(*before);
            if change.abs() < 50 {
                format!("{change:+} ms")
            } else {
                text::difference(change)
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of events")]
        (Some(Value::Count(before)), Some(Value::Count(after))) => {
            signed(*after as f64 - *before as f64)
        }
        (Some(Value::Number(before)), Some(Value::Number(after))) => signed(after - before),
        (None, _) => "new".to_owned(),
        (_, None) => "gone".to_owned(),
        _ => "changed".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_their_differences_are_told() {
        assert_eq!(words(&Value::Number(3_200_000.0)), "3 200 000");
        assert_eq!(words(&Value::Number(1234.5)), "1 234.5");
        assert_eq!(words(&Value::Number(0.25)), "0.25");
        assert_eq!(words(&Value::Number(1e300)), 1e300.to_string());
        assert!(
            bitrate(3_200_000.0)
                .starts_with("3 200 000 in the unit sent: 3.2 Mbit/s if that is bit/s,")
        );
        assert!(
            bitrate(3200.0).starts_with("3 200 in the unit sent: 3.2 Mbit/s if that is kbit/s,")
        );
        let by = |before, after| difference(Some(&before), Some(&after));
        assert_eq!(
            by(Value::Duration(134_000), Value::Duration(126_000)).as_deref(),
            Some("-8.0 s")
        );
        assert_eq!(
            by(Value::Duration(0), Value::Duration(-20)).as_deref(),
            Some("-20 ms")
        );
        assert_eq!(by(Value::Count(3), Value::Count(2)).as_deref(), Some("-1"));
        assert_eq!(
            by(Value::Number(0.5), Value::Number(0.75)).as_deref(),
            Some("+0.25")
        );
        assert_eq!(
            by(Value::Flag(true), Value::Flag(false)).as_deref(),
            Some("changed")
        );
        assert_eq!(by(Value::Flag(true), Value::Flag(true)), None);
        assert_eq!(
            difference(None, Some(&Value::Count(1))).as_deref(),
            Some("new")
        );
    }
}
