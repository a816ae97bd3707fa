//! One event as a bug report: Markdown for a ticket, without what identifies a visitor.

use std::fmt::Write as _;

use super::redact::Redactor;
use super::text::{clean, clock_tenths, difference};
use super::{Judged, Look, timeline};
use crate::exchange::Exchange;
use crate::inspection::Inspection;
use crate::rules::{Finding, Settings};
use crate::session::Arrival;
use crate::wire::Event;
use crate::wire::json;

/// Events told before and after the one that the report is about.
const AROUND: usize = 5;

/// What a report is about.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// What is known.
    pub inspection: &'a Inspection,
    /// The session of the event.
    pub session: usize,
    /// The event among its arrivals.
    pub arrival: usize,
    /// The findings on it.
    pub findings: &'a [Finding],
    /// The call that carried it.
    pub exchange: &'a Exchange<'a>,
    /// The call as a command, for an exchange that is redacted.
    pub command: &'a dyn Fn(&Exchange<'_>) -> String,
}

/// The report.
pub fn write(subject: Subject<'_>) -> String {
    let mut out = String::new();
    let Some(watched) = subject.inspection.sessions().get(subject.session) else {
        return out;
    };
    let session = watched.session();
    let kind = session.arrivals().get(subject.arrival).map_or("call", kind);
    let start = session.start();
    let name = start.name.as_deref().unwrap_or(session.sid());
    let title = match subject
        .findings
        .iter()
        .max_by_key(|finding| finding.severity)
    {
        Some(finding) => line(&finding.message),
        None => format!("{kind} in {}", line(name)),
    };
    let _ = writeln!(out, "# {title}\n");
    let player = start.player.as_deref().unwrap_or("unknown player");
    let version = start.sdk_version.as_deref().unwrap_or_default();
    let _ = writeln!(
        out,
        "`{kind}`, event {} of {} in \"{}\" ({}), call {}, answered {}.",
        subject.arrival + 1,
        session.arrivals().len(),
        line(name),
        line(format!("{player} {version}").trim()),
        subject.exchange.seq,
        subject.exchange.status
    );
    if let Some(mark) = subject.inspection.mark_on(subject.exchange.seq) {
        if let Some(verdict) = mark.verdict {
            let _ = writeln!(out, "\nMarked as {}.", verdict.said());
        }
        if !mark.note.is_empty() {
            let _ = writeln!(out, "\n> {}", clean(&mark.note).replace('\n', "\n> "));
        }
    }
    let settings = subject.inspection.settings();
    findings(subject.findings, settings, &mut out);
    events(session.arrivals(), subject.arrival, &mut out);
    let mut redactor = Redactor::default();
    let call = redactor.exchange(subject.exchange);
    // Findings quote values, and a timeline quotes findings.
    let mut out = redactor.elsewhere(&out);
    let item = session.arrivals().get(subject.arrival);
    calls(
        subject,
        &call,
        item.and_then(|arrival| arrival.item),
        &mut out,
    );
    out.push_str("\n## Timeline\n\n");
    let judged = Judged {
        name: "",
        inspection: subject.inspection,
        only: Some(subject.session),
    };
    let mut text = Vec::new();
    if timeline::write(&[judged], Look::default(), &mut text).is_ok() {
        let text = redactor.elsewhere(&String::from_utf8_lossy(&text));
        fenced("", &text, &mut out);
    }
    out
}

fn findings(findings: &[Finding], settings: &Settings, out: &mut String) {
    if findings.is_empty() {
        return;
    }
    out.push_str("\n## What is wrong\n");
    for finding in findings {
        let _ = writeln!(
            out,
            "\n- **{}** `{}`: {}",
            finding.severity.word(),
            finding.rule,
            line(&finding.message)
        );
        if !finding.path.is_empty() {
            let _ = writeln!(out, "  - at `{}`", line(&finding.path).replace('`', ""));
        }
        let _ = writeln!(
            out,
            "  - cost: {}\n  - fix: {}",
            line(&finding.effect),
            line(&finding.fix)
        );
        for source in settings.sources(&finding.rule) {
            let _ = writeln!(out, "  - see {source}");
        }
    }
}

/// The events around, one a line.
fn events(arrivals: &[Arrival], at: usize, out: &mut String) {
    out.push_str("\n## Events around it\n\n");
    let from = at.saturating_sub(AROUND);
    let origin = arrivals.first().and_then(ts).unwrap_or_default();
    let mut text = String::new();
    let shown = arrivals.iter().enumerate().skip(from);
    let mut before = from
        .checked_sub(1)
        .and_then(|index| ts(arrivals.get(index)?));
    for (index, arrival) in shown.take(at - from + AROUND + 1) {
        let sign = if index == at { ">" } else { " " };
        let time = ts(arrival);
        let clock = time.map_or_else(
            || "?".to_owned(),
            |ts| clock_tenths(ts.saturating_sub(origin)),
        );
        let delta = time
            .zip(before)
            .map(|(ts, before)| difference(ts.saturating_sub(before)));
        let playhead = arrival.event.as_ref().and_then(Event::playhead);
        let playhead = playhead.map(|micros| clock_tenths(micros.div_euclid(1000)));
        let _ = writeln!(
            text,
            "{sign} {:>5}  {clock:>9}  {:<16} playhead {:>9}  {:>9}  {}",
            arrival.seq,
            kind(arrival),
            playhead.unwrap_or_default(),
            delta.unwrap_or_default(),
            arrival.status
        );
        before = time.or(before);
    }
    fenced("", &text, out);
}

/// Payload and command of a call that is redacted; of a batch, the payload of one item.
fn calls(subject: Subject<'_>, call: &Exchange<'_>, item: Option<u32>, out: &mut String) {
    out.push_str("\n## Payload\n\n");
    if let Ok(value) = json::parse(&call.body) {
        let shown = item.and_then(|item| value.as_list()?.get(item as usize));
        let pretty = serde_json::to_string_pretty(shown.unwrap_or(&value));
        fenced("json", &pretty.unwrap_or_default(), out);
    } else {
        out.push_str("It is no JSON:\n\n");
        fenced("", &clean(&String::from_utf8_lossy(&call.body)), out);
    }
    out.push_str("\n## The call again\n\n");
    fenced("sh", &(subject.command)(call), out);
    out.push_str(
        "\nWhat identifies a visitor, a device or an organisation is made up; the same value became the same.\n",
    );
}

fn kind(arrival: &Arrival) -> &'static str {
    arrival
        .event
        .as_ref()
        .map_or("(unreadable)", |event| event.kind.name())
}

fn ts(arrival: &Arrival) -> Option<i64> {
    arrival.event.as_ref()?.ts()
}

/// Text on one line, without control characters.
fn line(text: &str) -> String {
    clean(text).replace('\n', " ")
}

/// Text between fences that it cannot end.
fn fenced(language: &str, text: &str, out: &mut String) {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    let _ = writeln!(out, "{fence}{language}\n{}\n{fence}", text.trim_end());
}
