//! The session before and after the event under the cursor, and the report so far.

use ratatui::style::Style;

use super::{Line, Scene, report};
use crate::session::{Machine, Place, Session};
use crate::ui::text;
use crate::ui::theme::Theme;
use crate::wire::event::{Details, Event};

/// The lines of the state tab.
pub fn lines(scene: Scene<'_>, width: u16) -> Vec<Line> {
    let theme = scene.theme;
    let (Some(watched), Some(at)) = (scene.app.watched(scene.inspection), &scene.app.known.at)
    else {
        return Vec::new();
    };
    let session = watched.session();
    let mut lines = vec![vec![counts(session, at.place, theme)], Vec::new()];
    let label = 13;
    let column = (usize::from(width).saturating_sub(label + 4) / 2).clamp(8, 26);
    lines.push(vec![
        (" ".repeat(label), theme.dim),
        (text::left("before", column + 2), theme.dim),
        ("after".to_owned(), theme.dim),
    ]);
    for (name, show) in ROWS {
        let before = at.before.as_ref().map(|machine| show(session, machine));
        let after = at.after.as_ref().map(|machine| show(session, machine));
        let changed = before != after;
        let sign = if changed { theme.glyphs.arrow } else { " " };
        let style = if changed { theme.accent } else { Style::new() };
        let cell = |value: Option<String>| {
            let value = value.filter(|value| !value.is_empty());
            let value = value.unwrap_or_else(|| "-".to_owned());
            text::left(&text::cut(&value, column, theme.glyphs.ellipsis), column)
        };
        lines.push(vec![
            (text::left(name, label), theme.dim),
            (cell(before), Style::new()),
            (format!("{sign} "), theme.accent),
            (cell(after), style),
        ]);
    }
    lines.extend(so_far(scene, theme, width));
    lines
}

/// Whether the event counts, and if not, why.
fn counts(session: &Session, place: Place, theme: &Theme) -> (String, Style) {
    match place {
        Place::Counted(position) => {
            let counted = session.counted().len();
            let words = format!("event {} of {counted} that count", position + 1);
            (words, theme.dim)
        }
        Place::Late => (
            "It came after the session was closed: it changes nothing.".to_owned(),
            theme.warning,
        ),
        Place::Rejected => (
            "Its faults keep it out: it changes nothing.".to_owned(),
            theme.error,
        ),
    }
}

type Show = fn(&Session, &Machine) -> String;

/// What the machine tells, row by row.
const ROWS: &[(&str, Show)] = &[
    ("playback", |_, machine| {
        super::sessions::activity_word(machine.activity()).to_owned()
    }),
    ("playhead", |_, machine| {
        machine
            .last()
            .map(|point| text::clock_tenths(point.playhead / 1000))
            .unwrap_or_default()
    }),
    ("ad break", |session, machine| {
        open(session, machine.snapshot().ad_break)
    }),
    ("ad", |session, machine| {
        open(session, machine.snapshot().ad)
    }),
    ("chapter", |session, machine| {
        open(session, machine.snapshot().chapter)
    }),
    ("states", |_, machine| {
        let active = machine
            .states()
            .iter()
            .filter(|state| state.since.is_some());
        let names: Vec<&str> = active.map(|state| state.name.as_ref()).collect();
        names.join(", ")
    }),
    ("content time", |_, machine| {
        text::clock_tenths(machine.times().content)
    }),
    ("ad time", |_, machine| {
        text::clock_tenths(machine.times().ads)
    }),
    ("paused", |_, machine| {
        text::clock_tenths(machine.times().pause)
    }),
    ("buffering", |_, machine| {
        text::clock_tenths(machine.times().buffer)
    }),
    ("stalled", |_, machine| {
        text::clock_tenths(machine.times().stall)
    }),
    ("bitrate", |_, machine| number(machine.quality().bitrate)),
    ("dropped", |_, machine| {
        number(machine.quality().dropped_frames)
    }),
];

fn number(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// What is open: its name, number or id, as its start event says.
fn open(session: &Session, index: Option<u32>) -> String {
    let Some(index) = index else {
        return String::new();
    };
    let arrival = session.arrivals().get(index as usize);
    let details = arrival
        .and_then(|arrival| arrival.event.as_ref())
        .map(Event::details);
    let words = match details {
        Some(Details::Ad(ad)) => {
            let name = ad.name.as_deref().or(ad.id.as_deref()).unwrap_or("open");
            match ad.pod_position {
                Some(position) => format!("{position} {name}"),
                None => name.to_owned(),
            }
        }
        Some(Details::Chapter(chapter)) => {
            let name = chapter.name.as_deref().unwrap_or("open");
            match chapter.index {
                Some(index) => format!("{index} {name}"),
                None => name.to_owned(),
            }
        }
        Some(Details::Break(pod)) => pod
            .pod_index
            .map_or_else(|| "open".to_owned(), |index| format!("pod {index}")),
        _ => "open".to_owned(),
    };
    text::clean(&words).into_owned()
}

/// The numbers of the report that are not nothing.
fn so_far(scene: Scene<'_>, theme: &Theme, width: u16) -> Vec<Line> {
    let metrics = report::metrics(scene, width, true);
    if metrics.is_empty() {
        return metrics;
    }
    let mut lines = vec![Vec::new(), vec![("report so far".to_owned(), theme.title)]];
    lines.extend(metrics);
    lines
}
