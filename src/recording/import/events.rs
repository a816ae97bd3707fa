//! Events without their calls, as a bare array or in lines: one session, each event judged by itself.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::{Damage, Problem};
use super::values::{self, loose};
use super::{Imported, time_or};
use crate::exchange::{Exchange, Time};

/// The only session.
const SID: &str = "session-1";

/// The members by which an event is known.
#[derive(Default, Deserialize)]
struct Event<'a> {
    #[serde(borrow, default, rename = "eventType")]
    kind: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "playerTime")]
    time: Option<&'a RawValue>,
    #[serde(borrow, default)]
    params: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct PlayerTime {
    ts: f64,
}

pub(super) fn read(text: &str) -> Imported<'_> {
    let (found, mut damage) = values::read(text);
    let list = text.trim_start().starts_with('[');
    let mut before = Time::default();
    let mut exchanges = Vec::with_capacity(found.len());
    let mut first_start = None;
    for value in found {
        // Of a member that comes twice the reader makes nothing; the rules do.
        let event: Event<'_> = serde_json::from_str(value.text).unwrap_or_default();
        let known = event.kind.or(event.time).or(event.params).is_some();
        // An item of an array stands among events, whatever it is, and is judged as one.
        if !known && !list && !value.text.contains("\"eventType\"") {
            damage.push(Damage {
                line: value.line,
                problem: Problem::UnknownShape("none of eventType, playerTime and params".into()),
            });
            continue;
        }
        let kind: Option<Cow<'_, str>> = loose(event.kind);
        let starts = kind.is_some_and(|kind| kind == "sessionStart");
        if starts && first_start.is_none() {
            first_start = Some(exchanges.len());
        }
        // Nothing is known of its arrival: its own time stands for it, so that no lag is seen.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "beyond the range it saturates"
        )]
        let ts = loose(event.time).map(|time: PlayerTime| Time::from_ms(time.ts as i64));
        exchanges.push(Exchange {
            seq: exchanges.len() as u64 + 1,
            at: time_or(ts, &mut before),
            body: Cow::Borrowed(value.text.as_bytes()),
            status: if starts { 201 } else { 204 },
            sid: Some(Cow::Borrowed(SID)),
            ..Exchange::default()
        });
    }
    // The session is opened by its start, wherever that stands; the numbers stay those of the file.
    if let Some(start) = first_start {
        exchanges[..=start].rotate_right(1);
    }
    Imported {
        exchanges,
        damage,
        ..Imported::default()
    }
}
