//! Compares what was answered with what the recording holds.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Deserialize;

use super::client::Answer;
use crate::exchange::Exchange;
use crate::output::text::{clean, counted, cut};
use crate::wire::Route;

/// What became of a call that was not answered as the recorded one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// It got another status.
    Status(u16),
    /// It got the same status, but no Location.
    NoLocation,
    /// It got the same status, and a Location that the recorded one had not.
    Location,
    /// It got no answer.
    Silent,
    /// HTTP has no form for it, so it was not sent.
    Unsendable,
    /// Only the start of its body was recorded, so it was not sent.
    Cut,
    /// Its session was not opened, so there was nowhere to send it.
    Homeless,
}

/// Calls of one session that differ alike.
#[derive(Debug)]
struct Difference {
    first: u64,
    what: String,
    count: u64,
}

/// What is known of the answers so far.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// Calls that were sent.
    pub(super) sent: u64,
    /// Calls that are done with, sent or not.
    pub(super) done: u64,
    /// Calls that came to something else than the recorded ones.
    pub(super) different: u64,
    /// By session, recorded status and fate.
    differences: BTreeMap<(String, u16, Fate), Difference>,
}

impl Answers {
    /// Takes note of an answer.
    pub(super) fn answered(&mut self, exchange: &Exchange<'_>, answer: &Answer) {
        self.sent += 1;
        match compare(exchange, answer) {
            Some(fate) => self.differs(exchange, fate),
            None => self.done += 1,
        }
    }

    /// Takes note of a call that came to something else.
    pub(super) fn differs(&mut self, exchange: &Exchange<'_>, fate: Fate) {
        self.done += 1;
        self.different += 1;
        let session = exchange.sid.as_deref().unwrap_or_default().to_owned();
        let difference = self
            .differences
            .entry((session, exchange.status, fate))
            .or_insert_with(|| Difference {
                first: exchange.seq,
                what: what(exchange),
                count: 0,
            });
        difference.count += 1;
    }

    /// Lists the differences, a line for those of one session that are alike, in order of the first calls.
    pub(super) fn write(&self, ellipsis: &str, out: &mut dyn Write) -> io::Result<()> {
        let mut lines: Vec<_> = self.differences.iter().collect();
        lines.sort_by_key(|(_, difference)| difference.first);
        for ((session, recorded, fate), difference) in lines {
            let session = cut(session, 12, ellipsis);
            let session = if session.is_empty() {
                "-".into()
            } else {
                session
            };
            write!(
                out,
                "{}  call {} {}: {}",
                clean(&session),
                difference.first,
                clean(&difference.what),
                fate.words(*recorded)
            )?;
            if difference.count > 1 {
                write!(out, " (and {} more)", difference.count - 1)?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    /// The outcome in words.
    pub(super) fn words(&self) -> String {
        match self.different {
            0 => "every answer is as recorded".to_owned(),
            1 => "1 call came to something else than recorded".to_owned(),
            many => format!(
                "{} came to something else than recorded",
                counted(many, "call")
            ),
        }
    }
}

impl Fate {
    fn words(self, recorded: u16) -> String {
        match self {
            Fate::Status(status) => format!("answered {status}, recorded {recorded}"),
            Fate::NoLocation => {
                format!("answered {recorded} without a Location, recorded with one")
            }
            Fate::Location => format!("answered {recorded} with a Location, recorded without one"),
            Fate::Silent if recorded == 0 => "no answer".to_owned(),
            Fate::Silent => format!("no answer, recorded {recorded}"),
            Fate::Unsendable => "not sent, HTTP has no form for it".to_owned(),
            Fate::Cut => "not sent, only the start of its body was recorded".to_owned(),
            Fate::Homeless => "not sent, its session was not opened".to_owned(),
        }
    }
}

/// The call opens a session by what the recording says.
pub(super) fn opens(exchange: &Exchange<'_>) -> bool {
    (200..300).contains(&exchange.status)
        && exchange.sid.is_some()
        && matches!(Route::of(&exchange.target), Route::Sessions)
}

fn compare(exchange: &Exchange<'_>, answer: &Answer) -> Option<Fate> {
    // The recording may know of no answer.
    if exchange.status == 0 {
        return None;
    }
    if exchange.status != answer.status {
        return Some(Fate::Status(answer.status));
    }
    let is_opening = matches!(Route::of(&exchange.target), Route::Sessions);
    match (opens(exchange), answer.sid.is_some()) {
        (true, false) => Some(Fate::NoLocation),
        (false, true) if is_opening => Some(Fate::Location),
        _ => None,
    }
}

/// What a call is: the type of its event, or method and path.
fn what(exchange: &Exchange<'_>) -> String {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Event {
        event_type: String,
    }
    let event: Option<Event> = serde_json::from_slice(&exchange.body).ok();
    let words = match event {
        Some(event) => event.event_type,
        None if exchange.method == "POST" && Route::of(&exchange.target).is_collection() => {
            "body".to_owned()
        }
        None => format!("{} {}", exchange.method, exchange.target),
    };
    cut(&words, 60, "…").into_owned()
}
