//! What stands around the panes: header, tabs, footer and the panes' frames.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::symbols::border;
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use super::{Scene, ink, signs};
use crate::app::typing::Typing;
use crate::app::{Action, Binding, Message, Pane, Screen, Source, Tab};
use crate::ui::text;
use crate::ui::theme::{Glyphs, Theme};
use crate::ui::widgets::Pen;

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// Columns before what is typed: what it is for.
const LEAD: u16 = 8;

/// The line at the top: mode, address, file, counters.
pub fn header(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    buf.set_style(area, theme.header);
    let mut pen = Pen::new(buf, area, theme);
    pen.skip(1);
    counters(scene, area.width, &mut pen);
    pen.write("playscope", ink(theme.header).add_modifier(Modifier::BOLD))
        .skip(1);
    mode(scene, &mut pen);
    let dim = ink(theme.dim);
    match &scene.app.source {
        Source::Live {
            address,
            remark,
            recording,
        } => {
            let short = address.trim_start_matches("http://");
            let port = short.rsplit_once(':').map_or(short, |(_, port)| port);
            if area.width >= 100 {
                pen.skip(1).write(address, Style::new());
            } else {
                pen.skip(1).write(&format!(":{port}"), Style::new());
            }
            if let Some(trouble) = &scene.app.trouble {
                let text = format!("{} {trouble}", theme.glyphs.error);
                pen.skip(2).write(&text, ink(theme.error));
                return;
            }
            if let Some(remark) = remark {
                pen.skip(2).write(remark, ink(theme.warning));
            }
            match recording.as_deref().map(ending) {
                Some(name) if area.width >= 140 => {
                    pen.skip(2).write(theme.glyphs.recording, ink(theme.error));
                    pen.skip(1).write(&name, dim);
                    super::way::trail(scene, &mut pen);
                }
                Some(_) => {}
                None => {
                    pen.skip(2).write("not recorded", ink(theme.warning));
                }
            }
        }
        Source::File { name } | Source::Followed { name } => {
            pen.skip(1).write(name, dim);
            if let Some(trouble) = &scene.app.trouble {
                let text = format!("{} {trouble}", theme.glyphs.error);
                pen.skip(2).write(&text, ink(theme.error));
            } else {
                super::way::trail(scene, &mut pen);
            }
        }
    }
}

/// The end of a path: a file and its folder.
fn ending(path: &str) -> String {
    let mut parts: Vec<&str> = path.rsplit(['/', '\\']).take(2).collect();
    parts.reverse();
    parts.join("/")
}

/// What the screen shows: the present, a moment held, or a step of a recording.
fn mode(scene: Scene<'_>, pen: &mut Pen<'_>) {
    let (app, theme) = (scene.app, scene.theme);
    let strong = |style: Style| theme.bar(style).add_modifier(Modifier::BOLD);
    let events = &app.lists.events;
    let arrivals = app
        .watched(scene.inspection)
        .map_or(0, |watched| watched.session().arrivals().len());
    let step = app.arrival().map_or(0, |arrival| arrival + 1).min(arrivals);
    match &app.source {
        _ if let Some(pace) = app.play.pace() => {
            let text = format!(" PLAY ×{pace} {step}/{arrivals} ");
            pen.write(&super::signs(&text, theme), strong(theme.accent))
        }
        Source::Live { .. } if events.follow => pen.write(" LIVE ", strong(theme.ok)),
        Source::Followed { .. } if events.follow => pen.write(" FOLLOW ", strong(theme.ok)),
        Source::Live { .. } | Source::Followed { .. } => {
            let unseen = events.unseen();
            let more = if unseen > 0 {
                format!(" +{}", text::number(unseen as u64))
            } else {
                String::new()
            };
            pen.write(&format!(" PAUSED{more} "), strong(theme.warning))
        }
        Source::File { .. } => {
            pen.write(&format!(" STEP {step}/{arrivals} "), strong(theme.accent))
        }
    };
    if app.filter.asked.is_on() {
        pen.skip(1).write(" FILTER ", strong(theme.found));
    }
    if let Some((done, all)) = app.filter.progress {
        let share = done.saturating_mul(100) / all.max(1);
        let words = format!(" SEARCH {share} %, {} stops ", scene.key("back"));
        pen.skip(1).write(&words, strong(theme.found));
    }
}

fn counters(scene: Scene<'_>, width: u16, pen: &mut Pen<'_>) {
    let theme = scene.theme;
    let totals = scene.inspection.totals();
    pen.at_end(" ", Style::new());
    if !scene.app.mouse {
        pen.at_end("  mouse off", ink(theme.accent));
    }
    super::badges(totals.badges, theme, pen);
    let live = scene.app.live;
    let mut words = Vec::new();
    if width >= 100 {
        words.push(text::counted(totals.sessions as u64, "session"));
    }
    if scene.app.is_live() && (live > 0 || width >= 100) {
        words.push(format!("{} live", text::number(live as u64)));
    }
    words.push(if width >= 100 {
        text::counted(totals.events as u64, "event")
    } else {
        format!("{} ev", text::number(totals.events as u64))
    });
    let dot = format!(" {} ", theme.glyphs.dot);
    pen.at_end(&words.join(&dot), Style::new());
    pen.at_end("  ", Style::new());
}

/// What stands for a pane or tab in the line of tabs: key, title, its shorter form, whether it is shown.
fn tab_titles(scene: Scene<'_>) -> [(String, &'static str, &'static str, bool); 7] {
    let app = scene.app;
    let detail = (app.focus == Pane::Detail).then(|| app.shown_tab());
    let inner = matches!(
        detail,
        Some(Tab::Payload | Tab::Raw | Tab::State | Tab::Qoe | Tab::Order)
    );
    [
        ("sessions", "Sessions", "Sess", app.focus == Pane::Sessions),
        ("timeline", "Timeline", "Time", app.focus == Pane::Timeline),
        ("events", "Events", "Events", app.focus == Pane::Events),
        ("payload", "Payload", "Payload", inner),
        (
            "findings",
            "Findings",
            "Find",
            detail == Some(Tab::Findings),
        ),
        ("report", "Report", "Report", detail == Some(Tab::Report)),
        ("calls", "Calls", "Calls", app.focus == Pane::Calls),
    ]
    .map(|(name, title, short, shown)| (scene.key(name), title, short, shown))
}

/// The places of the tabs in their line: number of the tab, from, to.
pub fn tab_places(scene: Scene<'_>, area: Rect) -> Vec<(usize, Rect)> {
    let titles = tab_titles(scene);
    let wide = |key: &str, title: &str| text::width(key) + title.len() + 2;
    let long: usize = titles.iter().map(|(key, title, ..)| wide(key, title)).sum();
    let mut x = area.x;
    let mut places = Vec::new();
    for (index, (key, title, short, _)) in titles.iter().enumerate() {
        let title = if long <= usize::from(area.width) {
            title
        } else {
            short
        };
        let width = u16::try_from(wide(key, title)).unwrap_or(u16::MAX);
        let width = width.min(area.right().saturating_sub(x));
        places.push((index, Rect { x, width, ..area }));
        x = x.saturating_add(width);
    }
    places
}

/// The line of tabs on small screens.
pub fn tabs(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let titles = tab_titles(scene);
    for (index, place) in tab_places(scene, area) {
        let Some((number, title, short, active)) = titles.get(index) else {
            continue;
        };
        let fits = text::width(number) + title.len() + 2 <= usize::from(place.width);
        let title = if fits { title } else { short };
        if *active {
            buf.set_style(place, theme.selection);
        }
        let mut pen = Pen::new(buf, place, theme);
        pen.skip(1);
        pen.write(
            number,
            if *active {
                Style::new()
            } else {
                ink(theme.key)
            },
        );
        pen.write(
            title,
            if *active {
                Style::new()
            } else {
                ink(theme.dim)
            },
        );
    }
}

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
    let follows = scene.app.is_live() && !scene.app.filter.sorted.is_on();
    let context = scene.app.context(scene.inspection);
    let mut lines = scene.app.keys.footer(context, follows);
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

/// A frame in a style.
pub fn border(theme: &Theme, style: Style, area: Rect, buf: &mut Buffer) {
    let mut block = Block::bordered().border_style(style);
    block = if *theme.glyphs == Glyphs::ASCII {
        block.border_set(ASCII_BORDER)
    } else {
        block.border_type(BorderType::Rounded)
    };
    block.render(area, buf);
}

/// An empty frame over what is drawn there.
pub fn over(theme: &Theme, area: Rect, buf: &mut Buffer) {
    Clear.render(area, buf);
    buf.set_style(area, theme.text);
    border(theme, theme.focus, area, buf);
}

/// A pane's frame with its title; returns nothing, the inside is the layout's business.
pub fn pane(scene: Scene<'_>, pane: Pane, framed: bool, area: Rect, buf: &mut Buffer) {
    if !framed {
        return;
    }
    let theme = scene.theme;
    let focused = scene.app.focus == pane;
    let style = if focused { theme.focus } else { theme.border };
    border(theme, style, area, buf);
    let line = Rect {
        x: area.x + 2,
        y: area.y,
        width: area.width.saturating_sub(4),
        height: 1,
    };
    let mut pen = Pen::new(buf, line, theme);
    let title = if focused {
        theme.accent.add_modifier(Modifier::BOLD)
    } else {
        theme.title
    };
    match pane {
        Pane::Sessions => super::sessions::title(scene, title, &mut pen),
        Pane::Timeline => super::timeline::title(scene, title, &mut pen),
        Pane::Events => super::events::title(scene, title, &mut pen),
        Pane::Detail => super::detail::title(scene, framed, title, &mut pen),
        Pane::Calls => super::calls::title(scene, title, &mut pen),
    }
    if pane == Pane::Sessions && scene.app.screen == Screen::Sessions {
        calls_hint(scene, area, buf);
    }
}

/// Below the sessions: how many calls are in the call log.
fn calls_hint(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let calls = scene.inspection.calls().len();
    if calls == 0 || area.height == 0 {
        return;
    }
    let theme = scene.theme;
    let line = Rect {
        x: area.x + 2,
        y: area.bottom() - 1,
        width: area.width.saturating_sub(4),
        height: 1,
    };
    let mut pen = Pen::new(buf, line, theme);
    pen.write(" ", theme.dim)
        .write(&scene.key("calls"), theme.key);
    let text = format!(" {} ", text::counted(calls as u64, "other call"));
    pen.write(&text, theme.dim);
}
