//! `playscope open`: steps through a recording.

use clap::Args;

use super::console::Console;
use super::judging::Judging;
use super::{Outcome, input, live};
use crate::app::Source;

const EXAMPLES: &str = "\
Examples:
  playscope open capture.jsonl
  playscope open page.har --theme light
  playscope open monday.jsonl tuesday.jsonl.zst     several files as one capture
  playscope open captures/                          a folder, or a pattern in quotes, too";

/// Step through recordings; HAR files, lists of events and call logs too
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// Recordings, HAR files or logs, as one capture; - is STDIN
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,

    #[command(flatten)]
    look: live::Look,

    #[command(flatten)]
    judging: Judging,
}

pub(super) fn run(options: &Options, console: &Console) -> anyhow::Result<Outcome> {
    if !console.is_terminal() {
        anyhow::bail!(
            "there is no terminal to open a recording on; `playscope show` prints it as text"
        );
    }
    let config = options.judging.config(console)?;
    let theme = options.look.theme(config.theme.as_deref())?;
    let recording = input::read_joined(&options.files, &config, console)?;
    let setting = live::Setting {
        source: Source::File {
            name: recording.name.clone(),
        },
        inspection: recording.inspection,
        store: recording.store,
        theme,
        keys: config.keys,
        filters: config.filters,
        demo: None,
        mouse: !options.look.no_mouse,
        linear: options.look.linear,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    if let Some(lost) = runtime.block_on(live::run_open(setting))? {
        console.say(&lost);
    }
    Ok(Outcome::Clean)
}
