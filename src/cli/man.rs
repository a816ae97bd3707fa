//! `playscope man`: the manual as one page.

use std::io::{self, Write};

use clap::Args;
use clap_mangen::Man;

use super::Outcome;
use super::console::Console;

const EXAMPLES: &str = "\
Examples:
  playscope man > playscope.1
  playscope man | man -l -";

/// Print the manual page, every command in it
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {}

pub(super) fn run(_: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let mut command = super::command().disable_help_subcommand(true);
    command.build();
    let out = console.out();
    Man::new(command.clone()).render(out)?;
    for subcommand in command.get_subcommands() {
        section(subcommand, out)?;
    }
    Ok(Outcome::Clean)
}

/// A command with its synopsis and options, as a part of the page.
fn section(command: &clap::Command, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        ".SH \"PLAYSCOPE {}\"",
        command.get_name().to_uppercase()
    )?;
    let man = Man::new(command.clone());
    let mut body = Vec::new();
    man.render_description_section(&mut body)?;
    man.render_synopsis_section(&mut body)?;
    man.render_options_section(&mut body)?;
    man.render_extra_section(&mut body)?;
    // The parts of a command stand one level below it.
    let text = String::from_utf8_lossy(&body).replace("\n.SH ", "\n.SS ");
    let text = text
        .strip_prefix(".SH ")
        .map_or(text.clone(), |rest| format!(".SS {rest}"));
    out.write_all(text.as_bytes())
}
