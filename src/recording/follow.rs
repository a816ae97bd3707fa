//! Follows a recording that is still being written: reads what was added since it was last looked at.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::read::{Line, Place, parse};
use super::{Damage, Entry, Store, note};

/// How much is read in one step, in bytes; a longer line is read whole.
const STEP: u64 = 4 << 20;

/// So much before the place that was read to is remembered, to know the file again, in bytes.
const KNOWN: u64 = 512;

/// Reads a file of lines further, from where it was read to.
#[derive(Debug)]
pub struct Follower {
    /// Which file of the store it is.
    number: usize,
    path: PathBuf,
    file: File,
    /// The next line that was not read yet.
    place: Place,
    /// What stands right before it.
    before: Vec<u8>,
    gone: bool,
    over: bool,
}

/// What a look at the file told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// Nothing new.
    Same,
    /// There was more: what was damaged in it, and whether it makes sense to look again at once.
    More {
        /// What could not be read.
        damage: Vec<Damage>,
        /// Only a part was read.
        unfinished: bool,
    },
    /// It is not there any more, or cannot be read; told once.
    Gone,
    /// It is there again, as it was.
    Back,
    /// It holds less than was read of it: nothing more can be made of it.
    Truncated,
    /// Another file has taken its place: nothing more can be made of it.
    Replaced,
}

impl Follower {
    /// Follows one of the files that a store was filled from, by its place among them from 0; `None` when there is no
    /// such file.
    ///
    /// # Errors
    ///
    /// When it cannot be opened or read any more.
    pub fn of(store: &Store, number: usize) -> io::Result<Option<Self>> {
        let Some((path, place)) = store.file(number) else {
            return Ok(None);
        };
        let mut file = File::open(&path)?;
        let before = before(&mut file, place.offset)?;
        Ok(Some(Follower {
            number,
            path,
            file,
            place,
            before,
            gone: false,
            over: false,
        }))
    }

    /// Follows another recording from its beginning, as a part of the capture.
    ///
    /// # Errors
    ///
    /// When it cannot be opened or read.
    pub fn join(store: &mut Store, path: &Path) -> io::Result<Option<Self>> {
        File::open(path)?;
        let number = store.files();
        store.begin(Some(path));
        Follower::of(store, number)
    }

    /// Up to where it was read, in bytes.
    pub fn read_to(&self) -> u64 {
        self.place.offset
    }

    /// Closes the file; it can be followed again from where it was read to.
    pub fn leave(self, store: &mut Store) {
        store.leave_at(self.number, self.place);
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Another program holds the file to write to it.
    pub fn is_being_written(&self) -> bool {
        matches!(
            self.file.try_lock_shared(),
            Err(std::fs::TryLockError::WouldBlock)
        ) || {
            // Where there are no locks nothing is known, and nothing is to be given back.
            let _ = self.file.unlock();
            false
        }
    }

    /// Looks at the file and gives what was added: whole lines only. `skip` tells lines that are known already.
    pub fn look(
        &mut self,
        store: &mut Store,
        mut skip: impl FnMut(&[u8]) -> bool,
        mut take: impl FnMut(Entry<'_>),
    ) -> Look {
        if self.over {
            return Look::Same;
        }
        match self.find() {
            Ok(None) => {}
            Ok(Some(look)) => return look,
            Err(_) if self.gone => return Look::Same,
            Err(_) => {
                self.gone = true;
                return Look::Gone;
            }
        }
        match self.added() {
            Ok(text) if text.is_empty() => Look::Same,
            Ok(text) => {
                let unfinished = text.len() as u64 >= STEP;
                let begin = self.place.offset;
                let mut damage = Vec::new();
                store.resume(self.number);
                for line in parse(&text, &mut self.place, false) {
                    let Line { entry, .. } = line;
                    note(&mut damage, line.damage);
                    let Some(mut entry) = entry.filter(|_| !skip(line.text)) else {
                        continue;
                    };
                    store.take_line(&mut entry, line.offset, line.text);
                    take(entry);
                }
                store.arrange();
                self.remember(&text, begin);
                Look::More { damage, unfinished }
            }
            Err(_) => {
                self.gone = true;
                Look::Gone
            }
        }
    }

    /// Makes sure that the file under the name is the one that was read; `None` when all is as it was.
    fn find(&mut self) -> io::Result<Option<Look>> {
        let there = self.path.metadata()?;
        let same = same(&there, &self.file.metadata()?);
        if !same {
            let mut file = File::open(&self.path)?;
            if before(&mut file, self.place.offset)? != self.before {
                self.over = true;
                return Ok(Some(Look::Replaced));
            }
            self.file = file;
        }
        // A last line without its break was taken with the break to come.
        if there.len() + 1 < self.place.offset {
            self.over = true;
            return Ok(Some(Look::Truncated));
        }
        Ok(std::mem::take(&mut self.gone).then_some(Look::Back))
    }

    /// The whole lines after the place that was read to.
    fn added(&mut self) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        self.file.seek(SeekFrom::Start(self.place.offset))?;
        loop {
            let count = (&mut self.file).take(STEP).read_to_end(&mut text)?;
            let searched = text.len() - count;
            if let Some(last) = memchr::memrchr(b'\n', &text[searched..]) {
                text.truncate(searched + last + 1);
                return Ok(text);
            }
            if (count as u64) < STEP {
                // A last line without its break is still being written.
                return Ok(Vec::new());
            }
        }
    }

    fn remember(&mut self, text: &[u8], begin: u64) {
        self.before.extend_from_slice(text);
        let read = usize::try_from(self.place.offset - begin).unwrap_or(text.len());
        debug_assert_eq!(read, text.len(), "whole lines were read");
        let surplus = self.before.len().saturating_sub(known());
        self.before.drain(..surplus);
    }
}

fn known() -> usize {
    usize::try_from(KNOWN).unwrap_or(usize::MAX)
}

/// What stands right before a place.
fn before(file: &mut File, place: u64) -> io::Result<Vec<u8>> {
    let begin = place.saturating_sub(KNOWN);
    file.seek(SeekFrom::Start(begin))?;
    let mut text = Vec::with_capacity(known());
    file.take(place - begin).read_to_end(&mut text)?;
    Ok(text)
}

/// Two names lead to one file.
#[cfg(unix)]
pub(super) fn same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Elsewhere a file is known again by when it was made.
#[cfg(not(unix))]
pub(super) fn same(one: &Metadata, other: &Metadata) -> bool {
    one.created().ok() == other.created().ok()
}
