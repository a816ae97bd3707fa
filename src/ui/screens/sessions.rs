//! The list of sessions: what each plays, how far it is, how it does by the clock, and what is wrong in it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Scene, badges, badges_width, ink};
use crate::app::health::{self, Health};
use crate::app::moves::name_of;
use crate::inspection::Watched;
use crate::session::{Activity, Glance, Machine, Stand, Status};
use crate::ui::text;
use crate::ui::widgets::Pen;
use crate::ui::widgets::list::List;
use crate::ui::widgets::scrollbar::Scrollbar;
use crate::wire::event::{Details, Event};

/// From this width on a session takes one line.
const ONE_LINE: u16 = 76;

/// Lines that a session takes.
pub fn lines(area: Rect) -> u16 {
    if area.width >= ONE_LINE { 1 } else { 2 }
}

/// The list as it stands on the screen.
pub fn list(scene: Scene<'_>, area: Rect) -> List {
    let cursor = &scene.app.lists.sessions;
    List {
        total: cursor.len,
        selected: scene
            .app
            .session
            .and_then(|session| scene.app.order.row(session)),
        top: cursor.top,
        lines: lines(area),
        focused: scene.app.focus == crate::app::Pane::Sessions,
    }
}

/// The title of the pane.
pub fn title(scene: Scene<'_>, style: Style, pen: &mut Pen<'_>) {
    pen.write(&scene.title_key("sessions"), scene.theme.key)
        .write("Sessions ", style);
    let sorted = scene.app.order.by.words();
    if !sorted.is_empty() {
        let words = format!("{} {sorted} ", scene.theme.glyphs.dot);
        pen.write(&words, scene.theme.dim);
    }
    if scene.app.lists.sessions.follow {
        let words = format!("{} newest followed ", scene.theme.glyphs.dot);
        pen.write(&words, scene.theme.dim);
    }
}

/// Draws the sessions that are seen.
pub fn draw(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let list = list(scene, area);
    let bar = scene.app.lists.sessions.len > scene.app.lists.sessions.rows;
    let inner = Rect {
        width: area.width.saturating_sub(u16::from(bar)),
        ..area
    };
    let badged = badged(scene, list.top, inner.height);
    list.draw(scene.theme, inner, buf, |row, line, pen| {
        if let Some(index) = scene.app.order.session(row)
            && let Some(watched) = scene.inspection.sessions().get(index)
        {
            let row = Row::of(scene, index, watched);
            match (list.lines, line) {
                (1, _) => row.single(scene, badged, pen),
                (_, 0) => row.first(scene, pen),
                _ => row.second(scene, pen),
            }
        }
    });
    if list.total == 0 {
        let key = scene.key("filter-sessions-off");
        let words = format!(" none passes the filter: {key} shows all");
        Pen::new(buf, area, scene.theme).write(&words, ink(scene.theme.warning));
    }
    let cursor = &scene.app.lists.sessions;
    let scrollbar = Scrollbar {
        total: cursor.len,
        top: cursor.top,
        page: cursor.rows,
        marks: &[],
    };
    scrollbar.draw(scene.theme, area, buf);
}

/// Columns for badges: so many as any of the sessions from `top` on needs, so that what stands before them is straight.
fn badged(scene: Scene<'_>, top: usize, rows: u16) -> u16 {
    let seen = (top..).take(usize::from(rows));
    let widths = seen.filter_map(|row| {
        let index = scene.app.order.session(row)?;
        let watched = scene.inspection.sessions().get(index)?;
        Some(badges_width(watched.badges, scene.theme))
    });
    widths.max().unwrap_or_default().max(8)
}

struct Row<'a> {
    watched: &'a Watched,
    sign: (&'static str, Style),
    doing: String,
    health: Option<(String, Style)>,
    progress: String,
}

impl<'a> Row<'a> {
    fn of(scene: Scene<'_>, index: usize, watched: &'a Watched) -> Self {
        let glance = watched.glance();
        let held = !scene.app.lists.events.follow && scene.app.session == Some(index);
        let at = scene.app.known.at.as_ref().filter(|_| held);
        let stand = at.map_or(Some(glance.facts.stand), |at| {
            at.after.as_ref().map(Machine::stand)
        });
        let status = match at {
            Some(at) => at.status(glance),
            None if held => Status::Open,
            None => status(scene, glance),
        };
        Row {
            watched,
            sign: sign(scene, glance, stand, status),
            doing: doing(scene, watched, stand, status, held),
            health: if held {
                None
            } else {
                health_words(scene, glance)
            },
            progress: progress(glance, stand),
        }
    }

    fn name(&self) -> String {
        let glance = self.watched.glance();
        if glance.facts.refused && glance.start.name.is_none() {
            return "(refused sessionStart)".to_owned();
        }
        name_of(self.watched)
    }

    fn player(&self) -> &str {
        let start = self.watched.glance().start;
        start.player.as_deref().unwrap_or_default()
    }

    /// The values asked for, as far as it has them.
    fn values<'s>(&self, scene: Scene<'s>) -> impl Iterator<Item = &'s String> {
        let (seq, item) = self.watched.glance().facts.opened_by;
        let values = scene.app.columns.of_session(seq, item);
        values.iter().filter(|value| !value.is_empty())
    }

    fn single(&self, scene: Scene<'_>, badged: u16, pen: &mut Pen<'_>) {
        let theme = scene.theme;
        // Live, what the clock says stands beside what it does.
        let (doing, health) = if scene.app.is_live() {
            (14, 15)
        } else {
            (12, 0)
        };
        // An hour of two: `1:12:30 / 2:04:00`.
        let progress = 17;
        let mut rest = pen
            .room()
            .saturating_sub(4 + progress + 2 + doing + 1 + health + badged);
        let player = if rest >= 40 { 16 } else { 0 };
        rest = rest.saturating_sub(player);
        pen.skip(1).write(self.sign.0, self.sign.1).skip(1);
        let values: Vec<&str> = self.values(scene).map(String::as_str).collect();
        let values = values.join(&format!(" {} ", theme.glyphs.dot));
        if values.is_empty() {
            pen.column(&self.name(), rest, Style::new()).skip(1);
        } else {
            let half = rest / 2;
            pen.column(&self.name(), rest - half, Style::new()).skip(1);
            pen.column(&values, half.saturating_sub(1), ink(theme.dim))
                .skip(1);
        }
        if player > 0 {
            pen.column(self.player(), player - 1, ink(theme.dim))
                .skip(1);
        }
        pen.number(&self.progress, progress, Style::new()).skip(2);
        match &self.health {
            Some((words, style)) => {
                pen.column(&self.doing, doing, ink(theme.dim)).skip(1);
                pen.column(words, health, ink(*style));
            }
            None => {
                pen.column(&self.doing, doing + 1 + health, ink(theme.dim));
            }
        }
        pen.at_end(" ", Style::new());
        badges(self.watched.badges, theme, pen);
    }

    fn first(&self, _: Scene<'_>, pen: &mut Pen<'_>) {
        pen.skip(1).write(self.sign.0, self.sign.1).skip(1);
        pen.at_end(" ", Style::new());
        let room = usize::from(pen.room());
        let name = self.name();
        // A name says more than how far it is: the progress goes when both do not fit.
        let progress = text::width(&self.progress) + 1;
        if room >= progress + 12 || room >= progress + text::width(&name) {
            pen.at_end(&format!(" {}", self.progress), Style::new());
        }
        pen.write(&name, Style::new());
    }

    fn second(&self, scene: Scene<'_>, pen: &mut Pen<'_>) {
        let theme = scene.theme;
        let dot = format!(" {} ", theme.glyphs.dot);
        pen.skip(3);
        pen.at_end(" ", Style::new());
        badges(self.watched.badges, theme, pen);
        pen.write(&self.doing, ink(theme.dim));
        if let Some((words, style)) = &self.health {
            pen.write(&dot, ink(theme.dim)).write(words, ink(*style));
        }
        for value in self.values(scene) {
            pen.write(&dot, ink(theme.dim)).write(value, Style::new());
        }
        let player = self.player();
        if !player.is_empty() && usize::from(pen.room()) >= text::width(player) + 4 {
            pen.write(&dot, ink(theme.dim))
                .write(player, ink(theme.dim));
        }
    }
}

fn status(scene: Scene<'_>, glance: Glance<'_>) -> Status {
    match scene.app.now {
        Some(now) if scene.app.is_live() => glance.status_at(now),
        _ => glance.status(),
    }
}

fn sign(
    scene: Scene<'_>,
    glance: Glance<'_>,
    stand: Option<Stand>,
    status: Status,
) -> (&'static str, Style) {
    let theme = scene.theme;
    let (glyph, style) = match status {
        _ if glance.facts.refused => (theme.glyphs.error, theme.error),
        Status::Completed => (theme.glyphs.ok, theme.ok),
        Status::Ended => (theme.glyphs.finished, theme.dim),
        Status::TimedOut => (theme.glyphs.timed_out, theme.warning),
        Status::Open => match stand {
            Some(stand) if stand.snapshot.ad.is_some() => (theme.glyphs.playing, theme.ad),
            Some(stand) => theme.activity(stand.activity),
            None => (theme.glyphs.starting, theme.dim),
        },
    };
    (glyph, ink(style))
}

/// What an activity is called.
pub fn activity_word(activity: Activity) -> &'static str {
    use crate::session::Playback;
    match activity {
        Activity::Playback(Playback::Starting) => "starting",
        Activity::Playback(Playback::Playing) => "playing",
        Activity::Playback(Playback::Paused) => "paused",
        Activity::Playback(Playback::Buffering) => "buffering",
        Activity::Playback(Playback::Finished) => "finished",
        Activity::Stalled => "stalled",
    }
}

fn doing(
    scene: Scene<'_>,
    watched: &Watched,
    stand: Option<Stand>,
    status: Status,
    held: bool,
) -> String {
    let facts = watched.glance().facts;
    let ago = scene
        .app
        .now
        .filter(|_| scene.app.is_live() && !held)
        .map(|now| format!(" {}", text::ago(now.ms() - facts.heard.ms())));
    let ago = ago.unwrap_or_default();
    match status {
        Status::Completed => format!("completed{ago}"),
        Status::Ended => format!("ended{ago}"),
        Status::TimedOut => format!("timed out{ago}"),
        Status::Open if facts.batch => "downloaded".to_owned(),
        Status::Open => {
            stand.map_or_else(|| "starting".to_owned(), |stand| open_words(watched, stand))
        }
    }
}

fn open_words(watched: &Watched, stand: Stand) -> String {
    let Some(ad) = stand.snapshot.ad else {
        return if stand.snapshot.ad_break.is_some() {
            "in an ad break".to_owned()
        } else {
            activity_word(stand.activity).to_owned()
        };
    };
    let event = watched
        .session()
        .arrivals()
        .get(ad as usize)
        .and_then(|arrival| arrival.event.as_ref());
    let position = match event.map(Event::details) {
        Some(Details::Ad(ad)) => ad.pod_position,
        _ => None,
    };
    position.map_or_else(|| "ad".to_owned(), |position| format!("ad {position}"))
}

fn health_words(scene: Scene<'_>, glance: Glance<'_>) -> Option<(String, Style)> {
    let theme = scene.theme;
    let now = scene.app.now.filter(|_| scene.app.is_live())?;
    Some(match health::of(glance, now)? {
        Health::Due(ms) => (format!("ping in {}", text::countdown(ms)), theme.dim),
        Health::Late(ms) => (format!("ping {} late", text::countdown(ms)), theme.warning),
        Health::Closes(ms) => (format!("closes in {}", text::countdown(ms)), theme.warning),
    })
}

fn progress(glance: Glance<'_>, stand: Option<Stand>) -> String {
    let playhead = stand
        .and_then(|stand| stand.last)
        .map(|point| point.playhead);
    let playhead = playhead
        .map(|micros| text::clock(micros / 1000))
        .unwrap_or_default();
    match glance.start.length.filter(|length| *length > 0) {
        Some(length) if !glance.start.is_live() && !playhead.is_empty() => {
            format!("{playhead} / {}", text::clock(length / 1000))
        }
        _ => playhead,
    }
}
