//! What is open: breaks and the ads in them, as the rules about structure see them.

use super::order;
use super::{BREAK_NOT_CLOSED, BREAK_NOT_OPEN, EMPTY_BREAK, NOT_CLOSED, NOT_OPEN, OUTSIDE_BREAK};
use crate::rules::Severity;
use crate::rules::course::{Act, EVENT, End, Facts, Found, Memory, Tally, content};
use crate::wire::{EventType, event::Micros};

/// More than this is movement of the playhead, µs.
const MOVED: Micros = 1_000_000;

/// The breaks of a session, and what is open.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Breaks {
    outside: Tally,
    open: Option<Break>,
    /// Breaks so far.
    pub(super) number: u32,
    /// A play outside a break came.
    content_started: bool,
    /// The playhead of the event before, if it had one.
    last: Option<Micros>,
    /// The break that closed last, until a play.
    closed: Option<Closed>,
}

/// The break that is open.
#[derive(Debug, Clone)]
pub(super) struct Break {
    /// Index of its adBreakStart, and whether that counts.
    opened: (u32, bool),
    /// Its number in the session.
    pub(super) number: u32,
    /// Content had started before it.
    content_before: bool,
    /// Ads so far.
    pub(super) ads: u32,
    /// Index of the adStart of the ad that is open, and whether that counts.
    pub(super) ad: Option<(u32, bool)>,
    /// `podPosition` of the last ad, if it had one.
    pub(super) position: Option<f64>,
    /// An error event came in it.
    pub(super) erred: bool,
    /// How far the playhead went on pings while no ad was open, there and back, µs.
    way: Micros,
    /// It went so far that content plays on, µs.
    plays_on: Option<Micros>,
}

/// A break that was closed by adBreakComplete.
#[derive(Debug, Clone, Copy)]
struct Closed {
    playhead: Option<Micros>,
    content_before: bool,
}

impl Breaks {
    /// A break is open.
    pub(in crate::rules) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub(in crate::rules) fn act(&mut self, act: &Act<'_>, facts: &Facts, memory: &mut Memory) {
        match act.event.kind {
            EventType::AdBreakStart => self.starts(act, memory),
            EventType::AdBreakComplete => self.completes(act, memory),
            EventType::AdStart => match &mut self.open {
                Some(open) => order::ad_starts(open, act, facts, memory),
                None => self.outside(act),
            },
            EventType::AdComplete | EventType::AdSkip => match &mut self.open {
                Some(open) if open.ad.is_some() => open.ad = None,
                Some(_) => ad_not_open(act, memory),
                None => self.outside(act),
            },
            EventType::Play | EventType::PauseStart => {
                let play = act.event.kind == EventType::Play;
                self.content_started |= play && self.open.is_none();
                if play {
                    self.closed = None;
                }
                if let Some(open) = &self.open {
                    order::playback(open, act, memory);
                }
            }
            EventType::Error => {
                if let Some(open) = &mut self.open {
                    open.erred = true;
                }
            }
            EventType::Ping => self.ping(act, facts, memory),
            _ => {}
        }
        self.last = act.event.playhead();
    }

    fn starts(&mut self, act: &Act<'_>, memory: &mut Memory) {
        if let Some(open) = self.open.take() {
            if let (index, true) = open.opened {
                let message = "The next adBreakStart comes, but this break has no adBreakComplete.";
                memory.add(Found::new(&BREAK_NOT_CLOSED, index, EVENT, message));
            }
            empty(&open, memory);
        }
        self.closed = None;
        self.number = self.number.saturating_add(1);
        self.open = Some(Break {
            opened: (act.index, act.counted),
            number: self.number,
            content_before: self.content_started,
            ads: 0,
            ad: None,
            position: None,
            erred: false,
            way: 0,
            plays_on: None,
        });
    }

    fn completes(&mut self, act: &Act<'_>, memory: &mut Memory) {
        let Some(open) = self.open.take() else {
            if act.counted {
                let message = "adBreakComplete comes while no break is open.";
                memory.add(Found::new(&BREAK_NOT_OPEN, act.index, EVENT, message));
            }
            return;
        };
        if let Some((index, true)) = open.ad {
            let message = "The break is over by adBreakComplete, but this ad is neither complete nor skipped.";
            memory.add(Found::new(&NOT_CLOSED, index, EVENT, message));
        }
        empty(&open, memory);
        self.closed = Some(Closed {
            playhead: act.event.playhead(),
            content_before: open.content_before,
        });
    }

    fn outside(&mut self, act: &Act<'_>) {
        if act.counted {
            let (index, kind) = (act.index, act.event.kind);
            self.outside.add(Severity::Error, || {
                let message = format!("{kind} comes outside an ad break: it is ignored.");
                Found::new(&OUTSIDE_BREAK, index, EVENT, message)
            });
        }
    }

    fn ping(&mut self, act: &Act<'_>, facts: &Facts, memory: &mut Memory) {
        let Some(playhead) = act.event.playhead() else {
            return;
        };
        if let Some(open) = &mut self.open {
            let from = self.last.filter(|_| open.ad.is_none() && !facts.live);
            if let Some(from) = from {
                open.way = open.way.saturating_add(facts.clock.advance(from, playhead));
                if open.way.saturating_abs() > MOVED && open.plays_on.is_none() {
                    open.plays_on = Some(open.way);
                }
            }
        } else if let Some(closed) = self.closed.filter(|_| act.counted) {
            let way = closed
                .playhead
                .map(|from| facts.clock.advance(from, playhead));
            if let Some(way) = way.filter(|way| *way > MOVED) {
                self.closed = None;
                order::no_play(act.index, way, closed.content_before, memory);
            }
        }
    }

    pub(in crate::rules) fn tell(&self, end: &End, found: &mut Vec<Found>) {
        self.outside.tell(found);
        let Some(open) = self.open.as_ref().filter(|open| open.opened.1) else {
            return;
        };
        let index = open.opened.0;
        // Told while it holds: an adBreakComplete that comes late takes it back.
        if let Some(way) = open.plays_on {
            let message = format!(
                "Content plays on (the playhead moved by {} on pings without an ad), but this break has no adBreakComplete.",
                content(way)
            );
            found.push(Found::new(&BREAK_NOT_CLOSED, index, EVENT, message));
        } else if end.closed {
            let message = "The session ends while this break is open.";
            found.push(
                Found::new(&BREAK_NOT_CLOSED, index, EVENT, message).severity(Severity::Note),
            );
        }
    }
}

fn empty(open: &Break, memory: &mut Memory) {
    if let ((index, true), 0) = (open.opened, open.ads) {
        let (severity, why) = if open.erred {
            (Severity::Note, "; an error was sent in it")
        } else {
            (Severity::Warning, "")
        };
        let message = format!("This break closes without an adStart in it{why}.");
        memory.add(Found::new(&EMPTY_BREAK, index, EVENT, message).severity(severity));
    }
}

fn ad_not_open(act: &Act<'_>, memory: &mut Memory) {
    if act.counted {
        let message = format!(
            "{} comes in a break in which no ad is open.",
            act.event.kind
        );
        memory.add(Found::new(&NOT_OPEN, act.index, EVENT, message));
    }
}
