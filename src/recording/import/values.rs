//! The JSON values of a text that is an array, or lines of them, each with its line; what is damaged is stepped over.

use std::fmt;
use std::io::Read;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::super::{Damage, Problem};
use super::search::{self, Shape};
use super::text::Text;

/// One value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'a> {
    /// The line where it begins, from 1.
    pub(super) line: u64,
    /// Its text.
    pub(super) text: &'a str,
    /// The text begins with an array.
    pub(super) list: bool,
}

/// Gives the items of an array, or the values of lines (an array in a line stands for its items). `shape` tells an
/// item of an array where damage leaves nothing else to tell it by.
pub(super) fn read<R: Read>(
    text: &mut Text<R>,
    shape: &Shape,
    mut take: impl FnMut(Found<'_>),
) -> Vec<Damage> {
    let mut damage = Vec::new();
    let mut list = None;
    while let Some(next) = text.next() {
        let list = *list.get_or_insert(next == b'[');
        let line = text.line();
        if next == b'[' {
            let take = |line, text: &str| take(Found { line, text, list });
            items(text, &mut damage, shape, take);
            continue;
        }
        let value = if text.is_tiring() {
            text.value_in_line()
        } else {
            text.value()
        };
        match value {
            Ok(length) => {
                let found = text.get(length);
                take(Found {
                    line,
                    text: found,
                    list,
                });
                text.pass(length);
            }
            Err(error) => {
                let reason = reason(text, &error);
                text.pass_line();
                let problem = if error.is_eof() && text.next().is_none() {
                    Problem::CutOff
                } else {
                    Problem::NotJson(reason)
                };
                damage.push(Damage { line, problem });
            }
        }
    }
    damage
}

/// Gives the items of the array that stands next, each with its line, and goes behind it; `false` when it has no end.
pub(super) fn items<R: Read>(
    text: &mut Text<R>,
    damage: &mut Vec<Damage>,
    shape: &Shape,
    mut take: impl FnMut(u64, &str),
) -> bool {
    text.pass(1);
    let first = Ok(text.next() != Some(b']'));
    go_on(text, first, damage, shape, &mut take)
}

/// The same behind one of its items.
pub(super) fn rest<R: Read>(
    text: &mut Text<R>,
    damage: &mut Vec<Damage>,
    shape: &Shape,
    mut take: impl FnMut(u64, &str),
) -> bool {
    let more = comma(text);
    go_on(text, more, damage, shape, &mut take)
}

/// Goes behind the end of an array; `more`: another item stands next.
fn go_on<R: Read>(
    text: &mut Text<R>,
    mut more: Result<bool, Fault>,
    damage: &mut Vec<Damage>,
    shape: &Shape,
    take: &mut impl FnMut(u64, &str),
) -> bool {
    loop {
        more = match more {
            Ok(true) => item(text, take),
            Ok(false) => break,
            Err(fault) => {
                if !fault.survive(text, damage, shape, take) {
                    return false;
                }
                comma(text)
            }
        };
    }
    text.pass(1);
    true
}

/// Gives the item that stands next; `true` when another one follows it.
fn item<R: Read>(text: &mut Text<R>, take: &mut impl FnMut(u64, &str)) -> Result<bool, Fault> {
    let line = text.line();
    match text.value() {
        Ok(0) => Err(Fault::cut_off(text)),
        Ok(length) => {
            take(line, text.get(length));
            text.pass(length);
            comma(text)
        }
        Err(error) => Err(Fault::of(text, &error)),
    }
}

/// Goes behind the comma, if one stands next; `true` when an item follows.
fn comma<R: Read>(text: &mut Text<R>) -> Result<bool, Fault> {
    match text.next() {
        Some(b',') => {
            text.pass(1);
            Ok(text.next() != Some(b']'))
        }
        Some(b']') => Ok(false),
        Some(_) => Err(Fault::new(text, "expected `,` or `]`")),
        None => Err(Fault::cut_off(text)),
    }
}

/// Where a text is not what it should be.
#[derive(Debug)]
pub(super) struct Fault {
    line: u64,
    reason: String,
    cut_off: bool,
}

impl Fault {
    /// Here.
    pub(super) fn new<R: Read>(text: &Text<R>, reason: &str) -> Self {
        Fault {
            line: text.line(),
            reason: format!("{reason} at column {}", text.column() + 1),
            cut_off: false,
        }
    }

    /// The text ends here, before it is complete.
    pub(super) fn cut_off<R: Read>(text: &Text<R>) -> Self {
        Fault {
            cut_off: true,
            ..Fault::new(text, "the text ends")
        }
    }

    /// In the value that stands next.
    pub(super) fn of<R: Read>(text: &Text<R>, error: &serde_json::Error) -> Self {
        Fault {
            line: text.line() + (error.line() as u64).saturating_sub(1),
            reason: reason(text, error),
            cut_off: error.is_eof(),
        }
    }

    /// Gives the next items that are found behind it, goes behind them, and notes the damage; `false` when there are
    /// none.
    pub(super) fn survive<R: Read>(
        self,
        text: &mut Text<R>,
        damage: &mut Vec<Damage>,
        shape: &Shape,
        take: &mut impl FnMut(u64, &str),
    ) -> bool {
        let found = search::items(text, shape, take);
        damage.push(Damage {
            line: self.line,
            problem: match (found, self.cut_off) {
                (true, _) => Problem::NotJson(self.reason),
                (false, true) => Problem::CutOff,
                (false, false) => Problem::Unreadable(self.reason),
            },
        });
        found
    }
}

/// What is wrong with the value that stands next, and in which column of its line.
fn reason<R: Read>(text: &Text<R>, error: &serde_json::Error) -> String {
    let said = error.to_string();
    let what = said.split(" at line ").next().unwrap_or_default();
    let before = if error.line() > 1 { 0 } else { text.column() };
    format!("{what} at column {}", before + error.column())
}

/// Gives the items of the array that a text is; those before an error are given.
pub(super) fn each<'a>(text: &'a str, take: impl FnMut(&'a str)) -> serde_json::Result<()> {
    let mut json = serde_json::Deserializer::from_str(text);
    json.deserialize_seq(Items(take))
}

struct Items<F>(F);

impl<'de, F: FnMut(&'de str)> Visitor<'de> for Items<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while let Some(item) = seq.next_element::<&RawValue>()? {
            (self.0)(item.get());
        }
        Ok(())
    }
}

/// A value read leniently: `None` when it is absent or of another type.
pub(super) fn loose<'a, T: Deserialize<'a>>(raw: Option<&'a RawValue>) -> Option<T> {
    serde_json::from_str(raw?.get()).ok()
}
