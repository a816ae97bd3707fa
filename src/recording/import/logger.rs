//! Calls as simple loggers write them: `{"t":<ms>,"method","path","headers","body","status"}`, in lines or an array.

use std::borrow::Cow;
use std::io::Read;

use serde_json::value::RawValue;

use super::super::{Damage, Problem, note};
use super::call::{bytes, headers, split, word};
use super::entry::decoded;
use super::fields::{self, Fields};
use super::opening::{Place, assign, sid_in_location};
use super::pile::Pile;
use super::search::Shape;
use super::text::Text;
use super::{Imported, time_or, values};
use crate::exchange::{Exchange, Time};

/// It has a method and a path, of its own or in its request.
const SHAPE: Shape = Shape {
    names: &[(fields::METHOD, 1), (fields::PATH, 8)],
    through: fields::REQUEST,
    items: &[9, 18, 36],
};

pub(super) fn read<'a, R: Read>(
    text: &mut Text<R>,
    mut pile: Pile<'a>,
    within: Option<&str>,
) -> Imported<'a> {
    let mut before = Time::default();
    let mut unclear = Vec::new();
    let mut damage = values::read(text, &SHAPE, within, |value| {
        let told = |problem| Damage {
            line: value.line,
            problem,
        };
        match exchange(value.text, &mut before) {
            Ok((exchange, location, assumed)) => {
                let assumed = assumed.map(|what| told(Problem::Assumed(what.to_owned())));
                note(&mut unclear, assumed);
                pile.add(exchange, location.as_deref(), None);
            }
            Err(reason) => note(&mut unclear, [told(Problem::UnknownShape(reason))]),
        }
    });
    note(&mut damage, unclear);
    assign(&mut pile);
    Imported::of(pile, damage)
}

/// The call of a line, the id that its answer named, and what was missing.
type Parsed<'a> = (Exchange<'a>, Option<String>, Option<&'static str>);

fn exchange<'a>(text: &'a str, before: &mut Time) -> Result<Parsed<'a>, String> {
    let call = Fields::of(text).map_err(|error| error.to_string())?;
    let method = word(call.asked(fields::METHOD)).ok_or("no member method")?;
    let path = word(call.asked(fields::PATH)).ok_or("no member path")?;
    let target = split(&path).1.to_owned();
    let at = call.time();
    let assumed = at
        .is_none()
        .then_some("without a time `t`: it is taken to have come with the call before it");
    let status = call.answered(fields::STATUS, fields::STATUS);
    let told = word(status).and_then(|status| status.trim().parse().ok());
    let status = told.unwrap_or(match (status, Place::of(&target)) {
        // Nothing is said about the answer: the documented one lets the call be judged.
        (None, Some(Place::Opening)) => 201,
        (None, Some(Place::Events(_))) => 204,
        _ => 0,
    });
    let answered = headers(call.answered(fields::ANSWERED, fields::HEADERS));
    let location = word(call.answered(fields::LOCATION, fields::LOCATION));
    let location = location.as_deref().or_else(|| answered.get("location"));
    let coded = word(call.asked(fields::CODED)).is_some_and(|coded| coded == "true");
    let mut body = body(call.asked(fields::BODY));
    if coded && let Some(plain) = decoded(&body) {
        body = Cow::Owned(plain);
    }
    let exchange = Exchange {
        at: time_or(at, before),
        method: Cow::Owned(method.to_ascii_uppercase()),
        target: Cow::Owned(target),
        headers: headers(call.asked(fields::HEADERS)),
        body,
        status,
        ..Exchange::default()
    };
    Ok((exchange, location.and_then(sid_in_location), assumed))
}

/// A string holds the text; anything else stands in place.
fn body(raw: Option<&RawValue>) -> Cow<'_, [u8]> {
    match raw.map(RawValue::get) {
        None | Some("null") => Cow::Borrowed(b""),
        Some(text) if text.starts_with('"') => bytes(raw).unwrap_or(Cow::Borrowed(text.as_bytes())),
        Some(text) => Cow::Borrowed(text.as_bytes()),
    }
}
