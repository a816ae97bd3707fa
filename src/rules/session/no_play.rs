//! A session whose content never starts: `session/no-play` and `session/drop-before-start`.

use crate::rules::course::{Act, EVENT, End, Facts, Found, Here, Memory, content, lasting};
use crate::rules::{Rule, Severity, Threshold, sources};
use crate::wire::{EventType, event::Micros};

/// Content runs, but its start was never told.
pub(in crate::rules) static NO_PLAY: Rule = Rule {
    id: "session/no-play",
    severity: Severity::Warning,
    what: "The playhead of on-demand content moves outside ad breaks, but no play was sent there: judged when the session closes, or once it is a minute old.",
    cost: "Content never starts in the report: the view counts as a drop before start, without content time, segments or progress.",
    fix: "Send play when the first frame of the content is shown, and again after the pre-roll; autoplay is no exception.",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::CONTENT],
    thresholds: &[Threshold {
        name: "seconds",
        default: 60.0,
    }],
    wrong: "
0 0 sessionStart
10 10 ping
20 20 ping
25 25 sessionEnd
",
    right: "
0 0 sessionStart
0.2 0 play
10 10 ping
20 20 ping
25 25 sessionEnd
",
    ..Rule::BLANK
};

/// The viewer left, or the player failed, before the content.
pub(in crate::rules) static DROP_BEFORE_START: Rule = Rule {
    id: "session/drop-before-start",
    severity: Severity::Note,
    what: "The session closed before its content started: the viewer left in the pre-roll or while it was loading, or the start failed.",
    cost: "None if that is what happened: the report counts a drop before start, not a content start.",
    fix: "Nothing when the viewer left. If content was seen, send play when it starts.",
    sources: &[sources::CONTENT],
    wrong: "
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart
5 0 ping
8 0 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart
5 0 ping
15 0 adComplete
15.1 0 adBreakComplete
15.2 0 play
20 5 sessionEnd
",
    ..Rule::BLANK
};

/// More than this is movement of the playhead, µs.
const MOVED: Micros = 1_000_000;

/// What was seen of the content's start.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    /// When the session began, ms.
    began: Option<i64>,
    /// The playhead of the event before, if it had one.
    last: Option<Micros>,
    /// How far the playhead went outside breaks, there and back, µs.
    way: Micros,
    /// It went so far that something was seen, and how far, µs.
    moved: Option<Micros>,
    /// A play outside a break came.
    played: bool,
    /// Told already.
    told: bool,
    /// Content started, by the model.
    started: bool,
}

impl Watch {
    /// `in_break`: whether one is open before the event.
    pub(super) fn act(
        &mut self,
        act: &Act<'_>,
        in_break: bool,
        facts: &Facts,
        memory: &mut Memory,
    ) {
        let event = act.event;
        // Live content is not asked for: it may well be joined while it plays.
        self.played |= facts.live || (event.kind == EventType::Play && !in_break);
        if let (false, Some(from), Some(to)) = (in_break, self.last, event.playhead) {
            self.way = self.way.saturating_add(facts.clock.advance(from, to));
            if self.moved.is_none() && self.way.saturating_abs() > MOVED {
                self.moved = Some(self.way);
            }
        }
        self.last = event.playhead;
        // A refused sessionStart may tell no time: then the first counted event begins the session.
        let began = facts.start_ts.or(self.began);
        let (true, Some(ts)) = (act.counted, event.ts) else {
            return;
        };
        // Judged at the first event beyond the minute: what is told then is not taken back by a later play.
        self.began = began.or(Some(ts));
        let age = ts.saturating_sub(began.unwrap_or(ts));
        if age > facts.session.no_play && self.holds() && !self.told {
            self.told = true;
            memory.add(self.found(act.index, &format!("{} after its start", lasting(age))));
        }
    }

    pub(super) fn step(&mut self, here: &Here<'_>) {
        self.started = here.after.content_started;
    }

    fn holds(&self) -> bool {
        !self.played && self.moved.is_some()
    }

    fn found(&self, index: u32, when: &str) -> Found {
        let way = content(self.moved.unwrap_or_default());
        Found::new(
            &NO_PLAY,
            index,
            EVENT,
            format!(
                "The playhead moved by {way} outside ad breaks, but {when} the session has had no play there: the content never starts."
            ),
        )
    }

    pub(super) fn tell(&self, end: &End, structural: &End, found: &mut Vec<Found>) {
        let Some(last) = end.last else {
            return;
        };
        let now = structural.closed && !self.told && self.holds();
        if now {
            found.push(self.found(last, "at its close"));
        }
        if end.closed && !self.started && !now && !self.told {
            found.push(Found::new(
                &DROP_BEFORE_START,
                last,
                EVENT,
                "The session closed before its content started: the report will count a drop before start.",
            ));
        }
    }
}
