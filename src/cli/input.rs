//! Recordings read from files or STDIN and judged.

use std::io;
use std::path::Path;

use anyhow::{Context, bail};

use super::config::Config;
use super::console::Console;
use crate::exchange::Exchange;
use crate::inspection::{AsOf, Inspection};
use crate::output::Judged;
use crate::output::text::clean;
use crate::recording::{self, Damage, Entry, Store};
use crate::rules::{Examined, examine};

/// Damaged lines that are named; the others are counted.
const NAMED: usize = 10;

/// A recording that was read and judged.
pub(super) struct Recording {
    /// The file's name as given.
    pub(super) name: String,
    /// What it holds.
    pub(super) inspection: Inspection,
    /// Fetches its exchanges.
    pub(super) store: Store,
}

/// Reads recordings (`-` is STDIN); what is damaged in them is told.
pub(super) fn read(
    files: &[String],
    config: &Config,
    console: &Console,
) -> anyhow::Result<Vec<Recording>> {
    if files.iter().filter(|file| *file == "-").count() > 1 {
        bail!("`-` is given twice, but there is one STDIN; name it once");
    }
    files
        .iter()
        .map(|file| read_one(file, config, console))
        .collect()
}

fn read_one(file: &str, config: &Config, console: &Console) -> anyhow::Result<Recording> {
    let mut inspection = config.inspection();
    let work = |exchange: &Exchange<'_>| examine(exchange, &config.schemas, &config.settings);
    let mut known = 0_u64;
    let take = |entry: Entry<'_>, examined: Option<Examined>| {
        known += 1;
        match (entry, examined) {
            (Entry::Header(header), _) => inspection.describe(header),
            (Entry::Exchange(exchange), Some(examined)) => inspection.take(&exchange, examined),
            (Entry::Exchange(exchange), None) => inspection.push(&exchange),
            (Entry::Mark(mark), _) => inspection.mark(mark),
            (Entry::Moment(moment), _) => inspection.moment(moment),
        }
    };
    let loaded = if file == "-" {
        recording::load_from_with(io::stdin(), work, take).context("cannot read STDIN")?
    } else {
        recording::load_with(Path::new(file), work, take)?
    };
    if known == 0
        && let Some(first) = loaded.damage.first()
    {
        bail!("{file} is no recording ({first}); give a file that playscope recorded");
    }
    tell(file, &loaded.damage, console);
    inspection.settle(AsOf::End);
    Ok(Recording {
        name: file.to_owned(),
        inspection,
        store: loaded.store,
    })
}

fn tell(file: &str, damage: &[Damage], console: &Console) {
    for damage in damage.iter().take(NAMED) {
        console.say(&clean(&format!("{file}: {damage}")));
    }
    if damage.len() > NAMED {
        console.say(&format!(
            "{}: {} more lines have problems",
            clean(file),
            damage.len() - NAMED
        ));
    }
}

/// What of the recordings is asked for: everything, or one session by its id or the start of it.
pub(super) fn selected<'a>(
    recordings: &'a [Recording],
    session: Option<&str>,
) -> anyhow::Result<Vec<Judged<'a>>> {
    let judged = |recording: &'a Recording, only| Judged {
        name: &recording.name,
        inspection: &recording.inspection,
        only,
    };
    let Some(wanted) = session else {
        return Ok(recordings
            .iter()
            .map(|recording| judged(recording, None))
            .collect());
    };
    let mut found = Vec::new();
    for recording in recordings {
        for (index, watched) in recording.inspection.sessions().iter().enumerate() {
            let sid = watched.session.sid();
            if sid == wanted {
                return Ok(vec![judged(recording, Some(index))]);
            }
            if sid.starts_with(wanted) {
                found.push(judged(recording, Some(index)));
            }
        }
    }
    match found.len() {
        0 => bail!(
            "no session `{wanted}` is in there; `playscope report` lists the sessions of a recording"
        ),
        1 => Ok(found),
        several => bail!("{several} sessions begin with `{wanted}`; give more of the id"),
    }
}
