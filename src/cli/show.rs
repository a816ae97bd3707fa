//! `playscope show`: the timeline of each session as text.

use clap::Args;

use super::console::Console;
use super::judging::Judging;
use super::paper::Paper;
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

    #[command(flatten)]
    paper: Paper,

    #[command(flatten)]
    judging: Judging,
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let config = options.judging.config(console)?;
    let files = std::slice::from_ref(&options.file);
    let recordings = input::read(files, &config, console)?;
    let judged = input::selected(&recordings, options.session.as_deref())?;
    let look = options.paper.look(console);
    timeline::write(&judged, look, console.out())?;
    Ok(Outcome::Clean)
}
