//! Content that runs while it is said to stand: `playback/buffer-not-ended`, `playback/pause-not-ended`.

use crate::rules::course::{
    Facts, Found, Here, Memory, PLAYHEAD, Stride, content, is_content, lasting,
};
use crate::rules::{Rule, Severity, sources};
use crate::session::Playback;
use crate::wire::{EventType, event::Micros};

/// A buffering without end.
pub(in crate::rules) static BUFFER_NOT_ENDED: Rule = Rule {
    id: "playback/buffer-not-ended",
    severity: Severity::Warning,
    what: "On-demand content is buffering by what was sent, but between two pings the playhead runs as in playback.",
    cost: "What is watched counts as buffering: content time is too low, buffer time too high.",
    fix: "Send play when playback goes on after buffering: there is no event that ends a buffering.",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::QUALITY],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 bufferStart
20 20 ping
30 30 ping
32 32 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 bufferStart
12 10 play
20 18 ping
30 28 ping
32 30 sessionEnd
",
    ..Rule::BLANK
};

/// A pause without end.
pub(in crate::rules) static PAUSE_NOT_ENDED: Rule = Rule {
    id: "playback/pause-not-ended",
    severity: Severity::Warning,
    what: "On-demand content is paused by what was sent, but between two pings the playhead runs as in playback.",
    cost: "What is watched counts as a pause: content time is too low.",
    fix: "Send play when playback goes on after a pause or a seek.",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::CONTENT],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 pauseStart
20 20 ping
30 30 ping
32 32 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 pauseStart
20 10 ping
28 10 play
30 12 ping
32 14 sessionEnd
",
    ..Rule::BLANK
};

/// Half as fast as the clock, in thousandths.
const SLOWEST: i64 = 500;
/// Two and a half times as fast.
const FASTEST: i64 = 2_500;

/// The pause or the buffering that goes on.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    /// `ts` and playhead of its last ping.
    ping: Option<(i64, Micros)>,
    told: bool,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        let state = here.before.playback;
        let rule = match state {
            Playback::Buffering => &BUFFER_NOT_ENDED,
            Playback::Paused => &PAUSE_NOT_ENDED,
            _ => {
                *self = Watch::default();
                return;
            }
        };
        let goes_on = is_content(&here.before) && here.after.playback == state;
        if !goes_on || here.after.ad_break.is_some() {
            *self = Watch::default();
            return;
        }
        if here.event.kind != EventType::Ping {
            return;
        }
        if let Some((ts, playhead)) = self.ping.filter(|_| !self.told) {
            let gap = here.ts.saturating_sub(ts);
            let advance = facts.clock.advance(playhead, here.playhead);
            if Stride::speed(gap, advance, SLOWEST, FASTEST) {
                self.told = true;
                let said = if state == Playback::Paused {
                    "paused"
                } else {
                    "buffering"
                };
                let message = format!(
                    "The playhead advanced by {} in {} between two pings, although content is {said} by what was sent.",
                    content(advance),
                    lasting(gap)
                );
                memory.add(Found::new(rule, here.index, PLAYHEAD, message));
            }
        }
        self.ping = Some((here.ts, here.playhead));
    }
}
