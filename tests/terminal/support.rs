//! A terminal of our own for the real program.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use playscope::recording::{exchange_line, header_line};
use playscope::simulate::script;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Longest wait for anything; a condition ends it earlier.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);

pub(super) fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

/// A program in a terminal of our own.
pub(super) struct Terminal {
    pub(super) child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    pub(super) output: Receiver<Vec<u8>>,
    pub(super) screen: vt100::Parser,
}

/// The program on a dark terminal.
pub(super) fn playscope() -> CommandBuilder {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_playscope"));
    command.env("TERM", "xterm-256color");
    command.env("COLORFGBG", "15;0");
    command.env("XDG_STATE_HOME", "/dev/null/nowhere");
    command.env_remove("NO_COLOR");
    command.env_remove("TMUX");
    command
}

impl Terminal {
    pub(super) fn start(command: CommandBuilder, columns: u16, lines: u16) -> Self {
        let size = PtySize {
            rows: lines,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = mpsc::channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 8192];
            while let Ok(count) = reader.read(&mut bytes) {
                if count == 0 || sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Terminal {
            child,
            keys: pair.master.take_writer().unwrap(),
            master: pair.master,
            output,
            screen: vt100::Parser::new(cells(lines), cells(columns), 0),
        }
    }

    /// The program with arguments.
    pub(super) fn playscope(arguments: &[&str], columns: u16, lines: u16) -> Self {
        Terminal::remembering("/dev/null/nowhere", arguments, columns, lines)
    }

    /// The program with arguments, and a folder where it remembers things.
    pub(super) fn remembering(folder: &str, arguments: &[&str], columns: u16, lines: u16) -> Self {
        let mut command = playscope();
        command.args(arguments);
        command.env("XDG_STATE_HOME", folder);
        Terminal::start(command, columns, lines)
    }

    pub(super) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Reads until the screen is as wanted.
    pub(super) fn wait(
        &mut self,
        what: &str,
        wanted: impl Fn(&vt100::Screen) -> bool,
    ) -> &mut Self {
        let until = Instant::now() + PATIENCE;
        while !wanted(self.screen.screen()) {
            let left = until.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("{what} never came; the screen is\n{}", self.text())
                }
            }
        }
        self
    }

    pub(super) fn shows(&mut self, text: &str) -> &mut Self {
        let wanted = text.to_owned();
        self.wait(text, move |screen| screen.contents().contains(&wanted))
    }

    pub(super) fn press(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    pub(super) fn signal(&mut self, name: &str) -> &mut Self {
        let id = self.child.process_id().unwrap().to_string();
        let status = std::process::Command::new("kill")
            .args([name, &id])
            .status();
        assert!(status.unwrap().success());
        self
    }

    /// Goes on after a pause, until it draws: it stops a moment after the screen is given back, and a continuation
    /// that comes before is lost.
    pub(super) fn goes_on(&mut self) -> &mut Self {
        let until = Instant::now() + PATIENCE;
        while !is_drawn(self.screen.screen()) {
            assert!(Instant::now() < until, "it stays stopped\n{}", self.text());
            self.signal("-CONT");
            if let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(50)) {
                self.screen.process(&bytes);
            }
        }
        self
    }

    pub(super) fn resize(&mut self, columns: u16, lines: u16) -> &mut Self {
        self.screen
            .screen_mut()
            .set_size(cells(lines), cells(columns));
        let size = PtySize {
            rows: lines,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.master.resize(size).unwrap();
        self
    }

    /// Reads to the end; the exit code.
    pub(super) fn end(&mut self) -> u32 {
        let until = Instant::now() + PATIENCE;
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.exit_code();
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "it does not end; the screen is\n{}",
                self.text()
            );
            if let Ok(bytes) = self
                .output
                .recv_timeout(left.min(Duration::from_millis(20)))
            {
                self.screen.process(&bytes);
            }
        };
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
            self.screen.process(&bytes);
        }
        code
    }

    pub(super) fn assert_given_back(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(!screen.bracketed_paste(), "pastes are still bracketed");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

pub(super) fn is_drawn(screen: &vt100::Screen) -> bool {
    screen.alternate_screen() && screen.contents().contains("The Long Night")
}

pub(super) fn recording(folder: &tempfile::TempDir) -> PathBuf {
    let script = script::parse(crate::screens::FILM).unwrap();
    let mut text = Vec::new();
    header_line(&mut text, &script.header);
    for exchange in &script.exchanges {
        exchange_line(&mut text, exchange, true);
    }
    let path = folder.path().join("film.jsonl");
    std::fs::write(&path, text).unwrap();
    path
}

pub(super) fn opened(folder: &tempfile::TempDir, columns: u16, lines: u16) -> Terminal {
    let path = recording(folder);
    let mut terminal = Terminal::playscope(&["open", path.to_str().unwrap()], columns, lines);
    terminal.wait("the first frame", is_drawn);
    terminal
}
