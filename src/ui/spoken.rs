//! The dashboard as lines that a screen reader speaks: after a key, what stands under the cursor now, and where.
//!
//! It reads the same frame that others see, drawn once in a fixed size without colours, so that whatever a screen
//! shows can be heard too.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::Canvas;
use super::theme::Theme;
use crate::app::filter::kind;
use crate::app::known::findings_on;
use crate::app::way::LABELS;
use crate::app::{App, Pane, Tab, menu};
use crate::inspection::Inspection;
use crate::output::text::{clean, clock_tenths, counted};
use crate::rules::Severity;
use crate::session::{Arrival, Session};
use crate::wire::Event;

/// The size of the frame that is read: wide enough for whole sentences, small enough for one pane at a time.
pub const AREA: Rect = Rect {
    x: 0,
    y: 0,
    width: 98,
    height: 60,
};

/// Where the user is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    pane: String,
    session: Option<usize>,
    event: Option<usize>,
}

/// Remembers what was said, to say only what is new.
#[derive(Debug, Default)]
pub struct Spoken {
    place: Option<Place>,
    said: Vec<String>,
}

impl Spoken {
    /// What is to be said after something that the user did.
    pub fn tell(
        &mut self,
        app: &App,
        inspection: &Inspection,
        canvas: &Canvas,
        theme: &Theme,
    ) -> Vec<String> {
        let mut buffer = Buffer::empty(AREA);
        canvas.draw(app, inspection, theme, AREA, &mut buffer);
        let place = Place {
            pane: pane(app, inspection),
            session: app.session,
            event: app.arrival(),
        };
        let before = self.place.replace(place.clone());
        let moved = before.as_ref() != Some(&place);
        let entered = before
            .as_ref()
            .is_none_or(|before| before.pane != place.pane);
        let mut lines = Vec::new();
        if entered {
            lines.push(place.pane);
        }
        if before.is_none_or(|before| before.session != place.session)
            && app.focus != Pane::Sessions
            && let Some(watched) = app.watched(inspection)
        {
            lines.push(format!(
                "session {}",
                clean(&crate::app::moves::name_of(watched))
            ));
        }
        if !is_page(app, inspection) {
            lines.extend(under_the_cursor(&buffer, app, inspection));
        } else if moved {
            lines.extend(body(&buffer, app, canvas, inspection, theme));
        }
        lines.retain(|line| !line.is_empty());
        // What was said a moment ago is not said again, unless the user came back to it.
        let new = lines
            .iter()
            .filter(|line| entered || !self.said.contains(line))
            .cloned()
            .collect();
        self.said = lines;
        let mut new: Vec<String> = new;
        new.extend(
            app.message
                .as_ref()
                .map(|message| clean(&message.text).into_owned()),
        );
        new
    }
}

/// What is typed, or what stands under the cursor.
fn under_the_cursor(buffer: &Buffer, app: &App, inspection: &Inspection) -> Vec<String> {
    if let Some(typing) = &app.typing {
        let mut lines = vec![clean(&typing.area.lines().join(" ")).into_owned()];
        lines.extend(typing.fault.as_ref().map(|fault| clean(fault).into_owned()));
        return lines;
    }
    if is_on_event(app) {
        return event(app, inspection).into_iter().collect();
    }
    cursor(buffer, app.menu.is_some()).into_iter().collect()
}

/// What the pane in use is called, with what is open over it.
fn pane(app: &App, inspection: &Inspection) -> String {
    if let Some(typing) = &app.typing {
        return typing.purpose.word().to_owned();
    }
    if let Some(menu) = &app.menu {
        let name = match menu.kind {
            menu::Kind::Help => "keys: type to find one, enter runs it",
            menu::Kind::Palette => "actions: type to find one, enter runs it",
            menu::Kind::Here => "what can be done here: enter runs it",
            menu::Kind::Filters => "filters",
            menu::Kind::Columns => "columns: type a key for one more, enter shows or hides",
            menu::Kind::Themes => "themes",
            menu::Kind::SortEvents => "sort the events by",
        };
        return name.to_owned();
    }
    if app.way.labels {
        let places = LABELS.iter();
        let places = places.map(|label| format!("{} {}", label.letter, label.title));
        return format!("go to: {}", places.collect::<Vec<_>>().join(", "));
    }
    if app.is_waiting(inspection) {
        return "waiting".to_owned();
    }
    match app.focus {
        Pane::Sessions => counted(inspection.sessions().len() as u64, "session"),
        Pane::Timeline => "timeline".to_owned(),
        Pane::Events => "events".to_owned(),
        Pane::Calls => "calls".to_owned(),
        Pane::Detail => match app.shown_tab() {
            Tab::Raw => "raw call".to_owned(),
            Tab::Qoe => "quality over time".to_owned(),
            Tab::Order => "order of arrival, and as the service sorts".to_owned(),
            tab => tab.title().to_lowercase(),
        },
    }
}

/// The pane is read as a whole: it has no row under a cursor.
fn is_page(app: &App, inspection: &Inspection) -> bool {
    if app.typing.is_some() || app.menu.is_some() {
        return false;
    }
    let page = matches!(
        app.shown_tab(),
        Tab::Raw | Tab::State | Tab::Qoe | Tab::Order
    );
    app.is_waiting(inspection) || (app.focus == Pane::Detail && page)
}

fn is_on_event(app: &App) -> bool {
    let open = app.typing.is_some() || app.menu.is_some();
    !open && matches!(app.focus, Pane::Events | Pane::Timeline)
}

/// The event under the cursor, and what is wrong with it.
fn event(app: &App, inspection: &Inspection) -> Vec<String> {
    let (Some(session), Some(index)) = (app.session, app.arrival()) else {
        return vec!["no event".to_owned()];
    };
    let Some(watched) = inspection.sessions().get(session) else {
        return Vec::new();
    };
    let arrivals = watched.session().arrivals();
    let Some(arrival) = arrivals.get(index) else {
        return vec!["no event".to_owned()];
    };
    let mut lines = vec![about(watched.session(), arrival, index, arrivals.len())];
    let found = findings_on(inspection.findings(session), arrival);
    lines.extend(found.iter().map(|finding| {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        clean(&format!("{severity} {}: {}", finding.rule, finding.message)).into_owned()
    }));
    lines
}

fn about(session: &Session, arrival: &Arrival, index: usize, of: usize) -> String {
    let mut words = vec![
        format!("event {} of {of}", index + 1),
        kind(arrival).to_owned(),
    ];
    if let Some(event) = &arrival.event {
        let start = session.arrivals()[0].event.as_ref().and_then(Event::ts);
        if let (Some(ts), Some(start)) = (event.ts(), start) {
            words.push(format!("at {}", clock_tenths(ts.saturating_sub(start))));
        }
        if let Some(playhead) = event.playhead() {
            words.push(format!("playhead {}", clock_tenths(playhead / 1000)));
        }
    }
    words.push(format!("answered {}", arrival.status));
    if arrival.rejected {
        words.push("rejected".to_owned());
    }
    words.join(", ")
}

/// The rows under the cursor: those that are drawn reversed, but for the header and the tabs. Where something is
/// open over the pane, the last of them is its own.
fn cursor(buffer: &Buffer, open: bool) -> Vec<String> {
    let rows = (2..AREA.height.saturating_sub(1)).filter_map(|y| {
        let cells = (0..AREA.width).map(|x| &buffer[(x, y)]);
        let reversed = cells.filter(|cell| cell.modifier.contains(Modifier::REVERSED));
        let text: String = reversed.map(Cell::symbol).collect();
        let words = spoken(&text);
        (!words.is_empty()).then_some(words)
    });
    let rows: Vec<String> = rows.collect();
    let first = if open {
        rows.len().saturating_sub(1)
    } else {
        0
    };
    rows[first..].to_vec()
}

/// The lines between tabs and footer.
fn body(
    buffer: &Buffer,
    app: &App,
    canvas: &Canvas,
    inspection: &Inspection,
    theme: &Theme,
) -> Vec<String> {
    let Ok(layout) = canvas.layout(app, inspection, theme, AREA) else {
        return Vec::new();
    };
    let rows = layout.body.y..layout.body.bottom();
    let text = |y: u16| -> String { (0..AREA.width).map(|x| buffer[(x, y)].symbol()).collect() };
    rows.map(|y| spoken(&text(y))).collect()
}

/// Text of a row as words: columns become parts of a sentence, signs become what they stand for.
fn spoken(row: &str) -> String {
    let mut words = row.to_owned();
    for (sign, word) in [
        ("✖", " error "),
        ("▲", " warning "),
        ("•", " note "),
        ("✔", " ok "),
        ("»", " skipped "),
        ("×", " times "),
        ("←", "left"),
        ("→", "right"),
        ("↑", "up"),
        ("↓", "down"),
        ("▾", ""),
        ("▸", " folded "),
        ("╰", ""),
        ("└", ""),
    ] {
        words = words.replace(sign, word);
    }
    let drawn = |letter: char| matches!(letter, '\u{2500}'..='\u{259f}' | '\u{25a0}'..='\u{25ff}');
    let words: String = words
        .chars()
        .map(|letter| if drawn(letter) { ' ' } else { letter })
        .collect();
    let parts = words
        .split("  ")
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn columns_become_a_sentence_and_signs_words() {
        assert_eq!(
            spoken(" ■ Evening News   tv-player      20:20:35  ended      1▲ "),
            "Evening News, tv-player, 20:20:35, ended, 1 warning"
        );
        assert_eq!(spoken("  ─────  "), "");
    }
}
