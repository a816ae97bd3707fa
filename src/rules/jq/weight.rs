//! How much values take up: what makes too much of them is stopped before the machine has no memory left.

use jaq_json::{Num, Val};

/// The heaviest value that an expression may make, in bytes, about: what a body of a MiB may hold, and more.
const HEAVIEST: usize = 16 << 20;

/// What all values that it makes may weigh together, those that are gone too.
pub(super) const ALL: usize = 64 << 20;

/// What a value weighs beside its text: itself, and what is kept with it.
const VALUE: usize = 32;

/// The weight of a value, which may hold so much and be nested so deep; `None` when it is too much.
pub(super) fn weight(value: &Val, left: usize, nested: usize) -> Option<usize> {
    let most = left.min(HEAVIEST);
    let mut sum = 0_usize;
    let mut waiting = vec![(value, 0)];
    while let Some((value, depth)) = waiting.pop() {
        sum = sum.saturating_add(own(value));
        let within: usize = match value {
            Val::Arr(items) => items.len(),
            Val::Obj(members) => 2 * members.len(),
            _ => 0,
        };
        // What waits is at least as heavy as this.
        let more = (waiting.len() + within).saturating_mul(VALUE);
        if depth > nested || sum.saturating_add(more) > most {
            return None;
        }
        match value {
            Val::Arr(items) => waiting.extend(items.iter().map(|item| (item, depth + 1))),
            Val::Obj(members) => {
                for (key, value) in members.iter() {
                    waiting.extend([(key, depth + 1), (value, depth + 1)]);
                }
            }
            _ => {}
        }
    }
    Some(sum)
}

fn own(value: &Val) -> usize {
    VALUE
        + match value {
            Val::BStr(text) | Val::TStr(text) => text.len(),
            Val::Num(Num::BigInt(_) | Num::Dec(_)) => digits(value),
            _ => 0,
        }
}

/// About how many bytes a number takes up.
fn digits(value: &Val) -> usize {
    match value {
        Val::Num(Num::BigInt(number)) => usize::try_from(number.bits() / 8).unwrap_or(usize::MAX),
        Val::Num(Num::Dec(text)) => text.len(),
        _ => 8,
    }
}

/// The product of two values will not be too heavy: a text times a number is that text so many times, and whole numbers
/// have as many digits as wanted.
pub(super) fn can_be_multiplied(a: &Val, b: &Val) -> bool {
    /// More digits than this say nothing, and take long to multiply.
    const LONGEST: usize = 64 << 10;
    match (a, b) {
        (Val::BStr(text) | Val::TStr(text), Val::Num(times))
        | (Val::Num(times), Val::BStr(text) | Val::TStr(text)) => {
            let times = match times {
                Num::Int(times) => usize::try_from(*times).unwrap_or(0),
                // It is taken as the highest there is.
                Num::BigInt(_) => usize::MAX,
                Num::Float(_) | Num::Dec(_) => 0,
            };
            text.len().saturating_mul(times) <= HEAVIEST
        }
        (Val::Num(_), Val::Num(_)) => digits(a) + digits(b) <= LONGEST,
        _ => true,
    }
}
