//! The line at the top: what the screen shows, of which capture, and how much there is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::app::Source;
use crate::ui::screens::{Scene, badges, ink, signs, way};
use crate::ui::text;
use crate::ui::widgets::Pen;

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
    match &scene.app.source {
        Source::Live {
            address,
            remark,
            recording,
        } => live(scene, area.width, (address, remark, recording), &mut pen),
        Source::File { name } | Source::Followed { name } => {
            // Where there is little room, the file is more than the way to it.
            let short = name.rsplit(['/', '\\']).next().unwrap_or(name);
            let name = if area.width < 100 { short } else { name };
            pen.skip(1).write(name, ink(theme.dim));
            if !trouble(scene, &mut pen) {
                way::trail(scene, &mut pen);
            }
        }
    }
}

/// Where calls are taken, what was remarked about that, and where they are kept.
fn live(
    scene: Scene<'_>,
    width: u16,
    (address, remark, recording): (&str, &Option<String>, &Option<String>),
    pen: &mut Pen<'_>,
) {
    let theme = scene.theme;
    if width >= 100 {
        pen.skip(1).write(address, Style::new());
    } else {
        let short = address.trim_start_matches("http://");
        let port = short.rsplit_once(':').map_or(short, |(_, port)| port);
        pen.skip(1).write(&format!(":{port}"), Style::new());
    }
    if trouble(scene, pen) {
        return;
    }
    if let Some(remark) = remark {
        pen.skip(2).write(remark, ink(theme.warning));
    }
    match recording.as_deref().map(ending) {
        Some(name) if width >= 140 => {
            pen.skip(2).write(theme.glyphs.recording, ink(theme.error));
            pen.skip(1).write(&name, ink(theme.dim));
            way::trail(scene, pen);
        }
        Some(_) => {}
        None => {
            pen.skip(2).write("not recorded", ink(theme.warning));
        }
    }
}

/// Tells what keeps calls from being kept or read; false when nothing does.
fn trouble(scene: Scene<'_>, pen: &mut Pen<'_>) -> bool {
    let theme = scene.theme;
    let Some(trouble) = &scene.app.trouble else {
        return false;
    };
    let text = format!("{} {trouble}", theme.glyphs.error);
    pen.skip(2).write(&text, ink(theme.error));
    true
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
            pen.write(&signs(&text, theme), strong(theme.accent))
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
    badges(totals.badges, theme, pen);
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
