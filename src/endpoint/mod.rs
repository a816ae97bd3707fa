//! Which answer a call gets: session ids, open and closed sessions, observe and strict.
//!
//! [`Reader::read`] looks at a call alone and may run anywhere; [`Endpoint::decide`] holds it against the sessions
//! and belongs to one owner. [`Endpoint::answer`] is both.

mod clock;
mod cors;
mod ids;
mod reading;
mod reply;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::exchange::{Headers, Time};
use crate::schema::Schemas;
use crate::wire::{EventType, Route};

use clock::Clock;
use ids::Ids;
pub use reading::Reading;
use reading::{Content, read};

/// How calls are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Never get in the player's way: readable calls succeed whatever their faults.
    #[default]
    Observe,
    /// As the service documents it: an event that breaks its schema is refused.
    Strict,
}

/// The longest bodies that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of an ordinary body, in bytes.
    pub body: u64,
    /// Of a body that is an array, in bytes.
    pub batch: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            body: 1 << 20,
            batch: 16 << 20,
        }
    }
}

impl Limits {
    /// The limit for a body that begins so.
    pub fn of(&self, start: &[u8]) -> u64 {
        let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
        if first == Some(&b'[') {
            self.batch
        } else {
            self.body
        }
    }
}

/// A call to be answered.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method as sent.
    pub method: &'a str,
    /// Path and query as sent.
    pub target: &'a str,
    /// Headers, names in lower case.
    pub headers: &'a Headers<'a>,
    /// The body, or its start when it was over the limit.
    pub body: &'a [u8],
    /// Only the start of the body was kept.
    pub too_large: bool,
}

/// The answer to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Every header but those that belong to the connection.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    /// The body.
    pub body: Vec<u8>,
    /// The session that the call opened or addressed.
    pub sid: Option<String>,
}

/// Reads calls, one at a time and each alone. Cheap to clone, so that many calls can be read at once.
#[derive(Debug, Clone)]
pub struct Reader {
    schemas: Arc<Schemas>,
    limits: Limits,
}

impl Reader {
    /// Parses and judges a call.
    pub fn read(&self, request: &Request<'_>) -> Reading {
        read(&self.schemas, self.limits, request)
    }

    /// The limits in force.
    pub fn limits(&self) -> Limits {
        self.limits
    }
}

/// The tracking server: knows its sessions and answers calls.
#[derive(Debug)]
pub struct Endpoint {
    mode: Mode,
    reader: Reader,
    ids: Ids,
    /// Sessions that may still be open, by the number of their id. Any other id ever issued is closed.
    open: HashMap<u64, Clock>,
    /// Look for sessions that have timed out when there are so many.
    sweep_at: usize,
}

/// Smallest number of sessions worth a sweep.
const SWEEP: usize = 1024;

impl Endpoint {
    /// An endpoint without sessions. `seed`: 128 random bits, from which the session ids are made.
    pub fn new(mode: Mode, limits: Limits, schemas: Arc<Schemas>, seed: u128) -> Self {
        Endpoint {
            mode,
            reader: Reader { schemas, limits },
            ids: Ids::new(seed),
            open: HashMap::new(),
            sweep_at: SWEEP,
        }
    }

    /// Reads calls for this endpoint.
    pub fn reader(&self) -> Reader {
        self.reader.clone()
    }

    /// How it answers.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The answer to a call that was complete at `now`.
    pub fn answer(&mut self, request: &Request<'_>, now: Time) -> Answer {
        let reading = self.reader.read(request);
        self.decide(request, &reading, now)
    }

    /// The answer to a call that was read before.
    pub fn decide(&mut self, request: &Request<'_>, reading: &Reading, now: Time) -> Answer {
        let mut answer = self.judge(request, reading, now);
        cors::allow(&mut answer.headers, request.headers);
        answer
    }

    fn judge(&mut self, request: &Request<'_>, reading: &Reading, now: Time) -> Answer {
        let route = Route::of(request.target);
        if request.method == "OPTIONS" {
            return reply::empty(204);
        }
        match &route {
            Route::Other => reply::unknown_path(request, reading),
            Route::Schema(kind) => self.schema(request.method, kind),
            Route::Events(sid) => self.event(sid, request, reading, now),
            Route::Sessions | Route::Downloaded if request.method != "POST" => {
                reply::wrong_method(request.method, "OPTIONS, POST")
            }
            Route::Sessions | Route::Downloaded => self.opening(reading, now),
        }
    }

    fn schema(&self, method: &str, kind: &str) -> Answer {
        if !matches!(method, "GET" | "HEAD") {
            return reply::wrong_method(method, "GET, HEAD, OPTIONS");
        }
        match EventType::parse(kind) {
            Some(kind) => reply::document(&self.reader.schemas.document(kind)),
            None => reply::unknown_schema(kind),
        }
    }

    /// A call that may open a session.
    fn opening(&mut self, reading: &Reading, now: Time) -> Answer {
        if let Some(refused) = reply::too_large(reading) {
            return refused;
        }
        if !reading.opens() || (self.mode == Mode::Strict && !reading.passes()) {
            return reply::refused(reading);
        }
        self.sweep(now);
        let (number, sid) = self.ids.issue();
        let mut clock = Clock::start(now);
        // A refused sessionStart that was let in says nothing about the clock but that the session is open.
        if !reading.passes() || reading.heard_by(&mut clock, now) {
            self.open.insert(number, clock);
        }
        let mut answer = reply::empty(201);
        answer.headers.push(("content-length", "0".into()));
        answer
            .headers
            .push(("location", format!("/api/v1/sessions/{sid}").into()));
        answer.sid = Some(sid);
        answer
    }

    /// A call on a session's path.
    fn event(&mut self, sid: &str, request: &Request<'_>, reading: &Reading, now: Time) -> Answer {
        let Some(number) = self.ids.number(sid) else {
            return if request.method == "POST" {
                reply::too_large(reading).unwrap_or_else(|| reply::unknown_session(sid))
            } else {
                reply::wrong_method(request.method, "OPTIONS, POST")
            };
        };
        let mut answer = if request.method == "POST" {
            self.known_event(number, reading, now)
        } else {
            reply::wrong_method(request.method, "OPTIONS, POST")
        };
        answer.sid = Some(sid.to_owned());
        answer
    }

    fn known_event(&mut self, number: u64, reading: &Reading, now: Time) -> Answer {
        if let Some(refused) = reply::too_large(reading) {
            return refused;
        }
        let clock = self
            .open
            .get_mut(&number)
            .filter(|clock| clock.is_open(now));
        let Some(clock) = clock else {
            self.open.remove(&number);
            return reply::closed_session();
        };
        if !matches!(reading.content, Content::Single)
            || (self.mode == Mode::Strict && !reading.passes())
        {
            return reply::refused(reading);
        }
        if reading.passes() && !reading.heard_by(clock, now) {
            self.open.remove(&number);
        }
        reply::empty(204)
    }

    /// Forgets what the time-outs have closed, now and then, so that memory follows the open sessions.
    fn sweep(&mut self, now: Time) {
        if self.open.len() >= self.sweep_at {
            self.open.retain(|_, clock| clock.is_open(now));
            self.sweep_at = SWEEP.max(2 * self.open.len());
        }
    }
}
