//! A value of two payloads, what became of it, and how people tell it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Plain;

use crate::wire::json::quoted;

/// What became of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It is the same.
    Same,
    /// It differs, as it does on every run.
    Volatile,
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Removed,
    /// It differs.
    Changed,
}

impl What {
    /// It is a difference that counts.
    pub fn counts(self) -> bool {
        !matches!(self, What::Same | What::Volatile)
    }

    /// Its word for programs.
    pub fn word(self) -> &'static str {
        match self {
            What::Same => "same",
            What::Volatile => "volatile",
            What::Added => "added",
            What::Removed => "removed",
            What::Changed => "changed",
        }
    }
}

/// A value of two payloads.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// Its `JSONPath`.
    pub path: String,
    /// What became of it.
    pub what: What,
    /// The first payload's.
    pub a: Option<Plain>,
    /// The second payload's.
    pub b: Option<Plain>,
}

impl Leaf {
    /// Both values have the same type.
    pub fn is_of_one_type(&self) -> bool {
        match (&self.a, &self.b) {
            (Some(a), Some(b)) => kind(a) == kind(b),
            _ => true,
        }
    }
}

/// The name of a value's type.
pub fn kind(value: &Plain) -> &'static str {
    match value {
        Plain::Null => "null",
        Plain::Bool(_) => "boolean",
        Plain::Number(_) => "number",
        Plain::String(_) => "string",
        Plain::Array(_) => "array",
        Plain::Object(_) => "object",
    }
}

/// A value in a few words.
pub fn brief(value: &Plain) -> String {
    match value {
        Plain::String(text) => quoted(text),
        Plain::Array(items) if !items.is_empty() => format!("an array of {}", items.len()),
        Plain::Object(object) if !object.is_empty() => format!("an object of {}", object.len()),
        other => other.to_string(),
    }
}

/// The member of the event that a path is in, and the rest of the path as people write it.
pub fn parted(path: &str) -> (&str, String) {
    let path = path.strip_prefix("$.").unwrap_or(path);
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (member, rest) = path.split_at(end);
    let plain = rest.strip_prefix("['").and_then(|rest| {
        let (key, more) = rest.split_once("']")?;
        Some(format!("{key}{more}"))
    });
    let rest = plain.unwrap_or_else(|| rest.trim_start_matches('.').to_owned());
    (member, rest)
}

/// A difference as people tell it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Told<'a> {
    /// A value that came, went or changed.
    One(&'a Leaf),
    /// A key that stands in another member, with its value on both sides: what went there and came here.
    Moved(&'a Leaf, &'a Leaf),
}

/// The differences, a key that stands in another member told once.
pub fn with_moves(leaves: &[Leaf]) -> Vec<Told<'_>> {
    let mut came: BTreeMap<String, Vec<&Leaf>> = BTreeMap::new();
    for leaf in leaves.iter().filter(|leaf| leaf.what == What::Added) {
        came.entry(parted(&leaf.path).1).or_default().push(leaf);
    }
    let mut moved_to = BTreeSet::new();
    let mut told = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        let (member, key) = parted(&leaf.path);
        let came = came
            .get_mut(&key)
            .filter(|_| leaf.what == What::Removed && !key.is_empty());
        let elsewhere = came.and_then(|came| {
            let place = came.iter().position(|to| parted(&to.path).0 != member)?;
            Some(came.remove(place))
        });
        match elsewhere {
            Some(to) => {
                moved_to.insert(to.path.as_str());
                told.push(Told::Moved(leaf, to));
            }
            None => told.push(Told::One(leaf)),
        }
    }
    told.retain(|told| !matches!(told, Told::One(leaf) if moved_to.contains(leaf.path.as_str())));
    told
}
