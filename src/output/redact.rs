//! Takes out of calls what identifies a visitor, a device or an organisation: the same value always becomes the same
//! made-up one, of the same shape, so that sessions can still be told apart and are judged as before.

mod names;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use names::{HARMLESS_HEADERS, KEPT_WORDS, identifies};

use crate::exchange::{Exchange, Header, Headers, Mark, Moment};
use crate::wire::Route;
use crate::wire::json::{self, Number, Object, Value};

/// What identifies somebody wherever it stands, the first that fits.
static PATTERNS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<org>[0-9A-Fa-f]{24}(?:@|%40)AdobeOrg)",
        r"|(?P<email>[\p{L}0-9._%+-]+@[\p{L}0-9-]+(?:\.[\p{L}0-9-]+)+)",
        r"|(?P<uuid>[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12})",
        r"|(?P<token>\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?)",
        r"|(?P<mac>\b[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}\b)",
        r"|(?P<v6>(?:[0-9A-Fa-f]{1,4}:){3,7}(?::?[0-9A-Fa-f]{1,4}){1,5}|[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*::(?:[0-9A-Fa-f]{1,4})(?::[0-9A-Fa-f]{1,4})*)",
        r"|(?P<v4>\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b)",
        r"|(?P<digits>[0-9]{15,})",
        r"|(?P<hex>[0-9A-Fa-f]{16,})",
    ))
    .ok()
});

/// Shorter texts stand in other words by chance, and say little.
const QUOTED: usize = 6;

/// Redacts one export.
#[derive(Debug, Default)]
pub struct Redactor {
    /// What each value became, by kind.
    known: BTreeMap<(&'static str, String), String>,
    /// How many values of each kind there were.
    counts: BTreeMap<&'static str, u64>,
}

impl Redactor {
    /// A call without what identifies somebody.
    pub fn exchange(&mut self, exchange: &Exchange<'_>) -> Exchange<'static> {
        let body = self.body(&exchange.body);
        let too_large = exchange.sent_length() > exchange.body.len() as u64;
        let length = |name: &str| name == "content-length" && !too_large;
        let headers = exchange.headers.0.iter().map(|(name, value)| {
            let value = if length(name) {
                body.len().to_string()
            } else {
                self.header(name, value)
            };
            (Cow::Owned(name.to_string()), Cow::Owned(value))
        });
        let headers = Headers(headers.collect());
        Exchange {
            seq: exchange.seq,
            at: exchange.at,
            peer: Cow::Owned(self.peer(&exchange.peer)),
            method: Cow::Owned(exchange.method.to_string()),
            target: Cow::Owned(self.target(&exchange.target)),
            headers,
            body: Cow::Owned(body),
            status: exchange.status,
            sid: exchange.sid.as_deref().map(|sid| Cow::Owned(self.sid(sid))),
            took_us: exchange.took_us,
        }
    }

    /// The header of a recording.
    pub fn describe(&mut self, header: &Header) -> Header {
        let base = if header.base.is_empty() {
            String::new()
        } else {
            "http://redacted.invalid".to_owned()
        };
        Header {
            base,
            program: self.text(&header.program),
            ..header.clone()
        }
    }

    /// A mark; its note is kept but for what fits a pattern.
    pub fn mark(&mut self, mark: &Mark) -> Mark {
        Mark {
            note: self.text(&mark.note),
            ..mark.clone()
        }
    }

    /// A moment, likewise.
    pub fn moment(&mut self, moment: &Moment) -> Moment {
        Moment {
            text: self.text(&moment.text),
            ..moment.clone()
        }
    }

    /// The session id that stands for another.
    pub fn sid(&mut self, sid: &str) -> String {
        self.made_up("session", sid)
    }

    fn header(&mut self, name: &str, value: &str) -> String {
        if HARMLESS_HEADERS.contains(&name) {
            return self.text(value);
        }
        self.made_up(if name == "host" { "host" } else { "value" }, value)
    }

    fn peer(&mut self, peer: &str) -> String {
        if peer.is_empty() {
            return String::new();
        }
        let address = peer.rsplit_once(':').map_or(peer, |(address, _)| address);
        format!("{}:0", self.made_up("v4", address))
    }

    /// Path and query: the session's id, the values of the query, what fits a pattern, and what comes before the API.
    fn target(&mut self, target: &str) -> String {
        let sid = match Route::of(target) {
            Route::Events(sid) => Some(sid.to_string()),
            _ => None,
        };
        let (path, query) = target
            .split_once(['?', '#'])
            .map_or((target, None), |(path, query)| (path, Some(query)));
        let (origin, path) = match path.split_once("://") {
            Some((_, rest)) if !path.starts_with('/') => {
                let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                (format!("https://{}", self.made_up("host", host)), path)
            }
            _ => (String::new(), path),
        };
        // A first-party prefix names the organisation.
        let (prefix, path) = path
            .find("/api/v1")
            .map_or(("", path), |start| path.split_at(start));
        let prefix: String = prefix
            .split_inclusive('/')
            .map(|part| match part.trim_end_matches('/') {
                "" => part.to_owned(),
                name => part.replace(name, &self.made_up("value", name)),
            })
            .collect();
        let path: Vec<String> = path
            .split('/')
            .map(|part| match &sid {
                Some(sid) if sid == part => self.sid(part),
                // A path that missed the API may name a session too.
                _ if self.known.contains_key(&("session", part.to_owned())) => self.sid(part),
                _ => self.text(part),
            })
            .collect();
        let mut out = format!("{origin}{prefix}{}", path.join("/"));
        if let Some(query) = query {
            let pairs: Vec<String> = query.split('&').map(|pair| self.pair(pair)).collect();
            out.push('?');
            out.push_str(&pairs.join("&"));
        }
        out
    }

    fn pair(&mut self, pair: &str) -> String {
        match pair.split_once('=') {
            Some((name, value)) => format!("{}={}", self.text(name), self.made_up("value", value)),
            None => self.made_up("value", pair),
        }
    }

    fn body(&mut self, body: &[u8]) -> Vec<u8> {
        if let Ok(value) = json::parse(body) {
            return serde_json::to_vec(&self.value(&value)).unwrap_or_default();
        }
        match std::str::from_utf8(body) {
            // Of broken JSON the members cannot be told: what stands in quotes might be anything.
            Ok(text) if text.contains('"') => {
                let parts = text.split('"').enumerate();
                let mut out = String::new();
                for (place, part) in parts {
                    if place > 0 {
                        out.push('"');
                    }
                    // Names and types are known words; only they are kept.
                    let known = crate::wire::EventType::parse(part).is_some()
                        || KEPT_WORDS.contains(&part)
                        || part.starts_with("media.");
                    let text = if place % 2 == 0 || known {
                        self.text(part)
                    } else {
                        self.made_up("value", part)
                    };
                    out.push_str(&text);
                }
                out.into_bytes()
            }
            Ok(text) => self.text(text).into_bytes(),
            Err(_) => format!("(redacted: {} bytes that are no text)", body.len()).into_bytes(),
        }
    }

    fn value<'a>(&mut self, value: &Value<'a>) -> Value<'a> {
        match value {
            Value::Text(text) => Value::Text(Cow::Owned(self.text(text))),
            Value::List(items) => Value::List(items.iter().map(|item| self.value(item)).collect()),
            Value::Object(object) => Value::Object(Object(
                object
                    .0
                    .iter()
                    .map(|(name, value)| {
                        let made = if identifies(name) {
                            self.all(value)
                        } else {
                            self.value(value)
                        };
                        (Cow::Owned(self.text(name)), made)
                    })
                    .collect(),
            )),
            // A whole number so long is an id; times in ms have 13 digits, in µs 16.
            Value::Number(Number::UInt(number)) => Value::Number(self.number(&number.to_string())),
            Value::Number(Number::Int(number))
                if number.unsigned_abs() >= 100_000_000_000_000_000 =>
            {
                Value::Number(self.number(&number.to_string()))
            }
            other => other.clone(),
        }
    }

    /// Everything inside a member that identifies somebody; the names inside stay but for what fits a pattern.
    fn all<'a>(&mut self, value: &Value<'a>) -> Value<'a> {
        match value {
            Value::Text(text) if text.is_empty() => value.clone(),
            Value::Text(text) => Value::Text(Cow::Owned(self.whole(text))),
            Value::Number(number) => Value::Number(self.number(&number.to_string())),
            Value::List(items) => Value::List(items.iter().map(|item| self.all(item)).collect()),
            Value::Object(object) => Value::Object(Object(
                object
                    .0
                    .iter()
                    .map(|(name, value)| (Cow::Owned(self.text(name)), self.all(value)))
                    .collect(),
            )),
            Value::Null | Value::Bool(_) => value.clone(),
        }
    }

    /// A text that identifies somebody, in the shape that it has.
    fn whole(&mut self, text: &str) -> String {
        let shape = PATTERNS.as_ref().and_then(|patterns| {
            let captures = patterns.captures(text)?;
            (captures.get(0)?.as_str() == text).then(|| kind(&captures))
        });
        self.made_up(shape.unwrap_or("value"), text)
    }

    fn number(&mut self, text: &str) -> Number {
        let made = self.made_up("number", text);
        Number::Int(made.parse().unwrap_or(0))
    }

    /// A text with what fits a pattern made up.
    pub fn text(&mut self, text: &str) -> String {
        let Some(patterns) = PATTERNS.as_ref() else {
            return "redacted".to_owned();
        };
        let made = |captures: &Captures<'_>| {
            let found = captures.get(0).map_or("", |found| found.as_str());
            self.made_up(kind(captures), found)
        };
        patterns.replace_all(text, made).into_owned()
    }

    /// A text that may quote what was redacted before, or fits a pattern.
    pub fn elsewhere(&mut self, text: &str) -> String {
        let mut known: Vec<(&String, &String)> = self
            .known
            .iter()
            .map(|((_, text), made)| (text, made))
            .filter(|(text, _)| text.len() >= QUOTED)
            .collect();
        // One may be a part of another.
        known.sort_by_key(|(text, _)| Reverse(text.len()));
        let mut out = text.to_owned();
        for (text, made) in known {
            out = out.replace(text, made);
        }
        self.text(&out)
    }

    fn made_up(&mut self, kind: &'static str, text: &str) -> String {
        let key = (kind, text.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let n = *count;
        let length = text.len();
        let made = match kind {
            "session" => format!("redacted-session-{n}"),
            "host" => format!("host-{n}.redacted.invalid"),
            "org" => format!("{n:024}@AdobeOrg"),
            "email" => format!("redacted-{n}@example.invalid"),
            "uuid" => format!("00000000-0000-4000-8000-{n:012}"),
            "token" => format!("redacted-token-{n}"),
            "mac" => format!(
                "02:00:00:{:02x}:{:02x}:{:02x}",
                n >> 16 & 255,
                n >> 8 & 255,
                n & 255
            ),
            "v6" => format!("2001:db8::{n:x}"),
            // The range for benchmarks: nobody's.
            "v4" => format!("198.{}.{}.{}", 18 + (n >> 16 & 1), n >> 8 & 255, n & 255),
            // As long as it was, so that it is judged as it was.
            "digits" => format!("1{n:0width$}", width = length - 1),
            "hex" => format!("{n:0length$x}"),
            "number" => n.to_string(),
            _ => format!("redacted-{n}"),
        };
        self.known.insert(key, made.clone());
        made
    }
}

fn kind(captures: &Captures<'_>) -> &'static str {
    let kinds = [
        "org", "email", "uuid", "token", "mac", "v6", "v4", "digits", "hex",
    ];
    let found = kinds.into_iter().find(|kind| captures.name(kind).is_some());
    found.unwrap_or("value")
}
