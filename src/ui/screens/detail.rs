//! One event in tabs: payload, raw call, state, findings, report.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{Line, Scene, findings, order, page, qoe, raw, report, state};
use crate::app::{Pane, Screen, Tab};
use crate::ui::text;
use crate::ui::widgets::Pen;
use crate::ui::widgets::json_tree::Tree;
use crate::ui::widgets::scrollbar::Scrollbar;

/// Key and title of the tabs that are offered.
fn titles(scene: Scene<'_>, framed: bool) -> Vec<(Tab, String)> {
    let app = scene.app;
    let number = |tab| match tab {
        Tab::Payload => scene.key("payload"),
        Tab::Findings => scene.key("findings"),
        Tab::Report => scene.key("report"),
        Tab::Qoe => scene.key("quality"),
        Tab::Order => scene.key("order"),
        Tab::Raw | Tab::State => String::new(),
    };
    // Small screens have a tab of their own for findings and report.
    let offered = |tab: &Tab| match tab {
        Tab::Payload | Tab::Raw => true,
        Tab::State | Tab::Qoe | Tab::Order => app.screen == Screen::Sessions,
        Tab::Findings | Tab::Report => framed && app.screen == Screen::Sessions,
    };
    Tab::ALL
        .into_iter()
        .filter(offered)
        .map(|tab| (tab, number(tab)))
        .collect()
}

/// The places of the tabs on a line.
pub fn tab_places(scene: Scene<'_>, framed: bool, line: Rect) -> Vec<(Tab, Rect)> {
    let app = scene.app;
    let mut x = line.x;
    let mut places = Vec::new();
    for (tab, number) in titles(scene, framed) {
        let width =
            text::width(&number) + usize::from(!number.is_empty()) + text::width(tab.title()) + 2;
        let jq = match (tab, &app.body.jq) {
            (Tab::Payload, Some(jq)) => text::width(&jq.text).min(18) + 4,
            _ => 0,
        };
        let width = u16::try_from(width + jq).unwrap_or(u16::MAX);
        let width = width.min(line.right().saturating_sub(x));
        places.push((tab, Rect { x, width, ..line }));
        x = x.saturating_add(width);
    }
    places
}

/// The line that the tabs stand on: the frame, or on small screens the pane's first line.
pub fn tab_line(framed: bool, outer: Rect) -> Rect {
    if framed {
        Rect {
            x: outer.x + 2,
            width: outer.width.saturating_sub(4),
            height: 1,
            ..outer
        }
    } else {
        Rect { height: 1, ..outer }
    }
}

/// The part of the pane's inside that is below its tabs. On small screens findings and report have theirs in the
/// line of all tabs.
pub fn content(framed: bool, tab: Tab, inside: Rect) -> Rect {
    let own = !framed && !matches!(tab, Tab::Findings | Tab::Report);
    let tabs = u16::from(own).min(inside.height);
    Rect {
        x: inside.x + 1.min(inside.width),
        y: inside.y + tabs,
        width: inside.width.saturating_sub(1),
        height: inside.height - tabs,
    }
}

/// The title of the pane: its tabs.
pub fn title(scene: Scene<'_>, framed: bool, style: Style, pen: &mut Pen<'_>) {
    let theme = scene.theme;
    let shown = scene.app.shown_tab();
    for (tab, number) in titles(scene, framed) {
        pen.write(" ", theme.dim);
        if !number.is_empty() {
            pen.write(&number, theme.key).write(" ", theme.dim);
        }
        let style = if tab == shown {
            style.add_modifier(Modifier::UNDERLINED)
        } else {
            theme.dim
        };
        pen.write(tab.title(), style).write(" ", theme.dim);
        if let (Tab::Payload, Some(jq)) = (tab, &scene.app.body.jq) {
            let words = text::cut(&jq.text, 18, theme.glyphs.ellipsis);
            pen.write("jq ", theme.key)
                .write(&words, theme.accent)
                .write(" ", theme.dim);
        }
    }
}

/// Draws the tab in use.
pub fn draw(scene: Scene<'_>, framed: bool, inside: Rect, buf: &mut Buffer) {
    let shown = scene.app.shown_tab();
    if !framed && !matches!(shown, Tab::Findings | Tab::Report) {
        let line = tab_line(false, inside);
        title(
            scene,
            framed,
            scene.theme.accent,
            &mut Pen::new(buf, line, scene.theme),
        );
    }
    let area = content(framed, shown, inside);
    match shown {
        Tab::Findings => findings::draw(scene, area, buf),
        Tab::Report => report::draw(scene, area, buf),
        Tab::Qoe => qoe::draw(scene, area, buf),
        Tab::Order => order::draw(scene, area, buf),
        Tab::Payload => payload(scene, area, buf),
        tab => {
            let lines = lines(scene, tab, area.width);
            let list = &scene.app.lists.page;
            page(&lines, list.top, scene.theme, area, buf);
            let bar = Scrollbar {
                total: lines.len(),
                top: list.top,
                page: usize::from(area.height),
                marks: &[],
            };
            bar.draw(scene.theme, area, buf);
        }
    }
}

/// The lines of the tabs that are pages of text.
pub fn lines(scene: Scene<'_>, tab: Tab, width: u16) -> Vec<Line> {
    match tab {
        Tab::Raw => raw::lines(scene, width),
        Tab::State => state::lines(scene, width),
        Tab::Payload | Tab::Findings | Tab::Report | Tab::Qoe | Tab::Order => Vec::new(),
    }
}

fn payload(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let body = &scene.app.body;
    if body.missing || body.exchange.is_none() {
        let words = if body.missing {
            "The body cannot be read from the recording."
        } else {
            ""
        };
        Pen::new(buf, area, scene.theme).write(words, scene.theme.dim);
        return;
    }
    let list = &scene.app.lists.payload;
    let tree = Tree {
        document: &scene.canvas.document,
        rows: &scene.canvas.rows,
        folds: &scene.canvas.folds,
        top: list.top,
        selected: (scene.app.focus == Pane::Detail).then_some(list.at),
        focused: true,
        found: &scene.app.filter.search,
    };
    let inner = Rect {
        width: area.width.saturating_sub(1),
        ..area
    };
    tree.draw(scene.theme, inner, buf);
    let bar = Scrollbar {
        total: scene.canvas.rows.len(),
        top: list.top,
        page: usize::from(area.height),
        marks: if list.len > list.rows {
            &scene.canvas.marks
        } else {
            &[]
        },
    };
    bar.draw(scene.theme, area, buf);
}
