//! The call log: everything that came and is no event of a session.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Scene, ink};
use crate::app::known;
use crate::inspection::Call;
use crate::ui::text;
use crate::ui::widgets::Pen;
use crate::ui::widgets::list::List;
use crate::ui::widgets::scrollbar::Scrollbar;

/// The title of the pane.
pub fn title(scene: Scene<'_>, style: Style, pen: &mut Pen<'_>) {
    pen.write(&scene.title_key("calls"), scene.theme.key)
        .write("Calls ", style);
    pen.write("that are no events of a session ", scene.theme.dim);
}

/// The list as it stands on the screen.
pub fn list(scene: Scene<'_>) -> List {
    let cursor = &scene.app.lists.calls;
    List {
        total: cursor.len,
        selected: Some(cursor.at),
        top: cursor.top,
        lines: 1,
        focused: scene.app.focus == crate::app::Pane::Calls,
    }
}

/// Draws the calls that are seen.
pub fn draw(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let calls = scene.inspection.calls();
    if calls.is_empty() {
        let words = [
            "Every call so far is an event of a session.",
            "Preflights, unknown paths and other protocols would stand here.",
        ];
        for (words, row) in words.into_iter().zip(area.rows()) {
            Pen::new(buf, row, theme).skip(1).write(words, theme.dim);
        }
        return;
    }
    let inner = Rect {
        width: area.width.saturating_sub(1),
        ..area
    };
    let seq = scene.seq_width();
    list(scene).draw(theme, inner, buf, |index, _, pen| {
        if let Some(call) = calls.get(index) {
            row(scene, call, seq, pen);
        }
    });
    let cursor = &scene.app.lists.calls;
    let bar = Scrollbar {
        total: cursor.len,
        top: cursor.top,
        page: cursor.rows,
        marks: &[],
    };
    bar.draw(theme, area, buf);
}

/// A call: when, its answer, what it asked, and what it is taken for.
fn row(scene: Scene<'_>, call: &Call, seq: u16, pen: &mut Pen<'_>) {
    let theme = scene.theme;
    let dim = ink(theme.dim);
    let findings = known::findings_of(scene.inspection.stray_findings(), call.seq);
    let sign = known::worst(findings).map(|severity| theme.severity(severity));
    let (sign, style) = sign.unwrap_or((" ", Style::new()));
    pen.at_end(sign, ink(style)).at_end(" ", Style::new());
    if pen.room() >= 78 {
        let what = text::cut(call.what, 20, theme.glyphs.ellipsis);
        pen.at_end(&text::left(&what, 20), dim)
            .at_end("  ", Style::new());
    }
    pen.skip(1).number(&call.seq.to_string(), seq, dim).skip(1);
    let at = text::time_of_day_short(call.at, scene.app.utc_offset);
    pen.write(&at, dim).skip(1);
    let good = (200..300).contains(&call.status);
    let style = if good { theme.dim } else { theme.error };
    pen.write(&call.status.to_string(), ink(style)).skip(1);
    pen.column(&call.method, 7, Style::new()).skip(1);
    pen.write(&call.target, Style::new());
}
