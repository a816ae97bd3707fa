//! Events of one instant: `order/equal-ts`.

use std::collections::BTreeMap;

use crate::rules::course::{Found, Here, TS, Tally};
use crate::rules::{Rule, Severity, sources};
use crate::session::Snapshot;
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

/// The events of one `ts` so far, in order of arrival.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Instant {
    /// What would now come too late: it should have arrived before the event at that place, from 0.
    too_late: BTreeMap<EventType, usize>,
    /// The last ad was begun in this instant and is neither complete nor skipped.
    ad_begun: bool,
    events: usize,
}

impl Instant {
    /// The place before which an event of this type should have arrived.
    pub(in crate::rules) fn should_precede(&self, kind: EventType) -> Option<usize> {
        self.too_late.get(&as_complete(kind)).copied()
    }

    /// Takes the next event, which found these open.
    pub(in crate::rules) fn enter(&mut self, kind: EventType, open: Open) {
        match kind {
            EventType::AdStart => {
                self.ad_begun = true;
                self.expect(!open.ad_break, EventType::AdBreakStart);
                self.expect(open.ad, EventType::AdComplete);
            }
            EventType::AdBreakComplete => {
                // An ad begun and cut off in one instant belongs to a break that is still to come.
                self.expect(open.ad && self.ad_begun, EventType::AdBreakStart);
                self.expect(open.ad, EventType::AdComplete);
            }
            EventType::AdBreakStart => {
                self.too_late.remove(&EventType::AdBreakStart);
                self.ad_begun = false;
                self.expect(open.ad_break, EventType::AdBreakComplete);
            }
            EventType::ChapterStart => self.expect(open.chapter, EventType::ChapterComplete),
            EventType::AdComplete | EventType::AdSkip => self.ad_begun = false,
            _ => {}
        }
        self.events += 1;
    }

    fn expect(&mut self, missing: bool, kind: EventType) {
        if missing {
            self.too_late.entry(kind).or_insert(self.events);
        }
    }
}

/// What is open when an event comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) struct Open {
    ad_break: bool,
    ad: bool,
    chapter: bool,
}

impl Open {
    pub(in crate::rules) fn of(state: &Snapshot) -> Self {
        Open {
            ad_break: state.ad_break.is_some(),
            ad: state.ad.is_some(),
            chapter: state.chapter.is_some(),
        }
    }

    /// What is open after an event of this type.
    pub(in crate::rules) fn after(mut self, kind: EventType) -> Self {
        match kind {
            EventType::AdBreakStart => (self.ad_break, self.ad) = (true, false),
            EventType::AdBreakComplete => (self.ad_break, self.ad) = (false, false),
            EventType::AdStart => self.ad = self.ad_break,
            EventType::AdComplete | EventType::AdSkip => self.ad = false,
            EventType::ChapterStart => self.chapter = true,
            EventType::ChapterComplete | EventType::ChapterSkip => self.chapter = false,
            _ => {}
        }
        self
    }
}

/// The events of one instant so far, and what is wrong with them.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    tally: Tally,
    instant: Instant,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>) {
        let tie = here
            .stride
            .filter(|stride| stride.from_ts == here.ts && stride.from != EventType::SessionStart);
        if tie.is_none() {
            self.instant = Instant::default();
        }
        // Of several events of one instant each but the first counts one.
        if let Some(stride) = tie.filter(|stride| here.single && stride.from_single) {
            self.judge(here, stride.from);
        }
        if here.single {
            self.instant.enter(here.event.kind, Open::of(&here.before));
        }
    }

    fn judge(&mut self, here: &Here<'_>, other: EventType) {
        let kind = here.event.kind;
        let spoilt = self.instant.should_precede(kind).is_some();
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
