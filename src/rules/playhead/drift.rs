//! A playhead that is slower or faster than the clock: `playhead/drift`.

use super::run::Playing;
use crate::rules::course::{End, Found, PLAYHEAD, content, lasting, number};
use crate::rules::{Rule, Settings, Severity, Threshold, sources};

/// The playhead does not keep up with the clock.
pub(in crate::rules) static DRIFT: Rule = Rule {
    id: "playhead/drift",
    severity: Severity::Warning,
    what: "Over at least a minute of playing, stalls and seeks left out, the playhead advances less than 0.8 or more than 2.2 times as fast as the clock.",
    cost: "Content time is taken from the clock, progress and seen parts from the playhead: one of the two is wrong.",
    fix: "Take the playhead from the player at each event (in seconds), and send pauseStart, bufferStart and play whenever playback stops and goes on.",
    sources: &[sources::PARAMETERS, sources::CONTENT],
    thresholds: &[
        Threshold {
            name: "low",
            default: 0.8,
        },
        Threshold {
            name: "high",
            default: 2.2,
        },
        Threshold {
            name: "warning",
            default: 0.3,
        },
    ],
    wrong: "
0 0 sessionStart
0 0 play
10 1 ping
20 2 ping
30 3 ping
40 4 ping
50 5 ping
60 6 ping
70 7 ping
72 7.2 sessionEnd
",
    right: "
0 0 sessionStart
0 0 play
10 10 ping
20 20 ping
30 30 ping
40 40 ping
50 50 ping
60 60 ping
70 70 ping
72 72 sessionEnd
",
    ..Rule::BLANK
};

/// So much playing is needed for a verdict, ms.
const ENOUGH: i64 = 60_000;

/// The speeds between which nothing is said.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    low: f64,
    high: f64,
    warning: f64,
}

impl Limits {
    pub(super) fn of(settings: &Settings) -> Self {
        Limits {
            low: settings.threshold(&DRIFT, "low"),
            high: settings.threshold(&DRIFT, "high"),
            warning: settings.threshold(&DRIFT, "warning"),
        }
    }
}

pub(super) fn tell(playing: &Playing, end: &End, limits: &Limits, found: &mut Vec<Found>) {
    let Some(last) = end.last.filter(|_| playing.ms >= ENOUGH) else {
        return;
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "a session would have to last for centuries to lose a ms"
    )]
    let (advance, clock) = (playing.advance as f64, playing.ms as f64 * 1e3);
    // Compared as products: 0.8 times a whole number of µs is exact enough at the very edge.
    let below = |speed: f64| advance < (clock * speed).round();
    if !below(limits.low) && advance <= (clock * limits.high).round() {
        return;
    }
    let severity = if below(limits.warning) {
        Severity::Warning
    } else {
        Severity::Note
    };
    let way = i64::try_from(playing.advance).unwrap_or(i64::MAX);
    let message = format!(
        "In {} of playing the playhead advanced by {}: {} times as fast as the clock.",
        lasting(playing.ms),
        content(way),
        number(advance / clock)
    );
    found.push(Found::new(&DRIFT, last, PLAYHEAD, message).severity(severity));
}
