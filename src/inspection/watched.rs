//! A session with what is known around it.

use std::collections::BTreeSet;

use super::{AsOf, Badges};
use crate::rules::course::Course;
use crate::rules::session::Opening;
use crate::rules::{Finding, Intake, Settings, gather, leave_out};
use crate::session::Session;
use crate::wire::Event;

/// A session with what is known around it.
#[derive(Debug)]
pub struct Watched {
    /// The session itself.
    pub session: Session,
    /// Address of the client, without the port.
    pub client: String,
    /// The client's User-Agent.
    pub agent: String,
    /// How many findings it has of each severity.
    pub badges: Badges,
    /// Its calls came from a replay.
    pub(super) replay: bool,
    pub(super) course: Course,
    pub(super) intake: Intake,
    pub(super) double_start: Option<Finding>,
    pub(super) findings: Vec<Finding>,
    pub(super) state: Freshness,
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
    /// Its start as the rule about double starts sees it.
    pub(super) fn opening(&self, doubtful_id: bool) -> Opening<'_> {
        let first = &self.session.arrivals()[0];
        let start = self.session.start();
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

    /// Brings its fold up to date.
    pub(super) fn fold(&mut self) {
        if self.state == Freshness::Stale {
            self.course.settle(&mut self.session);
            self.state = Freshness::Settled;
        }
    }

    pub(super) fn tell(&mut self, as_of: AsOf, settings: &Settings, muted: &BTreeSet<String>) {
        let now = match as_of {
            AsOf::End => None,
            AsOf::Now(now) => Some(now),
        };
        let mut found = self.course.findings(&self.session, now, self.replay);
        found.extend(self.intake.findings().chain(&self.double_start).cloned());
        self.findings = gather(found, Some(self.session.sid()), settings);
        leave_out(&mut self.findings, muted);
        self.badges = Badges::of(&self.findings);
        self.state = Freshness::Told;
    }
}
