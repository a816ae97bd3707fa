//! What differs between two payloads, by key.

use std::collections::BTreeMap;

use serde_json::Value as Plain;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Leaf, Options, What};
use crate::exchange::Time;
use crate::wire::json::{Value, path};

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
pub(super) fn compare(a: &Value<'_>, b: &Value<'_>, options: &Options, only: bool) -> Vec<Leaf> {
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
    use super::super::leaf::{Told, brief, with_moves};
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
