//! The one path: push an exchange, get sessions and findings.

mod asking;
mod badges;
mod model;
mod places;
mod resting;
mod watched;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

pub use badges::Badges;
pub use places::Where;
pub use resting::{Again, HELD};
pub use watched::Watched;

use model::Model;
use places::Places;
use resting::Recall;
use watched::Freshness;

use crate::exchange::{Exchange, Header, Mark, Moment, Time};
use crate::rules::session::DoubleStarts;
use crate::rules::{Examined, Finding, Intake, Settings, examine, gather, leave_out};
use crate::schema::Schemas;
use crate::wire::Route;

/// Everything known about one capture or recording.
#[derive(Debug, Default)]
pub struct Inspection {
    header: Header,
    settings: Arc<Settings>,
    schemas: Arc<Schemas>,
    sessions: Vec<Watched>,
    by_sid: HashMap<String, usize>,
    calls: Vec<Call>,
    marks: BTreeMap<u64, Mark>,
    moments: Vec<Moment>,
    places: Places,
    stray_findings: Vec<Finding>,
    /// Rules whose findings are left out for the moment.
    muted: BTreeSet<String>,
    totals: Totals,
    /// Sessions that got events since the last settle.
    stale: Vec<usize>,
    /// Findings of the calls without a session, as they come.
    strays: Intake,
    /// `stray_findings` holds them all.
    strays_told: bool,
    double_starts: DoubleStarts,
    /// The moment of the last settle that judged all sessions.
    judged_for: Option<AsOf>,
    /// Works out again what rests; none where all is held.
    recall: Option<Recall>,
}

/// How far the clock moves before sessions without new events are judged again, µs.
const CLOCK_STEP_US: i64 = 1_000_000;

/// From so many findings on, those of a session are gathered only when the clock moved.
const MANY: usize = 1_000;

/// A call that is no event of a session: a preflight, a stray, an event for an unknown session.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Number of the exchange.
    pub seq: u64,
    /// When it arrived.
    pub at: Time,
    /// The method as sent.
    pub method: String,
    /// Path and query as sent.
    pub target: String,
    /// The status answered.
    pub status: u16,
    /// What it is, in a few words: `preflight`, `schema`, `identity look-up`, `Media Edge`, `unknown session`, …
    pub what: &'static str,
}

/// The moment for which rules about absence are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// The end of a recording: nothing will come any more.
    End,
    /// Live: more may come.
    Now(Time),
}

/// What the header and the footer count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Sessions opened.
    pub sessions: usize,
    /// Events of sessions, rejected and late ones included.
    pub events: usize,
    /// Findings of all sessions and of the calls without one.
    pub badges: Badges,
}

impl Inspection {
    /// An empty inspection under these rules.
    pub fn new(settings: Settings, schemas: Schemas) -> Self {
        Inspection {
            settings: Arc::new(settings),
            schemas: Arc::new(schemas),
            strays: Intake::strays(false),
            strays_told: true,
            ..Inspection::default()
        }
    }

    /// Takes the header of a recording.
    pub fn describe(&mut self, header: Header) {
        // Of joined files the first header stands.
        if self.header == Header::default() {
            self.strays = Intake::strays(header.replay);
            self.header = header;
        }
    }

    /// Takes the next exchange. What is derived from it is up to date after [`Inspection::settle`].
    pub fn push(&mut self, exchange: &Exchange<'_>) {
        let examined = examine(exchange, &self.schemas, &self.settings);
        self.take(exchange, examined);
    }

    /// Takes an exchange that was examined already, on another thread perhaps, and perhaps before it was answered.
    pub fn take(&mut self, exchange: &Exchange<'_>, mut examined: Examined) {
        examined.answered(exchange.seq, exchange.status);
        // A capture that a replay begins is one, as its recording says.
        if self.places.is_empty() && exchange.is_replayed() {
            self.strays = Intake::strays(true);
            self.header.replay = true;
        }
        // Calls are taken one by one: the path is read only where the exchange does not name the session itself.
        let route = exchange.sid.is_none().then(|| Route::of(&exchange.target));
        let sid = match &route {
            Some(Route::Events(sid)) => Some(sid.as_ref()),
            _ => exchange.sid.as_deref(),
        };
        let known = sid.and_then(|sid| self.session_of(sid));
        let place = match (known, sid) {
            // Joined files may open a session twice: the first opening keeps the events.
            (Some(_), _) if examined.opens => self.call(exchange, "session opened again"),
            (Some(session), _) if examined.first.is_some() => self.add(session, examined),
            (None, Some(sid)) if examined.opens && (200..300).contains(&exchange.status) => {
                self.open(sid, exchange, examined)
            }
            (known, sid) => {
                // A call that is no event can still be about a session: a GET on its path.
                let about = sid.filter(|_| known.is_some());
                self.stray(about, exchange, examined)
            }
        };
        self.places.push(exchange.seq, place);
    }

    fn open(&mut self, sid: &str, exchange: &Exchange<'_>, mut examined: Examined) -> Where {
        let doubtful_id = examined.found.iter().any(|found| {
            matches!(
                &*found.finding.rule,
                "payload/empty" | "payload/placeholder"
            ) && found.finding.path == "$.params['media.id']"
        });
        let what = examined.what;
        let Some(first) = examined.first.take() else {
            return self.call(exchange, what);
        };
        let replay = self.header.replay || exchange.is_replayed();
        let model = Model::open(sid.to_owned(), first, examined, replay, &self.settings);
        self.totals.events += model.session.arrivals().len();
        let opens_one = !model.session.is_batch() && !model.session.is_refused();
        let peer = exchange.peer.as_ref();
        let client = peer.rsplit_once(':').map_or(peer, |(address, _)| address);
        let agent = exchange.headers.get("user-agent").unwrap_or_default();
        let mut watched = Watched::new(model, client.to_owned(), agent.to_owned(), replay);
        let index = self.sessions.len();
        if opens_one {
            watched.double_start =
                self.double_starts
                    .start(index, &watched.opening(doubtful_id), &self.settings);
        }
        self.sessions.push(watched);
        self.by_sid.insert(sid.to_owned(), index);
        self.stale.push(index);
        Where::Session {
            session: index,
            arrival: 0,
        }
    }

    fn add(&mut self, session: usize, examined: Examined) -> Where {
        let watched = &mut self.sessions[session];
        let arrival = watched.events();
        self.totals.events += examined.arrivals().count();
        if watched.take(examined, &self.settings) {
            self.double_starts.over(session);
        }
        if watched.state != Freshness::Stale {
            watched.state = Freshness::Stale;
            self.stale.push(session);
        }
        Where::Session { session, arrival }
    }

    /// A call that is no event of a session.
    fn stray(
        &mut self,
        about: Option<&str>,
        exchange: &Exchange<'_>,
        mut examined: Examined,
    ) -> Where {
        let what = examined.what;
        if examined.posted
            && let Route::Events(sid) = Route::of(&exchange.target)
        {
            self.strays
                .unknown_session(&sid, exchange.seq, exchange.status);
        }
        self.strays_told &= examined.found.is_empty() && examined.first.is_none();
        for found in &mut examined.found {
            found.finding.session = about.map(str::to_owned);
        }
        self.strays.take(&mut examined, &self.settings);
        self.call(exchange, what)
    }

    fn call(&mut self, exchange: &Exchange<'_>, what: &'static str) -> Where {
        self.calls.push(Call {
            seq: exchange.seq,
            at: exchange.at,
            method: exchange.method.to_string(),
            target: exchange.target.to_string(),
            status: exchange.status,
            what,
        });
        Where::Call(self.calls.len() - 1)
    }

    /// Takes a mark; a later one for the same exchange replaces it.
    pub fn mark(&mut self, mark: Mark) {
        self.marks.insert(mark.seq, mark);
    }

    /// Leaves out what a rule finds, or takes it in again; in force after the next [`Inspection::settle`].
    ///
    /// The rule goes on looking, so nothing is lost, and what is counted in the report stays as it is.
    pub fn mute(&mut self, rule: &str, off: bool) {
        let changed = if off {
            self.muted.insert(rule.to_owned())
        } else {
            self.muted.remove(rule)
        };
        if changed {
            for watched in &mut self.sessions {
                if watched.state == Freshness::Told {
                    watched.state = Freshness::Settled;
                }
            }
            self.judged_for = None;
            self.strays_told = false;
        }
    }

    /// Rules whose findings are left out for the moment, by id.
    pub fn muted(&self) -> &BTreeSet<String> {
        &self.muted
    }

    /// Takes a moment.
    pub fn moment(&mut self, moment: Moment) {
        self.moments.push(moment);
    }

    /// Brings every session that got events, and the rules that follow the clock, up to date.
    ///
    /// Readers see the state of the last call. It costs what changed, so call it once per batch of
    /// exchanges: before drawing, or at the end of a file. Live, the findings of a session that has very
    /// many of them are gathered once a second only.
    pub fn settle(&mut self, as_of: AsOf) {
        self.places.arrange();
        let clock_moved = match (self.judged_for, as_of) {
            (Some(AsOf::Now(then)), AsOf::Now(now)) => (now.0 - then.0).abs() >= CLOCK_STEP_US,
            (then, now) => then != Some(now),
        };
        let (settings, muted) = (&self.settings, &self.muted);
        if clock_moved {
            self.judged_for = Some(as_of);
            self.stale.clear();
            self.sessions.par_iter_mut().for_each(|watched| {
                watched.fold();
                if watched.is_behind(as_of) {
                    watched.tell(as_of, settings, muted);
                }
            });
            self.totals.badges = Badges::of(&self.stray_findings);
            for watched in &self.sessions {
                self.totals.badges += watched.badges;
            }
        }
        for session in std::mem::take(&mut self.stale) {
            let watched = &mut self.sessions[session];
            watched.fold();
            if watched.findings.len() < MANY || as_of == AsOf::End {
                self.totals.badges -= watched.badges;
                watched.tell(as_of, settings, muted);
                self.totals.badges += watched.badges;
            }
        }
        if !std::mem::replace(&mut self.strays_told, true) {
            self.totals.badges -= Badges::of(&self.stray_findings);
            let found = self.strays.findings().cloned().collect();
            self.stray_findings = gather(found, None, &self.settings);
            leave_out(&mut self.stray_findings, &self.muted);
            self.totals.badges += Badges::of(&self.stray_findings);
        }
        self.totals.sessions = self.sessions.len();
        if clock_moved && let AsOf::Now(now) = as_of {
            self.lay_to_rest(now);
        }
    }

    /// From now on sessions that are over rest when more events are held than `held`, the oldest first: what is known
    /// of their events goes, and is worked out anew from `again` when somebody looks or one more event comes. What is
    /// found and counted does not change by it.
    pub fn let_rest(&mut self, held: usize, again: Again) {
        self.recall = Some(Recall {
            held,
            again,
            settings: Arc::clone(&self.settings),
            schemas: Arc::clone(&self.schemas),
        });
    }

    /// Keeps the memory of a capture of days flat.
    fn lay_to_rest(&mut self, now: Time) {
        let Some(recall) = &self.recall else {
            return;
        };
        self.double_starts.forget(&self.settings);
        let mut held: usize = 0;
        for watched in &mut self.sessions {
            watched.lie_down();
            held += watched.events_held();
        }
        for watched in &mut self.sessions {
            if held <= recall.held {
                break;
            }
            if watched.may_rest(now) {
                held -= watched.events_held();
                watched.rest(recall);
            }
        }
    }
}
