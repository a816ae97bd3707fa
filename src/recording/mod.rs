//! The recording: one file of JSON lines that is written while capturing and from which everything is rebuilt.
//!
//! [`Writer`] appends, [`load`] reads a file of any size on all cores and gives its entries in order, [`Store`] fetches an exchange again when a screen shows it.

mod chunks;
mod folder;
mod follow;
mod import;
mod lanes;
mod line;
mod numbers;
mod progress;
mod read;
mod rotate;
mod store;
mod write;
mod writer;
mod written;

use std::fmt;
use std::path::PathBuf;

use crate::exchange::{Exchange, Header, Mark, Moment};

pub use folder::{capture_file, captures_folder};
pub use follow::{Follower, Look};
pub use import::{Foreign, sid_in_location};
pub use line::parse_line;
pub use progress::Progress;
pub use read::{
    Line, Loaded, load, load_from, load_from_into_with, load_from_with, load_into, load_into_with,
    load_with,
};
pub use rotate::Rotation;
pub use store::{Home, Store};
pub use write::{exchange_line, header_line, mark_line, moment_line};
pub use writer::{News, Note, Writer};

/// The format version that this program writes.
pub const FORMAT: u64 = 1;

/// What a line of a recording holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry<'a> {
    /// What the file is: its first line.
    Header(Header),
    /// A call and its answer.
    Exchange(Exchange<'a>),
    /// A verdict or note on an exchange.
    Mark(Mark),
    /// Text on the time axis.
    Moment(Moment),
}

/// Something in a recording that could not be read, or not wholly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: Problem,
}

impl Damage {
    /// For how many problems it stands.
    pub fn count(&self) -> u64 {
        match self.problem {
            Problem::More(count) => count,
            _ => 1,
        }
    }
}

/// So many problems of a file are kept, the others counted: a file of other lines than these would fill the memory
/// with what is wrong with each.
const KEPT: usize = 10_000;

/// Adds to what is damaged.
fn note(damage: &mut Vec<Damage>, more: impl IntoIterator<Item = Damage>) {
    for more in more {
        let full = damage.len() >= KEPT;
        match damage.last_mut() {
            Some(Damage {
                problem: Problem::More(count),
                ..
            }) => *count += more.count(),
            _ if full => damage.push(Damage {
                line: more.line,
                problem: Problem::More(more.count()),
            }),
            _ => damage.push(more),
        }
    }
}

/// What can be wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It is no JSON; what the parser says.
    NotJson(String),
    /// It is JSON, but neither header nor exchange, mark or moment; what is missing.
    UnknownShape(String),
    /// The last line has no line break and is not complete: the program that wrote it was cut off.
    CutOff,
    /// The header names a format that is newer than this program.
    NewerVersion(u64),
    /// The file cannot be read beyond this line (a compressed file that is cut off or damaged).
    Unreadable(String),
    /// A part of an imported file that brings no call; what is missing.
    Skipped(String),
    /// A part of an imported file that lacks something; what was taken in its place.
    Assumed(String),
    /// So many problems from this line on are not kept each by itself.
    More(u64),
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match &self.problem {
            Problem::NotJson(reason) => write!(f, "skipped, it is not JSON ({reason})"),
            Problem::UnknownShape(reason) => {
                write!(
                    f,
                    "skipped, no line of a recording has this shape ({reason})"
                )
            }
            Problem::CutOff => f.write_str("dropped, the recording was cut off inside it"),
            Problem::NewerVersion(version) => write!(
                f,
                "the recording has format {version}, newer than format {FORMAT} of this program; \
                 what it knows is read, update playscope for the rest"
            ),
            Problem::Unreadable(reason) => {
                write!(f, "nothing can be read from here on ({reason})")
            }
            Problem::Skipped(reason) => write!(f, "skipped ({reason})"),
            Problem::Assumed(reason) => write!(f, "read, but {reason}"),
            Problem::More(count) => write!(f, "{count} more problems from here on"),
        }
    }
}

/// Why a recording cannot be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be opened or read.
    #[error("cannot read {}: {source}; check the path and its permissions", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// It holds the calls of another program in a form that is not read.
    #[error("{} {foreign}", path.display())]
    Unread {
        /// The file.
        path: PathBuf,
        /// What it is, and what to do.
        foreign: Foreign,
    },
    /// It cannot be created or written.
    #[error("cannot record to {}: {source}; free some space, or choose another file with --record", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// Another program is recording to it.
    #[error("another program is recording to {}; choose another file with --record", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// It is compressed, and a compressed recording is only read.
    #[error("{} is compressed and cannot be appended to; unpack it first, or choose another file with --record", path.display())]
    Compressed {
        /// The file.
        path: PathBuf,
    },
    /// It is a folder, a device or a pipe.
    #[error("{} is no ordinary file and cannot hold a recording; choose another file with --record", path.display())]
    NoFile {
        /// What was named.
        path: PathBuf,
    },
    /// It holds something else than a recording.
    #[error("{} is not empty and no recording; choose another file with --record", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// No folder for recordings is known on this system.
    #[error(
        "no home folder is known to keep recordings in; name a file with --record, or use --no-record"
    )]
    NoHome,
}
