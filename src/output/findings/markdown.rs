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
                    .session()
                    .start()
                    .name
                    .as_deref()
                    .unwrap_or("(no name)");
                let title = format!(
                    "{} (`{}`)",
                    cell(name),
                    clean(watched.session().sid()).replace('`', "")
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
        let mut spot = cell(&place(finding));
        if !finding.path.is_empty() {
            spot = format!("{spot} {}", cell(&format!("`{}`", finding.path)));
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
            spot,
            cell(&finding.message),
            cell(&finding.effect),
            cell(&finding.fix),
        )?;
    }
    writeln!(out)
}

/// Text that Markdown leaves as it is; what stands between backticks is code where nothing in it could break out.
fn cell(text: &str) -> String {
    let text = clean(text);
    let parts: Vec<&str> = text.split('`').collect();
    let mut out = String::with_capacity(text.len());
    for (index, part) in parts.iter().enumerate() {
        let within = index % 2 == 1 && index + 1 < parts.len();
        let harmless = !part.is_empty() && !part.contains(['|', '<', '\\', '\n']);
        if within && harmless {
            out.push('`');
            out.push_str(part);
            out.push('`');
        } else if within {
            out.push_str("\\`");
            plain(part, &mut out);
            out.push_str("\\`");
        } else if index % 2 == 1 {
            // Its partner is missing.
            out.push_str("\\`");
            plain(part, &mut out);
        } else {
            plain(part, &mut out);
        }
    }
    out
}

fn plain(text: &str, out: &mut String) {
    for letter in text.chars() {
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
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn code_stays_code_and_nothing_breaks_out() {
        for (text, expected) in [
            ("no `media.show` here", "no `media.show` here"),
            ("a|b `c|d`", "a\\|b \\`c\\|d\\`"),
            ("odd `x", "odd \\`x"),
            ("`<b>` *c*", "\\`&lt;b>\\` \\*c\\*"),
            ("``", "\\`\\`"),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
