//! Events without their calls, as a bare array or in lines: one session, each event judged by itself.

use std::borrow::Cow;
use std::io::Read;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::{Damage, Problem, note};
use super::pile::Pile;
use super::search::Shape;
use super::text::Text;
use super::values::{self, loose};
use super::{Imported, time_or};
use crate::exchange::{Exchange, Time};

/// The only session.
const SID: &str = "session-1";

/// It has one of the members by which an event is known.
const SHAPE: Shape = Shape {
    names: &[(&["eventType", "playerTime", "params"], 1)],
    through: &[],
    items: &[1],
};

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

impl Event<'_> {
    fn is_known(&self) -> bool {
        self.kind.or(self.time).or(self.params).is_some()
    }
}

pub(super) fn read<'a, R: Read>(
    text: &mut Text<R>,
    mut pile: Pile<'a>,
    within: Option<&str>,
) -> Imported<'a> {
    let mut before = Time::default();
    let mut first_start = None;
    let mut unknown = Vec::new();
    let mut damage = values::read(text, &SHAPE, within, |value| {
        // Of a member that comes twice the reader makes nothing; the rules do.
        let event: Event<'_> = serde_json::from_str(value.text).unwrap_or_default();
        // An item of an array stands among events, whatever it is, and is judged as one.
        if !event.is_known() && !value.list && !value.text.contains("\"eventType\"") {
            let damage = Damage {
                line: value.line,
                problem: Problem::UnknownShape("none of eventType, playerTime and params".into()),
            };
            note(&mut unknown, [damage]);
            return;
        }
        let kind: Option<Cow<'_, str>> = loose(event.kind);
        let starts = kind.is_some_and(|kind| kind == "sessionStart");
        if starts && first_start.is_none() {
            first_start = Some(pile.calls.len());
        }
        // Nothing is known of its arrival: its own time stands for it, so that no lag is seen.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "beyond the range it saturates"
        )]
        let ts = loose(event.time).map(|time: PlayerTime| Time::from_ms(time.ts as i64));
        let exchange = Exchange {
            at: time_or(ts, &mut before),
            body: Cow::Borrowed(value.text.as_bytes()),
            status: if starts { 201 } else { 204 },
            sid: Some(Cow::Borrowed(SID)),
            ..Exchange::default()
        };
        pile.add(exchange, None, None);
    });
    note(&mut damage, unknown);
    // The session is opened by its start, wherever that stands; the numbers stay those of the file.
    if let Some(start) = first_start {
        pile.calls[..=start].rotate_right(1);
    }
    Imported::of(pile, damage)
}
