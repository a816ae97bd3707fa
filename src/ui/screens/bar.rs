//! The line of filters: what each says, how much it hides, and the key that switches it off and on.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{Scene, ink};
use crate::app::{Action, App, Pane, Screen};
use crate::ui::text;
use crate::ui::widgets::Pen;

/// A filter that is typed.
struct Shown<'a> {
    what: &'static str,
    text: &'a str,
    off: bool,
    hidden: usize,
    all: usize,
    action: Action,
    key: &'static str,
}

/// There is a filter, in force or switched off.
pub fn is_there(app: &App) -> bool {
    app.screen == Screen::Sessions
        && !(app.filter.asked.text.is_empty() && app.order.sieve.asked.text.is_empty())
}

fn filters(scene: Scene<'_>) -> Vec<Shown<'_>> {
    let (app, inspection) = (scene.app, scene.inspection);
    let sessions = inspection.sessions().len();
    let events = app
        .watched(inspection)
        .map_or(0, |watched| watched.session().arrivals().len());
    let (sieve, filter) = (&app.order.sieve, &app.filter);
    let all = [
        Shown {
            what: "sessions",
            text: &sieve.asked.text,
            off: sieve.asked.off,
            hidden: sessions.saturating_sub(app.order.len(sessions)),
            all: sessions,
            action: Action::SiftOff,
            key: "filter-sessions-off",
        },
        Shown {
            what: "events",
            text: &filter.asked.text,
            off: filter.asked.off,
            hidden: events.saturating_sub(app.lists.events.len),
            all: events,
            action: Action::FilterOff,
            key: "filter-off",
        },
    ];
    let mut shown: Vec<Shown<'_>> = all
        .into_iter()
        .filter(|filter| !filter.text.is_empty())
        .collect();
    // The one that the keys mean here stands first: where there is no room for both, it is seen.
    let sessions_first = app.focus == Pane::Sessions;
    shown.sort_by_key(|filter| (filter.what == "sessions") != sessions_first);
    shown
}

/// Draws the line.
pub fn draw(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    buf.set_style(area, theme.resting);
    let mut pen = Pen::new(buf, area, theme);
    let here = scene.app.focus == Pane::Sessions;
    for filter in filters(scene) {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        pen.skip(1).write(filter.what, bold).skip(1);
        let style = if filter.off { theme.dim } else { theme.accent };
        pen.write(filter.text, ink(style)).skip(1);
        let hides = if filter.off {
            "is off".to_owned()
        } else {
            format!(
                "hides {} of {}",
                text::number(filter.hidden as u64),
                text::number(filter.all as u64)
            )
        };
        pen.write(&hides, ink(theme.dim)).skip(1);
        if (filter.what == "sessions") == here {
            let words = if filter.off { " on" } else { " off" };
            pen.skip(1)
                .write(&scene.key(filter.key), ink(theme.key))
                .write(words, ink(theme.dim))
                .skip(1);
        }
        pen.skip(2);
    }
}

/// What a click on the line asks for: the filter of the list in use is switched off or on.
pub fn action(scene: Scene<'_>) -> Option<Action> {
    let first = filters(scene).into_iter().next()?;
    Some(first.action)
}
