//! Bitrates: `qoe/bitrate-same` and `qoe/bitrate-magnitude`.

use crate::rules::course::{End, Found, Here, Tally, number};
use crate::rules::{Rule, Severity, sources};
use crate::wire::EventType;

/// A change to what it was.
pub(in crate::rules) static BITRATE_SAME: Rule = Rule {
    id: "qoe/bitrate-same",
    severity: Severity::Note,
    once: true,
    what: "A bitrateChange reports the bitrate of the bitrateChange before it.",
    cost: "The number of bitrate changes is too high.",
    fix: "Send bitrateChange only when the bitrate is another one.",
    sources: &[sources::QUALITY, sources::GUIDE_EVENT_TYPES],
    wrong: r#"
0 0 sessionStart
0.1 0 play
5 5 bitrateChange {"qoeData":{"media.qoe.bitrate":3200000}}
8 8 bitrateChange {"qoeData":{"media.qoe.bitrate":3200000}}
10 10 ping
12 12 sessionEnd
"#,
    right: r#"
0 0 sessionStart
0.1 0 play
5 5 bitrateChange {"qoeData":{"media.qoe.bitrate":3200000}}
8 8 bitrateChange {"qoeData":{"media.qoe.bitrate":4800000}}
10 10 ping
12 12 sessionEnd
"#,
    ..Rule::BLANK
};

/// Bits and kilobits.
pub(in crate::rules) static BITRATE_MAGNITUDE: Rule = Rule {
    id: "qoe/bitrate-magnitude",
    severity: Severity::Warning,
    what: "The largest bitrate that a session reports is at least 500 times the smallest: some are in bits, some in kilobits per second.",
    cost: "The average bitrate mixes two units and means nothing.",
    fix: "Send all bitrates in one unit. The pages disagree on which: bits per second on some, kilobits on others.",
    sources: &[sources::QUALITY, sources::PARAMETERS],
    wrong: r#"
0 0 sessionStart
0.1 0 play
5 5 bitrateChange {"qoeData":{"media.qoe.bitrate":3200000}}
10 10 ping {"qoeData":{"media.qoe.bitrate":3200}}
12 12 sessionEnd
"#,
    right: r#"
0 0 sessionStart
0.1 0 play
5 5 bitrateChange {"qoeData":{"media.qoe.bitrate":3200000}}
10 10 ping {"qoeData":{"media.qoe.bitrate":3200000}}
12 12 sessionEnd
"#,
    ..Rule::BLANK
};

/// The largest is so many times the smallest.
const MAGNITUDE: f64 = 500.0;
const BITRATE: &str = "$.qoeData['media.qoe.bitrate']";

/// The bitrates so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    same: Tally,
    /// What the last bitrateChange reported.
    changed_to: Option<f64>,
    /// The smallest and the largest above 0.
    range: Option<(f64, f64)>,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>) {
        let bitrate = here.event.qoe.as_ref().and_then(|qoe| qoe.bitrate());
        if here.event.kind == EventType::BitrateChange {
            if let Some(bitrate) = bitrate.filter(|_| self.changed_to == bitrate) {
                self.same.add(Severity::Note, || {
                    let message = format!(
                        "bitrateChange reports {}, as the bitrateChange before it did.",
                        number(bitrate)
                    );
                    Found::new(&BITRATE_SAME, here.index, BITRATE, message)
                });
            }
            self.changed_to = bitrate;
        }
        let Some(bitrate) = bitrate.filter(|bitrate| *bitrate > 0.0) else {
            return;
        };
        let (low, high) = self.range.unwrap_or((bitrate, bitrate));
        self.range = Some((low.min(bitrate), high.max(bitrate)));
    }

    pub(super) fn tell(&self, end: &End, found: &mut Vec<Found>) {
        self.same.tell(found);
        let mixed = self.range.filter(|(low, high)| *high >= low * MAGNITUDE);
        // It is about the session as a whole: any of its bitrates may be the wrong one.
        if let (Some((low, high)), Some(last)) = (mixed, end.last) {
            let message = format!(
                "The session reports bitrates from {} to {}: bits and kilobits per second are mixed.",
                number(low),
                number(high)
            );
            found.push(Found::new(&BITRATE_MAGNITUDE, last, BITRATE, message));
        }
    }
}
