//! Schemas that a customer's own endpoint serves, in place of the built-in ones.

use std::fmt;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::Value as Json;

use crate::wire::EventType;
use crate::wire::json::{Number, Object, Value, path};

use super::judge::Part;
use super::table::Kind;
use super::{Fault, REQUIRED, TYPE, VALUE, hint};

/// Longest text of a validator's own message.
const LONGEST: usize = 240;

/// One loaded schema.
#[derive(Debug)]
pub(super) struct Loaded {
    document: Json,
    validator: Validator,
}

/// Why a schema cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError(String);

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LoadError {}

impl Loaded {
    /// Reads a schema of draft 04, whatever its `$schema` says.
    pub(super) fn read(text: &str) -> Result<Self, LoadError> {
        let document: Json = serde_json::from_str(text)
            .map_err(|error| LoadError(format!("it is no JSON: {error}")))?;
        let mut tidy = document.clone();
        let Json::Object(members) = &mut tidy else {
            return Err(LoadError("it is no JSON object, so no schema".to_owned()));
        };
        // Adobe's own excerpt names the draft by an address that is not the draft's.
        members.remove("$schema");
        drop_empty_required(&mut tidy);
        let validator = jsonschema::options()
            .with_draft(Draft::Draft4)
            .build(&tidy)
            .map_err(|error| {
                let at = error.instance_path().as_str();
                let place = if at.is_empty() { "at its root" } else { at };
                LoadError(format!(
                    "it is no schema of draft 04, {place}: {}",
                    clean(&error.to_string())
                ))
            })?;
        Ok(Loaded {
            document,
            validator,
        })
    }

    /// The schema as it was given.
    pub(super) fn document(&self) -> &Json {
        &self.document
    }

    /// Every fault of an event against it.
    pub(super) fn judge(&self, kind: EventType, root: &Value<'_>) -> Vec<Fault> {
        let instance = to_json(root);
        let mut faults: Vec<Fault> = self
            .validator
            .iter_errors(&instance)
            .flat_map(|error| self.faults(kind, root, &error))
            .collect();
        let ts = "$.playerTime.ts";
        if let Some(value) = find(root, &["playerTime", "ts"])
            && value.as_integer().is_some()
            && value.as_timestamp().is_none()
            && !faults.iter().any(|fault| fault.path == ts)
        {
            faults.push(hint::wrong_type(
                "`ts`",
                ts.to_owned(),
                "integer",
                value,
                Kind::Time,
                true,
            ));
        }
        faults
    }

    fn faults(&self, kind: EventType, root: &Value<'_>, error: &ValidationError<'_>) -> Vec<Fault> {
        let pointer = error.instance_path().as_str();
        let keys: Vec<String> = pointer
            .split('/')
            .skip(1)
            .map(|key| key.replace("~1", "/").replace("~0", "~"))
            .collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let at = json_path(root, &keys);
        let value = find(root, &keys).unwrap_or(&Value::Null);
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                vec![self.missing(kind, &keys, &at, property.as_str().unwrap_or_default())]
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => unexpected
                .iter()
                .map(|key| unlisted(kind, &keys, &at, key, value))
                .collect(),
            ValidationErrorKind::Type {
                kind: TypeKind::Single(expected),
            } => {
                let expected = expected.to_string();
                wrong_type(&keys, at, &expected, value)
                    .into_iter()
                    .collect()
            }
            ValidationErrorKind::Type { .. } => {
                vec![Fault::new(TYPE, at, clean(&error.to_string()))]
            }
            ValidationErrorKind::Pattern { .. } if keys.last() == Some(&"media.state.name") => {
                let mut fault = hint::state_name(value.as_str().unwrap_or_default(), at);
                fault.message = clean(&error.to_string());
                vec![fault]
            }
            _ => {
                let message = format!(
                    "The loaded schema does not allow it: {}.",
                    clean(&error.to_string())
                );
                vec![Fault::new(VALUE, at, message).fix("Send a value that the schema allows.")]
            }
        }
    }

    fn missing(&self, kind: EventType, keys: &[&str], at: &str, property: &str) -> Fault {
        let params = || {
            self.required_params()
                .iter()
                .map(|key| format!("`{key}`"))
                .collect::<Vec<_>>()
        };
        let (message, fix) = match (keys, property) {
            ([], "params") if !params().is_empty() => {
                let keys = hint::and(&params());
                (
                    format!("{kind} has no `params`: it must hold {keys}."),
                    format!("Add `params` with {keys}."),
                )
            }
            ([], _) => (
                format!("The event has no `{property}`."),
                format!("Add `{property}`."),
            ),
            (keys, _) => {
                let parent = keys.last().copied().unwrap_or_default();
                (
                    format!("{kind} has no `{property}` in {parent}."),
                    format!("Add `{property}` to {parent}."),
                )
            }
        };
        Fault::new(REQUIRED, path::member(at, property), message).fix(fix)
    }

    /// The keys that the schema requires in `params`.
    fn required_params(&self) -> Vec<&str> {
        let params = self
            .follow(&self.document)
            .pointer("/properties/params")
            .map(|params| self.follow(params))
            .and_then(|params| params.get("required"));
        params
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect()
    }

    /// The schema that a reference within the document stands for.
    fn follow<'a>(&'a self, mut schema: &'a Json) -> &'a Json {
        for _ in 0..8 {
            let target = schema
                .get("$ref")
                .and_then(Json::as_str)
                .and_then(|target| target.strip_prefix('#'));
            match target.and_then(|pointer| self.document.pointer(pointer)) {
                Some(next) => schema = next,
                None => break,
            }
        }
        schema
    }
}

/// `"required": []`, which draft 04 forbids, asks for nothing.
fn drop_empty_required(schema: &mut Json) {
    match schema {
        Json::Object(members) => {
            if members
                .get("required")
                .and_then(Json::as_array)
                .is_some_and(Vec::is_empty)
            {
                members.remove("required");
            }
            members.values_mut().for_each(drop_empty_required);
        }
        Json::Array(items) => items.iter_mut().for_each(drop_empty_required),
        _ => {}
    }
}

fn unlisted(kind: EventType, keys: &[&str], at: &str, key: &str, object: &Value<'_>) -> Fault {
    let value = find(object, &[key]).unwrap_or(&Value::Null);
    let part = match keys {
        ["customMetadata"] => return hint::custom_key(key, path::member(at, key)),
        [] => Part::Root,
        ["playerTime"] => Part::PlayerTime,
        ["qoeData"] => Part::Quality,
        ["params", "statesStart" | "statesEnd", _] => Part::StateItem,
        _ => Part::Params,
    };
    hint::unknown_key(Some(kind), part, key, value, at)
}

fn wrong_type(keys: &[&str], at: String, expected: &str, value: &Value<'_>) -> Option<Fault> {
    if expected == "integer" && value.as_integer().is_some() {
        return None;
    }
    let kind = match expected {
        "integer" if at == "$.playerTime.ts" => Kind::Time,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "string" => Kind::Text,
        "boolean" => Kind::Flag,
        "array" => Kind::States,
        _ => Kind::Object,
    };
    let name = keys
        .last()
        .map_or_else(|| "the event".to_owned(), |key| format!("`{key}`"));
    Some(hint::wrong_type(&name, at, expected, value, kind, true))
}

/// The value at the end of a chain of keys and indexes.
fn find<'a, 'b>(root: &'a Value<'b>, keys: &[&str]) -> Option<&'a Value<'b>> {
    keys.iter().try_fold(root, |value, key| match value {
        Value::Object(object) => object.get(key),
        Value::List(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    })
}

fn json_path(root: &Value<'_>, keys: &[&str]) -> String {
    let mut at = path::ROOT.to_owned();
    for (depth, key) in keys.iter().enumerate() {
        let parent = find(root, keys.get(..depth).unwrap_or_default());
        at = match (parent, key.parse()) {
            (Some(Value::List(_)), Ok(index)) => path::item(&at, index),
            _ => path::member(&at, key),
        };
    }
    at
}

/// For the validator, which takes `30.0` for no integer in draft 04.
fn to_json(value: &Value<'_>) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(number) => match *number {
            Number::Int(value) => value.into(),
            Number::UInt(value) => value.into(),
            Number::Float(value) => whole(value).map_or_else(|| value.into(), Json::from),
        },
        Value::Text(text) => Json::String(text.to_string()),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Object(Object(members)) => members
            .iter()
            .map(|(key, value)| (key.to_string(), to_json(value)))
            .collect(),
    }
}

fn whole(value: f64) -> Option<i64> {
    const EDGE: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole and within ±2^53")]
    let whole = (value.fract() == 0.0 && value.abs() <= EDGE).then_some(value as i64);
    whole
}

/// A message without control characters, shortened.
fn clean(text: &str) -> String {
    let mut clean: String = text
        .chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST)
        .collect();
    if text.chars().count() > LONGEST {
        clean.push('…');
    }
    clean
}
