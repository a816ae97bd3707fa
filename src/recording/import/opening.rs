//! Which session a call opened or addressed, in files that keep this only in answers and paths.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::Deserialize;

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

/// Gives every call its session: by the id that its answer named (`locations`, one for each exchange), by its path, or
/// where no answer was kept by the first call that uses an id: it belongs to the latest sessionStart that has none.
/// A session whose id is never seen is `session-N`, N its place.
pub(super) fn assign(exchanges: &mut [Exchange<'_>], locations: &[Option<String>]) {
    let mut opened: Vec<usize> = Vec::new();
    let mut waiting: Vec<usize> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    for index in 0..exchanges.len() {
        let exchange = &exchanges[index];
        let sid = match Place::of(&exchange.target) {
            Some(Place::Opening) if opens(exchange) => {
                opened.push(index);
                let sid = locations.get(index).cloned().flatten();
                match &sid {
                    Some(sid) => {
                        seen.insert(sid.clone());
                    }
                    // A batch is never addressed again.
                    None if is_list(&exchange.body) => {}
                    None => waiting.push(index),
                }
                sid
            }
            Some(Place::Events(sid)) if exchange.method == "POST" => {
                let sid = sid.to_owned();
                if seen.insert(sid.clone())
                    && let Some(start) = waiting.pop()
                {
                    exchanges[start].sid = Some(Cow::Owned(sid.clone()));
                }
                Some(sid)
            }
            _ => None,
        };
        exchanges[index].sid = sid.map(Cow::Owned);
    }
    for (place, index) in (1..).zip(opened) {
        let sid = &mut exchanges[index].sid;
        if sid.is_none() {
            *sid = Some(Cow::Owned(format!("session-{place}")));
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
