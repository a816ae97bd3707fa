//! Finding one's way: the trail in the header, the letters on the panes, and the hint of a place.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{Scene, ink, signs};
use crate::app::way::LABELS;
use crate::app::{Action, Pane};
use crate::ui::layout::Layout;
use crate::ui::widgets::Pen;

/// The least room in which a trail says something.
const LEAST: u16 = 16;

/// From the capture down to the value, as far as there is room.
pub fn trail(scene: Scene<'_>, pen: &mut Pen<'_>) {
    let theme = scene.theme;
    for part in scene.app.trail(scene.inspection) {
        if pen.room() < LEAST {
            return;
        }
        pen.write(&signs(" › ", theme), ink(theme.dim));
        pen.write(&part, Style::new());
    }
}

/// The hint, and how it goes away.
pub fn hint(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let words = scene.app.hint_words().unwrap_or_default();
    let mut pen = Pen::new(buf, area, theme);
    let key = scene.key("back");
    pen.at_end(" closes ", ink(theme.dim))
        .at_end(&key, ink(theme.key))
        .at_end("  ", Style::new());
    pen.skip(1)
        .write(theme.glyphs.note, ink(theme.note))
        .skip(1);
    pen.write(&signs(&words, theme), ink(theme.note));
}

/// The letters, each on the frame of its pane.
pub fn letters(scene: Scene<'_>, layout: &Layout, buf: &mut Buffer) {
    if !scene.app.way.labels || !layout.framed {
        return;
    }
    let theme = scene.theme;
    for (pane, outer) in &layout.panes {
        let stands_there = |action: &Action| match action {
            Action::Go(other) => other == pane,
            Action::Show(tab) => *pane == Pane::Detail && *tab == scene.app.shown_tab(),
            _ => false,
        };
        let label = LABELS.iter().find(|label| stands_there(&label.action));
        if let Some(label) = label {
            let place = Rect {
                width: 3.min(outer.width),
                height: 1,
                ..*outer
            };
            let style = theme.found.add_modifier(Modifier::BOLD);
            Pen::new(buf, place, theme).write(&format!(" {} ", label.letter), style);
        }
    }
}

/// Every letter with its place, in the line of keys.
pub fn places(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let mut pen = Pen::new(buf, area, theme);
    let (gap, letters) = match area.width {
        ..80 => (0, 3),
        80..100 => (1, 4),
        _ => (1, usize::MAX),
    };
    for label in LABELS {
        let title = label.title.get(..letters).unwrap_or(label.title);
        pen.skip(1).write(&label.letter.to_string(), ink(theme.key));
        pen.skip(gap).write(title, ink(theme.dim));
    }
}
