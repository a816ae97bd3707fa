//! `playscope watch`: the endpoint and the dashboard.

use clap::Args;

use super::capturing::{Capturing, Started, farewell};
use super::console::Console;
use super::players::Target;
use super::simulate::{Cast, Company};
use super::{Outcome, live, serve};
use crate::app::Source;
use crate::output::Look;

const EXAMPLES: &str = "\
Examples:
  playscope
  playscope --listen 0.0.0.0:8900 --record lab.jsonl
  playscope watch --answer strict --theme light

Point the player's tracking server at the address shown, and press play. Without a terminal
on STDOUT it prints a line per call, as `playscope serve` does.";

/// Sessions before the next company's first, so that no two have one name.
const COMPANY: u64 = 8_000;

/// Capture and show the dashboard; what `playscope` alone does
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[group(id = "watch")]
pub(super) struct Options {
    #[command(flatten)]
    capturing: Capturing,

    #[command(flatten)]
    look: live::Look,
}

pub(super) fn run(options: &Options, console: &Console) -> anyhow::Result<Outcome> {
    watch(options, None, console)
}

/// Watches; with a cast, its players send to it from the beginning, and for ever.
pub(super) fn watch(
    options: &Options,
    cast: Option<Cast>,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let config = options.capturing.config(console)?;
        // What is wrong with the theme is said before the screen opens and before a port is taken.
        let theme = options.look.theme(config.theme.as_deref())?;
        let started = options.capturing.start(config)?;
        let target = Target::local(started.running.address);
        let company = cast.map(|cast| Company::start(&target, cast, 0));
        if !console.is_terminal() {
            let look = Look {
                ascii: options.look.ascii,
                ..console.look()
            };
            serve::serve(started, serve::Manner::plain(look), console).await?;
            return Ok(Outcome::Clean);
        }
        console.say(&started.greeting());
        let mut companies: Vec<Company> = company.into_iter().collect();
        let demo = Box::new(move || {
            let first = companies.len() as u64 * COMPANY;
            companies.push(Company::start(&target, Cast::demo(), first));
            Ok("the players of the demo are on their way".to_owned())
        });
        let (keys, filters) = (started.config.keys.clone(), started.config.filters.clone());
        let (inspection, store) = started.inspection();
        let Started {
            running,
            url,
            remark,
            recording,
            ..
        } = started;
        let setting = live::Setting {
            source: Source::Live {
                address: url,
                remark,
                recording: recording
                    .as_ref()
                    .map(|file| file.to_string_lossy().into_owned()),
            },
            inspection,
            store,
            theme,
            keys,
            filters,
            demo: Some(demo),
            mouse: !options.look.no_mouse,
            linear: options.look.linear,
        };
        let summary = live::run_watch(setting, running).await?;
        console.say(&farewell(&summary));
        Ok(Outcome::Clean)
    })
}
