//! Finding the spans and points that are on the screen without looking at the others.

use super::axis::Axis;
use super::bars::PARTS;
use super::track::{Placed, Track};
use super::tracks::At;
use super::window::Window;
use crate::session::Span;

/// A view of the axis: what part of it, in how many columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    pub(super) axis: Axis,
    pub(super) window: Window,
    pub(super) width: u16,
}

/// A span that is on the screen, in eighths of columns.
#[derive(Debug)]
pub(super) struct Seen<'a, K> {
    pub(super) span: &'a Span<K>,
    pub(super) from: i64,
    pub(super) to: i64,
    /// It began before the left edge.
    pub(super) cut_left: bool,
}

impl<K> Seen<'_, K> {
    /// The columns it takes, at least one.
    pub(super) fn columns(&self, width: u16) -> (u16, u16) {
        let round = |part: i64| {
            u16::try_from(
                (part + PARTS / 2)
                    .div_euclid(PARTS)
                    .clamp(0, i64::from(width)),
            )
        };
        let from = round(self.from).unwrap_or(0).min(width.saturating_sub(1));
        (from, round(self.to).unwrap_or(0).max(from + 1))
    }

    /// The columns that lie in it as a whole, or the one that stands for it.
    pub(super) fn whole_columns(&self, width: u16) -> (u16, u16) {
        let all = i64::from(width);
        let clamp = |column: i64| u16::try_from(column.clamp(0, all)).unwrap_or(0);
        if self.to - self.from < PARTS {
            let column = self.from.div_euclid(PARTS);
            return (clamp(column), clamp(column + 1));
        }
        (
            clamp((self.from + PARTS - 1).div_euclid(PARTS)),
            clamp(self.to.div_euclid(PARTS)),
        )
    }
}

/// Start and end of a span on an axis, ms, in order.
pub(super) fn bounds<K>(span: &Span<K>, axis: Axis) -> (i64, i64) {
    match axis {
        Axis::Wall => (span.start_ts, span.end_ts),
        Axis::Playhead => {
            let on = |playhead| At { ts: 0, playhead }.on(Axis::Playhead);
            let (a, b) = (on(span.start_playhead), on(span.end_playhead));
            (a.min(b), a.max(b))
        }
    }
}

impl View {
    /// The spans of a lane that are on the screen. On the wall axis the others are never touched, and
    /// where many fall into one column only one of them is.
    pub(super) fn spans<'a, K>(&self, spans: &'a [Span<K>]) -> Vec<Seen<'a, K>> {
        let mut out = Vec::new();
        let on_screen = match self.axis {
            Axis::Playhead => spans,
            Axis::Wall => {
                let from = spans.partition_point(|span| span.end_ts < self.window.start);
                let to = spans.partition_point(|span| span.start_ts < self.window.end);
                spans.get(from..to).unwrap_or_default()
            }
        };
        let dense = self.axis == Axis::Wall && on_screen.len() > 4 * usize::from(self.width);
        let mut next = 0;
        while let Some(span) = on_screen.get(next) {
            next += 1;
            let Some(seen) = self.see(span) else { continue };
            if dense {
                let column = u16::try_from(seen.to.div_euclid(PARTS).max(0)).unwrap_or(u16::MAX);
                let edge = self.window.edge(column.saturating_add(1), self.width);
                let rest = on_screen.get(next..).unwrap_or_default();
                next += rest.partition_point(|span| span.end_ts < edge);
            }
            out.push(seen);
        }
        out
    }

    fn see<'a, K>(&self, span: &'a Span<K>) -> Option<Seen<'a, K>> {
        let (start, end) = bounds(span, self.axis);
        if start >= self.window.end || end < self.window.start {
            return None;
        }
        let parts = i64::from(self.width) * PARTS;
        let place = |moment| self.window.part(moment, parts);
        Some(Seen {
            span,
            from: place(start).max(0),
            to: place(end).max(0),
            cut_left: start < self.window.start,
        })
    }

    /// Calls `each` with the points of one column after another, found by its edges. Where the playhead went back a
    /// column may come again with later points.
    pub(super) fn points<'a, T: Placed>(
        &self,
        track: &'a Track<T>,
        mut each: impl FnMut(u16, &'a [T]),
    ) {
        let on = |point: &T| point.at().on(self.axis);
        for stretch in track.stretches(self.axis) {
            if stretch.len() < usize::from(self.width) {
                for point in stretch {
                    if let Some(column) = self.window.column(on(point), self.width) {
                        each(column, std::slice::from_ref(point));
                    }
                }
                continue;
            }
            let before = |moment: i64| stretch.partition_point(|point| on(point) < moment);
            let mut from = before(self.window.start);
            for column in 0..self.width {
                let to = before(self.window.edge(column + 1, self.width));
                if let Some(points) = stretch.get(from..to).filter(|points| !points.is_empty()) {
                    each(column, points);
                }
                from = to.max(from);
            }
        }
    }
}
