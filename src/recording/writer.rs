//! Appends to a recording: one write for a batch of lines, and a way on when the disk refuses.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::lanes;
use super::{Entry, Error, write};
use crate::exchange::{Exchange, Header, Mark, Moment, Time};

/// How long to wait after a failed write before the next attempt, and how often to look whether the
/// file is still there, in µs.
const PATIENCE: i64 = 1_000_000;

/// What a person adds to a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A verdict or note on an exchange.
    Mark(Mark),
    /// Text on the time axis.
    Moment(Moment),
}

/// Writes one recording. The file appears with the first line; until then only its name is chosen.
#[derive(Debug)]
pub struct Writer {
    path: Option<PathBuf>,
    header: Header,
    durable: bool,
    file: Option<File>,
    /// Length of the file as far as its lines are whole.
    length: u64,
    /// The file's last line has no line break yet.
    torn: bool,
    /// Lines that are not in the file yet.
    staged: Vec<u8>,
    last_seq: u64,
    trouble: Option<Error>,
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
            length: 0,
            torn: false,
            staged: Vec::new(),
            last_seq: 0,
            trouble: None,
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
        let mut writer = Writer::nowhere();
        writer.path = Some(path);
        writer.header = header;
        writer.durable = durable;
        writer.prepare()?;
        Ok(writer)
    }

    /// The file, whether or not it exists yet.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The file exists: it holds this capture's lines, or an earlier one's.
    pub fn has_file(&self) -> bool {
        self.file.is_some() && self.length > 0
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
        if !self.staged.is_empty() {
            self.trouble = self.put(self.looked, true).err();
        }
        let is_empty = |file: &File| file.metadata().is_ok_and(|found| found.len() == 0);
        if self.length == 0
            && let Some(path) = &self.path
            && self.file.take_if(|file| is_empty(file)).is_some()
        {
            // It may be gone already.
            let _ = fs::remove_file(path);
        }
    }

    fn begin(&mut self) {
        if self.staged.is_empty() && self.length == 0 {
            write::header_line(&mut self.staged, &self.header);
        }
    }

    fn put(&mut self, now: Time, look: bool) -> Result<u64, Error> {
        if look {
            self.looked = now;
            self.restore_if_gone()?;
        }
        let start = self.length + u64::from(self.torn);
        if self.staged.is_empty() {
            return Ok(start);
        }
        if self.file.is_none() {
            self.create()?;
        }
        self.append().map_err(|source| self.failed(source))?;
        self.staged.clear();
        self.staged.shrink_to(1 << 20);
        Ok(start)
    }

    fn append(&mut self) -> io::Result<()> {
        let Some(file) = &mut self.file else {
            return Err(io::ErrorKind::NotFound.into());
        };
        if self.torn {
            file.write_all(b"\n")?;
            self.length += 1;
            self.torn = false;
        }
        let written = file.write_all(&self.staged).and_then(|()| {
            if self.durable {
                file.sync_data()
            } else {
                Ok(())
            }
        });
        if let Err(error) = written {
            // Part of a line may be in the file: take it back, or else end it before the next one.
            if file.set_len(self.length).is_err() {
                self.length = file.metadata().map_or(self.length, |found| found.len());
                self.torn = true;
            }
            return Err(error);
        }
        self.length += self.staged.len() as u64;
        Ok(())
    }

    /// Makes the folder, and takes over a file that is already there.
    fn prepare(&mut self) -> Result<(), Error> {
        let Some(path) = self.path.clone() else {
            return Ok(());
        };
        if path.exists() {
            return self.take_over(&path);
        }
        match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => {
                fs::create_dir_all(folder).map_err(|source| self.failed(source))
            }
            _ => Ok(()),
        }
    }

    fn create(&mut self) -> Result<(), Error> {
        let Some(path) = self.path.clone() else {
            return Ok(());
        };
        let mut options = OpenOptions::new();
        options.read(true).append(true);
        let file = match options.create_new(true).open(&path) {
            // Somebody made it since it was chosen.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(Error::Locked { path });
            }
            made => made.map_err(|source| self.failed(source))?,
        };
        lock(&file, &path)?;
        self.file = Some(file);
        Ok(())
    }

    fn take_over(&mut self, path: &Path) -> Result<(), Error> {
        // A device can be read for ever, and nothing of it read back.
        if !path.is_file() {
            return Err(Error::NoFile {
                path: path.to_owned(),
            });
        }
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .append(true)
            .open(path)
            .map_err(|source| self.failed(source))?;
        lock(&file, path)?;
        let (mut known, mut length, mut last) = (false, 0, b'\n');
        let packed = is_packed(&mut file).map_err(|source| self.failed(source))?;
        if packed {
            return Err(Error::Compressed {
                path: path.to_owned(),
            });
        }
        let mut last_seq = 0;
        lanes::in_order(
            Watch {
                file: &mut file,
                length: &mut length,
                last: &mut last,
            },
            |_| (),
            |line, ()| {
                known |= line.entry.is_some();
                if let Some(Entry::Exchange(exchange)) = line.entry {
                    last_seq = last_seq.max(exchange.seq);
                }
            },
        );
        if length > 0 && !known {
            return Err(Error::Foreign {
                path: path.to_owned(),
            });
        }
        self.file = Some(file);
        self.length = length;
        self.torn = last != b'\n';
        self.last_seq = last_seq;
        Ok(())
    }

    /// Someone removed the file: what was written is still ours to read, so it is put back.
    fn restore_if_gone(&mut self) -> Result<(), Error> {
        let (Some(path), Some(old)) = (&self.path, &mut self.file) else {
            return Ok(());
        };
        if path.exists() {
            return Ok(());
        }
        let restored = (|| {
            if let Some(folder) = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty())
            {
                fs::create_dir_all(folder)?;
            }
            let mut new = OpenOptions::new()
                .read(true)
                .append(true)
                .create_new(true)
                .open(path)?;
            old.seek(SeekFrom::Start(0))?;
            match io::copy(&mut old.take(self.length), &mut new) {
                Ok(_) => Ok(new),
                Err(error) => {
                    // Half a copy must not be taken for the recording; the next attempt starts afresh.
                    fs::remove_file(path)?;
                    Err(error)
                }
            }
        })();
        let new = restored.map_err(|source| self.failed(source))?;
        if let Some(path) = &self.path {
            lock(&new, path)?;
        }
        self.file = Some(new);
        Ok(())
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Write {
            path: self.path.clone().unwrap_or_default(),
            source,
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.finish();
    }
}

/// Two programs must never write one file.
fn lock(file: &File, path: &Path) -> Result<(), Error> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Error::Locked {
            path: path.to_owned(),
        }),
        // Some file systems know no locks; a recording on one of them is better than none.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

fn is_packed(file: &mut File) -> io::Result<bool> {
    let mut magic = Vec::with_capacity(4);
    (&mut *file).take(4).read_to_end(&mut magic)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(magic.starts_with(&[0x1f, 0x8b]) || magic.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]))
}

/// Passes a file on while noting its length and last byte.
struct Watch<'a> {
    file: &'a mut File,
    length: &'a mut u64,
    last: &'a mut u8,
}

impl Read for Watch<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        *self.length += count as u64;
        if let Some(last) = buffer[..count].last() {
            *self.last = *last;
        }
        Ok(count)
    }
}
