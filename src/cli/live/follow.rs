//! A capture on the screen that other programs are still writing: its files grow, and its folder gets new ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::cli::captures::{self, First};
use crate::exchange::Exchange;
use crate::inspection::Inspection;
use crate::output::text::{clean, counted};
use crate::recording::{self, Damage, Entry, Follower, Look, Store};

/// Looks at the locks of the files, and for new ones: once in so many looks at the files themselves.
const SCAN_PACE: u32 = 5;

/// After so many such looks without anything new, a file that nobody writes to is closed until it grows.
const QUIET: u32 = 5;

/// A new file of another program is read while the screen waits if it is no longer than this, in bytes.
const LONGEST: u64 = 16 << 20;

/// Follows the files of a capture.
pub(super) struct Following {
    /// What the user named.
    arguments: Vec<String>,
    /// The store's files of lines, by their places in it.
    files: Vec<Followed>,
    /// Names that are known, whether they can be followed or not.
    known: BTreeSet<PathBuf>,
    /// New files of another kind, with the lengths that they had at the last look.
    strange: BTreeMap<PathBuf, u64>,
    /// Another program holds one of them to write to it.
    held: bool,
    looks: u32,
}

/// A file of the capture.
struct Followed {
    path: PathBuf,
    /// How far it was read, in bytes.
    length: u64,
    /// While it is open.
    follower: Option<Follower>,
    /// Scans since something was added.
    quiet: u32,
}

/// What a look at the files came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct News {
    /// There are new lines, or a file turned out to be written or not to be.
    pub(super) changed: bool,
    /// Calls come now: time goes on.
    pub(super) live: Option<bool>,
    /// Something to say.
    pub(super) said: Option<String>,
    /// Something is wrong from now on, or with an empty text no longer.
    pub(super) trouble: Option<String>,
    /// There is more to read at once.
    pub(super) unfinished: bool,
}

/// Who takes what is read.
pub(super) struct Taking<'a> {
    /// Keeps where it lies.
    pub(super) store: &'a mut Store,
    /// Judges it.
    pub(super) inspection: &'a mut Inspection,
    /// Knows lines that are known already.
    pub(super) skip: &'a mut dyn FnMut(&[u8]) -> bool,
    /// Hears of each call.
    pub(super) seen: &'a mut dyn FnMut(&Exchange<'_>),
}

impl Following {
    /// Follows the files that a store was filled from, and those that come to what the user named.
    pub(super) fn new(store: &Store, arguments: Vec<String>) -> Self {
        let mut following = Following {
            known: arguments
                .iter()
                .filter_map(|argument| captures::several(argument).ok()?)
                .flatten()
                .collect(),
            arguments,
            files: Vec::new(),
            strange: BTreeMap::new(),
            held: false,
            looks: 0,
        };
        for number in 0..store.files() {
            // A file that cannot be opened again is shown as it was read.
            let Some(follower) = Follower::of(store, number).ok().flatten() else {
                following.files.push(Followed {
                    path: PathBuf::new(),
                    length: u64::MAX,
                    follower: None,
                    quiet: 0,
                });
                continue;
            };
            let held = follower.is_being_written();
            following.held |= held;
            following.known.insert(follower.path().to_owned());
            let mut file = Followed::by(follower);
            if !held && number + 1 < store.files() {
                file.follower = None;
            }
            following.files.push(file);
        }
        following
    }

    /// A file is being written, as far as that can be told before anything is added.
    pub(super) fn is_being_written(&self) -> bool {
        self.held
    }

    /// Takes what was added.
    pub(super) fn look(&mut self, mut taking: Taking<'_>) -> News {
        let mut news = News::default();
        self.looks += 1;
        let scan = self.looks.is_multiple_of(SCAN_PACE);
        if scan {
            self.reopen(taking.store);
            self.scan(&mut taking, &mut news);
        }
        for file in &mut self.files {
            file.look(&mut taking, &mut news);
        }
        if news.live == Some(true) {
            self.held |= self.files.iter().any(Followed::is_being_written);
        }
        if scan {
            self.close(taking.store);
            if self.held && !news.changed && !self.files.iter().any(Followed::is_being_written) {
                self.held = false;
                news.changed = true;
                news.live = Some(false);
                news.said =
                    Some("the recording is complete: nobody writes to it any more".to_owned());
            }
        }
        news
    }

    /// Opens files again that have grown.
    fn reopen(&mut self, store: &Store) {
        for (number, file) in self.files.iter_mut().enumerate() {
            let grown = |length: u64| length > file.length;
            if file.follower.is_none() && file.path.metadata().is_ok_and(|at| grown(at.len())) {
                file.follower = Follower::of(store, number).ok().flatten();
                file.quiet = 0;
            }
        }
    }

    /// Closes files that nobody writes to any more; the last stays open, so that it can be told what becomes of it.
    fn close(&mut self, store: &mut Store) {
        let Some((_, others)) = self.files.split_last_mut() else {
            return;
        };
        for file in others {
            file.quiet += 1;
            if file.quiet > QUIET
                && !file.is_being_written()
                && let Some(follower) = file.follower.take()
            {
                follower.leave(store);
            }
        }
    }

    /// Looks for new files.
    fn scan(&mut self, taking: &mut Taking<'_>, news: &mut News) {
        let found = self.arguments.iter();
        let found = found.filter_map(|argument| captures::several(argument).ok()?);
        let found = found.flatten().filter(|path| !self.known.contains(path));
        let found: Vec<PathBuf> = found.collect();
        for path in captures::in_order(found) {
            match captures::first(&path) {
                First::Open => {}
                First::Recording => {
                    if let Ok(Some(follower)) = Follower::join(taking.store, &path) {
                        self.files.push(Followed::by(follower));
                    }
                    self.known.insert(path);
                }
                First::Other => self.strange(path, taking, news),
            }
        }
    }

    /// Reads a new file of another kind when it has come to rest.
    fn strange(&mut self, path: PathBuf, taking: &mut Taking<'_>, news: &mut News) {
        let length = path.metadata().map_or(0, |file| file.len());
        if self.strange.insert(path.clone(), length) != Some(length) {
            return;
        }
        self.strange.remove(&path);
        news.changed = true;
        news.said = Some(match read(&path, length, taking) {
            Ok(damage) => match told(&damage) {
                Some(damage) => format!("{}: {damage}", path.display()),
                None => format!("{} came to the capture", path.display()),
            },
            Err(why) => why,
        });
        // What it held may be lines that grow.
        while self.files.len() < taking.store.files() {
            let follower = Follower::of(taking.store, self.files.len());
            let Some(follower) = follower.ok().flatten() else {
                break;
            };
            self.files.push(Followed::by(follower));
        }
        self.known.insert(path);
    }
}

impl Followed {
    fn by(follower: Follower) -> Self {
        Followed {
            path: follower.path().to_owned(),
            length: follower.read_to(),
            follower: Some(follower),
            quiet: 0,
        }
    }

    fn is_being_written(&self) -> bool {
        let open = self.follower.as_ref();
        open.is_some_and(Follower::is_being_written)
    }

    fn look(&mut self, taking: &mut Taking<'_>, news: &mut News) {
        let Some(follower) = &mut self.follower else {
            return;
        };
        let mut called = false;
        let look = follower.look(taking.store, &mut *taking.skip, |entry| {
            called |= matches!(entry, Entry::Exchange(_));
            take(taking.inspection, taking.seen, entry);
        });
        if look == Look::Same {
            return;
        }
        self.length = follower.read_to();
        self.quiet = 0;
        news.changed = true;
        let name = clean(&self.path.to_string_lossy()).into_owned();
        match look {
            Look::Same => {}
            Look::More { damage, unfinished } => {
                news.unfinished |= unfinished;
                news.live = called.then_some(true).or(news.live);
                news.said = told(&damage).or(news.said.take());
            }
            Look::Gone => {
                news.trouble = Some(format!("{name} is gone: what was read of it is shown"));
            }
            Look::Back => {
                news.said = Some(format!("{name} is there again"));
                news.trouble = Some(String::new());
            }
            Look::Truncated => {
                news.live = news.live.or(Some(false));
                news.trouble = Some(format!(
                    "{name} was cut short: what it held before is shown, open it again to see what it holds now"
                ));
            }
            Look::Replaced => {
                news.live = news.live.or(Some(false));
                news.trouble = Some(format!(
                    "{name} was replaced by another file: open it again to see that one"
                ));
            }
        }
    }
}

fn take(inspection: &mut Inspection, seen: &mut dyn FnMut(&Exchange<'_>), entry: Entry<'_>) {
    match entry {
        Entry::Header(header) => inspection.describe(header),
        Entry::Exchange(exchange) => {
            inspection.push(&exchange);
            seen(&exchange);
        }
        Entry::Mark(mark) => inspection.mark(mark),
        Entry::Moment(moment) => inspection.moment(moment),
    }
}

/// Reads a whole file into the capture, if that does not take long; says what is damaged, or why it is not read.
fn read(path: &Path, length: u64, taking: &mut Taking<'_>) -> Result<Vec<Damage>, String> {
    if length > LONGEST {
        let name = path.display();
        return Err(format!(
            "{name} is new and large: open the capture again to see it"
        ));
    }
    // What is read goes through a list: its readers may be on another thread.
    let mut entries = Vec::new();
    let take_in = |entry: Entry<'_>, _: Option<()>| {
        entries.push(match entry {
            Entry::Header(header) => Entry::Header(header),
            Entry::Exchange(exchange) => Entry::Exchange(exchange.into_owned()),
            Entry::Mark(mark) => Entry::Mark(mark),
            Entry::Moment(moment) => Entry::Moment(moment),
        });
    };
    let damage = recording::load_into(taking.store, path, |_| (), take_in);
    let damage = damage.map_err(|error| error.to_string())?;
    for entry in entries {
        take(taking.inspection, taking.seen, entry);
    }
    Ok(damage)
}

/// Damage in one line.
fn told(damage: &[Damage]) -> Option<String> {
    let first = damage.first()?;
    let all: u64 = damage.iter().map(Damage::count).sum();
    Some(match all - 1 {
        0 => first.to_string(),
        others => format!("{first}; {} more are damaged", counted(others, "line")),
    })
}
