//! `playscope themes`: the looks that are built in.

use clap::Args;

use super::Outcome;
use super::console::Console;
use crate::output::text::left;
use crate::ui::theme::{BUILT_IN, Theme};

const EXAMPLES: &str = "\
Examples:
  playscope themes
  playscope --theme light";

/// List the themes
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {}

pub(super) fn run(_: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let widest = BUILT_IN
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or(0);
    for (name, _) in BUILT_IN {
        let theme = Theme::named(name)?;
        writeln!(console.out(), "{}  {}", left(name, widest), theme.about)?;
    }
    Ok(Outcome::Clean)
}
