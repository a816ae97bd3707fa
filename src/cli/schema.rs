//! `playscope schema`: the JSON schemas in force.

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::console::Console;
use super::{Outcome, schemas};
use crate::output::schema;
use crate::output::text::{cut, left};
use crate::schema::{Profile, Schemas, nearest};
use crate::wire::EventType;

const EXAMPLES: &str = "\
Examples:
  playscope schema
  playscope schema sessionStart
  playscope schema adStart --format text
  playscope schema play --schemas https://collect.example.com";

/// Print the JSON schema of an event type, or list the types
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// An event type, as in `sessionStart`
    #[arg(value_name = "TYPE")]
    kind: Option<String>,

    /// How to print it: the schema itself, or its members as a table
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    format: Format,

    /// Schemas in place of the built-in ones: a folder of <eventType>.json, or the address of an
    /// endpoint that serves them
    #[arg(long, value_name = "DIR|URL")]
    schemas: Option<String>,
}

/// How a schema is printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Json,
    Text,
    Markdown,
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let kind = options.kind.as_deref().map(kind_of).transpose()?;
    let mut schemas = Schemas::built_in(Profile::Strict);
    if let Some(source) = &options.schemas {
        schemas::load(source, &mut schemas, console)?;
    }
    let Some(kind) = kind else {
        list(console)?;
        return Ok(Outcome::Clean);
    };
    let document = schemas.document(kind);
    let look = console.look();
    match options.format {
        Format::Json => {
            serde_json::to_writer_pretty(console.out(), &document)?;
            writeln!(console.out())?;
        }
        Format::Text => schema::text(kind, &document, look, console.out())?,
        Format::Markdown => schema::markdown(kind, &document, console.out())?,
    }
    Ok(Outcome::Clean)
}

fn kind_of(name: &str) -> anyhow::Result<EventType> {
    let Some(kind) = EventType::parse(name) else {
        let near = nearest(name, EventType::ALL.iter().map(|kind| kind.name()));
        let hint = near
            .map(|near| format!("did you mean `{near}`? "))
            .unwrap_or_default();
        bail!("no event type `{name}`; {hint}`playscope schema` lists them");
    };
    Ok(kind)
}

/// A type a line; on a terminal cut to its width.
fn list(console: &mut Console) -> std::io::Result<()> {
    let names = EventType::ALL.iter().map(|kind| kind.name().len());
    let widest = names.max().unwrap_or(0);
    let look = console.look();
    let room = if console.is_terminal() {
        look.width.saturating_sub(widest + 2)
    } else {
        usize::MAX
    };
    for kind in EventType::ALL {
        let what = cut(kind.what(), room, look.ellipsis());
        writeln!(console.out(), "{}  {what}", left(kind.name(), widest))?;
    }
    Ok(())
}
