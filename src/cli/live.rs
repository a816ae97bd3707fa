//! The loop behind the dashboard: one task owns the inspection and the app, and draws when something changed.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use crossterm::event::{
    Event, EventStream, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::now;
use crate::app::{Action, App, Chord, Effect, Key, Message, Source};
use crate::capture::{Handle, Notice, Running, Summary};
use crate::exchange::Mark;
use crate::inspection::Inspection;
use crate::output::text::{clean, size};
use crate::recording::{Note, Store};
use crate::terminal::Screen;
use crate::ui::Canvas;
use crate::ui::mouse::Gesture;
use crate::ui::theme::{BUILT_IN, Depth, Theme};

/// Under load, frames are at least this far apart.
const FRAME: Duration = Duration::from_millis(16);
/// Notices taken between two looks at the keyboard.
const BATCH: usize = 512;

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
    /// Starts a demo, where there is an endpoint for it.
    pub(super) demo: Option<Demo>,
    /// Take the mouse from the terminal.
    pub(super) mouse: bool,
}

/// Shows a capture until the user leaves; what came until then is in the recording.
pub(super) async fn run_watch(setting: Setting, running: Running) -> anyhow::Result<Summary> {
    let Running {
        mut notices,
        handle,
        ..
    } = running;
    let mut live = Live::new(setting, Notes::Capture(handle.clone()))?;
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

/// Steps through a recording until the user leaves; marks are added to its file where that can be done.
pub(super) async fn run_open(setting: Setting, file: Option<PathBuf>) -> anyhow::Result<()> {
    let mut live = Live::new(setting, Notes::File(file))?;
    live.run(None).await
}

/// Where a person's marks are written.
enum Notes {
    Capture(Handle),
    File(Option<PathBuf>),
}

impl Notes {
    fn write(&self, mark: &Mark) -> Result<(), String> {
        match self {
            Notes::Capture(handle) => handle
                .note(Note::Mark(mark.clone()))
                .map_err(|_| "the recording is busy: the mark is not written".to_owned()),
            Notes::File(file) => {
                let plain = file.as_deref().filter(|file| is_lines(file));
                let file =
                    plain.ok_or("this kind of file takes no marks: they are lost on leaving")?;
                append(file, mark).map_err(|error| format!("the mark is not written: {error}"))
            }
        }
    }
}

fn is_lines(file: &Path) -> bool {
    file.extension()
        .is_some_and(|extension| extension == "jsonl")
}

fn append(file: &Path, mark: &Mark) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom, Write};
    let mut out = std::fs::OpenOptions::new()
        .read(true)
        .append(true)
        .open(file)?;
    let mut line = Vec::new();
    // A file cut off in its last line must not swallow the mark.
    if out.seek(SeekFrom::End(-1)).is_ok() {
        let mut last = [0];
        out.read_exact(&mut last)?;
        if last != *b"\n" {
            line.push(b'\n');
        }
    }
    crate::recording::mark_line(&mut line, mark);
    out.write_all(&line)
}

/// The task that owns what is shown.
struct Live {
    app: App,
    inspection: Inspection,
    store: Store,
    canvas: Canvas,
    theme: Theme,
    depth: Depth,
    demo: Option<Demo>,
    notes: Notes,
    screen: Screen,
    leaving: bool,
}

impl Live {
    fn new(setting: Setting, notes: Notes) -> anyhow::Result<Self> {
        let mut app = App::new(setting.source);
        app.mouse = setting.mouse;
        app.utc_offset = chrono::Local::now().offset().local_minus_utc();
        app.now = app.is_live().then(now);
        let screen = Screen::enter(app.mouse).context("cannot take the terminal")?;
        Ok(Live {
            app,
            inspection: setting.inspection,
            store: setting.store,
            canvas: Canvas::default(),
            theme: setting.theme,
            depth: depth(),
            demo: setting.demo,
            notes,
            screen,
            leaving: false,
        })
    }

    async fn run(
        &mut self,
        mut notices: Option<&mut mpsc::Receiver<Notice>>,
    ) -> anyhow::Result<()> {
        let mut input = EventStream::new();
        let mut signals = Signals::new()?;
        let mut batch = Vec::with_capacity(BATCH);
        let mut dirty = true;
        let mut next_frame = Instant::now();
        while !self.leaving {
            if dirty && Instant::now() >= next_frame {
                self.frame()?;
                dirty = false;
                next_frame = Instant::now() + FRAME;
            }
            let wake = if dirty {
                Some(next_frame)
            } else {
                self.app.wants_clock(&self.inspection).then(next_second)
            };
            tokio::select! {
                event = input.next() => match event {
                    Some(Ok(event)) => {
                        self.event(&event)?;
                        dirty = true;
                    }
                    // The terminal is gone.
                    Some(Err(_)) | None => self.leaving = true,
                },
                count = receive(&mut notices, &mut batch) => {
                    if count == 0 {
                        notices = None;
                    }
                    self.take(&mut batch);
                    dirty = true;
                }
                signal = signals.next() => {
                    match signal {
                        Signal::Leave => self.leaving = true,
                        Signal::Suspend => self.screen.suspend()?,
                        Signal::Continue => self.screen.redraw(),
                    }
                    dirty = true;
                }
                () = sleep_until(wake) => dirty = true,
            }
        }
        Ok(())
    }

    /// Brings everything up to date and draws it.
    fn frame(&mut self) -> anyhow::Result<()> {
        if self.app.is_live() {
            self.act(Action::Tick(now()))?;
        }
        self.inspection.settle(self.app.as_of());
        let effects = self.app.refresh(&self.inspection);
        self.perform(effects)?;
        let size = self.screen.size()?;
        let area = ratatui::layout::Rect::new(0, 0, size.width, size.height);
        self.canvas
            .fit(&mut self.app, &self.inspection, &self.theme, area);
        let (canvas, app, inspection, theme) =
            (&self.canvas, &self.app, &self.inspection, &self.theme);
        self.screen
            .draw(|area, buf| canvas.draw(app, inspection, theme, area, buf))?;
        Ok(())
    }

    fn event(&mut self, event: &Event) -> anyhow::Result<()> {
        let action = match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => {
                chord(*key).and_then(|chord| self.app.key(&self.inspection, chord))
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
        let gesture = match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => Gesture::Press,
            MouseEventKind::Drag(MouseButton::Left) => Gesture::Drag,
            MouseEventKind::ScrollUp => Gesture::Up,
            MouseEventKind::ScrollDown => Gesture::Down,
            _ => return None,
        };
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

    fn perform(&mut self, effects: Vec<Effect>) -> anyhow::Result<()> {
        for effect in effects {
            match effect {
                Effect::Quit => self.leaving = true,
                Effect::Suspend => self.screen.suspend()?,
                Effect::Redraw => self.screen.redraw(),
                Effect::Mouse(mouse) => self.screen.set_mouse(mouse)?,
                Effect::Theme => self.next_theme(),
                Effect::Demo => self.start_demo()?,
                Effect::Write(mark) => self.write(mark)?,
                Effect::Fetch(seq) => {
                    let exchange = self.store.fetch(seq).map(Box::new);
                    self.act(Action::Fetched(seq, exchange))?;
                }
                Effect::Copy(text, what) => {
                    self.screen.copy(&text)?;
                    let said = format!("copied {what} ({})", size(text.len() as u64));
                    self.act(Action::Say(Message::good(said)))?;
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, batch: &mut Vec<Notice>) {
        for notice in batch.drain(..) {
            match notice {
                Notice::Exchange { exchange, place } => {
                    self.store.add(&exchange, place);
                    self.inspection.push(&exchange);
                }
                Notice::Trouble(text) => self.app.trouble = Some(clean(&text).into_owned()),
                Notice::Recovered => self.app.trouble = None,
                Notice::Ended(summary) => {
                    let why = summary
                        .trouble
                        .unwrap_or_else(|| "the capture is over".to_owned());
                    self.app.trouble = Some(clean(&why).into_owned());
                }
            }
        }
    }

    fn write(&mut self, mark: Mark) -> anyhow::Result<()> {
        let mark = Mark { at: now(), ..mark };
        let written = self.notes.write(&mark);
        self.inspection.mark(mark);
        match written {
            Ok(()) => Ok(()),
            Err(fault) => self.act(Action::Say(Message::bad(fault))),
        }
    }

    fn start_demo(&mut self) -> anyhow::Result<()> {
        let said = match &mut self.demo {
            Some(start) => match start() {
                Ok(said) => Message::good(said),
                Err(error) => Message::bad(format!("{error:#}")),
            },
            None => Message::bad("there is no endpoint here to play a demo to"),
        };
        self.act(Action::Say(said))
    }

    fn next_theme(&mut self) {
        let here = BUILT_IN
            .iter()
            .position(|(name, _)| *name == self.theme.name);
        let next = here.map_or(0, |here| (here + 1) % BUILT_IN.len());
        let ascii = self.theme.glyphs == &crate::ui::theme::Glyphs::ASCII;
        if let Some((name, _)) = BUILT_IN.get(next)
            && let Ok(theme) = Theme::named(name)
        {
            let theme = theme.in_depth(self.depth);
            self.theme = if ascii { theme.ascii() } else { theme };
            self.app.message = Some(Message::good(format!("theme {name}")));
        }
    }
}

/// The next batch of notices; 0 when there are no more. Waits for ever where nothing is captured.
async fn receive(
    notices: &mut Option<&mut mpsc::Receiver<Notice>>,
    batch: &mut Vec<Notice>,
) -> usize {
    match notices {
        Some(notices) => notices.recv_many(batch, BATCH).await,
        None => std::future::pending().await,
    }
}

async fn sleep_until(wake: Option<Instant>) {
    match wake {
        Some(wake) => tokio::time::sleep_until(wake).await,
        None => std::future::pending().await,
    }
}

/// When the clock shows another second.
fn next_second() -> Instant {
    let past = u64::try_from(now().0.rem_euclid(1_000_000)).unwrap_or(0);
    Instant::now() + Duration::from_micros(1_000_000 - past)
}

/// What a signal asks for.
enum Signal {
    Leave,
    Suspend,
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "there are no such signals elsewhere")
    )]
    Continue,
}

/// The signals that must not leave the terminal in a mess.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    stop: tokio::signal::unix::Signal,
    go_on: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            stop: signal(SignalKind::from_raw(signal_hook::consts::SIGTSTP))?,
            go_on: signal(SignalKind::from_raw(signal_hook::consts::SIGCONT))?,
        })
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.terminate.recv() => Signal::Leave,
            _ = self.hang_up.recv() => Signal::Leave,
            _ = self.interrupt.recv() => Signal::Leave,
            _ = self.stop.recv() => Signal::Suspend,
            _ = self.go_on.recv() => Signal::Continue,
        }
    }
}

/// Elsewhere there is only the interrupt.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Signals)
    }

    async fn next(&mut self) -> Signal {
        let _ = tokio::signal::ctrl_c().await;
        Signal::Leave
    }
}

/// A key as the app knows it.
fn chord(event: KeyEvent) -> Option<Chord> {
    let key = match event.code {
        KeyCode::Char(letter) => Key::Char(letter),
        KeyCode::F(number) => Key::F(number),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return None,
    };
    Some(Chord {
        key,
        ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
        alt: event.modifiers.contains(KeyModifiers::ALT),
    })
}

/// How many colours the terminal shows, as far as the environment tells.
fn depth() -> Depth {
    let is = |name: &str, wanted: &[&str]| {
        std::env::var(name).is_ok_and(|value| wanted.iter().any(|part| value.contains(part)))
    };
    if is("COLORTERM", &["truecolor", "24bit"])
        || is("TERM", &["direct", "kitty", "alacritty", "ghostty"])
    {
        Depth::Full
    } else if is("TERM", &["256"]) {
        Depth::Indexed
    } else {
        Depth::Basic
    }
}

/// The options that decide how the dashboard looks.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Look")]
pub(super) struct Look {
    /// Theme: a name that `playscope themes` lists, or a TOML file
    #[arg(long, value_name = "NAME|FILE")]
    theme: Option<String>,

    /// Signs from ASCII only, for poor fonts
    #[arg(long)]
    pub(super) ascii: bool,

    /// Leave the mouse to the terminal, to select text with it
    #[arg(long)]
    pub(super) no_mouse: bool,
}

impl Look {
    /// The theme asked for, here or else in the configuration, in the colours that the terminal shows;
    /// without one, `NO_COLOR` asks for none.
    ///
    /// # Errors
    ///
    /// When there is no such theme, or its file cannot be used.
    pub(super) fn theme(&self, configured: Option<&str>) -> anyhow::Result<Theme> {
        let bare = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let name =
            self.theme
                .as_deref()
                .or(configured)
                .unwrap_or(if bare { "mono" } else { "dark" });
        let is_file = Path::new(name)
            .extension()
            .is_some_and(|extension| extension == "toml");
        let theme = if is_file {
            let text = std::fs::read_to_string(name)
                .with_context(|| format!("cannot read the theme {name}"))?;
            Theme::parse(&text).with_context(|| format!("the theme {name} cannot be used"))?
        } else {
            Theme::named(name)?
        };
        let theme = theme.in_depth(depth());
        Ok(if self.ascii { theme.ascii() } else { theme })
    }
}
