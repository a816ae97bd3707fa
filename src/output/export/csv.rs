//! Events as CSV (RFC 4180): an event a line.

use std::io::{self, Write};

use crate::inspection::Watched;
use crate::output::Judged;
use crate::session::{Arrival, Place};
use crate::wire::Event;

const COLUMNS: &[&str] = &[
    "seq",
    "item",
    "session",
    "media.id",
    "media.name",
    "eventType",
    "at",
    "ts",
    "lag_ms",
    "playhead",
    "status",
    "place",
    "errors",
    "warnings",
    "notes",
];

/// Writes every event of the sessions asked for, in order of arrival.
pub fn write(judged: &Judged<'_>, out: &mut dyn Write) -> io::Result<()> {
    row(COLUMNS.iter().map(|name| (*name).to_owned()), out)?;
    for (index, watched) in judged.sessions() {
        let findings = judged.inspection.findings(index);
        for (place, arrival) in watched.session().arrivals().iter().enumerate() {
            let mut counts = [0_u64; 3];
            for finding in findings.iter().filter(|finding| {
                finding.seq == arrival.seq && finding.item.unwrap_or(0) == arrival.item.unwrap_or(0)
            }) {
                counts[2 - finding.severity as usize] += 1;
            }
            row(cells(watched, place, arrival, counts).into_iter(), out)?;
        }
    }
    Ok(())
}

fn cells(watched: &Watched, place: usize, arrival: &Arrival, counts: [u64; 3]) -> Vec<String> {
    let start = watched.session().start();
    let text = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
    let event = arrival.event.as_ref();
    let ts = event.and_then(Event::ts);
    let playhead = event.and_then(Event::playhead);
    let told = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "playheads are within 10^12 s")]
    let seconds = playhead.map(|micros| (micros as f64 / 1e6).to_string());
    vec![
        arrival.seq.to_string(),
        arrival
            .item
            .map(|item| item.to_string())
            .unwrap_or_default(),
        watched.session().sid().to_owned(),
        text(&start.media_id),
        text(&start.name),
        event.map_or("", |event| event.kind.name()).to_owned(),
        arrival.at.to_string(),
        told(ts),
        told(ts.map(|ts| arrival.at.ms().saturating_sub(ts))),
        seconds.unwrap_or_default(),
        arrival.status.to_string(),
        match watched.session().place(place) {
            Place::Counted(_) => "counted",
            Place::Late => "late",
            Place::Rejected => "rejected",
        }
        .to_owned(),
        counts[0].to_string(),
        counts[1].to_string(),
        counts[2].to_string(),
    ]
}

fn row(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.write_all(b",")?;
        }
        // A sheet takes these as the start of a formula.
        let formula = cell.starts_with(['=', '+', '@', '\t', '\r'])
            || (cell.starts_with('-') && cell.parse::<f64>().is_err());
        let cell = if formula { format!("'{cell}") } else { cell };
        if cell.contains(['"', ',', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}
