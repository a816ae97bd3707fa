//! `playscope completions`: scripts that complete the command line.

use clap::Args;
use clap_complete::Shell;

use super::Outcome;
use super::console::Console;

const EXAMPLES: &str = "\
Examples:
  playscope completions bash > /etc/bash_completion.d/playscope
  playscope completions fish > ~/.config/fish/completions/playscope.fish";

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// The shell
    shell: Shell,
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(
        options.shell,
        &mut super::command(),
        "playscope",
        &mut script,
    );
    console.out().write_all(&script)?;
    Ok(Outcome::Clean)
}
