//! The program in a terminal of its own: keys go in, and what comes out is looked through.

use std::io::{Read, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(10);

/// The running program.
pub(crate) struct Screen {
    child: Box<dyn Child + Send + Sync>,
    /// It hangs up when it is dropped.
    _master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    /// What came out since the last key.
    seen: Vec<u8>,
    address: String,
    _folder: tempfile::TempDir,
}

impl Screen {
    /// Starts it on a free port.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_playscope"));
        command.args(["watch", "--listen", "127.0.0.1:0", "--record"]);
        command.arg(folder.path().join("capture.jsonl"));
        command.env("TERM", "xterm-256color");
        command.env("COLORFGBG", "15;0");
        // Hints that were read are not remembered, and none is shown.
        command.env("XDG_STATE_HOME", "/dev/null/nowhere");
        command.env_remove("TMUX");
        let size = PtySize {
            rows: 60,
            cols: 200,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let child = pair.slave.spawn_command(command).expect("the program");
        let mut reader = pair.master.try_clone_reader().expect("its output");
        let (sender, output) = mpsc::channel();
        std::thread::spawn(move || {
            let mut bytes = vec![0; 1 << 16];
            while let Ok(count) = reader.read(&mut bytes) {
                let came = (Instant::now(), bytes[..count].to_vec());
                if count == 0 || sender.send(came).is_err() {
                    break;
                }
            }
        });
        let mut screen = Screen {
            child,
            keys: pair.master.take_writer().expect("its keyboard"),
            _master: pair.master,
            output,
            seen: Vec::new(),
            address: String::new(),
            _folder: folder,
        };
        screen.wait("127.0.0.1:");
        // The rest of the first frame.
        screen.quiet(Duration::from_millis(300));
        let text = String::from_utf8_lossy(&screen.seen).into_owned();
        let address = text.split("http://").find_map(|rest| {
            let end =
                rest.find(|letter: char| !letter.is_ascii_digit() && !".:".contains(letter))?;
            rest.get(..end).filter(|address| address.contains(':'))
        });
        let address = address.expect("an address on the screen");
        address.clone_into(&mut screen.address);
        screen
    }

    /// Where players send to.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Presses a key and waits until a text comes out; how long that took.
    pub(crate) fn press(&mut self, key: &str, shown: &str) -> Duration {
        self.quiet(Duration::ZERO);
        self.seen.clear();
        let pressed = Instant::now();
        self.keys.write_all(key.as_bytes()).expect("a key");
        self.keys.flush().expect("a key");
        self.wait(shown).saturating_duration_since(pressed)
    }

    /// Takes what comes out for a while.
    pub(crate) fn quiet(&mut self, time: Duration) {
        let until = Instant::now() + time;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok((_, bytes)) => self.seen.extend(bytes),
                Err(RecvTimeoutError::Timeout) => return,
                Err(RecvTimeoutError::Disconnected) => panic!("the program ended"),
            }
        }
    }

    /// When a text came out.
    fn wait(&mut self, text: &str) -> Instant {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let (came, bytes) = self
                .output
                .recv_timeout(left)
                .unwrap_or_else(|_| panic!("{text} never came"));
            self.seen.extend(bytes);
            let found = self.seen.windows(text.len());
            if found.into_iter().any(|part| part == text.as_bytes()) {
                return came;
            }
        }
    }

    /// Leaves the program.
    pub(crate) fn leave(mut self) {
        self.keys.write_all(b"q").expect("a key");
        self.child.wait().expect("its end");
    }
}
