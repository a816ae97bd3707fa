//! The timeline of one session: lanes of spans, points and curves over a part of the time axis.
//!
//! Only what is visible is computed: spans and points are found by binary search, and a frame costs in
//! proportion to the columns of the screen, however many events the session has.

mod axis;
mod bars;
mod curves;
mod lanes;
mod plan;
mod spans;
mod track;
mod tracks;
mod window;
mod words;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

pub use axis::{Axis, Labels, label, ticks};
pub use curves::growth;
pub use plan::Lane;
pub use track::{Placed, Track};
pub use tracks::{At, Tracks};
pub use window::Window;

use super::{Pen, pen};
use crate::session::{Arrival, Lanes};
use crate::ui::text;
use crate::ui::theme::Theme;
use crate::wire::event::Micros;
use spans::View;

/// The last value reported up to the end of each column of a window, up to a moment.
pub fn held(
    values: &Track<(At, f64)>,
    axis: Axis,
    window: Window,
    width: u16,
    end: i64,
) -> Vec<Option<f64>> {
    curves::held(
        &View {
            axis,
            window,
            width,
        },
        values,
        end,
    )
}

/// Columns for the names of the lanes, the space after them included.
const GUTTER: u16 = 10;

/// The same where a name needs more and there is the width for it.
const WIDEST_GUTTER: u16 = 18;

/// A session's timeline on the screen.
#[derive(Debug, Clone, Copy)]
pub struct Timeline<'a> {
    /// The lanes.
    pub lanes: &'a Lanes,
    /// Pings, findings, marks and numbers.
    pub tracks: &'a Tracks,
    /// The session's events: what spans are called is read from those that opened them.
    pub arrivals: &'a [Arrival],
    /// Length of the content, if it has one; tells a post-roll from a mid-roll.
    pub length: Option<Micros>,
    /// Live or linear content.
    pub live: bool,
    /// What the axis counts.
    pub axis: Axis,
    /// How moments are told.
    pub labels: Labels,
    /// The part of the axis that is shown.
    pub window: Window,
    /// The selected moment.
    pub cursor: Option<i64>,
    /// What comes after this moment is not known yet, or not there yet when looking back: it is dimmed.
    pub known_until: Option<i64>,
}

/// What is at a place of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The moment.
    pub moment: i64,
    /// The lane, if it is on one.
    pub lane: Option<Lane>,
    /// The arrival that opened the span there, if there is one.
    pub opened_by: Option<u32>,
}

/// First and last moment of the lanes on an axis, ms; `None` while there is nothing.
pub fn extent(lanes: &Lanes, axis: Axis) -> Option<(i64, i64)> {
    let first = lanes.playback.first()?;
    let last = lanes.playback.last()?;
    match axis {
        Axis::Wall => Some((first.start_ts, last.end_ts)),
        Axis::Playhead => {
            let bounds = lanes.playback.iter().map(|span| spans::bounds(span, axis));
            bounds.reduce(|(a, b), (start, end)| (a.min(start), b.max(end)))
        }
    }
}

impl Timeline<'_> {
    /// Lines that it fills when it has all it wants.
    pub fn wanted_height(&self) -> u16 {
        let lanes = plan::lanes(usize::MAX, self.lanes, self.tracks).len();
        u16::try_from(lanes + 2).unwrap_or(u16::MAX)
    }

    /// Draws it.
    pub fn draw(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let body = self.body(area);
        if body.is_empty() {
            return;
        }
        self.draw_axis(theme, Rect { height: 1, ..body }, buf);
        for (line, lane) in (1..area.height).zip(self.planned(area)) {
            let gutter = Rect {
                y: area.y + line,
                height: 1,
                width: body.x - area.x,
                ..area
            };
            let name = plan::name(lane, self.lanes);
            let mut pen = Pen::new(
                buf,
                Rect {
                    width: gutter.width.saturating_sub(1),
                    ..gutter
                },
                theme,
            );
            pen.write(name, theme.dim);
            self.draw_lane(
                lane,
                theme,
                Rect {
                    y: area.y + line,
                    height: 1,
                    ..body
                },
                buf,
            );
        }
        self.draw_unknown(theme, body, buf);
        self.draw_cursor(theme, area, body, buf);
    }

    /// What is at a place of the screen, when this timeline was drawn into `area`.
    pub fn hit(&self, area: Rect, x: u16, y: u16) -> Option<Hit> {
        let body = self.body(area);
        if !body.contains((x, y).into()) {
            return None;
        }
        let column = x - body.x;
        let moment = self.window.moment(column, body.width);
        let lane = usize::from(y - area.y)
            .checked_sub(1)
            .and_then(|line| self.planned(area).get(line).copied());
        let opened_by = lane.and_then(|lane| self.span_at(lane, column, body.width));
        Some(Hit {
            moment,
            lane,
            opened_by,
        })
    }

    /// The part of an area that the axis spans: without the names.
    fn body(&self, area: Rect) -> Rect {
        let gutter = if area.width < 40 {
            0
        } else {
            let planned = self.planned(area).into_iter();
            let names = planned.map(|lane| text::width(plan::name(lane, self.lanes)));
            let longest = u16::try_from(names.max().unwrap_or(0)).unwrap_or(u16::MAX);
            // Names are not to take the room from what they are of.
            let most = (area.width / 8).clamp(GUTTER, WIDEST_GUTTER);
            longest.saturating_add(1).clamp(GUTTER, most)
        };
        Rect {
            x: area.x + gutter,
            width: area.width - gutter,
            ..area
        }
    }

    fn planned(&self, area: Rect) -> Vec<Lane> {
        plan::lanes(
            usize::from(area.height.saturating_sub(1)),
            self.lanes,
            self.tracks,
        )
    }

    fn view(&self, width: u16) -> View {
        View {
            axis: self.axis,
            window: self.window,
            width,
        }
    }

    /// Draws the labels of its axis on a line as wide as its body.
    pub fn draw_axis(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let mut free = 0;
        for (moment, label) in ticks(self.window, area.width, self.labels) {
            let Some(column) = self.window.column(moment, area.width) else {
                continue;
            };
            let wide = u16::try_from(text::width(&label)).unwrap_or(u16::MAX);
            if column < free || column.saturating_add(wide) > area.width {
                continue;
            }
            let place = Rect {
                x: area.x + column,
                width: wide,
                ..area
            };
            Pen::new(buf, place, theme).write(&label, theme.dim);
            free = column + wide + 2;
        }
    }

    /// Dims what lies after the known part.
    fn draw_unknown(&self, theme: &Theme, body: Rect, buf: &mut Buffer) {
        let Some(until) = self.known_until.filter(|until| *until < self.window.end) else {
            return;
        };
        let column = self
            .window
            .column(until, body.width)
            .map_or(0, |column| column + 1);
        let after = Rect {
            x: body.x + column,
            width: body.width.saturating_sub(column),
            ..body
        };
        buf.set_style(
            after,
            Style::new()
                .add_modifier(Modifier::DIM)
                .patch(fg_only(theme.dim)),
        );
    }

    fn draw_cursor(&self, theme: &Theme, area: Rect, body: Rect, buf: &mut Buffer) {
        let Some(moment) = self.cursor else { return };
        let Some(column) = self.window.column(moment, body.width) else {
            return;
        };
        let lanes = u16::try_from(self.planned(area).len()).unwrap_or(u16::MAX);
        let x = body.x + column;
        let label_line = lanes.saturating_add(1);
        let below = label_line < area.height;
        for line in 1..area.height.min(label_line) {
            cross(theme, x, area.y + line, buf);
        }
        // Without a line to spare the moment is told on the axis.
        let y = if below { area.y + label_line } else { area.y };
        pen::set(buf, x, y, theme.glyphs.cursor, theme.cursor);
        let label = label(moment, self.labels, true);
        let wide = u16::try_from(text::width(&label)).unwrap_or(u16::MAX);
        let fits = column.saturating_add(wide) < body.width;
        let start = if fits {
            x + 1
        } else {
            x.saturating_sub(wide).max(body.x)
        };
        let place = Rect {
            x: start,
            y,
            width: wide.min(body.right().saturating_sub(start)),
            height: 1,
        };
        Pen::new(buf, place, theme).write(&label, theme.cursor);
    }
}

/// The cursor's line through one cell: signs stay, bars are crossed, the rest is replaced.
fn cross(theme: &Theme, x: u16, y: u16, buf: &mut Buffer) {
    let Some(cell) = buf.cell_mut((x, y)) else {
        return;
    };
    let glyphs = theme.glyphs;
    let symbol = cell.symbol();
    let solid = symbol == glyphs.fill[0];
    if symbol == " " || glyphs.line.contains(&symbol) || glyphs.double.contains(&symbol) {
        cell.set_symbol(glyphs.vertical).set_style(theme.cursor);
    } else if glyphs.fill.contains(&symbol) {
        let bar = cell.fg;
        cell.set_symbol(glyphs.vertical).set_style(theme.cursor);
        if solid {
            cell.set_bg(bar);
        }
    }
}

fn fg_only(style: Style) -> Style {
    Style { bg: None, ..style }
}
