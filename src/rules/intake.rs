//! Follows the exchanges of one session in order of arrival: the rules about call and event that need to know what
//! came before, and the folding of what is told once.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::case::Found;
use super::examine::Examined;
use super::http::{closed_session, unknown_session};
use super::payload::{clock, playhead_range};
use super::{Finding, Settings};
use crate::session::Arrival;
use crate::wire::Event;
use crate::wire::event::Start;

/// The findings of one session's exchanges, or of all calls without a session.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    session: bool,
    opened: bool,
    replay: bool,
    range: playhead_range::Range,
    skew: clock::Skew,
    watch: closed_session::Watch,
    /// What is told each time.
    each: Vec<Finding>,
    /// What is told once, by rule and subject.
    once: BTreeMap<(Cow<'static, str>, Box<str>), Finding>,
}

impl Intake {
    /// For a session, by its sessionStart's parameters; `replay` when the recording came from one, so that arrival
    /// says nothing about the players' clocks.
    pub fn session(start: &Start, replay: bool) -> Self {
        Intake {
            session: true,
            replay,
            range: playhead_range::Range::of(start),
            ..Intake::default()
        }
    }

    /// For all calls that belong to no session.
    pub fn strays(replay: bool) -> Self {
        Intake {
            replay,
            ..Intake::default()
        }
    }

    /// Takes what the next exchange brought, its findings included; true when `http/closed-session`
    /// stands on its event.
    pub fn take(&mut self, examined: &mut Examined, settings: &Settings) -> bool {
        let found = std::mem::take(&mut examined.found);
        let faulty = Faulty::of(&found);
        let range = self.range_for(examined);
        // Of a rejected batch each item has its own playhead; the batch itself has none.
        let whole = examined.dropped.is_empty().then(|| examined.arrivals());
        for arrival in whole.into_iter().flatten().chain(&examined.dropped) {
            if !faulty.has(arrival, "$.playerTime.playhead")
                && let Some(finding) = range.judge(arrival, settings)
            {
                self.add_once(finding);
            }
        }
        let mut closed = false;
        for arrival in examined.arrivals() {
            if !examined.batch && !faulty.has(arrival, "$.playerTime.ts") {
                self.judge_clock(arrival, settings);
            }
            closed |= self.judge_end(arrival, examined.posted && !examined.batch);
        }
        self.opened = true;
        for found in found {
            self.add(found);
        }
        closed
    }

    /// An event on the path of a session that was never opened here: a stray, to be taken first.
    pub fn unknown_session(&mut self, sid: &str, seq: u64, status: u16) {
        self.add(Found {
            finding: unknown_session::found(sid, seq, status),
            once: true,
            subject: Some(sid.into()),
        });
    }

    /// What was found so far.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.each.iter().chain(self.once.values())
    }

    /// A sessionStart that opened nothing says itself how long its content is.
    fn range_for(&self, examined: &Examined) -> playhead_range::Range {
        let event = examined
            .first
            .as_ref()
            .and_then(|first| first.event.as_ref());
        match event.and_then(Event::start) {
            Some(start) if !self.session => playhead_range::Range::of(start),
            _ => self.range,
        }
    }

    fn judge_clock(&mut self, arrival: &Arrival, settings: &Settings) {
        if !self.replay
            && let Some(finding) = self.skew.judge(arrival, settings)
        {
            self.add_once(finding);
        }
    }

    fn judge_end(&mut self, arrival: &Arrival, posted: bool) -> bool {
        if !self.session {
            return false;
        }
        if !self.opened {
            self.watch.open(arrival);
        } else if posted && let Some(finding) = self.watch.judge(arrival) {
            self.add_once(finding);
            return true;
        }
        false
    }

    fn add_once(&mut self, finding: Finding) {
        self.add(Found {
            finding,
            once: true,
            subject: None,
        });
    }

    fn add(&mut self, found: Found) {
        if !found.once {
            self.each.push(found.finding);
            return;
        }
        let counts = found.subject.is_none() || found.finding.rule == unknown_session::RULE.id;
        let key = (
            found.finding.rule.clone(),
            found.subject.unwrap_or_default(),
        );
        match self.once.get_mut(&key) {
            Some(first) if counts => first.merge(found.finding),
            Some(_) => {}
            None => {
                self.once.insert(key, found.finding);
            }
        }
    }
}

/// The values of `playerTime` that a schema already finds fault with, by item of a batch.
struct Faulty<'a>(BTreeSet<(Option<u32>, &'a str)>);

impl<'a> Faulty<'a> {
    fn of(found: &'a [Found]) -> Self {
        let of_schema = found
            .iter()
            .map(|found| &found.finding)
            .filter(|finding| finding.rule.starts_with("schema/"))
            .filter(|finding| finding.path.starts_with("$.playerTime."));
        Faulty(
            of_schema
                .map(|finding| (finding.item, finding.path.as_str()))
                .collect(),
        )
    }

    fn has(&self, arrival: &Arrival, path: &str) -> bool {
        self.0.contains(&(arrival.item, path))
    }
}
