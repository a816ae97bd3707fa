//! The lines of a comparison: a value, an event, a number, a finding.

use ratatui::style::Style;

use super::{label, place};
use crate::app::compare::{Comparing, Line, Mode, Spot};
use crate::output::diff::leaf::{Told, brief, kind, parted, with_moves};
use crate::output::diff::{Compared, Fate, Leaf, Row, What};
use crate::output::report::{difference, words};
use crate::session::Arrival;
use crate::ui::screens::{Line as Pieces, Scene, ink};
use crate::ui::text::counted;
use crate::ui::theme::Theme;
use crate::ui::widgets::Pen;

pub(super) fn draw_line(scene: Scene<'_>, comparing: &Comparing, line: &Line, pen: &mut Pen<'_>) {
    let theme = scene.theme;
    match (line, &comparing.compared) {
        (Line::Heading(title), _) => {
            pen.skip(1).write(title, ink(theme.title));
        }
        (Line::Leaf(leaf), _) => {
            if let Some(leaf) = comparing.leaves.get(*leaf) {
                value(leaf, theme, pen);
            }
        }
        (Line::Event(row), Some(compared)) => {
            if let Some(row) = compared.rows.get(*row) {
                event(scene, comparing, row, pen);
            }
        }
        (Line::Number(at), Some(compared)) => numbers(compared, *at, theme, pen),
        (Line::Rule(at), Some(compared)) => {
            if let Some(rule) = compared.rules.get(*at) {
                let (sign, side, count) = if rule.a == 0 {
                    ("+", "B", rule.b)
                } else {
                    ("-", "A", rule.a)
                };
                let count = counted(count, rule.severity.word());
                pen.skip(1).column(sign, 2, ink(theme.warning));
                pen.column(&rule.rule, 28, Style::new()).skip(1);
                pen.write(&format!("{count}, only in {side}"), ink(theme.dim));
            }
        }
        _ => {}
    }
}

fn numbers(compared: &Compared, at: usize, theme: &Theme, pen: &mut Pen<'_>) {
    let Some(diff) = compared.numbers.get(at) else {
        return;
    };
    let side =
        |value: &Option<crate::session::Value>| value.as_ref().map_or("none".to_owned(), words);
    pen.skip(1).column("~", 2, ink(theme.warning));
    pen.column(&diff.name, 28, ink(theme.member)).skip(1);
    pen.write(&side(&diff.a), ink(theme.number)).skip(1);
    pen.write(theme.glyphs.arrow, ink(theme.dim)).skip(1);
    pen.write(&side(&diff.b), ink(theme.number)).skip(2);
    let by = difference(diff.a.as_ref(), diff.b.as_ref()).unwrap_or_default();
    pen.write(&by, ink(theme.dim));
}

fn sign_of(what: What, theme: &Theme) -> (&'static str, Style) {
    match what {
        What::Same => (" ", theme.dim),
        What::Volatile => (".", theme.dim),
        What::Added => ("+", theme.ok),
        What::Removed => ("-", theme.error),
        What::Changed => ("~", theme.warning),
    }
}

/// What the columns of the lines are.
pub(super) fn columns(mode: Mode, pen: &mut Pen<'_>, theme: &Theme) {
    let dim = theme.dim;
    match mode {
        Mode::Events => {
            // The lines leave a column for the scrollbar.
            let (keys, half) = widths(pen.room().saturating_sub(1));
            pen.skip(3).column("key", keys, dim).skip(1);
            pen.column("A", half, dim).skip(1).column("B", half, dim);
        }
        Mode::Sessions => {
            pen.skip(3).number("in A", PLACES.0, dim);
            pen.number("in B", PLACES.1, dim).skip(2);
            pen.column("event", LABEL, dim).skip(1);
            pen.write("what differs", dim);
        }
    }
}

/// Columns for the places of an event in both sessions.
const PLACES: (u16, u16) = (9, 10);
/// Columns for the type of an event with what it is about.
const LABEL: u16 = 22;

/// Columns for the key of a value, and for the value on each side.
fn widths(room: u16) -> (u16, u16) {
    let keys = (room * 2 / 5).min(34);
    (keys, room.saturating_sub(keys + 6) / 2)
}

/// A value of both payloads: its key, and what stands on each side.
fn value(leaf: &Leaf, theme: &Theme, pen: &mut Pen<'_>) {
    let (sign, style) = sign_of(leaf.what, theme);
    let (member, rest) = parted(&leaf.path);
    let (keys, half) = widths(pen.room());
    let quiet = !leaf.what.counts();
    pen.skip(1).column(sign, 2, ink(style));
    let (key, indent) = if rest.is_empty() {
        (member, 0)
    } else {
        (rest.as_str(), 1)
    };
    pen.skip(indent);
    pen.column(
        key,
        keys - indent,
        ink(if quiet { theme.dim } else { theme.member }),
    );
    for side in [&leaf.a, &leaf.b] {
        let style = if quiet { theme.dim } else { theme.value };
        match side {
            Some(value) => pen.skip(1).column(&brief(value), half, ink(style)),
            None => pen.skip(1).column("", half, Style::new()),
        };
    }
}

/// An event of both sessions.
fn event(scene: Scene<'_>, comparing: &Comparing, row: &Row, pen: &mut Pen<'_>) {
    let (theme, inspection) = (scene.theme, scene.inspection);
    let on = |side: Spot, at: Option<usize>| {
        let spot = at.map(|arrival| Spot { arrival, ..side })?;
        spot.event(inspection)
    };
    let (from, to) = (on(comparing.a, row.a), on(comparing.b, row.b));
    let fate = row.fate();
    let style = match fate {
        Fate::Same => theme.dim,
        Fate::Missing => theme.error,
        Fate::Extra => theme.ok,
        Fate::Moved => theme.note,
        Fate::Changed => theme.warning,
    };
    pen.skip(1).column(fate.sign(), 2, ink(style));
    let at = |arrival: Option<&Arrival>| arrival.map(place).unwrap_or_default();
    let quiet = if fate == Fate::Same {
        theme.dim
    } else {
        theme.number
    };
    pen.number(&at(from), PLACES.0, ink(quiet))
        .number(&at(to), PLACES.1, ink(quiet))
        .skip(2);
    let name = from.or(to).map(label).unwrap_or_default();
    let words = if fate == Fate::Same {
        theme.dim
    } else {
        theme.text
    };
    pen.column(&name, LABEL, ink(words)).skip(1);
    pen.write(&became(row, pen.room(), theme), ink(theme.dim));
}

/// What became of an event, in words.
fn became(row: &Row, room: u16, theme: &Theme) -> String {
    let mut words = Vec::new();
    // Where there is little room the sign before the row says as much.
    if row.fate() != Fate::Changed || room >= 40 {
        words.push(row.fate().word().to_owned());
    }
    if row.moved && row.fate() == Fate::Changed {
        words.push("moved".to_owned());
    }
    if let Some((a, b)) = row.answers {
        words.push(format!("answer {a} {} {b}", theme.glyphs.arrow));
    }
    words.extend(with_moves(&row.changes).into_iter().map(|told| {
        let (sign, leaf) = match told {
            Told::One(leaf) => (sign_of(leaf.what, theme).0, leaf),
            Told::Moved(from, _) => (Fate::Moved.sign(), from),
        };
        let (member, rest) = parted(&leaf.path);
        let key = if rest.is_empty() { member } else { &rest };
        format!("{sign}{key}")
    }));
    if row.fate() == Fate::Same {
        return String::new();
    }
    words.join(" ")
}

/// The line under the cursor, with all that the list had no room for.
pub(super) fn in_full(scene: Scene<'_>, comparing: &Comparing) -> Vec<Pieces> {
    let theme = scene.theme;
    match (comparing.line(), &comparing.compared) {
        (Some(Line::Leaf(leaf)), _) => {
            let Some(leaf) = comparing.leaves.get(*leaf) else {
                return Vec::new();
            };
            let path = leaf.path.clone();
            let mut lines = vec![vec![(path, theme.member)]];
            for (side, value) in [("A  ", &leaf.a), ("B  ", &leaf.b)] {
                let told = value.as_ref().map_or_else(
                    || ("nothing".to_owned(), theme.dim),
                    |value| (format!("{value}  "), theme.value),
                );
                let of = value
                    .as_ref()
                    .filter(|_| !leaf.is_of_one_type())
                    .map_or("", kind);
                lines.push(vec![
                    (side.to_owned(), theme.key),
                    told,
                    (of.to_owned(), theme.warning),
                ]);
            }
            lines
        }
        (Some(Line::Event(row)), Some(compared)) => {
            let changes = compared.rows.get(*row).map_or(&[][..], |row| &row.changes);
            with_moves(changes)
                .into_iter()
                .map(|told| in_words(told, theme))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// A difference in full: the path, and both values.
fn in_words(told: Told<'_>, theme: &Theme) -> Pieces {
    let arrow = || (format!(" {} ", theme.glyphs.arrow), theme.dim);
    let leaf = match told {
        Told::One(leaf) => leaf,
        Told::Moved(from, to) => {
            let (member, key) = parted(&from.path);
            let sides = [&from.a, &to.b].map(|value| value.as_ref().map(brief).unwrap_or_default());
            let [a, b] = sides.map(|value| (value, theme.value));
            let sign = (format!("{} ", Fate::Moved.sign()), theme.note);
            let other = parted(&to.path).0.to_owned();
            let mut line = vec![sign, (format!("{key}  "), theme.member)];
            line.extend([
                (member.to_owned(), theme.dim),
                arrow(),
                (format!("{other}  "), theme.dim),
            ]);
            if a == b {
                line.push(a);
            } else {
                line.extend([a, arrow(), b]);
            }
            return line;
        }
    };
    let (sign, style) = sign_of(leaf.what, theme);
    let path = leaf.path.strip_prefix("$.").unwrap_or(&leaf.path);
    let mut line = vec![
        (format!("{sign} "), style),
        (format!("{path}  "), theme.member),
    ];
    if let Some(a) = &leaf.a {
        line.push((brief(a), theme.value));
    }
    if leaf.a.is_some() && leaf.b.is_some() {
        line.push(arrow());
    }
    if let Some(b) = &leaf.b {
        line.push((brief(b), theme.value));
    }
    if let (Some(a), Some(b), false) = (&leaf.a, &leaf.b, leaf.is_of_one_type()) {
        let types = format!("  ({} {} {})", kind(a), theme.glyphs.arrow, kind(b));
        line.push((types, theme.warning));
    }
    line
}
