//! Findings as workflow commands, which a GitHub Actions run shows as annotations.

use std::io::{self, Write};

use super::place;
use crate::output::text::clean;
use crate::output::{Judged, Look};
use crate::rules::Severity;

/// No line of the file is named: a recording is no source that a pull request shows.
pub(super) fn write(recordings: &[Judged<'_>], _: Look, out: &mut dyn Write) -> io::Result<()> {
    for recording in recordings {
        for finding in recording.findings() {
            let command = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "notice",
            };
            let text = format!(
                "{} {} {} {}",
                place(finding),
                finding.message,
                finding.effect,
                finding.fix
            );
            writeln!(
                out,
                "::{command} file={},title={}::{}",
                property(&clean(recording.name)),
                property(&finding.rule),
                data(&clean(&text))
            )?;
        }
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
