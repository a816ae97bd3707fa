//! The file that a recording is written to: how long its lines are whole, and what others do to it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::follow::same;
use super::lanes;
use super::rotate::beside;
use super::{Entry, Error};

/// A file that is ours to append to.
#[derive(Debug)]
pub(super) struct Written {
    path: PathBuf,
    file: File,
    /// Length of the file as far as its lines are whole.
    length: u64,
    /// The last line has no line break yet.
    torn: bool,
}

/// What somebody else did to the file, and what became of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mishap {
    /// It was gone; it was put back.
    Gone,
    /// Another file had its name; it was put beside it, under a new name.
    Replaced(PathBuf),
}

impl Written {
    /// Makes the file.
    pub(super) fn create(path: PathBuf) -> Result<Self, Error> {
        let made = options().create_new(true).open(&path);
        let file = match made {
            // Somebody made it since it was chosen.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(Error::Locked { path });
            }
            Err(source) => return Err(Error::Write { path, source }),
            Ok(file) => file,
        };
        lock(&file, &path)?;
        Ok(Written {
            path,
            file,
            length: 0,
            torn: false,
        })
    }

    /// Goes on with a file that is there; tells the number of its last exchange.
    pub(super) fn take_over(path: &Path) -> Result<(Self, u64), Error> {
        // A device can be read for ever, and nothing of it read back.
        if !path.is_file() {
            return Err(Error::NoFile {
                path: path.to_owned(),
            });
        }
        let failed = |source| Error::Write {
            path: path.to_owned(),
            source,
        };
        let mut file = options().open(path).map_err(failed)?;
        lock(&file, path)?;
        if is_packed(&mut file).map_err(failed)? {
            return Err(Error::Compressed {
                path: path.to_owned(),
            });
        }
        let (mut known, mut length, mut last, mut last_seq) = (false, 0, b'\n', 0);
        let watch = Watch {
            file: &mut file,
            length: &mut length,
            last: &mut last,
        };
        lanes::in_order(
            watch,
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
        let written = Written {
            path: path.to_owned(),
            file,
            length,
            torn: last != b'\n',
        };
        Ok((written, last_seq))
    }

    /// Its name now.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Length of its lines, in bytes.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Where the next line begins.
    pub(super) fn start(&self) -> u64 {
        self.length + u64::from(self.torn)
    }

    /// Adds whole lines; on failure none of them counts.
    pub(super) fn append(&mut self, lines: &[u8], durable: bool) -> io::Result<()> {
        if self.torn {
            self.file.write_all(b"\n")?;
            self.length += 1;
            self.torn = false;
        }
        let written = self.file.write_all(lines).and_then(|()| {
            if durable {
                self.file.sync_data()
            } else {
                Ok(())
            }
        });
        if let Err(error) = written {
            // Part of a line may be in the file: take it back, or else end it before the next one.
            if self.file.set_len(self.length).is_err() {
                self.length = self
                    .file
                    .metadata()
                    .map_or(self.length, |found| found.len());
                self.torn = true;
            }
            return Err(error);
        }
        self.length += lines.len() as u64;
        Ok(())
    }

    /// Finds out whether somebody else changed its length; how many bytes are lost if it is shorter.
    pub(super) fn measure(&mut self) -> io::Result<Option<u64>> {
        let found = self.file.metadata()?.len();
        if found == self.length {
            return Ok(None);
        }
        let lost = self.length.checked_sub(found);
        self.length = found;
        self.torn = false;
        if found > 0 {
            let mut byte = [0];
            self.file.seek(SeekFrom::Start(found - 1))?;
            self.file.read_exact(&mut byte)?;
            self.torn = byte != *b"\n";
        }
        Ok(lost)
    }

    /// Finds out whether the name still leads to it. What was written is still ours to read, so it is put back, or
    /// beside what has its name now.
    pub(super) fn find(&mut self) -> Result<Option<Mishap>, Error> {
        let (path, mishap) = match self.path.metadata() {
            Ok(there) => {
                let own = self.file.metadata().map_err(|source| self.failed(source))?;
                if same(&there, &own) {
                    return Ok(None);
                }
                let path = beside(&self.path);
                (path.clone(), Mishap::Replaced(path))
            }
            Err(_) => (self.path.clone(), Mishap::Gone),
        };
        let file = self.copy(&path).map_err(|source| self.failed(source))?;
        lock(&file, &path)?;
        self.file = file;
        self.path = path;
        Ok(Some(mishap))
    }

    fn copy(&mut self, path: &Path) -> io::Result<File> {
        let folder = path.parent();
        if let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        let mut new = options().create_new(true).open(path)?;
        self.file.seek(SeekFrom::Start(0))?;
        match io::copy(&mut (&mut self.file).take(self.length), &mut new) {
            Ok(_) => Ok(new),
            Err(error) => {
                // Half a copy must not be taken for the recording; the next attempt starts afresh.
                fs::remove_file(path)?;
                Err(error)
            }
        }
    }

    /// Takes the file away if nothing was ever written to it; tells whether it did.
    pub(super) fn discard(&self) -> bool {
        let is_empty = self.length == 0 && self.file.metadata().is_ok_and(|found| found.len() == 0);
        // It may be gone already.
        is_empty && fs::remove_file(&self.path).is_ok()
    }

    /// Why it cannot be written.
    pub(super) fn failed(&self, source: io::Error) -> Error {
        Error::Write {
            path: self.path.clone(),
            source,
        }
    }
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).append(true);
    options
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
