//! `playscope replay`: sends a recording again, and compares the answers with the recorded ones.

mod answers;
mod call;
mod client;
mod plan;
mod progress;
mod sending;

use anyhow::bail;
use clap::Args;

use super::Outcome;
use super::console::Console;
use super::players::Target;
use super::simulate::speed;
use super::trust::Trust;
use crate::output::text::{clean, counted, duration, number};
use plan::Plan;
use sending::{Ending, Sending, Sent};

const EXAMPLES: &str = "\
Examples:
  playscope replay capture.jsonl --to http://127.0.0.1:8900
  playscope replay page.har --to http://127.0.0.1:8900 --speed max --restamp
  playscope replay lab.jsonl.zst --to https://staging.example/va --speed 10 --session 8caa89a1
  playscope replay lab.jsonl --to https://192.168.1.20:8900 --ca playscope-ca.pem

Each session keeps its order and goes to the id that the endpoint gives it; bodies are sent byte
for byte. STDOUT lists what was answered otherwise than recorded, and the exit code is 1 then.";

/// Send a recording again to an endpoint, and compare its answers with the recorded ones
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// A recording, HAR file, list of events or call log; a folder is one capture; - is STDIN
    #[arg(value_name = "FILE")]
    file: String,

    /// Base URL of the endpoint
    #[arg(long, value_name = "URL", value_parser = Target::parse)]
    to: Target,

    #[command(flatten)]
    trust: Trust,

    /// How many times faster than recorded, or max
    #[arg(long, value_name = "X", default_value = "1", value_parser = speed)]
    speed: f64,

    /// Move the time stamp of each event to now; what lies between the events of a session stays
    #[arg(long)]
    restamp: bool,

    /// Only the session with this id, or whose id begins so
    #[arg(long, value_name = "SID")]
    session: Option<String>,
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let to = options.trust.of(&options.to)?;
    let plan = Plan::read(&options.file, options.session.as_deref(), console)?;
    let (calls, elsewhere) = (plan.calls(), plan.elsewhere);
    if elsewhere > 0 && options.session.is_none() {
        let many = counted(elsewhere, "call");
        console.say(&format!("{many} to other hosts will not be sent"));
    }
    let sending = Sending::new(plan, to, options.speed, options.restamp);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let sent = runtime.block_on(sending.run(console))?;
    sent.answers
        .write(console.look().ellipsis(), console.out())?;
    console.finish()?;
    tell(&sent, calls, options, console)?;
    Ok(if sent.answers.different > 0 {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

fn tell(sent: &Sent, calls: u64, options: &Options, console: &Console) -> anyhow::Result<()> {
    let Sent {
        answers,
        took,
        ending,
    } = sent;
    let many = format!("{} of {} calls", number(answers.sent), number(calls));
    let to = &options.to;
    match ending {
        Ending::Broken(reason) => bail!(clean(&format!(
            "cannot send to {to} ({reason}); {many} were sent; check the URL, and that something listens there"
        ))
        .into_owned()),
        Ending::Stopped => console.say(&format!("stopped: {many} were sent; {}", answers.words())),
        Ending::Complete => {
            let took = duration(i64::try_from(took.as_millis()).unwrap_or(i64::MAX));
            console.say(&format!(
                "{many} were sent to {to} in {took}; {}",
                answers.words()
            ));
        }
    }
    Ok(())
}
