//! The usual causes of a body that is no JSON.

use super::{Error, MAX_DEPTH};

impl Error {
    /// What most likely happened, as a sentence; `None` when nothing usual fits.
    pub fn cause(&self, body: &[u8]) -> Option<&'static str> {
        let Error::Syntax {
            line,
            column,
            reason,
        } = self
        else {
            return None;
        };
        whole(body)
            .or_else(|| by_reason(reason))
            .or_else(|| at(body, *line, *column))
            .or_else(|| (reason == "invalid number").then_some(NUMBER))
    }
}

const NUMBER: &str =
    "A number has no plus sign and no leading zero, and a digit on either side of its point.";

/// What the body as a whole looks like.
fn whole(body: &[u8]) -> Option<&'static str> {
    let text = body.trim_ascii();
    if text.is_empty() {
        return Some("The body is empty.");
    }
    if body.starts_with(b"\xEF\xBB\xBF") {
        return Some(
            "It begins with a byte order mark, which JSON does not allow: write the text as UTF-8 without one.",
        );
    }
    if text.starts_with(b"[object ") {
        return Some("An object was turned into text without JSON.stringify.");
    }
    let json = text.starts_with(b"{") || text.starts_with(b"[") || text.starts_with(b"\"");
    if !json && (text.contains(&b'=') || text.starts_with(b"%7B") || text.starts_with(b"%5B")) {
        return Some("It is form encoding: send the JSON text itself as the body.");
    }
    None
}

/// What the parser's own reason says.
fn by_reason(reason: &str) -> Option<&'static str> {
    const CAUSES: &[(&str, &str)] = &[
        (
            "trailing comma",
            "There is a trailing comma: JSON has none after the last member or item.",
        ),
        (
            "EOF while parsing",
            "The text ends too early: it was cut off, or a bracket or quote is not closed.",
        ),
        (
            "trailing characters",
            "Something follows the end of the value: one call carries one JSON text.",
        ),
        (
            "surrogate",
            "An escape holds half of a surrogate pair, which is no character: a string was cut inside an emoji.",
        ),
        (
            "unexpected end of hex escape",
            "An escape holds half of a surrogate pair, which is no character: a string was cut inside an emoji.",
        ),
        (
            "control character",
            "A line break or another control character stands in a string: escape it (`\\n`).",
        ),
        (
            "number out of range",
            "A number is larger than a double can hold.",
        ),
        (
            "invalid escape",
            "A backslash stands before a character that needs none.",
        ),
    ];
    if reason.contains("levels of nesting") || reason.contains("recursion limit") {
        debug_assert_eq!(MAX_DEPTH, 100);
        return Some("It is nested more than 100 levels deep.");
    }
    CAUSES
        .iter()
        .find(|(sign, _)| reason.contains(sign))
        .map(|(_, cause)| *cause)
}

/// What stands where the parser stopped.
fn at(body: &[u8], line: usize, column: usize) -> Option<&'static str> {
    let line = body
        .split(|byte| *byte == b'\n')
        .nth(line.checked_sub(1)?)?;
    let from = line.get(column.saturating_sub(1)..)?.trim_ascii_start();
    let starts = |words: &[&str]| words.iter().any(|word| from.starts_with(word.as_bytes()));
    if starts(&["'"]) {
        return Some("There are single quotes: JSON strings and keys stand in double quotes.");
    }
    if starts(&["NaN", "Infinity", "-Infinity", "undefined"]) || line.ends_with(b"-Infinity") {
        return Some(
            "NaN, Infinity and undefined are no JSON: leave the member out, or send a number.",
        );
    }
    if starts(&["aN", "nfinity", "I"]) {
        return Some(
            "NaN, Infinity and undefined are no JSON: leave the member out, or send a number.",
        );
    }
    if starts(&["/"]) {
        return Some("There is a comment: JSON has none.");
    }
    if starts(&["True", "False", "None"]) {
        return Some("It is written as Python shows it: JSON has `true`, `false` and `null`.");
    }
    let word = from.first().is_some_and(u8::is_ascii_alphabetic);
    if word {
        return Some("Keys and strings stand in double quotes.");
    }
    starts(&[".", "+"]).then_some(NUMBER)
}
