//! Reports as CSV (RFC 4180): a session a line, a metric a column.

use std::io::{self, Write};

use super::{metric, number, status_word};
use crate::output::{Judged, Look};
use crate::session::Session;
use crate::session::metrics::METRICS;

pub(super) fn write(recordings: &[Judged<'_>], _: Look, out: &mut dyn Write) -> io::Result<()> {
    let fixed = [
        "file", "sid", "status", "refused", "counted", "rejected", "late",
    ];
    let columns = fixed
        .into_iter()
        .chain(METRICS.iter().map(|metric| metric.key));
    row(&columns.map(str::to_owned).collect::<Vec<_>>(), out)?;
    for recording in recordings {
        for (_, watched) in recording.sessions() {
            row(&cells(recording.name, watched.session()), out)?;
        }
    }
    Ok(())
}

fn cells(file: &str, session: &Session) -> Vec<String> {
    let tally = session.tally();
    let report = session.report();
    let mut cells = vec![
        file.to_owned(),
        session.sid().to_owned(),
        status_word(session.status()).to_owned(),
        session.is_refused().to_string(),
        tally.counted.to_string(),
        tally.rejected.to_string(),
        tally.late.to_string(),
    ];
    cells.extend(
        METRICS
            .iter()
            .map(|known| match metric(&report, known.key).map(number) {
                None => String::new(),
                Some(serde_json::Value::String(text)) => text,
                Some(serde_json::Value::Array(ids)) => {
                    let ids: Vec<_> = ids.iter().filter_map(serde_json::Value::as_str).collect();
                    ids.join(";")
                }
                Some(other) => other.to_string(),
            }),
    );
    cells
}

fn row(cells: &[String], out: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    write!(out, "{}\r\n", cells.join(","))
}

/// Text from the network that a spreadsheet would take for a formula begins with an apostrophe.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '@', '\t', '\r'])
        || (cell.starts_with('-') && cell.parse::<f64>().is_err());
    let guard = if formula { "'" } else { "" };
    if cell.contains(['"', ',', '\r', '\n']) {
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    } else {
        format!("{guard}{cell}")
    }
}
