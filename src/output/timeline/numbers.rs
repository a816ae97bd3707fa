//! The report below a timeline: the numbers that are something, with what the findings do to them.

use std::io::{self, Write};

use crate::output::Look;
use crate::output::look::Tone;
use crate::output::report::{
    Row, count, distinct, duration, key, name, outcome, rows, told_of, value, words,
};
use crate::output::text::{clean, clock_tenths, counted, cut, left, right};
use crate::rules::Finding;
use crate::session::{Number, Session, Value};

/// Writes the numbers that are not nothing, or that a finding spoils.
pub(super) fn write(
    session: &Session,
    findings: &[Finding],
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let report = session.report();
    // A value takes 13 columns, or as many as there are up to 24.
    let room = look.width.saturating_sub(16).min(31);
    let longest = look.width.saturating_sub(room + 3).min(24);
    writeln!(out, "\nreport")?;
    for row in rows(session, &report, findings) {
        let Row::Number(number, spoilt) = row else {
            continue;
        };
        let told = value(&report, &number);
        if spoilt.is_empty() && told.as_ref().is_none_or(Value::is_nothing) {
            continue;
        }
        let told = told.map(|value| words(&value)).unwrap_or_default();
        let told = cut(&told, longest, look.ellipsis());
        let label = left(&cut(&name(&report, &number), room, look.ellipsis()), room);
        let mut line = format!("  {label} {}", right(&told, 13));
        let about = match number {
            Number::Metric(_) => key(&number),
            _ => outcome(&report, &number),
        };
        if line.chars().count() + about.len() + 2 <= look.width {
            line.push_str("  ");
            line.push_str(&look.paint(Tone::Dim, &clean(&about)));
        }
        writeln!(out, "{line}")?;
        for one in distinct(&spoilt) {
            writeln!(out, "    {}", told_of(one, look))?;
        }
    }
    Ok(())
}

/// The numbers of the report that people ask for first.
pub(super) fn first(session: &Session, look: Look) -> String {
    let report = session.report();
    let time = |key| clock_tenths(duration(&report, key));
    let mut parts = vec![
        format!("content {}", time("a.media.timePlayed")),
        format!("media {}", time("a.media.totalTimePlayed")),
    ];
    let several = [
        ("a.media.adCount", "ad", ""),
        ("a.media.pauseCount", "pause", "a.media.pauseTime"),
        (
            "a.media.qoe.bufferCount",
            "buffering",
            "a.media.qoe.bufferTime",
        ),
        ("a.media.qoe.stallCount", "stall", "a.media.qoe.stallTime"),
        ("a.media.qoe.errorCount", "error", ""),
    ];
    for (key, noun, times) in several {
        let number = count(&report, key);
        if number > 0 {
            let took = if times.is_empty() {
                String::new()
            } else {
                format!(" ({})", time(times))
            };
            parts.push(format!("{}{took}", counted(number, noun)));
        }
    }
    parts.join(look.dot())
}
