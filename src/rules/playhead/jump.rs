//! A seek that nothing announced: `playhead/jump`.

use crate::rules::course::{Found, Here, PLAYHEAD, Tally, content, lasting};
use crate::rules::{Rule, Severity, Threshold, sources};
use crate::session::Playback;
use crate::wire::EventType;

/// The playhead leaps while content plays.
pub(in crate::rules) static JUMP: Rule = Rule {
    id: "playhead/jump",
    severity: Severity::Note,
    once: true,
    what: "While content plays the playhead leaps (back by more than a second, or forward far beyond what the clock explains), and neither event beside the leap says why.",
    cost: "The seek is missing: its time counts as content, and the parts seen are guessed.",
    fix: "Send pauseStart when a seek begins and play when it ends: there is no seek event.",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::IMPLEMENTATION],
    thresholds: &[Threshold {
        name: "seconds",
        default: 1.0,
    }],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 ping
20 300 ping
25 305 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 ping
12 12 pauseStart
13 293 play
20 300 ping
25 305 sessionEnd
",
    ..Rule::BLANK
};

/// The leaps so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch(Tally);

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>) {
        let Some(stride) = here.in_content_while(Playback::Playing) else {
            return;
        };
        if !stride.leap || explains(stride.from) || explains(here.event.kind) {
            return;
        }
        self.0.add(Severity::Note, || {
            let message = format!(
                "The playhead leapt from {} to {} within {} while content was playing.",
                content(stride.from_playhead),
                content(here.playhead),
                lasting(stride.gap)
            );
            Found::new(&JUMP, here.index, PLAYHEAD, message)
        });
    }

    pub(super) fn tell(&self, found: &mut Vec<Found>) {
        self.0.tell(found);
    }
}

/// A seek, a chapter or a break explains a leap.
fn explains(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::PauseStart
            | EventType::BufferStart
            | EventType::Play
            | EventType::ChapterStart
            | EventType::ChapterComplete
            | EventType::ChapterSkip
            | EventType::AdBreakStart
            | EventType::AdBreakComplete
    )
}
