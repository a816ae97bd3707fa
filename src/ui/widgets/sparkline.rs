//! A curve one line high.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen;
use crate::ui::theme::Theme;

/// Draws one value per column from the area's left; a column without a value stays empty. The scale
/// goes from 0 to `top`.
pub fn draw(
    values: &[Option<f64>],
    top: f64,
    style: Style,
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) {
    let area = area.intersection(buf.area);
    if area.height == 0 {
        return;
    }
    for (x, value) in (area.x..area.right()).zip(values) {
        if let Some(value) = value {
            pen::set(buf, x, area.y, level(*value, top, theme), style);
        }
    }
}

/// The sign for a value on a scale from 0 to `top`.
pub fn level(value: f64, top: f64, theme: &Theme) -> &'static str {
    let levels = theme.glyphs.levels;
    let part = if top > 0.0 {
        (value / top).clamp(0.0, 1.0)
    } else {
        0.0
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "between 0 and the number of levels; NaN becomes 0"
    )]
    let index = (part * (levels.len() - 1) as f64).round() as usize;
    levels.get(index).copied().unwrap_or(" ")
}
