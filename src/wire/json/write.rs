//! Values as text, for messages and for what reads JSON by `serde`.

use std::fmt::Write as _;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Number, Object, Value};

/// Longest text of a value in a message, in characters.
const BRIEF: usize = 60;

impl Value<'_> {
    /// The value as JSON, shortened for a message; never a control character.
    pub fn brief(&self) -> String {
        match self {
            Value::List(items) if items.is_empty() => "[]".to_owned(),
            Value::Object(object) if object.is_empty() => "{}".to_owned(),
            Value::List(items) => format!("an array of {}", items.len()),
            Value::Object(object) => format!("an object of {}", object.0.len()),
            Value::Text(text) => quoted(text),
            Value::Number(number) => number.to_string(),
            Value::Bool(value) => value.to_string(),
            Value::Null => "null".to_owned(),
        }
    }
}

/// A text in double quotes, shortened for a message; never a control character.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len().min(BRIEF) + 2);
    quoted.push('"');
    for (count, letter) in text.chars().enumerate() {
        if count == BRIEF {
            quoted.push('…');
            break;
        }
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            _ if is_harmless(letter) => quoted.push(letter),
            _ => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(letter));
            }
        }
    }
    quoted.push('"');
    quoted
}

/// Neither a control character nor one that turns the direction of writing.
fn is_harmless(letter: char) -> bool {
    !letter.is_control()
        && !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Number::Int(value) => serializer.serialize_i64(*value),
            Number::UInt(value) => serializer.serialize_u64(*value),
            Number::Float(value) => serializer.serialize_f64(*value),
        }
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(number) => number.serialize(serializer),
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(items) => serializer.collect_seq(items),
            Value::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}
