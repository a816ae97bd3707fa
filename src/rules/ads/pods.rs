//! Where breaks lie in the content, and how they are numbered.

use crate::rules::course::{EVENT, Facts, Found, Here, Memory, content, lasting, number};
use crate::rules::{Rule, Severity, Threshold, sources};
use crate::wire::EventType;
use crate::wire::event::{Details, Micros};

/// Content before the pre-roll.
pub(in crate::rules) static PLAY_BEFORE_PREROLL: Rule = Rule {
    id: "ads/play-before-preroll",
    severity: Severity::Warning,
    what: "play comes shortly before the pre-roll (the first break, at the very begin of the content): content starts before the ads.",
    cost: "The content counts as started although the viewer may leave in the pre-roll; its time begins before the ads.",
    fix: "Send play for the content after adBreakComplete of the pre-roll, not when the viewer presses the button.",
    sources: &[sources::GUIDE_TIMELINE, sources::GUIDE_EVENT_TYPES],
    thresholds: &[Threshold {
        name: "seconds",
        default: 10.0,
    }],
    wrong: "
0 0 sessionStart
0.1 0 play
0.5 0 adBreakStart
0.6 0 adStart
10 0 ping
15.6 0 adComplete
15.7 0 adBreakComplete
15.8 0 play
20 4.2 sessionEnd
",
    right: "
0 0 sessionStart
0.5 0 adBreakStart
0.6 0 adStart
10 0 ping
15.6 0 adComplete
15.7 0 adBreakComplete
15.8 0 play
20 4.2 sessionEnd
",
    ..Rule::BLANK
};

/// Two breaks with one index.
pub(in crate::rules) static POD_INDEX_REPEATED: Rule = Rule {
    id: "ads/pod-index-repeated",
    severity: Severity::Warning,
    what: "A break has the podIndex of an earlier one, but another podSecond.",
    cost: "Two breaks become one in the report.",
    fix: "Number the breaks of the content through, each with an index of its own; the pages disagree on whether to begin at 0 or 1, and either will do.",
    sources: &[sources::ADS, sources::PARAMETERS],
    wrong: r#"
0 0 sessionStart
0.1 0 adBreakStart {"params":{"media.ad.podIndex":0}}
0.2 0 adStart {"params":{"media.ad.length":5}}
5.2 0 adComplete
5.3 0 adBreakComplete
5.4 0 play
15.4 10 adBreakStart {"params":{"media.ad.podIndex":0}}
15.5 10 adStart {"params":{"media.ad.length":5}}
20.5 10 adComplete
20.6 10 adBreakComplete
20.7 10 play
25 14.3 sessionEnd
"#,
    right: r#"
0 0 sessionStart
0.1 0 adBreakStart {"params":{"media.ad.podIndex":0}}
0.2 0 adStart {"params":{"media.ad.length":5}}
5.2 0 adComplete
5.3 0 adBreakComplete
5.4 0 play
15.4 10 adBreakStart {"params":{"media.ad.podIndex":1}}
15.5 10 adStart {"params":{"media.ad.length":5}}
20.5 10 adComplete
20.6 10 adBreakComplete
20.7 10 play
25 14.3 sessionEnd
"#,
    ..Rule::BLANK
};

/// A break that lies elsewhere.
pub(in crate::rules) static POD_SECOND_MISMATCH: Rule = Rule {
    id: "ads/pod-second-mismatch",
    severity: Severity::Warning,
    what: "podSecond is not where the playhead of on-demand content stands when the break starts, and no seek, pause or buffering explains it.",
    cost: "The report places the break where it was not shown.",
    fix: "Give the place of the break in the content, in seconds: not its length, not the time of day.",
    sources: &[sources::ADS, sources::PARAMETERS],
    thresholds: &[Threshold {
        name: "seconds",
        default: 1.0,
    }],
    wrong: r#"
0 0 sessionStart
0.1 0 adBreakStart {"params":{"media.ad.podSecond":15}}
0.2 0 adStart
10 0 ping
15.2 0 adComplete
15.3 0 adBreakComplete
15.4 0 play
20 4.6 sessionEnd
"#,
    right: r#"
0 0 sessionStart
0.1 0 adBreakStart {"params":{"media.ad.podSecond":0}}
0.2 0 adStart
10 0 ping
15.2 0 adComplete
15.3 0 adBreakComplete
15.4 0 play
20 4.6 sessionEnd
"#,
    ..Rule::BLANK
};

/// So long a seek, a pause or a buffering explains another place, ms.
const EXPLAINED: i64 = 30_000;
/// A pre-roll stands before this playhead, µs.
const PREROLL: Micros = 1_000_000;

/// What came before the next break.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    /// A break came already.
    any: bool,
    /// `ts` of the last leap, pauseStart or bufferStart, ms.
    explained: Option<i64>,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        let kind = here.event.kind;
        let leapt = here.stride.is_some_and(|stride| stride.leap);
        if leapt || matches!(kind, EventType::PauseStart | EventType::BufferStart) {
            self.explained = Some(here.ts);
        }
        if kind == EventType::Play && here.before.ad_break.is_none() && !self.any {
            memory.plays.push((here.ts, here.index));
        }
        let Details::Break(details) = here.event.details() else {
            return;
        };
        if let Some(second) = details.pod_second {
            if !self.any && second == 0 && here.playhead < PREROLL {
                before_preroll(here, facts, memory);
            }
            if let Some(index) = details.pod_index {
                repeated(here.index, index, second, memory);
            }
            if second >= 0 && !facts.live {
                self.lies(here, second, facts, memory);
            }
        }
        self.any = true;
    }

    fn lies(&self, here: &Here<'_>, second: Micros, facts: &Facts, memory: &mut Memory) {
        let apart = here.playhead.saturating_sub(second).saturating_abs();
        let explained = self
            .explained
            .is_some_and(|ts| here.ts.saturating_sub(ts) <= EXPLAINED);
        if apart > facts.ads.pod_second && !explained {
            let path = "$.params['media.ad.podSecond']";
            let message = format!(
                "podSecond says that this break lies at {}, but it starts at the playhead {}.",
                content(second),
                content(here.playhead)
            );
            memory.add(Found::new(&POD_SECOND_MISMATCH, here.index, path, message));
        }
    }
}

/// The first play that is so shortly before the pre-roll that it belongs after it; players repeat plays,
/// and the fault is told once.
fn before_preroll(here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
    let limit = facts.ads.before_preroll;
    let before = |ts: i64| here.ts.saturating_sub(ts);
    let first = memory.plays.partition_point(|(ts, _)| before(*ts) >= limit);
    let Some((ts, play)) = memory.plays.get(first).copied() else {
        return;
    };
    let message = format!(
        "This play comes {} before the pre-roll: content starts before the ads.",
        lasting(before(ts))
    );
    memory.add(Found::new(&PLAY_BEFORE_PREROLL, play, EVENT, message));
}

fn repeated(place: u32, index: f64, second: Micros, memory: &mut Memory) {
    // -0 is the same index as 0.
    let key = (index + 0.0).to_bits();
    if let Some(other) = memory.pods.differing(key, second) {
        let path = "$.params['media.ad.podIndex']";
        let message = format!(
            "The podIndex {} was used before, for a break at {} (this one: {}).",
            number(index),
            content(other),
            content(second)
        );
        memory.add(Found::new(&POD_INDEX_REPEATED, place, path, message));
    }
}
