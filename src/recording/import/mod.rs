//! Other programs' files of calls, told by their content: one file per form.

mod attached;
mod call;
mod entry;
mod events;
mod fields;
mod foreign;
mod har;
mod kind;
mod logger;
mod opening;
mod pile;
mod search;
mod text;
mod values;

use std::io::{Cursor, Read};
use std::path::Path;

use super::{Damage, Entry, Problem, Progress};
use crate::exchange::{Header, Time};
use pile::Pile;
use text::Text;

pub use foreign::Foreign;
pub use opening::sid_in_location;

/// How much is read before the kind of a file is told, in bytes; more where that does not suffice.
const START: u64 = 64 << 10;

/// No more than that is kept to tell it, in bytes: what says nothing until then is nothing that is known.
const MOST: usize = 64 << 20;

/// What a text turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A recording of this program, or nothing that is known.
    Recording,
    /// An HTTP archive.
    Har,
    /// Entries of one, without it.
    Entries,
    /// Events without their calls; in an object around them its member of this name.
    Events(Option<&'static str>),
    /// Calls as simple loggers write them, in the same way.
    Logger(Option<&'static str>),
    /// What is known, but not read.
    Foreign(Foreign),
}

impl Kind {
    /// The same of what an object holds in a member.
    fn within(self, name: &'static str) -> Self {
        match self {
            Kind::Events(_) => Kind::Events(Some(name)),
            Kind::Logger(_) => Kind::Logger(Some(name)),
            Kind::Entries => Kind::Har,
            kind => kind,
        }
    }
}

/// Tells what a text is by its start, and gives it back whole.
///
/// # Errors
///
/// When it is known, but not read.
pub(super) fn tell<'a>(
    mut text: impl Read + Send + 'a,
) -> Result<(Kind, Box<dyn Read + Send + 'a>), Foreign> {
    let mut start = Vec::new();
    let mut step = START;
    let (kind, error) = loop {
        match (&mut text).take(step).read_to_end(&mut start) {
            // What came until then may still tell; the reader meets the error again.
            Err(error) => break (kind::of(&start, true), Some(error)),
            Ok(count) => {
                let whole = (count as u64) < step;
                match kind::of(&start, whole) {
                    None if !whole && start.len() < MOST => step = start.len() as u64,
                    kind => break (kind, None),
                }
            }
        }
    };
    let rest: Box<dyn Read + Send + 'a> = match error {
        Some(error) => Box::new(Failing(Some(error))),
        None => Box::new(text),
    };
    match kind.unwrap_or(Kind::Recording) {
        Kind::Foreign(foreign) => Err(foreign),
        kind => Ok((kind, Box::new(Cursor::new(start).chain(rest)))),
    }
}

/// Fails once more as it did while the kind was told.
struct Failing(Option<std::io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Reads a text of another kind, which lies in a folder if it is a file, to its end, giving its header and its exchanges in order, numbered from 1. What is held
/// of it is one of its values, and its calls without their answers, packed.
pub(super) fn read(
    kind: Kind,
    text: impl Read,
    folder: Option<&Path>,
    progress: &Progress,
    mut take: impl FnMut(Entry<'_>),
) -> Vec<Damage> {
    let pile = Pile::new(progress);
    let mut text = Text::new(text);
    let imported = match kind {
        Kind::Har => har::read(&mut text, pile, folder),
        Kind::Entries => har::entries(&mut text, pile, folder),
        Kind::Events(within) => events::read(&mut text, pile, within),
        Kind::Logger(within) => logger::read(&mut text, pile, within),
        Kind::Recording | Kind::Foreign(_) => Imported::of(pile, Vec::new()),
    };
    let Imported {
        program,
        base,
        pile,
        mut damage,
    } = imported;
    if let Some(error) = text.error() {
        // The text ends inside a value because of it: that is one fault, not two.
        damage.retain(|damage| damage.problem != Problem::CutOff);
        damage.push(Damage {
            line: text.line(),
            problem: Problem::Unreadable(error.to_string()),
        });
    }
    progress.begin_giving();
    // The header is one as well.
    progress.read_entry();
    take(Entry::Header(Header {
        version: super::FORMAT,
        created: pile.calls.iter().map(|call| call.at).min(),
        program,
        base,
        replay: false,
    }));
    pile.each(|mut exchange, call| {
        if let Some(origin) = &call.origin {
            exchange.target = har::apart(origin, &exchange.target).into();
        }
        take(Entry::Exchange(exchange));
    });
    damage.sort_by_key(|damage| damage.line);
    damage
}

/// What a file of another kind holds.
#[derive(Debug)]
struct Imported<'a> {
    /// The program that wrote it, where it says so.
    program: String,
    /// Where the calls went, where that is known.
    base: String,
    /// In the order in which they came.
    pile: Pile<'a>,
    damage: Vec<Damage>,
}

impl<'a> Imported<'a> {
    /// Calls of a program that does not say what it is.
    fn of(pile: Pile<'a>, damage: Vec<Damage>) -> Self {
        Imported {
            program: String::new(),
            base: String::new(),
            pile,
            damage,
        }
    }
}

/// The time of a call, or that of the one before it.
fn time_or(time: Option<Time>, before: &mut Time) -> Time {
    *before = time.unwrap_or(*before);
    *before
}
