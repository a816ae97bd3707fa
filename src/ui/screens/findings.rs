//! Findings grouped by rule, and the page of the one under the cursor: what, what it costs, how to mend it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Line, Scene, ink, page, signs};
use crate::app::moves::name_of;
use crate::app::select::FoundRow;
use crate::rules::Finding;
use crate::ui::text;
use crate::ui::theme::Theme;
use crate::ui::widgets::Pen;
use crate::ui::widgets::list::List;
use crate::ui::widgets::scrollbar::Scrollbar;

/// The line above, the list of so many rows, and below it the page.
pub fn split(area: Rect, rows: usize) -> (Rect, Rect, Rect) {
    let head = Rect {
        height: 1.min(area.height),
        ..area
    };
    let rest = area.height.saturating_sub(1);
    // What a short list leaves is the page's: it holds the fix and where the rule comes from.
    let left = rest.saturating_sub(u16::try_from(rows).unwrap_or(u16::MAX));
    let below = if rest >= 10 {
        left.max(rest * 55 / 100)
    } else {
        0
    };
    let list = Rect {
        y: area.y + head.height,
        height: rest - below,
        ..area
    };
    let page = Rect {
        y: list.bottom(),
        height: below,
        ..area
    };
    (head, list, page)
}

/// The list as it stands on the screen.
pub fn list(scene: Scene<'_>) -> List {
    let cursor = &scene.app.lists.findings;
    List {
        total: cursor.len,
        selected: Some(cursor.at),
        top: cursor.top,
        lines: 1,
        focused: scene.app.focus == crate::app::Pane::Detail,
    }
}

/// Draws the list and the page.
pub fn draw(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let (head, rows, below) = split(area, scene.app.lists.findings.len);
    scope(scene, &mut Pen::new(buf, head, theme));
    if scene.app.found.rows.is_empty() {
        return;
    }
    let inner = Rect {
        width: rows.width.saturating_sub(1),
        ..rows
    };
    list(scene).draw(theme, inner, buf, |index, _, pen| row(scene, index, pen));
    let cursor = &scene.app.lists.findings;
    let bar = Scrollbar {
        total: cursor.len,
        top: cursor.top,
        page: cursor.rows,
        marks: &[],
    };
    bar.draw(theme, rows, buf);
    explain(scene, below, buf);
}

/// Whose findings these are, and the key that shows the others.
fn scope(scene: Scene<'_>, pen: &mut Pen<'_>) {
    let (theme, found) = (scene.theme, &scene.app.found);
    let (here, other) = if found.everywhere {
        ("all sessions", "this session only")
    } else {
        ("this session", "all sessions")
    };
    if found.rows.is_empty() {
        let words = format!("{} Nothing is wrong in {here}", theme.glyphs.ok);
        pen.write(&words, theme.ok);
    } else {
        pen.write(here, theme.title);
    }
    pen.skip(3)
        .write(&scene.key("findings-scope"), theme.key)
        .skip(1)
        .write(other, theme.dim);
}

fn row(scene: Scene<'_>, index: usize, pen: &mut Pen<'_>) {
    let (theme, found) = (scene.theme, &scene.app.found);
    match found.rows.get(index) {
        Some(row @ FoundRow::Rule { .. }) => rule(scene, row, pen),
        Some(FoundRow::One { .. }) => {
            if let Some(finding) = found.finding(scene.inspection, index) {
                one(scene, finding, pen);
            }
        }
        Some(FoundRow::More { hidden }) => {
            let words = format!("{} {hidden} more", theme.glyphs.ellipsis);
            pen.skip(8).write(&words, ink(theme.dim)).skip(2);
            pen.write(&scene.key("open-finding"), ink(theme.key))
                .skip(1);
            pen.write("shows all", ink(theme.dim));
        }
        Some(FoundRow::Off { rule }) => {
            pen.at_end("off ", ink(theme.warning));
            pen.skip(2).write(rule, ink(theme.dim)).skip(2);
            pen.write(&scene.key("mute-rule"), ink(theme.key)).skip(1);
            pen.write("switches it on", ink(theme.dim));
        }
        None => {}
    }
}

/// A rule: how often, in how many sessions, and where most.
fn rule(scene: Scene<'_>, row: &FoundRow, pen: &mut Pen<'_>) {
    let FoundRow::Rule {
        rule,
        severity,
        count,
        sessions,
        worst,
        folded,
    } = row
    else {
        return;
    };
    let theme = scene.theme;
    let (sign, style) = theme.severity(*severity);
    let mut words = signs(&format!("{count}×"), theme).into_owned();
    if scene.app.found.everywhere && *sessions > 1 {
        words = format!("{words} in {sessions} sessions");
    }
    let watched =
        worst.and_then(|(session, most)| Some((scene.inspection.sessions().get(session)?, most)));
    if let Some((watched, most)) = watched.filter(|(_, most)| *most > 1) {
        let name = name_of(watched);
        let name = text::cut(&name, 28, theme.glyphs.ellipsis);
        let most = format!(", most in {name} ({most}×)");
        words.push_str(&signs(&most, theme));
    }
    // The rule's name comes first where both do not fit.
    let room = usize::from(pen.room()).saturating_sub(text::width(rule) + 6);
    let words = text::cut(&words, room, theme.glyphs.ellipsis).into_owned();
    pen.at_end(&words, ink(theme.dim)).at_end(" ", Style::new());
    pen.write(sign, ink(style)).skip(1).write(rule, ink(style));
    if *folded {
        pen.skip(1).write(theme.glyphs.folded, ink(theme.dim));
    }
}

fn one(scene: Scene<'_>, finding: &Finding, pen: &mut Pen<'_>) {
    let theme = scene.theme;
    pen.skip(2);
    let seq = finding.seq.to_string();
    pen.number(&seq, scene.seq_width(), ink(theme.dim)).skip(1);
    if scene.app.found.everywhere {
        let session = finding
            .session
            .as_deref()
            .and_then(|sid| scene.inspection.session_of(sid));
        let watched = session.and_then(|session| scene.inspection.sessions().get(session));
        let name = watched.map(name_of).unwrap_or_default();
        pen.column(&name, 16, ink(theme.dim)).skip(1);
    }
    pen.write(&finding.message, Style::new());
}

/// The page of the finding under the cursor.
fn explain(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let row = scene.app.lists.findings.at;
    if area.height < 3 {
        return;
    }
    let line = theme.glyphs.line[1].repeat(usize::from(area.width));
    Pen::new(buf, area, theme).write(&line, theme.border);
    let below = Rect {
        y: area.y + 1,
        height: area.height - 1,
        ..area
    };
    // The right edge keeps a column of air, as the rows above do for their scrollbar.
    let columns = usize::from(below.width.saturating_sub(1));
    let mut lines: Vec<Line> = Vec::new();
    let found = scene.app.found.finding(scene.inspection, row);
    if let Some(finding) = found {
        told(finding, theme, columns, &mut lines);
    }
    let id = scene.app.found.rule(row);
    if let Some(rule) = id.and_then(|id| scene.inspection.settings().page(id)) {
        if found.is_none() {
            lines.push(vec![(id.unwrap_or_default().to_owned(), theme.title)]);
        }
        wrapped("rule ", &rule.what, theme.dim, columns, theme, &mut lines);
        for source in rule.sources {
            wrapped("see  ", source, theme.dim, columns, theme, &mut lines);
        }
    }
    page(&lines, 0, theme, below, buf);
}

/// What is wrong in this case, what it costs and how to mend it.
fn told(finding: &Finding, theme: &Theme, columns: usize, lines: &mut Vec<Line>) {
    let (sign, style) = theme.severity(finding.severity);
    lines.push(vec![(format!("{sign} {}", finding.rule), style)]);
    wrapped("", &finding.message, theme.text, columns, theme, lines);
    if !finding.path.is_empty() {
        let path = &finding.path;
        wrapped("at   ", path, theme.member, columns, theme, lines);
    }
    if finding.count > 1 {
        lines.push(vec![(text::counted(finding.count, "time"), theme.dim)]);
    }
    wrapped("cost ", &finding.effect, theme.text, columns, theme, lines);
    wrapped("fix  ", &finding.fix, theme.ok, columns, theme, lines);
}

fn wrapped(
    label: &'static str,
    words: &str,
    style: Style,
    columns: usize,
    theme: &Theme,
    lines: &mut Vec<Line>,
) {
    let indent = label.len();
    for (at, line) in text::wrap(words, columns.saturating_sub(indent))
        .into_iter()
        .enumerate()
    {
        let lead = if at == 0 {
            label.to_owned()
        } else {
            " ".repeat(indent)
        };
        lines.push(vec![(lead, theme.dim), (line, style)]);
    }
}
