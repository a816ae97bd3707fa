//! A payload as a folding tree, each fault told at the very value it is about.
//!
//! [`Document::new`] reads a body once, [`Document::rows`] lays its lines out once for a fold state and a
//! width, and [`Tree::draw`] builds only the lines that are seen.

mod document;
mod hints;
mod node;
mod path;
mod rows;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub use document::Document;
pub use hints::bitrate;
pub use rows::{Folds, Row};

use super::Pen;
use super::list::List;
use crate::ui::text;
use crate::ui::theme::Theme;
use node::{Node, Shape};
use rows::Part;

/// Columns that values have at least, unless their own name is very long.
const VALUES: u16 = 20;

/// A payload on the screen.
#[derive(Debug, Clone, Copy)]
pub struct Tree<'a> {
    /// The payload.
    pub document: &'a Document,
    /// Its lines, as [`Document::rows`] made them for this width.
    pub rows: &'a [Row],
    /// What the user folded.
    pub folds: &'a Folds,
    /// The first line on the screen.
    pub top: usize,
    /// The selected line.
    pub selected: Option<usize>,
    /// It has the keyboard.
    pub focused: bool,
    /// A text in lower case whose places are set off.
    pub found: &'a str,
}

impl Tree<'_> {
    /// The list of its lines, for hit-testing.
    pub fn list(&self) -> List {
        List {
            total: self.rows.len(),
            selected: self.selected,
            top: self.top,
            lines: 1,
            focused: self.focused,
        }
    }

    /// Draws the lines that are seen.
    pub fn draw(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        self.list().draw(theme, area, buf, |index, _, pen| {
            if let Some(row) = self.rows.get(index) {
                self.row(row, theme, pen);
            }
        });
    }

    fn row(&self, row: &Row, theme: &Theme, pen: &mut Pen<'_>) {
        pen.skip(row.indent);
        match &row.part {
            Part::Value => {
                if let Some(node) = row.node {
                    self.value(node, theme, pen);
                }
            }
            Part::Text(line) => {
                pen.write(line, ink(theme.value));
            }
            Part::Missing(severity, label) => {
                let (sign, style) = theme.severity(*severity);
                pen.write(sign, style)
                    .skip(1)
                    .write(label, ink(theme.member));
                pen.skip(1).write("(missing)", ink(theme.dim));
            }
            Part::Fault {
                severity,
                first,
                text,
            } => {
                let (sign, style) = theme.severity(*severity);
                if *first {
                    pen.write(theme.glyphs.elbow, ink(theme.dim))
                        .skip(1)
                        .write(sign, style)
                        .skip(1);
                } else {
                    pen.skip(4);
                }
                pen.write(text, style);
            }
            Part::Effect(line) => {
                pen.skip(4).write(line, ink(theme.dim));
            }
        }
    }

    fn value(&self, index: usize, theme: &Theme, pen: &mut Pen<'_>) {
        let Some(node) = self.document.nodes.get(index) else {
            return;
        };
        let branch = self.document.is_branch(index);
        let folded = self.folds.contains(index);
        let sign = match (branch, folded) {
            (true, true) => theme.glyphs.folded,
            (true, false) => theme.glyphs.unfolded,
            _ => " ",
        };
        pen.write(sign, ink(theme.dim)).skip(1);
        let names = self
            .document
            .parent(index)
            .map_or(0, |parent| self.document.nodes[parent].names)
            .min(pen.room().saturating_sub(VALUES));
        let label = node.label();
        let member = if self.document.says(index, self.found) {
            theme.found
        } else {
            ink(theme.member)
        };
        if branch {
            pen.write(&label, member);
            if folded {
                Self::folded(node, theme, pen);
            }
            return;
        }
        if node.step.is_some() {
            let columns = u16::try_from(text::width(&label)).unwrap_or(u16::MAX);
            let gap = self.gap(node, columns, names, pen.room());
            pen.write(&label, member).skip(gap);
        }
        self.leaf(node, folded, theme, pen);
    }

    /// Columns between a name and its value: values stand below each other, unless only that would cut this one.
    fn gap(&self, node: &Node, columns: u16, names: u16, room: u16) -> u16 {
        const LEAST: u16 = 2;
        let straight = names.saturating_sub(columns) + LEAST;
        let hint = self.hint(node).map_or(0, |hint| text::width(&hint) + 2);
        let told = text::width(&node.shape.line()) + hint;
        let left = u16::try_from(told)
            .ok()
            .and_then(|told| room.checked_sub(columns)?.checked_sub(told));
        match left {
            Some(left) if left >= LEAST => straight.min(left),
            _ => straight,
        }
    }

    fn folded(node: &Node, theme: &Theme, pen: &mut Pen<'_>) {
        pen.skip(2).write(&node.shape.line(), ink(theme.dim));
        if let Some(severity) = node.worst {
            let (sign, style) = theme.severity(severity);
            pen.skip(1).write(sign, style);
        }
    }

    fn leaf(&self, node: &Node, expanded: bool, theme: &Theme, pen: &mut Pen<'_>) {
        if let (Shape::Text(content), true) = (&node.shape, expanded) {
            let characters = text::counted(content.chars().count() as u64, "character");
            pen.write(&characters, ink(theme.dim));
            return;
        }
        let style = match (&node.worst, &node.shape) {
            _ if node.overridden => theme.dim,
            (Some(severity), _) => theme.severity(*severity).1,
            (None, Shape::Text(_)) => theme.value,
            (None, Shape::Number(_) | Shape::Word(_)) => theme.number,
            (None, _) => theme.dim,
        };
        pen.write(&node.shape.line(), ink(style));
        if node.overridden {
            pen.skip(2).write("given again below", ink(theme.dim));
        }
        if let Some(hint) = self.hint(node) {
            pen.skip(2).write(&hint, ink(theme.dim));
        }
    }

    /// What a number means, where that is known.
    fn hint(&self, node: &Node) -> Option<String> {
        match (&node.shape, node.name()) {
            (Shape::Number(number), Some(name)) => {
                hints::explain(name, number.as_f64(), self.document.utc_offset)
            }
            _ => None,
        }
    }
}

/// A role on a row whose background is that of the selection.
fn ink(style: Style) -> Style {
    Style { bg: None, ..style }
}
