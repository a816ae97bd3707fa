//! STDOUT for data, STDERR for talk.

use std::io::{self, BufWriter, IsTerminal, Write};

use crate::output::Look;

/// The two streams of the program.
pub(super) struct Console {
    out: BufWriter<Quiet<io::Stdout>>,
    look: Look,
    terminal: bool,
}

impl Console {
    /// The process's own streams; colours on a terminal unless `NO_COLOR` is set.
    pub(super) fn new() -> Self {
        let terminal = io::stdout().is_terminal();
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let size = crossterm::terminal::size().ok().filter(|_| terminal);
        Console {
            out: BufWriter::new(Quiet::stdout()),
            look: Look {
                colour: terminal && !set("NO_COLOR") && !dumb,
                ascii: false,
                width: size.map_or(Look::default().width, |(columns, _)| usize::from(columns)),
            },
            terminal,
        }
    }

    /// STDOUT.
    pub(super) fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// STDOUT for a thread of its own.
    #[expect(clippy::unused_self, reason = "the two streams are used in one way")]
    pub(super) fn stream(&self) -> Quiet<io::Stdout> {
        Quiet::stdout()
    }

    /// How text for people looks here.
    pub(super) fn look(&self) -> Look {
        self.look
    }

    /// STDOUT is a terminal.
    pub(super) fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Tells something on STDERR.
    #[expect(clippy::unused_self, reason = "the two streams are used in one way")]
    pub(super) fn say(&self, text: &str) {
        let mut err = io::stderr().lock();
        // Nobody may be listening, and then there is nobody to tell that.
        let _ = writeln!(err, "playscope: {text}");
    }

    /// Writes out what is still held.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A stream whose reader may leave: from then on what is written goes nowhere.
pub(super) struct Quiet<W> {
    inner: W,
    closed: bool,
}

impl Quiet<io::Stdout> {
    fn stdout() -> Self {
        Quiet {
            inner: io::stdout(),
            closed: false,
        }
    }
}

impl<W: Write> Write for Quiet<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        match self.inner.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(bytes.len())
            }
            result => result,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        match self.inner.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            result => result,
        }
    }
}
