//! Gives up on clients that do not read their answers, or do not send their next request.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

/// Whether a connection waits for its client, and since when.
///
/// One timer looks now and then whether that is too long: one for each request, as hyper would start, costs more
/// than judging the request.
#[derive(Debug)]
pub(super) struct Silence {
    opened: Instant,
    /// When the client's turn came, in ms since `opened`; `BUSY` while a request is seen to.
    since: AtomicU64,
}

/// It is our turn.
const BUSY: u64 = u64::MAX;

impl Silence {
    /// A connection that has just opened: the client is to begin.
    pub(super) fn new() -> Self {
        Silence {
            opened: Instant::now(),
            since: AtomicU64::new(0),
        }
    }

    /// A request has come.
    pub(super) fn end(&self) {
        self.since.store(BUSY, Ordering::Relaxed);
    }

    /// It is answered: the client is to send the next.
    pub(super) fn begin(&self) {
        let now = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(BUSY - 1);
        self.since.store(now, Ordering::Relaxed);
    }

    /// Ends when the client has been silent for so long.
    pub(super) async fn lasts(&self, limit: Duration) {
        loop {
            let now = Instant::now();
            let until = match self.since.load(Ordering::Relaxed) {
                BUSY => now + limit,
                since => self.opened + Duration::from_millis(since) + limit,
            };
            if until <= now {
                return;
            }
            sleep_until(until).await;
        }
    }
}

/// A TCP stream whose writes fail when they are stuck for too long.
#[derive(Debug)]
pub(super) struct Patient {
    stream: TcpStream,
    patience: Duration,
    /// Runs while a write is stuck.
    stuck: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    pub(super) fn new(stream: TcpStream, patience: Duration) -> Self {
        Patient {
            stream,
            patience,
            stuck: None,
        }
    }

    fn watch<T>(
        &mut self,
        cx: &mut Context<'_>,
        progress: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if progress.is_ready() {
            self.stuck = None;
            return progress;
        }
        let patience = self.patience;
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stuck.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let progress = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.watch(cx, progress)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let progress = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.watch(cx, progress)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
