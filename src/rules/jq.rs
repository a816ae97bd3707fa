//! jq that comes to an end: expressions of expectations, and those that payloads are put through on the screen.
//!
//! Each call of a definition is a step, and there are only so many; each value that is made has a weight, and there is
//! only so much. What loops or nests without end, or takes too much memory, is stopped with an error, not waited for.

mod fuse;
mod weight;

use jaq_core::load::parse::Def;
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Filter, Vars, compile, unwrap_valr};
use jaq_json::Val;

pub use fuse::STACK;
use fuse::{Fuse, Fused};

/// Filters that reach out of what an expression is put to.
const OUTSIDE: &[&str] = &[
    "debug",
    "debug_empty",
    "env",
    "halt",
    "halt_error",
    "input",
    "inputs",
    "stderr",
    "stderr_empty",
];

/// Filters that ask for the clock, or for where it stands.
const CLOCK: &[&str] = &["localtime", "now", "strflocaltime"];

/// What the expression as typed is called among the definitions.
const TYPED: &str = "playscope_typed";

/// The generator that is built in runs without steps; this one is written with them. It stands before all others.
const RANGE: &str = "def range($from; $to; $by): def none: {}[] as $none | .;
    def up: if . < $to then ., (. + $by | up) else none end;
    def down: if . > $to then ., (. + $by | down) else none end;
    def on: if . != $to then ., (. + $by | on) else none end;
    $from | if $by > 0 then up else if $by < 0 then down else on end end;";

/// Why a text is no expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It cannot be read: what was expected where.
    Unread(String),
    /// It names what is not known.
    Unknown {
        /// What it should be: a filter, a variable, …
        kind: &'static str,
        /// Its name.
        name: String,
        /// It would be known elsewhere: here nothing reaches out.
        outside: bool,
    },
}

/// How much an expression may take up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// The stack of any thread: for expressions that are put to every event.
    Small,
    /// A thread with [`STACK`] bytes of stack.
    Large,
}

/// An expression that was read.
pub struct Jq {
    filter: Filter<Fused>,
}

impl Jq {
    /// Reads an expression; only with `clock` may it ask for the time.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn parse(text: &str, clock: bool) -> Result<Self, Fault> {
        let outside = |name: &str| OUTSIDE.contains(&name) || (!clock && CLOCK.contains(&name));
        let typed = Def {
            name: TYPED,
            args: Vec::new(),
            body: load::parse(text, |parser| parser.term()).ok_or_else(|| unread(text))?,
        };
        let range = load::parse(RANGE, |parser| parser.defs()).unwrap_or_default();
        let defs = range
            .into_iter()
            .chain(jaq_core::defs())
            .chain(jaq_std::defs().filter(|def| !outside(def.name)))
            .chain(jaq_json::defs())
            .map(beside)
            .chain(std::iter::once(typed))
            .map(fuse::counted);
        let funs = jaq_core::funs()
            .filter(|fun| fun.0 != "range")
            .chain(jaq_std::funs().filter(|fun| !outside(fun.0)))
            .chain(jaq_json::funs())
            .chain(fuse::funs());
        let arena = Arena::default();
        let file = File {
            code: TYPED,
            path: (),
        };
        let modules = Loader::new(defs)
            .load(&arena, file)
            .map_err(|_| unread(text))?;
        let filter = Compiler::default()
            .with_funs(funs)
            .compile(modules)
            .map_err(|errors| {
                let undefined = errors.into_iter().flat_map(|(_, errors)| errors).next();
                undefined.map_or_else(
                    || unread(text),
                    |(name, kind)| unknown(name, &kind, outside),
                )
            })?;
        Ok(Jq { filter })
    }

    /// Its outputs for an input, at most so many.
    ///
    /// # Errors
    ///
    /// What it ends in, when it does not fit the input or does not come to an end.
    pub fn outputs(&self, input: Val, most: usize, room: Room) -> Result<Vec<Val>, String> {
        let fuse = Fuse::new(&self.filter.lut, room);
        let context = Ctx::<Fused>::new(&fuse, Vars::new([]));
        let outputs = self.filter.id.run((context, input)).map(unwrap_valr);
        let texts = outputs.take(most);
        texts
            .map(|output| output.map_err(|error| error.to_string()))
            .collect()
    }
}

/// A definition of the libraries, which live for ever, as one that lives as long as the text beside it.
fn beside<'s>(def: Def<&'static str>) -> Def<&'s str> {
    def
}

/// What cannot be read, and what should stand there.
fn unread(text: &str) -> Fault {
    let arena = Arena::default();
    let file = File {
        code: text,
        path: (),
    };
    let errors = Loader::new(std::iter::empty()).load(&arena, file).err();
    let error = errors.into_iter().flatten().map(|(_, error)| error).next();
    let told = match error {
        Some(load::Error::Lex(errors)) => errors
            .into_iter()
            .next()
            .map(|(expected, found)| (expected.as_str().to_owned(), found)),
        Some(load::Error::Parse(errors)) => errors
            .into_iter()
            .next()
            .map(|(expected, found)| (expected.as_str().to_owned(), found)),
        Some(load::Error::Io(_)) | None => None,
    };
    Fault::Unread(match told {
        Some((expected, found)) => format!("expected {expected} {}", place(text, found)),
        None => "modules cannot be loaded here".to_owned(),
    })
}

fn place(text: &str, found: &str) -> String {
    let start = load::span(text, found).start;
    match text.get(start..).filter(|rest| !rest.is_empty()) {
        Some(rest) => format!("at `{}`", rest.chars().take(20).collect::<String>()),
        None => "at its end".to_owned(),
    }
}

fn unknown(name: &str, kind: &compile::Undefined, outside: impl Fn(&str) -> bool) -> Fault {
    Fault::Unknown {
        kind: kind.as_str(),
        name: name.to_owned(),
        outside: outside(name),
    }
}
