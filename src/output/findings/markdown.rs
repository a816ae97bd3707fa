//! Findings as Markdown: a table per session.

use std::io::{self, Write};

use super::{Counts, place};
use crate::output::text::clean;
use crate::output::{Judged, Look};
use crate::rules::Finding;

pub(super) fn write(recordings: &[Judged<'_>], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let counts = Counts::of(recordings.iter().flat_map(Judged::findings));
    writeln!(out, "# Tracking check: {}\n", counts.words())?;
    for recording in recordings {
        writeln!(out, "## {}\n", cell(recording.name))?;
        if recording.findings().next().is_none() {
            writeln!(out, "No findings.\n")?;
            continue;
        }
        if !recording.strays().is_empty() {
            table("Calls without a session", recording.strays(), look, out)?;
        }
        for (index, watched) in recording.sessions() {
            let findings = recording.inspection.findings(index);
            if !findings.is_empty() {
                let name = watched
                    .session
                    .start()
                    .name
                    .as_deref()
                    .unwrap_or("(no name)");
                let title = format!(
                    "{} (`{}`)",
                    cell(name),
                    clean(watched.session.sid()).replace('`', "")
                );
                table(&title, findings, look, out)?;
            }
        }
    }
    Ok(())
}

fn table(title: &str, findings: &[Finding], look: Look, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### {title}\n")?;
    writeln!(out, "| | Rule | Where | What | Cost | Fix |")?;
    writeln!(out, "|---|---|---|---|---|---|")?;
    for finding in findings {
        let mut spot = place(finding);
        if !finding.path.is_empty() {
            spot = format!("{spot} {}", finding.path);
        }
        if finding.count > 1 {
            spot = format!("{spot} ({} times)", finding.count);
        }
        writeln!(
            out,
            "| {} {} | {} | {} | {} | {} | {} |",
            look.sign(finding.severity),
            finding.severity.word(),
            cell(&finding.rule),
            cell(&spot),
            cell(&finding.message),
            cell(&finding.effect),
            cell(&finding.fix),
        )?;
    }
    writeln!(out)
}

/// Text that Markdown leaves as it is.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '#' | '~' | '@' | '!' => {
                out.push('\\');
                out.push(letter);
            }
            _ => out.push(letter),
        }
    }
    out
}
