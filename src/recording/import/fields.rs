//! What loggers call the parts of a call: each has names of its own for the same few things.

use serde_json::value::RawValue;

use super::call::{Members, time, word};
use super::values::loose;
use crate::exchange::Time;

/// How it was asked.
pub(super) const METHOD: &[&str] = &["method", "httpMethod", "request_method", "requestMethod"];
/// What was asked for.
pub(super) const PATH: &[&str] = &[
    "path",
    "url",
    "uri",
    "rawPath",
    "request_uri",
    "requestUri",
    "originalUrl",
];
/// When.
pub(super) const TIME: &[&str] = &[
    "time",
    "timestamp",
    "ts",
    "@timestamp",
    "date",
    "startedDateTime",
    "time_iso8601",
    "loggedDate",
    "timeEpoch",
    "requestTimeEpoch",
];
/// With which headers.
pub(super) const HEADERS: &[&str] = &[
    "headers",
    "requestHeaders",
    "request_headers",
    "multiValueHeaders",
];
/// What was sent.
pub(super) const BODY: &[&str] = &["body", "requestBody", "request_body", "postData", "payload"];
/// What was answered.
pub(super) const STATUS: &[&str] = &[
    "status",
    "statusCode",
    "status_code",
    "responseStatus",
    "response_status",
];
/// Where the answer pointed.
pub(super) const LOCATION: &[&str] = &["location"];
/// The answer's headers.
pub(super) const ANSWERED: &[&str] = &["responseHeaders", "response_headers"];
/// The body is in base64.
pub(super) const CODED: &[&str] = &["isBase64Encoded"];
/// Objects that hold more about what was asked.
pub(super) const REQUEST: &[&str] = &["request", "req", "requestContext", "http"];
/// Objects that hold more about the answer.
pub(super) const RESPONSE: &[&str] = &["response", "res"];
/// Arrays of calls or events in an object around them.
pub(super) const AROUND: &[&str] = &[
    "events", "calls", "requests", "entries", "records", "items", "logs", "data",
];

/// A call's members, and those of objects in it.
pub(super) struct Fields<'a> {
    own: Members<'a>,
    /// Of the request and what lies in it, the inner ones last.
    request: Vec<Members<'a>>,
    response: Option<Members<'a>>,
}

impl<'a> Fields<'a> {
    /// Those of an object.
    ///
    /// # Errors
    ///
    /// When it is none; says why.
    pub(super) fn of(text: &'a str) -> serde_json::Result<Self> {
        let own: Members<'a> = serde_json::from_str(text)?;
        let mut request: Vec<Members<'a>> = Vec::new();
        // One may lie in another: `requestContext.http`.
        while let Some(inner) = request
            .last()
            .unwrap_or(&own)
            .get(REQUEST)
            .and_then(|raw| loose(Some(raw)))
            && request.len() < 2
        {
            request.push(inner);
        }
        let response = loose(own.get(RESPONSE));
        Ok(Fields {
            own,
            request,
            response,
        })
    }

    /// What it says about the call and what was asked.
    pub(super) fn asked(&self, names: &[&str]) -> Option<&'a RawValue> {
        let inner = self.request.iter().find_map(|members| members.get(names));
        self.own.get(names).or(inner)
    }

    /// When it was: in milliseconds by the name `t`, else by what it looks like.
    pub(super) fn time(&self) -> Option<Time> {
        if let Some(time) = time(self.asked(&["t"])) {
            return Some(time);
        }
        let told = self.asked(TIME);
        let number = word(told).and_then(|word| word.trim().parse::<f64>().ok());
        number.map(since_1970).or_else(|| time(told))
    }

    /// What it says about the answer; `names` are those of members beside the request's, `inside` those in an object of
    /// their own.
    pub(super) fn answered(&self, names: &[&str], inside: &[&str]) -> Option<&'a RawValue> {
        let inner = self
            .response
            .as_ref()
            .and_then(|members| members.get(inside));
        self.own.get(names).or(inner)
    }
}

/// A time by its size: seconds, or thousandths, millionths and so on of them, until the year 5000.
fn since_1970(number: f64) -> Time {
    let micros = match number.abs() {
        ..1e11 => number * 1e6,
        ..1e14 => number * 1e3,
        ..1e17 => number,
        _ => number / 1e3,
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "beyond the range it saturates"
    )]
    Time(micros.round() as i64)
}
