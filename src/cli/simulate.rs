//! `playscope simulate`: scripted players that send real HTTP to an endpoint.

use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use clap::builder::PossibleValuesParser;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::console::Console;
use super::players::{self, Sent, Target};
use super::trust::Trust;
use super::{Outcome, now};
use crate::output::text::{counted, left, short_id};
use crate::simulate::{self, FAULTS, Plan, SCENARIOS, Scenario, Setting};

const EXAMPLES: &str = "\
Examples:
  playscope simulate --to http://127.0.0.1:8900
  playscope simulate --to http://127.0.0.1:8900 --scenario vod-with-ads --speed 10
  playscope simulate --to http://127.0.0.1:8900 --sessions 50 --speed max --faulty
  playscope simulate --list";

/// Send scripted players to an endpoint: real HTTP, the same sessions for the same seed
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// Base URL of the endpoint
    #[arg(long, value_name = "URL", value_parser = Target::parse, required_unless_present = "list")]
    to: Option<Target>,

    #[command(flatten)]
    trust: Trust,

    /// A scenario, or all in turn
    #[arg(long, value_name = "NAME", default_value = "all", value_parser = PossibleValuesParser::new(names()))]
    scenario: String,

    /// Number of sessions [default: one for each scenario]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    sessions: Option<u64>,

    /// How many times faster than real time, or max
    #[arg(long, value_name = "X", default_value = "1", value_parser = speed)]
    speed: f64,

    /// The same seed gives the same sessions
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Put a typical fault into each session
    #[arg(long)]
    faulty: bool,

    /// List the scenarios and the faults instead
    #[arg(long)]
    list: bool,
}

/// Sessions that are sent at one time when they are sent as fast as it goes.
const AT_ONCE: usize = 64;

/// Between the entrances of two players of a demo, and between two sessions of one.
const ENTRANCE: Duration = Duration::from_millis(1500);

/// Which sessions are played.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cast {
    /// The only scenario, or all in turn.
    pub(super) scenario: Option<&'static Scenario>,
    /// How many times faster than real time; infinite is as fast as it goes.
    pub(super) speed: f64,
    /// The same seed gives the same sessions.
    pub(super) seed: u64,
    /// Which sessions have a typical fault.
    pub(super) faulty: Faulty,
}

/// Which sessions have a typical fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Faulty {
    /// None.
    None,
    /// One in four: enough to see what faults look like among healthy sessions.
    Some,
    /// Each.
    All,
}

impl Cast {
    /// The players of a demo: every scenario in real time, some with faults.
    pub(super) fn demo() -> Self {
        Cast {
            scenario: None,
            speed: 1.0,
            seed: 1,
            faulty: Faulty::Some,
        }
    }

    /// The session of a number, to be sent now.
    ///
    /// Event times follow the content, so a session that is sent faster than it plays must begin in the
    /// past: its last event is due now.
    pub(super) fn plan(&self, number: u64) -> Plan {
        let round = SCENARIOS.len() as u64;
        let turn = usize::try_from(number % round).unwrap_or(0);
        let (scenario, take) = match self.scenario {
            Some(scenario) => (scenario, number),
            None => (&SCENARIOS[turn], number / round),
        };
        let setting = Setting {
            seed: self.seed,
            number,
            take,
            start_ts: 0,
            faulty: match self.faulty {
                Faulty::None => false,
                Faulty::Some => number % 4 == 2,
                Faulty::All => true,
            },
        };
        let length = simulate::plan(scenario, setting).length_ms();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "minutes in ms"
        )]
        let sending = (length as f64 / self.speed) as i64;
        let start_ts = now().ms() - length + sending;
        simulate::plan(
            scenario,
            Setting {
                start_ts,
                ..setting
            },
        )
    }
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let Some(target) = options.to.as_ref().filter(|_| !options.list) else {
        return list(console);
    };
    let target = options.trust.of(target)?;
    let cast = Cast {
        scenario: simulate::find(&options.scenario),
        speed: options.speed,
        seed: options.seed,
        faulty: if options.faulty {
            Faulty::All
        } else {
            Faulty::None
        },
    };
    let usual = if cast.scenario.is_some() {
        1
    } else {
        SCENARIOS.len() as u64
    };
    let sessions = options.sessions.unwrap_or(usual);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(play_all(&target, cast, sessions, console))
}

/// Players that send one session after the other until they are dropped: one for each scenario.
pub(super) struct Company {
    _players: JoinSet<()>,
}

impl Company {
    /// Sends the players to an endpoint, within a tokio runtime; `first` is the number of their first session.
    pub(super) fn start(target: &Target, cast: Cast, first: u64) -> Self {
        let mut players = JoinSet::new();
        for place in 0..SCENARIOS.len() as u64 {
            let target = target.clone();
            players.spawn(async move {
                #[expect(clippy::cast_precision_loss, reason = "a handful")]
                let wait = ENTRANCE.mul_f64(place as f64 / cast.speed);
                tokio::time::sleep(wait).await;
                for number in (first + place..).step_by(SCENARIOS.len()) {
                    // An endpoint that is on its way out answers no more; the demo ends with it.
                    if players::send(&target, &cast.plan(number), cast.speed)
                        .await
                        .is_err()
                    {
                        return;
                    }
                    tokio::time::sleep(ENTRANCE).await;
                }
            });
        }
        Company { _players: players }
    }
}

async fn play_all(
    target: &Target,
    cast: Cast,
    sessions: u64,
    console: &mut Console,
) -> anyhow::Result<Outcome> {
    let mut playing = JoinSet::new();
    // Without a pace nothing but this keeps thousands of sessions from opening at once.
    let crowd = if cast.speed.is_finite() {
        Semaphore::MAX_PERMITS
    } else {
        AT_ONCE
    };
    let stage = Arc::new(Semaphore::new(crowd));
    for number in 0..sessions {
        let (target, stage) = (target.clone(), Arc::clone(&stage));
        playing.spawn(async move {
            let _place = stage.acquire_owned().await;
            let plan = cast.plan(number);
            let sent = players::send(&target, &plan, cast.speed).await;
            (plan, sent)
        });
    }
    while let Some(done) = playing.join_next().await {
        let (plan, sent) = done?;
        match sent {
            Ok(sent) => {
                let line = line(&plan, &sent, console.look().ellipsis());
                writeln!(console.out(), "{line}")?;
                console.finish()?;
            }
            Err(error) => bail!(error),
        }
    }
    Ok(Outcome::Clean)
}

fn line(plan: &Plan, sent: &Sent, ellipsis: &str) -> String {
    let fault = plan.fault.unwrap_or("healthy");
    let answers = match sent.refused {
        None => "all taken".to_owned(),
        Some((count, status)) => format!("{count} refused, the last with {status}"),
    };
    let calls = counted(sent.calls as u64, "call");
    let sid = left(&short_id(&sent.sid, ellipsis), 9);
    format!(
        "{}  {}  {sid}  {calls}, {answers}",
        left(plan.scenario, 16),
        left(fault, 26)
    )
}

fn list(console: &mut Console) -> anyhow::Result<Outcome> {
    let out = console.out();
    writeln!(out, "Scenarios")?;
    for scenario in SCENARIOS {
        writeln!(out, "  {}  {}", left(scenario.name, 26), scenario.what)?;
    }
    writeln!(out, "\nFaults that --faulty puts in, in turn")?;
    for fault in FAULTS {
        writeln!(out, "  {}  {}", left(fault.name, 26), fault.what)?;
    }
    Ok(Outcome::Clean)
}

fn names() -> Vec<&'static str> {
    std::iter::once("all")
        .chain(SCENARIOS.iter().map(|scenario| scenario.name))
        .collect()
}

pub(super) fn speed(text: &str) -> Result<f64, String> {
    if text == "max" {
        return Ok(f64::INFINITY);
    }
    text.parse()
        .ok()
        .filter(|speed: &f64| *speed >= 0.01 && speed.is_finite())
        .ok_or("give a number from 0.01 on, or max".to_owned())
}
