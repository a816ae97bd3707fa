//! The command line: arguments, one file per command, all wiring; the only reader of the clock.

mod captures;
mod capturing;
mod check;
mod completions;
mod config;
mod console;
mod demo;
mod diff;
mod export;
mod input;
mod judging;
mod lines;
mod live;
mod loading;
mod man;
mod open;
mod paper;
mod players;
mod replay;
mod report;
mod rules;
mod schema;
mod schemas;
mod screenshot;
mod serve;
mod show;
mod signals;
mod simulate;
mod themes;
mod tls;
mod trust;
mod watch;

use std::process::ExitCode;
use std::time::SystemTime;

use clap::{CommandFactory, Parser, Subcommand};

use crate::exchange::Time;
use crate::output::text::clean;
use console::Console;

const EXAMPLES: &str = "\
Examples:
  playscope                            capture on 127.0.0.1:8900 and show the dashboard
  playscope demo                       the same with simulated players
  playscope serve --until-idle 30s     capture in CI, exit code from the findings
  playscope check capture.jsonl        what is wrong in a recording
  playscope report capture.jsonl       the numbers it would give

Exit codes: 0 clean, 1 findings, 2 the tool failed or was misused.";

/// What the program is run with; without a command it watches.
#[derive(Debug, Parser)]
#[command(name = "playscope", version, about, long_about = None, max_term_width = 100)]
#[command(args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    watch: watch::Options,
}

/// Every command, in the order of the help: watching, then reading, then what is built in.
#[derive(Debug, Subcommand)]
enum Command {
    Watch(watch::Options),
    Demo(demo::Options),
    Serve(serve::Options),
    Simulate(simulate::Options),
    Open(open::Options),
    Check(check::Options),
    Report(report::Options),
    Show(show::Options),
    Diff(diff::Options),
    Export(export::Options),
    Replay(replay::Options),
    Screenshot(screenshot::Options),
    Rules(rules::Options),
    Schema(schema::Options),
    Themes(themes::Options),
    Completions(completions::Options),
    Man(man::Options),
}

/// What a command came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nothing to complain about.
    Clean,
    /// Findings that the user wants to fail on.
    Findings,
}

/// Parses the arguments, runs the command, and maps the outcome to an exit code: 0 clean, 1 findings,
/// 2 misuse or failure.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // A reader that left early (`--help | head`) is no failure.
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let mut console = Console::new();
    let command = arguments.command.unwrap_or(Command::Watch(arguments.watch));
    let outcome = run(command, &mut console).and_then(|outcome| {
        console.finish()?;
        Ok(outcome)
    });
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) => {
            console.say(&clean(&told(&error)));
            ExitCode::from(2)
        }
    }
}

/// An error with its causes, each told once.
fn told(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.is_empty() {
            text = cause;
        } else if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

/// The command line as data, for help, man pages, completions, and the tests that compare them.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// The keys of the configuration as a Markdown table, for the README and the test that compares them.
pub fn configuration() -> String {
    config::markdown()
}

fn run(command: Command, console: &mut Console) -> anyhow::Result<Outcome> {
    match command {
        Command::Watch(options) => watch::run(&options, console),
        Command::Demo(options) => demo::run(&options, console),
        Command::Serve(options) => serve::run(&options, console),
        Command::Simulate(options) => simulate::run(&options, console),
        Command::Open(options) => open::run(&options, console),
        Command::Check(options) => check::run(&options, console),
        Command::Report(options) => report::run(&options, console),
        Command::Show(options) => show::run(&options, console),
        Command::Diff(options) => diff::run(&options, console),
        Command::Export(options) => export::run(&options, console),
        Command::Replay(options) => replay::run(&options, console),
        Command::Screenshot(options) => screenshot::run(&options, console),
        Command::Rules(options) => rules::run(&options, console),
        Command::Schema(options) => schema::run(&options, console),
        Command::Themes(options) => themes::run(&options, console),
        Command::Completions(options) => completions::run(&options, console),
        Command::Man(options) => man::run(&options, console),
    }
}

/// The clock.
fn now() -> Time {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Time(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
