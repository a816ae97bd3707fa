//! The lines of a comparison: a value, an event, a number, a finding.

use ratatui::style::Style;

use super::{label, place};
use crate::app::compare::{Comparing, Line, Spot, parted};
use crate::output::diff::payload::{brief, kind};
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

/// A value of both payloads: its key, and what stands on each side.
fn value(leaf: &Leaf, theme: &Theme, pen: &mut Pen<'_>) {
    let (sign, style) = sign_of(leaf.what, theme);
    let (member, rest) = parted(&leaf.path);
    let room = pen.room();
    let keys = (room * 2 / 5).min(34);
    let half = room.saturating_sub(keys + 6) / 2;
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
    pen.number(&at(from), 9, ink(quiet))
        .number(&at(to), 10, ink(quiet))
        .skip(2);
    let name = from.or(to).map(label).unwrap_or_default();
    let words = if fate == Fate::Same {
        theme.dim
    } else {
        theme.text
    };
    pen.column(&name, 22, ink(words)).skip(1);
    pen.write(&told(row, theme), ink(theme.dim));
}

/// What became of an event, in words.
fn told(row: &Row, theme: &Theme) -> String {
    let mut words = vec![row.fate().word().to_owned()];
    if row.moved && row.fate() == Fate::Changed {
        words.push("moved".to_owned());
    }
    if let Some((a, b)) = row.answers {
        words.push(format!("answer {a} {} {b}", theme.glyphs.arrow));
    }
    words.extend(row.changes.iter().map(|leaf| {
        let (member, rest) = parted(&leaf.path);
        let key = if rest.is_empty() {
            member
        } else {
            rest.as_str()
        };
        format!("{}{key}", sign_of(leaf.what, theme).0)
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
            changes.iter().map(|leaf| in_words(leaf, theme)).collect()
        }
        _ => Vec::new(),
    }
}

fn in_words(leaf: &Leaf, theme: &Theme) -> Pieces {
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
        line.push((format!(" {} ", theme.glyphs.arrow), theme.dim));
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
