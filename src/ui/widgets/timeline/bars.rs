//! Drawing stretches of time on one line, to an eighth of a column where the font allows it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::ui::text;
use crate::ui::theme::Theme;
use crate::ui::widgets::pen;

/// Parts that a column is divided into.
pub(super) const PARTS: i64 = 8;

/// How a stretch is filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Paint {
    /// The role it has.
    pub(super) role: Style,
    /// Which of the theme's fillings; 0 is solid.
    pub(super) fill: usize,
}

/// A line of bars: which paint each eighth of a column has.
pub(super) struct Bars {
    parts: Vec<u8>,
    paints: Vec<Paint>,
}

impl Bars {
    pub(super) fn new(width: u16, paints: Vec<Paint>) -> Self {
        Bars {
            parts: vec![0; usize::from(width) * 8],
            paints,
        }
    }

    /// Fills from one part up to another; at least one whole column, so that nothing is too short to be
    /// seen. `gap` leaves a hair of the page after it.
    pub(super) fn fill(&mut self, from: i64, to: i64, paint: usize, gap: bool) {
        let all = i64::try_from(self.parts.len()).unwrap_or(0);
        let (mut start, mut end) = (from.clamp(0, all), to.clamp(0, all));
        if to - from < PARTS {
            start = from.div_euclid(PARTS) * PARTS;
            end = (start + PARTS).clamp(0, all);
            start = start.clamp(0, all);
        } else if gap && to - from >= 2 * PARTS && to < all {
            end -= 1;
        }
        self.set(start, end, u8::try_from(paint + 1).unwrap_or(0));
    }

    /// Empties what one paint fills, from one part up to another.
    pub(super) fn clear(&mut self, from: i64, to: i64, paint: usize) {
        let all = i64::try_from(self.parts.len()).unwrap_or(0);
        let range = usize::try_from(from.clamp(0, all)).unwrap_or(0)
            ..usize::try_from(to.clamp(0, all)).unwrap_or(0);
        let owner = u8::try_from(paint + 1).unwrap_or(0);
        for part in self.parts.get_mut(range).unwrap_or_default() {
            if *part == owner {
                *part = 0;
            }
        }
    }

    fn set(&mut self, from: i64, to: i64, owner: u8) {
        let range = usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0);
        if let Some(parts) = self.parts.get_mut(range) {
            parts.fill(owner);
        }
    }

    /// Draws the line.
    pub(super) fn draw(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        for (x, parts) in (area.x..area.right()).zip(self.parts.chunks(8)) {
            if let Some((symbol, style)) = self.cell(parts, theme) {
                pen::set(buf, x, area.y, symbol, style);
            }
        }
    }

    fn paint(&self, owner: u8) -> Option<Paint> {
        self.paints.get(usize::from(owner.checked_sub(1)?)).copied()
    }

    fn cell(&self, parts: &[u8], theme: &Theme) -> Option<(&'static str, Style)> {
        let (first, last) = (*parts.first()?, *parts.last()?);
        let split = parts.iter().take_while(|part| **part == first).count();
        let clean = parts.iter().skip(split).all(|part| *part == last);
        if split == parts.len() || !clean || theme.glyphs.eighths.is_empty() {
            return self.whole(most(parts), theme);
        }
        let (left, right) = (self.paint(first), self.paint(last));
        if [left, right]
            .into_iter()
            .flatten()
            .any(|paint| paint.fill != 0)
        {
            return self.whole(most(parts), theme);
        }
        let eighth = theme.glyphs.eighths.get(split - 1).copied()?;
        match (left, right) {
            (Some(left), None) => Some((eighth, left.role)),
            // The left of the column is the page, the rest is filled: an eighth block in reverse.
            (None, Some(right)) => Some((eighth, theme.bar(right.role))),
            (Some(left), Some(right)) => Some((eighth, beside(left.role, right.role))),
            (None, None) => None,
        }
    }

    fn whole(&self, owner: u8, theme: &Theme) -> Option<(&'static str, Style)> {
        let paint = self.paint(owner)?;
        // Beyond the fillings of a bar there is the thin line of nothing happening yet, or any more.
        let symbol = theme.glyphs.fill.get(paint.fill).copied();
        Some((symbol.unwrap_or(theme.glyphs.line[1]), paint.role))
    }
}

/// Two bars in one column. Without colours of their own a gap keeps them apart.
fn beside(left: Style, right: Style) -> Style {
    match right.fg {
        Some(color) => left.bg(color),
        None => left.remove_modifier(Modifier::REVERSED),
    }
}

/// The paint that fills at least half of a column.
fn most(parts: &[u8]) -> u8 {
    let share = |owner: u8| {
        let mine: Vec<&u8> = parts.iter().filter(|part| **part == owner).collect();
        mine.len()
    };
    let filled = parts.iter().copied().filter(|part| *part != 0);
    let best = filled.max_by_key(|part| share(*part)).unwrap_or(0);
    if share(best) * 2 >= parts.len() {
        best
    } else {
        0
    }
}

/// A stretch drawn as a line between two ends, for lanes that carry names; from one column up to another.
pub(super) struct Line<'a> {
    pub(super) glyphs: [&'static str; 3],
    pub(super) tick: &'static str,
    pub(super) style: Style,
    /// It goes on beyond the left edge of the screen.
    pub(super) from_before: bool,
    /// It has no end on the screen: still open, or beyond the right edge.
    pub(super) goes_on: bool,
    /// What to write into it, the longest first; the first that fits.
    pub(super) labels: &'a [String],
    pub(super) label_style: Style,
}

impl Line<'_> {
    pub(super) fn draw(&self, from: u16, to: u16, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let to = to.min(area.width);
        let wide = to.saturating_sub(from);
        if wide == 0 {
            return;
        }
        let [left, fill, right] = self.glyphs;
        for column in from..to {
            let symbol = match column {
                _ if wide == 1 && !self.from_before && !self.goes_on => self.tick,
                _ if column == from && !self.from_before => left,
                _ if column + 1 == to && !self.goes_on => right,
                _ => fill,
            };
            pen::set(buf, area.x + column, area.y, symbol, self.style);
        }
        let room = wide.saturating_sub(2);
        label(
            self.labels,
            self.label_style,
            from + 1,
            room,
            theme,
            area,
            buf,
        );
    }
}

/// Writes the first label that fits between two columns: with a space at both sides, or, of the last
/// one, without.
pub(super) fn label(
    labels: &[String],
    style: Style,
    from: u16,
    room: u16,
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) {
    let wide = |label: &String| u16::try_from(text::width(label)).unwrap_or(u16::MAX);
    let padded = labels
        .iter()
        .find(|label| wide(label).saturating_add(2) <= room);
    let tight = labels.last().filter(|label| wide(label) <= room);
    let (label, pad) = match (padded, tight) {
        (Some(label), _) => (label, 1),
        (None, Some(label)) => (label, 0),
        (None, None) => return,
    };
    if label.is_empty() {
        return;
    }
    let place = Rect {
        x: area.x + from,
        width: wide(label) + 2 * pad,
        height: 1,
        ..area
    };
    buf.set_stringn(
        place.x,
        place.y,
        " ".repeat(usize::from(place.width)),
        usize::from(place.width),
        style,
    );
    pen::Pen::new(buf, place, theme)
        .skip(pad)
        .write(label, style);
}
