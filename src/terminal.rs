//! Enters and leaves the screen, and gives the terminal back in every way out: quit, error, panic, signal, pause.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{Command, cursor, execute, queue};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

/// The screen is ours; what must be undone when the program goes.
static OURS: AtomicBool = AtomicBool::new(false);
/// The keys come raw.
static KEYS: AtomicBool = AtomicBool::new(false);
/// Some thread panicked: the screen is given back, and nothing may be drawn any more.
static PANICKED: AtomicBool = AtomicBool::new(false);

/// The terminal while the program has it.
///
/// It keeps the last frame itself: `ratatui::Terminal` asks the terminal where its cursor is whenever the size
/// changes, and the answer would have to be fished out of the keys that are being read elsewhere.
#[derive(Debug)]
pub struct Screen {
    backend: CrosstermBackend<BufWriter<Stdout>>,
    shown: Buffer,
    mouse: bool,
    /// Lines are written one after the other; there are no frames.
    linear: bool,
}

impl Screen {
    /// Takes only the keys: lines go on below what stands there, for a screen reader to speak.
    ///
    /// # Errors
    ///
    /// When the terminal refuses.
    pub fn enter_linear() -> io::Result<Self> {
        restore_on_panic();
        take_keys()?;
        Ok(Screen::on(io::stdout(), false, true))
    }

    /// Takes the terminal: alternate screen, raw keys, bracketed paste and, if wanted, the mouse.
    ///
    /// # Errors
    ///
    /// When the terminal refuses.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        restore_on_panic();
        take(mouse)?;
        Ok(Screen::on(io::stdout(), mouse, false))
    }

    fn on(out: Stdout, mouse: bool, linear: bool) -> Self {
        Screen {
            backend: CrosstermBackend::new(BufWriter::with_capacity(1 << 16, out)),
            shown: Buffer::default(),
            mouse,
            linear,
        }
    }

    /// Writes lines below those before.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be written to, or the program is on its way out after a panic.
    pub fn say(&mut self, lines: &[String]) -> io::Result<()> {
        if PANICKED.load(Ordering::SeqCst) {
            return Err(io::Error::other("stopped after an internal fault"));
        }
        for line in lines {
            // Keys are raw: the terminal does not go back to the first column by itself.
            write!(self.backend, "{line}\r\n")?;
        }
        io::Write::flush(&mut self.backend)
    }

    /// Columns and lines.
    ///
    /// # Errors
    ///
    /// When the terminal does not tell.
    pub fn size(&self) -> io::Result<Size> {
        self.backend.size()
    }

    /// Draws a frame; only what changed since the last one is written.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be written to, or the program is on its way out after a panic.
    pub fn draw(&mut self, draw: impl FnOnce(Rect, &mut Buffer)) -> io::Result<()> {
        if PANICKED.load(Ordering::SeqCst) {
            return Err(io::Error::other("stopped after an internal fault"));
        }
        let size = self.size()?;
        let area = Rect::new(0, 0, size.width, size.height);
        let mut frame = Buffer::empty(area);
        draw(area, &mut frame);
        queue!(self.backend, BeginSynchronizedUpdate)?;
        if self.shown.area != area {
            self.backend.clear()?;
            self.shown = Buffer::empty(area);
        }
        self.backend.draw(self.shown.diff(&frame).into_iter())?;
        self.shown = frame;
        execute!(self.backend, EndSynchronizedUpdate)
    }

    /// Forgets what is on the screen, so that the next frame is written in full.
    pub fn redraw(&mut self) {
        self.shown = Buffer::default();
    }

    /// Takes the mouse, or leaves it to the terminal, which can then select text.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be written to.
    pub fn set_mouse(&mut self, mouse: bool) -> io::Result<()> {
        self.mouse = mouse;
        if mouse {
            execute!(self.backend, EnableMouseCapture)
        } else {
            execute!(self.backend, DisableMouseCapture)
        }
    }

    /// Puts text on the clipboard of the user's own machine, over SSH and in tmux too (OSC 52).
    ///
    /// # Errors
    ///
    /// When the terminal cannot be written to.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let backend = &mut self.backend;
        let mut plain = String::new();
        let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain);
        if std::env::var_os("TMUX").is_some() {
            // tmux takes the plain form where it is set up to; else this reaches the terminal around it.
            let inner = plain.replace('\u{1b}', "\u{1b}\u{1b}");
            write!(backend, "\u{1b}Ptmux;{inner}\u{1b}\\")?;
        }
        write!(backend, "{plain}")?;
        io::Write::flush(backend)
    }

    /// Gives the terminal back, stops the program until it is continued, and takes the terminal again.
    ///
    /// # Errors
    ///
    /// When the terminal refuses.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        #[cfg(unix)]
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        self.redraw();
        if self.linear {
            take_keys()
        } else {
            take(self.mouse)
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn take_keys() -> io::Result<()> {
    enable_raw_mode()?;
    KEYS.store(true, Ordering::SeqCst);
    Ok(())
}

fn take(mouse: bool) -> io::Result<()> {
    take_keys()?;
    OURS.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    execute!(
        out,
        EnterAlternateScreen,
        EnableBracketedPaste,
        cursor::Hide
    )?;
    if mouse {
        execute!(out, EnableMouseCapture)?;
    }
    Ok(())
}

/// Undoes what was taken, once; a terminal that is gone cannot be told, so errors are of no use here.
fn give_back() {
    if OURS.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        let _ = execute!(
            out,
            EndSynchronizedUpdate,
            DisableMouseCapture,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            cursor::Show
        );
    }
    if KEYS.swap(false, Ordering::SeqCst) {
        let _ = disable_raw_mode();
    }
}

/// Gives the terminal back before a panic is told, so that it can be read, and ends the program in order.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tell = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let ours = KEYS.load(Ordering::SeqCst);
            if ours {
                PANICKED.store(true, Ordering::SeqCst);
                give_back();
            }
            tell(panic);
            #[cfg(unix)]
            if ours {
                // A panic of another thread: whoever waits for keys wakes up and leaves.
                let _ = signal_hook::low_level::raise(signal_hook::consts::SIGTERM);
            }
        }));
    });
}
