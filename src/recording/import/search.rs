//! Finds what can be read behind damage, in one pass: each byte is looked at a few times at most, whatever the text is.

mod run;

use std::io::Read;

use super::text::Text;
use run::{Run, Step};

/// What the items of a text are known by.
#[derive(Debug)]
pub(super) struct Shape {
    /// Names of members, each with the bits that an object has by it.
    pub(super) names: &'static [(&'static [&'static str], u8)],
    /// Names of members whose object hands on its bits, each moved by one.
    pub(super) through: &'static [&'static str],
    /// An object that has all of one of these is an item.
    pub(super) items: &'static [u8],
}

/// Where something lies, in bytes from where the search began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    start: usize,
    end: usize,
}

/// Gives the next items that a text has, each with its line, and goes behind them; `false` when it has no more.
pub(super) fn items<R: Read>(
    text: &mut Text<R>,
    shape: &Shape,
    take: &mut impl FnMut(u64, &str),
) -> bool {
    while text.find(b'{') {
        let (found, end) = Search::new(shape).go(text);
        if found.is_empty() {
            text.pass(end);
            continue;
        }
        let mut passed = 0;
        for place in found {
            text.pass(place.start - passed);
            take(text.line(), text.get(place.end - place.start));
            text.pass(place.end - place.start);
            passed = place.end;
        }
        return true;
    }
    false
}

/// Gives the items that begin and end in the line that goes on, and goes behind it; `false` when there are none, and
/// the line is still to be passed.
pub(super) fn items_in_line<R: Read>(
    text: &mut Text<R>,
    shape: &Shape,
    take: &mut impl FnMut(&str),
) -> bool {
    let length = text.line_length();
    let line = text.get(length);
    let mut of_line = Text::new(line.as_bytes());
    let mut any = false;
    while items(&mut of_line, shape, &mut |_, item| take(item)) {
        any = true;
    }
    if any {
        text.pass(length);
    }
    any
}

/// Reads on from a brace until it is closed, or what is read is no JSON.
///
/// Nobody knows whether the brace stands in a string, so where it is read as JSON and meets a brace in a string there,
/// that one is read from too: one of the two readings takes for a string what the other does not. A third would agree
/// with one of them. What a reading has behind it when it breaks down needs no other look: objects that were closed
/// are known then, and those that were not are broken as well.
struct Search<'a> {
    shape: &'a Shape,
    run: Run,
    /// The reading that begins inside a string of the other.
    within: Option<Run>,
    /// What such readings found that are over.
    found_within: Vec<Place>,
}

impl<'a> Search<'a> {
    fn new(shape: &'a Shape) -> Self {
        Search {
            shape,
            run: Run::new(0),
            within: None,
            found_within: Vec::new(),
        }
    }

    /// The items that were found, in order, and how far it looked.
    fn go<R: Read>(mut self, text: &mut Text<R>) -> (Vec<Place>, usize) {
        let mut at = 1;
        let longest = text.longest();
        loop {
            let ahead = text.ahead(at);
            if ahead.is_empty() || at > longest {
                return (self.found(), at);
            }
            for (place, byte) in (at..).zip(ahead) {
                match self.step(*byte, place) {
                    Step::On => {}
                    // What the other found stands in strings then, whatever it looks like.
                    Step::Over => return (self.run.found, place + 1),
                    Step::Broken => return (self.found(), place),
                }
            }
            at += ahead.len();
        }
    }

    fn step(&mut self, byte: u8, at: usize) -> Step {
        if let Some(within) = &mut self.within
            && within.step(byte, at, self.shape) != Step::On
        {
            self.found_within.append(&mut within.found);
            self.within = None;
        }
        if byte == b'{' && self.within.is_none() && self.run.is_in_text() {
            self.within = Some(Run::new(at));
        }
        let step = self.run.step(byte, at, self.shape);
        if step == Step::Broken
            && self.run.found.is_empty()
            && self.found_within.is_empty()
            && let Some(other) = self.within.take()
        {
            self.run = other;
            return Step::On;
        }
        step
    }

    /// All that was found; of two that share bytes the first.
    fn found(self) -> Vec<Place> {
        let mut found = self.run.found;
        found.extend(self.found_within);
        found.extend(self.within.map(|run| run.found).unwrap_or_default());
        found.sort_by_key(|place| place.start);
        let mut end = 0;
        found.retain(|place| {
            let apart = place.start >= end;
            end = end.max(if apart { place.end } else { 0 });
            apart
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape {
        names: &[(&["url"], 1)],
        through: &["request"],
        items: &[2],
    };

    /// The items of a text, with the lines where they begin.
    fn all(text: &str) -> Vec<(u64, String)> {
        let mut reader = Text::new(text.as_bytes());
        let mut found = Vec::new();
        while items(&mut reader, &SHAPE, &mut |line, item| {
            found.push((line, item.to_owned()));
        }) {}
        found
    }

    #[test]
    fn items_are_found_in_whatever_stands_around_them() {
        let item = r#"{"a":[1.5e-3,true,{}],"request":{"x":"\u00e4}","url":null}}"#;
        for around in [
            "#",
            "{}#",
            "{ \"a\" #",
            "[[[#,",
            "{\"a\":[#,",
            "{\"a\":[\n#,01",
            "\"#",
            "x\"{\"y\":\"#",
            "{\"a\":\"#",
            "{\"a\":tru,#",
            "{\"log\":{\"entries\":[#]}}",
            "{\"request\":[#,{\"a\":{",
        ] {
            let text = around.replace('#', item);
            let line = u64::from(text.starts_with("{\"a\":[\n")) + 1;
            assert_eq!(all(&text), [(line, item.to_owned())], "{text}");
            let twice = format!("{text}\n{text}");
            assert_eq!(all(&twice).len(), 2, "{twice}");
        }
    }

    #[test]
    fn what_only_looks_like_an_item_is_none() {
        for text in [
            r#"{"request":{"uri":1}}"#,
            r#"{"request":[{"url":1}]}"#,
            r#"{"request":"url"}"#,
            r#"{"request":{"a":{"url":1}}}"#,
            r#"{"request":{"url":01}}"#,
            r#"{"request":{"url":1}"#,
            r#"{"a":"{\"request\":{\"url\":1}}"}"#,
            // Of valid JSON the strings are no JSON.
            r#"{"a":"{","request":":{","url":":1}}"}"#,
        ] {
            assert_eq!(all(text), [], "{text}");
        }
        // The outer of two is meant.
        let outer = r#"{"b":{"request":{"url":1}},"request":{"url":1}}"#;
        assert_eq!(all(outer), [(1, outer.to_owned())]);
    }

    /// Each of these took hours once.
    #[test]
    fn hostile_texts_cost_one_pass() {
        let item = r#"{"request":{"url":1}}"#;
        let many = 1 << 18;
        for (text, count) in [
            ("{".repeat(many), 0),
            ("\"{".repeat(many), 0),
            ("{\"a\":".repeat(many), 0),
            ("{\"a\":\"{".repeat(many), 0),
            (
                format!("{}1{}", "{\"a\":".repeat(many), "}".repeat(many)),
                0,
            ),
            (format!("{{\"a\":[{item},").repeat(many), many),
            (format!("{{\"a\" [{item},").repeat(many), many),
            ("{\"request\":".repeat(many) + item, 1),
            (format!("{{\"\":[{}", "\"{\":{\"\":1},".repeat(many)), 0),
        ] {
            let found = all(&text);
            let start = text.get(..20).unwrap_or_default();
            assert_eq!(found.len(), count, "{start}");
        }
    }

    #[test]
    fn no_more_of_a_text_is_held_than_a_value_may_be_long() {
        let item = r#"{"request":{"url":1}}"#;
        let raw = format!("{{\"a\":[{}", format!("{item},").repeat(200_000));
        let mut text = Text::new(raw.as_bytes()).with_longest(1 << 20);
        let (mut found, mut most) = (0, 0);
        while items(&mut text, &SHAPE, &mut |_, _| found += 1) {
            most = most.max(text.held());
        }
        assert_eq!(found, 200_000);
        assert!(most <= 2 << 20, "{most}");
    }
}
