//! One file per screen or pane; each draws borrowed state into an area and decides nothing.

pub mod bar;
pub mod calls;
pub mod compare;
pub mod detail;
pub mod edit;
pub mod events;
pub mod findings;
pub mod frame;
pub mod menu;
pub mod order;
pub mod qoe;
pub mod raw;
pub mod reading;
pub mod report;
pub mod sessions;
pub mod state;
pub mod timeline;
pub mod waiting;
pub mod way;

use ratatui::style::Style;

use super::theme::Theme;
use super::widgets::Pen;
use crate::app::App;
use crate::inspection::{Badges, Inspection};

/// What every screen is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// What the user is doing.
    pub app: &'a App,
    /// What is known.
    pub inspection: &'a Inspection,
    /// What things look like.
    pub theme: &'a Theme,
    /// The payload under the cursor, laid out.
    pub canvas: &'a super::Canvas,
}

impl Scene<'_> {
    /// The first key of an action, by its name, as it is shown; empty when it has none.
    pub fn key(&self, name: &str) -> String {
        signs(&self.app.keys.first(name), self.theme).into_owned()
    }

    /// Columns for the numbers of calls: they grow with the capture.
    pub fn seq_width(&self) -> u16 {
        let calls = self.inspection.totals().events + self.inspection.calls().len();
        u16::try_from(calls.to_string().len().max(5)).unwrap_or(5)
    }

    /// The key of a pane with spaces around it, for its title.
    pub fn title_key(&self, name: &str) -> String {
        let key = self.key(name);
        if key.is_empty() {
            " ".to_owned()
        } else {
            format!(" {key} ")
        }
    }
}

/// A role's ink without its background: for words on a row that may be selected.
pub fn ink(style: Style) -> Style {
    Style { bg: None, ..style }
}

/// Counts of findings with their signs, errors first: `1✖ 2▲`. Notes only when there is nothing worse.
pub fn badges(badges: Badges, theme: &Theme, pen: &mut Pen<'_>) {
    for (text, style) in badge_words(badges, theme) {
        pen.at_end(&text, ink(style));
    }
}

/// Columns that the counts take, with the space after them.
pub fn badges_width(badges: Badges, theme: &Theme) -> u16 {
    let words = badge_words(badges, theme);
    let wide: usize = words.map(|(words, _)| super::text::width(&words)).sum();
    u16::try_from(wide + 1).unwrap_or(u16::MAX)
}

/// The counts from the last to the first.
fn badge_words(badges: Badges, theme: &Theme) -> impl Iterator<Item = (String, Style)> {
    let notes = badges.notes > 0 && badges.errors == 0 && badges.warnings == 0;
    let parts = [
        (badges.warnings, theme.glyphs.warning, theme.warning),
        (badges.errors, theme.glyphs.error, theme.error),
        (
            if notes { badges.notes } else { 0 },
            theme.glyphs.note,
            theme.note,
        ),
    ];
    let some = parts.into_iter().filter(|(count, ..)| *count > 0);
    some.map(|(count, sign, style)| (format!(" {}{sign}", super::text::number(count)), style))
}

/// Words of ours with the signs that this theme has.
pub fn signs<'a>(text: &'a str, theme: &Theme) -> std::borrow::Cow<'a, str> {
    if text.is_ascii() || *theme.glyphs == super::theme::Glyphs::UNICODE {
        return text.into();
    }
    let plain = [
        ("↑↓", "Up/Down"),
        ("←→", "Left/Right"),
        ("↑", "Up"),
        ("↓", "Down"),
        ("←", "Left"),
        ("→", "Right"),
        ("✖", theme.glyphs.error),
        ("▲", theme.glyphs.warning),
        ("›", ">"),
        ("×", "x"),
        ("µ", "u"),
    ];
    let replaced = plain.iter().fold(text.to_owned(), |text, (sign, plain)| {
        text.replace(sign, plain)
    });
    replaced.into()
}

/// A line of a page of text: pieces with their styles.
pub type Line = Vec<(String, Style)>;

/// A line as lines no wider than so many columns: addresses and ids break anywhere rather than be cut.
pub fn flow(line: Line, columns: usize) -> Vec<Line> {
    let mut lines = vec![Line::new()];
    let mut room = columns.max(1);
    for (words, style) in line {
        let words = super::text::clean(&words).into_owned();
        let mut rest = words.as_str();
        while !rest.is_empty() {
            let mut piece = super::text::head(rest, room);
            if piece.is_empty() && room == columns.max(1) {
                // A character wider than the line: the drawing cuts it.
                piece = rest.split_inclusive(|_| true).next().unwrap_or(rest);
            }
            rest = rest.get(piece.len()..).unwrap_or_default();
            room = room.saturating_sub(super::text::width(piece));
            if let (false, Some(last)) = (piece.is_empty(), lines.last_mut()) {
                last.push((piece.to_owned(), style));
            }
            if !rest.is_empty() {
                lines.push(Line::new());
                room = columns.max(1);
            }
        }
    }
    lines
}

/// Draws the lines of a page that are seen.
pub fn page(
    lines: &[Line],
    top: usize,
    theme: &Theme,
    area: ratatui::layout::Rect,
    buf: &mut ratatui::buffer::Buffer,
) {
    let shown = lines.iter().skip(top);
    for (y, line) in (area.y..area.bottom()).zip(shown) {
        let place = ratatui::layout::Rect {
            y,
            height: 1,
            ..area
        };
        let mut pen = Pen::new(buf, place, theme);
        for (text, style) in line {
            pen.write(text, ink(*style));
        }
    }
}
