//! JSON as the collection service reads it: RFC 8259, at most 100 levels deep, keys in the order sent.
//!
//! `serde_json` does the reading; what it would smooth over (a key given twice, the order of keys)
//! is kept here, because the text is what is being inspected.

mod duplicates;
mod explain;
pub mod path;
mod read;
mod write;

use std::borrow::Cow;
use std::fmt;

pub use read::{Error, parse};
pub use write::quoted;

/// Deepest nesting that passes, the root being the first level.
pub const MAX_DEPTH: usize = 100;

/// Any JSON value, borrowing its text from the body where no escape stands in the way.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Value<'a>>),
    /// An object.
    Object(Object<'a>),
}

/// A number, as exactly as it was sent and as a double can hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A whole number written without fraction or exponent.
    Int(i64),
    /// A whole number beyond `i64`.
    UInt(u64),
    /// Any other.
    Float(f64),
}

impl Number {
    /// The number as a double.
    #[expect(
        clippy::cast_precision_loss,
        reason = "JSON numbers are doubles to the service"
    )]
    pub fn as_f64(self) -> f64 {
        match self {
            Number::Int(value) => value as f64,
            Number::UInt(value) => value as f64,
            Number::Float(value) => value,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Int(value) => value.fmt(f),
            Number::UInt(value) => value.fmt(f),
            Number::Float(value) => match serde_json::Number::from_f64(*value) {
                Some(number) => number.fmt(f),
                None => value.fmt(f),
            },
        }
    }
}

/// An object's members in the order sent; a key may stand more than once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Object<'a>(pub Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> Object<'a> {
    /// The value of a key; of one given twice, the last.
    pub fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.0
            .iter()
            .rev()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// Members in the order sent, those overridden by a later one of the same key included.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// No members.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> Value<'a> {
    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self {
            Some(*value)
        } else {
            None
        }
    }

    /// The number as a double, if it is one.
    pub fn as_f64(&self) -> Option<f64> {
        if let Value::Number(number) = self {
            Some(number.as_f64())
        } else {
            None
        }
    }

    /// The number, if it is a whole one by value (`30.0` is).
    pub fn as_integer(&self) -> Option<f64> {
        self.as_f64().filter(|value| value.fract() == 0.0)
    }

    /// A whole number within ±2^53: what a `ts` may be.
    pub fn as_timestamp(&self) -> Option<i64> {
        const EDGE: i64 = 1 << 53;
        let whole = match self {
            Value::Number(Number::Int(value)) => *value,
            #[expect(
                clippy::cast_possible_truncation,
                reason = "out of range saturates and is then refused"
            )]
            Value::Number(Number::Float(value)) if value.fract() == 0.0 => *value as i64,
            _ => return None,
        };
        (-EDGE..=EDGE).contains(&whole).then_some(whole)
    }

    /// The items, if it is an array.
    pub fn as_list(&self) -> Option<&[Value<'a>]> {
        if let Value::List(items) = self {
            Some(items)
        } else {
            None
        }
    }

    /// The members, if it is an object.
    pub fn as_object(&self) -> Option<&Object<'a>> {
        if let Value::Object(object) = self {
            Some(object)
        } else {
            None
        }
    }

    /// The JSON name of its type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Text(_) => "string",
            Value::List(_) => "array",
            Value::Object(_) => "object",
        }
    }
}
