//! What is shown while recordings are read, when that takes longer than a moment.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::{Line, flow, ink, page};
use crate::output::reading::Reading;
use crate::ui::text;
use crate::ui::theme::Theme;
use crate::ui::widgets::{Pen, gauge};

/// The widest that it gets, in columns.
const WIDEST: u16 = 72;

/// Draws how far a reading is.
pub fn draw(reading: &Reading, theme: &Theme, area: Rect, buf: &mut Buffer) {
    buf.set_style(area, theme.text);
    header(
        theme,
        Rect {
            height: area.height.min(1),
            ..area
        },
        buf,
    );
    let width = area.width.saturating_sub(4).min(WIDEST);
    let columns = usize::from(width);
    let mut lines = vec![vec![(title(reading).to_owned(), theme.title)]];
    lines.extend(flow(vec![(reading.file(), theme.accent)], columns));
    let gauge_at = lines.len() + 1;
    lines.extend([Line::new(), Line::new(), Line::new()]);
    let figures = reading.figures().join("  ");
    let figures = text::wrap(&figures, columns);
    lines.extend(figures.into_iter().map(|line| vec![(line, theme.text)]));
    lines.push(Line::new());
    lines.push(vec![
        ("esc".to_owned(), theme.key),
        (" or ".to_owned(), theme.dim),
        ("q".to_owned(), theme.key),
        (" cancels".to_owned(), theme.dim),
    ]);
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let top = area.y.saturating_add(2);
    let place = Rect {
        x: area.x + (area.width - width) / 2,
        y: top + area.bottom().saturating_sub(top).saturating_sub(height) * 2 / 5,
        width,
        height,
    };
    let place = place.intersection(area);
    page(&lines, 0, theme, place, buf);
    let gauge_at = u16::try_from(gauge_at).unwrap_or(u16::MAX);
    if let Some(part) = reading.part()
        && gauge_at < place.height
    {
        let line = Rect {
            y: place.y + gauge_at,
            height: 1,
            ..place
        };
        share(part, theme, line, buf);
    }
}

fn title(reading: &Reading) -> &'static str {
    if reading.judging {
        "Judging what was read"
    } else {
        "Reading"
    }
}

fn header(theme: &Theme, area: Rect, buf: &mut Buffer) {
    buf.set_style(area, theme.header);
    let name = ink(theme.header).add_modifier(Modifier::BOLD);
    let mode = theme.bar(theme.accent).add_modifier(Modifier::BOLD);
    let mut pen = Pen::new(buf, area, theme);
    pen.skip(1).write("playscope", name).skip(1);
    pen.write(" READING ", mode);
}

/// A gauge with its number.
fn share(part: f64, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let number = format!(" {:>3.0} %", (part * 100.0).floor());
    let room = u16::try_from(text::width(&number)).unwrap_or(0);
    let bar = Rect {
        width: area.width.saturating_sub(room),
        ..area
    };
    gauge::draw(part, ink(theme.accent), theme, bar, buf);
    Pen::new(buf, area, theme).at_end(&number, ink(theme.text));
}
