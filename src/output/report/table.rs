//! Reports for people: one session in full, several as a table, totals below.

use std::io::{self, Write};

use super::{Row, Spoilt, count, distinct, duration, flag, rows, told_of};
use crate::output::findings::status_words;
use crate::output::look::Tone;
use crate::output::text::{clean, clock, clock_tenths, counted, cut, left, right, short_id, wrap};
use crate::output::{Judged, Look};
use crate::rules::Finding;
use crate::session::metrics;
use crate::session::{Number, Report, Session, Value};

/// What the table of sessions shows after the name: title, width, cell.
type Column = (&'static str, usize, fn(&Session, &Report) -> String);

/// The columns, those first that are dropped last where there is little room.
const COLUMNS: &[Column] = &[
    ("Status", 11, |session, _| {
        status_words(session.status()).to_owned()
    }),
    ("Content", 9, |_, report| {
        tenths(report, "a.media.timePlayed")
    }),
    ("Media", 9, |_, report| {
        tenths(report, "a.media.totalTimePlayed")
    }),
    ("Ads", 5, |_, report| {
        count(report, "a.media.adCount").to_string()
    }),
    ("Rejected", 9, |session, _| {
        session.tally().rejected.to_string()
    }),
    ("Buffer", 8, |_, report| {
        tenths(report, "a.media.qoe.bufferTime")
    }),
    ("Stall", 8, |_, report| {
        tenths(report, "a.media.qoe.stallTime")
    }),
    ("Pauses", 7, |_, report| {
        count(report, "a.media.pauseCount").to_string()
    }),
    ("Errors", 7, |_, report| {
        count(report, "a.media.qoe.errorCount").to_string()
    }),
];

/// What stands at the end of the line of a session whose sessionStart would be refused.
const REFUSED: &str = "  refused";

/// Names of content are cut to what is left beside the columns, but not below this.
const LEAST_NAME: usize = 14;

/// Nor do they take more than this.
const MOST_NAME: usize = 40;

/// What the totals add up.
#[derive(Default)]
struct Totals {
    sessions: u64,
    refused: u64,
    started: u64,
    completed: u64,
    dropped: u64,
    ads: u64,
    content_ms: i64,
    media_ms: i64,
}

pub(super) fn write(recordings: &[Judged<'_>], look: Look, out: &mut dyn Write) -> io::Result<()> {
    look.write(out, |out| write_all(recordings, look, out))
}

fn write_all(recordings: &[Judged<'_>], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let sessions: usize = recordings
        .iter()
        .map(|recording| recording.sessions().count())
        .sum();
    let layout = Layout::of(recordings, look);
    let mut totals = Totals::default();
    for recording in recordings {
        if recordings.len() > 1 {
            writeln!(out, "{}", look.paint(Tone::Title, &clean(recording.name)))?;
        }
        if sessions > 1 {
            writeln!(out, "{}", layout.titles())?;
        }
        for (index, watched) in recording.sessions() {
            let report = watched.session().report();
            totals.add(watched.session(), &report);
            if sessions == 1 {
                let findings = recording.inspection.findings(index);
                single(watched.session(), &report, findings, look, out)?;
            } else {
                writeln!(out, "{}", layout.line(watched.session(), &report))?;
            }
        }
    }
    if sessions != 1 {
        totals.write(look, out)?;
    }
    Ok(())
}

impl Totals {
    fn add(&mut self, session: &Session, report: &Report) {
        self.sessions += 1;
        self.refused += u64::from(session.is_refused());
        self.started += u64::from(flag(report, "a.media.play"));
        self.completed += u64::from(flag(report, "a.media.complete"));
        self.dropped += u64::from(flag(report, "a.media.qoe.dropBeforeStart"));
        self.ads += count(report, "a.media.adCount");
        self.content_ms += duration(report, "a.media.timePlayed");
        self.media_ms += duration(report, "a.media.totalTimePlayed");
    }

    fn write(&self, look: Look, out: &mut dyn Write) -> io::Result<()> {
        let parts = [
            counted(self.sessions, "session"),
            format!(
                "{} started{}",
                self.started,
                share(self.started, self.sessions)
            ),
            format!(
                "{} completed{}",
                self.completed,
                share(self.completed, self.started)
            ),
            format!(
                "{} dropped before the start{}",
                self.dropped,
                share(self.dropped, self.sessions)
            ),
            format!("{} refused", self.refused),
        ];
        let times = [
            format!("content {}", time(self.content_ms)),
            format!("media {}", time(self.media_ms)),
            counted(self.ads, "ad"),
        ];
        writeln!(out)?;
        for line in wrap(&parts.join(look.dot()), look.width) {
            writeln!(out, "{}", look.paint(Tone::Title, &line))?;
        }
        writeln!(out, "{}", times.join(look.dot()))
    }
}

/// ` (92 %)`; nothing of nothing is nothing.
fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return String::new();
    }
    format!(" ({} %)", (part * 100 + whole / 2) / whole)
}

/// Which columns there is room for.
struct Layout {
    columns: &'static [Column],
    sid: usize,
    name: usize,
    look: Look,
}

impl Layout {
    fn of(recordings: &[Judged<'_>], look: Look) -> Self {
        let sid = 8 + look.ellipsis().chars().count();
        let mut refused = recordings.iter().flat_map(Judged::sessions);
        let refused = refused.any(|(_, watched)| watched.session().is_refused());
        let taken = sid + 2 + if refused { REFUSED.len() } else { 0 };
        let room = look.width.saturating_sub(taken);
        let width_of =
            |columns: &[Column]| columns.iter().map(|(_, width, _)| width).sum::<usize>();
        let fitting = (1..=COLUMNS.len())
            .rev()
            .map(|number| &COLUMNS[..number])
            .find(|columns| width_of(columns) + LEAST_NAME <= room);
        let columns = fitting.unwrap_or(&COLUMNS[..1]);
        let name = room
            .saturating_sub(width_of(columns))
            .clamp(LEAST_NAME, MOST_NAME);
        Layout {
            columns,
            sid,
            name,
            look,
        }
    }

    fn titles(&self) -> String {
        let mut line = format!("{}  {}", left("Sid", self.sid), left("Session", self.name));
        for (title, columns, _) in self.columns {
            line.push_str(&right(title, *columns));
        }
        self.look.paint(Tone::Dim, &line)
    }

    fn line(&self, session: &Session, report: &Report) -> String {
        let ellipsis = self.look.ellipsis();
        let name = session.start().name.as_deref().unwrap_or("(no name)");
        let sid = left(&short_id(session.sid(), ellipsis), self.sid);
        let mut line = format!(
            "{sid}  {}",
            left(&cut(name, self.name, ellipsis), self.name)
        );
        for (_, columns, cell) in self.columns {
            line.push_str(&right(&cell(session, report), *columns));
        }
        if session.is_refused() {
            line.push_str(REFUSED);
        }
        line
    }
}

fn single(
    session: &Session,
    report: &Report,
    findings: &[Finding],
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let tally = session.tally();
    let (counted, rejected, late) = (tally.counted, tally.rejected, tally.late);
    writeln!(out, "{}", crate::output::findings::headline(session, look))?;
    writeln!(out, "{counted} counted, {rejected} rejected, {late} late\n")?;
    let mut ours = false;
    for row in rows(session, report, findings) {
        let Row::Number(Number::Metric(key), spoilt) = row else {
            continue;
        };
        let (Some(known), Some(value)) = (metrics::find(key), report.get(key)) else {
            continue;
        };
        ours |= known.reading.is_some();
        let mark = if known.reading.is_some() { " *" } else { "" };
        let label = left(&format!("{}{mark}", known.name), 32);
        let line = format!(
            "{label} {}  {}",
            right(&words_of(value), 12),
            look.paint(Tone::Dim, key)
        );
        writeln!(out, "{line}{}", spoils(&spoilt, look))?;
    }
    if ours {
        let words = "* our reading: the documentation is silent here, or contradicts itself";
        writeln!(out, "\n{}", look.paint(Tone::Dim, words))?;
    }
    list(
        "Ads",
        &report.ads,
        "media.ad.id",
        "a.media.ad.timePlayed",
        look,
        out,
    )?;
    list(
        "Chapters",
        &report.chapters,
        "media.chapter.index",
        "a.media.chapter.timePlayed",
        look,
        out,
    )?;
    if !report.states.is_empty() {
        writeln!(out, "\n{}", look.paint(Tone::Title, "Player states"))?;
        for (name, totals) in &report.states {
            let times = if totals.count == 1 {
                "once".to_owned()
            } else {
                format!("{} times", totals.count)
            };
            let value = right(&time(totals.time_ms), 12);
            writeln!(
                out,
                "{} {value}  {times}",
                left(&cut(name, 30, look.ellipsis()), 30)
            )?;
        }
    }
    Ok(())
}

fn list(
    title: &str,
    entries: &[Vec<(&'static str, Value)>],
    id: &str,
    played: &str,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", look.paint(Tone::Title, title))?;
    for entry in entries {
        let value = |wanted: &str| {
            let found = entry.iter().find(|(key, _)| *key == wanted);
            found.map(|(_, value)| words_of(value)).unwrap_or_default()
        };
        let name = cut(&value(id), 30, look.ellipsis()).into_owned();
        writeln!(
            out,
            "{} {}  {}",
            left(&name, 30),
            right(&value(played), 12),
            value("outcome")
        )?;
    }
    Ok(())
}

/// What the findings do to a number, on one line.
fn spoils(spoilt: &[Spoilt], look: Look) -> String {
    let words = distinct(spoilt).map(|one| format!("  {}", told_of(one, look)));
    words.collect()
}

fn words_of(value: &Value) -> String {
    match value {
        Value::Flag(true) => "yes".to_owned(),
        Value::Flag(false) => "no".to_owned(),
        Value::Duration(ms) => time(*ms),
        Value::Ids(ids) => {
            let ids: Vec<_> = ids.iter().map(|id| clean(id)).collect();
            ids.join(", ")
        }
        Value::Text(text) => clean(text).into_owned(),
        Value::Count(_) | Value::Number(_) => super::number(value).to_string(),
    }
}

fn tenths(report: &Report, key: &str) -> String {
    clock_tenths(duration(report, key))
}

/// Minutes, seconds and thousandths: `2:14.025`.
fn time(ms: i64) -> String {
    let text = format!("{}.{:03}", clock(ms.abs()), ms.unsigned_abs() % 1000);
    if ms < 0 { format!("-{text}") } else { text }
}
