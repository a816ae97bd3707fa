//! `playscope diff`: what differs between two captures.

use anyhow::bail;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::Outcome;
use super::console::Console;
use super::input::{self, Recording};
use super::judging::Judging;
use super::paper::Paper;
use crate::output::Judged;
use crate::output::diff::{self, Captures, FORMATS, Options as Counting, Pair};

const EXAMPLES: &str = "\
Examples:
  playscope diff yesterday.jsonl today.jsonl
  playscope diff v4.2.jsonl v4.3.jsonl --ignore media.sdkVersion --ignore customMetadata.build
  playscope diff before.jsonl after.jsonl --session 8caa89a1
  playscope diff capture.jsonl capture.jsonl --session 8caa89a1 --session 1f00c2d3
  playscope diff a.jsonl b.jsonl --format json | jq '.sessions[].events[]'

Sessions of the same content are compared in their order; events by type, place in the content and order.

Exit codes: 0 no difference, 1 differences, 2 the tool failed or was misused.";

/// Tell what differs between two captures: sessions, events, values, numbers of the report
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// The first: a recording, HAR file, list of events or call log; a folder is one capture; - is STDIN
    #[arg(value_name = "A")]
    a: String,

    /// The second
    #[arg(value_name = "B")]
    b: String,

    /// How to write
    #[arg(long, value_name = "FORMAT", default_value = FORMATS[0].name, value_parser = formats())]
    format: String,

    /// Only the session with this id, or whose id begins so, and its partner; given twice: one of A with one of B
    #[arg(long, value_name = "SID")]
    session: Vec<String>,

    /// A key (media.sdkVersion, customMetadata.build) that does not count; can be given several times
    #[arg(long, value_name = "KEY")]
    ignore: Vec<String>,

    /// Playheads and times of the report that differ by no more are the same, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = seconds)]
    tolerance: i64,

    /// Compare the values too that differ on every run: times, visitor ids, network quality
    #[arg(long)]
    exact: bool,

    #[command(flatten)]
    paper: Paper,

    #[command(flatten)]
    judging: Judging,
}

fn formats() -> PossibleValuesParser {
    let formats = FORMATS.iter();
    PossibleValuesParser::new(
        formats.map(|format| PossibleValue::new(format.name).help(format.what)),
    )
}

/// Seconds as µs.
fn seconds(text: &str) -> Result<i64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=86_400.0).contains(&value) => Ok(crate::wire::event::micros(value)),
        _ => Err("give seconds from 0 to 86400".to_owned()),
    }
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let config = options.judging.config(console)?;
    let files = [options.a.clone(), options.b.clone()];
    let recordings = input::read(&files, &config, console)?;
    let [first, second] = recordings.as_slice() else {
        bail!("two captures are compared; name both");
    };
    let (a, b) = (judged(first), judged(second));
    let captures = Captures {
        a,
        b,
        fetch_a: &|seq| first.store.fetch(seq),
        fetch_b: &|seq| second.store.fetch(seq),
        pairs: chosen(&a, &b, &options.session)?,
        options: Counting {
            exact: options.exact,
            ignore: options.ignore.clone(),
            tolerance: options.tolerance,
        },
    };
    let look = options.paper.look(console);
    let Some(format) = FORMATS.iter().find(|format| format.name == options.format) else {
        bail!("there is no format `{}`; try --help", options.format);
    };
    if (format.write)(&captures, look, console.out())? {
        Ok(Outcome::Findings)
    } else {
        Ok(Outcome::Clean)
    }
}

fn judged(recording: &Recording) -> Judged<'_> {
    Judged {
        name: &recording.name,
        inspection: &recording.inspection,
        only: None,
    }
}

/// The pairs that are asked for.
fn chosen(a: &Judged<'_>, b: &Judged<'_>, sessions: &[String]) -> anyhow::Result<Vec<Pair>> {
    let all = diff::pairs(a, b);
    match sessions {
        [] => Ok(all),
        [sid] => {
            let named = |judged: &Judged<'_>, index: Option<usize>| {
                let watched = index.and_then(|index| judged.inspection.sessions().get(index));
                watched.is_some_and(|watched| watched.session().sid().starts_with(sid.as_str()))
            };
            let found: Vec<Pair> = all
                .into_iter()
                .filter(|(first, second)| named(a, *first) || named(b, *second))
                .collect();
            match found.len() {
                0 => bail!(
                    "no session `{sid}` is in there; `playscope report` lists the sessions of a recording"
                ),
                1 => Ok(found),
                several => bail!("{several} sessions begin with `{sid}`; give more of the id"),
            }
        }
        [first, second] => Ok(vec![(Some(session(a, first)?), Some(session(b, second)?))]),
        _ => bail!("--session is given more than twice; give one, or one of A and one of B"),
    }
}

fn session(judged: &Judged<'_>, sid: &str) -> anyhow::Result<usize> {
    let found: Vec<usize> = judged
        .sessions()
        .filter(|(_, watched)| watched.session().sid().starts_with(sid))
        .map(|(index, _)| index)
        .collect();
    match found.as_slice() {
        [] => bail!(
            "no session `{sid}` is in {}; `playscope report` lists the sessions of a recording",
            judged.name
        ),
        [only] => Ok(*only),
        several => bail!(
            "{} sessions of {} begin with `{sid}`; give more of the id",
            several.len(),
            judged.name
        ),
    }
}
