//! Follows one session event by event and finds what no single event can show: gaps, order, what was
//! opened and never closed, playheads that run wild.
//!
//! [`Course`] observes the fold of its [`Session`] and hands each event to the families of rules. What a
//! family keeps is small and copied at checkpoints; what only grows (the `Memory`) is cut back to its
//! length at the checkpoint instead. So an event costs the same wherever it stands in the session, and a
//! late one takes its rules back just as far as its session.
//!
//! What is judged by absence (at the close, at the end of a recording, by the clock) is not kept: it is a
//! function of the state and the moment, computed by [`Course::findings`].

mod memory;
mod stride;
mod words;

use std::collections::BTreeSet;

pub(in crate::rules) use memory::{Found, Memory, Tally};
pub(in crate::rules) use stride::{Act, Here, Stride, is_content};
pub(in crate::rules) use words::{content, lasting, number, quoted};

use super::expect::{self, LeftOut};
use super::{Finding, Settings, ads, chapters, order, ping, playback, playhead, qoe, states};
use crate::exchange::Time;
use crate::session::{Arrival, Clock, Observer, Session, Status, Step};
use crate::wire::Event;
use crate::wire::event::Micros;

/// `$.eventType`: where a finding points that is about the event as such.
pub(in crate::rules) const EVENT: &str = "$.eventType";
/// `$.playerTime.ts`: where a finding points that is about time.
pub(in crate::rules) const TS: &str = "$.playerTime.ts";
/// `$.playerTime.playhead`: where a finding points that is about the playhead.
pub(in crate::rules) const PLAYHEAD: &str = "$.playerTime.playhead";

/// The rules that follow the events of one session, and what they found so far.
#[derive(Debug)]
pub struct Course {
    facts: Facts,
    families: Families,
    memory: Memory,
    saved: Vec<(Families, memory::Mark)>,
    arrived: order::Arrived,
    /// How often the fold took a step or went back: what it was when `jump` was found.
    steps: u64,
    /// `order/clock-jump` looks at the whole session: done once for a session that its events closed.
    jump: Option<(u64, Option<Found>)>,
    /// Arrivals that `http/closed-session` tells about already.
    told: BTreeSet<u32>,
}

/// What is known of a session from its start, and how the rules are set.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Facts {
    /// How its playheads are compared.
    pub(in crate::rules) clock: Clock,
    /// Live or linear: the playhead is a clock.
    pub(in crate::rules) live: bool,
    /// `media.length` when it is above 0, µs.
    pub(in crate::rules) length: Option<Micros>,
    /// `ts` of the sessionStart when it has a place in the order, ms.
    pub(in crate::rules) start_ts: Option<i64>,
    /// `media.resume` is true.
    pub(in crate::rules) resume: bool,
    pub(in crate::rules) session: super::session::Limits,
    pub(in crate::rules) order: order::Limits,
    pub(in crate::rules) ping: ping::Limits,
    pub(in crate::rules) playback: playback::Limits,
    pub(in crate::rules) playhead: playhead::Limits,
    pub(in crate::rules) ads: ads::Limits,
    pub(in crate::rules) chapters: chapters::Limits,
    pub(in crate::rules) qoe: qoe::Limits,
    pub(in crate::rules) expect: expect::Facts,
}

/// The state of every family of rules.
#[derive(Debug, Clone, Default)]
struct Families {
    session: super::session::Watch,
    order: order::Watch,
    ping: ping::Watch,
    playback: playback::Watch,
    playhead: playhead::Watch,
    ads: ads::Watch,
    chapters: chapters::Watch,
    states: states::Watch,
    qoe: qoe::Watch,
    expect: expect::Watch,
}

/// How a session stands at the moment for which it is judged.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct End {
    /// It is closed: by sessionEnd, by a time-out, or (live) by the clock.
    pub(in crate::rules) closed: bool,
    /// Nothing will come any more: the end of a recording.
    pub(in crate::rules) over: bool,
    /// The calls came from a replay.
    pub(in crate::rules) replay: bool,
    /// Index of the last counted event.
    pub(in crate::rules) last: Option<u32>,
}

impl Course {
    /// Begins to follow a session that was just opened.
    pub fn new(session: &Session, settings: &Settings) -> Self {
        let start = session.start();
        let first = session.arrivals().first();
        let event = first.and_then(|arrival| arrival.event.as_ref());
        Course {
            facts: Facts {
                clock: session.clock(),
                live: start.is_live(),
                length: start.length.filter(|length| *length > 0),
                // One without a playhead has no place in the order: the session begins with what counts.
                start_ts: event
                    .filter(|event| event.playhead().is_some())
                    .and_then(Event::ts),
                resume: start.resume == Some(true),
                session: super::session::Limits::of(settings),
                order: order::Limits::of(settings),
                ping: ping::Limits::of(settings),
                playback: playback::Limits::of(settings),
                playhead: playhead::Limits::of(settings),
                ads: ads::Limits::of(settings),
                chapters: chapters::Limits::of(settings),
                qoe: qoe::Limits::of(settings),
                expect: expect::Facts {
                    all: settings.expectations.clone(),
                    ..expect::Facts::default()
                },
            },
            families: Families::default(),
            memory: Memory::default(),
            saved: Vec::new(),
            arrived: order::Arrived::default(),
            steps: 0,
            jump: None,
            told: BTreeSet::new(),
        }
    }

    /// Notes that `http/closed-session` stands on an arrival, so that `session/after-close` is not told
    /// of it as well. To be called before the arrival is settled.
    pub fn told_closed(&mut self, index: usize) {
        self.told.insert(small(index));
    }

    /// Notes which events of a call expectations do not mean; `first` is the index of its first arrival.
    pub fn leave_out(&mut self, first: usize, left_out: &[LeftOut]) {
        let first = small(first);
        let places = left_out
            .iter()
            .map(|(item, number)| (first.saturating_add(*item), *number));
        self.facts.expect.left_out.extend(places);
    }

    /// Brings the session and its rules up to date. Always settle the session this way.
    pub fn settle(&mut self, session: &mut Session) {
        session.settle(self);
        let first_late = self.families.session.first_late();
        self.arrived
            .follow(session.arrivals(), first_late, &self.facts.order);
        let stale = self.jump.as_ref().is_none_or(|(at, _)| *at != self.steps);
        if session.closing().is_some() && stale {
            let jump = self.families.order.clock_jump(session, &self.facts);
            self.jump = Some((self.steps, jump));
        }
    }

    /// Everything found so far, in no order; `now` is the time by the clock, none at the end of a
    /// recording, and `replay` what the recording's header says.
    pub fn findings(&self, session: &Session, now: Option<Time>, replay: bool) -> Vec<Finding> {
        let by_clock = now.is_some_and(|now| session.status_at(now) == Status::TimedOut);
        let end = End {
            closed: session.closed_ts().is_some() || by_clock,
            over: now.is_none(),
            replay,
            last: session.counted().last().copied(),
        };
        let mut found: Vec<Found> = self.memory.found().to_vec();
        self.families.tell(&self.facts, session, &end, &mut found);
        self.arrived.tell(&mut found);
        if end.closed && !end.replay {
            found.extend(self.jump(session));
        }
        let arrivals = session.arrivals();
        let mut findings: Vec<Finding> = found
            .into_iter()
            .filter_map(|found| Some(found.stand(arrivals.get(found.index as usize)?)))
            .collect();
        let expect = &self.families.expect;
        expect.tell(&self.facts.expect, session, &end, &mut findings);
        findings
    }
}

impl Course {
    fn jump(&self, session: &Session) -> Option<Found> {
        match &self.jump {
            Some((at, jump)) if *at == self.steps => jump.clone(),
            _ => self.families.order.clock_jump(session, &self.facts),
        }
    }
}

impl Families {
    /// What an event does to the structure: what it opens, closes, leaves open.
    fn act(&mut self, act: &Act<'_>, facts: &Facts, memory: &mut Memory) {
        self.session.act(act, &self.ads.breaks, facts);
        self.ads.breaks.act(act, facts, memory);
        self.chapters.act(act, memory);
        self.states.act(act, memory);
        self.expect.act(act, &facts.expect);
    }

    /// A counted event.
    fn step(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        self.session.step(here, facts, memory);
        self.order.step(here);
        self.ping.step(here, facts, memory);
        self.playback.step(here, facts, memory);
        self.playhead.step(here, facts, memory);
        self.ads.step(here, facts, memory);
        self.chapters.step(here, facts, memory);
        self.states.step(here);
        self.qoe.step(here, facts);
    }

    /// What is told once, and what is judged by absence.
    fn tell(&self, facts: &Facts, session: &Session, end: &End, found: &mut Vec<Found>) {
        let structural = End {
            closed: end.closed || self.session.ends.end,
            ..*end
        };
        self.session.tell(session, end, &structural, facts, found);
        self.order.tell(found);
        let content = session.machine().times().content;
        self.ping.tell(content, end, facts, found);
        self.playback.tell(found);
        self.playhead.tell(end, facts, found);
        self.ads.breaks.tell(&structural, found);
        self.chapters
            .tell(&structural, self.session.ends.complete, found);
        self.states.tell(&structural, found);
        self.qoe.tell(end, found);
    }
}

impl Observer for Course {
    fn step(&mut self, step: &Step<'_>) {
        if step.arrival.rejected {
            return self.rejected(step.index, step.arrival);
        }
        self.steps += 1;
        let Some(event) = &step.arrival.event else {
            return;
        };
        let act = Act {
            index: small(step.index),
            event,
            counted: true,
        };
        self.families.act(&act, &self.facts, &mut self.memory);
        // An event without time or playhead only counts when loaded schemas ask for neither.
        if let Some(here) = Here::of(step, &self.facts) {
            self.families.step(&here, &self.facts, &mut self.memory);
        }
    }

    fn rejected(&mut self, index: usize, arrival: &Arrival) {
        if let Some(event) = &arrival.event {
            let act = Act {
                index: small(index),
                event,
                counted: false,
            };
            self.families.act(&act, &self.facts, &mut self.memory);
        }
    }

    fn late(&mut self, index: usize, arrival: &Arrival) {
        let index = small(index);
        let told = self.told.contains(&index);
        self.families.session.late(index, arrival, told);
    }

    fn checkpoint(&mut self) {
        self.saved.push((self.families.clone(), self.memory.mark()));
    }

    fn rewind(&mut self, checkpoint: usize) {
        self.steps += 1;
        self.saved.truncate(checkpoint);
        let (families, mark) = self.saved.last().cloned().unwrap_or_default();
        self.families = families;
        self.memory.cut(&mark);
    }
}

/// An index as it is kept: a session of four billion events does not fit into memory anyway.
fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Seconds of a threshold as whole ms.
pub(in crate::rules) fn millis(seconds: f64) -> i64 {
    whole(seconds * 1e3)
}

/// The nearest whole number.
pub(in crate::rules) fn whole(value: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "beyond the range it saturates, which is as far as a threshold can be"
    )]
    let whole = value.round() as i64;
    whole
}
