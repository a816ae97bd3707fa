//! The events of a session: when, what, where in the content, how long after the one before, and how it was
//! answered.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Scene, ink};
use crate::app::filter::sorted::By;
use crate::app::{App, known};
use crate::exchange::Verdict;
use crate::inspection::Watched;
use crate::session::{Arrival, Place};
use crate::ui::text;
use crate::ui::theme::Theme;
use crate::ui::widgets::Pen;
use crate::ui::widgets::list::List;
use crate::ui::widgets::scrollbar::Scrollbar;
use crate::wire::{Event, EventType};

/// The list as it stands on the screen.
pub fn list(scene: Scene<'_>) -> List {
    let cursor = &scene.app.lists.events;
    List {
        total: cursor.len,
        selected: Some(cursor.at),
        top: cursor.top,
        lines: 1,
        focused: scene.app.focus == crate::app::Pane::Events,
    }
}

/// The part of the pane that holds the rows: below the line of headings.
pub fn rows(area: Rect) -> Rect {
    Rect {
        y: area.y + 1.min(area.height),
        height: area.height.saturating_sub(1),
        ..area
    }
}

/// The title of the pane.
pub fn title(scene: Scene<'_>, style: Style, pen: &mut Pen<'_>) {
    let (app, theme) = (scene.app, scene.theme);
    pen.write(&scene.title_key("events"), theme.key)
        .write("Events ", style);
    let list = &app.lists.events;
    if list.len > 0 {
        let text = format!(
            "{} of {} ",
            text::number(list.at as u64 + 1),
            text::number(list.len as u64)
        );
        pen.write(&text, theme.dim);
    }
    if app.is_live() && !list.follow {
        let new = match list.unseen() {
            0 => None,
            unseen => Some(format!("+{} new", text::number(unseen as u64))),
        };
        // In an order of its own the list has no end that what comes is added to.
        let follows = (!app.filter.sorted.is_on())
            .then(|| format!("{} follows", scene.app.keys.shortest("last")));
        let words: Vec<String> = new.into_iter().chain(follows).collect();
        if !words.is_empty() {
            let text = format!("{} {} ", theme.glyphs.dot, words.join(", "));
            pen.write(&text, theme.warning);
        }
    }
    if let Some((by, falling)) = app.filter.sorted.by() {
        let key = scene.key("back");
        let sign = theme.glyphs.direction(falling);
        let text = format!("{} {sign}{}, {key} undoes ", theme.glyphs.dot, by.word());
        pen.write(&text, theme.accent);
    }
}

/// Columns of a value from payloads.
const VALUE: u16 = 14;

/// Which columns there is room for.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each column that may go"
)]
struct Columns {
    /// What became of an event has a place of its own.
    fate: bool,
    seq: bool,
    playhead: bool,
    delta: bool,
    lag: bool,
    status: bool,
    /// So many of the values asked for.
    values: usize,
}

impl Columns {
    fn of(app: &App, width: u16) -> Self {
        let shown = |name: &str| !app.kept.hidden.contains(name);
        // What was asked for comes before what is there by itself; time, type and findings stay.
        let room = usize::from(width.saturating_sub(31) / (VALUE + 1));
        let values = app.columns.events.len().min(room);
        let taken = u16::try_from(values).unwrap_or(0) * (VALUE + 1);
        let width = width.saturating_sub(taken);
        let playhead = shown("playhead") && width >= 37;
        let delta = shown("delta") && width >= if playhead { 45 } else { 37 };
        let freed = 9 * (u16::from(!playhead) + u16::from(!delta));
        let width = width.saturating_add(freed);
        Columns {
            fate: width >= 60 || !delta,
            seq: width >= 68 && shown("call"),
            lag: width >= 86 && shown("arrival"),
            status: width >= 76 && shown("answer"),
            playhead,
            delta,
            values,
        }
    }
}

/// Draws the events that are seen.
pub fn draw(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let Some(watched) = scene.app.watched(scene.inspection) else {
        return;
    };
    let inner = Rect {
        width: area.width.saturating_sub(2),
        ..area
    };
    let columns = Columns::of(scene.app, inner.width);
    headings(&columns, scene, inner, buf);
    let session = watched.session();
    let origin = session
        .arrivals()
        .first()
        .and_then(ts)
        .unwrap_or(scene.app.known.clock.0);
    list(scene).draw(scene.theme, rows(inner), buf, |row, _, pen| {
        if let Some(index) = scene.app.filter.arrival(row) {
            let before = scene.app.filter.before(index);
            event(scene, watched, &columns, (index, before), origin, pen);
        }
    });
    let cursor = &scene.app.lists.events;
    let scrollbar = Scrollbar {
        total: cursor.len,
        top: cursor.top,
        page: cursor.rows,
        // A list that fits shows them in its rows.
        marks: if cursor.len > cursor.rows {
            &scene.app.known.marks
        } else {
            &[]
        },
    };
    scrollbar.draw(scene.theme, rows(area), buf);
    scrollbar.draw_hits(&scene.app.known.hits, scene.theme, rows(area), buf);
}

/// What a click on a heading sorts by.
pub fn heading_at(scene: Scene<'_>, area: Rect, x: u16, y: u16) -> Option<By> {
    if y != area.y {
        return None;
    }
    let width = area.width.saturating_sub(2);
    let columns = Columns::of(scene.app, width);
    let x = x.checked_sub(area.x)?;
    let mut end = 1;
    let found = columns.headings(scene).find(|heading| {
        end += heading.width;
        x < end
    });
    found?.sorts
}

/// The heading of a column.
struct Heading {
    words: String,
    /// With the space before it.
    width: u16,
    /// The space before its words; `None` where they stand at the right, as numbers do.
    gap: Option<u16>,
    /// What a click on it sorts by; `None` when it cannot.
    sorts: Option<By>,
}

impl Columns {
    /// The headings from left to right.
    fn headings<'a>(&self, scene: Scene<'a>) -> impl Iterator<Item = Heading> + 'a {
        let heading = |words: &str, width, gap, sorts| Heading {
            words: words.to_owned(),
            width,
            gap,
            sorts,
        };
        let number = |words: &str, by| heading(words, 9, None, Some(by));
        let mut all = Vec::new();
        if self.seq {
            all.push(heading("call", 5, None, Some(By::Arrival)));
        }
        all.push(heading(
            "time",
            8 + u16::from(self.seq),
            None,
            Some(By::Time),
        ));
        all.push(heading("type", 17, Some(2), Some(By::Kind)));
        let values = scene.app.columns.events.iter().take(self.values);
        all.extend(values.map(|column| heading(column.heading(), VALUE + 1, Some(1), None)));
        if self.playhead {
            all.push(number("playhead", By::Playhead));
        }
        if self.delta {
            all.push(number(
                &format!("{} time", scene.theme.glyphs.delta),
                By::Delta,
            ));
        }
        if self.lag {
            all.push(number("arrival", By::Lag));
        }
        if self.status {
            all.push(heading("answer", 8, Some(2), Some(By::Answer)));
        }
        all.into_iter()
    }
}

fn headings(columns: &Columns, scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let mut pen = Pen::new(buf, area, theme);
    let sorted = scene.app.filter.sorted.by();
    if let Some((By::Findings, falling)) = sorted {
        let sign = theme.glyphs.direction(falling);
        let used: u16 = columns.headings(scene).map(|heading| heading.width).sum();
        // Badges have no heading of their own; where the pane has no title, nothing else says what the rows go by.
        if pen.room() > used + 12 {
            pen.at_end(&format!("{sign}findings"), ink(theme.accent));
        } else {
            pen.at_end(sign, ink(theme.accent));
        }
    }
    pen.skip(1);
    for heading in columns.headings(scene) {
        let sign = sorted
            .filter(|(by, _)| heading.sorts == Some(*by))
            .map(|(_, falling)| theme.glyphs.direction(falling));
        let (words, style) = match sign {
            Some(sign) => (format!("{sign}{}", heading.words), ink(theme.accent)),
            None => (heading.words, theme.dim),
        };
        match heading.gap {
            None => pen.number(&words, heading.width, style),
            Some(gap) => {
                let gap = gap - u16::from(sign.is_some());
                pen.skip(gap).column(&words, heading.width - gap, style)
            }
        };
    }
}

fn event(
    scene: Scene<'_>,
    watched: &Watched,
    columns: &Columns,
    (index, before): (usize, Option<usize>),
    origin: i64,
    pen: &mut Pen<'_>,
) {
    let theme = scene.theme;
    let session = watched.session();
    let arrivals = session.arrivals();
    let Some(arrival) = arrivals.get(index) else {
        return;
    };
    let dim = ink(theme.dim);
    let place = session.place(index);
    let quiet = arrival
        .event
        .as_ref()
        .is_some_and(|event| event.kind == EventType::Ping);
    let base = if quiet || place == Place::Late {
        dim
    } else {
        Style::new()
    };
    if scene
        .app
        .reporting
        .what_if
        .is_left(scene.app.session, index)
    {
        pen.write(theme.glyphs.abandoned, ink(theme.warning));
    } else {
        pen.skip(1);
    }
    tail(scene, columns, arrival, place, pen);
    if columns.seq {
        pen.number(&arrival.seq.to_string(), 5, dim).skip(1);
    }
    let time = ts(arrival).map_or_else(
        || "?".to_owned(),
        |ts| text::clock_tenths(ts.saturating_sub(origin)),
    );
    pen.number(&time, 8, base).skip(2);
    pen.column(
        crate::app::filter::kind(arrival),
        15,
        if scene.app.filter.hits(arrival) {
            theme.found
        } else {
            kind_style(arrival, theme)
        },
    );
    let values = scene.app.columns.of_event(arrival.seq, arrival.item);
    for column in 0..columns.values {
        let value = values.get(column).map_or("", String::as_str);
        pen.skip(1).column(value, VALUE, base);
    }
    if columns.playhead {
        let playhead = arrival.event.as_ref().and_then(Event::playhead);
        pen.skip(1)
            .number(&playhead.map(seconds).unwrap_or_default(), 8, base);
    }
    if columns.delta {
        pen.skip(1);
        between(scene, watched, columns, (index, before), pen);
    }
    if columns.lag {
        let lag = ts(arrival).map(|ts| arrival.at.ms().saturating_sub(ts));
        let odd = lag.is_some_and(|lag| lag.abs() > 1000);
        let style = if odd { ink(theme.warning) } else { dim };
        pen.skip(1)
            .number(&lag.map(text::difference).unwrap_or_default(), 8, style);
    }
    if columns.status {
        let good = (200..300).contains(&arrival.status);
        let style = if good { dim } else { ink(theme.error) };
        pen.skip(2).write(&arrival.status.to_string(), style);
    }
}

/// How long after the event before; or what became of it, where that has no place of its own.
fn between(
    scene: Scene<'_>,
    watched: &Watched,
    columns: &Columns,
    (index, before): (usize, Option<usize>),
    pen: &mut Pen<'_>,
) {
    let (theme, session) = (scene.theme, watched.session());
    let arrivals = session.arrivals();
    let time = |index: usize| arrivals.get(index).and_then(ts);
    let delta = time(index)
        .zip(before.and_then(time))
        .map(|(ts, earlier)| ts.saturating_sub(earlier));
    let backwards = delta.is_some_and(|delta| delta < 0);
    let style = ink(if backwards { theme.warning } else { theme.dim });
    match fate(session.place(index), theme).filter(|_| !columns.fate) {
        Some((word, style)) => pen.number(word, 8, style),
        None => pen.number(&delta.map(text::difference).unwrap_or_default(), 8, style),
    };
}

/// What stands at the end of the row: findings, what became of the event, what a person thinks of it.
fn tail(scene: Scene<'_>, columns: &Columns, arrival: &Arrival, place: Place, pen: &mut Pen<'_>) {
    let theme = scene.theme;
    let findings = scene.app.session.map_or(&[][..], |session| {
        known::findings_on(scene.inspection.findings(session), arrival)
    });
    let sign = known::worst(findings).map(|severity| theme.severity(severity));
    let (glyph, style) = sign.unwrap_or((" ", Style::new()));
    pen.at_end(glyph, ink(style));
    pen.at_end(" ", Style::new());
    if let Some((word, style)) = fate(place, theme).filter(|_| columns.fate) {
        pen.at_end(word, style);
        pen.at_end(" ", Style::new());
    }
    let Some(mark) = scene.inspection.mark_on(arrival.seq) else {
        return;
    };
    let verdict = mark.verdict.map(|verdict| match verdict {
        Verdict::Bad => (theme.glyphs.bad, theme.error),
        Verdict::Ok => (theme.glyphs.ok, theme.ok),
        Verdict::Question => (theme.glyphs.question, theme.note),
    });
    if !mark.note.is_empty() {
        pen.at_end("\" ", ink(theme.note));
    }
    if let Some((glyph, style)) = verdict {
        pen.at_end(&format!("{glyph} "), ink(style));
    }
}

/// What became of an event that does not count.
fn fate(place: Place, theme: &Theme) -> Option<(&'static str, Style)> {
    match place {
        Place::Rejected => Some(("rejected", ink(theme.error))),
        Place::Late => Some(("late", ink(theme.warning))),
        Place::Counted(_) => None,
    }
}

/// The colour of an event's type: what it is about.
pub(super) fn kind_style(arrival: &Arrival, theme: &Theme) -> Style {
    use EventType as E;
    let Some(event) = &arrival.event else {
        return ink(theme.error);
    };
    ink(match event.kind {
        E::Ping => theme.dim,
        E::AdBreakStart | E::AdBreakComplete | E::AdStart | E::AdComplete | E::AdSkip => theme.ad,
        E::ChapterStart | E::ChapterComplete | E::ChapterSkip => theme.chapter,
        E::StateStart | E::StateEnd | E::StatesUpdate => theme.state,
        E::Play => theme.playing,
        E::PauseStart => theme.paused,
        E::BufferStart => theme.buffering,
        E::Error => theme.error,
        E::SessionStart | E::SessionComplete | E::SessionEnd | E::BitrateChange => {
            return Style::new();
        }
    })
}

fn ts(arrival: &Arrival) -> Option<i64> {
    arrival.event.as_ref()?.ts()
}

/// A playhead in seconds with one decimal.
pub fn seconds(micros: i64) -> String {
    let tenths = (micros.unsigned_abs() + 50_000) / 100_000;
    let sign = if micros < 0 && tenths > 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}
