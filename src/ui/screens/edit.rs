//! The editor: the payload as text, and below it what is found on it and what was answered.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use tui_textarea::{CursorMove, TextArea};

use super::{Line, Scene, ink, page};
use crate::app::edit::{Editing, Sent};
use crate::rules::Finding;
use crate::ui::text::{clean, counted, wrap};
use crate::ui::theme::Theme;
use crate::ui::widgets::Pen;

/// The text, and what is told below it.
fn split(body: Rect) -> (Rect, Rect) {
    let inside = Rect {
        x: body.x + 1.min(body.width),
        y: body.y + 1.min(body.height),
        width: body.width.saturating_sub(2),
        height: body.height.saturating_sub(2),
    };
    let told = (inside.height * 2 / 5).clamp(4.min(inside.height), 14);
    let text = Rect {
        height: inside.height - told,
        ..inside
    };
    let below = Rect {
        y: text.bottom(),
        height: told,
        ..inside
    };
    (text, below)
}

/// Draws it over the panes.
pub fn draw(scene: Scene<'_>, body: Rect, buf: &mut Buffer) {
    let Some(editing) = &scene.app.editing else {
        return;
    };
    let theme = scene.theme;
    super::frame::over(theme, body, buf);
    title(scene, editing, body, buf);
    let (text, told) = split(body);
    let mut shown = safe(&editing.area);
    shown.set_style(theme.text);
    shown.set_line_number_style(ink(theme.dim));
    shown.set_cursor_style(Style::new().add_modifier(Modifier::REVERSED));
    shown.render(text, buf);
    rule(editing, theme, told, buf);
    let lines = Rect {
        y: told.y + 1.min(told.height),
        x: told.x + 1.min(told.width),
        width: told.width.saturating_sub(2),
        height: told.height.saturating_sub(1),
    };
    page(
        &report(editing, theme, usize::from(lines.width)),
        0,
        theme,
        lines,
        buf,
    );
    popup(editing, theme, text, buf);
}

/// The text with a mark for each character that would control, reorder or hide.
fn safe(area: &TextArea<'static>) -> TextArea<'static> {
    let visible = |letter: char| {
        let mut bytes = [0; 4];
        let text: &str = letter.encode_utf8(&mut bytes);
        if *clean(text) == *text { letter } else { '?' }
    };
    if area.lines().iter().all(|line| *clean(line) == **line) {
        return area.clone();
    }
    let lines = area.lines().iter();
    let mut shown = TextArea::from(lines.map(|line| line.chars().map(visible).collect::<String>()));
    let cursor = area.cursor();
    let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
    shown.move_cursor(CursorMove::Jump(place(cursor.0), place(cursor.1)));
    shown.set_cursor_line_style(Style::new());
    shown
}

fn title(scene: Scene<'_>, editing: &Editing, body: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let line = Rect {
        x: body.x + 2,
        width: body.width.saturating_sub(4),
        height: 1.min(body.height),
        ..body
    };
    let mut pen = Pen::new(buf, line, theme);
    pen.at_end(" the recording stays as it is ", theme.dim);
    pen.write(" Edit ", theme.accent);
    let watched = scene.inspection.sessions().get(editing.place.0);
    let event = watched.and_then(|watched| watched.session().arrivals().get(editing.place.1));
    if let Some(event) = event {
        let kind = event
            .event
            .as_ref()
            .map_or("unreadable", |event| event.kind.name());
        pen.write(
            &format!("call {} {} {kind} ", event.seq, theme.glyphs.dot),
            theme.title,
        );
    }
    if editing.is_changed() {
        pen.write("changed ", theme.warning);
    }
}

/// The line between the text and what is told about it.
fn rule(editing: &Editing, theme: &Theme, told: Rect, buf: &mut Buffer) {
    let (row, column) = editing.cursor();
    let mut pen = Pen::new(buf, told, theme);
    pen.at_end(&format!(" {}:{} ", row + 1, column + 1), ink(theme.dim));
    let (words, style) = match (&editing.fault, editing.findings.len()) {
        (Some(_), _) => ("no JSON yet".to_owned(), theme.error),
        (None, 0) => ("nothing is wrong with it".to_owned(), theme.ok),
        (None, count) => (counted(count as u64, "finding"), theme.warning),
    };
    pen.write(theme.glyphs.line[1], ink(theme.border)).skip(1);
    pen.write(&words, ink(style)).skip(1);
    if editing.alone {
        pen.write("(judged alone: the session is long) ", ink(theme.dim));
    }
    while pen.room() > 0 {
        pen.write(theme.glyphs.line[1], ink(theme.border));
    }
}

/// What is told about the text: the answer first, then faults, the worst first.
fn report(editing: &Editing, theme: &Theme, columns: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut add = |sign: &str, style: Style, words: &str| {
        for (place, line) in wrap(words, columns.saturating_sub(2))
            .into_iter()
            .enumerate()
        {
            let lead = if place == 0 { sign } else { " " };
            lines.push(vec![
                (format!("{lead} "), style),
                (line, if place == 0 { theme.text } else { theme.dim }),
            ]);
        }
    };
    if let Some(sent) = &editing.sent {
        became(sent, theme, &mut add);
    }
    if let Some(fault) = &editing.fault {
        add(theme.glyphs.error, theme.error, fault);
    }
    let mut findings: Vec<&Finding> = editing.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    for finding in findings {
        let (sign, style) = theme.severity(finding.severity);
        add(sign, style, &format!("{} {}", finding.message, finding.fix));
    }
    for finding in &editing.elsewhere {
        let (sign, style) = theme.severity(finding.severity);
        let (seq, message) = (finding.seq, &finding.message);
        let words = format!("because of it, on call {seq}: {message}");
        add(sign, style, &words);
    }
    lines
}

/// What became of a payload that was sent.
fn became(sent: &Sent, theme: &Theme, add: &mut impl FnMut(&str, Style, &str)) {
    let glyphs = theme.glyphs;
    match sent {
        Sent::Waiting(url) => add(glyphs.arrow, theme.key, &format!("sending to {url}")),
        Sent::Failed(why) => add(glyphs.error, theme.error, why),
        Sent::Answered(answer) => {
            let good = (200..300).contains(&answer.status);
            let (sign, style) = if good {
                (glyphs.ok, theme.ok)
            } else {
                (glyphs.error, theme.error)
            };
            let location = answer.location.as_ref();
            let location = location.map(|to| format!(", Location {to}"));
            let words = format!("answered {}{}", answer.status, location.unwrap_or_default());
            add(sign, style, &words);
            if !answer.body.is_empty() {
                add(" ", style, &answer.body);
            }
        }
    }
}

/// What the word under the cursor may become, at the top right of the text, where no word is covered for long.
fn popup(editing: &Editing, theme: &Theme, text: Rect, buf: &mut Buffer) {
    let Some(completion) = &editing.completion else {
        return;
    };
    let wide = completion
        .items
        .iter()
        .map(|item| item.len())
        .max()
        .unwrap_or(0);
    let width = u16::try_from(wide + 4).unwrap_or(u16::MAX).min(text.width);
    let height = u16::try_from(completion.items.len() + 2)
        .unwrap_or(u16::MAX)
        .min(text.height);
    let place = Rect {
        x: text.right().saturating_sub(width),
        y: text.y,
        width,
        height,
    };
    super::frame::over(theme, place, buf);
    let rows = usize::from(height.saturating_sub(2));
    let first = (completion.at + 1).saturating_sub(rows);
    for (y, (index, item)) in (place.y + 1..place.bottom().saturating_sub(1))
        .zip(completion.items.iter().enumerate().skip(first))
    {
        let line = Rect {
            x: place.x + 1,
            y,
            width: width.saturating_sub(2),
            height: 1,
        };
        if index == completion.at {
            buf.set_style(line, theme.selection);
        }
        Pen::new(buf, line, theme).skip(1).write(item, Style::new());
    }
}
