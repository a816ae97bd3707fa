//! Recordings read from files or STDIN and judged.

use std::io;

use anyhow::{Context, bail};

use super::captures::{self, Source};
use super::config::Config;
use super::console::Console;
use super::loading::{Loading, Word};
use crate::exchange::Exchange;
use crate::inspection::{AsOf, Inspection};
use crate::output::Judged;
use crate::output::text::clean;
use crate::recording::{self, Damage, Entry, Store};
use crate::rules::{Examined, examine};

/// Damaged lines that are named; the others are counted.
const NAMED: usize = 10;

/// A capture that was read and judged.
pub(super) struct Recording {
    /// The file's name as given; of several the first, with the number of the others.
    pub(super) name: String,
    /// What it holds.
    pub(super) inspection: Inspection,
    /// Fetches its exchanges.
    pub(super) store: Store,
}

/// A capture that is to be read.
#[derive(Debug, Clone)]
pub(super) struct Capture {
    /// What it is called: the file's name as given; of several the first, with the number of the others.
    pub(super) name: String,
    /// Where it lies, in order of time.
    pub(super) sources: Vec<Source>,
}

impl Capture {
    /// Several files as one: the first header stands, numbers are counted on.
    pub(super) fn joined(files: &[String]) -> anyhow::Result<Self> {
        check_stdin(files)?;
        let mut sources = Vec::new();
        for file in files {
            sources.extend(captures::sources(file)?);
        }
        let name = match files {
            [] => bail!("no recording is named; give a file"),
            [only] => only.clone(),
            [first, others @ ..] => format!("{first} +{}", others.len()),
        };
        Ok(Capture { name, sources })
    }

    /// Reads it; what is damaged in it is said.
    pub(super) fn read(
        self,
        config: &Config,
        loading: &Loading,
        mut say: impl FnMut(&str),
    ) -> anyhow::Result<Recording> {
        let mut inspection = config.inspection();
        let work = |exchange: &Exchange<'_>| examine(exchange, &config.schemas, &config.settings);
        let mut store = Store::in_memory();
        for source in &self.sources {
            let mut known = 0_u64;
            let take = |entry: Entry<'_>, examined: Option<Examined>| {
                known += 1;
                match (entry, examined) {
                    (Entry::Header(header), _) => inspection.describe(header),
                    (Entry::Exchange(exchange), Some(examined)) => {
                        inspection.take(&exchange, examined);
                    }
                    (Entry::Exchange(exchange), None) => inspection.push(&exchange),
                    (Entry::Mark(mark), _) => inspection.mark(mark),
                    (Entry::Moment(moment), _) => inspection.moment(moment),
                }
            };
            let (file, damage) = source.read(loading, &mut store, work, take)?;
            if known == 0
                && let Some(first) = damage.first()
            {
                bail!(
                    "{file} is no recording ({first}); give a file that playscope recorded, lines of JSON with events \
                     or calls, or a HAR file (a proxy's own sessions can be exported as HAR there)"
                );
            }
            tell(&file, &damage, &mut say);
        }
        loading.judge();
        inspection.settle(AsOf::End);
        Ok(Recording {
            name: self.name,
            inspection,
            store,
        })
    }
}

impl Source {
    /// Reads what it holds into a store; its name, and what is damaged in it.
    pub(super) fn read<T: Send>(
        &self,
        loading: &Loading,
        store: &mut Store,
        work: impl Fn(&Exchange<'_>) -> T + Sync,
        take: impl FnMut(Entry<'_>, Option<T>) + Send,
    ) -> anyhow::Result<(String, Vec<Damage>)> {
        match self {
            Source::Stdin => {
                loading.begin("STDIN");
                let (progress, pipe) = (&loading.progress, io::stdin());
                let read = recording::load_from_into_with(progress, store, pipe, work, take);
                Ok(("-".to_owned(), read.context("cannot read STDIN")?))
            }
            Source::File(path) => {
                let name = path.to_string_lossy();
                loading.begin(&name);
                let progress = &loading.progress;
                let damage = recording::load_into_with(progress, store, path, work, take)?;
                Ok((name.into_owned(), damage))
            }
        }
    }
}

/// Reads recordings (`-` is STDIN; a folder or a pattern is one capture); what is damaged in them is told.
pub(super) fn read(
    files: &[String],
    config: &Config,
    console: &Console,
) -> anyhow::Result<Vec<Recording>> {
    check_stdin(files)?;
    let captures = files.iter().map(|file| {
        Ok(Capture {
            name: file.clone(),
            sources: captures::sources(file)?,
        })
    });
    let captures: Vec<Capture> = captures.collect::<anyhow::Result<_>>()?;
    let loading = Loading::of(captures.iter().flat_map(|capture| &capture.sources));
    let word = Word::about(&loading);
    let captures = captures.into_iter();
    captures
        .map(|capture| capture.read(config, &loading, |text| word.say(console, text)))
        .collect()
}

fn check_stdin(files: &[String]) -> anyhow::Result<()> {
    if files.iter().filter(|file| *file == "-").count() > 1 {
        bail!("`-` is given twice, but there is one STDIN; name it once");
    }
    Ok(())
}

/// Tells what is damaged in a file.
pub(super) fn tell(file: &str, damage: &[Damage], mut say: impl FnMut(&str)) {
    for damage in damage.iter().take(NAMED) {
        say(&clean(&format!("{file}: {damage}")));
    }
    let others: u64 = damage.iter().skip(NAMED).map(Damage::count).sum();
    if others > 0 {
        let file = clean(file);
        say(&format!("{file}: {others} more lines have problems"));
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
            let sid = watched.session().sid();
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
