//! Findings as JSON: one object, a finding a line.

use std::io::{self, Write};

use serde::Serialize;

use super::{Counts, sources};
use crate::output::{Judged, Look, json};
use crate::rules::Finding;

#[derive(Serialize)]
struct Told<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    rule: &'a str,
    severity: &'static str,
    session: Option<&'a str>,
    seq: u64,
    item: Option<u32>,
    path: &'a str,
    count: u64,
    message: &'a str,
    effect: &'a str,
    fix: &'a str,
    sources: Vec<&'a str>,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    sessions: usize,
    events: usize,
    findings: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
}

/// The file of a finding is named where there are several.
pub(super) fn write(recordings: &[Judged<'_>], _: Look, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"findings\":[")?;
    let mut separator = "\n";
    for recording in recordings {
        let file = (recordings.len() > 1).then_some(recording.name);
        for finding in recording.findings() {
            out.write_all(separator.as_bytes())?;
            json::write(&told(recording, finding, file), out)?;
            separator = ",\n";
        }
    }
    if separator != "\n" {
        out.write_all(b"\n")?;
    }
    out.write_all(b"],\"summary\":")?;
    json::write(&summary(recordings), out)?;
    out.write_all(b"}\n")
}

fn told<'a>(recording: &Judged<'a>, finding: &'a Finding, file: Option<&'a str>) -> Told<'a> {
    Told {
        file,
        rule: &finding.rule,
        severity: finding.severity.word(),
        session: finding.session.as_deref(),
        seq: finding.seq,
        item: finding.item,
        path: &finding.path,
        count: finding.count,
        message: &finding.message,
        effect: &finding.effect,
        fix: &finding.fix,
        sources: sources(recording, finding),
    }
}

fn summary(recordings: &[Judged<'_>]) -> Summary {
    let counts = Counts::of(recordings.iter().flat_map(Judged::findings));
    Summary {
        files: recordings.len(),
        sessions: recordings
            .iter()
            .map(|recording| recording.sessions().count())
            .sum(),
        events: recordings.iter().map(Judged::events).sum(),
        findings: counts.errors + counts.warnings + counts.notes,
        errors: counts.errors,
        warnings: counts.warnings,
        notes: counts.notes,
    }
}
