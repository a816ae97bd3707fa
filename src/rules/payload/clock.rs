//! payload/ts-unit and payload/clock-skew: the client's clock.

use super::super::case::Case;
use super::super::{Finding, Rule, Settings, Severity, Threshold, sources};
use crate::exchange::Time;
use crate::session::Arrival;

/// payload/ts-unit.
pub(in super::super) static UNIT: Rule = Rule {
    id: "payload/ts-unit",
    severity: Severity::Error,
    once: true,
    what: "`playerTime.ts` is not in milliseconds since 1970: it is below 10^11 (seconds) or above 10^14 (micro- or nanoseconds).",
    cost: "Every duration of the session is wrong by a factor of a thousand or more, and the order of its events may break.",
    fix: "Send milliseconds since 1970, UTC: `Date.now()`, `System.currentTimeMillis()`.",
    sources: &[sources::OVERVIEW, sources::IMPLEMENTATION],
    wrong: "0 0 sessionStart {\"playerTime\":{\"ts\":1768507200}}\n1 0 play {\"playerTime\":{\"ts\":1768507201}}",
    right: "0 0 sessionStart {\"playerTime\":{\"ts\":1768507200000}}\n1 0 play {\"playerTime\":{\"ts\":1768507201000}}\n12 11 sessionEnd",
    ..Rule::BLANK
};

/// payload/clock-skew.
pub(in super::super) static SKEW: Rule = Rule {
    id: "payload/clock-skew",
    once: true,
    what: "An event's `ts` is more than 5 min after its arrival, or the `ts` of every event so far (at least 3) is more than 5 min \
           before it. A recording that came from a replay is left out.",
    cost: "The session is reported at the wrong hour, perhaps on the wrong day.",
    fix: "Check the device's clock, and that `ts` is UTC, without an offset of hours.",
    sources: &[sources::OVERVIEW, sources::IMPLEMENTATION],
    thresholds: &[Threshold {
        name: "minutes",
        default: 5.0,
    }],
    wrong: "@arrive 0\n3600 0 sessionStart\n@arrive 1\n3601 0 play\n@arrive 11\n3611 10 ping\n@arrive 12\n3612 11 sessionEnd",
    right: "@arrive 0\n299 0 sessionStart\n@arrive 1\n300 0 play\n@arrive 11\n310 10 ping\n@arrive 12\n311 11 sessionEnd",
    ..Rule::BLANK
};

/// So many events must be late alike before the clock is blamed.
const ENOUGH: u64 = 3;

pub(super) fn judge_unit(case: &mut Case<'_, '_>) {
    let Some(ts) = case
        .event
        .ts()
        .filter(|_| !case.is_faulty("$.playerTime.ts"))
    else {
        return;
    };
    let unit = match ts {
        ..100_000_000_000 => "seconds, or no time at all",
        100_000_000_000_001.. => "microseconds or nanoseconds",
        _ => return,
    };
    let fix = in_milliseconds(ts);
    let finding = case.findings.add(
        &UNIT,
        "$.playerTime.ts",
        format!("`ts` is {ts}: these are {unit}, not milliseconds."),
    );
    if let Some(right) = fix {
        finding.fix = format!("Send milliseconds: {right}.").into();
    }
}

/// What a `ts` in another unit is in milliseconds; `None` when it is no time at all.
pub(in super::super) fn in_milliseconds(ts: i64) -> Option<i64> {
    match ts {
        i64::MIN..=0 => None,
        1..100_000_000_000 => Some(ts * 1_000),
        100_000_000_000..=100_000_000_000_000 => Some(ts),
        100_000_000_000_001..=100_000_000_000_000_000 => Some(ts / 1_000),
        _ => Some(ts / 1_000_000),
    }
}

/// How a session's clock lies against the clock of arrival.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Skew {
    seen: u64,
    all_behind: u64,
}

impl Skew {
    /// Judges a single event in order of arrival.
    pub(in super::super) fn judge(
        &mut self,
        arrival: &Arrival,
        settings: &Settings,
    ) -> Option<Finding> {
        let ts = arrival.event.as_ref()?.ts()?;
        let limit = settings.threshold(&SKEW, "minutes") * 60_000.0;
        #[expect(clippy::cast_precision_loss, reason = "a lag of 2^53 µs is centuries")]
        let lag = (arrival.at.0 - Time::from_ms(ts).0.clamp(-i64::MAX / 4, i64::MAX / 4)) as f64
            / 1_000.0;
        let behind = lag > limit;
        self.seen += 1;
        self.all_behind += u64::from(behind);
        let told = |message: String, count| {
            Some(
                SKEW.finding(arrival.seq, None, "$.playerTime.ts", message)
                    .count(count),
            )
        };
        if lag < -limit {
            let minutes = -lag / 60_000.0;
            return told(
                format!("`ts` is {minutes:.1} min after the event arrived."),
                1,
            );
        }
        if self.seen >= ENOUGH && self.all_behind == self.seen {
            let minutes = lag / 60_000.0;
            // It takes several to make the condition; each later one adds itself.
            let count = if self.seen == ENOUGH { ENOUGH } else { 1 };
            return told(
                format!(
                    "`ts` is {minutes:.1} min before the event arrived, and so are all before it."
                ),
                count,
            );
        }
        None
    }
}
