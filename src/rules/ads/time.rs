//! How long ads play: `ads/length-mismatch`.

use crate::rules::course::{EVENT, Facts, Found, Here, Memory, content, lasting};
use crate::rules::{Rule, Severity, Threshold, sources};
use crate::wire::EventType;
use crate::wire::event::{Details, Micros};

/// An ad that is shorter or longer than it says.
pub(in crate::rules) static LENGTH_MISMATCH: Rule = Rule {
    id: "ads/length-mismatch",
    severity: Severity::Warning,
    what: "A complete ad played for another time than media.ad.length says, by more than 2 seconds and more than a fifth of it.",
    cost: "The ad's time or its length is wrong in the report, or it was not complete.",
    fix: "Give the length in seconds, send adStart at the first frame and adComplete at the last one, adSkip when the ad is left before.",
    sources: &[sources::ADS, sources::GUIDE_EVENT_TYPES],
    thresholds: &[
        Threshold {
            name: "seconds",
            default: 2.0,
        },
        Threshold {
            name: "percent",
            default: 20.0,
        },
    ],
    wrong: r#"
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart {"params":{"media.ad.length":30}}
10 0 ping
15.2 0 adComplete
15.3 0 adBreakComplete
15.4 0 play
20 4.6 sessionEnd
"#,
    right: r#"
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart {"params":{"media.ad.length":15}}
10 0 ping
15.2 0 adComplete
15.3 0 adBreakComplete
15.4 0 play
20 4.6 sessionEnd
"#,
    ..Rule::BLANK
};

/// The ad that was started last.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    /// Its length, µs, when it is above 0.
    length: Option<Micros>,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        match here.event.details() {
            Details::Ad(ad) => self.length = ad.length.filter(|length| *length > 0),
            _ if here.event.kind == EventType::AdComplete && here.before.ad.is_some() => {
                if let (Some(length), Some((_, played))) = (self.length, here.machine.ended_ad()) {
                    completes(here.index, length, played, facts, memory);
                }
            }
            _ => {}
        }
    }
}

fn completes(index: u32, length: Micros, played: i64, facts: &Facts, memory: &mut Memory) {
    let apart = (i128::from(played) * 1000 - i128::from(length)).abs();
    let share = i128::from(facts.ads.length_share);
    let beyond = apart > i128::from(facts.ads.length) * 1000;
    if beyond && apart * 100_000 > i128::from(length) * share {
        let message = format!(
            "The ad played for {}, but its media.ad.length is {}.",
            lasting(played),
            content(length)
        );
        memory.add(Found::new(&LENGTH_MISMATCH, index, EVENT, message));
    }
}
