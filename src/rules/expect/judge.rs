//! What expectations ask of one event, judged with its text.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value as Json;

use super::words::json;
use super::{COST, Expectation, LeftOut, Place, program};
use crate::rules::Finding;
use crate::rules::case::Case;
use crate::wire::EventType;
use crate::wire::json::{Value, path};

/// Judges an event by every expectation that is about its type; notes those that leave it out of their
/// count.
pub(in crate::rules) fn judge(case: &mut Case<'_, '_>, left_out: &mut Vec<LeftOut>) {
    let settings = case.findings.settings;
    let mut event = None;
    for (number, expectation) in (0..).zip(settings.expectations.iter()) {
        if !expectation.is_about(case.kind) {
            continue;
        }
        let mut asked = |program: &program::Program| {
            program.holds(event.get_or_insert_with(|| program::event(case.root)))
        };
        // An event that cannot even be asked is not meant.
        if let Some(when) = &expectation.when
            && !asked(when).unwrap_or(false)
        {
            if expectation.count.is_some() {
                left_out.push((case.findings.item.unwrap_or(0), number));
            }
            continue;
        }
        let held = expectation.holds.as_ref().map(asked);
        members(expectation, case);
        if let (Some(program), Some(held)) = (&expectation.holds, held) {
            satisfies(expectation, program.as_str(), held, case);
        }
    }
}

fn members(expectation: &Expectation, case: &mut Case<'_, '_>) {
    let (kind, root) = (case.kind, case.root);
    for place in &expectation.require {
        let name = place.name();
        let said = match place.find(root) {
            None => format!("This {kind} has no `{name}`."),
            Some(Value::Null) => format!("This {kind} has `{name}` as null."),
            Some(Value::Text(text)) if text.trim().is_empty() => {
                format!("This {kind} has an empty `{name}`.")
            }
            Some(_) => continue,
        };
        let fix = format!("Send `{name}` with {kind}.");
        add(expectation, place.path(), &said, fix, case);
    }
    for place in &expectation.forbid {
        if let Some(value) = place.find(root) {
            let name = place.name();
            let said = format!(
                "This {kind} has `{name}` ({}), which must not be there.",
                value.brief()
            );
            let fix = format!("Leave `{name}` out of {kind}.");
            add(expectation, place.path(), &said, fix, case);
        }
    }
    for (place, wanted) in &expectation.equals {
        let value = place.find(root);
        if !value.is_some_and(|value| same(value, wanted)) {
            let said = wrong(kind, place, value, &format!("must be {}", json(wanted)));
            let fix = format!("Send `{}` as {}.", place.name(), json(wanted));
            add(expectation, place.path(), &said, fix, case);
        }
    }
    for (place, pattern) in &expectation.matches {
        let value = place.find(root);
        if !value.is_some_and(|value| pattern.is_match(&text(value))) {
            let said = wrong(
                kind,
                place,
                value,
                &format!("must look like /{}/", pattern.as_str()),
            );
            let fix = format!("Send `{}` as /{}/ asks.", place.name(), pattern.as_str());
            add(expectation, place.path(), &said, fix, case);
        }
    }
}

fn satisfies(
    expectation: &Expectation,
    program: &str,
    held: Result<bool, String>,
    case: &mut Case<'_, '_>,
) {
    let kind = case.kind;
    let said = match held {
        Ok(true) => return,
        Ok(false) => format!("This {kind} does not satisfy `{program}`."),
        Err(reason) => format!("This {kind} does not satisfy `{program}`: {reason}."),
    };
    let fix = format!("Send {kind} with values for which `{program}` holds.");
    add(expectation, path::ROOT, &said, fix, case);
}

fn wrong(kind: EventType, place: &Place, value: Option<&Value<'_>>, wanted: &str) -> String {
    let name = place.name();
    match value {
        Some(value) => format!(
            "In this {kind} `{name}` is {}, but {wanted}.",
            value.brief()
        ),
        None => format!("This {kind} has no `{name}`, which {wanted}."),
    }
}

fn add(expectation: &Expectation, path: &str, said: &str, fix: String, case: &mut Case<'_, '_>) {
    case.findings.add_own(Finding {
        rule: Cow::Owned(expectation.id.clone()),
        severity: expectation.severity,
        session: None,
        seq: 0,
        item: None,
        path: path.to_owned(),
        message: expectation.told(said),
        count: 1,
        effect: Cow::Borrowed(COST),
        fix: Cow::Owned(fix),
    });
}

/// Equal as JSON: numbers by value, members in any order.
fn same(value: &Value<'_>, wanted: &Json) -> bool {
    match (value, wanted) {
        (Value::Null, Json::Null) => true,
        (Value::Bool(value), Json::Bool(wanted)) => value == wanted,
        (Value::Number(value), Json::Number(wanted)) => wanted
            .as_f64()
            .is_some_and(|wanted| value.as_f64().partial_cmp(&wanted) == Some(Ordering::Equal)),
        (Value::Text(value), Json::String(wanted)) => value == wanted,
        (Value::List(value), Json::Array(wanted)) => {
            value.len() == wanted.len()
                && value
                    .iter()
                    .zip(wanted)
                    .all(|(value, wanted)| same(value, wanted))
        }
        (Value::Object(value), Json::Object(wanted)) => {
            value.0.len() == wanted.len()
                && wanted
                    .iter()
                    .all(|(key, wanted)| value.get(key).is_some_and(|value| same(value, wanted)))
        }
        _ => false,
    }
}

/// What a pattern is put to: a string itself, anything else as JSON.
fn text<'a>(value: &'a Value<'_>) -> Cow<'a, str> {
    match value.as_str() {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(serde_json::to_string(value).unwrap_or_default()),
    }
}
