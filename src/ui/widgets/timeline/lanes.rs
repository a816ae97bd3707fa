//! Drawing each kind of lane, and finding the span under a column.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::bars::{self, Bars, Line, PARTS, Paint};
use super::plan::Lane;
use super::spans::{Seen, View};
use super::{Timeline, curves, words};
use crate::exchange::Verdict;
use crate::rules::Severity;
use crate::session::{Activity, Playback, Span};
use crate::ui::text;
use crate::ui::theme::Theme;
use crate::ui::widgets::json_tree::bitrate;
use crate::ui::widgets::{Pen, pen, sparkline};

/// Findings looked at per column before the worst so far is drawn.
const LOOK: usize = 64;

/// Every activity with its place among the paints; the solid one is content.
const ACTIVITIES: [(Activity, usize); 6] = [
    (Activity::Playback(Playback::Playing), 0),
    (Activity::Playback(Playback::Paused), 1),
    (Activity::Playback(Playback::Buffering), 2),
    (Activity::Stalled, 3),
    (Activity::Playback(Playback::Starting), 4),
    (Activity::Playback(Playback::Finished), 4),
];

impl Timeline<'_> {
    pub(super) fn draw_lane(&self, lane: Lane, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let view = self.view(area.width);
        match lane {
            Lane::Content => self.content(view, theme, area, buf),
            Lane::Breaks => self.breaks(view, theme, area, buf),
            Lane::Ads => self.ads(view, theme, area, buf),
            Lane::Chapters => self.chapters(view, theme, area, buf),
            Lane::State(index) => self.state(index, view, theme, area, buf),
            Lane::States => {
                for index in 0..self.lanes.states.len() {
                    self.state(index, view, theme, area, buf);
                }
            }
            Lane::Bitrate => self.bitrate(view, theme, area, buf),
            Lane::Dropped => self.dropped(view, theme, area, buf),
            Lane::Pings => self.pings(view, theme, area, buf),
            Lane::Marks => self.marks(view, theme, area, buf),
            Lane::Findings => self.findings(view, theme, area, buf),
        }
    }

    /// The arrival that opened the span under a column.
    pub(super) fn span_at(&self, lane: Lane, column: u16, width: u16) -> Option<u32> {
        let view = self.view(width);
        match lane {
            Lane::Content => under(view, &self.lanes.playback, column),
            Lane::Breaks => under(view, &self.lanes.breaks, column),
            Lane::Ads => under(view, &self.lanes.ads, column),
            Lane::Chapters => under(view, &self.lanes.chapters, column),
            Lane::State(index) => under(view, &self.lanes.states.get(index)?.1, column),
            Lane::States => self
                .lanes
                .states
                .iter()
                .find_map(|(_, spans)| under(view, spans, column)),
            _ => None,
        }
    }

    /// What the player does; content is not playing while a break is.
    fn content(&self, view: View, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let paint = |(activity, fill): (Activity, usize)| Paint {
            role: theme.activity(activity).1,
            fill,
        };
        let mut bars = Bars::new(area.width, ACTIVITIES.map(paint).to_vec());
        let playing = 0;
        let seen = view.spans(&self.lanes.playback);
        let index = |kind| {
            ACTIVITIES
                .iter()
                .position(|(activity, _)| *activity == kind)
                .unwrap_or(0)
        };
        for span in &seen {
            bars.fill(span.from, span.to, index(span.span.kind), false);
        }
        for span in view.spans(&self.lanes.breaks) {
            bars.clear(span.from, span.to, playing);
        }
        // What needs an eye is never hidden below what is normal.
        let rare = |span: &&Seen<'_, Activity>| (1..4).contains(&index(span.span.kind));
        for span in seen.iter().filter(rare) {
            bars.fill(span.from, span.to, index(span.span.kind), false);
        }
        bars.draw(theme, area, buf);
        for span in seen.iter().filter(rare) {
            let (from, to) = span.whole_columns(area.width);
            let (sign, style) = theme.activity(span.span.kind);
            if from < to {
                pen::set(buf, area.x + from, area.y, sign, style);
            }
            let label = text::duration(span.span.end_ts.saturating_sub(span.span.start_ts));
            bars::label(
                &[label],
                style,
                from + 1,
                to.saturating_sub(from + 1),
                theme,
                area,
                buf,
            );
        }
    }

    fn breaks(&self, view: View, theme: &Theme, area: Rect, buf: &mut Buffer) {
        for span in view.spans(&self.lanes.breaks) {
            let labels = [words::ad_break(span.span, self.length, self.live).to_owned()];
            line(
                &span,
                theme.glyphs.double,
                theme.ad_break,
                &labels,
                theme,
                area,
                buf,
            );
        }
    }

    fn ads(&self, view: View, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let mut bars = Bars::new(
            area.width,
            vec![Paint {
                role: theme.ad,
                fill: 0,
            }],
        );
        let seen = view.spans(&self.lanes.ads);
        for span in &seen {
            bars.fill(span.from, span.to, 0, true);
        }
        bars.draw(theme, area, buf);
        for span in &seen {
            let (from, to) = span.whole_columns(area.width);
            let labels = words::ad(span.span, self.arrivals, theme);
            let bar = theme.bar(theme.ad);
            // Too short for words: its outcome alone.
            if to.saturating_sub(from) < 3 && from < to {
                pen::set(
                    buf,
                    area.x + from,
                    area.y,
                    theme.outcome(span.span.kind).0,
                    bar,
                );
            } else {
                bars::label(
                    &labels,
                    bar,
                    from,
                    to.saturating_sub(from),
                    theme,
                    area,
                    buf,
                );
            }
        }
    }

    fn chapters(&self, view: View, theme: &Theme, area: Rect, buf: &mut Buffer) {
        for span in view.spans(&self.lanes.chapters) {
            let labels = words::chapter(span.span, self.arrivals, theme);
            line(
                &span,
                theme.glyphs.line,
                theme.chapter,
                &labels,
                theme,
                area,
                buf,
            );
        }
    }

    fn state(&self, index: usize, view: View, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some((name, spans)) = self.lanes.states.get(index) else {
            return;
        };
        let labels = [text::cut(name, 24, theme.glyphs.ellipsis).into_owned()];
        for span in view.spans(spans) {
            line(
                &span,
                theme.glyphs.line,
                theme.state,
                &labels,
                theme,
                area,
                buf,
            );
        }
    }

    /// Where the curves end: at the last counted event.
    fn end(&self) -> i64 {
        super::extent(self.lanes, self.axis).map_or(i64::MIN, |(_, end)| end)
    }

    fn bitrate(&self, view: View, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let held = curves::held(&view, &self.tracks.bitrate, self.end());
        self.curve(&held, &held, bitrate, theme, area, buf);
    }

    fn dropped(&self, view: View, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let held = curves::held(&view, &self.tracks.dropped, self.end());
        let first = self
            .tracks
            .dropped
            .partition_point(|(at, _)| at.on(self.axis) < self.window.start);
        let before = first
            .checked_sub(1)
            .and_then(|index| self.tracks.dropped.get(index));
        let grown = curves::growth(&held, before.map_or(0.0, |(_, total)| *total));
        self.curve(&grown, &held, |total| format!("{total}"), theme, area, buf);
    }

    /// A curve, and beside its end the value at the cursor or the last one.
    fn curve(
        &self,
        shown: &[Option<f64>],
        held: &[Option<f64>],
        word: impl Fn(f64) -> String,
        theme: &Theme,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let top = shown.iter().flatten().copied().fold(0.0, f64::max);
        sparkline::draw(shown, top, theme.series, theme, area, buf);
        let cursor = self
            .cursor
            .and_then(|moment| self.window.column(moment, area.width));
        let at_cursor = cursor.and_then(|column| held.get(usize::from(column)).copied().flatten());
        let Some(last) = held.iter().rposition(Option::is_some) else {
            return;
        };
        let Some(value) = at_cursor.or(held.get(last).copied().flatten()) else {
            return;
        };
        let label = format!(" {}", text::clean(&word(value)));
        let wide = u16::try_from(text::width(&label)).unwrap_or(u16::MAX);
        let after = u16::try_from(last + 1).unwrap_or(u16::MAX);
        if wide * 3 <= area.width {
            let column = after.min(area.width - wide);
            let place = Rect {
                x: area.x + column,
                width: wide,
                ..area
            };
            Pen::new(buf, place, theme).write(&label, theme.dim);
        }
    }

    fn pings(&self, view: View, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let mut counts = vec![0_usize; usize::from(area.width)];
        view.points(&self.tracks.pings, |column, pings| {
            if let Some(count) = counts.get_mut(usize::from(column)) {
                *count += pings.len();
            }
        });
        for (x, count) in (area.x..).zip(counts) {
            let sign = match count {
                0 => continue,
                1 => theme.glyphs.ping,
                _ => theme.glyphs.pings,
            };
            pen::set(buf, x, area.y, sign, theme.ping);
        }
    }

    fn findings(&self, view: View, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let mut worst: Vec<Option<Severity>> = vec![None; usize::from(area.width)];
        view.points(&self.tracks.findings, |column, found| {
            if let Some(slot) = worst.get_mut(usize::from(column)) {
                let here = found.iter().take(LOOK).map(|(_, severity)| *severity).max();
                *slot = (*slot).max(here);
            }
        });
        for (x, severity) in (area.x..).zip(worst) {
            if let Some((sign, style)) = severity.map(|severity| theme.severity(severity)) {
                pen::set(buf, x, area.y, sign, style);
            }
        }
    }

    fn marks(&self, view: View, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let mut seen: Vec<(u16, Option<Verdict>, &str)> = Vec::new();
        view.points(&self.tracks.marks, |column, marks| {
            seen.extend(
                marks
                    .last()
                    .map(|(_, verdict, note)| (column, *verdict, note.as_str())),
            );
        });
        for (index, (column, verdict, note)) in seen.iter().enumerate() {
            let (sign, style) = theme.verdict(*verdict);
            pen::set(buf, area.x + column, area.y, sign, style);
            let next = seen.get(index + 1).map_or(area.width, |(next, ..)| *next);
            let room = next.saturating_sub(column + 1);
            let note = text::cut(note, 30, theme.glyphs.ellipsis).into_owned();
            bars::label(&[note], theme.dim, column + 1, room, theme, area, buf);
        }
    }
}

fn line<K>(
    seen: &Seen<'_, K>,
    glyphs: [&'static str; 3],
    style: Style,
    labels: &[String],
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) {
    let all = i64::from(area.width) * PARTS;
    let (from, to) = seen.columns(area.width);
    let shape = Line {
        glyphs,
        tick: theme.glyphs.tick,
        style,
        from_before: seen.cut_left,
        goes_on: seen.span.closed_by.is_none() || seen.to >= all,
        labels,
        label_style: style,
    };
    shape.draw(from, to, theme, area, buf);
}

fn under<K>(view: View, spans: &[Span<K>], column: u16) -> Option<u32> {
    let seen = view.spans(spans);
    let covers = |seen: &&Seen<'_, K>| {
        let (from, to) = seen.columns(view.width);
        (from..to).contains(&column)
    };
    // A short one drawn over a long one's end is the one that is seen.
    let shortest = seen
        .iter()
        .filter(covers)
        .min_by_key(|seen| seen.to - seen.from);
    shortest.map(|seen| seen.span.opened_by)
}
