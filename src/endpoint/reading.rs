//! A call looked at alone: what it holds, and its faults.

use super::clock::Clock;
use super::{Limits, Request};
use crate::exchange::Time;
use crate::schema::Schemas;
use crate::schema::call::{self, Judged};
use crate::wire::dialect::Dialect;
use crate::wire::json::{self, Value};
use crate::wire::{Event, Route};

/// What a call turned out to be.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What its body holds.
    pub(super) content: Content,
    /// Its events and their faults.
    pub(super) judged: Judged,
    /// The body is JSON by the protocol's rules.
    valid_json: bool,
}

/// What a body holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// The call is none whose body is judged; the other protocol that the body speaks.
    Unjudged(Option<Dialect>),
    /// More than is taken; the limit, in bytes.
    TooLarge(u64),
    /// No JSON; why, and what most likely happened.
    Unreadable(json::Error, Option<&'static str>),
    /// An object.
    Single,
    /// An array.
    Batch,
    /// Any other JSON.
    Scalar,
}

impl Reading {
    /// A call with a single event that passes, as somebody found who judges by the same schemas.
    pub fn passing(event: &Event) -> Self {
        let heard = Event::new(event.kind, event.ts(), event.playhead());
        Reading {
            content: Content::Single,
            judged: Judged {
                events: vec![(None, heard)],
                ..Judged::default()
            },
            valid_json: true,
        }
    }

    /// The body is JSON by the protocol's rules.
    pub fn is_json(&self) -> bool {
        self.valid_json
    }

    /// No fault keeps its events out of the model.
    pub(super) fn passes(&self) -> bool {
        matches!(self.content, Content::Single | Content::Batch) && self.judged.passes()
    }

    /// It can open a session: a sessionStart, or a batch that begins with one.
    pub(super) fn opens(&self) -> bool {
        matches!(self.content, Content::Single | Content::Batch) && self.judged.starts()
    }

    /// Lets a session's clock hear the events; `false` when one of them ends it.
    pub(super) fn heard_by(&self, clock: &mut Clock, now: Time) -> bool {
        // No short cut: each event is heard.
        let events = self.judged.events.iter();
        events.fold(true, |open, (_, event)| clock.hear(event, now) && open)
    }
}

/// Parses and judges a call.
pub(super) fn read(schemas: &Schemas, limits: Limits, request: &Request<'_>) -> Reading {
    let (content, judged, valid_json) = contents(schemas, limits, request);
    Reading {
        content,
        judged,
        valid_json,
    }
}

fn contents(schemas: &Schemas, limits: Limits, request: &Request<'_>) -> (Content, Judged, bool) {
    let nothing = Judged::default();
    if request.too_large {
        return (Content::TooLarge(limits.of(request.body)), nothing, false);
    }
    let route = Route::of(request.target);
    let judged = request.method == "POST" && route.is_collection();
    if request.body.is_empty() && !judged {
        return (Content::Unjudged(None), nothing, false);
    }
    match json::parse(request.body) {
        Ok(root) if !judged => {
            let dialect = root.as_object().and_then(Dialect::of_object);
            (Content::Unjudged(dialect), nothing, true)
        }
        Ok(mut root) => {
            let content = match &root {
                Value::Object(_) => Content::Single,
                Value::List(_) => Content::Batch,
                _ => Content::Scalar,
            };
            (content, call::judge(schemas, &route, &mut root), true)
        }
        Err(_) if !judged => (
            Content::Unjudged(Dialect::of_text(request.body)),
            nothing,
            false,
        ),
        Err(error) => {
            let cause = error.cause(request.body);
            let judged = Judged {
                dialect: Dialect::of_text(request.body),
                ..Judged::default()
            };
            (Content::Unreadable(error, cause), judged, false)
        }
    }
}
