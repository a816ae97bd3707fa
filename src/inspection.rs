//! The one path: push an exchange, get sessions and findings.

use std::collections::BTreeMap;

use crate::exchange::{Exchange, Header, Mark, Moment, Time};
use crate::rules::{Finding, Settings};
use crate::schema::Schemas;
use crate::session::{Arrival, Session};
use crate::wire::{Event, EventType, Route, json};

/// Everything known about one capture or recording.
#[derive(Debug, Default)]
pub struct Inspection {
    header: Header,
    settings: Settings,
    schemas: Schemas,
    sessions: Vec<Watched>,
    by_sid: BTreeMap<String, usize>,
    calls: Vec<Call>,
    marks: BTreeMap<u64, Mark>,
    moments: Vec<Moment>,
    places: Vec<(u64, Where)>,
    stray_findings: Vec<Finding>,
    totals: Totals,
    /// Sessions that got events since the last settle.
    stale: Vec<usize>,
}

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
    findings: Vec<Finding>,
    stale: bool,
}

/// Counts of findings by severity; a finding that stands for several counts as one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Badges {
    /// Of severity error.
    pub errors: u64,
    /// Of severity warning.
    pub warnings: u64,
    /// Of severity note.
    pub notes: u64,
}

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

/// Where an exchange is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// Among a session's arrivals (of a batch: its first one).
    Session {
        /// Index of the session.
        session: usize,
        /// Index of the arrival.
        arrival: usize,
    },
    /// In the call log.
    Call(usize),
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
            settings,
            schemas,
            ..Inspection::default()
        }
    }

    /// Takes the header of a recording.
    pub fn describe(&mut self, header: Header) {
        self.header = header;
    }

    /// Takes the next exchange. What is derived from it is up to date after [`Inspection::settle`].
    pub fn push(&mut self, exchange: &Exchange<'_>) {
        let examined = examine(exchange, &self.schemas);
        self.take(exchange, examined);
    }

    /// Takes an exchange that was examined already, on another thread perhaps.
    pub fn take(&mut self, exchange: &Exchange<'_>, examined: Examined) {
        let Examined {
            arrivals,
            opens,
            what,
        } = examined;
        let named = exchange.sid.as_deref();
        let known = named.and_then(|sid| self.session_of(sid));
        let place = match (arrivals, known, named) {
            (Arrivals::Events(arrivals), Some(session), _) if !opens => {
                Some(self.add(session, arrivals))
            }
            (Arrivals::Events(arrivals), None, Some(sid))
                if opens && (200..300).contains(&exchange.status) =>
            {
                self.open(sid.to_owned(), exchange, arrivals)
            }
            _ => None,
        };
        let place = place.unwrap_or_else(|| {
            self.calls.push(Call {
                seq: exchange.seq,
                at: exchange.at,
                method: exchange.method.to_string(),
                target: exchange.target.to_string(),
                status: exchange.status,
                what,
            });
            Where::Call(self.calls.len() - 1)
        });
        self.places.push((exchange.seq, place));
    }

    fn open(
        &mut self,
        sid: String,
        exchange: &Exchange<'_>,
        arrivals: Vec<Arrival>,
    ) -> Option<Where> {
        let batch = exchange
            .body
            .iter()
            .find(|byte| !byte.is_ascii_whitespace())
            == Some(&b'[');
        let mut arrivals = arrivals.into_iter();
        let mut session = Session::open(sid.clone(), batch, arrivals.next()?);
        arrivals.for_each(|arrival| session.push(arrival));
        let peer = exchange.peer.as_ref();
        let index = self.sessions.len();
        self.sessions.push(Watched {
            session,
            client: peer
                .rsplit_once(':')
                .map_or(peer, |(address, _)| address)
                .to_owned(),
            agent: exchange
                .headers
                .get("user-agent")
                .unwrap_or_default()
                .to_owned(),
            badges: Badges::default(),
            findings: Vec::new(),
            stale: true,
        });
        self.by_sid.insert(sid, index);
        self.stale.push(index);
        Some(Where::Session {
            session: index,
            arrival: 0,
        })
    }

    fn add(&mut self, session: usize, arrivals: Vec<Arrival>) -> Where {
        let watched = &mut self.sessions[session];
        let arrival = watched.session.arrivals().len();
        arrivals
            .into_iter()
            .for_each(|arrival| watched.session.push(arrival));
        if !std::mem::replace(&mut watched.stale, true) {
            self.stale.push(session);
        }
        Where::Session { session, arrival }
    }

    /// Takes a mark; a later one for the same exchange replaces it.
    pub fn mark(&mut self, mark: Mark) {
        self.marks.insert(mark.seq, mark);
    }

    /// Takes a moment.
    pub fn moment(&mut self, moment: Moment) {
        self.moments.push(moment);
    }

    /// Brings every session that got events, and the rules that follow the clock, up to date.
    ///
    /// Readers see the state of the last call. It costs what changed, so call it once per batch of
    /// exchanges: before drawing, or at the end of a file.
    pub fn settle(&mut self, as_of: AsOf) {
        let _ = as_of;
        for session in std::mem::take(&mut self.stale) {
            let watched = &mut self.sessions[session];
            watched.stale = false;
            watched.session.settle(&mut ());
        }
        self.totals.sessions = self.sessions.len();
        self.totals.events = self
            .sessions
            .iter()
            .map(|watched| watched.session.arrivals().len())
            .sum();
    }

    /// The header of the recording.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The rules in force.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The schemas in force.
    pub fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// The sessions in order of opening.
    pub fn sessions(&self) -> &[Watched] {
        &self.sessions
    }

    /// Index of the session with an id.
    pub fn session_of(&self, sid: &str) -> Option<usize> {
        self.by_sid.get(sid).copied()
    }

    /// The call log, in order of arrival.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// Where an exchange is shown.
    pub fn locate(&self, seq: u64) -> Option<Where> {
        let found = self
            .places
            .binary_search_by_key(&seq, |(place, _)| *place)
            .ok()?;
        Some(self.places[found].1)
    }

    /// The mark on an exchange.
    pub fn mark_on(&self, seq: u64) -> Option<&Mark> {
        self.marks.get(&seq)
    }

    /// Marks in order of the exchanges.
    pub fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.marks.values()
    }

    /// Moments in order of the recording.
    pub fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// The findings of one session, in order of seq and item, then rule.
    pub fn findings(&self, session: usize) -> &[Finding] {
        self.sessions
            .get(session)
            .map_or(&[], |watched| &watched.findings)
    }

    /// The findings of calls that belong to no session.
    pub fn stray_findings(&self) -> &[Finding] {
        &self.stray_findings
    }

    /// Every finding: strays first, then session by session in order of opening.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        self.stray_findings
            .iter()
            .chain(self.sessions.iter().flat_map(|watched| &watched.findings))
    }

    /// Counts for header and footer; kept up to date by [`Inspection::settle`].
    pub fn totals(&self) -> Totals {
        self.totals
    }
}

/// What one exchange brings, before it is known where it belongs.
#[derive(Debug)]
pub struct Examined {
    arrivals: Arrivals,
    opens: bool,
    what: &'static str,
}

#[derive(Debug)]
enum Arrivals {
    None,
    Events(Vec<Arrival>),
}

fn examine(exchange: &Exchange<'_>, schemas: &Schemas) -> Examined {
    let route = Route::of(&exchange.target);
    let what = match (&*exchange.method, &route) {
        ("OPTIONS", _) => "preflight",
        (_, Route::Schema(_)) => "schema",
        (_, Route::Other) => "unknown path",
        _ => "unknown session",
    };
    if exchange.method != "POST" || !route.is_collection() {
        return Examined {
            arrivals: Arrivals::None,
            opens: false,
            what,
        };
    }
    let arrival = |item, event: Option<Event>, faulty: bool| Arrival {
        seq: exchange.seq,
        item,
        at: exchange.at,
        status: exchange.status,
        rejected: faulty || event.is_none(),
        event,
    };
    let parsed = json::parse(&exchange.body).ok();
    let decode = |value: &json::Value<'_>| value.as_object().and_then(Event::decode);
    let faulty =
        |value: &json::Value<'_>| schemas.judge(value).iter().any(|fault| !fault.tolerated);
    let arrivals: Vec<Arrival> = match &parsed {
        Some(json::Value::List(items)) => (0..)
            .zip(items)
            .map(|(item, value)| arrival(Some(item), decode(value), faulty(value)))
            .collect(),
        Some(value) => vec![arrival(None, decode(value), faulty(value))],
        None => vec![arrival(None, None, true)],
    };
    let first = arrivals.first().and_then(|arrival| arrival.event.as_ref());
    let opens = !matches!(route, Route::Events(_))
        && first.is_some_and(|event| event.kind == EventType::SessionStart);
    Examined {
        arrivals: Arrivals::Events(arrivals),
        opens,
        what,
    }
}
