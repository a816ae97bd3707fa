//! Keys that a schema does not list: what they are meant for, and where they belong.

use std::borrow::Cow;

use super::and;
use crate::schema::judge::Part;
use crate::schema::nearest::nearest;
use crate::schema::table::{self, Member};
use crate::schema::{Fault, UNKNOWN_KEY};
use crate::wire::EventType;
use crate::wire::json::{Value, path, quoted};

/// A member that the schema does not list.
pub(in crate::schema) fn unknown_key(
    kind: Option<EventType>,
    part: Part,
    key: &str,
    value: &Value<'_>,
    at: &str,
) -> Fault {
    let shown = quoted(key);
    let message = match kind {
        Some(kind) => format!("{shown} is no key of {} on {kind}.", part.name()),
        None => format!("{shown} is no key of {}.", part.name()),
    };
    let fix = match part {
        Part::Root => at_root(kind, key),
        Part::PlayerTime => in_player_time(key),
        Part::StateItem => {
            "Leave it out: an item holds `media.state.name` and nothing else.".into()
        }
        Part::Params => in_params(kind, key),
        Part::Quality => in_quality(kind, key),
    };
    let fix = match value {
        Value::Null => "Leave it out.".into(),
        _ => fix,
    };
    Fault {
        tolerated: true,
        ..Fault::new(UNKNOWN_KEY, path::member(at, key), message)
    }
    .fix(fix)
}

const TO_CUSTOM: &str = "Move it to customMetadata, as a string, or leave it out.";

fn rename(key: &str) -> Cow<'static, str> {
    format!("Did you mean `{key}`?").into()
}

fn keys(members: &'static [Member]) -> impl Iterator<Item = &'static str> {
    members.iter().map(|member| member.key)
}

fn keys_on(
    kind: Option<EventType>,
    members: &'static [Member],
) -> impl Iterator<Item = &'static str> {
    let allowed = move |member: &&Member| kind.is_none_or(|kind| member.allowed.has(kind));
    members.iter().filter(allowed).map(|member| member.key)
}

fn at_root(kind: Option<EventType>, key: &str) -> Cow<'static, str> {
    if table::find(table::PARAMS, key).is_some() {
        return "Move it to params.".into();
    }
    if key.starts_with("media.qoe.") {
        return "Move it to qoeData.".into();
    }
    if table::find(table::PLAYER_TIME, key).is_some() {
        return "Move it to playerTime.".into();
    }
    if let Some(near) = nearest(key, keys(table::ROOT)) {
        return rename(near);
    }
    if let Some(near) = nearest(key, keys(table::PLAYER_TIME)) {
        return format!("Did you mean `{near}` in playerTime?").into();
    }
    match nearest(key, keys_on(kind, table::PARAMS)) {
        Some(near) if key.contains('.') => format!("Did you mean `{near}` in params?").into(),
        _ => TO_CUSTOM.into(),
    }
}

fn in_player_time(key: &str) -> Cow<'static, str> {
    match key.to_ascii_lowercase().as_str() {
        "timestamp" | "time" | "date" | "now" => rename("ts"),
        "position" | "currenttime" | "head" => rename("playhead"),
        _ => nearest(key, keys(table::PLAYER_TIME)).map_or(TO_CUSTOM.into(), rename),
    }
}

fn in_params(kind: Option<EventType>, key: &str) -> Cow<'static, str> {
    if table::find(table::QUALITY, key).is_some() {
        return "Move it to qoeData.".into();
    }
    if matches!(
        key.to_ascii_lowercase().as_str(),
        "media.errorid" | "media.error.id" | "errorid"
    ) {
        return "Send it as `media.qoe.errorID` in qoeData, with `media.qoe.errorSource`.".into();
    }
    if let Some((_, member)) = table::find(table::PARAMS, key) {
        if kind.is_some_and(|kind| member.allowed.has(kind)) {
            return "Leave it out: the loaded schema does not list it.".into();
        }
        let types: Vec<String> = member
            .allowed
            .kinds()
            .map(|kind| kind.to_string())
            .collect();
        return format!("Leave it out here: it belongs to {}.", and(&types)).into();
    }
    if key.starts_with("media.qoe.") {
        return match nearest(key, keys(table::QUALITY)) {
            Some(near) => format!("Move it to qoeData as `{near}`.").into(),
            None => "Quality belongs in qoeData, under one of its own keys.".into(),
        };
    }
    if let Some(near) = nearest(key, keys_on(kind, table::PARAMS)) {
        return rename(near);
    }
    match nearest(key, keys(table::QUALITY)) {
        Some(near) => format!("Did you mean `{near}` in qoeData?").into(),
        None => TO_CUSTOM.into(),
    }
}

fn in_quality(kind: Option<EventType>, key: &str) -> Cow<'static, str> {
    if table::find(table::PARAMS, key).is_some() {
        return "Move it to params.".into();
    }
    if let Some(near) = nearest(key, keys(table::QUALITY)) {
        return rename(near);
    }
    match nearest(key, keys_on(kind, table::PARAMS)) {
        Some(near) if key.contains('.') => format!("Did you mean `{near}` in params?").into(),
        _ => TO_CUSTOM.into(),
    }
}
