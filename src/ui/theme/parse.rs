//! Reading a theme: every role required, nothing unknown, errors that name the place.

use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};
use toml::{Table, Value};

use super::{Page, ROLES, Rgb, Theme, ThemeError};

const TOP: [&str; 4] = ["name", "about", "page", "roles"];
const PAGE: [&str; 2] = ["text", "background"];
const STYLE: [&str; 7] = ["fg", "bg", "bold", "dim", "italic", "underline", "reverse"];

pub(super) fn theme(text: &str) -> Result<Theme, ThemeError> {
    let table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| fault(format!("not a TOML file: {error}")))?;
    only("key", &table, &TOP)?;
    let name = word(&table, "name")?;
    let about = word(&table, "about")?;
    let page = section(&table, "page")?;
    only("key of [page]", page, &PAGE)?;
    let page = Page {
        text: exact(page, "text")?,
        background: exact(page, "background")?,
    };
    let roles = section(&table, "roles")?;
    let known: Vec<&str> = ROLES.iter().map(|(name, ..)| *name).collect();
    only("role", roles, &known)?;
    Theme::build(name, about, page, |role| match roles.get(role) {
        Some(value) => style(role, value),
        None => Err(fault(format!(
            "role `{role}` is missing: give it a style under [roles]"
        ))),
    })
}

/// An unknown word, with the nearest known one.
pub(super) fn unknown<'a>(
    what: &str,
    word: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> ThemeError {
    let nearest = known
        .clone()
        .min_by_key(|name| strsim::damerau_levenshtein(name, word))
        .filter(|name| strsim::damerau_levenshtein(name, word) <= 3);
    let advice = match nearest {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("use one of: {}", known.collect::<Vec<_>>().join(", ")),
    };
    fault(format!("unknown {what} `{word}`: {advice}"))
}

fn fault(text: String) -> ThemeError {
    ThemeError(text)
}

fn only(what: &str, table: &Table, known: &[&str]) -> Result<(), ThemeError> {
    match table.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(unknown(what, key, known.iter().copied())),
        None => Ok(()),
    }
}

fn word(table: &Table, key: &str) -> Result<String, ThemeError> {
    let text = table.get(key).and_then(Value::as_str);
    text.map(ToOwned::to_owned).ok_or_else(|| {
        fault(format!(
            "`{key}` is missing or no text: write {key} = \"…\""
        ))
    })
}

fn section<'a>(table: &'a Table, key: &str) -> Result<&'a Table, ThemeError> {
    let found = table.get(key).and_then(Value::as_table);
    found.ok_or_else(|| fault(format!("the section [{key}] is missing")))
}

/// A colour whose red, green and blue are known.
fn exact(page: &Table, key: &str) -> Result<Rgb, ThemeError> {
    let place = format!("page.{key}");
    let value = page.get(key);
    let value =
        value.ok_or_else(|| fault(format!("`{place}` is missing: write {key} = \"#rrggbb\"")))?;
    match color(&place, value)? {
        Color::Rgb(r, g, b) => Ok(Rgb(r, g, b)),
        _ => Err(fault(format!("`{place}` must be written as \"#rrggbb\""))),
    }
}

fn color(place: &str, value: &Value) -> Result<Color, ThemeError> {
    let advice = "use \"#rrggbb\", a number from 0 to 255, one of the 16 names such as \"light-red\", or \"reset\"";
    let Some(text) = value.as_str() else {
        return Err(fault(format!("`{place}` is no text: {advice}")));
    };
    Color::from_str(text).map_err(|_| {
        fault(format!(
            "`{place}` has an unknown colour `{text}`: {advice}"
        ))
    })
}

/// A colour for the foreground, or a table of what the style has.
fn style(role: &str, value: &Value) -> Result<Style, ThemeError> {
    let Some(table) = value.as_table() else {
        return Ok(Style::new().fg(color(role, value)?));
    };
    only(&format!("key of role `{role}`"), table, &STYLE)?;
    let mut style = Style::new();
    style.fg = table
        .get("fg")
        .map(|value| color(&format!("{role}.fg"), value))
        .transpose()?;
    style.bg = table
        .get("bg")
        .map(|value| color(&format!("{role}.bg"), value))
        .transpose()?;
    let switches = [
        ("bold", Modifier::BOLD),
        ("dim", Modifier::DIM),
        ("italic", Modifier::ITALIC),
        ("underline", Modifier::UNDERLINED),
        ("reverse", Modifier::REVERSED),
    ];
    for (key, modifier) in switches {
        match table.get(key) {
            None | Some(Value::Boolean(false)) => {}
            Some(Value::Boolean(true)) => style = style.add_modifier(modifier),
            Some(_) => return Err(fault(format!("`{role}.{key}` must be true or false"))),
        }
    }
    Ok(style)
}
