//! One number of the report: what it is, what spoils it, and the events that made it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{explained, finding, looks_back};
use crate::app::report::{PageRow, Spoilt, name, outcome, value};
use crate::output::report::{difference, grouped, words};
use crate::rules::mend;
use crate::session::Piece;
use crate::ui::screens::{Line, Scene, events, ink};
use crate::ui::text;
use crate::ui::theme::Theme;
use crate::ui::widgets::Pen;
use crate::wire::Event;

/// The head, the rows, and nothing below them.
pub(super) fn split(scene: Scene<'_>, area: Rect) -> (Rect, Rect, Rect) {
    let lines = u16::try_from(head(scene, area.width).len()).unwrap_or(u16::MAX);
    let most = area.height.saturating_sub(4);
    let head = lines.min(most);
    let rest = area.height - head;
    (
        Rect {
            height: head,
            ..area
        },
        Rect {
            y: area.y + head,
            height: rest,
            ..area
        },
        Rect {
            y: area.bottom(),
            height: 0,
            ..area
        },
    )
}

/// What the number is, in lines.
fn head(scene: Scene<'_>, width: u16) -> Vec<Line> {
    let (app, theme) = (scene.app, scene.theme);
    let reporting = &app.reporting;
    let Some(page) = &reporting.page else {
        return Vec::new();
    };
    let number = &page.number;
    let sent = value(&reporting.sent, number);
    let told = |value: &Option<_>| value.as_ref().map_or_else(|| "no value".to_owned(), words);
    let mut title = vec![
        (name(&reporting.sent, number), theme.title),
        (format!("  {}", told(&sent)), theme.accent),
        (format!("  {}", outcome(&reporting.sent, number)), theme.dim),
    ];
    if looks_back(scene) {
        let so_far = app
            .known
            .at
            .as_ref()
            .and_then(|at| value(at.report.as_ref()?, number));
        title.push((format!("  so far {}", told(&so_far)), theme.dim));
    }
    if let Some(changed) = &reporting.changed {
        let changed = value(changed, number);
        let by =
            difference(sent.as_ref(), changed.as_ref()).unwrap_or_else(|| "the same".to_owned());
        title.push((
            format!("  what if: {} ({by})", told(&changed)),
            theme.accent,
        ));
    }
    let mut lines = vec![title];
    for (keys, formula) in explained(number, theme) {
        let width = usize::from(width);
        lines.extend(
            text::wrap(&keys, width)
                .into_iter()
                .map(|line| vec![(line, theme.dim)]),
        );
        lines.extend(
            text::wrap(&formula, width)
                .into_iter()
                .map(|line| vec![(line, Style::new())]),
        );
    }
    lines.push(vec![(made_by(&page.rows), theme.title)]);
    lines
}

/// What the rows below are: findings that spoil the number, then the events that made it.
fn made_by(rows: &[PageRow]) -> String {
    let events = rows.iter().filter(|row| matches!(row, PageRow::Event(_)));
    let events = events.count();
    let findings = rows.len() - events;
    let mut made = match events {
        0 => "No event made it".to_owned(),
        events => format!("Made by {}", text::counted(events as u64, "event")),
    };
    if findings > 0 {
        let findings = text::counted(findings as u64, "finding");
        made = format!("{made}, spoilt by {findings}");
    }
    made + if rows.is_empty() { "." } else { ":" }
}

/// Draws the page.
pub(super) fn draw(scene: Scene<'_>, head_area: Rect, rows: Rect, buf: &mut Buffer) {
    let lines = head(scene, head_area.width);
    super::super::page(&lines, 0, scene.theme, head_area, buf);
    let inner = Rect {
        width: rows.width.saturating_sub(1),
        ..rows
    };
    super::list(scene).draw(scene.theme, inner, buf, |index, _, pen| {
        match scene.app.reporting.page_row(index) {
            Some(PageRow::Spoilt(spoilt)) => spoils(scene, &spoilt, pen),
            Some(PageRow::Event(piece)) => event(scene, piece, pen),
            None => {}
        }
    });
}

/// A finding that spoils the number.
fn spoils(scene: Scene<'_>, spoilt: &Spoilt, pen: &mut Pen<'_>) {
    let theme = scene.theme;
    let Some(finding) = finding(scene, spoilt) else {
        return;
    };
    let what_if = &scene.app.reporting.what_if;
    let mended = what_if.is_mended(scene.app.session, spoilt.arrival, finding);
    if let Some(way) = mend::way(&finding.rule) {
        if mended {
            pen.at_end(&format!(" mended: {way}"), ink(theme.ok));
        } else {
            pen.at_end(&format!(" {way}"), ink(theme.dim));
            pen.at_end(&scene.key("mend-number"), ink(theme.key));
            pen.at_end(" ", Style::new());
        }
    }
    let (sign, style) = theme.severity(spoilt.severity);
    pen.skip(1).write(sign, ink(style)).skip(1);
    pen.number(&finding.seq.to_string(), scene.seq_width(), ink(theme.dim))
        .skip(2);
    pen.write(spoilt.words, ink(style))
        .write("  ", Style::new());
    pen.write(&finding.rule, ink(theme.dim));
}

/// An event that made it, with what it gave.
fn event(scene: Scene<'_>, piece: Piece, pen: &mut Pen<'_>) {
    let theme = scene.theme;
    let Some(watched) = scene.app.watched(scene.inspection) else {
        return;
    };
    let arrivals = watched.session().arrivals();
    let Some(arrival) = arrivals.get(piece.arrival) else {
        return;
    };
    let dim = ink(theme.dim);
    let left = scene
        .app
        .reporting
        .what_if
        .is_left(scene.app.session, piece.arrival);
    if left {
        pen.at_end(" left out", ink(theme.warning));
    }
    let seq = arrival.seq.to_string();
    pen.skip(3).number(&seq, scene.seq_width(), dim).skip(2);
    let origin = arrivals[0].event.as_ref().and_then(Event::ts);
    let ts = arrival.event.as_ref().and_then(Event::ts);
    let since = ts
        .map(|ts| text::clock_tenths(ts.saturating_sub(origin.unwrap_or(scene.app.known.clock.0))));
    pen.number(&since.unwrap_or_default(), 9, Style::new())
        .skip(2);
    pen.column(
        crate::app::filter::kind(arrival),
        16,
        events::kind_style(arrival, theme),
    )
    .skip(1);
    let playhead = arrival.event.as_ref().and_then(Event::playhead);
    pen.number(&playhead.map(events::seconds).unwrap_or_default(), 9, dim)
        .skip(2);
    gave(piece, theme, pen);
}

fn gave(piece: Piece, theme: &Theme, pen: &mut Pen<'_>) {
    match (piece.value, piece.lasted) {
        (Some(value), Some(lasted)) => {
            pen.number(&grouped(value), 12, Style::new());
            pen.write(
                &format!(" for {}", text::clock_tenths(lasted / 1000)),
                ink(theme.dim),
            );
        }
        (Some(value), None) => {
            pen.number(&grouped(value), 12, Style::new());
        }
        (None, Some(lasted)) => {
            let ms = lasted / 1000;
            let told = if ms < 50 {
                format!("+{ms} ms")
            } else {
                text::difference(ms)
            };
            pen.number(&told, 9, Style::new());
        }
        (None, None) => {}
    }
}
