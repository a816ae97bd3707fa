//! The lines at the bottom: keys that fit, what was last said, and what is being typed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use crate::app::order::Sort;
use crate::app::typing::Typing;
use crate::app::{Action, Binding, Context, Message};
use crate::ui::screens::{Scene, ink, signs};
use crate::ui::text;
use crate::ui::theme::Theme;
use crate::ui::widgets::Pen;

/// Columns before what is typed: what it is for.
const LEAD: u16 = 8;

/// The line at the bottom: keys that fit, and what was last said.
pub fn footer(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let mut pen = Pen::new(buf, area, theme);
    if let Some(message) = &scene.app.message {
        let style = if message.bad { theme.warning } else { theme.ok };
        pen.at_end(&said(message, area, theme), ink(style));
    }
    pen.skip(1);
    let mut tell = |keys: &str, does: &str| {
        pen.write(&signs(keys, theme), ink(theme.key)).skip(1);
        pen.write(&signs(does, theme), ink(theme.dim)).skip(2);
    };
    if let Some(typing) = &scene.app.typing {
        for (keys, does) in typing.purpose.keys() {
            tell(keys, does);
        }
        return;
    }
    for binding in keys(scene, area) {
        tell(&scene.app.keys.short(binding), binding.footer.1);
    }
}

/// A message as the footer has room for it.
fn said(message: &Message, area: Rect, theme: &Theme) -> String {
    let room = usize::from(area.width) * 2 / 3;
    format!(
        "  {} ",
        text::cut(&message.text, room, theme.glyphs.ellipsis)
    )
}

/// The keys that the footer has room for.
fn keys(scene: Scene<'_>, area: Rect) -> Vec<&'static Binding> {
    let message = scene.app.message.as_ref();
    let message = message.map_or(0, |message| text::width(&said(message, area, scene.theme)));
    let mut room = usize::from(area.width).saturating_sub(message + 1);
    let context = scene.app.context(scene.inspection);
    let held = is_held(scene, context);
    let mut lines = scene.app.keys.footer(context, held);
    // Events that are held stand still, and all else with them, until this key is pressed.
    let first = held && matches!(context, Context::Events | Context::Timeline);
    lines.sort_by_key(|binding| !(first && binding.action == Action::Last));
    // Help and quit come before all others: who is lost needs them.
    let last = lines.split_off(lines.len().saturating_sub(2));
    let reserved: usize = last.iter().map(|binding| columns(binding, scene)).sum();
    room = room.saturating_sub(reserved);
    lines.retain(|binding| {
        let fits = columns(binding, scene) <= room;
        if fits {
            room -= columns(binding, scene);
        }
        fits
    });
    lines.extend(last);
    lines
}

/// The list in use does not follow what comes, and its last key would make it.
fn is_held(scene: Scene<'_>, context: Context) -> bool {
    let (app, lists) = (scene.app, &scene.app.lists);
    app.is_live()
        && match context {
            Context::Events | Context::Timeline => {
                !lists.events.follow && !app.filter.sorted.is_on()
            }
            Context::Sessions => !lists.sessions.follow && app.order.by == Sort::Opened,
            Context::Calls => !lists.calls.follow,
            _ => false,
        }
}

fn columns(binding: &Binding, scene: Scene<'_>) -> usize {
    let (keys, theme) = (&scene.app.keys, scene.theme);
    text::width(&signs(&keys.short(binding), theme))
        + text::width(&signs(binding.footer.1, theme))
        + 3
}

/// The action of the key that stands at a column of the footer.
pub fn key_at(scene: Scene<'_>, area: Rect, x: u16) -> Option<Action> {
    if scene.app.typing.is_some() {
        return None;
    }
    let mut end = usize::from(area.x) + 1;
    keys(scene, area).into_iter().find_map(|binding| {
        end += columns(binding, scene);
        (usize::from(x) < end).then(|| binding.action.clone())
    })
}

/// What is being typed, with what is wrong about it.
pub fn typing(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let Some(typing) = &scene.app.typing else {
        return;
    };
    let theme = scene.theme;
    Clear.render(area, buf);
    buf.set_style(area, theme.resting);
    let label = format!("{:<7}", typing.purpose.word());
    Pen::new(buf, area, theme)
        .skip(1)
        .write(&label, ink(theme.key));
    let (height, fault) = fault(typing, area.width);
    let lead = LEAD.min(area.width);
    let place = Rect {
        x: area.x + lead,
        width: area.width - lead,
        height: area.height.saturating_sub(height),
        ..area
    };
    let mut shown = typing.area.clone();
    shown.set_style(theme.resting);
    shown.render(place, buf);
    if typing.text().is_empty() && place.width > 2 {
        let line = Rect {
            x: place.x + 2,
            width: place.width - 2,
            ..place
        };
        Pen::new(buf, line, theme).write(&signs(typing.purpose.example(), theme), ink(theme.dim));
    }
    let below = Rect {
        y: area.bottom().saturating_sub(height),
        height: height.min(area.height),
        ..area
    };
    for (row, words) in below.rows().zip(fault) {
        Pen::new(buf, row, theme)
            .skip(LEAD)
            .write(&words, ink(theme.error));
    }
}

/// What is wrong with what is typed, in so many lines: its end says what would be right.
pub fn fault(typing: &Typing, width: u16) -> (u16, Vec<String>) {
    let columns = usize::from(width.saturating_sub(LEAD + 1)).max(1);
    let words = typing.fault.as_deref().unwrap_or_default();
    let mut lines = text::wrap(words, columns);
    lines.retain(|line| !line.is_empty());
    lines.truncate(3);
    (u16::try_from(lines.len()).unwrap_or(0), lines)
}
