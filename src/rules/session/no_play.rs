//! A session whose content never starts: `session/no-play` and `session/drop-before-start`.

use crate::rules::course::{Act, EVENT, End, Facts, Found, Here, content, lasting};
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
    /// How old it was at the last counted event, ms.
    age: i64,
    /// The playhead of the event before, if it had one.
    last: Option<Micros>,
    /// How far the playhead went outside breaks, there and back, µs.
    way: Micros,
    /// It went so far that something was seen, and how far, µs.
    moved: Option<Micros>,
    /// A play outside a break came.
    played: bool,
    /// Content started, by the model.
    started: bool,
}

impl Watch {
    /// `in_break`: whether one is open before the event.
    pub(super) fn act(&mut self, act: &Act<'_>, in_break: bool, facts: &Facts) {
        let event = act.event;
        // Live content is not asked for: it may well be joined while it plays.
        self.played |= facts.live || (event.kind == EventType::Play && !in_break);
        if let (false, Some(from), Some(to)) = (in_break, self.last, event.playhead()) {
            self.way = self.way.saturating_add(facts.clock.advance(from, to));
            if self.moved.is_none() && self.way.saturating_abs() > MOVED {
                self.moved = Some(self.way);
            }
        }
        self.last = event.playhead();
    }

    pub(super) fn step(&mut self, here: &Here<'_>, facts: &Facts) {
        // A refused sessionStart may tell no time: then the first counted event begins the session.
        let began = facts.start_ts.or(self.began).unwrap_or(here.ts);
        self.began = Some(began);
        self.age = here.ts.saturating_sub(began);
        self.started = here.after.content_started;
    }

    /// Both are about the whole session so far: a later play takes the first one back.
    pub(super) fn tell(&self, end: &End, structural: &End, facts: &Facts, found: &mut Vec<Found>) {
        let Some(last) = end.last else {
            return;
        };
        let moved = self.moved.filter(|_| !self.played);
        let judged = structural.closed || self.age > facts.session.no_play;
        if let Some(moved) = moved.filter(|_| judged) {
            let message = format!(
                "The playhead moved by {} outside ad breaks, but {} after its start the session has had no play there: the content never starts.",
                content(moved),
                lasting(self.age)
            );
            found.push(Found::new(&NO_PLAY, last, EVENT, message));
        } else if end.closed && !self.started {
            let message = "The session closed before its content started: the report will count a drop before start.";
            found.push(Found::new(&DROP_BEFORE_START, last, EVENT, message));
        }
    }
}
