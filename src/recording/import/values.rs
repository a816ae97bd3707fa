//! The JSON values of a text that is an array, or lines of them, each with its line; what is damaged is stepped over.

use std::fmt;
use std::io::Read;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::super::{Damage, Problem, note};
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

/// Gives the items of an array, or the values of lines (an array in a line stands for its items), or what such objects
/// hold in the array that is their member `within`. `shape` tells an item where damage leaves nothing else to tell it
/// by, and in a line that is no JSON.
pub(super) fn read<R: Read>(
    text: &mut Text<R>,
    shape: &Shape,
    within: Option<&str>,
    mut take: impl FnMut(Found<'_>),
) -> Vec<Damage> {
    let mut damage = Vec::new();
    let mut list = None;
    while let Some(next) = text.next() {
        let list = *list.get_or_insert_with(|| next == b'[' && is_array(text));
        let line = text.line();
        let mut take = |line, text: &str| take(Found { line, text, list });
        match within {
            _ if next == b'[' && is_array(text) => {
                items(text, &mut damage, shape, take);
            }
            Some(within) if next == b'{' => around(text, within, &mut damage, shape, &mut take),
            _ => {
                let read = lone(text, next, shape, |text| take(line, text));
                note(
                    &mut damage,
                    read.err().map(|problem| Damage { line, problem }),
                );
            }
        }
    }
    damage
}

/// It is no time or name in brackets, as consoles write them before the rest.
fn is_array<R: Read>(text: &mut Text<R>) -> bool {
    let mut inner = text.ahead(1).iter();
    let first = inner.find(|byte| !byte.is_ascii_whitespace());
    first.is_none_or(|byte| matches!(byte, b'{' | b'[' | b']' | b'"'))
}

/// Gives the value that stands in a line, or what it has of items behind something else, as consoles write them.
fn lone<R: Read>(
    text: &mut Text<R>,
    next: u8,
    shape: &Shape,
    mut take: impl FnMut(&str),
) -> Result<(), Problem> {
    let plain = next != b'{';
    if plain && search::items_in_line(text, shape, &mut take) {
        return Ok(());
    }
    let value = if plain || text.is_tiring() {
        text.value_in_line()
    } else {
        text.value()
    };
    let error = match value {
        Ok(length) if !plain || length == text.line_length() => {
            take(text.get(length));
            text.pass(length);
            return Ok(());
        }
        Ok(_) => {
            let reason = format!("expected `{{` at column {}", text.column() + 1);
            text.pass_line();
            return Err(Problem::NotJson(reason));
        }
        Err(error) => error,
    };
    let reason = reason(text, &error);
    if !search::items_in_line(text, shape, &mut take) {
        text.pass_line();
        if error.is_eof() && text.next().is_none() {
            return Err(Problem::CutOff);
        }
    }
    Err(Problem::NotJson(reason))
}

/// Gives the items that an object holds in one of its members, and goes behind it.
fn around<R: Read>(
    text: &mut Text<R>,
    within: &str,
    damage: &mut Vec<Damage>,
    shape: &Shape,
    take: &mut impl FnMut(u64, &str),
) {
    let line = text.line();
    let mut read = wrapped(text, within, damage, shape, take);
    if let Ok(false) = read {
        let problem = Problem::UnknownShape(format!("no array `{within}`, as the first has"));
        note(damage, [Damage { line, problem }]);
    }
    while let Err(fault) = read {
        if !fault.survive(text, damage, shape, take) {
            return;
        }
        rest(text, damage, shape, &mut *take);
        read = tail(text).map(|()| true);
    }
}

/// Goes behind the object that stands next; `false` when it has no such array.
fn wrapped<R: Read>(
    text: &mut Text<R>,
    within: &str,
    damage: &mut Vec<Damage>,
    shape: &Shape,
    take: &mut impl FnMut(u64, &str),
) -> Result<bool, Fault> {
    text.pass(1);
    let mut found = false;
    while let Some(name) = name(text)? {
        if name == within && text.next() == Some(b'[') {
            found = true;
            if !items(text, damage, shape, &mut *take) {
                return Ok(true);
            }
        } else {
            value(text, |_| {})?;
        }
        behind(text)?;
    }
    Ok(found)
}

/// Goes to the end of an object, behind one of its members.
fn tail<R: Read>(text: &mut Text<R>) -> Result<(), Fault> {
    if text.next().is_some_and(|next| next != b'{') {
        behind(text)?;
        while name(text)?.is_some() {
            value(text, |_| {})?;
            behind(text)?;
        }
    }
    Ok(())
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

/// The next name of an object's members; `None` at its end, behind which it goes.
pub(super) fn name<R: Read>(text: &mut Text<R>) -> Result<Option<String>, Fault> {
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
pub(super) fn value<R: Read>(text: &mut Text<R>, take: impl FnOnce(&str)) -> Result<(), Fault> {
    if text.next().is_none() {
        return Err(Fault::cut_off(text));
    }
    let length = text.value().map_err(|error| Fault::of(text, &error))?;
    take(text.get(length));
    text.pass(length);
    Ok(())
}

/// Goes behind the comma that stands behind a member.
pub(super) fn behind<R: Read>(text: &mut Text<R>) -> Result<(), Fault> {
    match text.next() {
        Some(b',') => text.pass(1),
        Some(b'}') => {}
        Some(_) => return Err(Fault::new(text, "expected `,` or `}`")),
        None => return Err(Fault::cut_off(text)),
    }
    Ok(())
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
        let told = Damage {
            line: self.line,
            problem: match (found, self.cut_off) {
                (true, _) => Problem::NotJson(self.reason),
                (false, true) => Problem::CutOff,
                (false, false) => Problem::Unreadable(self.reason),
            },
        };
        note(damage, [told]);
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
