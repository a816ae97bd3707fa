//! Writes what a person thinks of a payload to the recording.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::capture::Handle;
use crate::exchange::Mark;
use crate::output::text::{clean, counted};
use crate::recording::{Home, Note, Store, mark_line, moment_line};

/// Where a person's marks are written.
pub(super) enum Notes {
    /// To the capture that goes on.
    Capture(Handle),
    /// To the end of the file that holds the exchange, if it is one that takes them.
    Files(Files),
}

/// Lines for files.
#[derive(Default)]
pub(super) struct Files {
    /// Those that wait until another program no longer writes to their file.
    held: Vec<(PathBuf, Vec<u8>)>,
    /// Those that were written.
    written: Vec<Vec<u8>>,
}

impl Notes {
    pub(super) fn write(&mut self, note: Note, store: &Store) -> Result<(), String> {
        match self {
            Notes::Capture(handle) => handle
                .note(note)
                .map_err(|_| "the recording is busy: the mark is not written".to_owned()),
            Notes::Files(files) => {
                let (file, note) = place(note, store)?;
                files.write(file, line(&note))
            }
        }
    }

    /// Tries again to write what is held.
    pub(super) fn retry(&mut self) -> Option<String> {
        match self {
            Notes::Capture(_) => None,
            Notes::Files(files) => files.retry(),
        }
    }

    /// The line was written by this program.
    pub(super) fn is_own(&mut self, line: &[u8]) -> bool {
        let Notes::Files(Files { written, .. }) = self else {
            return false;
        };
        let found = written.iter().position(|own| own.trim_ascii_end() == line);
        found.map(|place| written.swap_remove(place)).is_some()
    }

    /// What could not be written until the end.
    pub(super) fn lost(&mut self) -> Option<String> {
        self.retry();
        let Notes::Files(Files { held, .. }) = self else {
            return None;
        };
        let (file, _) = held.first()?;
        Some(format!(
            "{} not written: {} is still being recorded by another program",
            counted(held.len() as u64, "mark"),
            clean(&file.to_string_lossy())
        ))
    }
}

impl Files {
    fn write(&mut self, file: PathBuf, line: Vec<u8>) -> Result<(), String> {
        // In the order in which they were made: the last one about an exchange holds.
        if self.held.is_empty() {
            match append(&file, &line) {
                Ok(()) => {
                    self.written.push(line);
                    return Ok(());
                }
                Err(error) if error.kind() != io::ErrorKind::WouldBlock => {
                    return Err(format!("the mark is not written: {error}"));
                }
                Err(_) => {}
            }
        }
        self.held.push((file, line));
        Err(
            "another program is recording to the file: the mark is kept here and written when that is over"
                .to_owned(),
        )
    }

    fn retry(&mut self) -> Option<String> {
        let mut done = 0;
        while let Some((file, line)) = self.held.first() {
            if append(file, line).is_err() {
                break;
            }
            let (_, line) = self.held.remove(0);
            self.written.push(line);
            done += 1;
        }
        (done > 0).then(|| format!("{} written to the file", counted(done, "mark")))
    }
}

/// The file that takes a note, and the note as it is written there: an exchange of joined files may have another
/// number in its own.
fn place(note: Note, store: &Store) -> Result<(PathBuf, Note), &'static str> {
    let kind = "this kind of file takes no marks: they are lost on leaving";
    match note {
        Note::Mark(mark) => {
            let Home {
                path,
                seq,
                takes_marks,
            } = store.home(mark.seq).ok_or(kind)?;
            if takes_marks {
                Ok((path, Note::Mark(Mark { seq, ..mark })))
            } else {
                Err(
                    "the file joins several captures: marks on all but its last are lost on leaving",
                )
            }
        }
        Note::Moment(_) => Ok((store.last_file().ok_or(kind)?, note)),
    }
}

fn line(note: &Note) -> Vec<u8> {
    let mut line = Vec::new();
    match note {
        Note::Mark(mark) => mark_line(&mut line, mark),
        Note::Moment(moment) => moment_line(&mut line, moment),
    }
    line
}

/// Adds a line to a file that nobody else writes to.
fn append(file: &Path, line: &[u8]) -> io::Result<()> {
    let mut out = OpenOptions::new().read(true).append(true).open(file)?;
    lock(&out)?;
    let mut text = Vec::with_capacity(line.len() + 1);
    // A file cut off in its last line must not swallow the mark.
    if out.seek(SeekFrom::End(-1)).is_ok() {
        let mut last = [0];
        out.read_exact(&mut last)?;
        if last != *b"\n" {
            text.push(b'\n');
        }
    }
    text.extend_from_slice(line);
    out.write_all(&text)
}

/// Given back when the file is closed.
fn lock(file: &File) -> io::Result<()> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
        // Some file systems know no locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}
