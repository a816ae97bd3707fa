//! A number over time as columns, several lines high.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen;
use crate::ui::theme::Theme;

/// Draws one value per column from the area's left; a column without a value stays empty. The scale goes from
/// 0 at the bottom to `top`; what is above 0 is always seen.
pub fn draw(
    values: &[Option<f64>],
    top: f64,
    style: Style,
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) {
    let area = area.intersection(buf.area);
    let levels = theme.glyphs.levels;
    let Some(full) = levels.last().filter(|_| top > 0.0) else {
        return;
    };
    for (x, value) in (area.x..area.right()).zip(values) {
        let Some(value) = value.filter(|value| *value > 0.0) else {
            continue;
        };
        let steps = steps(value / top, usize::from(area.height) * levels.len());
        for line in 0..area.height {
            let y = area.bottom() - 1 - line;
            let filled = steps.saturating_sub(usize::from(line) * levels.len());
            let symbol = match filled {
                0 => break,
                filled => levels.get(filled - 1).unwrap_or(full),
            };
            pen::set(buf, x, y, symbol, style);
        }
    }
}

/// A part as a number of steps, at least one.
fn steps(part: f64, all: usize) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "between 0 and the steps of a screen; NaN becomes 0"
    )]
    let steps = (part.clamp(0.0, 1.0) * all as f64).round() as usize;
    steps.max(1)
}

/// Draws the line of the cursor through a column: it crosses what stands there.
pub fn cursor(x: u16, theme: &Theme, area: Rect, buf: &mut Buffer) {
    for y in area.y..area.bottom() {
        let Some(cell) = buf.cell_mut((x, y)).filter(|_| x < area.right()) else {
            continue;
        };
        cell.set_symbol(theme.glyphs.vertical);
        cell.set_style(theme.cursor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_grow_with_their_values() {
        let theme = Theme::named("dark").unwrap_or_else(|error| panic!("{error}"));
        let area = Rect::new(0, 0, 5, 2);
        let mut buf = Buffer::empty(area);
        let values = [Some(4.0), Some(2.0), Some(0.001), Some(0.0), None];
        draw(&values, 4.0, Style::new(), &theme, area, &mut buf);
        let line = |y: u16| {
            (0..5)
                .map(|x| buf[(x, y)].symbol().to_owned())
                .collect::<String>()
        };
        assert_eq!((line(0).as_str(), line(1).as_str()), ("█    ", "██▁  "));
        draw(&values, f64::NAN, Style::new(), &theme, area, &mut buf);
    }
}
