//! What stands around the panes: header, tabs, footer and the panes' frames.

mod footer;
mod header;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::symbols::border;
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use super::{Scene, ink};
use crate::app::{Pane, Screen, Tab};
use crate::ui::text;
use crate::ui::theme::{Glyphs, Theme};
use crate::ui::widgets::Pen;
pub use footer::{fault, footer, key_at, typing};
pub use header::header;

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// What stands for a pane or tab in the line of tabs: key, title, its shorter form, whether it is shown.
fn tab_titles(scene: Scene<'_>) -> [(String, &'static str, &'static str, bool); 7] {
    let app = scene.app;
    let detail = (app.focus == Pane::Detail).then(|| app.shown_tab());
    let inner = matches!(
        detail,
        Some(Tab::Payload | Tab::Raw | Tab::State | Tab::Qoe | Tab::Order)
    );
    [
        ("sessions", "Sessions", "Sess", app.focus == Pane::Sessions),
        ("timeline", "Timeline", "Time", app.focus == Pane::Timeline),
        ("events", "Events", "Events", app.focus == Pane::Events),
        ("payload", "Payload", "Payload", inner),
        (
            "findings",
            "Findings",
            "Find",
            detail == Some(Tab::Findings),
        ),
        ("report", "Report", "Report", detail == Some(Tab::Report)),
        ("calls", "Calls", "Calls", app.focus == Pane::Calls),
    ]
    .map(|(name, title, short, shown)| (scene.key(name), title, short, shown))
}

/// The places of the tabs in their line: number of the tab, from, to.
pub fn tab_places(scene: Scene<'_>, area: Rect) -> Vec<(usize, Rect)> {
    let titles = tab_titles(scene);
    let wide = |key: &str, title: &str| text::width(key) + title.len() + 2;
    let long: usize = titles.iter().map(|(key, title, ..)| wide(key, title)).sum();
    let mut x = area.x;
    let mut places = Vec::new();
    for (index, (key, title, short, _)) in titles.iter().enumerate() {
        let title = if long <= usize::from(area.width) {
            title
        } else {
            short
        };
        let width = u16::try_from(wide(key, title)).unwrap_or(u16::MAX);
        let width = width.min(area.right().saturating_sub(x));
        places.push((index, Rect { x, width, ..area }));
        x = x.saturating_add(width);
    }
    places
}

/// The line of tabs on small screens.
pub fn tabs(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let titles = tab_titles(scene);
    for (index, place) in tab_places(scene, area) {
        let Some((number, title, short, active)) = titles.get(index) else {
            continue;
        };
        let fits = text::width(number) + title.len() + 2 <= usize::from(place.width);
        let title = if fits { title } else { short };
        if *active {
            buf.set_style(place, theme.selection);
        }
        let mut pen = Pen::new(buf, place, theme);
        pen.skip(1);
        pen.write(
            number,
            if *active {
                Style::new()
            } else {
                ink(theme.key)
            },
        );
        pen.write(
            title,
            if *active {
                Style::new()
            } else {
                ink(theme.dim)
            },
        );
    }
}

/// A frame in a style.
pub fn border(theme: &Theme, style: Style, area: Rect, buf: &mut Buffer) {
    let mut block = Block::bordered().border_style(style);
    block = if *theme.glyphs == Glyphs::ASCII {
        block.border_set(ASCII_BORDER)
    } else {
        block.border_type(BorderType::Rounded)
    };
    block.render(area, buf);
}

/// An empty frame over what is drawn there.
pub fn over(theme: &Theme, area: Rect, buf: &mut Buffer) {
    Clear.render(area, buf);
    buf.set_style(area, theme.text);
    border(theme, theme.focus, area, buf);
}

/// A pane's frame with its title; returns nothing, the inside is the layout's business.
pub fn pane(scene: Scene<'_>, pane: Pane, framed: bool, area: Rect, buf: &mut Buffer) {
    if !framed {
        return;
    }
    let theme = scene.theme;
    let focused = scene.app.focus == pane;
    let style = if focused { theme.focus } else { theme.border };
    border(theme, style, area, buf);
    let line = Rect {
        x: area.x + 2,
        y: area.y,
        width: area.width.saturating_sub(4),
        height: 1,
    };
    let mut pen = Pen::new(buf, line, theme);
    let title = if focused {
        theme.accent.add_modifier(Modifier::BOLD)
    } else {
        theme.title
    };
    match pane {
        Pane::Sessions => super::sessions::title(scene, title, &mut pen),
        Pane::Timeline => super::timeline::title(scene, title, &mut pen),
        Pane::Events => super::events::title(scene, title, &mut pen),
        Pane::Detail => super::detail::title(scene, framed, title, &mut pen),
        Pane::Calls => super::calls::title(scene, title, &mut pen),
    }
    if pane == Pane::Sessions && scene.app.screen == Screen::Sessions {
        calls_hint(scene, area, buf);
    }
}

/// Below the sessions: how many calls are in the call log.
fn calls_hint(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let calls = scene.inspection.calls().len();
    if calls == 0 || area.height == 0 {
        return;
    }
    let theme = scene.theme;
    let line = Rect {
        x: area.x + 2,
        y: area.bottom() - 1,
        width: area.width.saturating_sub(4),
        height: 1,
    };
    let mut pen = Pen::new(buf, line, theme);
    pen.write(" ", theme.dim)
        .write(&scene.key("calls"), theme.key);
    let text = format!(" {} ", text::counted(calls as u64, "other call"));
    pen.write(&text, theme.dim);
}
