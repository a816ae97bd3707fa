//! Judges one exchange by itself: what it is, the events it brings, and their findings.
//!
//! Needs nothing but the exchange, so that a recording is examined on all cores.

use super::case::{Case, Findings, Found};
use super::expect::{self, LeftOut};
use super::{Settings, http, json, payload, schema};
use crate::exchange::Exchange;
use crate::schema::Schemas;
use crate::session::Arrival;
use crate::wire::dialect::Dialect;
use crate::wire::json::{Object, Value};
use crate::wire::route::Stray;
use crate::wire::{Event, EventType, Route};

/// What one exchange brings, before it is known where it belongs.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent facts about a call"
)]
pub struct Examined {
    /// What it is when it turns out to be no event of a session: `preflight`, `Media Edge`, …
    pub what: &'static str,
    /// It opens a session when it was answered 2xx and has an id: a sessionStart or a batch on its path.
    pub opens: bool,
    /// It is an array: downloaded content.
    pub batch: bool,
    /// It was sent as an event is sent; else (another method, or a bare event without its call) the
    /// answer and the time of arrival say nothing about the session.
    pub posted: bool,
    /// It is on the path of a session's events.
    pub addresses_session: bool,
    /// The event it brings, rejected or not: of a batch the first, of a rejected batch the only one. `None` when
    /// the call brings none.
    pub first: Option<Arrival>,
    /// The other items of a batch that passes.
    pub rest: Vec<Arrival>,
    /// The items of a rejected batch, to be judged one by one; they take no part in the model.
    pub dropped: Vec<Arrival>,
    /// What was found, in order.
    pub found: Vec<Found>,
    /// Its events that expectations do not mean, by item.
    pub left_out: Vec<LeftOut>,
}

impl Examined {
    fn call(what: &'static str, found: Vec<Found>) -> Self {
        Examined {
            what,
            found,
            ..Examined::default()
        }
    }

    /// The event of a call that brings a single one, as an event is sent, and passes.
    pub fn passing(&self) -> Option<&Event> {
        let first = self.first.as_ref()?;
        let alone = self.posted && !self.batch && !first.rejected;
        first.event.as_ref().filter(|_| alone)
    }

    /// Fills in what was not known yet when it was examined before its answer.
    pub fn answered(&mut self, seq: u64, status: u16) {
        let arrivals = self.first.iter_mut().chain(&mut self.rest);
        for arrival in arrivals.chain(&mut self.dropped) {
            (arrival.seq, arrival.status) = (seq, status);
        }
        for found in &mut self.found {
            found.finding.seq = seq;
        }
    }

    /// Every event it brings.
    pub fn arrivals(&self) -> impl Iterator<Item = &Arrival> {
        self.first.iter().chain(&self.rest)
    }
}

/// Examines an exchange.
///
/// One with neither method nor target is a bare event out of a file that keeps no calls: it is judged as an
/// event, and the rules about calls stay silent.
pub fn examine(exchange: &Exchange<'_>, schemas: &Schemas, settings: &Settings) -> Examined {
    let mut findings = Findings::new(exchange, settings);
    let bare = exchange.method.is_empty() && exchange.target.is_empty();
    let route = Route::of(&exchange.target);
    match (&*exchange.method, &route) {
        _ if bare => {}
        ("OPTIONS", _) => return Examined::call("preflight", findings.all),
        (_, Route::Other) => return elsewhere(exchange, findings),
        ("GET" | "HEAD", Route::Schema(_)) => return Examined::call("schema", findings.all),
        ("POST", Route::Sessions | Route::Events(_) | Route::Downloaded) => {}
        (method, route) => {
            http::method::judge(method, route, &mut findings);
            // Any method but these two makes it an event of the session, although a rejected one.
            if method == "GET" || !matches!(route, Route::Events(_)) {
                if let Some(dialect) = Dialect::of_body(&exchange.body) {
                    http::other_dialect::found(dialect, &mut findings);
                }
                return Examined::call("wrong method", findings.all);
            }
        }
    }
    collect(exchange, schemas, &route, bare, findings)
}

/// A call on a path that is none of the API's.
fn elsewhere(exchange: &Exchange<'_>, mut findings: Findings<'_>) -> Examined {
    let by_body = || Dialect::of_body(&exchange.body);
    if let Some(dialect) = Dialect::of_target(&exchange.target).or_else(by_body) {
        http::other_dialect::found(dialect, &mut findings);
        return Examined::call(dialect.name(), findings.all);
    }
    let stray = Stray::of(&exchange.target);
    http::path::found(exchange, stray, &mut findings);
    Examined::call(stray.map_or("unknown path", Stray::name), findings.all)
}

/// A call on a path that takes events.
fn collect(
    exchange: &Exchange<'_>,
    schemas: &Schemas,
    route: &Route<'_>,
    bare: bool,
    mut findings: Findings<'_>,
) -> Examined {
    let posted = exchange.method == "POST";
    if posted {
        http::content_type::judge(exchange, &mut findings);
    }
    let arrival = |item, event, rejected| Arrival {
        seq: exchange.seq,
        item,
        at: exchange.at,
        status: exchange.status,
        rejected,
        event,
    };
    let mut examined = Examined {
        posted,
        addresses_session: matches!(route, Route::Events(_)),
        what: match route {
            Route::Events(_) => "unknown session",
            _ => "unopened session",
        },
        ..Examined::default()
    };
    findings.rejects |= !(posted || bare);
    let readable = bare || http::too_large::judge(exchange, &mut findings);
    match readable.then(|| crate::wire::json::parse(&exchange.body)) {
        None => {}
        Some(Err(error)) => match Dialect::of_text(&exchange.body) {
            Some(dialect) => examined.what = other_dialect(dialect, &mut findings),
            None => json::unreadable(&error, exchange, &mut findings),
        },
        Some(Ok(Value::List(items))) if !matches!(route, Route::Events(_)) && !bare => {
            examined.batch = true;
            examined.opens = true;
            let left_out = &mut examined.left_out;
            let events = batch(items, schemas, route, &mut findings, left_out);
            if findings.rejects {
                let items = (0..)
                    .zip(events)
                    .map(|(item, event)| arrival(Some(item), event, true));
                examined.dropped = items.collect();
                // Its sessionStart still says what the session is about.
                let start = examined
                    .dropped
                    .first()
                    .and_then(|first| first.event.clone());
                let start = start.filter(|event| event.kind == EventType::SessionStart);
                examined.first = Some(arrival(None, start, true));
            } else {
                let mut arrivals = (0..)
                    .zip(events)
                    .map(|(item, event)| arrival(Some(item), event, false));
                examined.first = arrivals.next();
                examined.rest = arrivals.collect();
            }
        }
        Some(Ok(mut value)) => {
            let dialect = value.as_object().and_then(Dialect::of_object);
            if let Some(dialect) = dialect {
                examined.what = other_dialect(dialect, &mut findings);
            } else {
                if matches!(route, Route::Downloaded) && value.as_object().is_some() {
                    schema::downloaded::single_object(&mut findings);
                }
                let event = single(&mut value, schemas, &mut findings, |case| {
                    if !bare {
                        schema::judge_single(case, route);
                    }
                    expect::judge(case, &mut examined.left_out);
                });
                let starts = event
                    .as_ref()
                    .is_some_and(|event| event.kind == EventType::SessionStart);
                examined.opens = starts && !examined.addresses_session;
                examined.first = Some(arrival(None, event, findings.rejects));
            }
        }
    }
    if examined.first.is_none() {
        // What cannot be read is an event all the same: it was sent to a session.
        examined.first = Some(arrival(None, None, true));
    }
    examined.found = findings.all;
    if !(posted || bare) {
        // The rules about call and text are for calls that could have been taken; what the call is, for any.
        examined.found.retain(|found| {
            let rule = &found.finding.rule;
            [http::method::RULE.id, http::other_dialect::RULE.id].contains(&&**rule)
                || !(rule.starts_with("http/") || rule.starts_with("json/"))
        });
    }
    examined
}

fn other_dialect(dialect: Dialect, findings: &mut Findings<'_>) -> &'static str {
    http::other_dialect::found(dialect, findings);
    findings.rejects = true;
    dialect.name()
}

/// Judges the items of a batch; an item that is no event of a known type has none.
fn batch(
    items: Vec<Value<'_>>,
    schemas: &Schemas,
    route: &Route<'_>,
    findings: &mut Findings<'_>,
    left_out: &mut Vec<LeftOut>,
) -> Vec<Option<Event>> {
    let mut order = schema::Batch::default();
    let empty = items.is_empty();
    let mut events = Vec::with_capacity(items.len());
    for (index, mut item) in (0..).zip(items) {
        findings.item = Some(index);
        let event = single(&mut item, schemas, findings, |case| {
            expect::judge(case, left_out);
        });
        let kind = event.as_ref().map(|event| event.kind);
        order.judge_item(index, kind, item.as_object(), findings);
        events.push(event);
    }
    findings.item = None;
    order.judge_whole(empty, route, findings);
    events
}

/// Judges one event by its text, its schema, what else its place asks, and its payload.
fn single(
    value: &mut Value<'_>,
    schemas: &Schemas,
    findings: &mut Findings<'_>,
    more: impl FnOnce(&mut Case<'_, '_>),
) -> Option<Event> {
    json::duplicate_key::judge(value, findings);
    let Value::Object(root) = &*value else {
        json::not_an_object::found(value, findings);
        return None;
    };
    let faults = schemas.judge(value);
    schema::report(&faults, findings);
    let event = decode(root)?;
    let mut case = Case {
        kind: event.kind,
        root,
        event: &event,
        faults: &faults,
        findings,
    };
    more(&mut case);
    payload::judge(&mut case);
    Some(event)
}

fn decode(root: &Object<'_>) -> Option<Event> {
    Event::decode(root)
}
