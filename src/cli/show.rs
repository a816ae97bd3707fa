//! `playscope show`: the timeline of each session as text.

use clap::Args;

use super::console::Console;
use super::judging::Judging;
use super::{Outcome, input};
use crate::output::timeline;

const EXAMPLES: &str = "\
Examples:
  playscope show capture.jsonl
  playscope show --session 8caa89a1 --width 72 --ascii capture.jsonl > timeline.txt";

/// Draw the timeline of each session as text, for logs and tickets
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// A recording, HAR file, list of events or call log; a folder is one capture; - is STDIN
    #[arg(value_name = "FILE")]
    file: String,

    /// Only the session with this id, or whose id begins so
    #[arg(long, value_name = "SID")]
    session: Option<String>,

    /// Columns [default: those of the terminal, or 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(40..=1000))]
    width: Option<u16>,

    /// Draw in plain ASCII
    #[arg(long)]
    ascii: bool,

    #[command(flatten)]
    judging: Judging,
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let config = options.judging.config(console)?;
    let files = std::slice::from_ref(&options.file);
    let recordings = input::read(files, &config, console)?;
    let judged = input::selected(&recordings, options.session.as_deref())?;
    let mut look = console.look();
    look.ascii = options.ascii;
    look.width = options.width.map_or(look.width, usize::from);
    timeline::write(&judged, look, console.out())?;
    Ok(Outcome::Clean)
}
