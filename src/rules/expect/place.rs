//! A member of an event, as an expectation names it.

use std::fmt;

use crate::schema::{holder, keys, nearest};
use crate::wire::json::{Object, Value, path};

/// The objects of an event that hold members by key.
const HOLDERS: &[&str] = &["params", "qoeData", "customMetadata", "playerTime"];

/// Where in an event a member stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    steps: Vec<Step>,
    /// The same as `JSONPath`.
    path: String,
    /// As it was written.
    name: String,
}

/// A step from the root towards a member.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// To a member of an object.
    Key(String),
    /// To an item of an array.
    Item(usize),
}

/// Why a place cannot be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceError(String);

impl fmt::Display for PlaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PlaceError {}

impl Place {
    /// Reads a key (`media.show`), a key in an object (`customMetadata.series`), or a `JSONPath` of one member
    /// (`$.params['media.show']`).
    ///
    /// # Errors
    ///
    /// When it names no member, or a bare key is none that the built-in schemas know.
    pub fn parse(name: &str) -> Result<Self, PlaceError> {
        let steps = if let Some(rest) = name.strip_prefix('$') {
            steps(rest).ok_or_else(|| {
                PlaceError(format!(
                    "`{name}` is no path of a member; write it like $.params['media.show']"
                ))
            })?
        } else {
            by_key(name)?
        };
        let path = steps
            .iter()
            .fold(path::ROOT.to_owned(), |at, step| match step {
                Step::Key(key) => path::member(&at, key),
                Step::Item(index) => path::item(&at, *index),
            });
        Ok(Place {
            steps,
            path,
            name: name.to_owned(),
        })
    }

    /// As it was written.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its `JSONPath`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The member in an event.
    pub(super) fn find<'a, 'b>(&self, root: &'a Object<'b>) -> Option<&'a Value<'b>> {
        let (Step::Key(first), rest) = self.steps.split_first()? else {
            return None;
        };
        rest.iter()
            .try_fold(root.get(first)?, |value, step| match (value, step) {
                (Value::Object(object), Step::Key(key)) => object.get(key),
                (Value::List(items), Step::Item(index)) => items.get(*index),
                _ => None,
            })
    }
}

fn by_key(name: &str) -> Result<Vec<Step>, PlaceError> {
    let key = |key: &str| Step::Key(key.to_owned());
    if let Some((first, rest)) = name.split_once('.')
        && HOLDERS.contains(&first)
        && !rest.is_empty()
    {
        return Ok(vec![key(first), key(rest)]);
    }
    match holder(name) {
        Some("") => Ok(vec![key(name)]),
        Some(holder) => Ok(vec![key(holder), key(name)]),
        None => {
            let hint = nearest(name, keys())
                .map(|near| format!("did you mean `{near}`? "))
                .unwrap_or_default();
            Err(PlaceError(format!(
                "unknown key `{name}`; {hint}keys of your own are written customMetadata.KEY, \
                 others params.KEY or qoeData.KEY"
            )))
        }
    }
}

/// The steps of a path behind its `$`; none when it is no path of one member.
fn steps(mut rest: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (step, tail) = if let Some(name) = rest.strip_prefix('.') {
            let end = name.find(['.', '[']).unwrap_or(name.len());
            let (name, tail) = name.split_at(end);
            (key(name)?, tail)
        } else {
            let inner = rest.strip_prefix('[')?;
            if let Some(quoted) = inner.strip_prefix(['\'', '"']) {
                let quote = inner.chars().next()?;
                let (name, tail) = quoted.split_once(quote)?;
                (key(name)?, tail.strip_prefix(']')?)
            } else {
                let (digits, tail) = inner.split_once(']')?;
                (Step::Item(digits.parse().ok()?), tail)
            }
        };
        steps.push(step);
        rest = tail;
    }
    (!steps.is_empty()).then_some(steps)
}

/// A step by name; a wildcard is none.
fn key(name: &str) -> Option<Step> {
    (!name.is_empty() && name != "*").then(|| Step::Key(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn keys_and_paths_name_a_member() {
        let cases = [
            ("media.show", "$.params['media.show']"),
            ("media.qoe.bitrate", "$.qoeData['media.qoe.bitrate']"),
            ("playhead", "$.playerTime.playhead"),
            ("qoeData", "$.qoeData"),
            ("customMetadata.series", "$.customMetadata.series"),
            ("customMetadata.a.b", "$.customMetadata['a.b']"),
            ("params.media.new", "$.params['media.new']"),
            ("$.params['media.show']", "$.params['media.show']"),
            (
                "$.params.statesStart[0][\"media.state.name\"]",
                "$.params.statesStart[0]['media.state.name']",
            ),
        ];
        for (name, path) in cases {
            let place = Place::parse(name).expect("a place");
            assert_eq!((place.path(), place.name()), (path, name));
        }
    }

    #[test]
    fn what_names_none_is_refused() {
        for (name, hint) in [
            ("media.shwo", "did you mean `media.show`?"),
            ("series", "customMetadata.KEY"),
            ("", "unknown key"),
            ("$", "no path of a member"),
            ("$.params[*]", "no path of a member"),
            ("$.params['x", "no path of a member"),
            ("$params", "no path of a member"),
        ] {
            let error = Place::parse(name).expect_err("no place").to_string();
            assert!(error.contains(hint), "{name}: {error}");
        }
    }
}
