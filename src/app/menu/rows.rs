//! What there is to choose from, and what is left of it by what was typed.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::{Row, SIGNS};
use crate::app::filter;
use crate::app::keymap::{self, Context};
use crate::app::sieve;

/// Every key that means something, those of a context first.
pub(super) fn everything(here: Context) -> Vec<Row> {
    let contexts = contexts(here);
    let of = |context: Context| {
        keymap::ALL
            .iter()
            .filter(move |each| each.context == context)
    };
    contexts.into_iter().flat_map(of).map(Row::Key).collect()
}

fn contexts(here: Context) -> Vec<Context> {
    let mut contexts: Vec<Context> = keymap::ALL.iter().map(|binding| binding.context).collect();
    contexts.dedup();
    contexts.retain(|context| !matches!(context, Context::Help) && *context != here);
    // What can be done while waiting cannot be done later.
    contexts.retain(|context| *context != Context::Empty);
    contexts.sort_by_key(|context| *context != Context::Anywhere);
    contexts.insert(0, here);
    contexts
}

pub(super) fn help(here: Context) -> Vec<Row> {
    let mut rows = Vec::new();
    for context in contexts(here) {
        let keys = keymap::ALL.iter().filter(|each| each.context == context);
        let keys: Vec<Row> = keys.map(Row::Key).collect();
        if !keys.is_empty() {
            rows.push(Row::Heading(context.title()));
            rows.extend(keys);
            rows.push(Row::Gap);
        }
    }
    let filters = [
        ("Words of the filter of events", filter::FIELDS),
        ("Words of the filter of sessions", sieve::FIELDS),
    ];
    for (title, fields) in filters {
        rows.push(Row::Heading(title));
        rows.extend(fields.iter().map(|(name, words)| Row::Word(name, words)));
        rows.push(Row::Word("!", "turns a word around: !type:ping"));
        rows.push(Row::Gap);
    }
    rows.push(Row::Heading("Signs"));
    rows.extend((0..SIGNS).map(Row::Sign));
    rows
}

/// The rows that a query finds, the best first; all of them without one.
pub(super) fn best(query: &str, rows: Vec<Row>) -> Vec<Row> {
    if query.trim().is_empty() {
        return rows;
    }
    let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
    let mut config = Config::DEFAULT;
    config.prefer_prefix = true;
    let mut matcher = Matcher::new(config);
    let mut buffer = Vec::new();
    let mut found: Vec<(u32, Row)> = rows
        .into_iter()
        .filter_map(|row| {
            let text = words(&row)?;
            let score = pattern.score(Utf32Str::new(&text, &mut buffer), &mut matcher)?;
            Some((score, row))
        })
        .collect();
    // Stable: among equals the order stays, what was used last first.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, row)| row).collect()
}

fn words(row: &Row) -> Option<String> {
    match row {
        Row::Key(binding) => Some(format!(
            "{} {} {}",
            binding.help,
            binding.footer.1,
            binding.context.title()
        )),
        Row::Theme(name, about) => Some(format!("{name} {about}")),
        Row::Filter { name, text, .. } => Some(format!("{name} {text}")),
        Row::Order(by) => Some(by.word().to_owned()),
        _ => None,
    }
}
