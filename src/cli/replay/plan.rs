//! What is to be sent: the calls of a recording in lanes, one for each session, so that each keeps its order.

use std::collections::HashMap;

use anyhow::bail;

use crate::cli::captures;
use crate::cli::console::Console;
use crate::cli::input;
use crate::cli::loading::{Loading, Word};
use crate::exchange::{Exchange, Time};
use crate::recording::{Entry, Store};

/// The calls of a capture.
pub(super) struct Plan {
    /// In order of their first calls.
    pub(super) lanes: Vec<Lane>,
    /// Fetches the calls themselves.
    pub(super) store: Store,
    /// When the first call came.
    pub(super) begin: Time,
    /// Calls that went to other hosts than the API's, and are not sent.
    pub(super) elsewhere: u64,
}

/// Calls that are sent one after the other: those of one session, or of one client outside of sessions.
pub(super) struct Lane {
    /// The session's id in the recording.
    pub(super) sid: Option<String>,
    /// The calls, never empty.
    pub(super) steps: Vec<Step>,
}

/// One call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// Its number.
    pub(super) seq: u64,
    /// When it came, never before the one ahead of it.
    pub(super) at: Time,
}

impl Lane {
    /// When the first call came.
    pub(super) fn first(&self) -> Time {
        self.steps.first().map_or(Time::default(), |step| step.at)
    }

    /// When the last call came.
    pub(super) fn last(&self) -> Time {
        self.steps.last().map_or(Time::default(), |step| step.at)
    }
}

impl Plan {
    /// Reads a capture, or the one session of it whose id begins with `only`; what is damaged in it is told.
    pub(super) fn read(file: &str, only: Option<&str>, console: &Console) -> anyhow::Result<Plan> {
        let mut store = Store::in_memory();
        let mut gathered = Gathered::default();
        let sources = captures::sources(file)?;
        let loading = Loading::of(sources.iter());
        let word = Word::about(&loading);
        for source in sources {
            let take = |entry: Entry<'_>, _: Option<()>| {
                if let Entry::Exchange(exchange) = entry {
                    gathered.add(&exchange);
                }
            };
            let (name, damage) = source.read(&loading, &mut store, |_| (), take)?;
            input::tell(&name, &damage, |text| word.say(console, text));
        }
        drop(word);
        let mut lanes = gathered.lanes;
        if let Some(only) = only {
            let lane = chosen(&lanes, only)?;
            lanes = vec![lanes.swap_remove(lane)];
        }
        if lanes.is_empty() {
            bail!(
                "{file} holds no calls to send; give a recording, a HAR file, a call log or a list of events"
            );
        }
        Ok(Plan {
            begin: lanes.iter().map(Lane::first).min().unwrap_or_default(),
            lanes,
            store,
            elsewhere: gathered.elsewhere,
        })
    }

    /// How many calls there are.
    pub(super) fn calls(&self) -> u64 {
        self.lanes.iter().map(|lane| lane.steps.len() as u64).sum()
    }

    /// When the last call came.
    pub(super) fn end(&self) -> Time {
        self.lanes.iter().map(Lane::last).max().unwrap_or_default()
    }
}

#[derive(Default)]
struct Gathered {
    lanes: Vec<Lane>,
    places: HashMap<String, usize>,
    /// The latest time so far: a clock that was set back must not turn the order of the calls round.
    latest: Option<Time>,
    elsewhere: u64,
}

impl Gathered {
    fn add(&mut self, exchange: &Exchange<'_>) {
        // An archive of a page holds calls to other hosts with their whole addresses; events without calls have none.
        if !exchange.target.starts_with('/') && !exchange.target.is_empty() {
            self.elsewhere += 1;
            return;
        }
        let at = exchange.at.max(self.latest.unwrap_or(exchange.at));
        self.latest = Some(at);
        let step = Step {
            seq: exchange.seq,
            at,
        };
        // Session ids hold no spaces, so that none is taken for a client.
        let key = match exchange.sid.as_deref() {
            Some(sid) => sid.to_owned(),
            None => format!("client {}", exchange.peer),
        };
        let lanes = &mut self.lanes;
        let place = *self.places.entry(key).or_insert_with(|| {
            lanes.push(Lane {
                sid: exchange.sid.as_deref().map(str::to_owned),
                steps: Vec::new(),
            });
            lanes.len() - 1
        });
        lanes[place].steps.push(step);
    }
}

fn chosen(lanes: &[Lane], wanted: &str) -> anyhow::Result<usize> {
    let sid = |lane: &Lane| lane.sid.clone().unwrap_or_default();
    if let Some(exact) = lanes.iter().position(|lane| sid(lane) == wanted) {
        return Ok(exact);
    }
    let mut found = (0..).zip(lanes).filter(|(_, lane)| {
        lane.sid
            .as_deref()
            .is_some_and(|sid| sid.starts_with(wanted))
    });
    match (found.next(), found.count()) {
        (None, _) => bail!(
            "no session `{wanted}` is in there; `playscope report` lists the sessions of a recording"
        ),
        (Some((lane, _)), 0) => Ok(lane),
        (Some(_), more) => bail!(
            "{} sessions begin with `{wanted}`; give more of the id",
            more + 1
        ),
    }
}
