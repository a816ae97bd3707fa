//! The call as it came, and what was answered.

use super::{Line, Scene, flow, signs};
use crate::app::{App, Screen, known};
use crate::exchange::{Exchange, reason};
use crate::inspection::Inspection;
use crate::rules::Finding;
use crate::ui::text;

/// So much of a body is shown raw, bytes; copying takes all of it.
const MOST_BODY: usize = 16 * 1024;

/// The lines of the raw call.
pub fn lines(scene: Scene<'_>, width: u16) -> Vec<Line> {
    let theme = scene.theme;
    let Some(exchange) = scene.app.body.exchange.as_deref() else {
        let words = if scene.app.body.missing {
            "The call cannot be read from the recording."
        } else {
            ""
        };
        return vec![vec![(words.to_owned(), theme.dim)]];
    };
    let mut lines = vec![vec![
        (format!("{} ", exchange.method), theme.accent),
        (exchange.target.to_string(), theme.text),
    ]];
    let offset = scene.app.utc_offset;
    let from = format!(
        "call {} {} {} {} from {}",
        exchange.seq,
        theme.glyphs.dot,
        text::date_time(exchange.at, offset),
        theme.glyphs.dot,
        exchange.peer
    );
    lines.push(vec![(from, theme.dim)]);
    answer(scene, exchange, &mut lines);
    note(scene, exchange.seq, width, &mut lines);
    faults(scene, exchange.seq, width, &mut lines);
    lines.push(Vec::new());
    for (name, value) in &exchange.headers.0 {
        lines.push(vec![
            (format!("{name}: "), theme.member),
            (value.to_string(), theme.value),
        ]);
    }
    lines.push(Vec::new());
    body(exchange, width, scene, &mut lines);
    let columns = usize::from(width.saturating_sub(1));
    lines
        .into_iter()
        .flat_map(|line| flow(line, columns))
        .collect()
}

fn answer(scene: Scene<'_>, exchange: &Exchange<'_>, lines: &mut Vec<Line>) {
    let theme = scene.theme;
    let good = (200..300).contains(&exchange.status);
    let style = if good { theme.ok } else { theme.error };
    let mut line = vec![(format!("answered {}", exchange.status), style)];
    let reason = reason(exchange.status);
    if !reason.is_empty() {
        line.push((format!(" {reason}"), style));
    }
    let took = format!(" in {} µs", text::number(exchange.took_us));
    line.push((signs(&took, theme).into_owned(), theme.dim));
    lines.push(line);
    if exchange.status == 201
        && let Some(sid) = &exchange.sid
    {
        lines.push(vec![
            ("location: ".to_owned(), theme.member),
            (format!("/api/v1/sessions/{sid}"), theme.value),
        ]);
    }
}

fn note(scene: Scene<'_>, seq: u64, width: u16, lines: &mut Vec<Line>) {
    let Some(mark) = scene.inspection.mark_on(seq) else {
        return;
    };
    let theme = scene.theme;
    if let Some(verdict) = mark.verdict {
        let (sign, style) = theme.verdict(mark.verdict);
        let words = format!("{sign} marked as {}", verdict.said());
        lines.push(vec![(words, style)]);
    }
    for line in mark
        .note
        .lines()
        .flat_map(|line| text::wrap(line, usize::from(width)))
    {
        lines.push(vec![(line, theme.note)]);
    }
}

/// Findings about the call as a whole; those about the payload stand beside its values.
fn faults(scene: Scene<'_>, seq: u64, width: u16, lines: &mut Vec<Line>) {
    for finding in findings(scene.app, scene.inspection, seq)
        .iter()
        .filter(|finding| finding.path.is_empty())
    {
        let (sign, style) = scene.theme.severity(finding.severity);
        let columns = usize::from(width).saturating_sub(3);
        for (at, line) in text::wrap(&finding.message, columns)
            .into_iter()
            .enumerate()
        {
            let lead = if at == 0 { sign } else { " " };
            lines.push(vec![(format!("{lead} {line}"), style)]);
        }
        for line in text::wrap(&finding.effect, columns) {
            lines.push(vec![(format!("  {line}"), scene.theme.dim)]);
        }
    }
}

/// The findings on the exchange under the cursor.
pub fn findings<'a>(app: &App, inspection: &'a Inspection, seq: u64) -> &'a [Finding] {
    let arrival = app.event(inspection).filter(|arrival| arrival.seq == seq);
    match (app.screen, app.session, arrival) {
        (Screen::Sessions, Some(session), Some(arrival)) => {
            known::findings_on(inspection.findings(session), arrival)
        }
        _ => known::findings_of(inspection.stray_findings(), seq),
    }
}

fn body(exchange: &Exchange<'_>, width: u16, scene: Scene<'_>, lines: &mut Vec<Line>) {
    let theme = scene.theme;
    let size = exchange.sent_length();
    let kept = exchange.body.len() as u64;
    let mut words = format!("body, {}", text::size(size));
    if kept < size {
        words = format!("{words}, of which {} were kept", text::size(kept));
    }
    lines.push(vec![(words, theme.dim)]);
    let shown = exchange.body.get(..MOST_BODY).unwrap_or(&exchange.body);
    let content = String::from_utf8_lossy(shown);
    let columns = usize::from(width.saturating_sub(1)).max(1);
    for line in content.split('\n') {
        if line.is_empty() {
            continue;
        }
        let line = line.trim_end_matches('\r');
        lines.extend(
            text::wrap(line, columns)
                .into_iter()
                .map(|line| vec![(line, theme.value)]),
        );
    }
    if shown.len() < exchange.body.len() {
        let rest = (exchange.body.len() - shown.len()) as u64;
        let key = scene.key("copy-payload");
        let words = format!("{} more: {key} copies all", text::size(rest));
        lines.push(vec![(words, theme.dim)]);
    }
}
