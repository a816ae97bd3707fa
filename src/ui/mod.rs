//! The screen: what the app's state looks like, drawn into a buffer.

pub mod canvas;
pub mod layout;
pub mod mouse;
pub mod screens;
pub mod spoken;
pub mod svg;
pub mod theme;
pub mod widgets;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub use crate::output::text;
pub use canvas::Canvas;
pub use layout::Layout;
pub use theme::Theme;

use crate::app::{App, Pane, Tab};
use crate::inspection::Inspection;
use layout::TooSmall;
use screens::{Scene, ink};
use widgets::Pen;

impl Canvas {
    /// The layout of a screen as the app stands.
    ///
    /// # Errors
    ///
    /// When the screen is too small for the dashboard.
    pub fn layout(
        &self,
        app: &App,
        inspection: &Inspection,
        theme: &Theme,
        area: Rect,
    ) -> Result<Layout, TooSmall> {
        let scene = Scene {
            app,
            inspection,
            theme,
            canvas: self,
        };
        let timeline = screens::timeline::timeline(scene);
        Layout::of(
            app,
            timeline.map_or(0, |timeline| timeline.wanted_height()),
            area,
        )
    }

    /// Tells the app how much of its lists the screen shows, and lays out what many frames share; to be
    /// called after [`App::refresh`] and before [`Canvas::draw`].
    pub fn fit(&mut self, app: &mut App, inspection: &Inspection, theme: &Theme, area: Rect) {
        self.gather(app, inspection);
        let Ok(layout) = self.layout(app, inspection, theme, area) else {
            return;
        };
        if let Some(inside) = layout.inside(Pane::Sessions) {
            let lines = screens::sessions::lines(inside);
            app.lists.sessions.fit(usize::from(inside.height / lines));
        }
        if let Some(inside) = layout.inside(Pane::Events) {
            app.lists
                .events
                .fit(usize::from(screens::events::rows(inside).height));
        }
        if let Some(inside) = layout.inside(Pane::Calls) {
            app.lists.calls.fit(usize::from(inside.height));
        }
        if let Some(inside) = layout.inside(Pane::Detail) {
            let area = screens::detail::content(layout.framed, app.shown_tab(), inside);
            self.fit_detail(app, inspection, theme, area);
        }
        if let Some(comparing) = &mut app.comparing {
            let (_, rows, _) = screens::compare::split(layout.body);
            comparing.list.fit(usize::from(rows.height));
        }
        if let Some(menu) = &mut app.menu {
            let place = screens::menu::place(menu.kind, layout.body);
            menu.list
                .fit(usize::from(screens::menu::rows(place).height));
        }
    }

    fn fit_detail(&mut self, app: &mut App, inspection: &Inspection, theme: &Theme, area: Rect) {
        let height = usize::from(area.height);
        match app.shown_tab() {
            Tab::Payload => {
                self.lay_payload(app, inspection, area.width.saturating_sub(2));
                app.lists.payload.fit(height);
            }
            Tab::Findings => {
                let (_, rows, _) = screens::findings::split(area, app.lists.findings.len);
                app.lists.findings.fit(usize::from(rows.height));
            }
            Tab::Report => {
                let scene = Scene {
                    app,
                    inspection,
                    theme,
                    canvas: self,
                };
                let (_, rows, _) = screens::report::split(scene, area);
                let rows = usize::from(rows.height);
                app.lists.report.fit(rows);
                app.lists.number.fit(rows);
            }
            Tab::Qoe | Tab::Order => {}
            tab => {
                let scene = Scene {
                    app,
                    inspection,
                    theme,
                    canvas: self,
                };
                let len = screens::detail::lines(scene, tab, area.width).len();
                app.lists.page.grow(len);
                app.lists.page.fit(height);
            }
        }
    }

    /// Draws a frame.
    pub fn draw(
        &self,
        app: &App,
        inspection: &Inspection,
        theme: &Theme,
        area: Rect,
        buf: &mut Buffer,
    ) {
        buf.set_style(area, theme.text);
        let layout = match self.layout(app, inspection, theme, area) {
            Ok(layout) => layout,
            Err(missing) => return too_small(missing, app, theme, area, buf),
        };
        let scene = Scene {
            app,
            inspection,
            theme,
            canvas: self,
        };
        screens::frame::header(scene, layout.header, buf);
        if app.is_waiting(inspection) {
            screens::waiting::draw(scene, layout.body, buf);
        } else {
            if let Some(tabs) = layout.tabs {
                screens::frame::tabs(scene, tabs, buf);
            }
            if let Some(bar) = layout.bar {
                screens::bar::draw(scene, bar, buf);
            }
            for (pane, outer) in &layout.panes {
                screens::frame::pane(scene, *pane, layout.framed, *outer, buf);
                draw_pane(scene, *pane, &layout, *outer, buf);
            }
        }
        screens::way::letters(scene, &layout, buf);
        screens::compare::draw(scene, layout.body, buf);
        screens::edit::draw(scene, layout.body, buf);
        if let Some(area) = layout.hint {
            screens::way::hint(scene, area, buf);
        }
        screens::menu::draw(scene, layout.body, buf);
        if app.way.labels {
            screens::way::places(scene, layout.footer, buf);
        } else {
            screens::frame::footer(scene, layout.footer, buf);
        }
        if let Some(area) = layout.typing {
            screens::frame::typing(scene, area, buf);
        }
    }
}

fn draw_pane(scene: Scene<'_>, pane: Pane, layout: &Layout, outer: Rect, buf: &mut Buffer) {
    let inside = layout.within(outer);
    match pane {
        Pane::Sessions => screens::sessions::draw(scene, inside, buf),
        Pane::Timeline => screens::timeline::draw(scene, layout.framed, inside, buf),
        Pane::Events => screens::events::draw(scene, inside, buf),
        Pane::Detail => screens::detail::draw(scene, layout.framed, inside, buf),
        Pane::Calls => screens::calls::draw(scene, inside, buf),
    }
}

fn too_small(missing: TooSmall, app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let missing = match (missing.columns, missing.lines) {
        (columns, 0) => text::counted(u64::from(columns), "column"),
        (0, lines) => text::counted(u64::from(lines), "line"),
        (columns, lines) => format!(
            "{} and {}",
            text::counted(u64::from(columns), "column"),
            text::counted(u64::from(lines), "line")
        ),
    };
    let (columns, lines) = layout::SMALLEST;
    let quit = app.keys.first("quit");
    let words = format!(
        "This window is too small: {missing} missing (playscope needs {columns}×{lines}). {quit} quits."
    );
    for (y, line) in (area.y..area.bottom()).zip(text::wrap(&words, usize::from(area.width))) {
        let place = Rect {
            y,
            height: 1,
            ..area
        };
        Pen::new(buf, place, theme).write(&line, ink(theme.text));
    }
}
