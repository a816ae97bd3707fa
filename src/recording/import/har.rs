//! HTTP archives (HAR 1.2) as browsers and proxies write them.

use std::collections::HashSet;
use std::io::Read;
use std::rc::Rc;

use serde::Deserialize;

use super::super::{Damage, Problem};
use super::Imported;
use super::entry::{SHAPE, call};
use super::opening::{Role, assign};
use super::pile::Pile;
use super::text::Text;
use super::values::{self, Fault};
use crate::exchange::Time;

/// Addresses of calls that are none of the API's are cut to this length, in bytes: a `data:` one holds a whole picture.
const LONGEST: usize = 2000;

pub(super) fn read<'a, R: Read>(text: &mut Text<R>, pile: Pile<'a>) -> Imported<'a> {
    let mut archive = Archive::new(pile);
    // Some join archives by writing one behind the other.
    while let Some(next) = text.next() {
        let mut read = if next == b'{' {
            archive.root(text)
        } else {
            Err(Fault::new(text, "expected `{`"))
        };
        // What is missing at the end of a text that broke off is no fault of its own.
        while let Err(fault) = read
            && !archive.lost
        {
            read = archive.rescue(text, fault);
        }
    }
    archive.imported()
}

/// Reads entries that stand alone, as they are copied out of a network panel: in an array, or in lines.
pub(super) fn entries<'a, R: Read>(text: &mut Text<R>, pile: Pile<'a>) -> Imported<'a> {
    let mut archive = Archive::new(pile);
    let damage = values::read(text, &SHAPE, |value| archive.take(value.line, value.text));
    archive.damage.extend(damage);
    archive.imported()
}

/// A browser's archive holds everything that a page loads. What goes to other hosts than the API's calls keeps its
/// origin, the others lose it. Tells the origin of the API.
fn keep_apart(pile: &mut Pile<'_>) -> String {
    let api = pile.calls.iter().filter(|call| call.role != Role::Other);
    let hosts: HashSet<Rc<str>> = api.clone().filter_map(|call| call.origin.clone()).collect();
    let base = api.clone().find_map(|call| call.origin.as_deref());
    let base = base.unwrap_or_default().to_owned();
    for call in &mut pile.calls {
        if call.role != Role::Other
            || call
                .origin
                .as_ref()
                .is_some_and(|origin| hosts.contains(origin))
        {
            call.origin = None;
        }
    }
    base
}

/// The target of a call that is kept apart: its whole address, so that it is not taken for a call that missed.
pub(super) fn apart(origin: &str, target: &str) -> String {
    let mut target = format!("{origin}{target}");
    if target.len() > LONGEST {
        let end = (0..=LONGEST)
            .rev()
            .find(|end| target.is_char_boundary(*end));
        target.truncate(end.unwrap_or(0));
        target.push('…');
    }
    target
}

/// What is taken from the archive, as far as it can be read.
struct Archive<'a> {
    program: String,
    pile: Pile<'a>,
    /// Entries so far.
    entries: u64,
    /// When the call before came.
    before: Time,
    damage: Vec<Damage>,
    /// Nothing more is in the text, and that was told.
    lost: bool,
}

impl<'a> Archive<'a> {
    fn new(pile: Pile<'a>) -> Self {
        Archive {
            program: String::new(),
            pile,
            entries: 0,
            before: Time::default(),
            damage: Vec::new(),
            lost: false,
        }
    }

    /// The calls in their order, with their sessions.
    fn imported(self) -> Imported<'a> {
        let Archive {
            program,
            mut pile,
            damage,
            ..
        } = self;
        // Ties stay in the order of the file.
        pile.calls.sort_by_key(|call| call.at);
        for (seq, call) in (1..).zip(&mut pile.calls) {
            call.seq = seq;
        }
        let base = keep_apart(&mut pile);
        assign(&mut pile);
        Imported {
            program,
            base,
            pile,
            damage,
        }
    }

    /// The object around everything.
    fn root<R: Read>(&mut self, text: &mut Text<R>) -> Result<(), Fault> {
        text.pass(1);
        self.root_members(text)
    }

    fn root_members<R: Read>(&mut self, text: &mut Text<R>) -> Result<(), Fault> {
        while let Some(name) = name(text)? {
            if name == "log" && text.next() == Some(b'{') {
                text.pass(1);
                self.log_members(text)?;
            } else {
                value(text, |_| {})?;
            }
            comma(text)?;
        }
        Ok(())
    }

    fn log_members<R: Read>(&mut self, text: &mut Text<R>) -> Result<(), Fault> {
        while let Some(name) = name(text)? {
            match name.as_str() {
                "entries" if text.next() == Some(b'[') => {
                    let mut damage = Vec::new();
                    let take = |line, entry: &str| self.take(line, entry);
                    let ended = values::items(text, &mut damage, &SHAPE, take);
                    self.damage.extend(damage);
                    self.lost |= !ended;
                }
                // Of a browser and the tool in it, the browser says more.
                "creator" | "browser" => value(text, |text| self.made_by(text))?,
                _ => value(text, |_| {})?,
            }
            comma(text)?;
        }
        Ok(())
    }

    fn made_by(&mut self, text: &str) {
        #[derive(Deserialize)]
        struct Program {
            name: String,
            #[serde(default)]
            version: String,
        }
        if let Ok(Program { name, version }) = serde_json::from_str(text) {
            let program = format!("{name} {version}");
            program.trim_end().clone_into(&mut self.program);
        }
    }

    /// Takes the entries behind a fault in what is around them, and reads on behind them as behind any.
    fn rescue<R: Read>(&mut self, text: &mut Text<R>, fault: Fault) -> Result<(), Fault> {
        let mut damage = Vec::new();
        let mut take = |line, entry: &str| self.take(line, entry);
        let found = fault.survive(text, &mut damage, &SHAPE, &mut take);
        let ended = found && values::rest(text, &mut damage, &SHAPE, take);
        self.damage.extend(damage);
        self.lost |= !ended;
        comma(text)?;
        self.log_members(text)?;
        comma(text)?;
        self.root_members(text)
    }

    fn take(&mut self, line: u64, entry: &str) {
        self.entries += 1;
        let number = self.entries;
        let mut told = |problem| self.damage.push(Damage { line, problem });
        match call(entry, &mut self.before) {
            Ok(call) => {
                if call.timeless {
                    told(Problem::Assumed(format!(
                        "entry {number} is without a startedDateTime: it is taken to have come with the one before it"
                    )));
                }
                if call.bodiless {
                    told(Problem::Assumed(format!(
                        "the body of entry {number} was not kept: it is judged as an empty one"
                    )));
                }
                let (location, origin) = (call.location.as_deref(), &*call.origin);
                self.pile.add(call.exchange, location, Some(origin));
            }
            Err(reason) => told(Problem::Skipped(format!("entry {number}: {reason}"))),
        }
    }
}

/// The next name of an object's members; `None` at its end, behind which it goes.
fn name<R: Read>(text: &mut Text<R>) -> Result<Option<String>, Fault> {
    match text.next() {
        Some(b'}') => {
            text.pass(1);
            return Ok(None);
        }
        Some(b'"') => {}
        Some(_) => return Err(Fault::new(text, "expected a name in quotes or `}`")),
        None => return Err(Fault::cut_off(text)),
    }
    let mut name = String::new();
    value(text, |text| {
        name = serde_json::from_str(text).unwrap_or_default();
    })?;
    match text.next() {
        Some(b':') => {
            text.pass(1);
            Ok(Some(name))
        }
        Some(_) => Err(Fault::new(text, "expected `:`")),
        None => Err(Fault::cut_off(text)),
    }
}

/// Gives the value that stands next, and goes behind it.
fn value<R: Read>(text: &mut Text<R>, take: impl FnOnce(&str)) -> Result<(), Fault> {
    if text.next().is_none() {
        return Err(Fault::cut_off(text));
    }
    let length = text.value().map_err(|error| Fault::of(text, &error))?;
    take(text.get(length));
    text.pass(length);
    Ok(())
}

/// Goes behind the comma between two members.
fn comma<R: Read>(text: &mut Text<R>) -> Result<(), Fault> {
    match text.next() {
        Some(b',') => text.pass(1),
        Some(b'}') => {}
        Some(_) => return Err(Fault::new(text, "expected `,` or `}`")),
        None => return Err(Fault::cut_off(text)),
    }
    Ok(())
}
