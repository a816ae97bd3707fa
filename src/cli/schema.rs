//! `playscope schema`: the built-in JSON schemas.

use anyhow::bail;
use clap::Args;

use super::Outcome;
use super::console::Console;
use crate::schema::{Profile, Schemas, nearest};
use crate::wire::EventType;

const EXAMPLES: &str = "\
Examples:
  playscope schema
  playscope schema sessionStart";

/// Print the JSON schema of an event type, or list the types
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// An event type, as in `sessionStart`
    #[arg(value_name = "TYPE")]
    kind: Option<String>,
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let Some(name) = &options.kind else {
        for kind in EventType::ALL {
            writeln!(console.out(), "{kind}")?;
        }
        return Ok(Outcome::Clean);
    };
    let Some(kind) = EventType::parse(name) else {
        let near = nearest(name, EventType::ALL.iter().map(|kind| kind.name()));
        let hint = near
            .map(|near| format!("did you mean `{near}`? "))
            .unwrap_or_default();
        bail!("no event type `{name}`; {hint}`playscope schema` lists them");
    };
    let document = Schemas::built_in(Profile::Strict).document(kind);
    serde_json::to_writer_pretty(console.out(), &document)?;
    writeln!(console.out())?;
    Ok(Outcome::Clean)
}
