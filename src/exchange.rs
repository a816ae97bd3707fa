//! What arrived, when, and what was answered: the one kind of fact that everything else is computed from.

mod column;

use std::borrow::Cow;
use std::fmt;

pub use column::Column;

use chrono::{DateTime, SecondsFormat, Utc};

/// One call and its answer, as a recording keeps it.
///
/// Borrowed from the line it was read from where that is possible; see [`Exchange::into_owned`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exchange<'a> {
    /// Number of the exchange in its recording: 1, 2, …
    pub seq: u64,
    /// When the request was complete.
    pub at: Time,
    /// Address and port of the client.
    pub peer: Cow<'a, str>,
    /// The HTTP method as sent.
    pub method: Cow<'a, str>,
    /// Path and query as sent.
    pub target: Cow<'a, str>,
    /// Request headers, names in lower case.
    pub headers: Headers<'a>,
    /// The request's body, byte for byte (or its first 64 KiB when it was over the limit).
    pub body: Cow<'a, [u8]>,
    /// The status that was answered.
    pub status: u16,
    /// The session that the call opened or addressed, if any.
    pub sid: Option<Cow<'a, str>>,
    /// Time from the complete request to the decided answer, in microseconds.
    pub took_us: u64,
}

/// The header by which a call says that it is sent again from a recording.
pub const REPLAY_HEADER: &str = "x-playscope-replay";

impl Exchange<'_> {
    /// The call was sent again from a recording, as it says itself: its arrival says nothing about a player's clock.
    pub fn is_replayed(&self) -> bool {
        self.headers.get(REPLAY_HEADER).is_some()
    }

    /// The same exchange, owning all its text.
    pub fn into_owned(self) -> Exchange<'static> {
        Exchange {
            seq: self.seq,
            at: self.at,
            peer: Cow::Owned(self.peer.into_owned()),
            method: Cow::Owned(self.method.into_owned()),
            target: Cow::Owned(self.target.into_owned()),
            headers: self.headers.into_owned(),
            body: Cow::Owned(self.body.into_owned()),
            status: self.status,
            sid: self.sid.map(|sid| Cow::Owned(sid.into_owned())),
            took_us: self.took_us,
        }
    }

    /// Length of the body as sent, in bytes: more than `body` holds when only its start was kept.
    pub fn sent_length(&self) -> u64 {
        let declared = self
            .headers
            .get("content-length")
            .and_then(|text| text.trim().parse().ok());
        declared.unwrap_or(0).max(self.body.len() as u64)
    }
}

/// Request headers in the order they came, names in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers<'a>(pub Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl Headers<'_> {
    /// The first value of a header; `name` in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_ref())
    }

    /// The same headers, owning all their text.
    pub fn into_owned(self) -> Headers<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Headers(
            self.0
                .into_iter()
                .map(|(name, value)| (own(name), own(value)))
                .collect(),
        )
    }
}

/// A point in time, in microseconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub i64);

impl Time {
    /// From milliseconds since the Unix epoch, as `playerTime.ts` gives them.
    pub fn from_ms(ms: i64) -> Self {
        Time(ms.saturating_mul(1000))
    }

    /// Whole milliseconds since the Unix epoch.
    pub fn ms(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// From RFC 3339 text, or the text of a time whose year has another number of digits; `None` when it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let known = DateTime::parse_from_rfc3339(text).ok();
        let signed = || {
            let signed = text.starts_with(['+', '-']);
            text.parse().ok().filter(|_| signed)
        };
        let time = known.or_else(signed)?;
        Some(Time(time.timestamp_micros()))
    }

    /// As a calendar date; times beyond chrono's range are clamped to it.
    pub fn utc(self) -> DateTime<Utc> {
        let edge = if self.0 < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        };
        DateTime::from_timestamp_micros(self.0).unwrap_or(edge)
    }
}

impl fmt::Display for Time {
    /// RFC 3339 with microseconds, UTC.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

/// The first line of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// Format version; this program writes 1.
    pub version: u64,
    /// When the capture began.
    pub created: Option<Time>,
    /// Name and version of the program that wrote it.
    pub program: String,
    /// Address listened on.
    pub base: String,
    /// The calls came from a replay, so arrival times say nothing about the players' clocks.
    pub replay: bool,
}

/// A verdict or note that a person put on an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The exchange it is about.
    pub seq: u64,
    /// When it was set.
    pub at: Time,
    /// The verdict; `None` takes an earlier one back.
    pub verdict: Option<Verdict>,
    /// Free text.
    pub note: String,
}

/// What a person thinks of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Wrong.
    Bad,
    /// As it should be.
    Ok,
    /// To be looked into.
    Question,
}

impl Verdict {
    /// The word used in recordings.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Bad => "bad",
            Verdict::Ok => "ok",
            Verdict::Question => "question",
        }
    }

    /// What people call it.
    pub fn said(self) -> &'static str {
        match self {
            Verdict::Bad => "bad",
            Verdict::Ok => "fine",
            Verdict::Question => "unclear",
        }
    }

    /// The verdict of a word used in recordings.
    pub fn parse(word: &str) -> Option<Self> {
        [Verdict::Bad, Verdict::Ok, Verdict::Question]
            .into_iter()
            .find(|verdict| verdict.word() == word)
    }
}

/// Free text that a person put on the time axis ("pressed seek").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// What happened.
    pub text: String,
    /// When.
    pub at: Time,
}

/// What a status says, of those that endpoints answer; empty for any other.
pub fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        410 => "Gone",
        413 => "Content Too Large",
        500 => "Internal Server Error",
        _ => "",
    }
}
