//! Writing along one line: text is cleaned, cut to what is left, and never leaves the buffer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::ui::text;
use crate::ui::theme::Theme;

/// A place on a line that moves on as it writes.
pub struct Pen<'a> {
    buf: &'a mut Buffer,
    x: u16,
    end: u16,
    y: u16,
    ellipsis: &'static str,
}

impl<'a> Pen<'a> {
    /// At the start of an area's first line.
    pub fn new(buf: &'a mut Buffer, area: Rect, theme: &Theme) -> Self {
        let area = area.intersection(buf.area);
        let end = if area.height == 0 {
            area.x
        } else {
            area.right()
        };
        Pen {
            buf,
            x: area.x,
            end,
            y: area.y,
            ellipsis: theme.glyphs.ellipsis,
        }
    }

    /// Columns that are left.
    pub fn room(&self) -> u16 {
        self.end.saturating_sub(self.x)
    }

    /// The column that is written next.
    pub fn x(&self) -> u16 {
        self.x
    }

    /// Writes text, cut to what is left.
    pub fn write(&mut self, content: &str, style: Style) -> &mut Self {
        let room = self.room();
        self.within(content, room, style);
        self
    }

    /// Leaves columns as they are.
    pub fn skip(&mut self, columns: u16) -> &mut Self {
        self.x = self.x.saturating_add(columns).min(self.end);
        self
    }

    /// Writes text into a column of a width, at its left.
    pub fn column(&mut self, content: &str, columns: u16, style: Style) -> &mut Self {
        let columns = columns.min(self.room());
        let after = self.x + columns;
        self.within(content, columns, style);
        self.x = after;
        self
    }

    /// Writes text into a column of a width, at its right: for numbers.
    pub fn number(&mut self, content: &str, columns: u16, style: Style) -> &mut Self {
        let columns = columns.min(self.room());
        let content = text::cut(content, usize::from(columns), self.ellipsis);
        let wide = u16::try_from(text::width(&content)).unwrap_or(columns);
        self.skip(columns.saturating_sub(wide));
        self.within(&content, wide, style);
        self
    }

    /// Writes text at the end of the line and keeps what follows before it.
    pub fn at_end(&mut self, content: &str, style: Style) -> &mut Self {
        let content = text::cut(content, usize::from(self.room()), self.ellipsis);
        let wide = u16::try_from(text::width(&content)).unwrap_or(0);
        let (x, end) = (self.x, self.end);
        self.x = end.saturating_sub(wide).max(x);
        let start = self.x;
        self.within(&content, wide, style);
        self.x = x;
        self.end = start;
        self
    }

    fn within(&mut self, content: &str, columns: u16, style: Style) {
        if columns == 0 {
            return;
        }
        let content = text::cut(content, usize::from(columns), self.ellipsis);
        let (x, _) = self
            .buf
            .set_stringn(self.x, self.y, &content, usize::from(columns), style);
        self.x = x.min(self.end);
    }
}

/// Sets one cell, if it is in the buffer.
pub(super) fn set(buf: &mut Buffer, x: u16, y: u16, symbol: &str, style: Style) {
    if let Some(cell) = buf.cell_mut((x, y)) {
        cell.set_symbol(symbol).set_style(style);
    }
}
