//! `playscope open`: steps through a recording.

use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use super::judging::Judging;
use super::{Outcome, input, live};
use crate::app::Source;

const EXAMPLES: &str = "\
Examples:
  playscope open capture.jsonl
  playscope open capture.jsonl --theme light";

/// Step through a recording
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// The recording
    file: String,

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
    let mut recordings = input::read(std::slice::from_ref(&options.file), &config, console)?;
    let Some(recording) = recordings.pop() else {
        return Ok(Outcome::Clean);
    };
    let setting = live::Setting {
        source: Source::File {
            name: recording.name.clone(),
        },
        inspection: recording.inspection,
        store: recording.store,
        theme,
        demo: None,
        mouse: !options.look.no_mouse,
    };
    let file = (recording.name != "-").then(|| PathBuf::from(&recording.name));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(live::run_open(setting, file))?;
    Ok(Outcome::Clean)
}
