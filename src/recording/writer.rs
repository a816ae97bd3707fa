//! Appends to a recording: one write for a batch of lines, and a way on when the disk refuses.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::rotate::{Rotation, highest, numbered};
use super::written::{Mishap, Written};
use super::{Error, write};
use crate::exchange::{Exchange, Header, Mark, Moment, Time};

/// How long to wait after a failed write before the next attempt, and how often to look whether the
/// file is still there, in µs.
const PATIENCE: i64 = 1_000_000;

/// So many bytes of lines are held in memory while the file cannot be written.
const HELD: usize = 128_000_000;

/// What a person adds to a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A verdict or note on an exchange.
    Mark(Mark),
    /// Text on the time axis.
    Moment(Moment),
}

/// What became of the file of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The lines go to this file from now on.
    Next(PathBuf),
    /// The file with all its lines has this name from now on.
    Moved(PathBuf),
    /// Something that must be told.
    Said(String),
}

/// Writes one recording. The file appears with the first line; until then only its name is chosen.
#[derive(Debug)]
pub struct Writer {
    /// The name, with rotation without its number.
    path: Option<PathBuf>,
    header: Header,
    durable: bool,
    file: Option<Written>,
    rotation: Rotation,
    /// The number of the file in its sequence.
    number: u64,
    /// Files of this recording so far.
    files: u64,
    /// When the file was begun.
    begun: Time,
    /// Lines that are not in the file yet.
    staged: Vec<u8>,
    /// How many bytes of them are held at most.
    held: usize,
    /// Exchanges that found no place in memory, and the number of the first.
    missing: Option<(u64, u64)>,
    last_seq: u64,
    trouble: Option<Error>,
    news: Vec<News>,
    /// When the file was last written to in vain, or looked for.
    looked: Time,
}

impl Writer {
    /// Records nothing; numbers the exchanges all the same.
    pub fn nowhere() -> Self {
        Writer {
            path: None,
            header: Header::default(),
            durable: false,
            file: None,
            rotation: Rotation::default(),
            number: 0,
            files: 0,
            begun: Time::default(),
            staged: Vec::new(),
            held: HELD,
            missing: None,
            last_seq: 0,
            trouble: None,
            news: Vec::new(),
            looked: Time::default(),
        }
    }

    /// Records to a file, after what is already in it. `durable`: each batch is on the disk before
    /// [`Writer::commit`] returns.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made, or the file is another program's, compressed, or no recording.
    pub fn to_file(path: PathBuf, header: Header, durable: bool) -> Result<Self, Error> {
        Writer::to_files(path, header, durable, Rotation::default())
    }

    /// Records to a sequence of files, `NAME-0001.jsonl` and on, after those that are already there.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made, or without bounds the file is another program's, compressed, or no recording.
    pub fn to_files(
        path: PathBuf,
        header: Header,
        durable: bool,
        rotation: Rotation,
    ) -> Result<Self, Error> {
        let mut writer = Writer::nowhere();
        if rotation.is_on() {
            writer.number = highest(&path) + 1;
        }
        writer.path = Some(path);
        writer.header = header;
        writer.durable = durable;
        writer.rotation = rotation;
        writer.prepare()?;
        Ok(writer)
    }

    /// Holds at most so many bytes in memory while the file cannot be written.
    pub fn hold(&mut self, bytes: usize) {
        self.held = bytes;
    }

    /// The file, whether or not it exists yet.
    pub fn path(&self) -> Option<PathBuf> {
        match (&self.file, &self.path) {
            (Some(file), _) => Some(file.path().to_owned()),
            (None, Some(path)) if self.rotation.is_on() => Some(numbered(path, self.number)),
            (None, path) => path.clone(),
        }
    }

    /// The file exists: it holds this capture's lines, or an earlier one's.
    pub fn has_file(&self) -> bool {
        self.length() > 0
    }

    /// How many files it wrote to.
    pub fn files(&self) -> u64 {
        self.files
    }

    /// Makes the file now, so that no other program can choose it before the first line comes. It is taken away by
    /// [`Writer::finish`] when none came.
    ///
    /// # Errors
    ///
    /// When it cannot be made, or another program was faster.
    pub fn reserve(&mut self) -> Result<(), Error> {
        match &self.file {
            Some(_) => Ok(()),
            None => self.create(),
        }
    }

    /// Number of the last exchange.
    pub fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// Why lines are held in memory instead of the file.
    pub fn trouble(&self) -> Option<&Error> {
        self.trouble.as_ref()
    }

    /// The same in words, with what becomes of the calls until then.
    pub fn trouble_in_words(&self) -> Option<String> {
        let trouble = self.trouble.as_ref()?;
        let room = self.held / 1_000_000;
        // What becomes of the calls stands first: the line may be cut on the screen.
        Some(match self.missing {
            None => format!("calls are kept in memory, up to {room} MB: {trouble}"),
            Some((first, _)) => {
                format!(
                    "calls from number {first} on are not recorded, {room} MB are kept in memory: {trouble}"
                )
            }
        })
    }

    /// What became of the file since this was last asked.
    pub fn news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    /// The calls come from a replay: said in the header, if it is not written yet.
    pub fn replayed(&mut self) {
        self.header.replay = true;
    }

    /// Numbers the next exchange.
    pub fn next_seq(&mut self) -> u64 {
        self.last_seq += 1;
        self.last_seq
    }

    /// Puts an exchange's line into the batch and tells where in the batch it begins. `valid_json`: its body is
    /// JSON by the protocol's rules.
    pub fn stage(&mut self, exchange: &Exchange<'_>, valid_json: bool) -> u64 {
        if self.path.is_none() {
            return 0;
        }
        if self.trouble.is_some() && self.staged.len() >= self.held {
            let (_, count) = self.missing.get_or_insert((exchange.seq, 0));
            *count += 1;
            return 0;
        }
        self.turn(exchange.at);
        self.begin();
        let place = self.staged.len() as u64;
        write::exchange_line(&mut self.staged, exchange, valid_json);
        place
    }

    /// Puts a person's note into the batch.
    pub fn note(&mut self, note: &Note) {
        if self.path.is_none() {
            return;
        }
        self.begin();
        match note {
            Note::Mark(mark) => write::mark_line(&mut self.staged, mark),
            Note::Moment(moment) => write::moment_line(&mut self.staged, moment),
        }
    }

    /// Writes the batch and tells where in the file it begins. `None`: it is held in memory, because nothing is
    /// recorded or because of [`Writer::trouble`]; the next commit tries again.
    pub fn commit(&mut self, now: Time) -> Option<u64> {
        self.path.as_ref()?;
        let due = now.0.saturating_sub(self.looked.0) >= PATIENCE || now < self.looked;
        if self.trouble.is_some() && !due {
            return None;
        }
        match self.put(now, due) {
            Ok(start) => {
                self.trouble = None;
                Some(start)
            }
            Err(error) => {
                self.looked = now;
                self.trouble = Some(error);
                None
            }
        }
    }

    /// The last attempt to write what is held, whatever the time.
    pub fn finish(&mut self) {
        if !self.staged.is_empty() || self.file.is_some() {
            self.trouble = self.put(self.looked, true).err();
        }
        self.file.take_if(|file| file.discard());
    }

    fn length(&self) -> u64 {
        self.file.as_ref().map_or(0, Written::length)
    }

    /// Begins the next file when this one is full, and all that came before is in it.
    fn turn(&mut self, now: Time) {
        let length = self.length();
        if self.staged.is_empty() && length > 0 && self.rotation.is_due(length, self.begun, now) {
            self.file = None;
            self.number += 1;
            self.header.created = Some(now);
            self.news.extend(self.path().map(News::Next));
        }
        if self.length() == 0 && self.staged.is_empty() {
            self.begun = now;
        }
    }

    fn begin(&mut self) {
        if self.staged.is_empty() && self.length() == 0 {
            write::header_line(&mut self.staged, &self.header);
        }
    }

    fn put(&mut self, now: Time, look: bool) -> Result<u64, Error> {
        let mut begun = 0;
        if look {
            self.looked = now;
            self.find()?;
        }
        if self.measure()? && self.length() == 0 && !self.staged.is_empty() {
            // What is left of the file is nothing: it begins anew, with its header.
            let mut header = Vec::new();
            write::header_line(&mut header, &self.header);
            begun = header.len() as u64;
            self.staged.splice(0..0, header);
        }
        if self.staged.is_empty() {
            return Ok(self.file.as_ref().map_or(0, Written::start));
        }
        if self.file.is_none() {
            self.create()?;
        }
        let whole = self.staged.len();
        self.tell_missing(now);
        let Some(file) = &mut self.file else {
            return Err(self.failed(io::ErrorKind::NotFound.into()));
        };
        let start = file.start() + begun;
        if let Err(source) = file.append(&self.staged, self.durable) {
            let failed = file.failed(source);
            self.staged.truncate(whole);
            return Err(failed);
        }
        self.missing = None;
        self.staged.clear();
        self.staged.shrink_to(1 << 20);
        Ok(start)
    }

    /// Says in the recording itself that calls are missing there.
    fn tell_missing(&mut self, now: Time) {
        if let Some((first, count)) = self.missing {
            let text = format!(
                "{count} calls from number {first} on are missing: the recording could not be written, and memory was full"
            );
            write::moment_line(&mut self.staged, &Moment { text, at: now });
        }
    }

    fn find(&mut self) -> Result<(), Error> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        let was = file.path().display().to_string();
        match file.find()? {
            None => {}
            Some(Mishap::Gone) => self.news.push(News::Said(format!(
                "{was} had vanished: it was put back, with all its calls"
            ))),
            Some(Mishap::Replaced(path)) => {
                let now = path.display().to_string();
                self.news.push(News::Moved(path));
                self.news.push(News::Said(format!(
                    "{was} was replaced by another file: the recording is in {now}, with all its calls"
                )));
            }
        }
        Ok(())
    }

    /// Looks whether somebody else changed the file; tells whether some of it was lost.
    fn measure(&mut self) -> Result<bool, Error> {
        let Some(file) = &mut self.file else {
            return Ok(false);
        };
        match file.measure() {
            Ok(None) => Ok(false),
            Ok(Some(bytes)) => {
                let path = file.path().display();
                let text = format!(
                    "{path} was cut short by another program: {bytes} bytes of it are lost, what comes now is recorded"
                );
                self.news.push(News::Said(text));
                Ok(true)
            }
            Err(source) => Err(file.failed(source)),
        }
    }

    /// Makes the folder, and takes over a file that is already there.
    fn prepare(&mut self) -> Result<(), Error> {
        let Some(path) = self.path() else {
            return Ok(());
        };
        if path.exists() {
            let (file, last_seq) = Written::take_over(&path)?;
            self.file = Some(file);
            self.last_seq = last_seq;
            self.files = 1;
            return Ok(());
        }
        match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => {
                fs::create_dir_all(folder).map_err(|source| self.failed(source))
            }
            _ => Ok(()),
        }
    }

    fn create(&mut self) -> Result<(), Error> {
        if let Some(path) = self.path() {
            self.file = Some(Written::create(path)?);
            self.files += 1;
        }
        Ok(())
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Write {
            path: self.path().unwrap_or_default(),
            source,
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.finish();
    }
}
