//! Traffic of the neighbouring protocols, recognised so that it can be explained.

use super::json::{Object, Value};
use super::route::{path, query, segments};

/// Another protocol for the same purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// The Media Edge API: XDM events to the Edge Network.
    MediaEdge,
    /// Heartbeat: the query pings of the old media SDKs.
    Heartbeat,
}

impl Dialect {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::MediaEdge => "Media Edge",
            Dialect::Heartbeat => "Heartbeat",
        }
    }

    /// What to change so that the player speaks the Collection API.
    pub fn advice(self) -> &'static str {
        match self {
            Dialect::MediaEdge => {
                "Media Edge sends XDM events to the Edge Network (`/ee/va/v1/{event}`), with the session id in the body. Turn on the \
                 Media Collection API in the player's tracking library instead of the Edge or Web SDK, with this \
                 address as its tracking server; then sessionStart goes to `/api/v1/sessions`, the others to \
                 `/api/v1/sessions/{sid}/events`."
            }
            Dialect::Heartbeat => {
                "Heartbeat is the protocol of the media SDKs before version 3 and is no longer supported: it puts each event in a \
                 query (`s:event:type=…`). Move to a media SDK of version 3 or later, which speaks the Media Collection \
                 API, with this address as its tracking server."
            }
        }
    }

    /// Recognises a target that is no path of the Collection API.
    pub fn of_target(target: &str) -> Option<Self> {
        if is_heartbeat(query(target)) {
            return Some(Dialect::Heartbeat);
        }
        let mut parts = segments(path(target)).rev();
        let last = [parts.next(), parts.next(), parts.next(), parts.next()];
        match last {
            [Some(_), Some("v1"), Some("va"), _] | [Some("v1"), Some("va"), _, _] => {
                Some(Dialect::MediaEdge)
            }
            [Some("interact" | "collect"), Some("v1"), Some("ee"), _]
            | [
                Some("interact" | "collect"),
                Some("v1"),
                Some(_),
                Some("ee"),
            ] => Some(Dialect::MediaEdge),
            _ => None,
        }
    }

    /// Recognises a body that is no JSON.
    pub fn of_text(body: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok()?;
        is_heartbeat(text).then_some(Dialect::Heartbeat)
    }

    /// Recognises any body.
    pub fn of_body(body: &[u8]) -> Option<Self> {
        match super::json::parse(body) {
            Ok(Value::Object(root)) => Dialect::of_object(&root),
            Ok(_) => None,
            Err(_) => Dialect::of_text(body),
        }
    }

    /// Recognises a body that is a JSON object. One with an `eventType` is an event of the Collection API.
    pub fn of_object(root: &Object<'_>) -> Option<Self> {
        if root.get("eventType").is_some() {
            return None;
        }
        let event = match root.get("events") {
            Some(Value::List(events)) => events.first(),
            _ => root.get("event"),
        };
        let xdm = event?.as_object()?.get("xdm")?.as_object()?;
        let media = xdm.get("mediaCollection").is_some()
            || xdm
                .get("eventType")
                .and_then(Value::as_str)
                .is_some_and(|kind| kind.starts_with("media."));
        media.then_some(Dialect::MediaEdge)
    }
}

/// A query or form of a Heartbeat call.
fn is_heartbeat(text: &str) -> bool {
    let lower = |text: &str| text.to_ascii_lowercase();
    text.contains("s:event:type=")
        || (text.contains('%') && lower(text).contains("s%3aevent%3atype="))
}
