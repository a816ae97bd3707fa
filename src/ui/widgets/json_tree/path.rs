//! `JSONPath` as findings write it: names and indexes, nothing that selects more than one value.

use std::fmt::Write as _;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A member of an object.
    Name(String),
    /// An item of an array, from 0.
    Index(usize),
}

/// Reads `$.params['media.length']`; what cannot be read ends the path there.
pub(super) fn parse(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = path.strip_prefix('$').unwrap_or(path);
    while !rest.is_empty() {
        let Some((step, tail)) = dotted(rest)
            .or_else(|| quoted(rest))
            .or_else(|| indexed(rest))
        else {
            break;
        };
        steps.push(step);
        rest = tail;
    }
    steps
}

fn dotted(text: &str) -> Option<(Step, &str)> {
    let name = text.strip_prefix('.')?;
    let end = name.find(['.', '[']).unwrap_or(name.len());
    let (name, tail) = name.split_at(end);
    (!name.is_empty()).then(|| (Step::Name(name.to_owned()), tail))
}

fn quoted(text: &str) -> Option<(Step, &str)> {
    let inner = text.strip_prefix('[')?;
    let quote = inner.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inner = inner.strip_prefix(quote)?;
    let mut name = String::new();
    let mut chars = inner.chars();
    loop {
        match chars.next()? {
            '\\' => name.push(chars.next()?),
            c if c == quote => break,
            c => name.push(c),
        }
    }
    Some((Step::Name(name), chars.as_str().strip_prefix(']')?))
}

fn indexed(text: &str) -> Option<(Step, &str)> {
    let (digits, tail) = text.strip_prefix('[')?.split_once(']')?;
    Some((Step::Index(digits.parse().ok()?), tail))
}

/// Adds a step as findings write it.
pub(super) fn push(path: &mut String, step: &Step) {
    let _ = match step {
        Step::Index(index) => write!(path, "[{index}]"),
        Step::Name(name) if is_plain(name) => write!(path, ".{name}"),
        Step::Name(name) => {
            let name = name.replace('\\', "\\\\").replace('\'', "\\'");
            write!(path, "['{name}']")
        }
    };
}

/// The steps as they are read after a parent that is known.
pub(super) fn relative(steps: &[Step]) -> String {
    if let [Step::Name(name)] = steps {
        return name.clone();
    }
    let mut out = String::new();
    for step in steps {
        push(&mut out, step);
    }
    out.strip_prefix('.').unwrap_or(&out).to_owned()
}

fn is_plain(name: &str) -> bool {
    let mut chars = name.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
