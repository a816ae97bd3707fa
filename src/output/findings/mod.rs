//! Findings, one file per format.

mod github;
mod json;
mod junit;
mod markdown;
mod sarif;
mod text;

use std::io::{self, Write};

use super::{Judged, Look};
use crate::rules::{Finding, Severity};

pub use text::{headline, status_words};

/// A way to write findings.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub what: &'static str,
    /// Writes the findings of these recordings.
    pub write: fn(&[Judged<'_>], Look, &mut dyn Write) -> io::Result<()>,
}

/// Every format; the first one is the usual one.
pub const FORMATS: &[Format] = &[
    Format {
        name: "text",
        what: "for people",
        write: text::write,
    },
    Format {
        name: "json",
        what: "for programs: every finding with its page",
        write: json::write,
    },
    Format {
        name: "junit",
        what: "test results as CI servers read them",
        write: junit::write,
    },
    Format {
        name: "sarif",
        what: "SARIF 2.1.0 for code scanning",
        write: sarif::write,
    },
    Format {
        name: "github",
        what: "annotations of a GitHub Actions run",
        write: github::write,
    },
    Format {
        name: "markdown",
        what: "for tickets and pull requests",
        write: markdown::write,
    },
];

/// Numbers of findings by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity note.
    pub notes: usize,
}

impl Counts {
    /// Counts findings; one that stands for several counts once.
    pub fn of<'a>(findings: impl Iterator<Item = &'a Finding>) -> Self {
        let mut counts = Counts::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }

    /// How many are at least as bad as this.
    pub fn at_least(self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.errors + self.warnings,
            Severity::Note => self.errors + self.warnings + self.notes,
        }
    }

    /// In words: `1 error, 3 warnings, 0 notes`.
    pub fn words(self) -> String {
        let part =
            |count: usize, word| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        [
            part(self.errors, "error"),
            part(self.warnings, "warning"),
            part(self.notes, "note"),
        ]
        .join(", ")
    }
}

/// Where the facts of a finding's rule come from.
fn sources<'a>(recording: &Judged<'a>, finding: &Finding) -> Vec<&'a str> {
    recording.inspection.settings().sources(&finding.rule)
}

/// The place of a finding in a recording: `#41`, in a batch `#41[3]`.
pub(super) fn place(finding: &Finding) -> String {
    match finding.item {
        Some(item) => format!("#{}[{item}]", finding.seq),
        None => format!("#{}", finding.seq),
    }
}
