//! Keys given twice in one object.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Object, Value, path};

/// Objects up to this size are compared pair by pair.
const SMALL: usize = 24;

impl Value<'_> {
    /// Takes out the members that a later one of the same key overrides, and gives the path of each key so
    /// given, in the order of the text.
    pub fn take_duplicates(&mut self) -> Vec<String> {
        let mut found = Vec::new();
        if self.has_duplicates() {
            take(self, path::ROOT, &mut found);
        }
        found
    }

    fn has_duplicates(&self) -> bool {
        match self {
            Value::Object(object) => {
                repeats(object) || object.0.iter().any(|(_, value)| value.has_duplicates())
            }
            Value::List(items) => items.iter().any(Value::has_duplicates),
            _ => false,
        }
    }
}

fn repeats(object: &Object<'_>) -> bool {
    let members = &object.0;
    if members.len() > SMALL {
        let keys: BTreeSet<&str> = members.iter().map(|(key, _)| key.as_ref()).collect();
        return keys.len() < members.len();
    }
    let mut rest = members.as_slice();
    while let [(key, _), after @ ..] = rest {
        if after.iter().any(|(other, _)| other == key) {
            return true;
        }
        rest = after;
    }
    false
}

fn take(value: &mut Value<'_>, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if repeats(object) {
                keep_last(object, at, found);
            }
            for (key, inner) in &mut object.0 {
                if matches!(inner, Value::Object(_) | Value::List(_)) {
                    take(inner, &path::member(at, key), found);
                }
            }
        }
        Value::List(items) => {
            for (index, inner) in items.iter_mut().enumerate() {
                if matches!(inner, Value::Object(_) | Value::List(_)) {
                    take(inner, &path::item(at, index), found);
                }
            }
        }
        _ => {}
    }
}

fn keep_last(object: &mut Object<'_>, at: &str, found: &mut Vec<String>) {
    let mut kept: BTreeSet<Cow<'_, str>> = BTreeSet::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut paths = Vec::new();
    let mut members = std::mem::take(&mut object.0);
    members.reverse();
    members.retain(|(key, _)| {
        let last = kept.insert(key.clone());
        if !last && told.insert(key.to_string()) {
            paths.push(path::member(at, key));
        }
        last
    });
    members.reverse();
    object.0 = members;
    found.extend(paths.into_iter().rev());
}
