//! Playback in which the playhead stands still: `playhead/frozen`, and what is left of playing without it.

use crate::rules::course::{Facts, Found, Here, Memory, PLAYHEAD, Stride, content, lasting};
use crate::rules::{Rule, Severity, sources};
use crate::session::Playback;
use crate::wire::event::Micros;

/// A stall.
pub(in crate::rules) static FROZEN: Rule = Rule {
    id: "playhead/frozen",
    severity: Severity::Warning,
    what: "Content plays by what was sent, but the playhead stands still over at least 3 events and 2 seconds: a stall.",
    cost: "The service takes it for a stall: the time does not count as content, and the quality figures get worse.",
    fix: "Take the playhead from the player at each event; when playback really stands, send pauseStart or bufferStart.",
    sources: &[sources::QUALITY, sources::PARAMETERS],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 ping
20 10 ping
30 10 ping
40 20 ping
42 22 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 ping
10.1 10 bufferStart
20 10 ping
30 10 play
40 20 ping
42 22 sessionEnd
",
    ..Rule::BLANK
};

/// So many events make a stall,
const EVENTS: u32 = 3;
/// when they last so long, ms.
const LASTS: i64 = 2_000;

/// What playing main content adds up to, stalls and leaps left out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Playing {
    /// Time by the client's clock, ms.
    pub(super) ms: i64,
    /// How far the playhead went in it, µs.
    pub(super) advance: i128,
}

impl Playing {
    fn add(&mut self, stride: &Stride) {
        if !stride.leap {
            self.ms = self.ms.saturating_add(stride.gap);
            self.advance += i128::from(stride.advance);
        }
    }

    fn join(&mut self, other: &Playing) {
        self.ms = self.ms.saturating_add(other.ms);
        self.advance += other.advance;
    }
}

/// Events in a row that play main content with one playhead.
#[derive(Debug, Clone)]
struct Run {
    /// Index of the first.
    index: u32,
    /// Its `ts`, ms.
    ts: i64,
    /// Its playhead, µs.
    playhead: Micros,
    events: u32,
    /// From the first to the last so far, ms.
    lasts: i64,
    /// What it adds up to if it is no stall.
    playing: Playing,
}

impl Run {
    fn is_stall(&self) -> bool {
        self.events >= EVENTS && self.lasts >= LASTS
    }

    fn found(&self) -> Found {
        let message = format!(
            "The playhead stood at {} for {} ({} events), although content was playing by what was sent.",
            content(self.playhead),
            lasting(self.lasts),
            self.events
        );
        Found::new(&FROZEN, self.index, PLAYHEAD, message)
    }
}

/// The run that goes on, and what was before it.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    playing: Playing,
    run: Option<Run>,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        let plays = here.after.ad_break.is_none() && here.after.playback == Playback::Playing;
        let same = |run: &Run| facts.clock.same(run.playhead, here.playhead);
        let played = here.in_content_while(Playback::Playing);
        if let Some(run) = self.run.as_mut().filter(|run| plays && same(run)) {
            run.events = run.events.saturating_add(1);
            run.lasts = here.ts.saturating_sub(run.ts);
            if let Some(stride) = played {
                run.playing.add(stride);
            }
            return;
        }
        let stall = self.run.take().filter(|run| {
            if !run.is_stall() {
                self.playing.join(&run.playing);
            }
            run.is_stall()
        });
        if let Some(stall) = &stall {
            memory.add(stall.found());
        }
        // The step that ends a stall belongs to it, unless the playhead moved in it as if playing.
        if let Some(stride) = played.filter(|stride| stall.is_none() || went_on(stride)) {
            self.playing.add(stride);
        }
        self.run = plays.then(|| Run {
            index: here.index,
            ts: here.ts,
            playhead: here.playhead,
            events: 1,
            lasts: 0,
            playing: Playing::default(),
        });
    }

    /// What playing adds up to: a run that is no stall (yet) is playing.
    pub(super) fn playing(&self) -> Playing {
        let mut playing = self.playing;
        if let Some(run) = self.run.as_ref().filter(|run| !run.is_stall()) {
            playing.join(&run.playing);
        }
        playing
    }

    pub(super) fn tell(&self, found: &mut Vec<Found>) {
        let stall = self.run.as_ref().filter(|run| run.is_stall());
        found.extend(stall.map(Run::found));
    }
}

/// The playhead moved by at least half of the time, forward or back.
fn went_on(stride: &Stride) -> bool {
    i128::from(stride.advance).abs() >= i128::from(stride.gap) * 500
}
