//! What opens over the screen to choose from: keys, actions, themes; typing finds, enter runs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Scene, ink, signs as in_signs};
use crate::app::filter::sorted::By;
use crate::app::menu::{Kind, Menu, Row, SIGNS};
use crate::app::{Binding, Context};
use crate::ui::theme::Theme;
use crate::ui::widgets::Pen;
use crate::ui::widgets::list::List;
use crate::ui::widgets::scrollbar::Scrollbar;

/// Columns for the keys.
const KEYS: u16 = 14;

/// The place of the list in a body: the list of keys has all its height, the others leave the screen in sight.
pub fn place(kind: Kind, body: Rect) -> Rect {
    let (width, height) = match kind {
        Kind::Help => (96, body.height),
        Kind::Palette | Kind::Here => (84, (body.height * 2 / 3).max(12)),
        Kind::Themes => (96, 14),
        Kind::Filters | Kind::Columns => (84, 14),
        Kind::SortEvents => (72, 11),
    };
    let (width, height) = (body.width.min(width), body.height.min(height));
    Rect {
        x: body.x + (body.width - width) / 2,
        width,
        height,
        y: match kind {
            // What the themes change is the screen above.
            Kind::Themes => body.bottom() - height,
            Kind::Help
            | Kind::Palette
            | Kind::Here
            | Kind::Filters
            | Kind::Columns
            | Kind::SortEvents => body.y,
        },
    }
}

/// The part of it that holds the rows: below what is typed.
pub fn rows(place: Rect) -> Rect {
    Rect {
        x: place.x + 1.min(place.width),
        y: place.y + 2.min(place.height),
        width: place.width.saturating_sub(2),
        height: place.height.saturating_sub(3),
    }
}

/// Draws it over everything.
pub fn draw(scene: Scene<'_>, body: Rect, buf: &mut Buffer) {
    let Some(menu) = &scene.app.menu else {
        return;
    };
    let theme = scene.theme;
    let place = place(menu.kind, body);
    super::frame::over(theme, place, buf);
    head(menu, theme, place, buf);
    let rows = rows(place);
    let inner = Rect {
        width: rows.width.saturating_sub(1),
        ..rows
    };
    let list = List {
        total: menu.rows.len(),
        selected: menu
            .rows
            .get(menu.list.at)
            .filter(|row| row.runs())
            .map(|_| menu.list.at),
        top: menu.list.top,
        lines: 1,
        focused: true,
    };
    if menu.rows.is_empty() {
        let (words, style) = if menu.query.is_empty() {
            // Only the columns of sessions begin empty: none of them is there by itself.
            (" none is added yet".to_owned(), theme.dim)
        } else {
            let query = &menu.query;
            let words = format!(" nothing is called {query}: backspace takes letters back");
            (words, theme.warning)
        };
        Pen::new(buf, inner, theme).write(&words, style);
    }
    list.draw(theme, inner, buf, |index, _, pen| {
        if let Some(row) = menu.rows.get(index) {
            line(scene, menu, row, pen);
        }
    });
    let bar = Scrollbar {
        total: menu.rows.len(),
        top: menu.list.top,
        page: usize::from(rows.height),
        marks: &[],
    };
    bar.draw(theme, rows, buf);
}

/// The title, and what is typed.
fn head(menu: &Menu, theme: &Theme, place: Rect, buf: &mut Buffer) {
    let title = match menu.kind {
        Kind::Help => " Keys ",
        Kind::Palette => " Actions ",
        Kind::Here => " What can be done here ",
        Kind::Themes => " Themes ",
        Kind::Filters => " Filters ",
        Kind::Columns => " Columns ",
        Kind::SortEvents => " Sort the events by ",
    };
    let inside = |y: u16| Rect {
        x: place.x + 2,
        y,
        width: place.width.saturating_sub(4),
        height: 1.min(place.height),
    };
    let mut pen = Pen::new(buf, inside(place.y), theme);
    let words = match menu.kind {
        Kind::Filters => " enter takes it, del forgets it, esc closes ",
        Kind::Columns => " enter shows or hides, esc closes ",
        Kind::SortEvents => " enter sorts, again the other way round ",
        _ => " enter runs, esc closes ",
    };
    pen.at_end(words, theme.dim);
    pen.write(title, theme.accent);
    let mut pen = Pen::new(buf, inside(place.y + 1), theme);
    let caret = theme.glyphs.vertical;
    pen.write("> ", theme.key).write(&menu.query, theme.text);
    pen.write(caret, theme.accent);
    if menu.query.is_empty() {
        let words = match menu.kind {
            Kind::Columns => "type a key (media.id) or jq (.params | length) for one more",
            _ => "type to find",
        };
        pen.skip(1).write(words, theme.dim);
    }
}

fn line(scene: Scene<'_>, menu: &Menu, row: &Row, pen: &mut Pen<'_>) {
    let theme = scene.theme;
    match row {
        Row::Heading(title) => {
            pen.skip(1).write(title, theme.title);
        }
        Row::Key(binding) => key(scene, binding, menu, pen),
        Row::Word(name, words) => {
            let name = if *name == "!" {
                "!".to_owned()
            } else {
                format!("{name}:")
            };
            pen.skip(2).column(&name, KEYS, ink(theme.key));
            pen.write(words, Style::new());
        }
        Row::Sign(number) => {
            if let Some((sign, style, words)) = signs(theme).get(*number) {
                pen.skip(2).column(sign, KEYS, ink(*style));
                pen.write(words, Style::new());
            }
        }
        Row::Theme(name, about) => {
            pen.skip(1).column(name, 20, Style::new()).skip(1);
            pen.write(about, ink(theme.dim));
        }
        Row::Filter { name, text, ours } => {
            if !ours {
                pen.at_end("playscope.toml ", ink(theme.dim));
            }
            pen.skip(1).column(name, 20, Style::new()).skip(1);
            pen.write(text, ink(theme.dim));
        }
        Row::Column { name, about, shown } => {
            let sign = if *shown { theme.glyphs.ok } else { " " };
            pen.skip(1).column(sign, 2, ink(theme.ok));
            let wide = 30.min(pen.room() * 2 / 5);
            pen.column(name, wide, Style::new()).skip(1);
            pen.write(about, ink(theme.dim));
        }
        Row::Order(by) => order(scene, *by, pen),
        Row::Gap => {}
    }
}

/// An order of the events, with the sign of the one in force.
fn order(scene: Scene<'_>, by: By, pen: &mut Pen<'_>) {
    let theme = scene.theme;
    let sign = match scene.app.filter.sorted.by() {
        None if by == By::Arrival => theme.glyphs.ok,
        Some((now, falling)) if by == now => theme.glyphs.direction(falling),
        _ => " ",
    };
    pen.skip(1).column(sign, 2, ink(theme.ok));
    let known = By::ALL.iter().find(|(known, ..)| *known == by);
    let about = known.map_or("", |(.., about)| *about);
    pen.column(by.word(), 12, Style::new()).skip(1);
    pen.write(about, ink(theme.dim));
}

fn key(scene: Scene<'_>, binding: &Binding, menu: &Menu, pen: &mut Pen<'_>) {
    let theme = scene.theme;
    // Found by typing, a key stands without its heading.
    let alone = matches!(menu.kind, Kind::Palette | Kind::Here) || !menu.query.is_empty();
    // Where there is little room, only what is meant in one place names it.
    if alone && (pen.room() >= 60 || binding.context != Context::Anywhere) {
        pen.at_end(binding.context.title(), ink(theme.dim))
            .at_end("  ", Style::new());
    }
    let keys = in_signs(&scene.app.keys.shown(binding), theme).into_owned();
    pen.skip(2).column(&keys, KEYS, ink(theme.key)).skip(1);
    pen.write(&in_signs(binding.help, theme), Style::new());
}

/// What the signs mean.
fn signs(theme: &Theme) -> [(&'static str, Style, &'static str); SIGNS] {
    let glyphs = theme.glyphs;
    [
        (
            glyphs.error,
            theme.error,
            "error: the data is refused, dropped or ignored",
        ),
        (
            glyphs.warning,
            theme.warning,
            "warning: it is accepted, but the report will be wrong or doubtful",
        ),
        (glyphs.note, theme.note, "note: worth knowing"),
        (glyphs.ok, theme.ok, "completed, or fine"),
        (glyphs.playing, theme.playing, "playing"),
        (glyphs.paused, theme.paused, "paused"),
        (glyphs.buffering, theme.buffering, "buffering"),
        (
            glyphs.stalled,
            theme.stalled,
            "stalled: playing, but the playhead stands still",
        ),
        (glyphs.finished, theme.dim, "ended"),
        (glyphs.timed_out, theme.warning, "timed out"),
    ]
}

#[cfg(test)]
mod tests {
    use super::KEYS;
    use crate::app::{Keys, keymap};
    use crate::ui::text;

    #[test]
    fn every_key_fits_its_column_and_every_sentence_its_line() {
        let table = Keys::default();
        for binding in keymap::ALL {
            let shown = table.shown(binding);
            let keys = text::width(&shown);
            assert!(keys <= usize::from(KEYS), "{shown} is {keys} columns");
            let words = text::width(binding.help);
            assert!(words <= 76, "{} columns: {}", words, binding.help);
        }
    }
}
