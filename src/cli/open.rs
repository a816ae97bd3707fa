//! `playscope open`: steps through a recording.

use clap::Args;

use super::console::Console;
use super::judging::Judging;
use super::{Outcome, live};
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
    let (keys, filters) = (config.keys.clone(), config.filters.clone());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let lost = runtime.block_on(async {
        let opening = live::Opening::begin(&options.files, config)?;
        let Some(opened) = opening.show(&options.look, &theme, console).await? else {
            anyhow::bail!("the reading was cancelled: nothing is shown");
        };
        let recording = opened.recording;
        let setting = live::Setting {
            source: Source::File {
                name: recording.name,
            },
            inspection: recording.inspection,
            store: recording.store,
            theme,
            keys,
            filters,
            demo: None,
            mouse: !options.look.no_mouse,
            linear: options.look.linear,
        };
        let lost = live::run_open(setting, options.files.clone(), opened.screen).await?;
        opened.said.iter().for_each(|said| console.say(said));
        Ok(lost)
    })?;
    if let Some(lost) = lost {
        console.say(&lost);
    }
    Ok(Outcome::Clean)
}
