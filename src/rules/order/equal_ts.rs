//! Events of one instant: `order/equal-ts`.

use std::collections::BTreeSet;

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
22 12 ping
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
22 12 ping
27.001 12 adComplete
27.1 12 adBreakComplete
27.2 12 play
30 15 sessionEnd
",
    ..Rule::BLANK
};

/// The events of one instant so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    tally: Tally,
    /// What would now come too late in this instant: it should have arrived before one that is there.
    too_late: BTreeSet<EventType>,
    /// The last ad was begun in this instant and is neither complete nor skipped.
    ad_begun: bool,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>) {
        let tie = here
            .stride
            .filter(|stride| stride.from_ts == here.ts && stride.from != EventType::SessionStart);
        if tie.is_none() {
            self.too_late.clear();
            self.ad_begun = false;
        }
        // Of several events of one instant each but the first counts one.
        if let Some(stride) = tie.filter(|stride| here.single && stride.from_single) {
            self.judge(here, stride.from);
        }
        if here.single {
            self.note(here);
        }
    }

    fn judge(&mut self, here: &Here<'_>, other: EventType) {
        let kind = here.event.kind;
        let spoilt = self.too_late.contains(&as_complete(kind));
        let severity = if spoilt {
            Severity::Warning
        } else {
            Severity::Note
        };
        self.tally.add(severity, || {
            let message = if spoilt {
                let what = should_follow(kind);
                format!(
                    "This {kind} has the same ts as {what}, which arrived before it: the wrong way round."
                )
            } else {
                format!("This {kind} has the same ts as the {other} before it.")
            };
            Found::new(&EQUAL_TS, here.index, TS, message)
        });
    }

    fn note(&mut self, here: &Here<'_>) {
        let (in_break, in_ad) = (here.before.ad_break.is_some(), here.before.ad.is_some());
        let late = match here.event.kind {
            EventType::AdStart => {
                self.ad_begun = true;
                if !in_break {
                    self.too_late.insert(EventType::AdBreakStart);
                }
                in_ad.then_some(EventType::AdComplete)
            }
            EventType::AdBreakComplete => {
                // An ad begun and cut off in one instant belongs to a break that is still to come.
                if in_ad && self.ad_begun {
                    self.too_late.insert(EventType::AdBreakStart);
                }
                in_ad.then_some(EventType::AdComplete)
            }
            EventType::AdBreakStart => {
                self.too_late.remove(&EventType::AdBreakStart);
                self.ad_begun = false;
                in_break.then_some(EventType::AdBreakComplete)
            }
            EventType::ChapterStart => {
                let open = here.before.chapter.is_some();
                open.then_some(EventType::ChapterComplete)
            }
            EventType::AdComplete | EventType::AdSkip => {
                self.ad_begun = false;
                None
            }
            _ => None,
        };
        self.too_late.extend(late);
    }

    pub(super) fn tell(&self, found: &mut Vec<Found>) {
        self.tally.tell(found);
    }
}

/// A skip ends what a complete ends.
fn as_complete(kind: EventType) -> EventType {
    match kind {
        EventType::AdSkip => EventType::AdComplete,
        EventType::ChapterSkip => EventType::ChapterComplete,
        other => other,
    }
}

/// What must not arrive before an event of this type.
fn should_follow(kind: EventType) -> &'static str {
    match kind {
        EventType::AdBreakStart => "an adStart of its break",
        EventType::AdBreakComplete => "the next adBreakStart",
        EventType::ChapterComplete | EventType::ChapterSkip => "the next chapterStart",
        _ => "what comes after that ad",
    }
}
