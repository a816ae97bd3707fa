//! Writes what a person thinks of a payload to the recording.

use std::io;
use std::path::{Path, PathBuf};

use crate::capture::Handle;
use crate::recording::Note;
use crate::recording::{mark_line, moment_line};

/// Where a person's marks are written.
pub(super) enum Notes {
    /// To the capture that goes on.
    Capture(Handle),
    /// To the end of a file, if it is one that takes them.
    File(Option<PathBuf>),
}

impl Notes {
    pub(super) fn write(&self, note: Note) -> Result<(), String> {
        match self {
            Notes::Capture(handle) => handle
                .note(note)
                .map_err(|_| "the recording is busy: the mark is not written".to_owned()),
            Notes::File(file) => {
                let plain = file.as_deref().filter(|file| is_lines(file));
                let file =
                    plain.ok_or("this kind of file takes no marks: they are lost on leaving")?;
                append(file, &note).map_err(|error| format!("the mark is not written: {error}"))
            }
        }
    }
}

fn is_lines(file: &Path) -> bool {
    file.extension()
        .is_some_and(|extension| extension == "jsonl")
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
