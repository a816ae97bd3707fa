//! The predicted report, one file per format.

mod csv;
mod json;
mod rows;
mod table;
mod words;

use std::io::{self, Write};

pub use rows::{Row, Spoilt, distinct, key, name, outcome, rows, told_of, value};
pub use words::{bitrate, difference, grouped, words};

use super::{Judged, Look};
use crate::session::{Report, Status, Value};

/// A way to write reports.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub what: &'static str,
    /// Writes the reports of these recordings.
    pub write: fn(&[Judged<'_>], Look, &mut dyn Write) -> io::Result<()>,
}

/// Every format; the first one is the usual one.
pub const FORMATS: &[Format] = &[
    Format {
        name: "table",
        what: "for people, with totals over all sessions",
        write: table::write,
    },
    Format {
        name: "json",
        what: "for programs, with ads, chapters and player states",
        write: json::write,
    },
    Format {
        name: "csv",
        what: "for spreadsheets: a session a line",
        write: csv::write,
    },
];

/// How a session stands, for programs.
fn status_word(status: Status) -> &'static str {
    match status {
        Status::Completed => "completed",
        Status::Ended => "ended",
        Status::TimedOut => "timed_out",
        Status::Open => "open",
    }
}

/// A value of a report for programs: seconds to the millisecond, other fractions to three decimals.
pub fn number(value: &Value) -> serde_json::Value {
    use crate::simulate::healthy::seconds as plain;
    #[expect(
        clippy::cast_precision_loss,
        reason = "times in ms and counts fit a double"
    )]
    match value {
        Value::Flag(flag) => (*flag).into(),
        Value::Count(count) => (*count).into(),
        Value::Duration(ms) => plain(*ms as f64 / 1000.0),
        Value::Number(number) => plain(*number),
        Value::Text(text) => text.as_str().into(),
        Value::Ids(ids) => ids.as_slice().into(),
    }
}

/// The value of a metric.
fn metric<'a>(report: &'a Report, key: &str) -> Option<&'a Value> {
    let found = report.metrics.iter().find(|(known, _)| *known == key);
    found.map(|(_, value)| value)
}

/// A metric that is a duration, in ms; 0 when it has no value.
pub fn duration(report: &Report, key: &str) -> i64 {
    match metric(report, key) {
        Some(Value::Duration(ms)) => *ms,
        _ => 0,
    }
}

/// A metric that is a number of things; 0 when it has no value.
pub fn count(report: &Report, key: &str) -> u64 {
    match metric(report, key) {
        Some(Value::Count(count)) => *count,
        _ => 0,
    }
}

/// A metric that is yes or no.
fn flag(report: &Report, key: &str) -> bool {
    matches!(metric(report, key), Some(Value::Flag(true)))
}
