//! Long lists: only the rows that are seen are built.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Pen;
use crate::ui::theme::Theme;

/// The part of a list that is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    /// Items in all.
    pub total: usize,
    /// The selected item.
    pub selected: Option<usize>,
    /// The first item on the screen; see [`scroll`].
    pub top: usize,
    /// Lines that an item takes.
    pub lines: u16,
    /// It has the keyboard.
    pub focused: bool,
}

/// The first item to show so that the selected one is seen, moving as little as possible from `top`.
/// Without a selection the list stays where it is, as far as there are items to fill the page.
pub fn scroll(top: usize, selected: Option<usize>, total: usize, page: usize) -> usize {
    let last = total.saturating_sub(page);
    let Some(selected) = selected else {
        return top.min(last);
    };
    // A little of what comes next stays in sight.
    let margin = (page.saturating_sub(1) / 2).min(2);
    let highest = selected.saturating_sub(margin);
    let lowest = (selected + margin + 1).saturating_sub(page);
    top.clamp(lowest.min(highest), highest).min(last)
}

impl List {
    /// The items that an area shows.
    pub fn visible(&self, area: Rect) -> Range<usize> {
        let page = usize::from(area.height.div_ceil(self.lines.max(1)));
        let top = self.top.min(self.total);
        top..self.total.min(top.saturating_add(page))
    }

    /// The item at a line of the screen.
    pub fn at(&self, area: Rect, y: u16) -> Option<usize> {
        if y < area.y || y >= area.bottom() {
            return None;
        }
        let item = self
            .top
            .checked_add(usize::from((y - area.y) / self.lines.max(1)))?;
        (item < self.total).then_some(item)
    }

    /// Draws what is seen; `row` writes one line of one item: (index, line, pen).
    pub fn draw(
        &self,
        theme: &Theme,
        area: Rect,
        buf: &mut Buffer,
        mut row: impl FnMut(usize, u16, &mut Pen<'_>),
    ) {
        let area = area.intersection(buf.area);
        let lines = self.lines.max(1);
        for (place, index) in (0_u16..).zip(self.visible(area)) {
            for line in 0..lines {
                let y = place.saturating_mul(lines).saturating_add(line);
                if y >= area.height {
                    return;
                }
                let place = Rect {
                    y: area.y + y,
                    height: 1,
                    ..area
                };
                if self.selected == Some(index) {
                    buf.set_style(
                        place,
                        if self.focused {
                            theme.selection
                        } else {
                            theme.resting
                        },
                    );
                }
                row(index, line, &mut Pen::new(buf, place, theme));
            }
        }
    }
}
