//! A session with what is known around it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU8, Ordering};

use super::model::Model;
use super::resting::{LONGEST, Recall, Resting, SETTLED_MS};
use super::{AsOf, Badges};
use crate::exchange::Time;
use crate::rules::session::Opening;
use crate::rules::{Examined, Finding, Settings, gather, in_order};
use crate::session::{Glance, SILENCE_MS, Session};
use crate::wire::Event;

/// A session that somebody looked at is kept whole while it is asked so often whether it may rest.
const LOOKS: u8 = 2;

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
    /// How often it is yet to be asked before it rests again.
    looked_at: AtomicU8,
    /// Its findings are those of the end of a recording.
    told_at_end: bool,
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
            looked_at: AtomicU8::new(0),
            told_at_end: false,
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
            Held::Resting(resting) => {
                self.looked_at.store(LOOKS, Ordering::Relaxed);
                resting.session()
            }
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

    /// Its findings may be others at that moment than they were when they were told.
    pub(super) fn is_behind(&self, as_of: AsOf) -> bool {
        self.state == Freshness::Settled
            || match &self.held {
                Held::Whole(model) => model.session.closed_ts().is_none(),
                Held::Resting(_) => self.told_at_end != (as_of == AsOf::End),
            }
    }

    /// Brings its findings up to date; `muted` are the rules that are left out.
    pub(super) fn tell(&mut self, as_of: AsOf, settings: &Settings, muted: &BTreeSet<String>) {
        let at_end = as_of == AsOf::End;
        let mut all = std::mem::take(&mut self.findings);
        all.append(&mut self.left_out);
        match &mut self.held {
            Held::Whole(_) => all = self.found(as_of, settings),
            Held::Resting(resting) => {
                if self.told_at_end != at_end
                    && let Some(otherwise) = &mut resting.otherwise
                {
                    std::mem::swap(otherwise, &mut all);
                }
                in_order(&mut all);
            }
        }
        self.told_at_end = at_end;
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

    /// Lays it to rest as it was told last: live.
    pub(super) fn rest(&mut self, recall: &Recall) {
        let Held::Whole(model) = &self.held else {
            return;
        };
        let session = &model.session;
        let mut resting = Resting::of(session, self.replay, recall);
        if session.closing().is_none() {
            let at_end = self.found(AsOf::End, &recall.settings);
            let same = self.left_out.is_empty() && at_end == self.findings;
            resting.otherwise = (!same).then_some(at_end);
        }
        self.held = Held::Resting(Box::new(resting));
        self.findings.shrink_to_fit();
        self.left_out.shrink_to_fit();
    }

    /// Rests again when nobody looked at it for a while; to be asked once a second.
    pub(super) fn lie_down(&mut self) {
        let looked_at = self.looked_at.get_mut();
        if *looked_at == 0 {
            return;
        }
        *looked_at -= 1;
        if *looked_at == 0
            && let Held::Resting(resting) = &mut self.held
        {
            resting.lie_down();
        }
    }
}
