//! Reads recordings on a thread of its own, and shows how far that is when it takes longer than a moment.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use crossterm::event::{Event, EventStream, KeyCode, KeyEventKind, KeyModifiers};
use futures_util::StreamExt as _;
use tokio::sync::oneshot;
use tokio::time::MissedTickBehavior;

use super::signals::{Signal, Signals};
use super::{Look, look};
use crate::cli::config::Config;
use crate::cli::console::Console;
use crate::cli::input::{Capture, Recording};
use crate::cli::loading::{Loading, PATIENCE};
use crate::terminal::Screen;
use crate::ui::screens::reading;
use crate::ui::theme::Theme;

/// Between two frames.
const FRAME: Duration = Duration::from_millis(100);
/// Between two lines for a screen reader.
const SAID: Duration = Duration::from_secs(3);

/// A reading that goes on.
pub(in crate::cli) struct Opening {
    loading: Arc<Loading>,
    /// What the thread has to say until it is done.
    said: Arc<Mutex<Vec<String>>>,
    done: oneshot::Receiver<anyhow::Result<Recording>>,
}

/// What was read.
pub(in crate::cli) struct Opened {
    /// The capture.
    pub(in crate::cli) recording: Recording,
    /// The terminal, if it was taken to show how far the reading is.
    pub(in crate::cli) screen: Option<Screen>,
    /// What is to be said when the terminal is given back.
    pub(in crate::cli) said: Vec<String>,
}

/// What a key asks for meanwhile.
enum Wish {
    Cancel,
    Suspend,
    Redraw,
}

impl Opening {
    /// Begins to read files as one capture.
    pub(in crate::cli) fn begin(files: &[String], config: Config) -> anyhow::Result<Self> {
        let capture = Capture::joined(files)?;
        let loading = Loading::of(capture.sources.iter());
        let said = Arc::new(Mutex::new(Vec::new()));
        let (sender, done) = oneshot::channel();
        let (of_thread, to_say) = (Arc::clone(&loading), Arc::clone(&said));
        thread::spawn(move || {
            let say = |text: &str| {
                let mut said = to_say.lock().unwrap_or_else(PoisonError::into_inner);
                said.push(text.to_owned());
            };
            // Who cancelled does not wait for it.
            let _ = sender.send(capture.read(&config, &of_thread, say));
        });
        Ok(Opening {
            loading,
            said,
            done,
        })
    }

    /// Waits for the end of it, and shows how far it is; `None` when the user does not want to wait for it. Its thread
    /// then ends with the program.
    pub(in crate::cli) async fn show(
        mut self,
        options: &Look,
        theme: &Theme,
        console: &Console,
    ) -> anyhow::Result<Option<Opened>> {
        if let Ok(read) = tokio::time::timeout(PATIENCE, &mut self.done).await {
            let recording = read.context(BROKEN)??;
            self.said().iter().for_each(|said| console.say(said));
            return Ok(Some(Opened {
                recording,
                screen: None,
                said: Vec::new(),
            }));
        }
        let linear = options.linear;
        let mut screen = look::enter(!options.no_mouse, linear)?;
        let mut input = EventStream::new();
        let mut signals = Signals::new()?;
        let mut frames = tokio::time::interval(if linear { SAID } else { FRAME });
        frames.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let wish = tokio::select! {
                read = &mut self.done => {
                    let recording = read.context(BROKEN)??;
                    let (screen, said) = (Some(screen), self.said());
                    return Ok(Some(Opened { recording, screen, said }));
                }
                _ = frames.tick() => {
                    self.frame(&mut screen, theme, linear)?;
                    None
                }
                event = input.next() => match event {
                    Some(Ok(event)) => wish(&event),
                    // The terminal is gone.
                    _ => Some(Wish::Cancel),
                },
                signal = signals.next() => Some(match signal {
                    Signal::Leave => Wish::Cancel,
                    Signal::Suspend => Wish::Suspend,
                    Signal::Continue => Wish::Redraw,
                }),
            };
            match wish {
                Some(Wish::Cancel) => return Ok(None),
                Some(Wish::Suspend) => screen.suspend()?,
                Some(Wish::Redraw) => {
                    screen.redraw();
                    frames.reset_immediately();
                }
                None => {}
            }
        }
    }

    fn frame(&self, screen: &mut Screen, theme: &Theme, linear: bool) -> anyhow::Result<()> {
        let now = self.loading.reading();
        if linear {
            screen.say(&[format!("{}; esc or q cancels", now.line())])?;
        } else {
            screen.draw(|area, buf| reading::draw(&now, theme, area, buf))?;
        }
        Ok(())
    }

    fn said(&self) -> Vec<String> {
        std::mem::take(&mut self.said.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The thread ended without a word.
const BROKEN: &str = "the reading broke down; please report it with the file";

fn wish(event: &Event) -> Option<Wish> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => {
            let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
            match key.code {
                KeyCode::Esc | KeyCode::Char('q') => Some(Wish::Cancel),
                KeyCode::Char('c') if ctrl => Some(Wish::Cancel),
                KeyCode::Char('z') if ctrl => Some(Wish::Suspend),
                KeyCode::Char('l') if ctrl => Some(Wish::Redraw),
                _ => None,
            }
        }
        Event::Resize(..) => Some(Wish::Redraw),
        _ => None,
    }
}
