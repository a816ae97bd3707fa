//! One line per call, for logs: as text and as JSON.

use serde_json::{Value, json};

use super::Look;
use super::look::Tone;
use super::text::{clean, cut, left, right, short_id, time_of_day};
use crate::exchange::Exchange;
use crate::inspection::{Inspection, Where};
use crate::rules::Finding;
use crate::session::Arrival;
use crate::wire::Event;

/// What a line tells about a call.
struct Told<'a> {
    arrivals: &'a [Arrival],
    what: Option<&'static str>,
    findings: Vec<&'a Finding>,
}

impl<'a> Told<'a> {
    fn of(inspection: &'a Inspection, exchange: &Exchange<'_>) -> Self {
        let place = inspection.locate(exchange.seq);
        let mut told = Told {
            arrivals: &[],
            what: None,
            findings: Vec::new(),
        };
        let findings = match place {
            Some(Where::Session { session, arrival }) => {
                let arrivals = inspection.sessions()[session].session().arrivals();
                let rest = arrivals.get(arrival..).unwrap_or_default();
                let own = rest
                    .iter()
                    .take_while(|each| each.seq == exchange.seq)
                    .count();
                told.arrivals = rest.get(..own).unwrap_or_default();
                inspection.findings(session)
            }
            Some(Where::Call(call)) => {
                told.what = inspection.calls().get(call).map(|call| call.what);
                inspection.stray_findings()
            }
            None => inspection.stray_findings(),
        };
        let start = findings.partition_point(|finding| finding.seq < exchange.seq);
        let own = findings.get(start..).unwrap_or_default().iter();
        told.findings = own
            .take_while(|finding| finding.seq == exchange.seq)
            .collect();
        told
    }

    /// What kind of call it is, in a word or two.
    fn kind(&self) -> String {
        match self.arrivals {
            [] => self.what.unwrap_or("call").to_owned(),
            [arrival] => arrival
                .event
                .as_ref()
                .map_or("unreadable".to_owned(), |event| event.kind.to_string()),
            batch => format!("batch of {}", batch.len()),
        }
    }
}

/// A call as a line of text: when, which session, what, where in the content, the answer, what is wrong.
pub fn text(inspection: &Inspection, exchange: &Exchange<'_>, look: Look) -> String {
    let told = Told::of(inspection, exchange);
    let session = exchange
        .sid
        .as_deref()
        .map(|sid| short_id(sid, look.ellipsis()))
        .unwrap_or_default();
    let playhead = told
        .arrivals
        .first()
        .and_then(|arrival| arrival.event.as_ref()?.playhead());
    let place = match playhead {
        Some(micros) => playhead_text(micros),
        None => String::new(),
    };
    let mut line = format!(
        "{}  {}  {}  {}  {}",
        look.paint(Tone::Dim, &time_of_day(exchange.at, 0)),
        left(&session, 9),
        left(&told.kind(), 16),
        right(&place, 10),
        exchange.status
    );
    if told.arrivals.is_empty() {
        line = format!(
            "{line}  {} {}",
            cut(&exchange.method, 10, look.ellipsis()),
            cut(&exchange.target, 60, look.ellipsis())
        );
    }
    for same in told
        .findings
        .chunk_by(|a, b| (&a.rule, a.severity) == (&b.rule, b.severity))
    {
        let severity = same[0].severity;
        let times = match same.len() {
            1 => String::new(),
            several => format!(" {}{several}", if look.ascii { "x" } else { "×" }),
        };
        let badge = format!("{} {}{times}", look.sign(severity), clean(&same[0].rule));
        line = format!("{line}  {}", look.paint(Tone::Bad(severity), &badge));
    }
    line
}

/// A call as a JSON object on one line.
pub fn json(inspection: &Inspection, exchange: &Exchange<'_>) -> String {
    let told = Told::of(inspection, exchange);
    let event = told
        .arrivals
        .first()
        .and_then(|arrival| arrival.event.as_ref());
    let findings: Vec<Value> = told
        .findings
        .iter()
        .map(|finding| {
            json!({
                "rule": finding.rule,
                "severity": finding.severity.word(),
                "item": finding.item,
                "path": finding.path,
                "message": finding.message,
            })
        })
        .collect();
    json!({
        "seq": exchange.seq,
        "at": exchange.at.to_string(),
        "method": exchange.method,
        "target": exchange.target,
        "status": exchange.status,
        "session": exchange.sid,
        "what": told.kind(),
        "ts": event.and_then(Event::ts),
        "playhead": event.and_then(Event::playhead).map(seconds),
        "findings": findings,
    })
    .to_string()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a playhead in µs, as exact as the double it came from"
)]
fn seconds(micros: i64) -> f64 {
    micros as f64 / 1e6
}

/// A playhead in seconds to the tenth.
fn playhead_text(micros: i64) -> String {
    format!("{:.1}", seconds(micros))
}
