//! Which session a call opened or addressed, in files that keep this only in answers and paths.

use std::borrow::Cow;
use std::collections::HashSet;
use std::rc::Rc;

use serde::Deserialize;

use super::pile::Pile;
use crate::exchange::Exchange;

/// A call of the API, by its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place<'a> {
    /// Opens a session.
    Opening,
    /// Addresses a session.
    Events(&'a str),
    /// Asks for a schema.
    Schema,
}

impl<'a> Place<'a> {
    /// The call that a target is; `None` when it is none of the API's.
    pub(super) fn of(target: &'a str) -> Option<Self> {
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let mut parts = path.rsplit('/').filter(|part| !part.is_empty());
        let last = [
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
        ];
        match last.map(Option::unwrap_or_default) {
            ["sessions" | "downloaded", "v1", "api", ..] => Some(Place::Opening),
            ["events", sid, "sessions", "v1", "api"] => Some(Place::Events(sid)),
            [_, "schemas", "v1", "api", ..] => Some(Place::Schema),
            _ => None,
        }
    }
}

/// The session id in a `Location`, wherever its path begins.
pub fn sid_in_location(location: &str) -> Option<String> {
    let (_, rest) = location.rsplit_once("/sessions/")?;
    let sid = rest.split(['/', '?', '#']).next()?;
    (!sid.is_empty()).then(|| sid.to_owned())
}

/// What a call does to sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// Opens one.
    Opening,
    /// Opens one that is never addressed again: a batch.
    Batch,
    /// Addresses one.
    Addressed(Rc<str>),
    /// Nothing, but is one of the API's calls.
    Api,
    /// Nothing.
    Other,
}

impl Role {
    /// The role of a call; `name` keeps an id.
    pub(super) fn of(exchange: &Exchange<'_>, name: impl FnOnce(&str) -> Rc<str>) -> Self {
        match Place::of(&exchange.target) {
            Some(Place::Opening) if opens(exchange) && is_list(&exchange.body) => Role::Batch,
            Some(Place::Opening) if opens(exchange) => Role::Opening,
            Some(Place::Events(sid)) if exchange.method == "POST" => Role::Addressed(name(sid)),
            Some(_) => Role::Api,
            None => Role::Other,
        }
    }
}

/// Gives every call its session: by the id that its answer named, by its path, or where no answer was kept by the
/// first call that uses an id: it belongs to the latest sessionStart that has none. A session whose id is never seen is
/// `session-N`, N its place.
pub(super) fn assign(pile: &mut Pile<'_>) {
    let mut opened: Vec<usize> = Vec::new();
    let mut waiting: Vec<usize> = Vec::new();
    let mut seen: HashSet<Rc<str>> = HashSet::new();
    for index in 0..pile.calls.len() {
        let call = &pile.calls[index];
        let sid = match &call.role {
            Role::Opening | Role::Batch => {
                opened.push(index);
                match &call.location {
                    Some(sid) => {
                        seen.insert(Rc::clone(sid));
                    }
                    None if call.role == Role::Batch => {}
                    None => waiting.push(index),
                }
                call.location.clone()
            }
            Role::Addressed(sid) => {
                let sid = Rc::clone(sid);
                if seen.insert(Rc::clone(&sid))
                    && let Some(start) = waiting.pop()
                {
                    pile.calls[start].sid = Some(Rc::clone(&sid));
                }
                Some(sid)
            }
            Role::Api | Role::Other => None,
        };
        pile.calls[index].sid = sid;
    }
    for (place, index) in (1..).zip(opened) {
        let sid = &mut pile.calls[index].sid;
        if sid.is_none() {
            *sid = Some(format!("session-{place}").into());
        }
    }
}

/// It was accepted, and is what opens a session: a sessionStart or a batch.
fn opens(exchange: &Exchange<'_>) -> bool {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Event<'a> {
        #[serde(borrow)]
        event_type: Cow<'a, str>,
    }
    exchange.method == "POST"
        && (200..300).contains(&exchange.status)
        && (is_list(&exchange.body)
            || serde_json::from_slice(&exchange.body)
                .is_ok_and(|event: Event<'_>| event.event_type == "sessionStart"))
}

fn is_list(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"[")
}

#[cfg(test)]
mod tests {
    use super::{Place, sid_in_location};

    #[test]
    fn the_id_is_cut_out_of_any_location() {
        let sid = |location| sid_in_location(location);
        assert_eq!(sid("/api/v1/sessions/abc").as_deref(), Some("abc"));
        assert_eq!(
            sid("https://x/va/api/v1/sessions/abc/").as_deref(),
            Some("abc")
        );
        assert_eq!(
            sid("//x/api/v1/sessions/abc/events?x=1").as_deref(),
            Some("abc")
        );
        assert_eq!(sid("/nowhere"), None);
        assert_eq!(sid("/api/v1/sessions/"), None);
    }

    #[test]
    fn calls_of_the_api_are_told_by_their_path() {
        assert_eq!(Place::of("//va///api/v1/sessions/?x"), Some(Place::Opening));
        assert_eq!(Place::of("/api/v1/downloaded"), Some(Place::Opening));
        assert_eq!(
            Place::of("/a/api/v1/sessions/s/events#x"),
            Some(Place::Events("s"))
        );
        assert_eq!(Place::of("/api/v1/schemas/play"), Some(Place::Schema));
        assert_eq!(Place::of("/v1/sessions"), None);
    }
}
