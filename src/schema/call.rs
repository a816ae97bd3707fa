//! Whether the events of a whole call pass: each against its schema, and all of them against the path they came to.
//!
//! The endpoint answers by this and the rules report it, so it is decided in one place.

use super::{Fault, Schemas};
use crate::wire::dialect::Dialect;
use crate::wire::json::{Value, path};
use crate::wire::{Event, EventType, Route};

/// A call's body, judged.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// The other protocol that the body speaks; then nothing else is said about it.
    pub dialect: Option<Dialect>,
    /// It is an array.
    pub batch: bool,
    /// The events of a known type, with their place in the batch.
    pub events: Vec<(Option<u32>, Event)>,
    /// Every fault with the item it stands on, in order of the text.
    pub faults: Vec<(Option<u32>, Fault)>,
}

impl Judged {
    /// No fault keeps the events out of the model. A batch passes as a whole or not at all.
    pub fn passes(&self) -> bool {
        self.dialect.is_none() && self.faults.iter().all(|(_, fault)| fault.tolerated)
    }

    /// It is a sessionStart, or a batch that begins with one.
    pub fn starts(&self) -> bool {
        let first = self.events.first();
        first.is_some_and(|(item, event)| {
            item.unwrap_or(0) == 0 && event.kind == EventType::SessionStart
        })
    }

    fn fault(&mut self, item: Option<u32>, rule: &'static str, path: &str, message: &str) {
        let fault = Fault::new(rule, path.to_owned(), message.to_owned());
        self.faults.push((item, fault));
    }

    fn event(&mut self, schemas: &Schemas, item: Option<u32>, value: &mut Value<'_>) {
        value.take_duplicates();
        let Some(root) = value.as_object() else {
            let what = if item.is_some() {
                "This item"
            } else {
                "The body"
            };
            let message = format!("{what} is {}, not an object.", value.brief());
            return self.fault(item, NOT_AN_OBJECT, path::ROOT, &message);
        };
        let found = schemas.judge(value);
        self.faults
            .extend(found.into_iter().map(|fault| (item, fault)));
        self.events
            .extend(Event::decode(root).map(|event| (item, event)));
    }

    /// What one event at its path breaks beyond its own schema.
    fn single(&mut self, route: &Route<'_>, root: &Value<'_>) {
        let Some(kind) = self.events.first().map(|(_, event)| event.kind) else {
            return;
        };
        let start = kind == EventType::SessionStart;
        match route {
            Route::Sessions if !start => {
                let message = format!(
                    "{kind} belongs to /api/v1/sessions/{{sid}}/events; /api/v1/sessions takes sessionStart."
                );
                self.fault(None, ENDPOINT, "$.eventType", &message);
            }
            Route::Events(_) if start => {
                let message =
                    "sessionStart belongs to /api/v1/sessions; it opens a session of its own.";
                self.fault(None, ENDPOINT, "$.eventType", message);
            }
            Route::Sessions if is_downloaded(root) => {
                let message = "media.downloaded is true in a single sessionStart; downloaded content is one array of all its events.";
                self.fault(None, DOWNLOADED, FLAG, message);
            }
            Route::Downloaded => {
                let message = "A single event was sent where an array is taken that begins with a sessionStart.";
                self.fault(None, DOWNLOADED, path::ROOT, message);
            }
            _ => {}
        }
    }

    /// What a batch breaks as a whole; told before the faults of its items.
    fn batch(&mut self, route: &Route<'_>, items: &[Value<'_>]) {
        let Some(first) = items.first() else {
            return self.fault(
                None,
                BATCH_ORDER,
                path::ROOT,
                "The batch is empty; it begins with a sessionStart.",
            );
        };
        if !is_start(first) {
            let message = "The batch does not begin with a sessionStart.";
            self.fault(Some(0), BATCH_ORDER, "$.eventType", message);
        }
        if matches!(route, Route::Sessions) && !is_downloaded(first) {
            let message =
                "An array is taken here only with media.downloaded true in its sessionStart.";
            self.fault(Some(0), DOWNLOADED, FLAG, message);
        }
    }
}

const NOT_AN_OBJECT: &str = "json/not-an-object";
const ENDPOINT: &str = "schema/endpoint";
const BATCH_ORDER: &str = "schema/batch-order";
const DOWNLOADED: &str = "schema/downloaded";
const FLAG: &str = "$.params['media.downloaded']";

/// Judges the body of a POST on a path that takes events.
pub fn judge(schemas: &Schemas, route: &Route<'_>, root: &mut Value<'_>) -> Judged {
    let mut judged = Judged::default();
    match root {
        Value::List(items) if !matches!(route, Route::Events(_)) => {
            judged.batch = true;
            judged.batch(route, items);
            let mut started = false;
            for (place, item) in (0..).zip(items) {
                judged.event(schemas, Some(place), item);
                if is_start(item) && std::mem::replace(&mut started, true) {
                    let message =
                        format!("Item {place} is a second sessionStart; a batch is one session.");
                    judged.fault(Some(place), BATCH_ORDER, "$.eventType", &message);
                }
            }
        }
        _ => {
            judged.dialect = root.as_object().and_then(Dialect::of_object);
            if judged.dialect.is_none() {
                judged.event(schemas, None, root);
                judged.single(route, root);
            }
        }
    }
    judged
}

fn is_start(item: &Value<'_>) -> bool {
    let kind = || item.as_object()?.get("eventType")?.as_str();
    kind().and_then(EventType::parse) == Some(EventType::SessionStart)
}

fn is_downloaded(start: &Value<'_>) -> bool {
    let flag = || {
        let params = start.as_object()?.get("params")?.as_object()?;
        params.get("media.downloaded")?.as_bool()
    };
    flag() == Some(true)
}
