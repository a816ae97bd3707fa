//! The members that a schema allows, as a table for people.

use std::io::{self, Write};

use serde_json::Value;

use super::Look;
use super::look::Tone;
use super::text::{clean, left, width, wrap};
use crate::wire::EventType;

/// One member of an event.
struct Row {
    /// The object it stands in; empty at the root.
    parent: String,
    key: String,
    kind: String,
    required: bool,
    meaning: String,
}

impl Row {
    fn need(&self) -> &'static str {
        if self.required { "required" } else { "" }
    }
}

/// Writes the members as text, in columns: the object's name once, its members below it.
pub fn text(kind: EventType, schema: &Value, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(schema);
    let widest = |of: fn(&Row) -> usize| rows.iter().map(of).max().unwrap_or(0);
    let key = widest(|row| width(&row.key) + if row.parent.is_empty() { 0 } else { 2 }).min(48);
    let types = widest(|row| width(&row.kind)).min(24);
    writeln!(out, "{}", look.paint(Tone::Title, kind.name()))?;
    writeln!(out, "{}\n", kind.what())?;
    let indent = key + 2 + types + 2 + "required".len() + 2;
    let columns = look.width.saturating_sub(indent).max(24);
    for row in &rows {
        let lead = if row.parent.is_empty() { "" } else { "  " };
        let need = left(row.need(), "required".len());
        let head = format!(
            "{}  {}  {}",
            left(&format!("{lead}{}", row.key), key),
            left(&row.kind, types),
            look.paint(Tone::Title, &need)
        );
        let mut lines = wrap(&row.meaning, columns).into_iter();
        let first = lines.next().unwrap_or_default();
        writeln!(out, "{}", format!("{head}  {first}").trim_end())?;
        for line in lines {
            writeln!(out, "{:indent$}{line}", "")?;
        }
    }
    Ok(())
}

/// Writes the members as a Markdown table.
pub fn markdown(kind: EventType, schema: &Value, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}\n\n{}\n", kind.name(), kind.what())?;
    writeln!(out, "| Member | Type | | Meaning |\n|---|---|---|---|")?;
    for row in rows(schema) {
        let parent = if row.parent.is_empty() {
            String::new()
        } else {
            format!("{} ", code(&row.parent))
        };
        writeln!(
            out,
            "| {parent}{} | {} | {} | {} |",
            code(&row.key),
            cell(&row.kind),
            row.need(),
            cell(&row.meaning)
        )?;
    }
    Ok(())
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace(['`', '|'], "?"))
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

/// The root's members, each followed by its own: required ones first, then by name.
fn rows(schema: &Value) -> Vec<Row> {
    let mut rows = Vec::new();
    for member in members(schema, "") {
        let inner = schema.pointer(&format!("/properties/{}", pointer(&member.key)));
        let inner = inner.map(|inner| members(inner, &member.key));
        rows.push(member);
        rows.extend(inner.into_iter().flatten());
    }
    rows
}

fn pointer(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn members(schema: &Value, parent: &str) -> Vec<Row> {
    let required = |key: &str| {
        let list = schema.get("required").and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(|each| each == key))
    };
    let properties = schema.get("properties").and_then(Value::as_object);
    let row = |(key, value): (&String, &Value)| Row {
        parent: clean(parent).into_owned(),
        key: clean(key).into_owned(),
        kind: type_of(value),
        required: required(key),
        meaning: clean(
            value
                .get("description")
                .and_then(Value::as_str)
                .unwrap_or_default(),
        )
        .into_owned(),
    };
    let mut rows: Vec<Row> = properties.into_iter().flatten().map(row).collect();
    rows.sort_by_key(|row| !row.required);
    rows
}

/// What a value may be, as a schema says it.
fn type_of(schema: &Value) -> String {
    let word = match schema.get("type") {
        Some(Value::String(word)) => word.clone(),
        Some(Value::Array(words)) => {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            words.join(" or ")
        }
        _ => "any".to_owned(),
    };
    let fixed = schema.get("enum").and_then(Value::as_array);
    let Some(fixed) = fixed.filter(|fixed| fixed.len() <= 6) else {
        return clean(&word).into_owned();
    };
    let fixed: Vec<String> = fixed.iter().map(ToString::to_string).collect();
    clean(&fixed.join(" or ")).into_owned()
}
