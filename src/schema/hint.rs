//! Faults in words: what is wrong with the value at hand, and what would be right.

mod unknown;

use std::borrow::Cow;

use crate::exchange::Time;
use crate::wire::EventType;
use crate::wire::json::{Value, path, quoted};

use super::judge::Part;
use super::nearest::nearest;
use super::table::{self, Kind, Member};
use super::{Fault, PATTERN, REQUIRED, TYPE, UNKNOWN_TYPE};
pub(super) use unknown::unknown_key;

/// A required member is missing.
pub(super) fn missing(kind: Option<EventType>, part: Part, member: &Member, at: &str) -> Fault {
    let who = kind.map_or("An event", EventType::name);
    let key = member.key;
    let what = article(member.kind.json_type());
    let (message, fix) = match (part, member.kind) {
        (Part::Root, Kind::Params) => {
            let keys = required_params(kind);
            if keys.is_empty() {
                (
                    format!(
                        "{who} has no `params`: it must hold `statesStart`, `statesEnd` or both."
                    ),
                    "Add `params` with the states that begin and end.".to_owned(),
                )
            } else {
                (
                    format!("{who} has no `params`: it must hold {keys}."),
                    format!("Add `params` with {keys}."),
                )
            }
        }
        (Part::Root, Kind::PlayerTime) => (
            format!("{who} has no `playerTime`: it must hold `playhead` and `ts`."),
            "Add `playerTime` with `playhead` (seconds) and `ts` (milliseconds since 1970)."
                .to_owned(),
        ),
        (Part::Root, _) => (
            format!("The event has no `{key}`."),
            format!("Add `{key}`, {what}."),
        ),
        (Part::StateItem, _) => (
            format!("The item has no `{key}`."),
            format!("Add `{key}`, {what}."),
        ),
        _ => (
            format!("{who} has no `{key}` in {}.", part.name()),
            format!(
                "Add `{key}` to {}, {what}: {}",
                part.name(),
                lower_first(member.meaning)
            ),
        ),
    };
    Fault::new(REQUIRED, path::member(at, key), message).fix(fix)
}

/// The keys that a type requires in `params`, as a list in words.
fn required_params(kind: Option<EventType>) -> String {
    let required = |member: &&Member| kind.is_some_and(|kind| member.required.has(kind));
    let keys: Vec<String> = table::PARAMS
        .iter()
        .filter(required)
        .map(|member| format!("`{}`", member.key))
        .collect();
    and(&keys)
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// A value of another type.
pub(super) fn wrong_type(
    name: &str,
    at: String,
    expected: &str,
    value: &Value<'_>,
    kind: Kind,
    required: bool,
) -> Fault {
    let found = describe(value);
    let message = if kind == Kind::Time && value.as_integer().is_some() {
        format!("{name} is {found}, beyond ±2^53, where numbers are no longer exact.")
    } else {
        format!("{name} is {found} but must be {}.", article(expected))
    };
    let fix = match right_json(kind, value) {
        Some(right) => format!("Send {right}."),
        None if matches!(value, Value::Null) && !required => {
            "Leave it out: null is no value.".to_owned()
        }
        None => format!("Send {}.", article(expected)),
    };
    Fault::new(TYPE, at, message).fix(fix)
}

/// What a value is, with its type.
pub(super) fn describe(value: &Value<'_>) -> String {
    let brief = value.brief();
    match value {
        Value::Text(_) => format!("the string {brief}"),
        Value::Number(_) => format!("the number {brief}"),
        _ => brief,
    }
}

/// With its article.
pub(super) fn article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// The JSON that would be right, when it can be told from the value.
fn right_json(kind: Kind, value: &Value<'_>) -> Option<String> {
    match (kind, value) {
        (Kind::Number, Value::Text(text)) => number(text.trim()),
        (Kind::Integer, Value::Text(text)) => {
            number(text.trim()).and_then(|text| rounded(text.parse().ok()?))
        }
        (Kind::Integer, Value::Number(number)) => rounded(number.as_f64()),
        (Kind::Time, Value::Text(text)) => {
            let date = || Time::parse(text.trim()).map(|time| time.ms().to_string());
            number(text.trim())
                .and_then(|text| rounded(text.parse().ok()?))
                .or_else(date)
        }
        (Kind::Time, Value::Number(number)) if value.as_integer().is_none() => {
            rounded(number.as_f64())
        }
        (Kind::Text | Kind::StateName, Value::Number(_) | Value::Bool(_)) => {
            Some(format!("\"{}\"", value.brief()))
        }
        (Kind::Flag, Value::Text(text)) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => Some("true".to_owned()),
            "false" | "0" | "no" => Some("false".to_owned()),
            _ => None,
        },
        (Kind::Flag, Value::Number(number)) => Some((number.as_f64() != 0.0).to_string()),
        (
            Kind::Object | Kind::Params | Kind::Quality | Kind::Custom | Kind::PlayerTime,
            Value::Text(text),
        ) if text.trim_start().starts_with('{') => {
            Some("the object itself, not its text".to_owned())
        }
        (Kind::Object | Kind::Params | Kind::Quality | Kind::Custom, Value::List(items))
            if items.is_empty() =>
        {
            Some("{}".to_owned())
        }
        _ => None,
    }
}

/// A text that is a JSON number, or nearly.
fn number(text: &str) -> Option<String> {
    let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
    let exact = crate::wire::json::parse(text.as_bytes()).is_ok();
    Some(if exact {
        text.to_owned()
    } else {
        serde_json::Number::from_f64(value)?.to_string()
    })
}

/// A number without its fraction.
fn rounded(value: f64) -> Option<String> {
    (value.abs() <= 9_007_199_254_740_992.0).then(|| format!("{:.0}", value.round() + 0.0))
}

/// Names that other protocols and older pages have for our types.
const MEANT: &[(&str, EventType)] = &[
    ("pause", EventType::PauseStart),
    ("seekstart", EventType::PauseStart),
    ("seek", EventType::PauseStart),
    ("bufferend", EventType::Play),
    ("buffercomplete", EventType::Play),
    ("pauseend", EventType::Play),
    ("pausecomplete", EventType::Play),
    ("seekend", EventType::Play),
    ("seekcomplete", EventType::Play),
    ("resume", EventType::Play),
    ("playing", EventType::Play),
    ("contentstart", EventType::Play),
    ("buffer", EventType::BufferStart),
    ("buffering", EventType::BufferStart),
    ("contentcomplete", EventType::SessionComplete),
    ("complete", EventType::SessionComplete),
    ("end", EventType::SessionEnd),
    ("stop", EventType::SessionEnd),
    ("close", EventType::SessionEnd),
    ("start", EventType::SessionStart),
    ("heartbeat", EventType::Ping),
    ("adbreakend", EventType::AdBreakComplete),
    ("adbreakskip", EventType::AdBreakComplete),
    ("adend", EventType::AdComplete),
    ("chapterend", EventType::ChapterComplete),
    ("stateupdate", EventType::StatesUpdate),
];

/// The event type that a name which is none was meant for, or that is spelled most like it.
pub fn meant(name: &str) -> Option<EventType> {
    let plain = name.strip_prefix("media.").unwrap_or(name);
    let lower = plain.to_ascii_lowercase();
    let known = MEANT.iter().find(|(word, _)| *word == lower);
    known.map(|(_, kind)| *kind).or_else(|| {
        let names = EventType::ALL.iter().map(|kind| kind.name());
        nearest(plain, names).and_then(EventType::parse)
    })
}

/// An event type that the protocol does not have.
pub(super) fn unknown_type(name: &str) -> Fault {
    let plain = name.strip_prefix("media.").unwrap_or(name);
    let lower = plain.to_ascii_lowercase();
    let near = meant(name).map(EventType::name);
    let shown = quoted(name);
    let fix = match (near, lower.as_str()) {
        (Some(near), "seekstart" | "seek") => {
            format!("A seek is told as `{near}` at its start and `play` at its end.")
        }
        (Some(near), "adbreakskip") => {
            format!("There is none: skip the ad with `adSkip`, then send `{near}`.")
        }
        (Some(near), _) => format!("Send `{near}`."),
        (None, _) => {
            "Send one of the protocol's event types, or tell it as customMetadata.".to_owned()
        }
    };
    let message = match near {
        Some(near) => format!("{shown} is no event type; the nearest is `{near}`."),
        None => format!("{shown} is no event type."),
    };
    Fault::new(UNKNOWN_TYPE, "$.eventType".to_owned(), message).fix(fix)
}

/// A state's name that breaks its pattern.
pub(super) fn state_name(name: &str, at: String) -> Fault {
    let length = name.chars().count();
    let message = if length > 64 {
        format!(
            "The state name {} has {length} characters: 64 are allowed.",
            quoted(name)
        )
    } else {
        format!(
            "The state name {} may only hold letters, digits, `_` and `.`, at least one.",
            quoted(name)
        )
    };
    Fault::new(PATTERN, at, message).fix(renamed(name, 64))
}

/// A key of customMetadata that breaks its pattern.
pub(super) fn custom_key(key: &str, at: String) -> Fault {
    let message = if table::is_custom_key(key) {
        format!(
            "The loaded schema does not allow the customMetadata key {}.",
            quoted(key)
        )
    } else {
        format!(
            "The customMetadata key {} may only hold letters, digits, `_` and `.`, at least one.",
            quoted(key)
        )
    };
    Fault::new(PATTERN, at, message).fix(renamed(key, 128))
}

fn renamed(name: &str, longest: usize) -> Cow<'static, str> {
    let letter = |letter: char| {
        if letter.is_ascii_alphanumeric() || letter == '.' {
            letter
        } else {
            '_'
        }
    };
    let right: String = name.chars().take(longest).map(letter).collect();
    match right.trim_matches('_') {
        _ if right == name && !name.is_empty() => "Rename it.".into(),
        "" => "Give it a name of letters, digits, `_` and `.`.".into(),
        _ => format!("Rename it, for example to `{right}`.").into(),
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
