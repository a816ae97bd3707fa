//! What stands where: the panes of a frame, by size and by what the user looks at.

use ratatui::layout::Rect;

use super::screens;
use crate::app::{App, Pane, Screen, Tab};

/// The smallest screen that holds the dashboard.
pub const SMALLEST: (u16, u16) = (60, 16);
/// From this width on, two panes stand side by side.
const TWO: u16 = 100;
/// From this width on, three do.
const THREE: u16 = 140;
/// Lists and timeline share the height from this many lines of the body on.
const TALL: u16 = 18;

/// Where the parts of a frame stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The line at the top.
    pub header: Rect,
    /// The line of tabs below it, on small screens.
    pub tabs: Option<Rect>,
    /// The line of filters, where there are any.
    pub bar: Option<Rect>,
    /// What is between header and footer.
    pub body: Rect,
    /// The panes with their frames.
    pub panes: Vec<(Pane, Rect)>,
    /// The panes have frames.
    pub framed: bool,
    /// The line being typed, above the footer.
    pub typing: Option<Rect>,
    /// The hint, above the footer.
    pub hint: Option<Rect>,
    /// The line at the bottom.
    pub footer: Rect,
}

/// The screen is too small: so many columns and lines are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooSmall {
    /// Columns.
    pub columns: u16,
    /// Lines.
    pub lines: u16,
}

impl Layout {
    /// The layout of a screen; `timeline` is how many lines the timeline would fill.
    ///
    /// # Errors
    ///
    /// When it is smaller than [`SMALLEST`].
    pub fn of(app: &App, timeline: u16, area: Rect) -> Result<Self, TooSmall> {
        let columns = SMALLEST.0.saturating_sub(area.width);
        let lines = SMALLEST.1.saturating_sub(area.height);
        if columns > 0 || lines > 0 {
            return Err(TooSmall { columns, lines });
        }
        let framed = area.width >= TWO;
        let (header, rest) = top(area, 1);
        let (rest, footer) = bottom(rest, 1);
        let wanted = app.typing.as_ref().map(|typing| {
            let lines = u16::try_from(typing.area.lines().len()).unwrap_or(u16::MAX);
            lines.clamp(1, 6) + screens::frame::fault(typing, area.width).0
        });
        let (rest, typing) = bottom_if(wanted, rest);
        let hinted = app.way.hint.is_some() && typing.is_none();
        let (rest, hint) = bottom_if(hinted.then_some(1), rest);
        let (tabs, rest) = top_if(!framed, rest);
        let (bar, body) = top_if(screens::bar::is_there(app), rest);
        let panes = match app.screen {
            _ if app.enlarged || !framed => vec![(app.focus, body)],
            Screen::Calls => calls(body),
            Screen::Sessions if area.width >= THREE => three(app, timeline, body),
            Screen::Sessions => two(app, timeline, body),
        };
        Ok(Layout {
            header,
            tabs,
            bar,
            body,
            panes,
            framed,
            typing,
            hint,
            footer,
        })
    }

    /// The inside of a pane, if it is on the screen.
    pub fn inside(&self, pane: Pane) -> Option<Rect> {
        let (_, outer) = self.panes.iter().find(|(which, _)| *which == pane)?;
        Some(self.within(*outer))
    }

    /// The inside of a pane's frame.
    pub fn within(&self, outer: Rect) -> Rect {
        if !self.framed {
            return outer;
        }
        Rect {
            x: outer.x + 1,
            y: outer.y + 1,
            width: outer.width.saturating_sub(2),
            height: outer.height.saturating_sub(2),
        }
    }

    /// The pane at a place.
    pub fn pane_at(&self, x: u16, y: u16) -> Option<(Pane, Rect)> {
        let at = ratatui::layout::Position { x, y };
        self.panes
            .iter()
            .copied()
            .find(|(_, area)| area.contains(at))
    }
}

/// So many lines taken from the end, when any are wanted.
fn bottom_if(lines: Option<u16>, area: Rect) -> (Rect, Option<Rect>) {
    let Some(lines) = lines else {
        return (area, None);
    };
    let (rest, taken) = bottom(area, lines);
    (rest, Some(taken))
}

/// A line taken from the start, when one is wanted.
fn top_if(wanted: bool, area: Rect) -> (Option<Rect>, Rect) {
    if !wanted {
        return (None, area);
    }
    let (taken, rest) = top(area, 1);
    (Some(taken), rest)
}

/// Sessions on the left; timeline above events and detail.
fn three(app: &App, lanes: u16, body: Rect) -> Vec<(Pane, Rect)> {
    let (sessions, right) = left(body, (body.width * 3 / 10).clamp(40, 56));
    let mut panes = vec![(Pane::Sessions, sessions)];
    let below = match timeline_height(app, lanes, right) {
        Some(height) => {
            let (timeline, below) = top(right, height);
            panes.push((Pane::Timeline, timeline));
            below
        }
        None => right,
    };
    if below.height == 0 {
        return panes;
    }
    // Sentences and tables want the width; they lead back to an event, and then the events are there again.
    let wide = app.focus == Pane::Detail
        && matches!(
            app.shown_tab(),
            Tab::Findings | Tab::Report | Tab::Qoe | Tab::Order
        );
    if wide {
        panes.push((Pane::Detail, below));
    } else {
        let (events, detail) = left(below, (below.width / 2).clamp(50, 84));
        panes.push((Pane::Events, events));
        panes.push((Pane::Detail, detail));
    }
    panes
}

/// Sessions or events on the left; timeline above detail on the right.
fn two(app: &App, lanes: u16, body: Rect) -> Vec<(Pane, Rect)> {
    let list = if app.focus == Pane::Sessions {
        Pane::Sessions
    } else {
        Pane::Events
    };
    // The events' columns want fifty; sessions do with less.
    let narrowest = if list == Pane::Events { 50 } else { 46 };
    let (first, right) = left(body, (body.width * 45 / 100).max(narrowest));
    let mut panes = vec![(list, first)];
    let below = match timeline_height(app, lanes, right) {
        Some(height) => {
            let (timeline, below) = top(right, height);
            panes.push((Pane::Timeline, timeline));
            below
        }
        None => right,
    };
    if below.height > 0 {
        panes.push((Pane::Detail, below));
    }
    panes
}

fn calls(body: Rect) -> Vec<(Pane, Rect)> {
    let (list, detail) = left(body, body.width * 55 / 100);
    vec![(Pane::Calls, list), (Pane::Detail, detail)]
}

/// Lines for the timeline; `None` when it has no place, all when it is in use on a low screen.
fn timeline_height(app: &App, lanes: u16, area: Rect) -> Option<u16> {
    if area.height < TALL {
        return (app.focus == Pane::Timeline).then_some(area.height);
    }
    Some((lanes + 2).clamp(6, area.height * 45 / 100))
}

fn top(area: Rect, lines: u16) -> (Rect, Rect) {
    let lines = lines.min(area.height);
    let first = Rect {
        height: lines,
        ..area
    };
    let rest = Rect {
        y: area.y + lines,
        height: area.height - lines,
        ..area
    };
    (first, rest)
}

fn bottom(area: Rect, lines: u16) -> (Rect, Rect) {
    let lines = lines.min(area.height);
    let (rest, last) = top(area, area.height - lines);
    (rest, last)
}

fn left(area: Rect, columns: u16) -> (Rect, Rect) {
    let columns = columns.min(area.width);
    let first = Rect {
        width: columns,
        ..area
    };
    let rest = Rect {
        x: area.x + columns,
        width: area.width - columns,
        ..area
    };
    (first, rest)
}
