//! `playscope demo`: watch, with scripted players that send real HTTP to it.

use clap::Args;

use super::console::Console;
use super::simulate::{self, Cast};
use super::{Outcome, watch};

const EXAMPLES: &str = "\
Examples:
  playscope demo
  playscope demo --speed 5 --no-record";

/// Watch, with simulated players that send real HTTP to it
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// How many times faster than real time the players are
    #[arg(long, value_name = "X", default_value = "1", value_parser = pace)]
    speed: f64,

    /// The same seed gives the same sessions
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    #[command(flatten)]
    watch: watch::Options,
}

pub(super) fn run(options: &Options, console: &Console) -> anyhow::Result<Outcome> {
    let cast = Cast {
        speed: options.speed,
        seed: options.seed,
        ..Cast::demo()
    };
    watch::watch(&options.watch, Some(cast), console)
}

/// A demo is to be looked at, so it has a pace.
fn pace(text: &str) -> Result<f64, String> {
    simulate::speed(text)
        .ok()
        .filter(|speed| *speed <= 100.0)
        .ok_or("give a number from 0.01 to 100".to_owned())
}
