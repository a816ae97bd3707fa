//! How far a long reading is: counted where it is done, told by a thread of its own in a line on a terminal.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::captures::Source;
use super::console::Console;
use crate::output::reading::Reading;
use crate::output::text::cut;
use crate::recording::Progress;

/// What is over before this needs no word.
pub(super) const PATIENCE: Duration = Duration::from_millis(500);
/// Between two words.
const PACE: Duration = Duration::from_millis(200);

/// How far a reading is.
pub(super) struct Loading {
    begin: Instant,
    files: usize,
    /// Bytes of all files; `None` with a pipe among them.
    all: Option<u64>,
    /// What was read of them.
    pub(super) progress: Progress,
    judging: AtomicBool,
    /// The file that is read, and its place from 1.
    file: Mutex<(String, usize)>,
}

impl Loading {
    /// Nothing was read yet of these.
    pub(super) fn of<'a>(sources: impl Iterator<Item = &'a Source>) -> Arc<Self> {
        let (mut files, mut all) = (0, Some(0_u64));
        for source in sources {
            files += 1;
            let length = match source {
                Source::Stdin => None,
                Source::File(path) => path.metadata().ok().map(|file| file.len()),
            };
            all = all.zip(length).map(|(all, length)| all + length);
        }
        Arc::new(Loading {
            begin: Instant::now(),
            files,
            all,
            progress: Progress::default(),
            judging: AtomicBool::new(false),
            file: Mutex::new((String::new(), 0)),
        })
    }

    /// The next file is read.
    pub(super) fn begin(&self, file: &str) {
        let mut current = lock(&self.file);
        file.clone_into(&mut current.0);
        current.1 += 1;
        self.judging.store(false, Ordering::Relaxed);
    }

    /// All of a capture was read, and is being judged.
    pub(super) fn judge(&self) {
        self.judging.store(true, Ordering::Relaxed);
    }

    /// How far it is now.
    pub(super) fn reading(&self) -> Reading {
        let (file, place) = lock(&self.file).clone();
        Reading {
            file,
            place,
            files: self.files,
            bytes: self.progress.bytes(),
            all: self.all,
            events: self.progress.entries(),
            judged: self.progress.given(),
            elapsed_ms: u64::try_from(self.begin.elapsed().as_millis()).unwrap_or(u64::MAX),
            judging: self.judging.load(Ordering::Relaxed) || self.progress.is_giving(),
        }
    }
}

/// A line on STDERR, where that is a terminal, that says how far a reading is; Ctrl-C ends it like any program.
pub(super) struct Word {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    loading: Arc<Loading>,
    line: Mutex<Line>,
    moved: Condvar,
}

#[derive(Default)]
struct Line {
    shown: bool,
    over: bool,
}

impl Word {
    /// Says how far it is until it is dropped.
    pub(super) fn about(loading: &Arc<Loading>) -> Self {
        let shared = Arc::new(Shared {
            loading: Arc::clone(loading),
            line: Mutex::default(),
            moved: Condvar::new(),
        });
        let of_thread = Arc::clone(&shared);
        let thread = io::stderr()
            .is_terminal()
            .then(|| thread::spawn(move || of_thread.run()));
        Word { shared, thread }
    }

    /// Says something else, above the line.
    pub(super) fn say(&self, console: &Console, text: &str) {
        let mut line = lock(&self.shared.line);
        line.wipe();
        console.say(text);
    }
}

impl Shared {
    fn run(&self) {
        let mut line = lock(&self.line);
        let mut pause = PATIENCE;
        while !line.over {
            let waited = self.moved.wait_timeout(line, pause);
            let (again, waiting) = waited.unwrap_or_else(PoisonError::into_inner);
            line = again;
            if waiting.timed_out() {
                line.show(&format!("{}; Ctrl-C stops", self.loading.reading().line()));
                pause = PACE;
            }
        }
    }
}

impl Line {
    fn show(&mut self, words: &str) {
        let width = crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns));
        let words = cut(words, width.saturating_sub(1), "");
        write(&format!("\r{words}\x1b[K"));
        self.shown = true;
    }

    fn wipe(&mut self) {
        if std::mem::take(&mut self.shown) {
            write("\r\x1b[K");
        }
    }
}

impl Drop for Word {
    /// Takes the line away.
    fn drop(&mut self) {
        let mut line = lock(&self.shared.line);
        line.over = true;
        line.wipe();
        drop(line);
        self.shared.moved.notify_all();
        if let Some(thread) = self.thread.take() {
            // It has nothing to tell but what is on the screen.
            let _ = thread.join();
        }
    }
}

fn write(text: &str) {
    let mut err = io::stderr().lock();
    // Nobody may be looking, and then there is nobody to tell that.
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// What it guards is changed in one step: nobody leaves it in disorder.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
