//! The command line: arguments, one file per command, all wiring; the only reader of the clock.

mod capturing;
mod check;
mod completions;
mod config;
mod console;
mod input;
mod judging;
mod lines;
mod live;
mod man;
mod open;
mod players;
mod report;
mod rules;
mod schema;
mod serve;
mod show;
mod signals;
mod simulate;
mod themes;

use std::process::ExitCode;
use std::time::SystemTime;

use clap::{CommandFactory, Parser, Subcommand};

use crate::exchange::Time;
use crate::output::text::clean;
use console::Console;

/// What the program is run with.
#[derive(Debug, Parser)]
#[command(name = "playscope", version, about, long_about = None, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// Every command, in the order of the help: watching, then reading, then what is built in.
#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Options),
    Simulate(simulate::Options),
    Open(open::Options),
    Check(check::Options),
    Report(report::Options),
    Show(show::Options),
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
    let outcome = run(arguments.command, &mut console).and_then(|outcome| {
        console.finish()?;
        Ok(outcome)
    });
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) => {
            console.say(&clean(&format!("{error:#}")));
            ExitCode::from(2)
        }
    }
}

/// The command line as data, for help, man pages, completions, and the tests that compare them.
pub fn command() -> clap::Command {
    Arguments::command()
}

fn run(command: Command, console: &mut Console) -> anyhow::Result<Outcome> {
    match command {
        Command::Serve(options) => serve::run(&options, console),
        Command::Simulate(options) => simulate::run(&options, console),
        Command::Open(options) => open::run(&options, console),
        Command::Check(options) => check::run(&options, console),
        Command::Report(options) => report::run(&options, console),
        Command::Show(options) => show::run(&options, console),
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
