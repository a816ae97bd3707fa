//! Time as columns: the axis, bars for spans, signs for moments.

use super::NAMES;
use crate::output::Look;
use crate::output::text::{clock, cut, left, width};
use crate::session::{Lanes, Span};

/// Distances between the marks of the axis, s.
const STEPS: &[i64] = &[
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
];

/// Which column a moment falls into.
pub(super) struct Scale {
    start: i64,
    end: i64,
    pub(super) columns: usize,
}

impl Scale {
    pub(super) fn of(lanes: &Lanes, look: Look) -> Option<Self> {
        let start = lanes.playback.iter().map(|span| span.start_ts).min()?;
        let end = lanes.playback.iter().map(|span| span.end_ts).max()?;
        let columns = look.width.saturating_sub(NAMES + 1).max(20);
        Some(Scale {
            start,
            end: end.max(start + 1),
            columns,
        })
    }

    fn column(&self, ts: i64) -> usize {
        let passed = i128::from((ts - self.start).clamp(0, self.end - self.start));
        let place = passed * self.columns as i128 / i128::from(self.end - self.start);
        usize::try_from(place).unwrap_or(0).min(self.columns - 1)
    }

    /// First column and width; what is short is still seen.
    pub(super) fn range<K>(&self, span: &Span<K>) -> (usize, usize) {
        let first = self.column(span.start_ts);
        let passed = i128::from((span.end_ts - self.start).clamp(0, self.end - self.start));
        let end = passed * self.columns as i128 / i128::from(self.end - self.start);
        let end = usize::try_from(end).unwrap_or(0).min(self.columns);
        (first, end.saturating_sub(first).max(1))
    }

    /// The marks of the axis: the least distance that leaves room for the words.
    pub(super) fn axis(&self) -> String {
        const ROOM: i64 = 9;
        let total = (self.end - self.start) / 1000;
        let columns = i64::try_from(self.columns).unwrap_or(i64::MAX);
        let wide = |step: &&i64| **step * columns / total.max(1) >= ROOM;
        let step = STEPS.iter().find(wide).copied().unwrap_or(total.max(1));
        let mut line = String::new();
        let mut at = 0;
        while at <= total {
            let column = self.column(self.start + at * 1000);
            let label = clock(at * 1000);
            if column >= width(&line) && column + label.len() <= self.columns {
                line = left(&line, column) + &label;
            }
            at += step;
        }
        line
    }
}

/// Spans as bars: the name inside where it fits, an open end where it has not ended.
pub(super) fn bars<K>(
    spans: &[Span<K>],
    scale: &Scale,
    look: Look,
    name: impl Fn(&Span<K>) -> String,
) -> String {
    let (from, line, to, open, short) = if look.ascii {
        ("[", "-", "]", ">", "|")
    } else {
        ("├", "─", "┤", "┄", "│")
    };
    let mut cells: Vec<String> = vec![" ".to_owned(); scale.columns];
    for span in spans {
        let (first, length) = scale.range(span);
        let mut bar = vec![line.to_owned(); length];
        let end = if span.closed_by.is_some() { to } else { open };
        if length == 1 {
            short.clone_into(&mut bar[0]);
        } else {
            from.clone_into(&mut bar[0]);
            end.clone_into(&mut bar[length - 1]);
            for (cell, letter) in
                bar[1..length - 1]
                    .iter_mut()
                    .zip(cells_of(&name(span), length - 2, look))
            {
                *cell = letter;
            }
        }
        for (cell, part) in cells.iter_mut().skip(first).zip(bar) {
            *cell = part;
        }
    }
    cells.concat()
}

/// A name, cut to a number of columns, as one piece of text per column.
fn cells_of(name: &str, columns: usize, look: Look) -> Vec<String> {
    if columns < 3 && width(name) > columns {
        return Vec::new();
    }
    let mut cells: Vec<String> = Vec::new();
    for letter in cut(name, columns, look.ellipsis()).chars() {
        match width(letter.encode_utf8(&mut [0; 4])) {
            0 => {
                if let Some(before) = cells.last_mut() {
                    before.push(letter);
                }
            }
            columns => {
                cells.push(letter.to_string());
                // The columns that a wide letter covers beside its first hold nothing.
                cells.extend((1..columns).map(|_| String::new()));
            }
        }
    }
    cells
}

pub(super) fn marks<'a>(moments: impl Iterator<Item = (i64, &'a str)>, scale: &Scale) -> String {
    let mut cells = vec![" "; scale.columns];
    for (ts, sign) in moments {
        cells[scale.column(ts)] = sign;
    }
    cells.concat()
}

/// A number over time: the last value of each column, from 0 to the highest.
pub(super) fn curve(values: impl Iterator<Item = (i64, f64)>, scale: &Scale, look: Look) -> String {
    let levels: [&str; 8] = if look.ascii {
        ["_", ".", ":", "-", "=", "+", "*", "#"]
    } else {
        ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    };
    let mut columns = vec![None; scale.columns];
    for (ts, value) in values {
        columns[scale.column(ts)] = Some(value);
    }
    let top = columns.iter().flatten().copied().fold(0.0, f64::max);
    let mut last = None;
    let cells = columns.into_iter().map(|value| {
        last = value.or(last);
        let part = last.filter(|_| top > 0.0).map_or(0.0, |value| value / top);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 7; NaN becomes 0"
        )]
        let level = (part.clamp(0.0, 1.0) * 7.0).round() as usize;
        last.and(levels.get(level).copied()).unwrap_or(" ")
    });
    cells.collect()
}
