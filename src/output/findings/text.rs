//! Findings for people: by session, then by rule, the worst first; a cost and a fix are told once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::{Counts, place};
use crate::inspection::{Inspection, Where};
use crate::output::look::Tone;
use crate::output::text::{clean, counted, short_id, wrap};
use crate::output::{Judged, Look};
use crate::rules::{Finding, Severity};
use crate::session::{Session, Status};

/// Places of one rule in one session that are listed; the others are counted.
const LISTED: usize = 5;

pub(super) fn write(recordings: &[Judged<'_>], look: Look, out: &mut dyn Write) -> io::Result<()> {
    look.write(out, |out| write_all(recordings, look, out))
}

fn write_all(recordings: &[Judged<'_>], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut said = Said::default();
    for recording in recordings {
        if recordings.len() > 1 {
            writeln!(out, "{}", look.paint(Tone::Title, &clean(recording.name)))?;
        }
        if !recording.strays().is_empty() {
            writeln!(
                out,
                "{}",
                look.paint(Tone::Title, "Calls without a session")
            )?;
            group(
                recording.inspection,
                recording.strays(),
                &mut said,
                look,
                out,
            )?;
        }
        for (index, watched) in recording.sessions() {
            let findings = recording.inspection.findings(index);
            if !findings.is_empty() {
                writeln!(out, "{}", headline(watched.session(), look))?;
                group(recording.inspection, findings, &mut said, look, out)?;
            }
        }
    }
    let counts = Counts::of(recordings.iter().flat_map(Judged::findings));
    let sessions: usize = recordings
        .iter()
        .map(|recording| recording.sessions().count())
        .sum();
    let events: usize = recordings.iter().map(Judged::events).sum();
    let tone = match counts {
        Counts { errors: 1.., .. } => Tone::Bad(Severity::Error),
        Counts { warnings: 1.., .. } => Tone::Bad(Severity::Warning),
        _ => Tone::Good,
    };
    let verdict = look.paint(tone, &counts.words());
    writeln!(
        out,
        "{verdict} in {}, {}",
        counted(events as u64, "event"),
        counted(sessions as u64, "session")
    )
}

/// A session in one line: what was played, in which player, its id, how it stands.
pub fn headline(session: &Session, look: Look) -> String {
    let start = session.start();
    let name = start.name.as_deref().unwrap_or("(no name)");
    let mut parts = Vec::new();
    parts.extend(start.player.as_deref().map(clean));
    parts.push(short_id(session.sid(), look.ellipsis()).into());
    parts.push(counted(session.arrivals().len() as u64, "event").into());
    parts.push(status_words(session.status()).into());
    if session.is_refused() {
        parts.push("refused".into());
    }
    let rest = format!("{}{}", look.dot(), parts.join(look.dot()));
    format!(
        "{}{}",
        look.paint(Tone::Title, &clean(name)),
        look.paint(Tone::Dim, &rest)
    )
}

/// How a session stands, for people.
pub fn status_words(status: Status) -> &'static str {
    match status {
        Status::Completed => "completed",
        Status::Ended => "ended",
        Status::TimedOut => "timed out",
        Status::Open => "open",
    }
}

/// What was said of costs and fixes: a text is said once.
#[derive(Default)]
struct Said(BTreeSet<String>);

impl Said {
    /// Whether a text is new; then it is said now.
    fn is_new(&mut self, text: &str) -> bool {
        !self.0.contains(text) && self.0.insert(text.to_owned())
    }
}

fn group(
    inspection: &Inspection,
    findings: &[Finding],
    said: &mut Said,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut rules: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        rules.entry(&finding.rule).or_default().push(finding);
    }
    let worst = |found: &[&Finding]| found.iter().map(|finding| finding.severity).max();
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by_key(|(_, found)| std::cmp::Reverse(worst(found)));
    for (rule, found) in rules {
        let severity = worst(&found).unwrap_or(Severity::Note);
        let title = format!("{} {}", look.sign(severity), severity.word());
        writeln!(out, "  {} {rule}", look.paint(Tone::Bad(severity), &title))?;
        occurrences(inspection, &found, said, look, out)?;
    }
    writeln!(out)
}

fn occurrences(
    inspection: &Inspection,
    found: &[&Finding],
    said: &mut Said,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (index, finding) in found.iter().take(LISTED).enumerate() {
        let mut head = format!("    {}", place(finding));
        if let Some(kind) = event_type(inspection, finding) {
            head = format!("{head} {kind}");
        }
        if !finding.path.is_empty() {
            head = format!("{head}  {}", clean(&finding.path));
        }
        if finding.count > 1 {
            head = format!("{head}  ({} times)", finding.count);
        }
        writeln!(out, "{head}")?;
        paragraph("      ", &finding.message, look, out)?;
        // What several in a row share stands below the last of them.
        let next = found.get(index + 1).filter(|_| index + 1 < LISTED);
        for (label, text, following) in [
            ("cost", &finding.effect, next.map(|next| &next.effect)),
            ("fix ", &finding.fix, next.map(|next| &next.fix)),
        ] {
            if following != Some(text) && said.is_new(text) {
                let label = format!("      {} ", look.paint(Tone::Dim, label));
                paragraph(&label, text, look, out)?;
            }
        }
    }
    if found.len() > LISTED {
        let more = format!(
            "    and {} more (--format json lists them all)",
            found.len() - LISTED
        );
        writeln!(out, "{}", look.paint(Tone::Dim, &more))?;
    }
    Ok(())
}

fn event_type(inspection: &Inspection, finding: &Finding) -> Option<&'static str> {
    let Where::Session { session, arrival } = inspection.locate(finding.seq)? else {
        return None;
    };
    let item = usize::try_from(finding.item.unwrap_or(0)).ok()?;
    let arrivals = inspection.sessions().get(session)?.session().arrivals();
    let event = arrivals.get(arrival + item)?.event.as_ref()?;
    Some(event.kind.name())
}

/// Text in lines; the first begins with the label, the others below its text.
fn paragraph(label: &str, text: &str, look: Look, out: &mut dyn Write) -> io::Result<()> {
    const INDENT: usize = 11;
    let indent = if label.trim().is_empty() {
        label.len()
    } else {
        INDENT
    };
    let columns = look.width.saturating_sub(indent).max(20);
    for (index, line) in wrap(text, columns).iter().enumerate() {
        if index == 0 {
            writeln!(out, "{label}{line}")?;
        } else {
            writeln!(out, "{:indent$}{line}", "")?;
        }
    }
    Ok(())
}
