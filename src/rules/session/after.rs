//! Events after the end: `session/after-close` and `session/after-complete`.

use crate::rules::course::{EVENT, Found, Here, TS, Tally};
use crate::rules::{Rule, Severity, sources};
use crate::wire::{Event, EventType};

/// An event that finds the session closed.
pub(in crate::rules) static AFTER_CLOSE: Rule = Rule {
    id: "session/after-close",
    severity: Severity::Error,
    once: true,
    what: "By its ts an event comes after the session closed, with sessionEnd or by a time-out (a second sessionEnd does no harm).",
    cost: "The event is dropped.",
    fix: "Send sessionEnd last, and open a new session for whatever is played after it.",
    sources: &[sources::GUIDE_TIMEOUT, sources::GUIDE_EVENT_TYPES],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 ping
@arrive 11
13 13 ping
12 12 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 ping
11 11 ping
12 12 sessionEnd
",
    ..Rule::BLANK
};

/// An event after the end of the content.
pub(in crate::rules) static AFTER_COMPLETE: Rule = Rule {
    id: "session/after-complete",
    severity: Severity::Warning,
    once: true,
    what: "An event other than ping and sessionEnd comes after sessionComplete; a post-roll that was open by then may finish.",
    cost: "What is played after the end of the content adds to a view that was already complete: more time than there is content, or an ad of a view that is over.",
    fix: "Send sessionComplete when nothing of this view is left to be played, the post-roll included, and open a new session for a replay.",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::GUIDE_TIMELINE],
    wrong: r#"
0 0 sessionStart {"params":{"media.length":20}}
0.1 0 play
10 10 ping
20 20 sessionComplete
21 0 play
30 9 ping
32 11 sessionEnd
"#,
    right: r#"
0 0 sessionStart {"params":{"media.length":20}}
0.1 0 play
10 10 ping
20 20 sessionComplete
21 20 sessionEnd
"#,
    ..Rule::BLANK
};

/// What came after the end.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    after_close: Tally,
    after_complete: Tally,
    /// A sessionEnd that passes came, in time or late.
    ended: bool,
    /// The first event that found the session closed.
    pub(super) first_late: Option<u32>,
    /// The break that was open when the content ended.
    post_roll: Option<u32>,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>) {
        let kind = here.event.kind;
        self.ended |= kind == EventType::SessionEnd;
        if !here.before.completed {
            if kind == EventType::SessionComplete {
                self.post_roll = here.after.ad_break;
            }
            return;
        }
        let in_post_roll = self.post_roll.is_some()
            && here.before.ad_break == self.post_roll
            && kind != EventType::AdBreakStart;
        if in_post_roll || matches!(kind, EventType::Ping | EventType::SessionEnd) {
            return;
        }
        let severity = match kind {
            EventType::Play | EventType::AdBreakStart | EventType::ChapterStart => {
                Severity::Warning
            }
            _ => Severity::Note,
        };
        self.after_complete.add(severity, || {
            Found::new(
                &AFTER_COMPLETE,
                here.index,
                EVENT,
                format!("{kind} comes after sessionComplete, which said that the content is over."),
            )
        });
    }

    /// `told`: `http/closed-session` stands on it.
    pub(super) fn late(&mut self, index: u32, event: &Event, told: bool) {
        self.first_late = self.first_late.or(Some(index));
        let again = self.ended && event.kind == EventType::SessionEnd;
        let ended = self.ended;
        self.ended |= event.kind == EventType::SessionEnd;
        if told || again {
            return;
        }
        let closed = if ended {
            "after sessionEnd"
        } else {
            "after the session timed out"
        };
        self.after_close.add(Severity::Error, || {
            let message = format!(
                "By its ts this {} comes {closed}: it is dropped.",
                event.kind
            );
            Found::new(&AFTER_CLOSE, index, TS, message)
        });
    }

    pub(super) fn tell(&self, found: &mut Vec<Found>) {
        self.after_close.tell(found);
        self.after_complete.tell(found);
    }
}
