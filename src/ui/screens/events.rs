//! The events of a session: when, what, where in the content, how long after the one before, and how it was
//! answered.

mod columns;
mod row;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Scene, ink};
use crate::ui::text;
use crate::ui::widgets::Pen;
use crate::ui::widgets::list::List;
use crate::ui::widgets::scrollbar::Scrollbar;
use columns::Columns;
pub use columns::heading_at;
use row::{Row, ts};
pub use row::{kind_style, seconds};

/// The list as it stands on the screen.
pub fn list(scene: Scene<'_>) -> List {
    let cursor = &scene.app.lists.events;
    List {
        total: cursor.len,
        selected: Some(cursor.at),
        top: cursor.top,
        lines: 1,
        focused: scene.app.focus == crate::app::Pane::Events,
    }
}

/// The part of the pane that holds the rows: below the line of headings.
pub fn rows(area: Rect) -> Rect {
    Rect {
        y: area.y + 1.min(area.height),
        height: area.height.saturating_sub(1),
        ..area
    }
}

/// The title of the pane.
pub fn title(scene: Scene<'_>, style: Style, pen: &mut Pen<'_>) {
    let (app, theme) = (scene.app, scene.theme);
    pen.write(&scene.title_key("events"), theme.key)
        .write("Events ", style);
    let list = &app.lists.events;
    if list.len > 0 {
        let text = format!(
            "{} of {} ",
            text::number(list.at as u64 + 1),
            text::number(list.len as u64)
        );
        pen.write(&text, theme.dim);
    }
    if app.is_live() && !list.follow {
        let new = match list.unseen() {
            0 => None,
            unseen => Some(format!("+{} new", text::number(unseen as u64))),
        };
        // In an order of its own the list has no end that what comes is added to.
        let follows = (!app.filter.sorted.is_on())
            .then(|| format!("{} follows", scene.app.keys.shortest("last")));
        let words: Vec<String> = new.into_iter().chain(follows).collect();
        if !words.is_empty() {
            let text = format!("{} {} ", theme.glyphs.dot, words.join(", "));
            pen.write(&text, theme.warning);
        }
    }
    if let Some((by, falling)) = app.filter.sorted.by() {
        let key = scene.key("back");
        let sign = theme.glyphs.direction(falling);
        let text = format!("{} {sign}{}, {key} undoes ", theme.glyphs.dot, by.word());
        pen.write(&text, theme.accent);
    }
}

/// Draws the events that are seen.
pub fn draw(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let Some(watched) = scene.app.watched(scene.inspection) else {
        return;
    };
    let inner = Rect {
        width: area.width.saturating_sub(2),
        ..area
    };
    let columns = Columns::of(scene, inner.width);
    columns::headings(&columns, scene, inner, buf);
    let session = watched.session();
    let origin = session
        .arrivals()
        .first()
        .and_then(ts)
        .unwrap_or(scene.app.known.clock.0);
    list(scene).draw(scene.theme, rows(inner), buf, |row, _, pen| {
        if let Some(index) = scene.app.filter.arrival(row) {
            let row = Row {
                scene,
                session,
                index,
                before: scene.app.filter.before(index),
                origin,
            };
            row.draw(&columns, pen);
        }
    });
    let cursor = &scene.app.lists.events;
    if cursor.len == 0 && scene.app.filter.asked.is_on() {
        let key = scene.key("filter-off");
        let words = format!(" none passes the filter: {key} shows all");
        Pen::new(buf, rows(inner), scene.theme).write(&words, ink(scene.theme.warning));
    }
    let scrollbar = Scrollbar {
        total: cursor.len,
        top: cursor.top,
        page: cursor.rows,
        // A list that fits shows them in its rows.
        marks: if cursor.len > cursor.rows {
            &scene.app.known.marks
        } else {
            &[]
        },
    };
    scrollbar.draw(scene.theme, rows(area), buf);
    scrollbar.draw_hits(&scene.app.known.hits, scene.theme, rows(area), buf);
}
