//! HTTP archives (HAR 1.2) as browsers and proxies write them.

use std::collections::HashSet;
use std::io::Read;
use std::path::Path;
use std::rc::Rc;

use serde::Deserialize;

use super::super::{Damage, Problem, note};
use super::entry::{SHAPE, call};
use super::opening::{Role, assign};
use super::pile::Pile;
use super::text::Text;
use super::values::{self, Fault, behind, name, value};
use super::{Imported, attached};
use crate::exchange::Time;

/// Addresses of calls that are none of the API's are cut to this length, in bytes: a `data:` one holds a whole picture.
const LONGEST: usize = 2000;

pub(super) fn read<'a, R: Read>(
    text: &mut Text<R>,
    pile: Pile<'a>,
    folder: Option<&'a Path>,
) -> Imported<'a> {
    let mut archive = Archive::new(pile, folder);
    // Some join archives by writing one behind the other.
    while let Some(next) = text.next() {
        let mut read = if next == b'{' {
            text.pass(1);
            archive.members(text, false)
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
pub(super) fn entries<'a, R: Read>(
    text: &mut Text<R>,
    pile: Pile<'a>,
    folder: Option<&'a Path>,
) -> Imported<'a> {
    let mut archive = Archive::new(pile, folder);
    let damage = values::read(text, &SHAPE, None, |value| {
        archive.take(value.line, value.text);
    });
    note(&mut archive.damage, damage);
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
    /// Where the files lie that it names.
    folder: Option<&'a Path>,
    /// Entries so far.
    entries: u64,
    /// When the call before came.
    before: Time,
    damage: Vec<Damage>,
    /// Nothing more is in the text, and that was told.
    lost: bool,
}

impl<'a> Archive<'a> {
    fn new(pile: Pile<'a>, folder: Option<&'a Path>) -> Self {
        Archive {
            program: String::new(),
            pile,
            folder,
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

    /// What is left of the object around everything, or of the `log` in it, which some leave out.
    fn members<R: Read>(&mut self, text: &mut Text<R>, of_log: bool) -> Result<(), Fault> {
        while let Some(name) = name(text)? {
            match (name.as_str(), text.next()) {
                ("log", Some(b'{')) if !of_log => {
                    text.pass(1);
                    self.members(text, true)?;
                }
                ("entries", Some(b'[')) => {
                    let mut damage = Vec::new();
                    let take = |line, entry: &str| self.take(line, entry);
                    let ended = values::items(text, &mut damage, &SHAPE, take);
                    note(&mut self.damage, damage);
                    self.lost |= !ended;
                }
                // Of a browser and the tool in it, the browser says more.
                ("creator" | "browser", _) => value(text, |text| self.made_by(text))?,
                _ => value(text, |_| {})?,
            }
            behind(text)?;
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
        note(&mut self.damage, damage);
        self.lost |= !ended;
        behind(text)?;
        self.members(text, true)?;
        if text.next() == Some(b'{') || text.next().is_none() {
            return Ok(());
        }
        behind(text)?;
        self.members(text, true)
    }

    fn take(&mut self, line: u64, entry: &str) {
        self.entries += 1;
        let number = self.entries;
        let mut told = |problem| note(&mut self.damage, [Damage { line, problem }]);
        match call(entry, &mut self.before) {
            Ok(mut call) => {
                if let Some(name) = call.attached {
                    match self.folder.and_then(|folder| attached::body(folder, &name)) {
                        Some(body) => call.exchange.body = body.into(),
                        None => told(Problem::Assumed(format!(
                            "the body of entry {number} is in a file of its own, `{name}`, which is not beside this \
                             one: it is judged as an empty one"
                        ))),
                    }
                }
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
