//! The events as they arrived beside the order that the service sees, which sorts them by `ts`.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;

use super::{Scene, ink};
use crate::app::filter::kind;
use crate::session::{Arrival, Place, Session};
use crate::ui::text;
use crate::ui::theme::Theme;
use crate::ui::widgets::Pen;

/// Events after one in the service's order that are looked at to find out whether it arrived late.
const NEAR: usize = 256;
/// Columns of an event: its number, its type and a space.
const EVENT: u16 = 23;
/// Columns that the left side needs for its times.
const LAGS: u16 = 34;
/// Columns that the right side needs for its steps.
const STEPS: u16 = 44;

/// Draws both orders around the event under the cursor.
pub fn draw(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let (Some(watched), Some(selected)) =
        (scene.app.watched(scene.inspection), scene.app.arrival())
    else {
        return;
    };
    let [heading, rows, foot] = split(area);
    let half = area.width / 2;
    let session = watched.session();
    let (lags, steps) = (half >= LAGS, half >= STEPS);
    // Without times the left side needs less than half, and the right one more: it says what became of the event.
    let middle = if lags { half } else { EVENT.min(half) };
    let left = |line: Rect| Rect {
        width: middle.saturating_sub(1),
        ..line
    };
    let right = |line: Rect| Rect {
        x: line.x + middle,
        width: (area.width - middle).saturating_sub(1),
        ..line
    };
    if let Some(words) = since_start(session, selected) {
        Pen::new(buf, foot, scene.theme).write(&words, scene.theme.dim);
    }
    let sides = Sides {
        session,
        selected,
        theme: scene.theme,
        lags,
        steps,
    };
    sides.headings(left(heading), right(heading), buf);
    let rank = session.rank(selected);
    let row = |y| Rect {
        y,
        height: 1,
        ..rows
    };
    let arrived = around(selected, session.arrivals().len(), rows.height);
    for (y, index) in (rows.y..rows.bottom()).zip(arrived) {
        sides.arrived(index, left(row(y)), buf);
    }
    let sorted = around(
        rank.unwrap_or(selected),
        session.ordered().len(),
        rows.height,
    );
    for (y, place) in (rows.y..rows.bottom()).zip(sorted) {
        sides.sorted(place, right(row(y)), buf);
    }
}

/// Heading, rows and the line below.
fn split(area: Rect) -> [Rect; 3] {
    Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(1),
    ])
    .areas(area)
}

/// So many indexes of a list around one of them.
fn around(middle: usize, len: usize, rows: u16) -> std::ops::Range<usize> {
    let rows = usize::from(rows);
    let last = len.saturating_sub(rows);
    let first = middle.saturating_sub(rows / 2).min(last);
    first..(first + rows).min(len)
}

/// How far clock and playhead went since the session's start: their drift.
fn since_start(session: &Session, selected: usize) -> Option<String> {
    let first = *session.counted().first()? as usize;
    let arrivals = session.arrivals();
    let (clock, content) = went(arrivals.get(first)?, arrivals.get(selected)?)?;
    Some(format!(
        "since the start {} by the clock, {} of playhead",
        text::difference(clock),
        text::difference(content)
    ))
}

struct Sides<'a> {
    session: &'a Session,
    selected: usize,
    theme: &'a Theme,
    /// There is room for how late events arrived.
    lags: bool,
    /// There is room for the steps of clock and playhead.
    steps: bool,
}

impl Sides<'_> {
    fn headings(&self, left: Rect, right: Rect, buf: &mut Buffer) {
        let dim = self.theme.dim;
        let mut pen = Pen::new(buf, left, self.theme);
        pen.column("as they arrived", 22, dim);
        if self.lags {
            pen.skip(1).number("after ts", 9, dim);
        }
        let mut pen = Pen::new(buf, right, self.theme);
        pen.column("as the service sorts", 22, dim);
        if self.steps {
            pen.skip(1).write("   clock / playhead", dim);
        }
    }

    fn base(&self, index: usize, line: Rect, buf: &mut Buffer) -> Style {
        if index == self.selected {
            buf.set_style(line, self.theme.selection);
        }
        match self.session.place(index) {
            Place::Counted(_) => Style::new(),
            Place::Late | Place::Rejected => ink(self.theme.dim),
        }
    }

    /// The event, with how long after its `ts` it came.
    fn arrived(&self, index: usize, line: Rect, buf: &mut Buffer) {
        let base = self.base(index, line, buf);
        let arrival = &self.session.arrivals()[index];
        let mut pen = Pen::new(buf, line, self.theme);
        pen.number(&(index + 1).to_string(), 5, base).skip(1);
        pen.column(kind(arrival), 16, base);
        if let (true, Some(ts)) = (self.lags, ts(arrival)) {
            let lag = arrival.at.ms().saturating_sub(ts);
            pen.skip(1)
                .number(&text::difference(lag), 9, ink(self.theme.dim));
        }
    }

    /// The event with its number of arrival, and the steps of clock and playhead from the one before.
    fn sorted(&self, place: usize, line: Rect, buf: &mut Buffer) {
        let ordered = self.session.ordered();
        let index = ordered[place] as usize;
        let base = self.base(index, line, buf);
        let arrivals = self.session.arrivals();
        let arrival = &arrivals[index];
        let after = ordered.get(place + 1..).unwrap_or_default();
        let late = after
            .iter()
            .take(NEAR)
            .any(|other| (*other as usize) < index);
        let mut pen = Pen::new(buf, line, self.theme);
        pen.number(&(index + 1).to_string(), 5, base);
        // It arrived after events that come later: the service moves it up.
        if late {
            pen.write(self.theme.glyphs.earlier, ink(self.theme.warning));
        } else {
            pen.skip(1);
        }
        pen.column(kind(arrival), 16, base);
        let dim = ink(self.theme.dim);
        match self.session.place(index) {
            Place::Late => {
                pen.skip(1).write("after the close", dim);
            }
            Place::Rejected => {
                pen.skip(1).write("rejected", ink(self.theme.error));
            }
            Place::Counted(_) if self.steps => {
                let before = place.checked_sub(1).map(|place| ordered[place] as usize);
                if let Some(steps) = before.and_then(|before| steps(&arrivals[before], arrival)) {
                    pen.skip(1).write(&steps, dim);
                }
            }
            Place::Counted(_) => {}
        }
    }
}

fn ts(arrival: &Arrival) -> Option<i64> {
    arrival.event.as_ref()?.ts()
}

/// How far clock and playhead went from one event to another, ms.
fn went(from: &Arrival, to: &Arrival) -> Option<(i64, i64)> {
    let playhead = |arrival: &Arrival| arrival.event.as_ref()?.playhead();
    let clock = ts(to)?.saturating_sub(ts(from)?);
    let content = playhead(to)?.saturating_sub(playhead(from)?) / 1000;
    Some((clock, content))
}

fn steps(from: &Arrival, to: &Arrival) -> Option<String> {
    let (clock, content) = went(from, to)?;
    Some(format!(
        "{:>8} / {:>8}",
        text::difference(clock),
        text::difference(content)
    ))
}
