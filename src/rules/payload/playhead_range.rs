//! payload/playhead-range: a playhead outside the content.

use super::super::{Finding, Rule, Settings, Threshold, sources};
use crate::session::Arrival;
use crate::wire::event::{Micros, Start, micros};

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "payload/playhead-range",
    once: true,
    what: "The playhead is below 0, beyond the content's length by more than 1 s, or, live, not a second of the day (below 86 400).",
    cost: "Progress markers and unique time played are wrong; the viewer may count as having completed the content.",
    fix: "Send the position in the content in seconds; for live content the second of the day, UTC.",
    sources: &[sources::OVERVIEW, sources::CONTENT],
    thresholds: &[Threshold {
        name: "seconds",
        default: 1.0,
    }],
    wrong: "0 0 sessionStart {\"params\":{\"media.length\":600}}\n1 595 play\n11 605 ping\n12 606 sessionEnd",
    right: "0 0 sessionStart {\"params\":{\"media.length\":600}}\n1 580 play\n11 590 ping\n12 591 sessionEnd",
    ..Rule::BLANK
};

/// Seconds of a day, in µs.
const DAY: Micros = 86_400_000_000;

/// What the playhead is held against.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Range {
    length: Option<Micros>,
    live: bool,
}

impl Range {
    /// The content of a session.
    pub(in super::super) fn of(start: &Start) -> Self {
        let live = start.is_live();
        Range {
            length: start.length.filter(|length| *length > 0 && !live),
            live,
        }
    }

    /// Judges one event.
    pub(in super::super) fn judge(self, arrival: &Arrival, settings: &Settings) -> Option<Finding> {
        let playhead = arrival.event.as_ref()?.playhead()?;
        let message = if playhead < 0 {
            format!("The playhead is {} s, below 0.", seconds(playhead))
        } else if self.live && playhead >= DAY {
            format!(
                "The playhead of live content is {} s: a day has 86400.",
                seconds(playhead)
            )
        } else if let Some(length) = self
            .length
            .filter(|length| is_beyond(playhead, *length, settings))
        {
            format!(
                "The playhead is {} s, but the content has {} s.",
                seconds(playhead),
                seconds(length)
            )
        } else {
            return None;
        };
        Some(RULE.finding(arrival.seq, arrival.item, "$.playerTime.playhead", message))
    }
}

fn is_beyond(playhead: Micros, length: Micros, settings: &Settings) -> bool {
    playhead > length && playhead - length > micros(settings.threshold(&RULE, "seconds"))
}

#[expect(clippy::cast_precision_loss, reason = "for a message")]
fn seconds(micros: Micros) -> f64 {
    micros as f64 / 1e6
}
