//! A payload as lines that fold: which of its values are on the screen, and in which place of the JSON.

use std::collections::BTreeSet;

use crate::wire::json::{self, Value};

/// Most members of one object or list that are shown.
const MOST_MEMBERS: usize = 5000;
/// Objects and lists with more members than this start folded.
const FOLDED_FROM: usize = 200;

/// A payload as lines.
#[derive(Debug, Default)]
pub struct Tree {
    /// The lines that are not inside of something folded.
    pub lines: Vec<Line>,
    /// Why there are no lines: the body is empty or no JSON.
    pub fault: Option<String>,
    toggled: BTreeSet<String>,
}

/// One line of a payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// JSONPath of its value, as findings give it.
    pub path: String,
    /// Levels above it.
    pub depth: usize,
    /// Its key or place.
    pub label: Label,
    /// Its value.
    pub value: Shown,
}

/// What stands before a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Label {
    /// Nothing: it is the whole payload.
    None,
    /// A member's key.
    Key(String),
    /// A place in a list, from 0.
    Index(usize),
}

/// What a line says of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// An object or a list.
    Branch {
        /// Its members have lines of their own.
        open: bool,
        /// It is a list.
        list: bool,
        /// How many members.
        count: usize,
    },
    /// A value without members, as JSON.
    Leaf {
        /// The JSON text.
        text: String,
        /// The name of its type.
        kind: &'static str,
        /// A text that is to be shown in full.
        whole: bool,
    },
    /// Members that are not shown.
    More(usize),
}

impl Tree {
    /// Reads a body; of a batch only one item.
    pub fn read(&mut self, body: &[u8], item: Option<u32>) {
        self.lines.clear();
        self.fault = None;
        if body.is_empty() {
            self.fault = Some("the body is empty".to_owned());
            return;
        }
        match json::parse(body) {
            Ok(value) => {
                let shown = item.and_then(|item| value.as_list()?.get(item as usize));
                self.build(shown.unwrap_or(&value));
            }
            Err(json::Error::Encoding { offset }) => {
                self.fault = Some(format!("the body is not UTF-8: bad byte at {offset}"));
            }
            Err(json::Error::Syntax {
                line,
                column,
                reason,
            }) => {
                self.fault = Some(format!("no JSON: line {line}, column {column}: {reason}"));
            }
        }
    }

    /// Forgets the payload, but not what is folded.
    pub fn clear(&mut self) {
        self.lines.clear();
        self.fault = None;
    }

    /// Folds or unfolds the line (a text: shows it in full); says whether the tree must be read again.
    pub fn toggle(&mut self, row: usize) -> bool {
        let Some(line) = self.lines.get(row) else {
            return false;
        };
        let path = line.path.clone();
        if !self.toggled.remove(&path) {
            self.toggled.insert(path);
        }
        true
    }

    /// Folds or unfolds all objects and lists but the outermost.
    pub fn toggle_all(&mut self) {
        let open = |line: &&Line| matches!(line.value, Shown::Branch { open: true, .. });
        let unfolded: Vec<String> = self
            .lines
            .iter()
            .filter(open)
            .map(|line| line.path.clone())
            .collect();
        if unfolded.is_empty() {
            self.toggled.clear();
        } else {
            self.toggled.extend(unfolded);
        }
    }

    /// The row of what holds a row's value.
    pub fn parent(&self, row: usize) -> Option<usize> {
        let depth = self.lines.get(row)?.depth;
        let above = self.lines.get(..row)?;
        above.iter().rposition(|line| line.depth < depth)
    }

    /// The row on which a place of the JSON is seen: its own, or that of the nearest thing around it that has one.
    pub fn row_of(&self, path: &str) -> Option<usize> {
        let around = |line: &Line| {
            let rest = path.strip_prefix(line.path.as_str())?;
            (rest.is_empty() || rest.starts_with(['.', '['])).then_some(line.path.len())
        };
        let rows = self.lines.iter().enumerate();
        let best = rows.filter_map(|(row, line)| Some((around(line)?, std::cmp::Reverse(row))));
        best.max().map(|(_, row)| row.0)
    }

    fn build(&mut self, root: &Value<'_>) {
        let whole = !matches!(root, Value::Object(_));
        if whole {
            self.add("$".to_owned(), 0, Label::None, root);
        } else {
            self.members("$", 0, root);
        }
    }

    fn add(&mut self, path: String, depth: usize, label: Label, value: &Value<'_>) {
        let toggled = self.toggled.contains(&path);
        let count = match value {
            Value::List(items) => Some((true, items.len())),
            Value::Object(object) => Some((false, object.iter().count())),
            _ => None,
        };
        let Some((list, count)) = count else {
            let value = Shown::Leaf {
                text: leaf(value),
                kind: value.type_name(),
                whole: toggled,
            };
            self.lines.push(Line {
                path,
                depth,
                label,
                value,
            });
            return;
        };
        let open = (count <= FOLDED_FROM) != toggled && count > 0;
        self.lines.push(Line {
            path: path.clone(),
            depth,
            label,
            value: Shown::Branch { open, list, count },
        });
        if open {
            self.members(&path, depth + 1, value);
        }
    }

    fn members(&mut self, path: &str, depth: usize, value: &Value<'_>) {
        let count = match value {
            Value::List(items) => {
                for (index, item) in items.iter().enumerate().take(MOST_MEMBERS) {
                    self.add(format!("{path}[{index}]"), depth, Label::Index(index), item);
                }
                items.len()
            }
            Value::Object(object) => {
                for (key, member) in object.iter().take(MOST_MEMBERS) {
                    self.add(
                        member_path(path, key),
                        depth,
                        Label::Key(key.to_owned()),
                        member,
                    );
                }
                object.iter().count()
            }
            _ => 0,
        };
        if count > MOST_MEMBERS {
            self.lines.push(Line {
                path: format!("{path}[…]"),
                depth,
                label: Label::None,
                value: Shown::More(count - MOST_MEMBERS),
            });
        }
    }
}

/// JSONPath of a member: `$.params['media.id']`.
fn member_path(path: &str, key: &str) -> String {
    let mut letters = key.chars();
    let plain = letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if plain {
        format!("{path}.{key}")
    } else {
        format!(
            "{path}['{}']",
            key.replace('\\', "\\\\").replace('\'', "\\'")
        )
    }
}

fn leaf(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => serde_json::to_string(text.as_ref()).unwrap_or_default(),
        Value::List(_) | Value::Object(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] =
        br#"{"eventType":"play","params":{"media.id":"x","a":[1,{"b":null}]},"e":{}}"#;

    fn paths(tree: &Tree) -> Vec<&str> {
        tree.lines.iter().map(|line| line.path.as_str()).collect()
    }

    #[test]
    fn lines_have_the_paths_of_findings() {
        let mut tree = Tree::default();
        tree.read(BODY, None);
        let expected = [
            "$.eventType",
            "$.params",
            "$.params['media.id']",
            "$.params.a",
            "$.params.a[0]",
            "$.params.a[1]",
            "$.params.a[1].b",
            "$.e",
        ];
        assert_eq!(paths(&tree), expected);
        assert_eq!(tree.row_of("$.params['media.name']"), Some(1));
        assert_eq!(tree.row_of("$.params.a[1].b"), Some(6));
        assert_eq!(tree.row_of("$.playerTime"), None);
        assert_eq!(tree.parent(6), Some(5));
        assert_eq!(tree.parent(0), None);
    }

    #[test]
    fn folding_survives_the_next_event() {
        let mut tree = Tree::default();
        tree.read(BODY, None);
        assert!(tree.toggle(1));
        tree.read(BODY, None);
        assert_eq!(paths(&tree), ["$.eventType", "$.params", "$.e"]);
        tree.toggle_all();
        tree.read(BODY, None);
        assert_eq!(tree.lines.len(), 8);
    }

    #[test]
    fn what_is_no_json_says_why() {
        let mut tree = Tree::default();
        for (body, fault) in [
            (&b""[..], "the body is empty"),
            (b"\xff", "the body is not UTF-8: bad byte at 0"),
            (
                b"{",
                "no JSON: line 1, column 1: EOF while parsing an object",
            ),
        ] {
            tree.read(body, None);
            assert_eq!(tree.fault.as_deref(), Some(fault));
        }
        tree.read(b"[{\"a\":1}]", Some(0));
        assert_eq!(paths(&tree), ["$.a"]);
    }
}
