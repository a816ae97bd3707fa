//! What the time between two events counts for, and stalls, which take back what they were counted for.

use super::{Entry, Machine, Playback, Point, Writer};
use crate::session::Activity;
use crate::session::Clock;
use crate::session::Outcome;
use crate::session::log::Closed;
use crate::wire::event::Micros;

/// A stall has at least so many events …
const STALL_EVENTS: u32 = 3;
/// … and lasts at least so long from its first to its last, ms.
const STALL_MS: i64 = 2_000;

/// Events that stand at the same playhead while main content plays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Run {
    pub(super) first: Point,
    events: u32,
    /// It is long enough to be a stall.
    pub(super) stalled: bool,
}

/// The step from one event to the next while main content plays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Content {
    ms: i64,
    from: Micros,
    to: Micros,
    /// The chapter that was open.
    chapter: Option<u32>,
    /// The bitrate that was the last reported.
    bitrate: Option<f64>,
}

/// What has to wait until it is known whether it is part of a stall.
///
/// As long as that is open, a run has two events or is shorter than two seconds; steps that take no
/// time are left out, so there are never many.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Waiting {
    pub(super) steps: Vec<Content>,
    /// Chapters that ended meanwhile, with the time counted before.
    pub(super) chapters: Vec<(Closed<Outcome>, i64)>,
}

impl Waiting {
    /// The time that waits: all of it, or one chapter's.
    pub(super) fn ms(&self, chapter: Option<u32>) -> i64 {
        let concerned = |step: &&Content| chapter.is_none() || step.chapter == chapter;
        self.steps
            .iter()
            .filter(concerned)
            .map(|step| step.ms)
            .sum()
    }
}

impl Machine {
    /// The time since the event before counts for the state that held after it.
    pub(super) fn elapse(&mut self, at: Point) {
        // None since the first event; and after a sessionStart whose clock is ahead.
        let Some(last) = self.last else { return };
        let ms = at.ts.saturating_sub(last.ts).max(0);
        if ms == 0 {
            return;
        }
        for state in &mut self.states {
            if state.since.is_some() {
                state.ms += ms;
            }
        }
        let is = self.snapshot;
        match is.playback {
            Playback::Playing if is.ad_break.is_none() => self.waiting.steps.push(Content {
                ms,
                from: last.playhead,
                to: at.playhead,
                chapter: is.chapter,
                bitrate: self.quality.bitrate,
            }),
            Playback::Playing if is.ad.is_some() => {
                self.ad_ms += ms;
                self.times.ads += ms;
                if let Some(bitrate) = self.quality.bitrate {
                    self.bitrate.add(bitrate, ms);
                }
            }
            Playback::Paused => self.times.pause += ms,
            Playback::Buffering => self.times.buffer += ms,
            Playback::Playing | Playback::Starting | Playback::Finished => {}
        }
    }

    /// Takes an event that has had its effect into the run, or ends the run with it.
    pub(super) fn follow(&mut self, at: Point, log: &mut Writer<'_>) {
        let plays = self.snapshot.plays_content();
        match self.run {
            Some(run) if plays && self.clock.same(run.first.playhead, at.playhead) => {
                self.extend(run, at, log);
            }
            Some(run) => {
                self.end_run(run, log);
                self.run = plays.then(|| Run::from(at));
            }
            None => self.run = plays.then(|| Run::from(at)),
        }
        self.show(self.activity(), at.index, log);
    }

    fn extend(&mut self, mut run: Run, at: Point, log: &mut Writer<'_>) {
        run.events = run.events.saturating_add(1);
        let lasted = at.ts.saturating_sub(run.first.ts);
        if !run.stalled && run.events >= STALL_EVENTS && lasted >= STALL_MS {
            run.stalled = true;
            self.counts.stalls += 1;
            self.show(Activity::Stalled, run.first.index, log);
        }
        if run.stalled {
            self.count_as_stall(log);
        }
        self.run = Some(run);
    }

    fn end_run(&mut self, run: Run, log: &mut Writer<'_>) {
        let last_step = self.waiting.steps.first().filter(|_| run.stalled);
        let moved = last_step.map(|step| {
            let way = self.clock.advance(step.from, step.to).saturating_abs();
            way.saturating_mul(2) >= step.ms.saturating_mul(1000)
        });
        match moved {
            Some(false) => self.count_as_stall(log),
            Some(true) => {
                if let Some(last) = self.last {
                    self.show(Activity::Playback(Playback::Playing), last.index, log);
                }
            }
            None => {}
        }
        self.count_as_content(log);
    }

    fn count_as_stall(&mut self, log: &mut Writer<'_>) {
        self.times.stall += self.waiting.ms(None);
        self.waiting.steps.clear();
        self.release(log);
    }

    /// Counts what waits as content: what a report does that cannot wait either.
    pub(in crate::session) fn count_as_content(&mut self, log: &mut Writer<'_>) {
        let steps = std::mem::take(&mut self.waiting.steps);
        for step in &steps {
            self.times.content += step.ms;
            if step.chapter.is_some() {
                self.count_for_chapter(step);
            }
            if let Some(bitrate) = step.bitrate {
                self.bitrate.add(bitrate, step.ms);
            }
            self.see(step, log);
        }
        self.waiting.steps = steps;
        self.waiting.steps.clear();
        self.release(log);
    }

    fn count_for_chapter(&mut self, step: &Content) {
        if self.snapshot.chapter == step.chapter {
            self.chapter_ms += step.ms;
        } else {
            let ended = self.waiting.chapters.iter_mut();
            for (span, ms) in ended {
                if Some(span.opened_by) == step.chapter {
                    *ms += step.ms;
                }
            }
        }
    }

    /// Lets go of the chapters that waited.
    fn release(&mut self, log: &mut Writer<'_>) {
        if !self.waiting.chapters.is_empty() {
            for (span, ms) in std::mem::take(&mut self.waiting.chapters) {
                self.write(Entry::Chapter(span, ms), log);
            }
        }
    }

    /// The stretch of content that a step showed.
    fn see(&mut self, step: &Content, log: &mut Writer<'_>) {
        let Some((start, end)) = stretch(self.clock, step.from, step.to, step.ms) else {
            return;
        };
        match &mut self.seen {
            Some((from, to)) if start <= *to && end >= *from => {
                *from = start.min(*from);
                *to = end.max(*to);
            }
            _ => {
                if let Some(before) = self.seen.replace((start, end)) {
                    self.write(Entry::Seen(before), log);
                }
            }
        }
    }
}

/// The stretch of content that a step of content time showed: from one playhead to the next, in so many ms.
pub(in crate::session) fn stretch(
    clock: Clock,
    from: Micros,
    to: Micros,
    ms: i64,
) -> Option<(Micros, Micros)> {
    let way = clock.advance(from, to);
    let time = ms.saturating_mul(1000);
    if way <= 0 {
        return None;
    }
    // Further than any speed of playing goes: a jump that nobody announced.
    let jumped = way.saturating_mul(2) > time.saturating_mul(5);
    Some((from, from.saturating_add(if jumped { time } else { way })))
}

impl Run {
    fn from(first: Point) -> Self {
        Run {
            first,
            events: 1,
            stalled: false,
        }
    }
}
