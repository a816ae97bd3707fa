//! The loop behind the dashboard: one task owns the inspection and the app, and draws when something changed.

mod arriving;
mod clipboard;
mod effects;
mod follow;
mod kept;
mod keys;
mod look;
mod looking;
mod notes;
mod opening;
mod search;
mod send;
mod signals;
mod speaker;
mod waking;

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context;
use crossterm::event::{Event, EventStream, KeyEventKind, MouseEvent};
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::now;
use crate::app::{Action, App, Keys, Source};
use crate::capture::{Notice, Running, Summary};
use crate::inspection::Inspection;
use crate::recording::Store;
use crate::rules::Examined;
use crate::terminal::Screen;
use crate::ui::Canvas;
use crate::ui::theme::{Depth, Theme};
use follow::Following;
pub(super) use look::{Look, looks};
use looking::Looks;
use notes::{Files, Notes};
pub(super) use opening::Opening;
use search::Comparison;
pub(super) use search::{Hunt, compare};
use send::Post;
use signals::{Signal, Signals};
use speaker::Speaker;
use waking::{by_clock, next_second, receive, sleep_until};

/// Frames that answer the user are at least this far apart.
const FRAME: Duration = Duration::from_millis(16);
/// Frames that only show new calls are at least this far apart, so that drawing costs the players little.
const CALM: Duration = Duration::from_millis(40);
/// They take at most one part in so many of the time, on a busy machine and of a large capture too.
const SHARE: u32 = 20;
/// They are at most this far apart all the same.
const CALMEST: Duration = Duration::from_millis(80);
/// Notices taken between two looks at the keyboard.
const BATCH: usize = 4096;
/// Frames that only show how far a search is are at least this far apart.
const PROGRESS: Duration = Duration::from_millis(100);

/// Starts a demo; says what it plays.
pub(super) type Demo = Box<dyn FnMut() -> anyhow::Result<String>>;

/// What the dashboard starts with.
pub(super) struct Setting {
    /// What is looked at.
    pub(super) source: Source,
    /// What is known so far.
    pub(super) inspection: Inspection,
    /// Where bodies are read from.
    pub(super) store: Store,
    /// How it looks.
    pub(super) theme: Theme,
    /// Which keys do what.
    pub(super) keys: Keys,
    /// Filters by name.
    pub(super) filters: BTreeMap<String, String>,
    /// Starts a demo, where there is an endpoint for it.
    pub(super) demo: Option<Demo>,
    /// Take the mouse from the terminal.
    pub(super) mouse: bool,
    /// Write lines instead of drawing.
    pub(super) linear: bool,
}

/// Shows a capture until the user leaves; what came until then is in the recording.
pub(super) async fn run_watch(
    setting: Setting,
    running: Running<Examined>,
) -> anyhow::Result<Summary> {
    let Running {
        mut notices,
        handle,
        ..
    } = running;
    let mut live = Live::new(setting, Notes::Capture(handle.clone()), None)?;
    let result = live.run(Some(&mut notices)).await;
    drop(live);
    handle.stop();
    let mut summary = None;
    while let Some(notice) = notices.recv().await {
        if let Notice::Ended(last) = notice {
            summary = Some(last);
        }
    }
    result?;
    summary.context("the capture ended without a word; look into the recording")
}

/// Steps through recordings until the user leaves, and follows those that are still being written; marks are
/// added to their files where that can be done. `screen` may have been taken already. Returns what is to be said about
/// marks that could not be added.
pub(super) async fn run_open(
    setting: Setting,
    files: Vec<String>,
    screen: Option<Screen>,
) -> anyhow::Result<Option<String>> {
    let mut live = Live::new(setting, Notes::Files(Files::default()), screen)?;
    live.follow(files);
    live.run(None).await?;
    Ok(live.notes.lost())
}

/// The task that owns what is shown.
struct Live {
    app: App,
    inspection: Inspection,
    store: Store,
    canvas: Canvas,
    theme: Theme,
    /// The one that it started with, which may be from a file.
    own_theme: Theme,
    depth: Depth,
    demo: Option<Demo>,
    notes: Notes,
    /// The files that may still be written by other programs.
    following: Option<Following>,
    /// Sends what was edited.
    post: Post,
    screen: Screen,
    /// The search that goes on.
    hunt: Option<Hunt>,
    /// The comparison that goes on.
    comparison: Option<Comparison>,
    /// Speaks instead of drawing.
    speaker: Option<Speaker>,
    leaving: bool,
}

impl Live {
    fn new(setting: Setting, notes: Notes, screen: Option<Screen>) -> anyhow::Result<Self> {
        let mut app = App::new(setting.source);
        app.mouse = setting.mouse;
        app.utc_offset = chrono::Local::now().offset().local_minus_utc();
        app.now = app.is_live().then(now);
        app.look = looks(&setting.theme);
        app.keys = setting.keys;
        app.filters = setting.filters;
        app.kept = kept::read();
        app.take_columns();
        // A hint that would come again each time is none, and one on the screen says nothing to who hears it.
        app.way.hints = !setting.linear && kept::can_be_written(&app.kept);
        let screen = match screen {
            Some(screen) => screen,
            None => look::enter(app.mouse, setting.linear)?,
        };
        Ok(Live {
            app,
            inspection: setting.inspection,
            store: setting.store,
            canvas: Canvas::default(),
            own_theme: setting.theme.clone(),
            theme: setting.theme,
            depth: look::depth(),
            demo: setting.demo,
            notes,
            following: None,
            post: Post::new(),
            screen,
            hunt: None,
            comparison: None,
            speaker: setting.linear.then(Speaker::default),
            leaving: false,
        })
    }

    async fn run(
        &mut self,
        mut notices: Option<&mut mpsc::Receiver<Notice<Examined>>>,
    ) -> anyhow::Result<()> {
        let mut input = EventStream::new();
        let mut signals = Signals::new()?;
        let mut batch = Vec::with_capacity(BATCH);
        let mut looks = Looks::new();
        let mut drawn = Instant::now();
        // When the last frame came that answered the user.
        let mut answered = drawn;
        let mut asked = false;
        let mut calm = CALM;
        // When the next frame is to be drawn, if something changed.
        let mut due = Some(drawn);
        while !self.leaving {
            if due.is_some_and(|due| Instant::now() >= due) {
                // What waits is shown with it: under load that is one waking for a frame, not one for a call.
                if let Some(notices) = &mut notices {
                    batch.extend(std::iter::from_fn(|| notices.try_recv().ok()).take(BATCH));
                    self.take(&mut batch);
                }
                let begun = Instant::now();
                self.frame()?;
                drawn = Instant::now();
                calm = (SHARE * (drawn - begun)).clamp(CALM, CALMEST);
                if std::mem::take(&mut asked) {
                    answered = drawn;
                }
                due = None;
            }
            let wake = due.or_else(|| {
                let second = self.app.wants_clock(&self.inspection).then(next_second);
                let beat = self.app.next_beat(&self.inspection).map(by_clock);
                second.into_iter().chain(beat).min()
            });
            let pace = tokio::select! {
                event = input.next() => {
                    if let Some(Ok(event)) = event {
                        self.event(&event)?;
                    } else {
                        // The terminal is gone.
                        self.leaving = true;
                    }
                    // Whoever is there wants to see what is there.
                    looks.soon();
                    asked = true;
                    FRAME
                }
                count = receive(&mut notices, &mut batch), if due.is_none() => {
                    if count == 0 {
                        notices = None;
                    }
                    self.take(&mut batch);
                    calm
                }
                () = looks.next(), if due.is_none() && self.following.is_some() => {
                    let news = self.look()?;
                    looks.looked(&news);
                    if !news.changed {
                        continue;
                    }
                    calm
                }
                action = self.post.next() => {
                    self.act(action)?;
                    FRAME
                }
                signal = signals.next() => {
                    match signal {
                        Signal::Leave => self.leaving = true,
                        Signal::Suspend => self.screen.suspend()?,
                        Signal::Continue => self.screen.redraw(),
                    }
                    FRAME
                }
                () = tokio::task::yield_now(), if self.hunt.is_some() => {
                    self.hunt_on()?;
                    PROGRESS
                }
                () = tokio::task::yield_now(), if self.comparison.is_some() => {
                    self.compare_on()?;
                    if self.comparison.is_some() { PROGRESS } else { FRAME }
                }
                () = sleep_until(wake) => FRAME,
            };
            // A key is not to wait because a call was drawn a moment ago.
            let soonest = if asked {
                answered + FRAME
            } else {
                drawn + pace
            };
            due = Some(due.map_or(soonest, |due| due.min(soonest)));
        }
        Ok(())
    }

    /// Brings everything up to date and draws it.
    fn frame(&mut self) -> anyhow::Result<()> {
        if self.app.is_live() {
            self.act(Action::Tick(now()))?;
        }
        if self.app.play.pace().is_some() {
            self.act(Action::Beat(now()))?;
        }
        self.inspection.settle(self.app.as_of());
        let effects = self.app.refresh(&self.inspection);
        self.perform(effects)?;
        if self.speaker.is_some() {
            return self.speak();
        }
        let size = self.screen.size()?;
        let area = ratatui::layout::Rect::new(0, 0, size.width, size.height);
        self.canvas
            .fit(&mut self.app, &self.inspection, &self.theme, area);
        let effects = self.app.want_cells(&self.inspection);
        self.perform(effects)?;
        let (canvas, app, inspection, theme) =
            (&self.canvas, &self.app, &self.inspection, &self.theme);
        self.screen
            .draw(|area, buf| canvas.draw(app, inspection, theme, area, buf))?;
        Ok(())
    }

    fn event(&mut self, event: &Event) -> anyhow::Result<()> {
        if let Some(speaker) = &mut self.speaker {
            speaker.asked = true;
        }
        let action = match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => {
                keys::chord(*key).and_then(|chord| self.app.key(&self.inspection, chord))
            }
            Event::Mouse(mouse) => self.mouse(*mouse),
            Event::Paste(text) => Some(Action::Paste(text.clone())),
            _ => None,
        };
        match action {
            Some(action) => self.act(action),
            None => Ok(()),
        }
    }

    fn mouse(&self, mouse: MouseEvent) -> Option<Action> {
        let gesture = keys::gesture(mouse.kind)?;
        let size = self.screen.size().ok()?;
        let area = ratatui::layout::Rect::new(0, 0, size.width, size.height);
        let place = (gesture, mouse.column, mouse.row);
        self.canvas
            .mouse(&self.app, &self.inspection, &self.theme, area, place)
    }

    fn act(&mut self, action: Action) -> anyhow::Result<()> {
        let effects = self.app.update(action, &self.inspection);
        self.perform(effects)
    }
}
