//! `playscope report`: the numbers that the service would report.

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::console::Console;
use super::judging::Judging;
use super::{Outcome, input};
use crate::output::report::FORMATS;

const EXAMPLES: &str = "\
Examples:
  playscope report capture.jsonl
  playscope report --session 8caa89a1 capture.jsonl
  playscope report --format json capture.jsonl | jq '.sessions[].metrics[\"a.media.timePlayed\"]'
  playscope report --format csv captures/*.jsonl > report.csv";

/// Predict the report: every number per session, ad, chapter and player state
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// Recordings, HAR files, lists of events or call logs; a folder is one capture; - is STDIN
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,

    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = FORMATS[0].name, value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name)))]
    format: String,

    /// Only the session with this id, or whose id begins so
    #[arg(long, value_name = "SID")]
    session: Option<String>,

    /// Write text for people in plain ASCII
    #[arg(long)]
    ascii: bool,

    #[command(flatten)]
    judging: Judging,
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let config = options.judging.config(console)?;
    let recordings = input::read(&options.files, &config, console)?;
    let judged = input::selected(&recordings, options.session.as_deref())?;
    let mut look = console.look();
    look.ascii = options.ascii;
    if let Some(format) = FORMATS.iter().find(|format| format.name == options.format) {
        (format.write)(&judged, look, console.out())?;
    }
    Ok(Outcome::Clean)
}
