//! `playscope check`: the findings of recordings, and an exit code for scripts.

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::config::explain;
use super::console::Console;
use super::judging::Judging;
use super::{Outcome, input};
use crate::output::Judged;
use crate::output::findings::{Counts, FORMATS};
use crate::rules::Severity;

const EXAMPLES: &str = "\
Examples:
  playscope check capture.jsonl
  playscope check --fail-on warning --format junit captures/*.jsonl > report.xml
  playscope check --rule ping/late=off --session 8caa89a1 capture.jsonl
  playscope check --explain-config
  playscope check page.har
  curl -s https://ci.example/capture.jsonl.gz | playscope check -

Exit code: 0 clean, 1 findings at or above --fail-on, 2 the tool failed or was misused.";

/// Judge recordings: what is wrong, where, what it costs, how to mend it
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// Recordings, HAR files, lists of events or call logs; a folder is one capture; - is STDIN
    #[arg(required_unless_present = "explain_config", value_name = "FILE")]
    files: Vec<String>,

    /// How to write the findings
    #[arg(long, value_name = "FORMAT", default_value = FORMATS[0].name, value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name)))]
    format: String,

    /// The least severity that makes the exit code 1
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,

    /// Only the session with this id, or whose id begins so
    #[arg(long, value_name = "SID")]
    session: Option<String>,

    /// Write text for people in plain ASCII
    #[arg(long)]
    ascii: bool,

    /// Print what is in force and where it comes from, and judge nothing
    #[arg(long)]
    explain_config: bool,

    #[command(flatten)]
    judging: Judging,
}

/// The least severity that makes the exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    /// What these findings come to.
    pub(super) fn outcome(self, counts: Counts) -> Outcome {
        let least = match self {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Note => Severity::Note,
            FailOn::Never => return Outcome::Clean,
        };
        if counts.at_least(least) > 0 {
            Outcome::Findings
        } else {
            Outcome::Clean
        }
    }
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let config = options.judging.config(console)?;
    let mut look = console.look();
    look.ascii = options.ascii;
    if options.explain_config {
        explain(&config, look, console.out())?;
        return Ok(Outcome::Clean);
    }
    let recordings = input::read(&options.files, &config, console)?;
    let judged = input::selected(&recordings, options.session.as_deref())?;
    if let Some(format) = FORMATS.iter().find(|format| format.name == options.format) {
        (format.write)(&judged, look, console.out())?;
    }
    let outcome = options
        .fail_on
        .outcome(Counts::of(judged.iter().flat_map(Judged::findings)));
    // The program ends now: freeing millions of events one by one would only take time.
    std::mem::forget(recordings);
    Ok(outcome)
}
