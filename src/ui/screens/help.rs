//! The list of keys, made from their table.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

use super::{Line, Scene, page, signs as in_signs};
use crate::app::filter;
use crate::app::keymap::{self, Binding, Context};
use crate::ui::text;
use crate::ui::widgets::Pen;
use crate::ui::widgets::scrollbar::Scrollbar;

/// The lines of the list: the context in use first.
pub fn lines(scene: Scene<'_>) -> Vec<Line> {
    let theme = scene.theme;
    let mut contexts: Vec<Context> = keymap::ALL.iter().map(|binding| binding.context).collect();
    contexts.dedup();
    let here = scene.app.beneath(scene.inspection);
    contexts.retain(|context| *context != here && *context != Context::Help);
    contexts.sort_by_key(|context| *context != Context::Anywhere);
    contexts.insert(0, here);
    contexts.dedup();
    let mut lines = Vec::new();
    for context in contexts {
        lines.push(vec![(context.title().to_owned(), theme.title)]);
        for binding in keymap::ALL
            .iter()
            .filter(|binding| binding.context == context)
        {
            lines.push(vec![
                (
                    format!("  {}", text::left(&in_signs(&binding.shown(), theme), 12)),
                    theme.key,
                ),
                (binding.help.to_owned(), Style::new()),
            ]);
        }
        lines.push(Vec::new());
    }
    lines.push(vec![("Words of the filter".to_owned(), theme.title)]);
    for (name, words) in filter::FIELDS {
        lines.push(vec![
            (
                format!("  {}", text::left(&format!("{name}:"), 12)),
                theme.key,
            ),
            ((*words).to_owned(), Style::new()),
        ]);
    }
    lines.push(vec![
        ("  !           ".to_owned(), theme.key),
        ("turns a word around: !type:ping".to_owned(), Style::new()),
    ]);
    lines.push(Vec::new());
    lines.extend(signs(scene));
    lines
}

/// What the signs mean.
fn signs(scene: Scene<'_>) -> Vec<Line> {
    let glyphs = scene.theme.glyphs;
    let theme = scene.theme;
    let signs = [
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
    ];
    let mut lines = vec![vec![("Signs".to_owned(), theme.title)]];
    for (sign, style, words) in signs {
        lines.push(vec![
            (format!("  {}", text::left(sign, 12)), style),
            (words.to_owned(), Style::new()),
        ]);
    }
    lines
}

/// A row of the list as the binding that it shows, for the mouse.
pub fn binding(scene: Scene<'_>, row: usize) -> Option<&'static Binding> {
    let lines = lines(scene);
    let words = &lines.get(row)?.get(1)?.0;
    keymap::ALL.iter().find(|binding| binding.help == words)
}

/// The place of the list in a body.
pub fn place(body: Rect) -> Rect {
    let width = body.width.min(92);
    Rect {
        x: body.x + (body.width - width) / 2,
        width,
        ..body
    }
}

/// Draws the list over everything.
pub fn draw(scene: Scene<'_>, body: Rect, buf: &mut Buffer) {
    let Some(list) = &scene.app.help else {
        return;
    };
    let theme = scene.theme;
    Clear.render(body, buf);
    buf.set_style(body, theme.text);
    let place = place(body);
    let lines = lines(scene);
    let head = Rect { height: 1, ..place };
    let mut pen = Pen::new(buf, head, theme);
    pen.skip(2).write("Keys", theme.accent);
    pen.at_end("esc closes ", theme.dim);
    let below = Rect {
        x: place.x + 2,
        y: place.y + 1,
        width: place.width.saturating_sub(3),
        height: place.height.saturating_sub(1),
    };
    page(&lines, list.top, theme, below, buf);
    let bar = Scrollbar {
        total: lines.len(),
        top: list.top,
        page: usize::from(below.height),
        marks: &[],
    };
    bar.draw(theme, below, buf);
}
