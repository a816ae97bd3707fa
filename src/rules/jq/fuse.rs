//! What ends a jq expression that would not end by itself: every call of a definition counts.

use std::cell::Cell;

use jaq_core::data::HasLut;
use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::native::{Fun, bome, run, v};
use jaq_core::path::{Part, Path};
use jaq_core::{DataT, Error, Lut};
use jaq_json::Val;

use super::Room;

/// Calls of definitions that one payload is worth: more than any of the longest payloads needs, and milliseconds.
const STEPS: u32 = 50_000;

/// Bytes of the stack that an expression runs on: what it nests is taken apart there too. Only what is used of it is
/// ever taken from the machine.
pub const STACK: usize = 512 << 20;

/// Bytes of it that calls may take: definitions that call themselves nest there.
const DEPTH: usize = 64 << 20;

/// The same on the stack of any thread, which has 2 MiB.
const SHALLOW: usize = 128 << 10;

/// The name under which definitions count a step; what a user types is never called so.
const STEP: &str = "playscope_step";

/// Values of JSON, with a fuse.
pub(super) enum Fused {}

impl DataT for Fused {
    type V<'a> = Val;
    type Data<'a> = &'a Fuse<'a>;
}

/// What is left of the steps.
pub(super) struct Fuse<'a> {
    lut: &'a Lut<Fused>,
    left: Cell<u32>,
    /// An address on the stack where the expression began.
    base: usize,
    /// How far from it calls may nest, in bytes.
    depth: usize,
}

impl<'a> Fuse<'a> {
    pub(super) fn new(lut: &'a Lut<Fused>, room: Room) -> Self {
        Fuse {
            lut,
            left: Cell::new(STEPS),
            base: here(),
            depth: match room {
                Room::Small => SHALLOW,
                Room::Large => DEPTH,
            },
        }
    }

    /// Takes a step; false when there is none left, now and ever after.
    fn step(&self) -> bool {
        let left = self.left.get().saturating_sub(1);
        let deep = self.base.abs_diff(here()) > self.depth;
        self.left.set(if deep { 0 } else { left });
        left > 0 && !deep
    }
}

/// Where the stack stands, about.
#[inline(never)]
fn here() -> usize {
    let place = 0_u8;
    std::ptr::from_ref(&place).addr()
}

impl<'a> HasLut<'a, Fused> for &'a Fuse<'a> {
    fn lut(&self) -> &'a Lut<Fused> {
        self.lut
    }
}

/// The filter that takes a step.
pub(super) fn funs() -> impl Iterator<Item = Fun<Fused>> {
    std::iter::once(run::<Fused>((STEP, v(0), |cv| {
        bome(if cv.0.data().step() {
            Ok(Val::Bool(true))
        } else {
            let why = "stopped: the expression does not end, or does too much for a payload";
            Err(Error::str(why))
        })
    })))
}

/// The definition with a step before its body, and before those of all within.
pub(super) fn counted(def: Def<&str>) -> Def<&str> {
    Def {
        body: stepped(walk(def.body)),
        ..def
    }
}

/// A term with a step before it.
fn stepped(term: Term<&str>) -> Term<&str> {
    // As a condition it leaves the term what it was: a path, something to update, a call in the last place.
    Term::IfThenElse(vec![(Term::Call(STEP, Vec::new()), term)], None)
}

#[expect(clippy::boxed_local, reason = "terms hold their parts in boxes")]
fn boxed(term: Box<Term<&str>>) -> Box<Term<&str>> {
    Box::new(walk(*term))
}

/// The term with all definitions in it counted.
fn walk<'s>(term: Term<&'s str>) -> Term<&'s str> {
    let all = |terms: Vec<Term<&'s str>>| terms.into_iter().map(walk).collect();
    match term {
        Term::Def(defs, rest) => Term::Def(defs.into_iter().map(counted).collect(), boxed(rest)),
        Term::Str(format, parts) => {
            let part = |part| match part {
                StrPart::Term(term) => StrPart::Term(walk(term)),
                other => other,
            };
            Term::Str(format, parts.into_iter().map(part).collect())
        }
        Term::Arr(inner) => Term::Arr(inner.map(boxed)),
        Term::Obj(members) => {
            let member = |(key, value): (_, Option<_>)| (walk(key), value.map(walk));
            Term::Obj(members.into_iter().map(member).collect())
        }
        Term::Neg(inner) => Term::Neg(boxed(inner)),
        Term::BinOp(left, BinaryOp::Pipe(bound), right) => Term::BinOp(
            boxed(left),
            BinaryOp::Pipe(bound.map(pattern)),
            boxed(right),
        ),
        Term::BinOp(left, operation, right) => Term::BinOp(boxed(left), operation, boxed(right)),
        Term::Label(name, inner) => Term::Label(name, boxed(inner)),
        Term::Fold(kind, source, bound, parts) => {
            Term::Fold(kind, boxed(source), pattern(bound), all(parts))
        }
        Term::TryCatch(inner, caught) => Term::TryCatch(boxed(inner), caught.map(boxed)),
        Term::IfThenElse(cases, other) => {
            let case = |(condition, then)| (walk(condition), walk(then));
            Term::IfThenElse(cases.into_iter().map(case).collect(), other.map(boxed))
        }
        // An argument is run where it is asked for, and may ask for another one in turn.
        Term::Call(name, arguments) => {
            let arguments = arguments.into_iter().map(walk).map(stepped);
            Term::Call(name, arguments.collect())
        }
        Term::Path(inner, path) => {
            let part = |part| match part {
                Part::Index(index) => Part::Index(walk(index)),
                Part::Range(from, to) => Part::Range(from.map(walk), to.map(walk)),
            };
            let path = path.0.into_iter().map(|(each, opt)| (part(each), opt));
            Term::Path(boxed(inner), Path(path.collect()))
        }
        Term::Id | Term::Recurse | Term::Num(_) | Term::Break(_) | Term::Var(_) => term,
    }
}

fn pattern(bound: Pattern<&str>) -> Pattern<&str> {
    match bound {
        Pattern::Var(name) => Pattern::Var(name),
        Pattern::Arr(parts) => Pattern::Arr(parts.into_iter().map(pattern).collect()),
        Pattern::Obj(parts) => {
            let part = |(key, value)| (walk(key), pattern(value));
            Pattern::Obj(parts.into_iter().map(part).collect())
        }
    }
}
