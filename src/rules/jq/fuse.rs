//! What ends a jq expression that would not end by itself: every call of a definition counts, and every value made.

use std::cell::Cell;

use jaq_core::data::HasLut;
use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::native::{Fun, bome, run, v};
use jaq_core::ops::Math;
use jaq_core::path::{Part, Path};
use jaq_core::{DataT, Error, Lut};
use jaq_json::Val;

use super::Room;
use super::weight::{self, can_be_multiplied, weight};

/// Calls of definitions that one payload is worth: more than any of the longest payloads needs, and milliseconds.
const STEPS: u32 = 50_000;

/// Bytes of the stack that an expression runs on: what it nests is taken apart there too. Only what is used of it is
/// ever taken from the machine.
pub const STACK: usize = 512 << 20;

/// Bytes of it that calls may take: definitions that call themselves nest there.
const DEPTH: usize = 64 << 20;

/// The same on the stack of any thread, which has 2 MiB.
const SHALLOW: usize = 128 << 10;

/// How deep values may be nested on that of any thread: they are taken apart there.
const NESTED_SHALLOW: usize = 1000;

/// The same on the large one.
const NESTED: usize = 100_000;

/// The name under which definitions count a step; what a user types is never called so.
const STEP: &str = "playscope_step";

/// The name under which values are weighed.
const WEIGH: &str = "playscope_weigh";

/// The name under which values are multiplied.
const TIMES: &str = "playscope_times";

/// A variable of ours.
const BY: &str = "$playscope_by";

/// What is said of an expression that makes too much.
const HEAVY: &str = "stopped: the expression makes more than a payload could hold";

/// Filters that are built in and give something that may be larger than what they are put to.
const GROWING: &[&str] = &[
    "encode_base64",
    "encode_uri",
    "escape_html",
    "escape_sh",
    "explode",
    "fromjson",
    "implode",
    "key_values",
    "matches",
    "split_",
    "split_matches",
    "tobytes",
    "tojson",
];

/// Filters that are built in and keep all that their arguments give.
const KEEPING: &[&str] = &["group_by", "max_by_or_empty", "min_by_or_empty", "sort_by"];

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
    /// What values made from now on may weigh.
    weight: Cell<usize>,
    /// How deep they may be nested.
    nested: usize,
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
            weight: Cell::new(weight::ALL),
            nested: match room {
                Room::Small => NESTED_SHALLOW,
                Room::Large => NESTED,
            },
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

impl Fuse<'_> {
    /// Takes the weight of a value; false when there is not so much left, now and ever after.
    fn weigh(&self, value: &Val) -> bool {
        let left = self.weight.get();
        let weight = weight(value, left, self.nested);
        self.weight.set(weight.map_or(0, |weight| left - weight));
        weight.is_some()
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

/// The filters that take a step, weigh, and multiply.
pub(super) fn funs() -> impl Iterator<Item = Fun<Fused>> {
    let step = run::<Fused>((STEP, v(0), |cv| {
        bome(if cv.0.data().step() {
            Ok(Val::Bool(true))
        } else {
            let why = "stopped: the expression does not end, or does too much for a payload";
            Err(Error::str(why))
        })
    }));
    let weigh = run::<Fused>((WEIGH, v(0), |cv| {
        bome(if cv.0.data().weigh(&cv.1) {
            Ok(cv.1)
        } else {
            Err(Error::str(HEAVY))
        })
    }));
    let times = run::<Fused>((TIMES, v(2), |mut cv| {
        let second = cv.0.pop_var();
        let first = cv.0.pop_var();
        bome(if can_be_multiplied(&first, &second) {
            first * second
        } else {
            Err(Error::str(HEAVY))
        })
    }));
    [step, weigh, times].into_iter()
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

/// A term whose results are weighed. It is for terms that are no paths.
fn weighed(term: Term<&str>) -> Term<&str> {
    let weigh = Term::Call(WEIGH, Vec::new());
    Term::BinOp(Box::new(term), BinaryOp::Pipe(None), Box::new(weigh))
}

/// `left |= . + right` and the like, for `left += right`.
fn update<'s>(
    left: Box<Term<&'s str>>,
    operation: Math,
    right: Box<Term<&'s str>>,
) -> Term<&'s str> {
    let own = Term::BinOp(
        Box::new(Term::Id),
        BinaryOp::Math(operation),
        Box::new(Term::Var(BY)),
    );
    let updated = Term::BinOp(left, BinaryOp::Update, Box::new(own));
    let bound = BinaryOp::Pipe(Some(Pattern::Var(BY)));
    Term::BinOp(right, bound, Box::new(updated))
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
            let plain = !parts.iter().any(|part| matches!(part, StrPart::Term(_)));
            let text = text(format, parts);
            if plain { text } else { weighed(text) }
        }
        Term::Arr(None) => Term::Arr(None),
        // Its items as they come, and then what they are together.
        Term::Arr(Some(inner)) => weighed(Term::Arr(Some(Box::new(weighed(walk(*inner)))))),
        Term::Obj(members) => {
            let key = |key| match key {
                // A text has a meaning of its own there.
                Term::Str(format, parts) => text(format, parts),
                other => walk(other),
            };
            let member = |(name, value): (_, Option<_>)| (key(name), value.map(walk));
            weighed(Term::Obj(members.into_iter().map(member).collect()))
        }
        Term::Neg(inner) => Term::Neg(boxed(inner)),
        Term::BinOp(left, operation, right) => operated(left, operation, right),
        Term::Label(name, inner) => Term::Label(name, boxed(inner)),
        Term::Fold(kind, source, bound, parts) => {
            Term::Fold(kind, boxed(source), pattern(bound), all(parts))
        }
        Term::TryCatch(inner, caught) => Term::TryCatch(boxed(inner), caught.map(boxed)),
        Term::IfThenElse(cases, other) => {
            let case = |(condition, then)| (walk(condition), walk(then));
            Term::IfThenElse(cases.into_iter().map(case).collect(), other.map(boxed))
        }
        Term::Call(name, arguments) => called(name, arguments),
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

/// Two terms and what joins them.
fn operated<'s>(
    left: Box<Term<&'s str>>,
    operation: BinaryOp<&'s str>,
    right: Box<Term<&'s str>>,
) -> Term<&'s str> {
    match operation {
        BinaryOp::Pipe(bound) => {
            let bound = BinaryOp::Pipe(bound.map(pattern));
            Term::BinOp(boxed(left), bound, boxed(right))
        }
        BinaryOp::Math(Math::Mul) => weighed(Term::Call(TIMES, vec![walk(*left), walk(*right)])),
        BinaryOp::UpdateMath(operation) => walk(update(left, operation, right)),
        operation => {
            let makes = matches!(
                operation,
                BinaryOp::Math(_) | BinaryOp::Assign | BinaryOp::Update | BinaryOp::UpdateAlt
            );
            let term = Term::BinOp(boxed(left), operation, boxed(right));
            if makes { weighed(term) } else { term }
        }
    }
}

/// A call. An argument is run where it is asked for, and may ask for another one in turn.
fn called<'s>(name: &'s str, arguments: Vec<Term<&'s str>>) -> Term<&'s str> {
    let arguments = arguments.into_iter().map(walk).map(stepped);
    let arguments = if KEEPING.contains(&name) {
        arguments.map(weighed).collect()
    } else {
        arguments.collect()
    };
    let call = Term::Call(name, arguments);
    if GROWING.contains(&name) {
        weighed(call)
    } else {
        call
    }
}

/// A text with its parts.
fn text<'s>(format: Option<&'s str>, parts: Vec<StrPart<&'s str, Term<&'s str>>>) -> Term<&'s str> {
    let part = |part| match part {
        StrPart::Term(term) => StrPart::Term(walk(term)),
        other => other,
    };
    Term::Str(format, parts.into_iter().map(part).collect())
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
