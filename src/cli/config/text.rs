//! The text of a configuration: lines for errors and origins, and values as they are asked for.

use std::borrow::Cow;
use std::path::Path;

use serde_json::{Map, Number, Value as Json};
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use crate::schema::nearest;

/// A key as it stands in the file.
pub(super) type Key<'a> = Spanned<Cow<'a, str>>;

/// A configuration file.
pub(super) struct Text<'a> {
    text: &'a str,
    path: &'a Path,
}

impl<'a> Text<'a> {
    pub(super) fn new(text: &'a str, path: &'a Path) -> Self {
        Text { text, path }
    }

    pub(super) fn as_str(&self) -> &'a str {
        self.text
    }

    /// An error at a byte of the text.
    pub(super) fn at(&self, offset: usize, reason: &str) -> anyhow::Error {
        anyhow::anyhow!("line {}: {reason}", self.line(offset))
    }

    /// An error about a value.
    pub(super) fn bad<T>(&self, value: &Spanned<T>, reason: &str) -> anyhow::Error {
        self.at(value.span().start, reason)
    }

    /// An error about a key that is none of these.
    pub(super) fn unknown<'k>(
        &self,
        key: &Key<'_>,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> anyhow::Error {
        let name = key.get_ref();
        let hint = match nearest(name, known.clone()) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("known are {}", known.collect::<Vec<_>>().join(", ")),
        };
        self.bad(key, &format!("unknown key `{name}`; {hint}"))
    }

    /// `playscope.toml:3`
    pub(super) fn origin<T>(&self, value: &Spanned<T>) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        format!("{name}:{}", self.line(value.span().start))
    }

    /// A path as this file means it.
    pub(super) fn beside(&self, name: &str) -> String {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        folder.join(name).to_string_lossy().into_owned()
    }

    /// The members, in order, of a value that must be a table.
    pub(super) fn table<'t, 'v>(
        &self,
        name: &str,
        value: &'t Spanned<DeValue<'v>>,
    ) -> anyhow::Result<Members<'t, 'v>> {
        let table = value.get_ref().as_table();
        let reason = || format!("`{name}` must be a table: write [{name}]");
        table
            .map(in_order)
            .ok_or_else(|| self.bad(value, &reason()))
    }

    /// The line, from 1, of a byte of the text.
    fn line(&self, offset: usize) -> usize {
        let before = self.text.bytes().take(offset);
        before.filter(|byte| *byte == b'\n').count() + 1
    }
}

/// Members of a table, with their keys.
pub(super) type Members<'t, 'v> = Vec<(&'t Key<'v>, &'t Spanned<DeValue<'v>>)>;

/// The members of a table in the order of the file.
pub(super) fn in_order<'t, 'v>(table: &'t DeTable<'v>) -> Members<'t, 'v> {
    let mut members: Vec<_> = table.iter().collect();
    members.sort_by_key(|(key, _): &(&Key<'v>, _)| key.span().start);
    members
}

/// A value that is a text, or a list of texts; none when it is neither.
pub(super) fn texts<'t>(value: &'t Spanned<DeValue<'_>>) -> Option<Vec<Spanned<&'t str>>> {
    let spanned = |value: &'t Spanned<DeValue<'_>>| {
        let text = value.get_ref().as_str()?;
        Some(Spanned::new(value.span(), text))
    };
    match value.get_ref() {
        DeValue::Array(items) => items.iter().map(spanned).collect(),
        _ => spanned(value).map(|text| vec![text]),
    }
}

/// A value that is a finite number.
pub(super) fn number(value: &DeValue<'_>) -> Option<f64> {
    match json(value)? {
        Json::Number(number) => number.as_f64().filter(|number| number.is_finite()),
        _ => None,
    }
}

/// A value that is a whole number from 0 on.
pub(super) fn natural(value: &DeValue<'_>) -> Option<u64> {
    match value {
        DeValue::Integer(number) => u64::try_from(integer(number)?).ok(),
        _ => None,
    }
}

/// A value as JSON; none when it has no such form (dates, numbers that are not finite).
pub(super) fn json(value: &DeValue<'_>) -> Option<Json> {
    Some(match value {
        DeValue::String(text) => Json::String(text.to_string()),
        DeValue::Boolean(value) => Json::Bool(*value),
        DeValue::Integer(number) => Json::Number(integer(number)?.into()),
        DeValue::Float(number) => Json::Number(Number::from_f64(number.as_str().parse().ok()?)?),
        DeValue::Array(items) => {
            let items = items.iter().map(|item| json(item.get_ref()));
            Json::Array(items.collect::<Option<_>>()?)
        }
        DeValue::Table(members) => {
            let members = members
                .iter()
                .map(|(key, value)| Some((key.get_ref().to_string(), json(value.get_ref())?)));
            Json::Object(members.collect::<Option<Map<_, _>>>()?)
        }
        DeValue::Datetime(_) => return None,
    })
}

fn integer(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
