//! Writes what a person thinks of a payload to the recording.

use std::io;
use std::path::{Path, PathBuf};

use crate::capture::Handle;
use crate::exchange::Mark;
use crate::recording::{Home, Note, Store, mark_line, moment_line};

/// Where a person's marks are written.
pub(super) enum Notes {
    /// To the capture that goes on.
    Capture(Handle),
    /// To the end of the file that holds the exchange, if it is one that takes them.
    Files,
}

impl Notes {
    pub(super) fn write(&self, note: Note, store: &Store) -> Result<(), String> {
        match self {
            Notes::Capture(handle) => handle
                .note(note)
                .map_err(|_| "the recording is busy: the mark is not written".to_owned()),
            Notes::Files => {
                let (file, note) = place(note, store)?;
                append(&file, &note).map_err(|error| format!("the mark is not written: {error}"))
            }
        }
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
        Note::Moment(_) => Ok((store.last_file().ok_or(kind)?.to_owned(), note)),
    }
}

fn append(file: &Path, note: &Note) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom, Write};
    let mut out = std::fs::OpenOptions::new()
        .read(true)
        .append(true)
        .open(file)?;
    let mut line = Vec::new();
    // A file cut off in its last line must not swallow the mark.
    if out.seek(SeekFrom::End(-1)).is_ok() {
        let mut last = [0];
        out.read_exact(&mut last)?;
        if last != *b"\n" {
            line.push(b'\n');
        }
    }
    match note {
        Note::Mark(mark) => mark_line(&mut line, mark),
        Note::Moment(moment) => moment_line(&mut line, moment),
    }
    out.write_all(&line)
}
