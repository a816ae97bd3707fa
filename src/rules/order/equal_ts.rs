//! Events of one instant: `order/equal-ts`.

use crate::rules::course::{Found, Here, TS, Tally};
use crate::rules::{Rule, Severity, sources};
use crate::wire::EventType;

/// Two events with one `ts`.
pub(in crate::rules) static EQUAL_TS: Rule = Rule {
    id: "order/equal-ts",
    severity: Severity::Warning,
    once: true,
    what: "Two events share a ts. The service sorts by ts, so their order is left to chance; it spoils the report when they arrived the wrong way round, such as an ad before its break.",
    cost: "A start that is sorted before the end of what came before it, or before what it belongs to, is ignored or closes the wrong thing.",
    fix: "Give each event a ts of its own, at least 1 ms after the one before.",
    sources: &[sources::GUIDE_ORDER, sources::IMPLEMENTATION],
    wrong: r#"
0 0 sessionStart
0.1 0 play
10 10 ping
12 12 adStart {"params":{"media.ad.podPosition":1}}
12 12 adBreakStart
27 12 adComplete
27.1 12 adBreakComplete
27.2 12 play
30 15 sessionEnd
"#,
    right: "
0 0 sessionStart
0.1 0 play
10 10 ping
12 12 adBreakStart
12.001 12 adStart
27.001 12 adComplete
27.1 12 adBreakComplete
27.2 12 play
30 15 sessionEnd
",
    ..Rule::BLANK
};

/// The events of one instant so far: those that would stand wrong before what may still come.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    tally: Tally,
    /// An adStart that has no break, or whose break was over before it was complete.
    ad_without_break: bool,
    /// An adStart or adBreakComplete that cut an ad off.
    ad_cut_off: bool,
    /// An adBreakStart that cut a break off.
    break_cut_off: bool,
    /// A chapterStart that cut a chapter off.
    chapter_cut_off: bool,
    /// The last ad was begun in this instant and is neither complete nor skipped.
    ad_begun: bool,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>) {
        let Some(stride) = here.stride else {
            return;
        };
        let tie = stride.from_ts == here.ts && stride.from != EventType::SessionStart;
        if !tie {
            *self = Watch {
                tally: std::mem::take(&mut self.tally),
                ..Watch::default()
            };
        }
        if tie && here.single && stride.from_single {
            self.judge(here, stride.from);
        }
        self.note(here);
    }

    fn judge(&mut self, here: &Here<'_>, other: EventType) {
        let kind = here.event.kind;
        let spoilt = match kind {
            EventType::AdBreakStart if self.ad_without_break => Some("an adStart of its break"),
            EventType::AdComplete | EventType::AdSkip if self.ad_cut_off => {
                Some("what comes after that ad")
            }
            EventType::AdBreakComplete if self.break_cut_off => Some("the next adBreakStart"),
            EventType::ChapterComplete | EventType::ChapterSkip if self.chapter_cut_off => {
                Some("the next chapterStart")
            }
            _ => None,
        };
        let severity = if spoilt.is_some() {
            Severity::Warning
        } else {
            Severity::Note
        };
        self.tally.add(severity, || {
            let message = match spoilt {
                Some(wrong) => format!(
                    "This {kind} has the same ts as {wrong}, which arrived before it: the wrong way round."
                ),
                None => format!("This {kind} has the same ts as the {other} before it."),
            };
            Found::new(&EQUAL_TS, here.index, TS, message)
        });
    }

    fn note(&mut self, here: &Here<'_>) {
        if !here.single {
            return;
        }
        let before = &here.before;
        match here.event.kind {
            EventType::AdStart => {
                self.ad_cut_off |= before.ad.is_some();
                self.ad_without_break |= before.ad_break.is_none();
                self.ad_begun = true;
            }
            EventType::AdComplete | EventType::AdSkip => self.ad_begun = false,
            EventType::AdBreakComplete => {
                self.ad_cut_off |= before.ad.is_some();
                self.ad_without_break |= self.ad_begun && before.ad.is_some();
            }
            EventType::AdBreakStart => {
                self.break_cut_off |= before.ad_break.is_some();
                self.ad_without_break = false;
                self.ad_begun = false;
            }
            EventType::ChapterStart => self.chapter_cut_off |= before.chapter.is_some(),
            _ => {}
        }
    }

    pub(super) fn tell(&self, found: &mut Vec<Found>) {
        self.tally.tell(found);
    }
}
