//! The lines that a payload is shown in: made once for a payload, its folds and a width.

use std::collections::BTreeSet;

use super::document::{Document, Note, Raw};
use super::node::Shape;
use crate::rules::Severity;
use crate::ui::text;

/// What the user folded and unfolded: branches are open and long texts are cut unless they are in here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folds(BTreeSet<usize>);

impl Folds {
    /// Folds or unfolds a branch, cuts or expands a text.
    pub fn toggle(&mut self, node: usize) {
        if !self.0.remove(&node) {
            self.0.insert(node);
        }
    }

    /// Was changed from what it is at first.
    pub fn contains(&self, node: usize) -> bool {
        self.0.contains(&node)
    }

    /// Folds every branch below the first level, or opens all when some are folded.
    pub fn toggle_all(&mut self, document: &Document) {
        let branches = (1..document.nodes.len()).filter(|node| document.is_branch(*node));
        let folded = |node: &usize| self.0.contains(node);
        if branches.clone().any(|node| folded(&node)) {
            self.0.retain(|node| !document.is_branch(*node));
        } else {
            self.0.extend(branches);
        }
    }

    /// Opens every branch on the way to a node.
    pub fn reveal(&mut self, document: &Document, node: usize) {
        let mut at = document.parent(node);
        while let Some(branch) = at {
            self.0.remove(&branch);
            at = document.parent(branch);
        }
    }
}

/// One line of a shown payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The value it belongs to; `None` above the tree and in raw text.
    pub node: Option<usize>,
    pub(super) indent: u16,
    pub(super) part: Part,
}

/// What a line shows.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// The value with its name.
    Value,
    /// A further line of an expanded text, or a line of raw text.
    Text(String),
    /// Something that should be there.
    Missing(Severity, String),
    /// A line about a fault; the first one has the sign.
    Fault {
        severity: Severity,
        first: bool,
        text: String,
    },
    /// A line about what the fault costs.
    Effect(String),
}

impl Row {
    /// It shows a value, not something about one.
    pub fn is_value(&self) -> bool {
        self.part == Part::Value
    }

    /// The severity of the fault that begins here.
    pub fn fault(&self) -> Option<Severity> {
        match self.part {
            Part::Fault {
                severity,
                first: true,
                ..
            }
            | Part::Missing(severity, _) => Some(severity),
            _ => None,
        }
    }
}

/// Columns that a level is indented by.
pub(super) const STEP: u16 = 2;

impl Document {
    /// The lines to show at a width.
    pub fn rows(&self, folds: &Folds, width: u16) -> Vec<Row> {
        let mut rows = Vec::new();
        for note in self.notes_of(None) {
            tell(note, 0, width, &mut rows);
        }
        if let Some(raw) = &self.raw {
            raw_rows(raw, width, &mut rows);
        } else if !self.nodes.is_empty() {
            self.node_rows(0, folds, width, &mut rows);
        }
        rows
    }

    /// The line of a node, or of the folded branch that hides it.
    pub fn row_of(&self, rows: &[Row], node: usize) -> Option<usize> {
        let mut at = Some(node);
        while let Some(node) = at {
            let found = rows
                .iter()
                .position(|row| row.node == Some(node) && row.is_value());
            if found.is_some() {
                return found;
            }
            at = self.parent(node);
        }
        None
    }

    /// The line about a path: of its value, or of what is missing there; and how many lines tell of its faults.
    pub fn row_about(&self, rows: &[Row], path: &str) -> Option<(usize, usize)> {
        let (node, missing) = self.find_with_rest(path)?;
        let about = |row: &Row| {
            row.node == Some(node)
                && matches!(&row.part, Part::Missing(_, label) if Some(label) == missing.as_ref())
        };
        let row = rows
            .iter()
            .position(about)
            .or_else(|| self.row_of(rows, node))?;
        let told = rows.iter().skip(row + 1);
        let told = told.take_while(|row| matches!(row.part, Part::Fault { .. } | Part::Effect(_)));
        Some((row, told.count()))
    }

    /// The first line whose name or value holds a text, which is in lower case.
    pub fn row_with(&self, rows: &[Row], text: &str) -> Option<usize> {
        rows.iter()
            .position(|row| row.is_value() && row.node.is_some_and(|node| self.says(node, text)))
    }

    fn node_rows(&self, index: usize, folds: &Folds, width: u16, rows: &mut Vec<Row>) {
        let node = &self.nodes[index];
        let branch = self.is_branch(index);
        // The root of a tree says nothing that its members do not.
        let bare = branch && node.parent.is_none();
        let indent = node.depth * STEP;
        let inner = if bare { indent } else { indent + STEP };
        let toggled = folds.contains(index);
        if !bare {
            rows.push(Row {
                node: Some(index),
                indent,
                part: Part::Value,
            });
        }
        if let Shape::Text(content) = &node.shape
            && toggled
        {
            text_rows(content, index, inner + STEP, width, rows);
        }
        let notes = self.notes_of(Some(index));
        for note in notes.iter().filter(|note| note.missing.is_none()) {
            tell(note, inner, width, rows);
        }
        if branch && toggled && !bare {
            return;
        }
        for child in self.children(index) {
            self.node_rows(child, folds, width, rows);
        }
        for note in notes {
            let Some(missing) = &note.missing else {
                continue;
            };
            let label = text::clean(missing).into_owned();
            rows.push(Row {
                node: Some(index),
                indent: inner,
                part: Part::Missing(note.severity, label),
            });
            tell(note, inner + STEP, width, rows);
        }
    }
}

/// The lines of an expanded text, every space kept.
fn text_rows(content: &str, node: usize, indent: u16, width: u16, rows: &mut Vec<Row>) {
    let columns = usize::from(width.saturating_sub(indent).max(1));
    let mut rest = content;
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(piece(rest, columns));
        let line = text::clean(line).into_owned();
        rows.push(Row {
            node: Some(node),
            indent,
            part: Part::Text(line),
        });
        rest = tail;
    }
}

/// The lines of a fault: what is wrong, then what it costs.
fn tell(note: &Note, indent: u16, width: u16, rows: &mut Vec<Row>) {
    let row = |part| Row {
        node: note.node,
        indent,
        part,
    };
    let columns = usize::from(width.saturating_sub(indent + 4));
    for (at, line) in text::wrap(&note.message, columns).into_iter().enumerate() {
        let part = Part::Fault {
            severity: note.severity,
            first: at == 0,
            text: line,
        };
        rows.push(row(part));
    }
    for line in text::wrap(&note.effect, columns) {
        rows.push(row(Part::Effect(line)));
    }
}

/// Raw text line by line, the fault below the line it is on.
fn raw_rows(raw: &Raw, width: u16, rows: &mut Vec<Row>) {
    let text_row = |line: String| Row {
        node: None,
        indent: 0,
        part: Part::Text(line),
    };
    if raw.text.is_empty() {
        rows.push(text_row("(no body)".to_owned()));
        return;
    }
    let mut start = 0;
    let mut fault = raw.fault.as_ref();
    for line in raw.text.split_inclusive('\n') {
        let mut rest = line.trim_end_matches(['\n', '\r']);
        let mut at = start;
        loop {
            let end = piece(rest, usize::from(width.max(1)));
            let (shown, tail) = rest.split_at(end);
            rows.push(text_row(text::clean(shown).into_owned()));
            let last = tail.is_empty();
            if let Some((offset, reason)) = fault
                && (*offset < at + end
                    || (last && *offset < start + line.len())
                    || (last && start + line.len() == raw.text.len()))
            {
                point(shown, offset.saturating_sub(at), reason, width, rows);
                fault = None;
            }
            if last {
                break;
            }
            at += end;
            rest = tail;
        }
        start += line.len();
    }
}

/// The bytes of a line that fit a width once cleaned.
fn piece(line: &str, columns: usize) -> usize {
    let mut used = 0;
    for (at, c) in line.char_indices() {
        used += text::width(&text::clean(c.encode_utf8(&mut [0; 4])));
        if used > columns && at > 0 {
            return at;
        }
    }
    line.len()
}

/// A line below a line, pointing at a byte of it.
fn point(line: &str, offset: usize, reason: &str, width: u16, rows: &mut Vec<Row>) {
    let before = line.get(..offset.min(line.len())).unwrap_or(line);
    let column = u16::try_from(text::width(&text::clean(before))).unwrap_or(0);
    // Near the right end the words go to the left edge: they matter more than the place.
    let indent = column.min(width.saturating_sub(24));
    let columns = usize::from(width.saturating_sub(indent + 4));
    for (at, line) in text::wrap(reason, columns).into_iter().enumerate() {
        let part = Part::Fault {
            severity: Severity::Error,
            first: at == 0,
            text: line,
        };
        rows.push(Row {
            node: None,
            indent,
            part,
        });
    }
}
