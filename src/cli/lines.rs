//! Lines on STDOUT that never hold up a capture: a reader that stands still is left behind, and told so.

use std::io::{self, Write};
use std::sync::mpsc as std_mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::mpsc::{self, Sender, error::TrySendError};

/// Lines that may wait for the reader.
const QUEUE: usize = 4096;

/// How long the capture waits for a reader that stands still.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long the last lines may take to be read.
const LAST: Duration = Duration::from_secs(2);

/// Writes lines from a thread of its own.
pub(super) struct Lines {
    sender: Sender<String>,
    thread: JoinHandle<()>,
    done: std_mpsc::Receiver<()>,
    patience: Duration,
    /// Lines left out since the reader stood still.
    missed: u64,
    /// What is written in their place.
    gap: fn(u64) -> String,
}

impl Lines {
    /// Starts to write to a stream; `gap` is the line that stands for so many that were left out.
    pub(super) fn start(out: impl Write + Send + 'static, gap: fn(u64) -> String) -> Self {
        let (sender, mut queue) = mpsc::channel::<String>(QUEUE);
        let (finished, done) = std_mpsc::channel();
        let thread = thread::spawn(move || {
            let mut out = io::BufWriter::new(out);
            while let Some(line) = queue.blocking_recv() {
                // A stream that cannot be written is no reason to stop a capture.
                let _ = writeln!(out, "{line}");
                if queue.is_empty() {
                    let _ = out.flush();
                }
            }
            let _ = out.flush();
            let _ = finished.send(());
        });
        Lines {
            sender,
            thread,
            done,
            patience: PATIENCE,
            missed: 0,
            gap,
        }
    }

    /// Adds a line; waits while the reader is only slow.
    pub(super) async fn put(&mut self, line: String) {
        if self.missed > 0 {
            let gap = (self.gap)(self.missed);
            if self.sender.try_send(gap).is_err() {
                self.missed += 1;
                return;
            }
            self.missed = 0;
        }
        match self.sender.try_send(line) {
            Ok(()) | Err(TrySendError::Closed(_)) => {}
            Err(TrySendError::Full(line)) => {
                if self.sender.send_timeout(line, self.patience).await.is_err() {
                    self.missed += 1;
                }
            }
        }
    }

    /// Waits for the last lines to be read, but not for a reader that stands still.
    pub(super) fn finish(self) {
        if self.missed > 0 {
            let _ = self.sender.try_send((self.gap)(self.missed));
        }
        drop(self.sender);
        if self.done.recv_timeout(LAST).is_ok() {
            let _ = self.thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex, mpsc};
    use std::time::Duration;

    use super::{Lines, QUEUE};

    /// A stream whose reader takes nothing until it is let go.
    struct Stuck {
        go: mpsc::Receiver<()>,
        gone: bool,
        text: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Stuck {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if !self.gone {
                let _ = self.go.recv();
                self.gone = true;
            }
            self.text
                .lock()
                .map_err(|_| io::ErrorKind::Other)?
                .extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_reader_that_stands_still_is_left_behind_and_told() {
        let (let_go, go) = mpsc::channel();
        let text = Arc::new(Mutex::new(Vec::new()));
        let stuck = Stuck {
            go,
            gone: false,
            text: Arc::clone(&text),
        };
        let mut lines = Lines::start(stuck, |missed| format!("{missed} left out"));
        lines.patience = Duration::from_millis(1);
        // Long lines, so that the thread's buffer holds few of them.
        let line = "x".repeat(8192);
        for _ in 0..QUEUE + 100 {
            lines.put(line.clone()).await;
        }
        assert!(lines.missed > 0);
        let_go.send(()).expect("the thread waits");
        while lines.missed > 0 {
            lines.put("after".to_owned()).await;
            tokio::task::yield_now().await;
        }
        lines.finish();
        let text = String::from_utf8(text.lock().expect("no panic").clone()).expect("text");
        assert!(text.contains(" left out\n") && text.ends_with("after\n"));
    }
}
