//! The timeline of the selected session, as it stood at the selected event.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Scene;
use crate::app::moves::name_of;
use crate::app::{self, App};
use crate::ui::text;
use crate::ui::widgets::Pen;
use crate::ui::widgets::timeline::{Axis, Labels, Timeline, Window};
use crate::wire::Event;

/// The title of the pane: content, player, session.
pub fn title(scene: Scene<'_>, style: Style, pen: &mut Pen<'_>) {
    let (app, theme) = (scene.app, scene.theme);
    pen.write(&scene.title_key("timeline"), theme.key);
    let Some(watched) = app.watched(scene.inspection) else {
        pen.write("Timeline ", style);
        return;
    };
    let view = if app.time.window.is_some() {
        "zoomed"
    } else {
        "fit"
    };
    let right = format!(" {} {} {view} ", app.time.axis.word(), theme.glyphs.dot);
    pen.at_end(&right, theme.dim);
    pen.write(
        &text::cut(&name_of(watched), 40, theme.glyphs.ellipsis),
        style,
    );
    let start = watched.session().start();
    let dot = format!(" {} ", theme.glyphs.dot);
    let version = start.sdk_version.as_deref().unwrap_or_default();
    let player = start.player.as_deref().unwrap_or_default();
    let player = text::cut(&format!("{player} {version}"), 28, theme.glyphs.ellipsis)
        .trim()
        .to_owned();
    if !player.is_empty() {
        pen.write(&dot, theme.dim).write(&player, theme.dim);
    }
    let id = text::short_id(watched.session().sid(), theme.glyphs.ellipsis);
    if usize::from(pen.room()) > text::width(&id) + 3 {
        pen.write(&dot, theme.dim).write(&id, theme.dim);
    }
    pen.write(" ", theme.dim);
}

/// The timeline as it stands on the screen.
pub fn timeline(scene: Scene<'_>) -> Option<Timeline<'_>> {
    let app = scene.app;
    let session = app.watched(scene.inspection)?.session();
    let held = !app.lists.events.follow;
    let cursor = app.cursor(scene.inspection);
    let window = window(app);
    let origin = session
        .arrivals()
        .first()?
        .event
        .as_ref()
        .and_then(Event::ts);
    Some(Timeline {
        lanes: &app.known.lanes,
        tracks: &scene.canvas.tracks,
        arrivals: session.arrivals(),
        length: session.start().length.filter(|length| *length > 0),
        live: session.start().is_live(),
        axis: axis(app),
        labels: match app.time.axis {
            app::Axis::Clock => Labels::Since(origin.unwrap_or(app.known.clock.0)),
            app::Axis::Playhead => Labels::Since(0),
        },
        window,
        // An event whose clock is far off stands at the edge: somewhere the cursor must be.
        cursor: cursor
            .filter(|_| held || !app.is_live())
            .map(|cursor| match app.time.window {
                None => cursor.clamp(window.start, window.end),
                Some(_) => cursor,
            }),
        known_until: cursor.filter(|_| held),
    })
}

/// The axis in the widget's words.
pub fn axis(app: &App) -> Axis {
    match app.time.axis {
        app::Axis::Clock => Axis::Wall,
        app::Axis::Playhead => Axis::Playhead,
    }
}

fn window(app: &App) -> Window {
    if let Some((from, to)) = app.time.window {
        return Window::new(from, to);
    }
    let (from, to) = app.whole();
    Window::fit(from, to)
}

/// Draws it. Without a frame, whose title says it, what the axis counts stands before the axis.
pub fn draw(scene: Scene<'_>, framed: bool, area: Rect, buf: &mut Buffer) {
    let area = Rect {
        x: area.x + 1.min(area.width),
        width: area.width.saturating_sub(2),
        ..area
    };
    if let Some(timeline) = timeline(scene) {
        timeline.draw(scene.theme, area, buf);
        if !framed {
            let word = scene.app.time.axis.word();
            Pen::new(buf, area, scene.theme).write(word, scene.theme.dim);
        }
    }
}

/// The moment at a place of the screen, when the pane's inside is `area`.
pub fn moment(scene: Scene<'_>, area: Rect, x: u16, y: u16) -> Option<i64> {
    let area = Rect {
        x: area.x + 1.min(area.width),
        width: area.width.saturating_sub(2),
        ..area
    };
    timeline(scene)?.hit(area, x, y).map(|hit| hit.moment)
}
