//! A session with what is known around it.

use std::collections::BTreeSet;

use super::model::Model;
use super::resting::{LONGEST, Recall, Resting, SETTLED_MS};
use super::{AsOf, Badges};
use crate::exchange::Time;
use crate::rules::session::Opening;
use crate::rules::{Examined, Finding, Settings, gather, in_order};
use crate::session::{Glance, SILENCE_MS, Session};
use crate::wire::Event;

/// A session with what is known around it.
#[derive(Debug)]
pub struct Watched {
    /// Address of the client, without the port.
    pub client: String,
    /// The client's User-Agent.
    pub agent: String,
    /// How many findings it has of each severity.
    pub badges: Badges,
    held: Held,
    /// Its calls came from a replay.
    replay: bool,
    pub(super) double_start: Option<Finding>,
    pub(super) findings: Vec<Finding>,
    /// Findings of rules that are left out for the moment.
    left_out: Vec<Finding>,
    pub(super) state: Freshness,
}

/// What is held of a session.
#[derive(Debug)]
enum Held {
    Whole(Box<Model>),
    Resting(Box<Resting>),
}

/// How far a session's findings are up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Freshness {
    /// Events came since the last settle.
    Stale,
    /// The fold is up to date, the findings are not yet gathered.
    Settled,
    /// All is up to date.
    Told,
}

impl Watched {
    pub(super) fn new(model: Model, client: String, agent: String, replay: bool) -> Self {
        Watched {
            client,
            agent,
            badges: Badges::default(),
            held: Held::Whole(Box::new(model)),
            replay,
            double_start: None,
            findings: Vec::new(),
            left_out: Vec::new(),
            state: Freshness::Stale,
        }
    }

    /// The session itself. One that rests is read again, which takes as long as it has events: what is known from
    /// afar is told by [`Watched::glance`] at once.
    pub fn session(&self) -> &Session {
        match &self.held {
            Held::Whole(model) => &model.session,
            Held::Resting(resting) => resting.session(),
        }
    }

    /// What is known of the session without its events.
    pub fn glance(&self) -> Glance<'_> {
        match &self.held {
            Held::Whole(model) => model.session.glance(),
            Held::Resting(resting) => resting.glance(),
        }
    }

    /// How many events it has.
    pub fn events(&self) -> usize {
        match &self.held {
            Held::Whole(model) => model.session.arrivals().len(),
            Held::Resting(resting) => resting.glance().facts.events,
        }
    }

    /// Only how it stands is kept.
    pub fn is_resting(&self) -> bool {
        matches!(self.held, Held::Resting(_))
    }

    /// Its start as the rule about double starts sees it.
    pub(super) fn opening(&self, doubtful_id: bool) -> Opening<'_> {
        let session = self.session();
        let first = &session.arrivals()[0];
        let start = session.start();
        Opening {
            seq: first.seq,
            client: &self.client,
            agent: &self.agent,
            media_id: start.media_id.as_deref().filter(|_| !doubtful_id),
            resume: start.resume == Some(true),
            at: first.at,
            ts: first.event.as_ref().and_then(Event::ts),
        }
    }

    /// Takes the events of another call; says whether one of them ends the session.
    pub(super) fn take(&mut self, examined: Examined, settings: &Settings) -> bool {
        if let Held::Resting(resting) = &mut self.held {
            self.held = Held::Whole(resting.wake());
        }
        match &mut self.held {
            Held::Whole(model) => model.take(examined, settings),
            Held::Resting(_) => false,
        }
    }

    /// Brings its fold up to date.
    pub(super) fn fold(&mut self) {
        if self.state == Freshness::Stale {
            if let Held::Whole(model) = &mut self.held {
                model.settle();
            }
            self.state = Freshness::Settled;
        }
    }

    /// What is found changes with the moment for which it is judged.
    pub(super) fn follows_the_clock(&self) -> bool {
        match &self.held {
            Held::Whole(model) => model.session.closed_ts().is_none(),
            Held::Resting(resting) => resting.otherwise.is_some(),
        }
    }

    /// Brings its findings up to date; `muted` are the rules that are left out.
    pub(super) fn tell(&mut self, as_of: AsOf, settings: &Settings, muted: &BTreeSet<String>) {
        self.left_out.append(&mut self.findings);
        match &mut self.held {
            Held::Whole(_) => self.left_out = self.found(as_of, settings),
            Held::Resting(resting) => {
                let at_end = as_of == AsOf::End;
                if resting.at_end != at_end
                    && let Some(otherwise) = &mut resting.otherwise
                {
                    std::mem::swap(otherwise, &mut self.left_out);
                }
                resting.at_end = at_end;
                in_order(&mut self.left_out);
            }
        }
        let all = std::mem::take(&mut self.left_out);
        (self.left_out, self.findings) = if muted.is_empty() {
            (Vec::new(), all)
        } else {
            all.into_iter()
                .partition(|finding| muted.contains(&*finding.rule))
        };
        self.badges = Badges::of(&self.findings);
        self.state = Freshness::Told;
    }

    /// Everything found in a session that is held whole.
    fn found(&self, as_of: AsOf, settings: &Settings) -> Vec<Finding> {
        let Held::Whole(model) = &self.held else {
            return Vec::new();
        };
        let now = match as_of {
            AsOf::End => None,
            AsOf::Now(now) => Some(now),
        };
        let Model {
            session,
            course,
            intake,
        } = &**model;
        let mut found = course.findings(session, now, self.replay);
        found.extend(intake.findings().chain(&self.double_start).cloned());
        gather(found, Some(session.sid()), settings)
    }

    /// How many events are held of it.
    pub(super) fn events_held(&self) -> usize {
        if self.is_resting() { 0 } else { self.events() }
    }

    /// Nothing of it is going to change unless another event comes, which is not likely.
    pub(super) fn may_rest(&self, now: Time) -> bool {
        let Held::Whole(model) = &self.held else {
            return false;
        };
        let session = &model.session;
        let arrivals = session.arrivals();
        let heard = arrivals.last().map_or(now, |last| last.at);
        let silent = now.ms().saturating_sub(heard.ms());
        let enough = if session.closing().is_some() {
            SETTLED_MS
        } else {
            // By then the clock has said what it has to say.
            SILENCE_MS
        };
        self.state == Freshness::Told && silent > enough && arrivals.len() <= LONGEST
    }

    /// Lays it to rest: all was told for the moment `now`.
    pub(super) fn rest(&mut self, now: AsOf, recall: &Recall) {
        let Held::Whole(model) = &self.held else {
            return;
        };
        let session = &model.session;
        let mut resting = Resting::of(session, self.replay, recall);
        if session.closing().is_none() {
            let settings = &recall.settings;
            let at_end = self.found(AsOf::End, settings);
            resting.otherwise = Some(at_end).filter(|end| *end != self.found(now, settings));
        }
        self.held = Held::Resting(Box::new(resting));
        self.findings.shrink_to_fit();
        self.left_out.shrink_to_fit();
    }

    /// Rests again when nobody looked at it of late.
    pub(super) fn lie_down(&mut self) {
        if let Held::Resting(resting) = &mut self.held {
            resting.lie_down();
        }
    }
}
