//! One value of a payload: where it stands, what it is, and its line.

use super::path::Step;
use crate::rules::Severity;
use crate::ui::text;
use crate::wire::json::{self, Value};

/// Characters of a text that its one line is made of; no screen is wider.
const LONGEST_LINE: usize = 1000;

/// One value.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) step: Option<Step>,
    pub(super) shape: Shape,
    pub(super) depth: u16,
    pub(super) parent: Option<usize>,
    /// The node after this one's last descendant.
    pub(super) after: usize,
    /// Its key is given again later: this value does not count.
    pub(super) overridden: bool,
    /// The worst fault on it or in it.
    pub(super) worst: Option<Severity>,
    /// Columns of the longest name among its members that are no objects or arrays.
    pub(super) names: u16,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Object(usize),
    List(usize),
    Text(String),
    Number(json::Number),
    Word(&'static str),
}

impl Node {
    /// The name or index it has in its parent.
    pub(super) fn label(&self) -> String {
        match &self.step {
            None => String::new(),
            Some(Step::Name(name)) => text::clean(name).into_owned(),
            Some(Step::Index(index)) => index.to_string(),
        }
    }

    /// The member's name as sent.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.step {
            Some(Step::Name(name)) => Some(name),
            _ => None,
        }
    }
}

impl Shape {
    /// The value on one line, of a very long text its start.
    pub(super) fn line(&self) -> String {
        match self {
            Shape::Text(text) => match text.char_indices().nth(LONGEST_LINE) {
                Some((end, _)) => quote(text.get(..end).unwrap_or(text)),
                None => quote(text),
            },
            Shape::Object(members @ 1..) => text::counted(*members as u64, "member"),
            Shape::List(items @ 1..) => text::counted(*items as u64, "item"),
            leaf => leaf.json(),
        }
    }

    /// The JSON text of a value without members.
    pub(super) fn json(&self) -> String {
        match self {
            Shape::Object(_) => "{}".to_owned(),
            Shape::List(_) => "[]".to_owned(),
            Shape::Text(text) => quote(text),
            Shape::Number(number) => number.to_string(),
            Shape::Word(word) => (*word).to_owned(),
        }
    }
}

/// What a value is, its members aside.
pub(super) fn shape(value: &Value<'_>) -> Shape {
    match value {
        Value::Null => Shape::Word("null"),
        Value::Bool(true) => Shape::Word("true"),
        Value::Bool(false) => Shape::Word("false"),
        Value::Number(number) => Shape::Number(*number),
        Value::Text(text) => Shape::Text(text.to_string()),
        Value::List(items) => Shape::List(items.len()),
        Value::Object(object) => Shape::Object(object.0.len()),
    }
}

/// A text as JSON writes it.
pub(super) fn quote(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
