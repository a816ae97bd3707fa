//! The comparison: two payloads by key, or two sessions by event, with the line under the cursor in full below.

mod lines;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Scene, flow, ink, page};
use crate::app::compare::{Comparing, Mode, Spot};
use crate::output::diff::align::about;
use crate::output::diff::{Fate, What};
use crate::session::Arrival;
use crate::ui::text::{clock_tenths, counted, number, short_id};
use crate::ui::theme::Theme;
use crate::ui::widgets::Pen;
use crate::ui::widgets::list::List;
use crate::ui::widgets::scrollbar::Scrollbar;
use crate::wire::Event;
use lines::{columns, draw_line, in_full};

/// The parts of the comparison: its heads, its lines, and the line under the cursor in full.
pub fn split(body: Rect) -> (Rect, Rect, Rect) {
    let inside = Rect {
        x: body.x + 1.min(body.width),
        y: body.y + 1.min(body.height),
        width: body.width.saturating_sub(2),
        height: body.height.saturating_sub(2),
    };
    // What the columns are stands over them where there is room.
    let heads = if inside.height >= 14 { 3 } else { 2 }.min(inside.height);
    let full = (inside.height / 4).clamp(3, 6).min(inside.height - heads);
    let rows = inside.height - heads - full;
    let part = |y: u16, height: u16| Rect {
        y: inside.y + y,
        height,
        ..inside
    };
    (part(0, heads), part(heads, rows), part(heads + rows, full))
}

/// Draws it over the panes.
pub fn draw(scene: Scene<'_>, body: Rect, buf: &mut Buffer) {
    let Some(comparing) = &scene.app.comparing else {
        return;
    };
    let theme = scene.theme;
    super::frame::over(theme, body, buf);
    title(comparing, theme, body, buf);
    let (heads, rows, full) = split(body);
    heading(scene, comparing, "A", comparing.a, heads, buf);
    let below = |lines: u16| Rect {
        y: heads.y + lines.min(heads.height),
        height: heads.height.saturating_sub(lines),
        ..heads
    };
    heading(scene, comparing, "B", comparing.b, below(1), buf);
    if !comparing.lines.is_empty() {
        columns(comparing.mode, &mut Pen::new(buf, below(2), theme), theme);
    }
    draw_lines(scene, comparing, rows, buf);
    let wide = usize::from(full.width.saturating_sub(2));
    let lines: Vec<super::Line> = in_full(scene, comparing)
        .into_iter()
        .flat_map(|line| flow(line, wide))
        .collect();
    let inset = Rect {
        x: full.x + 1.min(full.width),
        width: full.width.saturating_sub(2),
        ..full
    };
    page(&lines, 0, theme, inset, buf);
}

/// The lines that are seen, or why there are none.
fn draw_lines(scene: Scene<'_>, comparing: &Comparing, rows: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let inner = Rect {
        width: rows.width.saturating_sub(1),
        ..rows
    };
    if let Some(said) = nothing(scene, comparing) {
        let style = if comparing.missing {
            theme.warning
        } else {
            theme.ok
        };
        Pen::new(buf, inner, theme).skip(1).write(&said, ink(style));
    }
    let list = List {
        total: comparing.lines.len(),
        selected: Some(comparing.list.at).filter(|at| *at < comparing.lines.len()),
        top: comparing.list.top,
        lines: 1,
        focused: true,
    };
    list.draw(theme, inner, buf, |index, _, pen| {
        if let Some(line) = comparing.lines.get(index) {
            draw_line(scene, comparing, line, pen);
        }
    });
    let bar = Scrollbar {
        total: comparing.lines.len(),
        top: comparing.list.top,
        page: usize::from(rows.height),
        marks: &[],
    };
    bar.draw(theme, rows, buf);
}

/// What to say where there are no lines.
fn nothing(scene: Scene<'_>, comparing: &Comparing) -> Option<String> {
    if comparing.missing {
        return Some("one of the calls cannot be read again; did the file change?".to_owned());
    }
    if comparing.is_waiting() {
        let key = scene.key("back");
        let ellipsis = scene.theme.glyphs.ellipsis;
        return Some(format!(
            "comparing{ellipsis} {} %, {key} stops",
            comparing.percent
        ));
    }
    comparing.lines.is_empty().then(|| {
        let same = match &comparing.compared {
            Some(compared) => counted(compared.rows.len() as u64, "event"),
            None => counted(comparing.leaves.len() as u64, "value"),
        };
        format!(
            "no difference in {same}; {} shows what is the same too",
            scene.key("compare-all")
        )
    })
}

fn title(comparing: &Comparing, theme: &Theme, body: Rect, buf: &mut Buffer) {
    let line = Rect {
        x: body.x + 2,
        width: body.width.saturating_sub(4),
        height: 1.min(body.height),
        ..body
    };
    let mut pen = Pen::new(buf, line, theme);
    let title = match comparing.mode {
        Mode::Events => " Compare payloads ",
        Mode::Sessions => " Compare sessions ",
    };
    pen.write(title, theme.accent);
    let legend = match comparing.mode {
        Mode::Events => " - only in A  + only in B  ~ changed  . on every run ",
        Mode::Sessions => " - missing  + extra  > moved  ~ changed ",
    };
    pen.at_end(legend, theme.dim);
}

/// One side: which event of which session it is, and what differs.
fn heading(
    scene: Scene<'_>,
    comparing: &Comparing,
    side: &str,
    spot: Spot,
    area: Rect,
    buf: &mut Buffer,
) {
    let (theme, inspection) = (scene.theme, scene.inspection);
    let Some(watched) = inspection.sessions().get(spot.session) else {
        return;
    };
    let glance = watched.glance();
    let start = glance.start;
    let name = start.name.as_deref().or(start.media_id.as_deref());
    let mut pen = Pen::new(buf, area, theme);
    let dot = format!(" {} ", theme.glyphs.dot);
    if side == "B" && !comparing.is_waiting() {
        pen.at_end(" ", Style::new());
        pen.at_end(&sum(comparing), ink(theme.warning));
        pen.at_end(" ", Style::new());
    }
    pen.skip(1).write(side, theme.key).skip(2);
    if comparing.mode == Mode::Events
        && let Some(event) = spot.event(inspection)
    {
        pen.write(&format!("{} {}", event.seq, label(event)), theme.title);
        pen.write(&dot, theme.dim)
            .write(&place(event), theme.number);
        pen.write(&dot, theme.dim);
    }
    pen.write(name.unwrap_or("(no name)"), theme.title);
    pen.write(&dot, theme.dim);
    pen.write(&short_id(glance.sid, theme.glyphs.ellipsis), theme.dim);
    if comparing.mode == Mode::Sessions {
        pen.write(&dot, theme.dim);
        let events = counted(glance.facts.events as u64, "event");
        pen.write(&events, theme.dim);
    }
}

/// How much differs.
fn sum(comparing: &Comparing) -> String {
    let counts: Vec<(usize, &str)> = if let Some(compared) = &comparing.compared {
        let fates = [Fate::Missing, Fate::Extra, Fate::Moved, Fate::Changed];
        fates
            .map(|fate| (compared.count(fate), fate.word()))
            .to_vec()
    } else {
        let leaves = &comparing.leaves;
        let count = |what| leaves.iter().filter(|leaf| leaf.what == what).count();
        let whats = [What::Removed, What::Added, What::Changed];
        whats.map(|what| (count(what), what.word())).to_vec()
    };
    let told = counts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = told
        .map(|(count, word)| format!("{} {word}", number(count as u64)))
        .collect();
    parts.join(", ")
}

/// The type of an event and what it is about.
fn label(arrival: &Arrival) -> String {
    match &arrival.event {
        None => "unreadable".to_owned(),
        Some(event) => match about(event) {
            Some(about) => format!("{} {about}", event.kind.name()),
            None => event.kind.name().to_owned(),
        },
    }
}

fn place(arrival: &Arrival) -> String {
    let playhead = arrival.event.as_ref().and_then(Event::playhead);
    playhead.map_or_else(String::new, |micros| clock_tenths(micros / 1000))
}
