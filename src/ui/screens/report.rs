//! The predicted report: every number, what spoils it, and what it would be if something else had been sent.

mod number;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Line, Scene, ink};
use crate::app::Pane;
use crate::app::report::{Row, Spoilt, key, name, outcome, value};
use crate::app::what_if::Taken;
use crate::output::report::{difference, distinct, words};
use crate::rules::mend;
use crate::session::metrics::{self, METRICS};
use crate::session::{Number, Place, Session, Value};
use crate::ui::text;
use crate::ui::theme::Theme;
use crate::ui::widgets::Pen;
use crate::ui::widgets::list::List;
use crate::ui::widgets::scrollbar::Scrollbar;

/// Lines of the head above the rows, and of what is told about the row under the cursor below them.
const HEAD: u16 = 2;
const FOOT: u16 = 3;

/// The head, the rows, and the foot.
pub fn split(scene: Scene<'_>, area: Rect) -> (Rect, Rect, Rect) {
    if scene.app.reporting.page.is_some() {
        return number::split(scene, area);
    }
    let head = HEAD.min(area.height);
    let foot = if area.height >= 14 { FOOT } else { 0 };
    let rows = area.height - head - foot;
    (
        Rect {
            height: head,
            ..area
        },
        Rect {
            y: area.y + head,
            height: rows,
            ..area
        },
        Rect {
            y: area.y + head + rows,
            height: foot,
            ..area
        },
    )
}

/// The rows as they stand on the screen.
pub fn list(scene: Scene<'_>) -> List {
    let lists = &scene.app.lists;
    let cursor = if scene.app.reporting.page.is_some() {
        &lists.number
    } else {
        &lists.report
    };
    List {
        total: cursor.len,
        selected: Some(cursor.at),
        top: cursor.top,
        lines: 1,
        focused: scene.app.focus == Pane::Detail,
    }
}

/// Draws the report, or the number that was entered.
pub fn draw(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let (head, rows, foot) = split(scene, area);
    if scene.app.reporting.page.is_some() {
        number::draw(scene, head, rows, buf);
    } else {
        let columns = Columns::of(scene, area.width);
        draw_head(scene, &columns, head, buf);
        let inner = Rect {
            width: rows.width.saturating_sub(1),
            ..rows
        };
        list(scene).draw(scene.theme, inner, buf, |index, _, pen| {
            row(scene, &columns, index, pen);
        });
        about(scene, foot, buf);
    }
    let cursor = list(scene);
    let bar = Scrollbar {
        total: cursor.total,
        top: cursor.top,
        page: usize::from(rows.height),
        marks: &[],
    };
    bar.draw(scene.theme, rows, buf);
}

/// Which columns there is room for.
struct Columns {
    name: u16,
    value: u16,
    /// The report so far, when the cursor looks back.
    so_far: bool,
    /// What if, and the difference.
    what_if: bool,
    key: bool,
}

impl Columns {
    fn of(scene: Scene<'_>, width: u16) -> Self {
        let what_if = scene.app.reporting.changed.is_some();
        let looks_back = looks_back(scene);
        Columns {
            name: if width >= 70 { 31 } else { 24 },
            value: if width >= 56 { 11 } else { 9 },
            so_far: looks_back && (!what_if || width >= 90),
            what_if,
            key: width >= 118,
        }
    }
}

/// The cursor is not on the last event that counts: the report so far is another one.
fn looks_back(scene: Scene<'_>) -> bool {
    let (Some(at), Some(watched)) = (&scene.app.known.at, scene.app.watched(scene.inspection))
    else {
        return false;
    };
    let counted = watched.session().tally().counted;
    matches!(at.place, Place::Counted(position) if position + 1 < counted)
}

fn draw_head(scene: Scene<'_>, columns: &Columns, area: Rect, buf: &mut Buffer) {
    let (app, theme) = (scene.app, scene.theme);
    let Some(watched) = app.watched(scene.inspection) else {
        return;
    };
    let line = |y: u16| Rect {
        y: area.y + y,
        height: 1.min(area.height.saturating_sub(y)),
        ..area
    };
    let mut pen = Pen::new(buf, line(0), theme);
    let taken = app.reporting.what_if.taken(app.session);
    if taken.is_empty() {
        counted(watched.session(), theme, &mut pen);
    } else {
        pen.write("What if: ", ink(theme.accent))
            .write(&told(taken, scene), Style::new());
        if changes_nothing(scene) {
            pen.write(": no number changes", theme.dim);
        }
        pen.skip(3)
            .write(&scene.key("report-as-sent"), ink(theme.key))
            .write(" as sent", ink(theme.dim));
    }
    let mut pen = Pen::new(buf, line(1), theme);
    let dim = theme.dim;
    pen.skip(1).column("number", columns.name, dim).skip(1);
    if columns.key {
        pen.column("context data", 34, dim).skip(1);
    }
    if columns.so_far {
        pen.number("so far", columns.value, dim).skip(1);
    }
    pen.number("as sent", columns.value, dim).skip(1);
    if columns.what_if {
        pen.number("what if", columns.value, ink(theme.accent))
            .skip(1);
        pen.number(theme.glyphs.delta, 9, dim).skip(1);
    }
}

/// What if is known, and all its numbers are those that were sent.
fn changes_nothing(scene: Scene<'_>) -> bool {
    let reporting = &scene.app.reporting;
    let Some(changed) = &reporting.changed else {
        return false;
    };
    reporting.rows.iter().all(|row| match row {
        Row::Number(number, _) => value(&reporting.sent, number) == value(changed, number),
        Row::Title(_) => true,
    })
}

/// How many of the events count.
fn counted(session: &Session, theme: &Theme, pen: &mut Pen<'_>) {
    let tally = session.tally();
    pen.write(&text::counted(tally.counted as u64, "event"), theme.dim)
        .write(" counted", theme.dim);
    if tally.rejected > 0 {
        pen.write(&format!(", {} rejected", tally.rejected), ink(theme.error));
    }
    if tally.late > 0 {
        pen.write(&format!(", {} late", tally.late), ink(theme.warning));
    }
    if session.is_refused() {
        let sign = theme.glyphs.error;
        let words = format!("  {sign} refused: none of this would be reported");
        pen.write(&words, ink(theme.error));
    }
}

/// What is taken to be otherwise, in a line.
fn told(taken: &[Taken], scene: Scene<'_>) -> String {
    let arrivals = scene
        .app
        .watched(scene.inspection)
        .map(|watched| watched.session().arrivals());
    let seq = |index: usize| {
        arrivals
            .and_then(|arrivals| arrivals.get(index))
            .map_or(0, |arrival| arrival.seq)
    };
    let words = taken.iter().map(|taken| match taken {
        Taken::Left(arrival) => format!("without {}", seq(*arrival)),
        Taken::Mended { arrival, rule, .. } => {
            let way = mend::way(rule).unwrap_or_default();
            format!("{rule} on {} mended ({way})", seq(*arrival))
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

fn row(scene: Scene<'_>, columns: &Columns, index: usize, pen: &mut Pen<'_>) {
    let (app, theme) = (scene.app, scene.theme);
    let reporting = &app.reporting;
    let (number, spoilt) = match reporting.rows.get(index) {
        Some(Row::Title(title)) => {
            pen.write(title, ink(theme.title));
            return;
        }
        Some(Row::Number(number, spoilt)) => (number, spoilt),
        None => return,
    };
    let sent = value(&reporting.sent, number);
    let nothing = sent.as_ref().is_none_or(Value::is_nothing);
    let (label, style) = if nothing {
        (ink(theme.dim), ink(theme.dim))
    } else {
        (ink(theme.member), Style::new())
    };
    pen.skip(1)
        .column(&name(&reporting.sent, number), columns.name, label)
        .skip(1);
    if columns.key {
        pen.column(&key(number), 34, ink(theme.dim)).skip(1);
    }
    let said = |value: Option<&Value>| value.map(words).unwrap_or_default();
    if columns.so_far {
        let at = app.known.at.as_ref();
        let so_far = at.and_then(|at| value(at.report.as_ref()?, number));
        let told = said(so_far.as_ref());
        pen.number(&told, columns.value, ink(theme.accent)).skip(1);
    }
    pen.number(&said(sent.as_ref()), columns.value, style)
        .skip(1);
    if let Some(changed) = reporting.changed.as_ref().filter(|_| columns.what_if) {
        let changed = value(changed, number);
        let by = difference(sent.as_ref(), changed.as_ref());
        let told = said(changed.as_ref());
        let differs = ink(if by.is_some() {
            theme.accent
        } else {
            theme.dim
        });
        pen.number(&told, columns.value, differs).skip(1);
        pen.number(&by.unwrap_or_default(), 9, differs).skip(1);
    }
    pen.skip(1);
    spoils(scene, spoilt, pen);
    let outcome = outcome(&reporting.sent, number);
    let well = outcome == "completed" || matches!(number, Number::State(_) | Number::Metric(_));
    let style = if well { theme.dim } else { theme.warning };
    pen.write(&outcome, ink(style));
}

/// What the findings do to a number, the worst first.
fn spoils(scene: Scene<'_>, spoilt: &[Spoilt], pen: &mut Pen<'_>) {
    let theme = scene.theme;
    for one in distinct(spoilt) {
        let finding = finding(scene, one);
        let mended = finding.is_some_and(|finding| {
            let what_if = &scene.app.reporting.what_if;
            what_if.is_mended(scene.app.session, one.arrival, finding)
        });
        let (sign, style) = theme.severity(one.severity);
        let (sign, style) = if mended {
            (theme.glyphs.ok, theme.ok)
        } else {
            (sign, style)
        };
        pen.write(sign, ink(style)).write(" ", Style::new());
        pen.write(one.words, ink(style)).write("  ", Style::new());
    }
}

/// The finding that spoils a number.
fn finding<'a>(scene: Scene<'a>, spoilt: &Spoilt) -> Option<&'a crate::rules::Finding> {
    let session = scene.app.session?;
    scene.inspection.findings(session).get(spoilt.finding)
}

/// Key, path and formula of the number under the cursor.
fn about(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let theme = scene.theme;
    let Some(number) = scene.app.reporting.number(scene.app.lists.report.at) else {
        return;
    };
    let mut lines: Vec<(String, Style)> = Vec::new();
    for (keys, formula) in explained(number, theme).into_iter().take(1) {
        lines.push((keys, theme.dim));
        lines.extend(
            text::wrap(&formula, usize::from(area.width))
                .into_iter()
                .map(|line| (line, Style::new())),
        );
    }
    for (y, (line, style)) in (area.y + 1 - u16::from(lines.len() > 2)..area.bottom()).zip(lines) {
        let place = Rect {
            y,
            height: 1,
            ..area
        };
        Pen::new(buf, place, theme).write(&line, ink(style));
    }
}

/// Key and path, then the formula and what of it is our reading: one pair for each number.
fn explained(number: &Number, theme: &Theme) -> Vec<(String, String)> {
    let dot = theme.glyphs.dot;
    let details = match number {
        Number::Metric(key) => {
            let Some(metric) = metrics::find(key) else {
                return Vec::new();
            };
            let ours = metric
                .reading
                .map(|reading| format!(" Our reading: {reading}"))
                .unwrap_or_default();
            let keys = format!("{key} {dot} xdm.{}", metric.xdm);
            return vec![(keys, format!("{}{ours}", metric.formula))];
        }
        Number::Ad(_) => metrics::AD,
        Number::Chapter(_) => metrics::CHAPTER,
        Number::State(_) => metrics::STATE,
    };
    let name = match number {
        Number::State(name) => name.as_str(),
        _ => "",
    };
    // The time comes first: it is the value that the row shows.
    let told = details.iter().rev().map(|detail| {
        let key = detail.key.replace("<name>", name);
        (
            format!("{key} {dot} xdm.{}", detail.xdm),
            detail.formula.to_owned(),
        )
    });
    told.collect()
}

/// The metrics with their names; `some` leaves out those that are zero or false.
pub fn metrics(scene: Scene<'_>, width: u16, some: bool) -> Vec<Line> {
    let theme = scene.theme;
    let Some(at) = &scene.app.known.at else {
        return Vec::new();
    };
    let keys = width >= 76;
    let mut lines = Vec::new();
    for metric in METRICS {
        let Some(value) = at.report.as_ref().and_then(|report| report.get(metric.key)) else {
            continue;
        };
        let nothing = value.is_nothing();
        if some && nothing {
            continue;
        }
        let style = if nothing { theme.dim } else { Style::new() };
        let name = if nothing { theme.dim } else { theme.member };
        let mut line = vec![(
            text::left(&text::cut(metric.name, 27, theme.glyphs.ellipsis), 28),
            name,
        )];
        if keys {
            let key = text::cut(metric.key, 33, theme.glyphs.ellipsis);
            line.push((text::left(&key, 34), theme.dim));
        }
        line.push((words(value), style));
        lines.push(line);
    }
    lines
}
