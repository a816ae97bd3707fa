//! Where in a long list one is, and where in it the faults are.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pen;
use crate::rules::Severity;
use crate::ui::theme::Theme;

/// Marks looked at per cell before it is drawn with the worst seen so far: keeps a frame's cost bounded.
const LOOK: usize = 64;

/// A scrollbar with marks, one column wide.
#[derive(Debug, Clone, Copy)]
pub struct Scrollbar<'a> {
    /// Items in all.
    pub total: usize,
    /// The first item on the screen.
    pub top: usize,
    /// Items on the screen.
    pub page: usize,
    /// Items with findings, in order, with the worst severity of each.
    pub marks: &'a [(usize, Severity)],
}

impl Scrollbar<'_> {
    /// Draws it on the area's last column; nothing when all fits and nothing is marked.
    pub fn draw(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let fits = self.total <= self.page;
        if area.is_empty() || self.total == 0 || (fits && self.marks.is_empty()) {
            return;
        }
        let x = area.right() - 1;
        let height = usize::from(area.height);
        // A list that fits is marked beside its own rows.
        let span = if fits { self.page.max(1) } else { self.total };
        let first = self.top * height / span;
        let last = (self.top + self.page).min(span) * height / span;
        for row in 0..height {
            let thumb = !fits && row >= first && row < last.max(first + 1);
            let (symbol, style) =
                match self.worst(row * span / height..((row + 1) * span).div_ceil(height)) {
                    Some(severity) => theme.severity(severity),
                    None if fits => continue,
                    None if thumb => (theme.glyphs.scroll[1], theme.border),
                    None => (theme.glyphs.scroll[0], theme.border),
                };
            let y = area.y + u16::try_from(row).unwrap_or(u16::MAX);
            pen::set(buf, x, y, symbol, style);
            if thumb {
                buf.set_style(
                    Rect::new(x, y, 1, 1),
                    theme.resting.bg.map_or(theme.focus, |bg| style.bg(bg)),
                );
            }
        }
    }

    /// Marks the places of items that are searched for, where no fault is marked.
    pub fn draw_hits(&self, hits: &[usize], theme: &Theme, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() || self.total <= self.page || hits.is_empty() {
            return;
        }
        let height = usize::from(area.height);
        for row in 0..height {
            let items = row * self.total / height..((row + 1) * self.total).div_ceil(height);
            let from = hits.partition_point(|hit| *hit < items.start);
            if hits.get(from).is_some_and(|hit| *hit < items.end) && self.worst(items).is_none() {
                let y = area.y + u16::try_from(row).unwrap_or(u16::MAX);
                pen::set(buf, area.right() - 1, y, theme.glyphs.hit, theme.found);
            }
        }
    }

    /// The item that a line of the bar stands for.
    pub fn at(&self, area: Rect, y: u16) -> Option<usize> {
        if area.height == 0 || y < area.y || y >= area.bottom() || self.total == 0 {
            return None;
        }
        let row = usize::from(y - area.y);
        Some((row * self.total / usize::from(area.height)).min(self.total - 1))
    }

    fn worst(&self, items: std::ops::Range<usize>) -> Option<Severity> {
        let from = self.marks.partition_point(|(item, _)| *item < items.start);
        let marks = self.marks.get(from..).unwrap_or_default();
        let mut worst = None;
        for (_, severity) in marks
            .iter()
            .take_while(|(item, _)| *item < items.end)
            .take(LOOK)
        {
            worst = worst.max(Some(*severity));
            if worst == Some(Severity::Error) {
                break;
            }
        }
        worst
    }
}
