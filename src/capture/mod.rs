//! Sockets: accepts connections, reads requests within limits, and answers what the endpoint decides once the
//! recording has it.
//!
//! One task, the desk, owns the endpoint and the recording. Connections put complete requests on its bounded queue;
//! it decides the answers of all that wait, appends them in one write, and only then lets them go out. What it
//! recorded goes on to the inspection through a second bounded queue, so a slow reader slows the players down and
//! nothing is lost.

mod body;
mod connection;
mod desk;
mod headers;
mod listen;
mod patience;
mod tls;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc, watch};

use crate::endpoint::{Endpoint, Reading};
use crate::exchange::{Exchange, Time};
use crate::recording::{Note, Writer};

pub use listen::{Bound, Error, bind, seed};
pub use tls::{AUTHORITY_PATH, Tls, Unfit};

/// Bounds on what clients may take up.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Connections at a time; more wait to be accepted.
    pub connections: usize,
    /// Length of a request's head, in bytes.
    pub head: usize,
    /// From the end of one request to the end of the next one's head: idle time and slow heads.
    pub head_time: Duration,
    /// From a request's head to the end of its body.
    pub body_time: Duration,
    /// How long a client may leave an answer unread.
    pub write_time: Duration,
    /// How long requests in flight may take to finish once the capture is stopped.
    pub stop_time: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds {
            connections: 1024,
            head: 64 << 10,
            head_time: Duration::from_secs(75),
            body_time: Duration::from_mins(1),
            write_time: Duration::from_secs(30),
            stop_time: Duration::from_secs(5),
        }
    }
}

/// Looks at a call on the thread of its connection, before it is answered: its number, its answer and its session are
/// still open. Gives what goes with its notice, and what the call holds where that was found out on the way.
pub type Examine<T> = Arc<dyn Fn(&Exchange<'_>) -> (T, Option<Reading>) + Send + Sync>;

/// What the capture tells, in order.
#[derive(Debug)]
pub enum Notice<T> {
    /// A call was recorded and answered.
    Exchange {
        /// The call and its answer; without its body when the recording has it.
        exchange: Box<Exchange<'static>>,
        /// What was made of it before it was answered.
        examined: T,
        /// Where its line begins in the recording; `None` when no file holds it.
        place: Option<u64>,
    },
    /// The recording cannot be written: calls are answered and kept in memory until it can.
    Trouble(String),
    /// The recording is complete again.
    Recovered,
    /// A client began with TLS, and https is not spoken here; told once.
    Secure(SocketAddr),
    /// Calls are recorded to this file from now on.
    File(PathBuf),
    /// The file that they are recorded to has this name from now on.
    Moved(PathBuf),
    /// Something about the recording that must be told.
    Said(String),
    /// The capture is over; the last notice.
    Ended(Summary),
}

/// What a capture leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The recording, unless nothing was captured or recorded.
    pub file: Option<PathBuf>,
    /// How many files the recording has; the one named is the last.
    pub files: u64,
    /// Number of calls captured.
    pub exchanges: u64,
    /// Why the recording is not complete.
    pub trouble: Option<String>,
}

/// A capture at work.
#[derive(Debug)]
pub struct Running<T> {
    /// Address listened on.
    pub address: SocketAddr,
    /// What happens, to be read until it ends; while nobody reads, players wait.
    pub notices: mpsc::Receiver<Notice<T>>,
    /// Acts on the capture.
    pub handle: Handle,
}

/// Acts on a capture at work.
#[derive(Debug, Clone)]
pub struct Handle {
    stop: Arc<watch::Sender<bool>>,
    notes: mpsc::Sender<Note>,
}

impl Handle {
    /// Takes no more requests and finishes those in flight; [`Notice::Ended`] follows.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Adds a person's note to the recording.
    ///
    /// # Errors
    ///
    /// Gives the note back when the capture is over or too busy to take it.
    pub fn note(&self, note: Note) -> Result<(), Note> {
        use mpsc::error::TrySendError::{Closed, Full};
        self.notes
            .try_send(note)
            .map_err(|(Full(note) | Closed(note))| note)
    }
}

/// Calls that may wait for the desk.
const QUEUE: usize = 1024;
/// Notices that may wait for their reader: those of a tenth of a second of the heaviest load.
const NOTICES: usize = 8192;
/// A person's notes that may wait for the desk.
const NOTES: usize = 64;

/// Starts to capture, within a tokio runtime. `now` reads the clock; with `tls`, https is spoken too. What `examine`
/// makes of a call comes with its notice.
pub fn serve<T: Send + 'static>(
    bound: Bound,
    tls: Option<Tls>,
    bounds: Bounds,
    endpoint: Endpoint,
    examine: Examine<T>,
    writer: Writer,
    now: fn() -> Time,
) -> Result<Running<T>, Error> {
    let address = bound.address;
    let listener = bound.into_listener()?;
    let (calls, queue) = mpsc::channel(QUEUE);
    let (notes, notes_queue) = mpsc::channel(NOTES);
    let (notices_out, notices) = mpsc::channel(NOTICES);
    let (stop, stopped) = watch::channel(false);
    let door = Arc::new(connection::Door {
        reader: endpoint.reader(),
        examine,
        calls,
        bounds,
        tls,
        now,
        slots: Arc::new(Semaphore::new(bounds.connections)),
        stopped,
        secure: connection::Told::new(&notices_out),
    });
    tokio::spawn(desk::run(
        desk::Desk::new(endpoint, writer, now, notices_out),
        queue,
        notes_queue,
    ));
    tokio::spawn(connection::accept(listener, door));
    Ok(Running {
        address,
        notices,
        handle: Handle {
            stop: Arc::new(stop),
            notes,
        },
    })
}
