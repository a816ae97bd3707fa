//! The JSON values of a text that is an array, or lines of them, each with its line; what is damaged is stepped over.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::super::{Damage, Problem};

/// One value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'a> {
    /// The line where it begins, from 1.
    pub(super) line: u64,
    /// Its text.
    pub(super) text: &'a str,
}

/// The items of an array, or the values of lines (an array in a line stands for its items).
pub(super) fn read(text: &str) -> (Vec<Found<'_>>, Vec<Damage>) {
    let mut lines = Lines::new(text);
    let mut found = Vec::new();
    let mut damage = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..) {
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        if trimmed.is_empty() {
            break;
        }
        from = text.len() - trimmed.len();
        let line = lines.at(from);
        let array = trimmed.starts_with('[');
        let read = if array {
            items(trimmed, |item| {
                let line = lines.at(offset(text, item));
                found.push(Found { line, text: item });
            })
        } else {
            let mut values = serde_json::Deserializer::from_str(trimmed).into_iter::<&RawValue>();
            match values.next() {
                Some(Err(error)) => Err(error),
                Some(Ok(value)) => {
                    let text = value.get();
                    found.push(Found { line, text });
                    Ok(values.byte_offset())
                }
                None => Ok(trimmed.len()),
            }
        };
        let error = match read {
            Ok(read) => {
                from += read.max(1);
                continue;
            }
            Err(error) => error,
        };
        if array {
            damage.push(Damage {
                line: line + (error.line() as u64).saturating_sub(1),
                problem: broken(&error),
            });
            break;
        }
        let next = memchr::memchr(b'\n', trimmed.as_bytes()).map_or(trimmed.len(), |end| end + 1);
        let last = trimmed
            .get(next..)
            .is_none_or(|rest| rest.trim().is_empty());
        let problem = if error.is_eof() && last {
            Problem::CutOff
        } else {
            Problem::NotJson(error.to_string())
        };
        damage.push(Damage { line, problem });
        from += next;
    }
    (found, damage)
}

/// Why nothing can be read from an error on.
pub(super) fn broken(error: &serde_json::Error) -> Problem {
    if error.is_eof() {
        Problem::CutOff
    } else {
        Problem::Unreadable(error.to_string())
    }
}

/// Gives the items of the array that a text begins with, and how long it is; those before an error are given.
pub(super) fn items<'a>(text: &'a str, take: impl FnMut(&'a str)) -> serde_json::Result<usize> {
    let mut json = serde_json::Deserializer::from_str(text);
    json.deserialize_seq(Items(take))?;
    Ok(json.into_iter::<IgnoredAny>().byte_offset())
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

/// Where a part of a text begins in it.
pub(super) fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// The line of a place in a text, from 1.
pub(super) fn line_at(text: &str, place: usize) -> u64 {
    let before = text.as_bytes().get(..place).unwrap_or_default();
    memchr::memchr_iter(b'\n', before).count() as u64 + 1
}

/// Counts lines forward.
pub(super) struct Lines<'a> {
    text: &'a str,
    place: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Lines {
            text,
            place: 0,
            line: 1,
        }
    }

    /// The line of a place, which is not before the one asked for last.
    pub(super) fn at(&mut self, place: usize) -> u64 {
        if let Some(between) = self.text.as_bytes().get(self.place..place) {
            self.line += memchr::memchr_iter(b'\n', between).count() as u64;
            self.place = place;
        }
        self.line
    }
}

/// A value read leniently: `None` when it is absent or of another type.
pub(super) fn loose<'a, T: Deserialize<'a>>(raw: Option<&'a RawValue>) -> Option<T> {
    serde_json::from_str(raw?.get()).ok()
}
