//! Statuses and bodies of answers.

use serde::Serialize;

use super::reading::Content;
use super::{Answer, Reading, Request};
use crate::wire::EventType;
use crate::wire::dialect::Dialect;
use crate::wire::json::{self, path, quoted};
use crate::wire::route::{Stray, nearest};

/// The body of an answer that refuses.
#[derive(Serialize)]
struct Refusal<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    details: &'a [Detail<'a>],
}

/// One fault of the call.
#[derive(Serialize)]
struct Detail<'a> {
    path: String,
    rule: &'a str,
    reason: String,
}

/// An answer without a body.
pub(super) fn empty(status: u16) -> Answer {
    Answer {
        status,
        headers: Vec::with_capacity(8),
        body: Vec::new(),
        sid: None,
    }
}

fn refuse(status: u16, message: &str, details: &[Detail<'_>]) -> Answer {
    with_json(status, &Refusal { message, details })
}

fn with_json(status: u16, body: &impl Serialize) -> Answer {
    let mut answer = empty(status);
    answer
        .headers
        .push(("content-type", "application/json".into()));
    // Text and numbers always serialise; an empty body would still carry the right status.
    answer.body = serde_json::to_vec(body).unwrap_or_default();
    answer
}

/// A schema.
pub(super) fn document(schema: &serde_json::Value) -> Answer {
    with_json(200, schema)
}

pub(super) fn unknown_schema(kind: &str) -> Answer {
    let known: Vec<&str> = EventType::ALL.iter().map(|kind| kind.name()).collect();
    let message = format!(
        "{} is no event type. The event types are {}.",
        quoted(kind),
        known.join(", ")
    );
    refuse(404, &message, &[])
}

pub(super) fn wrong_method(method: &str, allowed: &'static str) -> Answer {
    let message = format!(
        "This path does not take {}, only {allowed}.",
        quoted(method)
    );
    let mut answer = refuse(405, &message, &[]);
    answer.headers.push(("allow", allowed.into()));
    answer
}

pub(super) fn unknown_session(sid: &str) -> Answer {
    let message = format!(
        "The session {} is unknown here: no sessionStart was answered with this id since this endpoint was started. \
         Open a session with a sessionStart to /api/v1/sessions and take its id from the answer's Location header.",
        quoted(sid)
    );
    refuse(404, &message, &[])
}

pub(super) fn closed_session() -> Answer {
    let message = "The session is closed: by its sessionEnd, by 10 minutes without an event, or by 30 minutes without \
                   playhead movement. Open a new one with a sessionStart.";
    refuse(410, message, &[])
}

/// The refusal of a body that is too long.
pub(super) fn too_large(reading: &Reading) -> Option<Answer> {
    let Content::TooLarge(limit) = reading.content else {
        return None;
    };
    let message = format!("The body is longer than {limit} bytes, the most that is taken here.");
    Some(refuse(413, &message, &[]))
}

/// The refusal of a call by the faults of its body.
pub(super) fn refused(reading: &Reading) -> Answer {
    match (&reading.content, reading.judged.dialect) {
        (_, Some(dialect)) => explained(400, dialect),
        (Content::Unreadable(error, cause), None) => unreadable(error, *cause),
        _ => faulty(reading),
    }
}

fn unreadable(error: &json::Error, cause: Option<&str>) -> Answer {
    let (rule, mut reason) = match error {
        json::Error::Encoding { offset } => {
            ("json/encoding", format!("byte {} is not UTF-8", offset + 1))
        }
        json::Error::Syntax {
            line,
            column,
            reason,
        } => (
            "json/syntax",
            format!("{reason}, line {line} column {column}"),
        ),
    };
    if let Some(cause) = cause {
        reason.push_str(". ");
        reason.push_str(cause);
    }
    let detail = Detail {
        path: path::ROOT.to_owned(),
        rule,
        reason,
    };
    refuse(400, "The body is not JSON.", &[detail])
}

fn faulty(reading: &Reading) -> Answer {
    let rejecting = reading
        .judged
        .faults
        .iter()
        .filter(|(_, fault)| !fault.tolerated);
    let details: Vec<Detail<'_>> = rejecting
        .map(|(item, fault)| Detail {
            path: match item {
                Some(item) => {
                    fault
                        .path
                        .replacen(path::ROOT, &path::item(path::ROOT, *item as usize), 1)
                }
                None => fault.path.clone(),
            },
            rule: fault.rule,
            reason: fault.message.clone(),
        })
        .collect();
    let message = match details.len() {
        0 => "This is no sessionStart and no batch that begins with one.".to_owned(),
        1 => "The call has a fault.".to_owned(),
        count => format!("The call has {count} faults."),
    };
    refuse(400, &message, &details)
}

/// The answer on a path that is none of the protocol's: what was recognised, and what to change.
pub(super) fn unknown_path(request: &Request<'_>, reading: &Reading) -> Answer {
    let by_body = || match reading.content {
        Content::Unjudged(dialect) => dialect,
        _ => None,
    };
    if let Some(dialect) = Dialect::of_target(request.target).or_else(by_body) {
        return explained(404, dialect);
    }
    let message = if let Some(near) = nearest(request.target) {
        format!(
            "{} is no path of the Media Collection API; {} was probably meant: {}.",
            quoted(request.target),
            near.path,
            near.reason
        )
    } else if let Some(stray) = Stray::of(request.target) {
        format!(
            "This is playscope, a stand-in for a media tracking server ({}). Point a player's tracking server here; \
             its sessions open with POST /api/v1/sessions.",
            stray.name()
        )
    } else {
        format!(
            "{} is no path of the Media Collection API. A session opens with POST /api/v1/sessions; its events go to \
             /api/v1/sessions/{{sid}}/events.",
            quoted(request.target)
        )
    };
    refuse(404, &message, &[])
}

fn explained(status: u16, dialect: Dialect) -> Answer {
    let message = format!("This is {}. {}", dialect.name(), dialect.advice());
    refuse(status, &message, &[])
}
