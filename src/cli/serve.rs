//! `playscope serve`: the endpoint without a dashboard, a line per call.

use std::path::Path;
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde_json::json;
use tokio::time::{Instant, MissedTickBehavior};

use super::capturing::{Capturing, Started, farewell, speaks_https};
use super::check::FailOn;
use super::console::Console;
use super::lines::Lines;
use super::{Outcome, now, signals};
use crate::capture::{Notice, Summary};
use crate::exchange::Exchange;
use crate::inspection::{AsOf, Inspection};
use crate::output::findings::Counts;
use crate::output::text::{clean, counted};
use crate::output::{Look, event_line};
use crate::recording::Store;
use crate::rules::Examined;
use crate::session::Status;

const EXAMPLES: &str = "\
Examples:
  playscope serve
  playscope serve --listen 0.0.0.0:8900 --record lab.jsonl --quiet
  playscope serve --record week.jsonl --rotate 100MB --quiet
  playscope serve --until-idle 30s --fail-on warning
  playscope serve --exit-after-sessions 1 --format json | jq .findings

The first line on STDOUT is the address. Ctrl-C and SIGTERM end it, with exit code 0. When
--until-idle or --exit-after-sessions ends it, the exit code is 1 if there are findings at or
above --fail-on.";

/// How long a completed session may stay without its end before it counts as over.
const AFTER_COMPLETE_MS: i64 = 2_000;

/// How often time itself is looked at while something waits for it.
const LOOK: Duration = Duration::from_millis(200);

/// Calls that are taken together before the rules are brought up to date.
const TOGETHER: usize = 512;

/// Run the endpoint without a dashboard: a line per call, for CI and labs
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// Print no line per call
    #[arg(long)]
    quiet: bool,

    /// How to print a call
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// End when no call came for so long, as in 30s or 2m
    #[arg(long, value_name = "TIME", value_parser = time)]
    until_idle: Option<Duration>,

    /// End when so many sessions are over
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    exit_after_sessions: Option<u32>,

    /// The least severity that makes the exit code 1 when it ends by itself
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,

    /// Print plain ASCII
    #[arg(long)]
    ascii: bool,

    #[command(flatten)]
    capturing: Capturing,
}

/// How a call is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// What is printed, and what ends it.
pub(super) struct Manner {
    format: Format,
    quiet: bool,
    look: Look,
    until_idle: Option<Duration>,
    sessions: Option<usize>,
}

impl Manner {
    /// A line of text per call, until it is stopped.
    pub(super) fn plain(look: Look) -> Self {
        Manner {
            format: Format::Text,
            quiet: false,
            look,
            until_idle: None,
            sessions: None,
        }
    }
}

/// Why a capture ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Somebody stopped it.
    Stopped,
    /// What it was to wait for came.
    Fulfilled,
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let manner = Manner {
        format: options.format,
        quiet: options.quiet,
        look: Look {
            ascii: options.ascii,
            ..console.look()
        },
        until_idle: options.until_idle,
        sessions: options
            .exit_after_sessions
            .map(|number| usize::try_from(number).unwrap_or(usize::MAX)),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let (ending, counts) = runtime.block_on(async {
        let started = options
            .capturing
            .start(options.capturing.config(console)?)?;
        serve(started, manner, console).await
    })?;
    Ok(match ending {
        Ending::Stopped => Outcome::Clean,
        Ending::Fulfilled => options.fail_on.outcome(counts),
    })
}

/// Prints what is captured until something ends it.
pub(super) async fn serve(
    started: Started,
    manner: Manner,
    console: &Console,
) -> anyhow::Result<(Ending, Counts)> {
    console.say(&started.greeting());
    let (mut inspection, mut store) = started.inspection();
    // Whoever reads the address may send a signal at once.
    let mut stopped = std::pin::pin!(signals::stopped()?);
    let mut lines = Lines::start(console.stream(), gap(manner.format));
    lines.put(manner.address(&started.url)).await;
    let mut running = started.running;
    let mut ending = None;
    let mut last_call = Instant::now();
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut notices = Vec::new();
    let summary = loop {
        tokio::select! {
            taken = running.notices.recv_many(&mut notices, TOGETHER) => {
                if taken == 0 {
                    anyhow::bail!("the capture broke off; what was answered is in the recording");
                }
                last_call = Instant::now();
                if let Some(summary) = take(&mut notices, (&mut inspection, &mut store), &manner, &mut lines, console).await {
                    break summary;
                }
            }
            () = &mut stopped, if ending.is_none() => {
                ending = Some(Ending::Stopped);
                running.handle.stop();
            }
            _ = looks.tick(), if ending.is_none() && manner.waits() => {
                if manner.is_fulfilled(&inspection, last_call) {
                    ending = Some(Ending::Fulfilled);
                    running.handle.stop();
                }
            }
        }
    };
    inspection.settle(AsOf::End);
    lines.finish();
    console.say(&farewell(&summary));
    let counts = Counts::of(inspection.all_findings());
    let totals = inspection.totals();
    let sessions = counted(totals.sessions as u64, "session");
    let events = counted(totals.events as u64, "event");
    console.say(&format!("{sessions}, {events}: {}", counts.words()));
    Ok((ending.unwrap_or(Ending::Stopped), counts))
}

/// Brings the inspection up to date and prints what came; the summary when it was the end.
async fn take(
    notices: &mut Vec<Notice<Examined>>,
    (inspection, store): (&mut Inspection, &mut Store),
    manner: &Manner,
    lines: &mut Lines,
    console: &Console,
) -> Option<Summary> {
    let mut summary = None;
    let mut exchanges: Vec<Box<Exchange<'static>>> = Vec::new();
    for notice in notices.drain(..) {
        match notice {
            Notice::Exchange {
                exchange,
                examined,
                place,
            } => {
                store.add(&exchange, place);
                inspection.take(&exchange, examined);
                exchanges.push(exchange);
            }
            Notice::Trouble(text) | Notice::Said(text) => console.say(&clean(&text)),
            Notice::File(path) => {
                store.next_file(&path);
                console.say(&goes_on_in(&path));
            }
            Notice::Moved(path) => {
                store.moved(&path);
                console.say(&goes_on_in(&path));
            }
            Notice::Secure(peer) => console.say(&speaks_https(peer)),
            Notice::Recovered => console.say("the recording is complete again"),
            Notice::Ended(ended) => summary = Some(ended),
        }
    }
    inspection.settle(AsOf::Now(now()));
    if !manner.quiet {
        for exchange in &exchanges {
            lines.put(manner.line(inspection, exchange)).await;
        }
    }
    summary
}

fn goes_on_in(file: &Path) -> String {
    let words = format!("recording to {} from now on", file.to_string_lossy());
    clean(&words).into_owned()
}

impl Manner {
    fn address(&self, url: &str) -> String {
        match self.format {
            Format::Text => url.to_owned(),
            Format::Json => json!({ "listening": url }).to_string(),
        }
    }

    fn line(&self, inspection: &Inspection, exchange: &Exchange<'_>) -> String {
        match self.format {
            Format::Text => event_line::text(inspection, exchange, self.look),
            Format::Json => event_line::json(inspection, exchange),
        }
    }

    /// Something other than a person may end it.
    fn waits(&self) -> bool {
        self.until_idle.is_some() || self.sessions.is_some()
    }

    fn is_fulfilled(&self, inspection: &Inspection, last_call: Instant) -> bool {
        let idle = self
            .until_idle
            .is_some_and(|limit| last_call.elapsed() >= limit);
        idle || self
            .sessions
            .is_some_and(|wanted| over(inspection) >= wanted)
    }
}

/// Sessions that are over. One that was completed may still be ended by a call that is on its way.
fn over(inspection: &Inspection) -> usize {
    let now = now();
    let is_over = |session: &&crate::inspection::Watched| {
        let glance = session.glance();
        let silent = now.ms() - glance.facts.heard.ms();
        glance.facts.batch
            || glance.facts.closing.is_some()
            || match glance.status_at(now) {
                Status::TimedOut | Status::Ended => true,
                Status::Completed => silent >= AFTER_COMPLETE_MS,
                Status::Open => false,
            }
    };
    inspection.sessions().iter().filter(is_over).count()
}

fn gap(format: Format) -> fn(u64) -> String {
    match format {
        Format::Text => {
            |missed| format!("({missed} lines left out: nobody read them; the recording has all)")
        }
        Format::Json => |missed| json!({ "leftOut": missed }).to_string(),
    }
}

/// A length of time: `500ms`, `30s`, `2m`; without a unit, seconds.
fn time(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match text.strip_prefix(digits).unwrap_or_default() {
        "ms" => Some(0.001),
        "" | "s" => Some(1.0),
        "m" | "min" => Some(60.0),
        "h" => Some(3600.0),
        _ => None,
    };
    let seconds = digits
        .parse()
        .ok()
        .zip(unit)
        .map(|(number, unit): (f64, f64)| number * unit);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|time| !time.is_zero() && *time <= Duration::from_hours(24))
        .ok_or("give a time up to 24h, as in 30s or 2m".to_owned())
}
