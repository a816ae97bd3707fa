//! A payload made ready for showing: its values in one flat list, each fault beside the value it is about.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::node::{Node, Shape, quote, shape};
use super::path::{self, Step};
use crate::rules::{Finding, Severity};
use crate::wire::json::{self, Value};

/// A payload, parsed once.
#[derive(Debug, Clone, Default)]
pub struct Document {
    pub(super) nodes: Vec<Node>,
    pub(super) notes: Vec<Note>,
    /// What stands instead of a tree when the body is not JSON.
    pub(super) raw: Option<Raw>,
    pub(super) utc_offset: i32,
}

/// A fault told at a place.
#[derive(Debug, Clone)]
pub(super) struct Note {
    /// The value it is about, or the deepest one that exists on its path.
    pub(super) node: Option<usize>,
    /// What is missing in that value, if anything.
    pub(super) missing: Option<String>,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) effect: String,
}

/// A body that is not JSON.
#[derive(Debug, Clone)]
pub(super) struct Raw {
    /// The body as text, bytes that are no UTF-8 written out.
    pub(super) text: String,
    /// Where reading failed: a byte of `text`, and why.
    pub(super) fault: Option<(usize, String)>,
}

/// Names longer than this do not push the values of their neighbours to the right.
const LONGEST_NAME: usize = 28;

/// Findings told in one payload; a body of a million faults has said it all by then.
const MOST_NOTES: usize = 1000;

impl Document {
    /// Reads a body (or one item of a batch) and puts the findings of the event to their places.
    /// `utc_offset` in seconds tells `ts` values as times of the viewer's day.
    pub fn new(body: &[u8], item: Option<u32>, findings: &[Finding], utc_offset: i32) -> Self {
        let mut document = Document {
            utc_offset,
            ..Document::default()
        };
        match json::parse(body) {
            Ok(root) => {
                let item = item.and_then(|item| root.as_list()?.get(item as usize));
                document.add(None, item.unwrap_or(&root), None, 0);
            }
            Err(error) => document.raw = Some(raw(body, &error)),
        }
        for finding in findings.iter().take(MOST_NOTES) {
            document.annotate(finding);
        }
        document.notes.sort_by_key(|note| note.node);
        document
    }

    /// A text instead of a payload.
    pub fn plain(text: &str) -> Self {
        Document {
            raw: Some(Raw {
                text: text.to_owned(),
                fault: None,
            }),
            ..Document::default()
        }
    }

    /// A value holds a text (in lower case), or its name does; of a value with members only its name counts.
    pub(super) fn says(&self, node: usize, text: &str) -> bool {
        let Some(node) = self.nodes.get(node) else {
            return false;
        };
        let has = |words: &str| !text.is_empty() && words.to_lowercase().contains(text);
        let value = match &node.shape {
            Shape::Object(_) | Shape::List(_) => false,
            leaf => has(&leaf.json()),
        };
        value || node.name().is_some_and(has)
    }

    /// It is shown as a tree, not as raw text.
    pub fn is_json(&self) -> bool {
        self.raw.is_none()
    }

    /// The path of a node, as findings write it.
    pub fn path(&self, node: usize) -> String {
        let mut steps = Vec::new();
        let mut at = self.nodes.get(node);
        while let Some(node) = at {
            steps.extend(&node.step);
            at = node.parent.and_then(|parent| self.nodes.get(parent));
        }
        let mut out = "$".to_owned();
        for step in steps.into_iter().rev() {
            path::push(&mut out, step);
        }
        out
    }

    /// The node at a path; when there is none, the deepest that exists on the way.
    pub fn find(&self, path: &str) -> Option<usize> {
        self.resolve(&path::parse(path)).map(|(node, _)| node)
    }

    /// The same, and in words what of the path is not there.
    pub(super) fn find_with_rest(&self, path: &str) -> Option<(usize, Option<String>)> {
        let steps = path::parse(path);
        let (node, depth) = self.resolve(&steps)?;
        let rest = steps.get(depth..).filter(|rest| !rest.is_empty());
        Some((
            node,
            rest.map(|rest| crate::ui::text::clean(&path::relative(rest)).into_owned()),
        ))
    }

    /// The value of a node as JSON text.
    pub fn json(&self, node: usize) -> String {
        let mut out = String::new();
        self.write(node, &mut out);
        out
    }

    /// A node that can be folded.
    pub fn is_branch(&self, node: usize) -> bool {
        matches!(
            self.nodes.get(node).map(|node| &node.shape),
            Some(Shape::Object(1..) | Shape::List(1..))
        )
    }

    /// The node that holds a node.
    pub fn parent(&self, node: usize) -> Option<usize> {
        self.nodes.get(node)?.parent
    }

    /// What is told about a node, or about the call as a whole.
    pub(super) fn notes_of(&self, node: Option<usize>) -> &[Note] {
        let from = self.notes.partition_point(|note| note.node < node);
        let to = self.notes.partition_point(|note| note.node <= node);
        self.notes.get(from..to).unwrap_or_default()
    }

    pub(super) fn children(&self, node: usize) -> impl Iterator<Item = usize> {
        let end = self.nodes.get(node).map_or(0, |node| node.after);
        let mut next = node + 1;
        std::iter::from_fn(move || {
            let child = (next < end).then_some(next)?;
            next = self.nodes[child].after;
            Some(child)
        })
    }

    fn add(&mut self, step: Option<Step>, value: &Value<'_>, parent: Option<usize>, depth: u16) {
        let index = self.nodes.len();
        self.nodes.push(Node {
            step,
            shape: shape(value),
            depth,
            parent,
            after: index + 1,
            overridden: false,
            worst: None,
            names: 0,
        });
        let child = depth + u16::from(parent.is_some());
        match value {
            Value::Object(object) => {
                let counting = last_of_each(object);
                for (at, (key, value)) in object.iter().enumerate() {
                    let node = self.nodes.len();
                    self.add(Some(Step::Name(key.to_owned())), value, Some(index), child);
                    self.nodes[node].overridden = !counting.contains(&at);
                    self.widen(index, node);
                }
            }
            Value::List(items) => {
                for (at, value) in items.iter().enumerate() {
                    let node = self.nodes.len();
                    self.add(Some(Step::Index(at)), value, Some(index), child);
                    self.widen(index, node);
                }
            }
            _ => {}
        }
        self.nodes[index].after = self.nodes.len();
    }

    fn widen(&mut self, parent: usize, child: usize) {
        if matches!(self.nodes[child].shape, Shape::Object(_) | Shape::List(_)) {
            return;
        }
        let columns = crate::ui::text::width(&self.nodes[child].label()).min(LONGEST_NAME);
        let names = &mut self.nodes[parent].names;
        *names = (*names).max(u16::try_from(columns).unwrap_or(0));
    }

    fn annotate(&mut self, finding: &Finding) {
        let steps = path::parse(&finding.path);
        let place = if finding.path.is_empty() {
            None
        } else {
            self.resolve(&steps)
        };
        let missing = place
            .filter(|(_, depth)| *depth < steps.len())
            .map(|(_, depth)| path::relative(steps.get(depth..).unwrap_or_default()));
        let node = place.map(|(node, _)| node);
        let mut at = node;
        while let Some(holder) = at {
            let holder = &mut self.nodes[holder];
            holder.worst = holder.worst.max(Some(finding.severity));
            at = holder.parent;
        }
        self.notes.push(Note {
            node,
            missing,
            severity: finding.severity,
            message: finding.message.clone(),
            effect: finding.effect.to_string(),
        });
    }

    /// The deepest node on a path, and how many of its steps lead there.
    fn resolve(&self, steps: &[Step]) -> Option<(usize, usize)> {
        let mut node = self.nodes.first().map(|_| 0)?;
        for (depth, step) in steps.iter().enumerate() {
            let found = self
                .children(node)
                .filter(|child| self.nodes[*child].step.as_ref() == Some(step))
                .last();
            match found {
                Some(child) => node = child,
                None => return Some((node, depth)),
            }
        }
        Some((node, steps.len()))
    }

    fn write(&self, index: usize, out: &mut String) {
        let Some(node) = self.nodes.get(index) else {
            return;
        };
        let (open, close) = match &node.shape {
            Shape::Object(_) => ('{', '}'),
            Shape::List(_) => ('[', ']'),
            leaf => return out.push_str(&leaf.json()),
        };
        out.push(open);
        for (at, child) in self.children(index).enumerate() {
            if at > 0 {
                out.push(',');
            }
            if let Some(Step::Name(name)) = &self.nodes[child].step {
                out.push_str(&quote(name));
                out.push(':');
            }
            self.write(child, out);
        }
        out.push(close);
    }
}

/// Of each key the place of the member that counts: the last one.
fn last_of_each(object: &json::Object<'_>) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    let members = object.0.iter().enumerate().rev();
    members
        .filter(|(_, (key, _))| seen.insert(key.as_ref()))
        .map(|(at, _)| at)
        .collect()
}

fn raw(body: &[u8], error: &json::Error) -> Raw {
    let mut text = String::with_capacity(body.len());
    for chunk in body.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    let fault = match error {
        _ if body.is_empty() => None,
        json::Error::Encoding { offset } => Some((*offset, "no UTF-8 from here on".to_owned())),
        json::Error::Syntax {
            line,
            column,
            reason,
        } => {
            let before: usize = text
                .split_inclusive('\n')
                .take(line.saturating_sub(1))
                .map(str::len)
                .sum();
            let offset = (before + column.saturating_sub(1)).min(text.len());
            Some((offset, format!("line {line}, column {column}: {reason}")))
        }
    };
    Raw { text, fault }
}
