//! The empty state: where to point the player, what will happen, and what came that missed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Line, Scene, page};
use crate::app::Source;
use crate::inspection::Call;
use crate::rules::Severity;
use crate::ui::text;
use crate::ui::theme::Theme;

/// Draws the empty state.
pub fn draw(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let columns = usize::from(area.width.saturating_sub(8).min(72));
    let lines = match &scene.app.source {
        Source::Live {
            address, remark, ..
        } => live(scene, address, remark.as_deref(), columns),
        Source::File { name } | Source::Followed { name } => file(scene, name),
    };
    let width = lines.iter().map(columns_of).max().unwrap_or(0);
    let height = u16::try_from(lines.len())
        .unwrap_or(u16::MAX)
        .min(area.height);
    let width = u16::try_from(width).unwrap_or(u16::MAX).min(area.width);
    let place = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) * 2 / 5,
        width: area.width - (area.width - width) / 2,
        height,
    };
    page(&lines, 0, theme, place, buf);
}

fn columns_of(line: &Line) -> usize {
    line.iter()
        .map(|(text, _)| text::width(&text::clean(text)))
        .sum()
}

fn live(scene: Scene<'_>, address: &str, remark: Option<&str>, columns: usize) -> Vec<Line> {
    let theme = scene.theme;
    let plain = Style::new();
    let mut lines: Vec<Line> = vec![
        vec![("Waiting for the first session".to_owned(), theme.title)],
        Vec::new(),
        vec![(
            "Point your player's tracking server at".to_owned(),
            theme.dim,
        )],
        Vec::new(),
        vec![(format!("    {address}"), theme.accent)],
    ];
    if let Some(remark) = remark {
        lines.push(vec![(format!("    {remark}"), theme.warning)]);
    }
    lines.push(Vec::new());
    lines.extend(flow(theme));
    lines.push(Vec::new());
    lines.push(vec![
        (scene.key("demo"), theme.key),
        (" play a demo    ".to_owned(), theme.dim),
        (scene.key("copy-test"), theme.key),
        (" copy a curl test    ".to_owned(), theme.dim),
        (scene.key("help"), theme.key),
        (" keys".to_owned(), theme.dim),
    ]);
    lines.push(vec![
        ("playscope open FILE".to_owned(), plain),
        (" steps through a recording".to_owned(), theme.dim),
    ]);
    misses(scene, columns, &mut lines);
    lines
}

/// What a player sends, and what it is answered.
fn flow(theme: &Theme) -> [Line; 2] {
    let (dash, arrow) = if theme.glyphs.arrow == "→" {
        ("─", "─▶")
    } else {
        ("-", "->")
    };
    let steps = [
        ("player ", "sessionStart", "201 + Location"),
        ("       ", "events", "204"),
    ];
    steps.map(|(who, what, answer)| {
        let dashes = dash.repeat(13 - what.len());
        vec![
            (format!("{who}{dash} "), theme.dim),
            (what.to_owned(), Style::new()),
            (format!(" {dashes}{arrow} "), theme.dim),
            (answer.to_owned(), theme.ok),
        ]
    })
}

fn file(scene: Scene<'_>, name: &str) -> Vec<Line> {
    let theme = scene.theme;
    let calls = scene.inspection.calls().len();
    let title = if scene.app.is_live() {
        "There is no session yet in"
    } else {
        "There is no session in"
    };
    let mut lines = vec![
        vec![(title.to_owned(), theme.title)],
        vec![(format!("    {name}"), theme.accent)],
        Vec::new(),
    ];
    if calls > 0 {
        lines.push(vec![
            (scene.key("calls"), theme.key),
            (
                format!(
                    " {} that came to no session",
                    text::counted(calls as u64, "call")
                ),
                theme.dim,
            ),
        ]);
    } else {
        lines.push(vec![("It holds no calls either.".to_owned(), theme.dim)]);
    }
    misses(scene, 72, &mut lines);
    lines
}

/// Calls that came and missed: the last few findings, each once, with what to change.
fn misses(scene: Scene<'_>, columns: usize, lines: &mut Vec<Line>) {
    let theme = scene.theme;
    let findings = scene.inspection.stray_findings();
    let mut told = Vec::new();
    let serious = findings
        .iter()
        .filter(|finding| finding.severity > Severity::Note);
    for finding in serious.rev().take(50) {
        if told.len() < 3 && !told.contains(&finding.message.as_str()) {
            told.push(&finding.message);
            let (sign, style) = theme.severity(finding.severity);
            lines.push(Vec::new());
            let texts = text::wrap(&finding.message, columns);
            for (at, line) in texts.into_iter().take(3).enumerate() {
                let lead = if at == 0 { sign } else { " " };
                lines.push(vec![(format!("{lead} "), style), (line, style)]);
            }
            for line in text::wrap(&finding.fix, columns).into_iter().take(2) {
                lines.push(vec![(format!("  {line}"), theme.dim)]);
            }
        }
    }
    let calls = scene.inspection.calls();
    if told.is_empty()
        && let Some(Call {
            method,
            target,
            status,
            ..
        }) = calls.last()
    {
        lines.push(Vec::new());
        let words = format!(
            "{} so far, the last: ",
            text::counted(calls.len() as u64, "other call")
        );
        lines.push(vec![
            (format!("{} ", scene.key("calls")), theme.key),
            (words, theme.dim),
            (
                text::cut(&format!("{method} {target}"), 40, theme.glyphs.ellipsis).into_owned(),
                theme.dim,
            ),
            (format!(" {status}"), theme.dim),
        ]);
    }
}
