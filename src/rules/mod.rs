//! The rule catalogue: what can be wrong, where it shows, what it costs in the report, how to mend it.

pub mod registry;
pub mod settings;

use std::borrow::Cow;

pub use settings::Settings;

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; healthy traffic may have some.
    Note,
    /// The data is accepted, but the report will be wrong or doubtful.
    Warning,
    /// The service rejects, drops or ignores the data, or a whole part of the report is lost.
    Error,
}

impl Severity {
    /// The word used in output and configuration.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// The severity of a word.
    pub fn parse(word: &str) -> Option<Self> {
        [Severity::Note, Severity::Warning, Severity::Error]
            .into_iter()
            .find(|severity| severity.word() == word)
    }
}

/// A rule: what it is about, told once and for all. Its condition is a function beside it.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Stable id, `area/name`.
    pub id: &'static str,
    /// The worst severity it has on its own.
    pub severity: Severity,
    /// Switched off unless the configuration switches it on.
    pub opt_in: bool,
    /// Told once per session, with a count.
    pub once: bool,
    /// The condition, in a sentence.
    pub what: &'static str,
    /// What it costs in the report.
    pub cost: &'static str,
    /// How to mend it.
    pub fix: &'static str,
    /// Where the fact comes from; two where the documentation disagrees with itself.
    pub sources: &'static [&'static str],
    /// Numbers that the configuration may change.
    pub thresholds: &'static [Threshold],
    /// A script that breaks the rule (see `simulate::script`).
    pub wrong: &'static str,
    /// The same script, mended.
    pub right: &'static str,
}

/// A number in a rule's condition that the configuration may change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// Its name in the configuration: the unit, or what it limits.
    pub name: &'static str,
    /// Its value when nothing is configured.
    pub default: f64,
}

/// A fault found at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Id of the rule.
    pub rule: Cow<'static, str>,
    /// How bad it is here.
    pub severity: Severity,
    /// Id of the session; none for calls without one.
    pub session: Option<String>,
    /// The exchange it stands on.
    pub seq: u64,
    /// The item of a batch, from 0.
    pub item: Option<u32>,
    /// JSONPath of the place, relative to the event; empty when it is about the call as a whole.
    pub path: String,
    /// The fault as a full sentence with the actual values.
    pub message: String,
    /// How many faults it stands for.
    pub count: u64,
    /// What it costs.
    pub effect: Cow<'static, str>,
    /// How to mend it.
    pub fix: Cow<'static, str>,
}
