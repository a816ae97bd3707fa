//! Saying again what is known: `playback/redundant-play` and `playback/redundant-pause`.

use super::Limits;
use crate::rules::course::{EVENT, Found, Here, Tally, lasting};
use crate::rules::{Rule, Severity, Threshold, sources};
use crate::session::Playback;
use crate::wire::EventType;

/// A play while it plays.
pub(in crate::rules) static REDUNDANT_PLAY: Rule = Rule {
    id: "playback/redundant-play",
    severity: Severity::Note,
    once: true,
    what: "play comes while content plays already, more than 2 seconds after the last one, with no pause, buffering, break or seek since.",
    cost: "None in the report; it may hide a pause or a buffering that was not sent.",
    fix: "Send play only when playback starts or goes on.",
    sources: &[sources::GUIDE_EVENT_TYPES],
    thresholds: &[Threshold {
        name: "seconds",
        default: 2.0,
    }],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 ping
15 15 play
20 20 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 ping
13 13 pauseStart
15 13 play
20 18 sessionEnd
",
    ..Rule::BLANK
};

/// A pause in a pause.
pub(in crate::rules) static REDUNDANT_PAUSE: Rule = Rule {
    id: "playback/redundant-pause",
    severity: Severity::Note,
    once: true,
    what: "pauseStart comes while content is paused already.",
    cost: "None in the report: the pause goes on and is counted once.",
    fix: "Send pauseStart only when playback stops.",
    sources: &[sources::GUIDE_EVENT_TYPES],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 pauseStart
11 10 pauseStart
15 10 play
20 15 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 pauseStart
15 10 play
20 15 sessionEnd
",
    ..Rule::BLANK
};

/// What playback was told last.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    plays: Tally,
    pauses: Tally,
    /// `ts` of the last play, when nothing since has changed what it says, ms.
    play: Option<i64>,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>, limits: &Limits) {
        let (index, kind) = (here.index, here.event.kind);
        let leapt = here.stride.is_some_and(|stride| stride.leap);
        if leapt || here.before.ad_break != here.after.ad_break {
            self.play = None;
        }
        match kind {
            EventType::Play => {
                let since = self.play.map(|play| here.ts.saturating_sub(play));
                let playing = here.in_content_while(Playback::Playing).is_some();
                if let Some(since) = since.filter(|since| playing && *since > limits.play_again) {
                    self.plays.add(Severity::Note, || {
                        let message = format!(
                            "play comes {} after the last one, although content has been playing ever since.",
                            lasting(since)
                        );
                        Found::new(&REDUNDANT_PLAY, index, EVENT, message)
                    });
                }
                self.play = Some(here.ts);
            }
            EventType::PauseStart => {
                self.play = None;
                if here.in_content_while(Playback::Paused).is_some() {
                    self.pauses.add(Severity::Note, || {
                        let message = "pauseStart comes although content is paused already.";
                        Found::new(&REDUNDANT_PAUSE, index, EVENT, message)
                    });
                }
            }
            EventType::BufferStart => self.play = None,
            _ => {}
        }
    }

    pub(super) fn tell(&self, found: &mut Vec<Found>) {
        self.plays.tell(found);
        self.pauses.tell(found);
    }
}
