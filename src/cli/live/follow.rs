//! A recording on the screen that another program is still writing.

use std::time::Duration;

use crate::exchange::Exchange;
use crate::inspection::Inspection;
use crate::output::text::{clean, counted};
use crate::recording::{Entry, Follower, Look, Store};

/// Between two looks at the file.
pub(super) const PACE: Duration = Duration::from_millis(400);

/// Looks at the lock of a file: once in so many looks at the file itself.
const LOCK_PACE: u32 = 5;

/// Follows a file.
pub(super) struct Following {
    follower: Follower,
    /// Another program holds it to write to it.
    held: bool,
    looks: u32,
}

/// What a look at the file came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct News {
    /// There are new lines, or the file turned out to be written or not to be.
    pub(super) changed: bool,
    /// Its calls come now: time goes on.
    pub(super) live: Option<bool>,
    /// Something to say.
    pub(super) said: Option<String>,
    /// Something is wrong from now on, or with an empty text no longer.
    pub(super) trouble: Option<String>,
    /// There is more to read at once.
    pub(super) unfinished: bool,
}

impl Following {
    /// Follows the file that a store was filled from last, if that can be done.
    pub(super) fn new(store: &Store) -> Option<Self> {
        // A file that cannot be opened again is shown as it was read.
        let follower = Follower::new(store).ok().flatten()?;
        Some(Following {
            held: follower.is_being_written(),
            follower,
            looks: 0,
        })
    }

    /// The file is being written, as far as that can be told before anything is added.
    pub(super) fn is_being_written(&self) -> bool {
        self.held
    }

    /// Takes what was added; `skip` tells lines that are known already, `seen` hears of each call.
    pub(super) fn look(
        &mut self,
        store: &mut Store,
        inspection: &mut Inspection,
        skip: impl FnMut(&[u8]) -> bool,
        mut seen: impl FnMut(&Exchange<'_>),
    ) -> News {
        let mut called = false;
        let look = self.follower.look(store, skip, |entry| match entry {
            Entry::Header(header) => inspection.describe(header),
            Entry::Exchange(exchange) => {
                called = true;
                inspection.push(&exchange);
                seen(&exchange);
            }
            Entry::Mark(mark) => inspection.mark(mark),
            Entry::Moment(moment) => inspection.moment(moment),
        });
        let name = clean(&self.follower.path().to_string_lossy()).into_owned();
        let trouble = |text: &str| News {
            changed: true,
            trouble: Some(format!("{name} {text}")),
            ..News::default()
        };
        match look {
            Look::Same => self.quiet(),
            Look::More { damage, unfinished } => News {
                changed: true,
                live: called.then_some(true),
                said: damage.first().map(|first| {
                    let others = damage.len() as u64 - 1;
                    match others {
                        0 => first.to_string(),
                        _ => format!("{first}; {} more are damaged", counted(others, "line")),
                    }
                }),
                trouble: None,
                unfinished,
            },
            Look::Gone => trouble("is gone: what was read of it is shown"),
            Look::Back => News {
                changed: true,
                said: Some(format!("{name} is there again")),
                trouble: Some(String::new()),
                ..News::default()
            },
            Look::Truncated => News {
                live: Some(false),
                ..trouble(
                    "was cut short: what it held before is shown, open it again to see what it holds now",
                )
            },
            Look::Replaced => News {
                live: Some(false),
                ..trouble("was replaced by another file: open it again to see that one")
            },
        }
    }

    /// Nothing was added: the program that wrote it may have ended.
    fn quiet(&mut self) -> News {
        self.looks += 1;
        if !self.held || !self.looks.is_multiple_of(LOCK_PACE) || self.follower.is_being_written() {
            return News::default();
        }
        self.held = false;
        News {
            changed: true,
            live: Some(false),
            said: Some("the recording is complete: nobody writes to it any more".to_owned()),
            ..News::default()
        }
    }
}
