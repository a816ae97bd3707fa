//! A small notation for what players send, turned into the exchanges that a recording would hold.
//!
//! One line is one call: `<t> <playhead> <eventType> [merge patch]`, both times in seconds, `t` counted
//! from [`EPOCH`]. The event is a healthy one of its type (see [`healthy`]) with the JSON merge patch
//! applied. `#` begins a comment line; blank lines mean nothing. Directives:
//!
//! | Line | Meaning |
//! |---|---|
//! | `@session b` | the events below belong to the session labelled `b`; the first label is `a` |
//! | `@arrive 12.5` | the next call arrives then, whatever its `ts` (else 40 ms after it) |
//! | `@status 404` | what the next call is answered (else 201 for an opening, 204 for an event) |
//! | `@header name: value` | a header of the next call; without a value the header is left out |
//! | `@peer 10.0.0.7:5000` | the client of the calls below |
//! | `@batch [target]` … `@end` | the events between are one array in one call |
//! | `@call GET /favicon.ico` | any other call; lines below that begin with a bar are its body |
//! | `@replay` | the recording says that it came from a replay |
//!
//! In the target of `@call` and `@batch`, `{sid}` stands for the id of the session in force.

mod words;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;

use super::healthy::{self, Counts};
use crate::exchange::{Exchange, Header, Headers, Time};
use crate::wire::{EventType, Route};
use words::{after_epoch, after_transit, arrival, required, seconds, split, status};

/// Where a script's time begins: 2026-01-15T20:00:00Z.
pub const EPOCH: Time = Time(1_768_507_200_000_000);

/// From an event's `ts` to its arrival unless the script says otherwise, in µs.
const TRANSIT_US: i64 = 40_000;

/// The client of a script's calls unless it says otherwise.
const PEER: &str = "127.0.0.1:50000";

/// What a script stands for: the content of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The recording's header.
    pub header: Header,
    /// The calls in order of the script, `seq` from 1.
    pub exchanges: Vec<Exchange<'static>>,
}

/// Why a script cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong with it and what should stand there.
    pub reason: String,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for ScriptError {}

/// Reads a script.
///
/// # Errors
///
/// At the first line that is neither a call nor a directive.
pub fn parse(text: &str) -> Result<Script, ScriptError> {
    let mut reader = Reader::default();
    let mut last = 0;
    for (index, line) in text.lines().enumerate() {
        last = index + 1;
        let failed = |reason| ScriptError { line: last, reason };
        reader.line(line).map_err(failed)?;
    }
    reader
        .finish()
        .map_err(|reason| ScriptError { line: last, reason })
}

/// The session id that belongs to a label: 64 hex digits, always the same ones.
pub fn sid(label: &str) -> String {
    let seed = label.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut random = fastrand::Rng::with_seed(seed);
    [(); 4]
        .map(|()| format!("{:016x}", random.u64(..)))
        .concat()
}

/// What has been read so far, and what the directives said about what is to come.
struct Reader {
    script: Script,
    label: String,
    peer: String,
    counts: BTreeMap<String, Counts>,
    opened: BTreeSet<String>,
    next: Next,
    batch: Option<Batch>,
    call: Option<Call>,
}

/// What the directives said about the next call alone.
#[derive(Default)]
struct Next {
    arrive: Option<Time>,
    status: Option<u16>,
    headers: Vec<(String, String)>,
}

/// An array being collected.
struct Batch {
    target: String,
    items: Vec<String>,
    last: Time,
}

/// A call whose body lines are being collected.
struct Call {
    method: String,
    target: String,
    body: Vec<String>,
}

impl Default for Reader {
    fn default() -> Self {
        Reader {
            script: Script {
                header: Header {
                    version: 1,
                    created: Some(EPOCH),
                    program: concat!("playscope ", env!("CARGO_PKG_VERSION")).to_owned(),
                    base: "http://127.0.0.1:8900".to_owned(),
                    replay: false,
                },
                exchanges: Vec::new(),
            },
            label: "a".to_owned(),
            peer: PEER.to_owned(),
            counts: BTreeMap::new(),
            opened: BTreeSet::new(),
            next: Next::default(),
            batch: None,
            call: None,
        }
    }
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if let Some(text) = line.trim_start().strip_prefix('|') {
            let call = self.call.as_mut().ok_or(
                "a body line without a call: put `@call METHOD target` right above it".to_owned(),
            )?;
            call.body.push(text.to_owned());
            return Ok(());
        }
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        self.finish_call();
        match line.strip_prefix('@') {
            Some(directive) => self.directive(directive),
            None => self.event(line),
        }
    }

    fn finish(mut self) -> Result<Script, String> {
        self.finish_call();
        if self.batch.is_some() {
            return Err("the batch is not closed: end it with `@end`".to_owned());
        }
        Ok(self.script)
    }

    fn directive(&mut self, text: &str) -> Result<(), String> {
        let (name, rest) = split(text);
        match name {
            "session" => {
                required(rest, "a label, as in `@session b`")?.clone_into(&mut self.label);
            }
            "arrive" => self.next.arrive = Some(arrival(rest)?),
            "status" => self.next.status = Some(status(rest)?),
            "header" => {
                let (name, value) = rest
                    .split_once(':')
                    .ok_or("a header reads `@header name: value`".to_owned())?;
                let header = (name.trim().to_ascii_lowercase(), value.trim().to_owned());
                self.next.headers.push(header);
            }
            "peer" => {
                required(rest, "an address, as in `@peer 10.0.0.7:5000`")?
                    .clone_into(&mut self.peer);
            }
            "batch" => self.open_batch(rest)?,
            "end" => self.close_batch()?,
            "call" => self.open_call(rest)?,
            "replay" => self.script.header.replay = true,
            _ => {
                return Err(format!(
                    "unknown directive `@{name}`: use session, arrive, status, header, peer, batch, end, call or replay"
                ));
            }
        }
        Ok(())
    }

    fn event(&mut self, line: &str) -> Result<(), String> {
        let (time, rest) = split(line);
        let (playhead, rest) = split(rest);
        let (name, patch) = split(rest);
        let offset = seconds(
            time,
            "the first word is the time in seconds since the epoch",
        )?;
        let playhead = seconds(playhead, "the second word is the playhead in seconds")?;
        let name = required(name, "an event type as the third word")?;
        let at = after_epoch(offset);
        let kind = EventType::parse(name);
        let counts = self.counts.entry(self.label.clone()).or_default();
        let mut event = Value::Object(match kind {
            Some(kind) => {
                counts.note(kind);
                healthy::event(kind, at.ms(), playhead, *counts)
            }
            None => healthy::bare(name, at.ms(), playhead),
        });
        let opening = kind == Some(EventType::SessionStart);
        if opening && self.batch.is_some() {
            healthy::merge(
                &mut event,
                &serde_json::json!({ "params": { "media.downloaded": true } }),
            );
        }
        if !patch.is_empty() {
            let patch = serde_json::from_str(patch)
                .map_err(|error| format!("the patch after `{name}` is not JSON: {error}"))?;
            healthy::merge(&mut event, &patch);
        }
        let text = match &event {
            Value::Object(members) => healthy::text(members),
            other => other.to_string(),
        };
        if let Some(batch) = &mut self.batch {
            batch.items.push(text);
            batch.last = at;
        } else {
            let target = if opening {
                "/api/v1/sessions".to_owned()
            } else {
                format!("/api/v1/sessions/{}/events", sid(&self.label))
            };
            self.push("POST".to_owned(), target, text, after_transit(at));
        }
        Ok(())
    }

    fn open_batch(&mut self, target: &str) -> Result<(), String> {
        if self.batch.is_some() {
            return Err("a batch inside a batch: end the first with `@end`".to_owned());
        }
        let target = if target.is_empty() {
            "/api/v1/downloaded"
        } else {
            target
        };
        self.batch = Some(Batch {
            target: self.fill_in(target),
            items: Vec::new(),
            last: EPOCH,
        });
        Ok(())
    }

    fn close_batch(&mut self) -> Result<(), String> {
        let batch = self
            .batch
            .take()
            .ok_or("`@end` without a batch: begin one with `@batch`".to_owned())?;
        let body = format!("[{}]", batch.items.join(","));
        self.push(
            "POST".to_owned(),
            batch.target,
            body,
            after_transit(batch.last),
        );
        Ok(())
    }

    fn open_call(&mut self, rest: &str) -> Result<(), String> {
        if self.batch.is_some() {
            return Err("a call inside a batch: end the batch with `@end`".to_owned());
        }
        let (method, target) = split(rest);
        let method = required(method, "a method and a target, as in `@call GET /`")?.to_owned();
        let target = required(target, "a target after the method, as in `@call GET /`")?;
        self.call = Some(Call {
            method,
            target: self.fill_in(target),
            body: Vec::new(),
        });
        Ok(())
    }

    /// A call without a time of its own comes 1 ms after the one before it.
    fn finish_call(&mut self) {
        if let Some(call) = self.call.take() {
            let exchanges = &self.script.exchanges;
            let before = exchanges.last().map_or(EPOCH, |exchange| exchange.at);
            let at = Time(before.0.saturating_add(1000));
            self.push(call.method, call.target, call.body.join("\n"), at);
        }
    }

    fn fill_in(&self, target: &str) -> String {
        target.replace("{sid}", &sid(&self.label))
    }

    fn push(&mut self, method: String, target: String, body: String, at: Time) {
        let next = std::mem::take(&mut self.next);
        let route = Route::of(&target);
        let status = next.status.unwrap_or_else(|| usual_status(&method, &route));
        let session = match &route {
            Route::Sessions | Route::Downloaded if method == "POST" && status / 100 == 2 => {
                let opened = sid(&self.label);
                self.opened.insert(opened.clone());
                Some(opened)
            }
            Route::Events(named) => self.opened.get(named.as_ref()).cloned(),
            _ => None,
        };
        self.script.exchanges.push(Exchange {
            seq: self.script.exchanges.len() as u64 + 1,
            at: next.arrive.unwrap_or(at),
            peer: Cow::Owned(self.peer.clone()),
            method: Cow::Owned(method),
            target: Cow::Owned(target),
            headers: headers(next.headers),
            body: Cow::Owned(body.into_bytes()),
            status,
            sid: session.map(Cow::Owned),
            took_us: 100,
        });
    }
}

fn usual_status(method: &str, route: &Route<'_>) -> u16 {
    match (method, route) {
        ("OPTIONS", _) | ("POST", Route::Events(_)) => 204,
        ("POST", Route::Sessions | Route::Downloaded) => 201,
        ("GET" | "HEAD", Route::Schema(_)) => 200,
        (_, Route::Other) => 404,
        _ => 405,
    }
}

fn headers(changes: Vec<(String, String)>) -> Headers<'static> {
    let mut headers = vec![
        ("content-type".to_owned(), "application/json".to_owned()),
        ("user-agent".to_owned(), "playscope-script".to_owned()),
    ];
    for (name, value) in changes {
        headers.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            headers.push((name, value));
        }
    }
    let own = |(name, value)| (Cow::Owned(name), Cow::Owned(value));
    Headers(headers.into_iter().map(own).collect())
}
