//! The values of an expectation's keys.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::rules::severity;
use super::super::text::{Text, in_order, json, natural, texts};
use crate::rules::expect::{Count, Expectation, Pattern, Place, Program};
use crate::schema::nearest;
use crate::wire::EventType;

pub(super) type Value<'a> = Spanned<DeValue<'a>>;

pub(super) fn name<'v>(text: &Text<'_>, value: &'v Value<'_>) -> anyhow::Result<&'v str> {
    let plain = |name: &&str| {
        let mut bytes = name.bytes();
        !name.is_empty() && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    value.get_ref().as_str().filter(plain).ok_or_else(|| {
        text.bad(
            value,
            "`name` must be letters, digits, dots and hyphens, as in \"show-and-season\"",
        )
    })
}

pub(super) fn kinds(text: &Text<'_>, value: &Value<'_>) -> anyhow::Result<Vec<EventType>> {
    let names = texts(value)
        .filter(|names| !names.is_empty())
        .ok_or_else(|| text.bad(value, "`on` must be an event type, or a list of them"))?;
    let kind =
        |name: &Spanned<&str>| kind(name.get_ref()).map_err(|reason| text.bad(name, &reason));
    names.iter().map(kind).collect()
}

/// Its severity; `off` is for the reader of the whole to see.
pub(super) fn level(
    text: &Text<'_>,
    value: &Value<'_>,
    expectation: &mut Expectation,
) -> anyhow::Result<()> {
    let word = value.get_ref().as_str().unwrap_or_default();
    let level = severity(word).map_err(|reason| text.bad(value, &reason))?;
    expectation.severity = level.unwrap_or(expectation.severity);
    Ok(())
}

fn kind(name: &str) -> Result<EventType, String> {
    EventType::parse(name).ok_or_else(|| {
        let near = nearest(name, EventType::ALL.iter().map(|kind| kind.name()));
        let hint = near.map_or_else(
            || "`playscope schema` lists them".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        format!("no event type `{name}`; {hint}")
    })
}

pub(super) fn places(text: &Text<'_>, value: &Value<'_>, key: &str) -> anyhow::Result<Vec<Place>> {
    let names = texts(value)
        .filter(|names| !names.is_empty())
        .ok_or_else(|| {
            let reason = format!("`{key}` must be a key, or a list of them");
            text.bad(value, &reason)
        })?;
    let place = |name: &Spanned<&str>| {
        Place::parse(name.get_ref()).map_err(|error| text.bad(name, &error.to_string()))
    };
    names.iter().map(place).collect()
}

pub(super) fn program(text: &Text<'_>, value: &Value<'_>, key: &str) -> anyhow::Result<Program> {
    let filter = value.get_ref().as_str();
    let filter = filter.ok_or_else(|| text.bad(value, &format!("`{key}` must be a jq filter")))?;
    Program::parse(filter)
        .map_err(|reason| text.bad(value, &format!("`{key}` is no jq filter: {reason}")))
}

/// The members of a table, by place; keys written with dots and without quotes are put together again.
fn by_place<'t, 'v>(
    text: &Text<'_>,
    prefix: &str,
    table: &'t DeTable<'v>,
    found: &mut Vec<(Place, &'t Value<'v>)>,
) -> anyhow::Result<()> {
    for (key, value) in in_order(table) {
        let name = match prefix {
            "" => key.get_ref().to_string(),
            prefix => format!("{prefix}.{}", key.get_ref()),
        };
        match (Place::parse(&name), value.get_ref().as_table()) {
            (Ok(place), _) => found.push((place, value)),
            (Err(_), Some(inner)) => by_place(text, &name, inner, found)?,
            (Err(error), None) => return Err(text.bad(key, &error.to_string())),
        }
    }
    Ok(())
}

fn members<'t, 'v>(
    text: &Text<'_>,
    value: &'t Value<'v>,
    wanted: &str,
) -> anyhow::Result<Vec<(Place, &'t Value<'v>)>> {
    let table = value.get_ref().as_table().filter(|table| !table.is_empty());
    let table = table.ok_or_else(|| text.bad(value, wanted))?;
    let mut found = Vec::new();
    by_place(text, "", table, &mut found)?;
    Ok(found)
}

pub(super) fn equals(
    text: &Text<'_>,
    value: &Value<'_>,
    expectation: &mut Expectation,
) -> anyhow::Result<()> {
    let wanted =
        "`equals` must be a table of keys and values, as in { \"media.contentType\" = \"vod\" }";
    for (place, value) in members(text, value, wanted)? {
        let json = json(value.get_ref())
            .ok_or_else(|| text.bad(value, "JSON has no such value; write it as a text"))?;
        expectation.equals.push((place, json));
    }
    Ok(())
}

pub(super) fn matches(
    text: &Text<'_>,
    value: &Value<'_>,
    expectation: &mut Expectation,
) -> anyhow::Result<()> {
    let wanted = "`matches` must be a table of keys and regular expressions, as in { \"media.id\" = '^[0-9]+$' }";
    for (place, value) in members(text, value, wanted)? {
        let pattern = value.get_ref().as_str().ok_or_else(|| {
            let reason = format!("the pattern of `{}` must be a text", place.name());
            text.bad(value, &reason)
        })?;
        let pattern = Pattern::parse(pattern).map_err(|reason| {
            let reason = format!("`{}` is no regular expression: {reason}", pattern.trim());
            text.bad(value, &reason)
        })?;
        expectation.matches.push((place, pattern));
    }
    Ok(())
}

pub(super) fn count(
    text: &Text<'_>,
    value: &Value<'_>,
    expectation: &mut Expectation,
) -> anyhow::Result<()> {
    let wanted = "`count` must be a whole number, or a table, as in { min = 1, max = 3 }";
    let bad = |value: &Value<'_>| text.bad(value, wanted);
    let mut count = Count { min: 0, max: None };
    if let Some(table) = value.get_ref().as_table().filter(|table| !table.is_empty()) {
        for (key, value) in in_order(table) {
            let number = natural(value.get_ref()).ok_or_else(|| bad(value))?;
            match key.get_ref().as_ref() {
                "min" => count.min = number,
                "max" => count.max = Some(number),
                _ => return Err(text.unknown(key, ["min", "max"].into_iter())),
            }
        }
    } else {
        let exactly = natural(value.get_ref()).ok_or_else(|| bad(value))?;
        count = Count {
            min: exactly,
            max: Some(exactly),
        };
    }
    if count.max.is_some_and(|max| max < count.min) {
        return Err(text.bad(value, "`min` of `count` is above its `max`"));
    }
    expectation.count = Some(count);
    Ok(())
}

/// `adBreakStart before adStart`, or a list of such; a chain is taken in pairs.
pub(super) fn order(
    text: &Text<'_>,
    value: &Value<'_>,
    expectation: &mut Expectation,
) -> anyhow::Result<()> {
    let wanted = "`order` must be like \"adBreakStart before adStart\", or a list of such";
    let rows = texts(value).filter(|rows| !rows.is_empty());
    for row in rows.ok_or_else(|| text.bad(value, wanted))? {
        let kinds: Result<Vec<_>, _> = row
            .get_ref()
            .split(" before ")
            .map(|name| kind(name.trim()))
            .collect();
        let kinds = match kinds {
            Ok(kinds) if kinds.len() > 1 => kinds,
            Err(reason) if row.get_ref().contains(" before ") => {
                return Err(text.bad(&row, &reason));
            }
            _ => return Err(text.bad(&row, wanted)),
        };
        for pair in kinds.windows(2) {
            if pair[0] == pair[1] {
                return Err(text.bad(&row, "an event type cannot come before itself"));
            }
            expectation.order.push((pair[0], pair[1]));
        }
    }
    Ok(())
}
