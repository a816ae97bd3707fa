//! The built-in schemas as JSON Schema documents of draft 04, as the service serves its own.

use serde_json::{Map, Value, json};

use crate::wire::EventType;

use super::judge::Part;
use super::table::{CUSTOM_KEY, Kind, Member, STATE_NAME};

/// The schema of a type.
pub(super) fn document(kind: EventType) -> Value {
    let mut document = object(kind, Part::Root);
    if let Some(members) = document.as_object_mut() {
        members.insert(
            "$schema".into(),
            json!("http://json-schema.org/draft-04/schema#"),
        );
        members.insert("title".into(), json!(kind.name()));
    }
    document
}

fn object(kind: EventType, part: Part) -> Value {
    let allowed = |member: &&Member| member.allowed.has(kind);
    let properties: Map<String, Value> = part
        .members()
        .iter()
        .filter(allowed)
        .map(|member| (member.key.to_owned(), property(kind, member)))
        .collect();
    let required: Vec<&str> = part
        .members()
        .iter()
        .filter(|member| member.required.has(kind))
        .map(|member| member.key)
        .collect();
    let mut schema =
        json!({"type": "object", "properties": properties, "additionalProperties": false});
    if let (Some(members), false) = (schema.as_object_mut(), required.is_empty()) {
        members.insert("required".into(), json!(required));
    }
    schema
}

fn property(kind: EventType, member: &Member) -> Value {
    let mut schema = match member.kind {
        Kind::PlayerTime => object(kind, Part::PlayerTime),
        Kind::Params => object(kind, Part::Params),
        Kind::Quality => object(kind, Part::Quality),
        Kind::Custom => json!({
            "type": "object",
            "patternProperties": {CUSTOM_KEY: {"type": "string"}},
            "additionalProperties": false,
        }),
        Kind::EventType => json!({"type": "string", "enum": [kind.name()]}),
        Kind::StateName => json!({"type": "string", "pattern": STATE_NAME}),
        Kind::States => json!({"type": "array", "items": object(kind, Part::StateItem)}),
        Kind::Time => json!({
            "type": "integer",
            "minimum": -9_007_199_254_740_992_i64,
            "maximum": 9_007_199_254_740_992_i64,
        }),
        plain => json!({"type": plain.json_type()}),
    };
    if let Some(members) = schema.as_object_mut() {
        members.insert("description".into(), json!(member.meaning));
    }
    schema
}
