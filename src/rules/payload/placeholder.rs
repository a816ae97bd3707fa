//! payload/placeholder: a template that nobody filled in.

use std::sync::LazyLock;

use regex::Regex;

use super::super::case::Case;
use super::super::{Rule, sources};
use crate::wire::json::{Object, Value, path, quoted};

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "payload/placeholder",
    what: "A value is a template left unfilled ([ID], {{id}}, ${id}, %ID%, __ID__, <id>), or the text that a missing value \
           turns into (undefined, null, NaN, [object Object], N/A). Titles and customMetadata are held against the second \
           kind alone.",
    cost: "The report shows the placeholder as if it were a value, for every session that sends it.",
    fix: "Fill the value in, or leave an optional key out.",
    sources: &[sources::PARAMETERS, sources::IMPLEMENTATION],
    wrong: "0 0 sessionStart {\"params\":{\"media.id\":\"[MEDIA_ID]\",\"media.genre\":\"undefined\"}}",
    right: "0 0 sessionStart {\"params\":{\"media.id\":\"a[1]\",\"media.name\":\"[REC]\"}}",
    ..Rule::BLANK
};

/// Texts that a missing value turns into.
const WORDS: [&str; 6] = ["undefined", "null", "NaN", "[object Object]", "N/A", "n/a"];

/// Keys that hold a title: a film may well be called `[REC]`.
const TITLES: [&str; 4] = [
    "media.name",
    "media.show",
    "media.ad.name",
    "media.chapter.friendlyName",
];

static TEMPLATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let core = r"[ _]*[A-Za-z0-9_.:\-]{2,}[ _]*";
    let pairs = [
        (r"\[", r"\]"),
        ("<", ">"),
        (r"\{", r"\}"),
        (r"\{\{", r"\}\}"),
        (r"\$\{", r"\}"),
        ("%", "%"),
        ("%%", "%%"),
        ("__", "__"),
    ];
    let each: Vec<String> = pairs
        .iter()
        .map(|(open, close)| format!("{open}{core}{close}"))
        .collect();
    Regex::new(&format!("^(?:{})$", each.join("|"))).ok()
});

fn is_word(text: &str) -> bool {
    WORDS.contains(&text)
}

fn is_template(text: &str) -> bool {
    let may_be = text.starts_with(['[', '<', '{', '$', '%', '_']);
    may_be
        && TEMPLATE
            .as_ref()
            .is_some_and(|template| template.is_match(text))
}

pub(super) fn judge(case: &mut Case<'_, '_>) {
    for (name, at) in [("params", "$.params"), ("qoeData", "$.qoeData")] {
        if let Some(object) = case.object(name) {
            members(case, object, at, false);
        }
    }
    if let Some(custom) = case.object("customMetadata") {
        members(case, custom, "$.customMetadata", true);
    }
}

fn members<'a>(case: &mut Case<'a, '_>, object: &'a Object<'a>, at: &str, only_words: bool) {
    for (key, value) in object.iter() {
        // The common case costs no path.
        if !matches!(value, Value::Text(text) if !suspicious(text))
            && !matches!(value, Value::Number(_) | Value::Bool(_) | Value::Null)
        {
            let only_words = only_words || (at == "$.params" && TITLES.contains(&key));
            inspect(case, value, &path::member(at, key), only_words);
        }
    }
}

fn suspicious(text: &str) -> bool {
    is_word(text) || is_template(text)
}

fn inspect<'a>(case: &mut Case<'a, '_>, value: &'a Value<'a>, at: &str, only_words: bool) {
    // What stands inside a value that has a finding is part of that value.
    if case.faults.iter().any(|fault| fault.path == at) {
        return;
    }
    match value {
        Value::Text(text) if is_word(text) => {
            let message = format!(
                "The value is {}, which is what a missing value turns into.",
                quoted(text)
            );
            case.findings.add(&RULE, at, message);
        }
        Value::Text(text) if !only_words && is_template(text) => {
            let message = format!(
                "The value is {}, a template that was not filled in.",
                quoted(text)
            );
            case.findings.add(&RULE, at, message);
        }
        Value::Object(object) => members(case, object, at, only_words),
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                inspect(case, item, &path::item(at, index), only_words);
            }
        }
        _ => {}
    }
}
