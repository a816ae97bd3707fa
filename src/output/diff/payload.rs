//! What differs between two payloads, by key.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Plain;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Options;
use crate::exchange::Time;
use crate::wire::json::{Value, path, quoted};

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

/// Values that differ on every run, by key.
const VOLATILE: &[&str] = &[
    "ts",
    "playhead",
    "analytics.aid",
    "analytics.visitorId",
    "appInstallationId",
    "media.qoe.bitrate",
    "media.qoe.droppedFrames",
    "media.qoe.framesPerSecond",
    "media.qoe.timeToStart",
    "media.sessionId",
    "media.vsid",
    "sessionId",
    "visitor.aamLocationHint",
    "visitor.customerIDs",
    "visitor.marketingCloudUserId",
];

/// Lists longer than this are compared item by item.
const LONGEST: usize = 1000;

/// Every value of two payloads by its path, in the order of the first, what only the second has after it; with
/// `only` those that differ.
pub fn compare(a: &Value<'_>, b: &Value<'_>, options: &Options, only: bool) -> Vec<Leaf> {
    let mut walk = Walk {
        options,
        only,
        volatile: false,
        leaves: Vec::new(),
    };
    walk.both(path::ROOT, a, b);
    walk.leaves
}

struct Walk<'a> {
    options: &'a Options,
    only: bool,
    /// Somewhere above stands a key whose values differ on every run.
    volatile: bool,
    leaves: Vec<Leaf>,
}

impl Walk<'_> {
    fn both(&mut self, path: &str, a: &Value<'_>, b: &Value<'_>) {
        match (a, b) {
            (Value::Object(first), Value::Object(second))
                if !(first.is_empty() && second.is_empty()) =>
            {
                let mut other: BTreeMap<&str, &Value<'_>> = second.iter().collect();
                let mut own: BTreeMap<&str, &Value<'_>> = first.iter().collect();
                for (key, _) in first.iter() {
                    // Of a key that is given twice the last one counts; it is told once.
                    let Some(a) = own.remove(key) else {
                        continue;
                    };
                    let before = self.enter(key);
                    let at = path::member(path, key);
                    match other.remove(key) {
                        Some(b) => self.both(&at, a, b),
                        None => self.one(&at, a, What::Removed),
                    }
                    self.volatile = before;
                }
                for (key, _) in second.iter() {
                    if let Some(value) = other.remove(key) {
                        let before = self.enter(key);
                        self.one(&path::member(path, key), value, What::Added);
                        self.volatile = before;
                    }
                }
            }
            (Value::List(first), Value::List(second))
                if !(first.is_empty() && second.is_empty()) =>
            {
                self.lists(path, first, second);
            }
            (a, b) => {
                let what = if same(a, b) {
                    What::Same
                } else if a.type_name() == b.type_name() && self.differs_anyway(a, b) {
                    What::Volatile
                } else {
                    What::Changed
                };
                self.tell(path, what, Some(a), Some(b));
            }
        }
    }

    /// Items that are equal are partners, so that one more at the start is not a change of all.
    fn lists(&mut self, path: &str, first: &[Value<'_>], second: &[Value<'_>]) {
        let text = |items: &[Value<'_>]| -> Vec<String> {
            let items = items.iter();
            items
                .map(|item| serde_json::to_string(item).unwrap_or_default())
                .collect()
        };
        let ops = if first.len().max(second.len()) > LONGEST {
            vec![DiffOp::Replace {
                old_index: 0,
                old_len: first.len(),
                new_index: 0,
                new_len: second.len(),
            }]
        } else {
            capture_diff_slices(Algorithm::Myers, &text(first), &text(second))
        };
        for op in ops {
            let (old, new) = (op.old_range(), op.new_range());
            let pairs = old.len().min(new.len());
            for (a, b) in old.clone().zip(new.clone()) {
                self.both(&path::item(path, a), &first[a], &second[b]);
            }
            for a in old.skip(pairs) {
                self.one(&path::item(path, a), &first[a], What::Removed);
            }
            for b in new.skip(pairs) {
                self.one(&path::item(path, b), &second[b], What::Added);
            }
        }
    }

    /// A value that only one side has, with all that it holds.
    fn one(&mut self, path: &str, value: &Value<'_>, what: What) {
        match value {
            Value::Object(object) if !object.is_empty() => {
                let last: BTreeMap<&str, &Value<'_>> = object.iter().collect();
                for (key, value) in last {
                    self.one(&path::member(path, key), value, what);
                }
            }
            Value::List(items) if !items.is_empty() => {
                for (index, item) in items.iter().enumerate() {
                    self.one(&path::item(path, index), item, what);
                }
            }
            value if what == What::Added => self.tell(path, what, None, Some(value)),
            value => self.tell(path, what, Some(value), None),
        }
    }

    fn enter(&mut self, key: &str) -> bool {
        let volatile = self.volatile || VOLATILE.contains(&key);
        std::mem::replace(&mut self.volatile, volatile)
    }

    fn differs_anyway(&self, a: &Value<'_>, b: &Value<'_>) -> bool {
        !self.options.exact && (self.volatile || is_of_a_run(a) && is_of_a_run(b))
    }

    fn tell(&mut self, path: &str, what: What, a: Option<&Value<'_>>, b: Option<&Value<'_>>) {
        let what = if self.options.ignores(path) && what.counts() {
            What::Volatile
        } else {
            what
        };
        if self.only && !what.counts() {
            return;
        }
        let plain = |value: &Value<'_>| serde_json::to_value(value).unwrap_or(Plain::Null);
        self.leaves.push(Leaf {
            path: path.to_owned(),
            what,
            a: a.map(plain),
            b: b.map(plain),
        });
    }
}

/// Equal as the service takes them: numbers by value.
fn same(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (a, b) {
        (Value::Number(first), Value::Number(second)) => {
            first == second || first.as_f64().total_cmp(&second.as_f64()).is_eq()
        }
        _ => a == b,
    }
}

/// The value looks like one that is made anew on each run: an id made by chance, or a moment.
fn is_of_a_run(value: &Value<'_>) -> bool {
    /// From 2001 to 2096, in ms since the Unix epoch.
    const MOMENTS: std::ops::Range<f64> = 1e12..4e12;
    match value {
        Value::Number(number) => MOMENTS.contains(&number.as_f64()),
        Value::Text(text) => {
            let hex = text.bytes().filter(u8::is_ascii_hexdigit).count();
            let dashes = text.bytes().filter(|byte| *byte == b'-').count();
            hex >= 32 && hex + dashes == text.len() || Time::parse(text).is_some()
        }
        _ => false,
    }
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails"
)]
mod tests {
    use super::*;
    use crate::wire::json::parse;

    fn told(a: &str, b: &str, options: &Options) -> Vec<String> {
        let (a, b) = (parse(a.as_bytes()).unwrap(), parse(b.as_bytes()).unwrap());
        let leaves = compare(&a, &b, options, true);
        leaves
            .iter()
            .map(|leaf| {
                let side = |value: &Option<Plain>| value.as_ref().map_or("-".into(), brief);
                format!(
                    "{} {} {} {}",
                    leaf.what.word(),
                    leaf.path,
                    side(&leaf.a),
                    side(&leaf.b)
                )
            })
            .collect()
    }

    #[test]
    fn keys_that_came_went_and_changed_are_told() {
        let a = r#"{"playerTime":{"ts":1,"playhead":2},"params":{"media.id":"a","media.length":600,"old":{"x":1}}}"#;
        let b = r#"{"params":{"media.length":"600","media.id":"b","new":[true]},"playerTime":{"playhead":3,"ts":5}}"#;
        assert_eq!(
            told(a, b, &Options::default()),
            [
                r#"changed $.params['media.id'] "a" "b""#,
                r#"changed $.params['media.length'] 600 "600""#,
                "removed $.params.old.x 1 -",
                "added $.params.new[0] - true",
            ]
        );
    }

    #[test]
    fn what_differs_on_every_run_counts_when_it_is_gone_or_of_another_type() {
        let a = r#"{"playerTime":{"ts":1,"playhead":2},"customMetadata":{"run":"0f8fad5b-d9cb-469f-a165-70867728950e"}}"#;
        let b = r#"{"playerTime":{"ts":"1"},"customMetadata":{"run":"7c9e6679-7425-40de-944b-e07fc1f90ae7"}}"#;
        assert_eq!(
            told(a, b, &Options::default()),
            [
                r#"changed $.playerTime.ts 1 "1""#,
                "removed $.playerTime.playhead 2 -",
            ]
        );
        let exact = Options {
            exact: true,
            ..Options::default()
        };
        assert_eq!(told(a, b, &exact).len(), 3);
        let ignoring = Options {
            ignore: vec!["playerTime".to_owned()],
            ..exact
        };
        assert_eq!(told(a, b, &ignoring).len(), 1);
    }

    #[test]
    fn one_more_item_in_a_list_is_one_difference() {
        let a = r#"{"s":[{"n":"a"},{"n":"b"}],"d":1,"d":1.0}"#;
        let b = r#"{"s":[{"n":"x"},{"n":"a"},{"n":"b"}],"d":1.0}"#;
        assert_eq!(told(a, b, &Options::default()), [r#"added $.s[0].n - "x""#]);
    }

    #[test]
    fn a_key_in_another_member_moved_there() {
        let a = r#"{"params":{"media.qoe.bitrate":1,"gone":1},"x":1}"#;
        let b = r#"{"params":{},"qoeData":{"media.qoe.bitrate":2},"y":1}"#;
        let (a, b) = (parse(a.as_bytes()).unwrap(), parse(b.as_bytes()).unwrap());
        let leaves = compare(&a, &b, &Options::default(), true);
        let told: Vec<String> = with_moves(&leaves)
            .into_iter()
            .map(|told| match told {
                Told::One(leaf) => format!("{} {}", leaf.what.word(), leaf.path),
                Told::Moved(from, to) => format!("{} to {}", from.path, to.path),
            })
            .collect();
        assert_eq!(
            told,
            [
                "$.params['media.qoe.bitrate'] to $.qoeData['media.qoe.bitrate']",
                "removed $.params.gone",
                "removed $.x",
                "added $.y",
            ]
        );
    }
}
