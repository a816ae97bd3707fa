//! How far something has come, as a line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen;
use crate::ui::theme::Theme;

/// Draws the part done (0 to 1, anything else is clamped) on the area's first line.
pub fn draw(part: f64, style: Style, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    if area.height == 0 {
        return;
    }
    let part = if part.is_finite() {
        part.clamp(0.0, 1.0)
    } else {
        0.0
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the width, which is a u16"
    )]
    let done = (part * f64::from(area.width)).round() as u16;
    for column in 0..area.width {
        let (symbol, style) = if column < done {
            (theme.glyphs.gauge[0], style)
        } else {
            (theme.glyphs.gauge[1], theme.border)
        };
        pen::set(buf, area.x + column, area.y, symbol, style);
    }
}
