//! What the mouse means: the place of a click or a turn of the wheel, as an action.

use ratatui::layout::{Position, Rect};

use super::screens::{self, Scene};
use super::widgets::scrollbar::Scrollbar;
use super::{Canvas, Theme};
use crate::app::{Action, App, Pane, Screen, Tab};
use crate::inspection::Inspection;

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gesture {
    /// The left button went down.
    Press,
    /// The mouse moved with the left button down.
    Drag,
    /// The wheel turned up.
    Up,
    /// The wheel turned down.
    Down,
}

/// Rows that one turn of the wheel moves.
const WHEEL: isize = 3;

impl Canvas {
    /// What a gesture at a place of the screen asks for.
    pub fn mouse(
        &self,
        app: &App,
        inspection: &Inspection,
        theme: &Theme,
        area: Rect,
        (gesture, x, y): (Gesture, u16, u16),
    ) -> Option<Action> {
        let layout = self.layout(app, inspection, theme, area).ok()?;
        let scene = Scene {
            app,
            inspection,
            theme,
            canvas: self,
        };
        let at = Position { x, y };
        if let Some(menu) = &app.menu
            && !layout.footer.contains(at)
        {
            let place = screens::menu::place(menu.kind, layout.body);
            if gesture == Gesture::Press && !place.contains(at) {
                return Some(Action::Back);
            }
            let rows = screens::menu::rows(place);
            return over_the_panes(app, gesture, rows, menu.list.top, at);
        }
        if app.editing.is_some() && layout.body.contains(at) {
            return over_the_panes(app, gesture, Rect::ZERO, 0, at);
        }
        if let Some(comparing) = &app.comparing
            && layout.body.contains(at)
        {
            let (_, rows, _) = screens::compare::split(layout.body);
            return over_the_panes(app, gesture, rows, comparing.list.top, at);
        }
        if gesture == Gesture::Press {
            if let Some(tabs) = layout.tabs.filter(|tabs| tabs.contains(at)) {
                let places = screens::frame::tab_places(scene, tabs);
                let (index, _) = places.iter().find(|(_, place)| place.contains(at))?;
                return tab_action(*index);
            }
            if layout.bar.is_some_and(|bar| bar.contains(at)) {
                return screens::bar::action(scene);
            }
            if layout.footer.contains(at) {
                return screens::frame::key_at(scene, layout.footer, x);
            }
        }
        let (pane, outer) = layout.pane_at(x, y)?;
        match gesture {
            Gesture::Up => Some(Action::Wheel(pane, -WHEEL)),
            Gesture::Down => Some(Action::Wheel(pane, WHEEL)),
            Gesture::Press | Gesture::Drag => press(scene, gesture, pane, layout.framed, outer, at),
        }
    }
}

/// What a gesture asks for where something lies over the panes that has these rows, from `top` on.
fn over_the_panes(
    app: &App,
    gesture: Gesture,
    rows: Rect,
    top: usize,
    at: Position,
) -> Option<Action> {
    match gesture {
        Gesture::Up => Some(Action::Wheel(app.focus, -WHEEL)),
        Gesture::Down => Some(Action::Wheel(app.focus, WHEEL)),
        Gesture::Press if rows.contains(at) => {
            Some(Action::Point(top + usize::from(at.y - rows.y)))
        }
        Gesture::Press | Gesture::Drag => None,
    }
}

/// Where a tab of the line of tabs leads.
fn tab_action(index: usize) -> Option<Action> {
    Some(match index {
        0 => Action::Go(Pane::Sessions),
        1 => Action::Go(Pane::Timeline),
        2 => Action::Go(Pane::Events),
        3 => Action::Show(Tab::Payload),
        4 => Action::Show(Tab::Findings),
        5 => Action::Show(Tab::Report),
        6 => Action::Go(Pane::Calls),
        _ => return None,
    })
}

fn press(
    scene: Scene<'_>,
    gesture: Gesture,
    pane: Pane,
    framed: bool,
    outer: Rect,
    at: Position,
) -> Option<Action> {
    let app = scene.app;
    let inside = if framed {
        Rect {
            x: outer.x + 1,
            y: outer.y + 1,
            width: outer.width.saturating_sub(2),
            height: outer.height.saturating_sub(2),
        }
    } else {
        outer
    };
    if pane == Pane::Timeline {
        return screens::timeline::moment(scene, inside, at.x, at.y).map(Action::Seek);
    }
    if let Some(row) = along_the_bar(app, pane, inside, at) {
        return Some(Action::Select(pane, row));
    }
    if gesture == Gesture::Drag {
        return None;
    }
    let below_sessions = pane == Pane::Sessions && framed && at.y + 1 == outer.bottom();
    if below_sessions && app.screen == Screen::Sessions {
        return Some(Action::Go(Pane::Calls));
    }
    if pane == Pane::Events
        && let Some(by) = screens::events::heading_at(scene, inside, at.x, at.y)
    {
        return Some(Action::SortBy(by));
    }
    let row = match pane {
        Pane::Sessions => screens::sessions::list(scene, inside).at(inside, at.y),
        Pane::Events => screens::events::list(scene).at(screens::events::rows(inside), at.y),
        Pane::Calls => screens::calls::list(scene).at(inside, at.y),
        Pane::Detail => return press_detail(scene, framed, outer, inside, at),
        Pane::Timeline => None,
    };
    Some(row.map_or(Action::Go(pane), |row| Action::Select(pane, row)))
}

/// The row that a place on the scrollbar of a list stands for.
fn along_the_bar(app: &App, pane: Pane, inside: Rect, at: Position) -> Option<usize> {
    let (list, area) = match pane {
        Pane::Sessions => (&app.lists.sessions, inside),
        Pane::Events => (&app.lists.events, screens::events::rows(inside)),
        Pane::Calls => (&app.lists.calls, inside),
        Pane::Timeline | Pane::Detail => return None,
    };
    let bar = Scrollbar {
        total: list.len,
        top: list.top,
        page: list.rows,
        marks: &[],
    };
    let on_it = list.len > list.rows && at.x + 1 == area.right();
    on_it.then(|| bar.at(area, at.y)).flatten()
}

fn press_detail(
    scene: Scene<'_>,
    framed: bool,
    outer: Rect,
    inside: Rect,
    at: Position,
) -> Option<Action> {
    let app = scene.app;
    let line = screens::detail::tab_line(framed, outer);
    if line.contains(at) {
        let places = screens::detail::tab_places(scene, framed, line);
        let (tab, _) = places.iter().find(|(_, place)| place.contains(at))?;
        return Some(Action::Show(*tab));
    }
    let content = screens::detail::content(framed, app.shown_tab(), inside);
    let row = match app.shown_tab() {
        Tab::Payload => {
            let line = at.y.checked_sub(content.y)?;
            let row = app.lists.payload.top + usize::from(line);
            (row < app.lists.payload.len).then_some(row)
        }
        Tab::Findings => {
            let (_, rows, _) = screens::findings::split(content, app.lists.findings.len);
            screens::findings::list(scene).at(rows, at.y)
        }
        Tab::Report => {
            let (_, rows, _) = screens::report::split(scene, content);
            screens::report::list(scene).at(rows, at.y)
        }
        Tab::Raw | Tab::State | Tab::Qoe | Tab::Order => None,
    };
    Some(row.map_or(Action::Show(app.shown_tab()), |row| {
        Action::Select(Pane::Detail, row)
    }))
}
