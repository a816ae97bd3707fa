//! The comparison: two payloads by key, or two sessions by event, with the line under the cursor in full below.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Scene, flow, ink, page};
use crate::app::compare::{Comparing, Line, Mode, Spot, parted};
use crate::output::diff::align::about;
use crate::output::diff::payload::{brief, kind};
use crate::output::diff::{Compared, Fate, Leaf, Row, What};
use crate::output::report::{difference, words};
use crate::session::Arrival;
use crate::ui::text::{clock_tenths, counted, number, short_id};
use crate::ui::theme::Theme;
use crate::ui::widgets::Pen;
use crate::ui::widgets::list::List;
use crate::ui::widgets::scrollbar::Scrollbar;

/// The parts of the comparison: its heads, its lines, and the line under the cursor in full.
pub fn split(body: Rect) -> (Rect, Rect, Rect) {
    let inside = Rect {
        x: body.x + 1.min(body.width),
        y: body.y + 1.min(body.height),
        width: body.width.saturating_sub(2),
        height: body.height.saturating_sub(2),
    };
    let heads = 2.min(inside.height);
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
    let second = Rect {
        y: heads.y + 1,
        height: heads.height.saturating_sub(1),
        ..heads
    };
    heading(scene, comparing, "B", comparing.b, second, buf);
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
    let columns = usize::from(full.width.saturating_sub(2));
    let lines: Vec<super::Line> = in_full(scene, comparing)
        .into_iter()
        .flat_map(|line| flow(line, columns))
        .collect();
    let inset = Rect {
        x: full.x + 1.min(full.width),
        width: full.width.saturating_sub(2),
        ..full
    };
    page(&lines, 0, theme, inset, buf);
}

/// What to say where there are no lines.
fn nothing(scene: Scene<'_>, comparing: &Comparing) -> Option<String> {
    if comparing.missing {
        return Some("one of the calls cannot be read again; did the file change?".to_owned());
    }
    if comparing.is_waiting() {
        return Some("comparing".to_owned());
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
    let start = watched.session.start();
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
    pen.write(
        &short_id(watched.session.sid(), theme.glyphs.ellipsis),
        theme.dim,
    );
    if comparing.mode == Mode::Sessions {
        pen.write(&dot, theme.dim);
        let events = counted(watched.session.arrivals().len() as u64, "event");
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
    let playhead = arrival.event.as_ref().and_then(|event| event.playhead);
    playhead.map_or_else(String::new, |micros| clock_tenths(micros / 1000))
}

fn draw_line(scene: Scene<'_>, comparing: &Comparing, line: &Line, pen: &mut Pen<'_>) {
    let theme = scene.theme;
    match (line, &comparing.compared) {
        (Line::Heading(title), _) => {
            pen.skip(1).write(title, ink(theme.title));
        }
        (Line::Leaf(leaf), _) => {
            if let Some(leaf) = comparing.leaves.get(*leaf) {
                value(leaf, theme, pen);
            }
        }
        (Line::Event(row), Some(compared)) => {
            if let Some(row) = compared.rows.get(*row) {
                event(scene, comparing, row, pen);
            }
        }
        (Line::Number(at), Some(compared)) => numbers(compared, *at, theme, pen),
        (Line::Rule(at), Some(compared)) => {
            if let Some(rule) = compared.rules.get(*at) {
                let (sign, side, count) = if rule.a == 0 {
                    ("+", "B", rule.b)
                } else {
                    ("-", "A", rule.a)
                };
                let count = counted(count, rule.severity.word());
                pen.skip(1).column(sign, 2, ink(theme.warning));
                pen.column(&rule.rule, 28, Style::new()).skip(1);
                pen.write(&format!("{count}, only in {side}"), ink(theme.dim));
            }
        }
        _ => {}
    }
}

fn numbers(compared: &Compared, at: usize, theme: &Theme, pen: &mut Pen<'_>) {
    let Some(diff) = compared.numbers.get(at) else {
        return;
    };
    let side =
        |value: &Option<crate::session::Value>| value.as_ref().map_or("none".to_owned(), words);
    pen.skip(1).column("~", 2, ink(theme.warning));
    pen.column(&diff.name, 28, ink(theme.member)).skip(1);
    pen.write(&side(&diff.a), ink(theme.number)).skip(1);
    pen.write(theme.glyphs.arrow, ink(theme.dim)).skip(1);
    pen.write(&side(&diff.b), ink(theme.number)).skip(2);
    let by = difference(diff.a.as_ref(), diff.b.as_ref()).unwrap_or_default();
    pen.write(&by, ink(theme.dim));
}

fn sign_of(what: What, theme: &Theme) -> (&'static str, Style) {
    match what {
        What::Same => (" ", theme.dim),
        What::Volatile => (".", theme.dim),
        What::Added => ("+", theme.ok),
        What::Removed => ("-", theme.error),
        What::Changed => ("~", theme.warning),
    }
}

/// A value of both payloads: its key, and what stands on each side.
fn value(leaf: &Leaf, theme: &Theme, pen: &mut Pen<'_>) {
    let (sign, style) = sign_of(leaf.what, theme);
    let (member, rest) = parted(&leaf.path);
    let room = pen.room();
    let keys = (room * 2 / 5).min(34);
    let half = room.saturating_sub(keys + 6) / 2;
    let quiet = !leaf.what.counts();
    pen.skip(1).column(sign, 2, ink(style));
    let (key, indent) = if rest.is_empty() {
        (member, 0)
    } else {
        (rest.as_str(), 1)
    };
    pen.skip(indent);
    pen.column(
        key,
        keys - indent,
        ink(if quiet { theme.dim } else { theme.member }),
    );
    for side in [&leaf.a, &leaf.b] {
        let style = if quiet { theme.dim } else { theme.value };
        match side {
            Some(value) => pen.skip(1).column(&brief(value), half, ink(style)),
            None => pen.skip(1).column("", half, Style::new()),
        };
    }
}

/// An event of both sessions.
fn event(scene: Scene<'_>, comparing: &Comparing, row: &Row, pen: &mut Pen<'_>) {
    let (theme, inspection) = (scene.theme, scene.inspection);
    let on = |side: Spot, at: Option<usize>| {
        let spot = at.map(|arrival| Spot { arrival, ..side })?;
        spot.event(inspection)
    };
    let (from, to) = (on(comparing.a, row.a), on(comparing.b, row.b));
    let fate = row.fate();
    let style = match fate {
        Fate::Same => theme.dim,
        Fate::Missing => theme.error,
        Fate::Extra => theme.ok,
        Fate::Moved => theme.note,
        Fate::Changed => theme.warning,
    };
    pen.skip(1).column(fate.sign(), 2, ink(style));
    let at = |arrival: Option<&Arrival>| arrival.map(place).unwrap_or_default();
    let quiet = if fate == Fate::Same {
        theme.dim
    } else {
        theme.number
    };
    pen.number(&at(from), 9, ink(quiet))
        .number(&at(to), 10, ink(quiet))
        .skip(2);
    let name = from.or(to).map(label).unwrap_or_default();
    let words = if fate == Fate::Same {
        theme.dim
    } else {
        theme.text
    };
    pen.column(&name, 22, ink(words)).skip(1);
    pen.write(&told(row, theme), ink(theme.dim));
}

/// What became of an event, in words.
fn told(row: &Row, theme: &Theme) -> String {
    let mut words = vec![row.fate().word().to_owned()];
    if row.moved && row.fate() == Fate::Changed {
        words.push("moved".to_owned());
    }
    if let Some((a, b)) = row.answers {
        words.push(format!("answer {a} {} {b}", theme.glyphs.arrow));
    }
    words.extend(row.changes.iter().map(|leaf| {
        let (member, rest) = parted(&leaf.path);
        let key = if rest.is_empty() {
            member
        } else {
            rest.as_str()
        };
        format!("{}{key}", sign_of(leaf.what, theme).0)
    }));
    if row.fate() == Fate::Same {
        return String::new();
    }
    words.join(" ")
}

/// The line under the cursor, with all that the list had no room for.
fn in_full(scene: Scene<'_>, comparing: &Comparing) -> Vec<super::Line> {
    let theme = scene.theme;
    match (comparing.line(), &comparing.compared) {
        (Some(Line::Leaf(leaf)), _) => {
            let Some(leaf) = comparing.leaves.get(*leaf) else {
                return Vec::new();
            };
            let path = leaf.path.clone();
            let mut lines = vec![vec![(path, theme.member)]];
            for (side, value) in [("A  ", &leaf.a), ("B  ", &leaf.b)] {
                let told = value.as_ref().map_or_else(
                    || ("nothing".to_owned(), theme.dim),
                    |value| (format!("{value}  "), theme.value),
                );
                let of = value
                    .as_ref()
                    .filter(|_| !leaf.is_of_one_type())
                    .map_or("", kind);
                lines.push(vec![
                    (side.to_owned(), theme.key),
                    told,
                    (of.to_owned(), theme.warning),
                ]);
            }
            lines
        }
        (Some(Line::Event(row)), Some(compared)) => {
            let changes = compared.rows.get(*row).map_or(&[][..], |row| &row.changes);
            changes.iter().map(|leaf| in_words(leaf, theme)).collect()
        }
        _ => Vec::new(),
    }
}

fn in_words(leaf: &Leaf, theme: &Theme) -> super::Line {
    let (sign, style) = sign_of(leaf.what, theme);
    let path = leaf.path.strip_prefix("$.").unwrap_or(&leaf.path);
    let mut line = vec![
        (format!("{sign} "), style),
        (format!("{path}  "), theme.member),
    ];
    if let Some(a) = &leaf.a {
        line.push((brief(a), theme.value));
    }
    if leaf.a.is_some() && leaf.b.is_some() {
        line.push((format!(" {} ", theme.glyphs.arrow), theme.dim));
    }
    if let Some(b) = &leaf.b {
        line.push((brief(b), theme.value));
    }
    if let (Some(a), Some(b), false) = (&leaf.a, &leaf.b, leaf.is_of_one_type()) {
        let types = format!("  ({} {} {})", kind(a), theme.glyphs.arrow, kind(b));
        line.push((types, theme.warning));
    }
    line
}
