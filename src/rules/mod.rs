//! The rule catalogue: what can be wrong, where it shows, what it costs in the report, how to mend it.
//!
//! A rule is a static [`Rule`], its page, beside the function that finds it. Each area of the catalogue is a
//! folder (`http`, `ads`, …) with a file for each rule or tight family; [`registry::ALL`] lists the pages.
//!
//! Who finds what:
//! - [`examine()`] judges one exchange by itself (`http`, `json`, `schema` and most of `payload`): a pure
//!   function, so recordings are examined on all cores;
//! - [`Intake`] follows a session's exchanges in order of arrival, for the rules of these four areas
//!   that need to know what came before, and folds what is told once per session;
//! - [`course`] follows the events of a session in effective order, for the other areas.
//!
//! Rules find with the severity the catalogue gives, always. [`gather`] then mutes what another finding
//! explains and applies the configuration, so that settings never change what is found, only what is told.

mod ads;
mod case;
mod chapters;
pub mod costs;
pub mod course;
mod examine;
pub mod expect;
mod http;
mod intake;
pub mod jq;
mod json;
pub mod mend;
mod order;
mod payload;
mod ping;
mod playback;
mod playhead;
mod qoe;
pub mod registry;
mod schema;
pub mod session;
pub mod settings;
pub mod sources;
mod states;

use std::borrow::Cow;
use std::collections::BTreeSet;

pub use case::Found;
pub use examine::{Examined, examine};
pub use intake::Intake;
pub use settings::{Page, Settings};

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

impl Rule {
    /// What most rules share, for the `..` of a page: a warning without thresholds, told each time.
    pub const BLANK: Rule = Rule {
        id: "",
        severity: Severity::Warning,
        opt_in: false,
        once: false,
        what: "",
        cost: "",
        fix: "",
        sources: &[],
        thresholds: &[],
        wrong: "",
        right: "",
    };

    /// The part of the id before the slash.
    pub fn area(&self) -> &'static str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// A finding of this rule with its worst severity; see [`Finding::severity`] and its neighbours for
    /// another one. The session is filled in by [`gather`].
    pub fn finding(
        &self,
        seq: u64,
        item: Option<u32>,
        path: impl Into<String>,
        message: impl Into<String>,
    ) -> Finding {
        Finding {
            rule: Cow::Borrowed(self.id),
            severity: self.severity,
            session: None,
            seq,
            item,
            path: path.into(),
            message: message.into(),
            count: 1,
            effect: Cow::Borrowed(self.cost),
            fix: Cow::Borrowed(self.fix),
        }
    }
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
    /// `JSONPath` of the place, relative to the event; empty when it is about the call as a whole.
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

impl Finding {
    /// The same with another severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same with a fix for this very case.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<Cow<'static, str>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// The same standing for several faults.
    #[must_use]
    pub fn count(mut self, count: u64) -> Self {
        self.count = count;
        self
    }

    /// Takes another finding of the same rule into this one, as is done where a rule is told once: the
    /// counts add up, and the one that is worse, or came first among equals, is the one that stands.
    ///
    /// Give them in the order in which they came.
    pub fn merge(&mut self, later: Finding) {
        let count = self.count + later.count;
        if later.severity > self.severity {
            *self = later;
        }
        self.count = count;
    }
}

/// What a finding makes not worth telling in the same session.
const MUTES: &[(&str, &[&str])] = &[
    (
        "payload/ts-unit",
        &[
            "order/",
            "ping/",
            "playback/",
            "playhead/",
            "ads/length-mismatch",
            "payload/clock-skew",
            "session/before-start",
            "session/idle-timeout",
            "session/playhead-timeout",
            "session/too-long",
        ],
    ),
    (
        "playhead/unit",
        &[
            "payload/playhead-range",
            "playhead/jump",
            "playhead/drift",
            "playhead/frozen",
            "ads/pod-second-mismatch",
            "ads/no-play-after-break",
            "chapters/offset-mismatch",
            "chapters/early-complete",
            "session/early-complete",
            "session/end-without-complete",
        ],
    ),
];

/// Everything found in one session (or in the calls without one), made ready to be told: without what
/// another finding explains, with the severities of the configuration, in order of seq, item and rule.
pub fn gather(mut found: Vec<Finding>, session: Option<&str>, settings: &Settings) -> Vec<Finding> {
    mute(&mut found);
    found.retain_mut(|finding| {
        let Some(severity) = settings.severity(&finding.rule, finding.severity) else {
            return false;
        };
        finding.severity = severity;
        if let Some(session) = session {
            finding.session = Some(session.to_owned());
        }
        true
    });
    in_order(&mut found);
    found
}

/// Puts findings in order of seq, item and rule; of equal ones the first stays first.
pub fn in_order(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (a.seq, a.item, &a.rule).cmp(&(b.seq, b.item, &b.rule)));
}

/// Takes out what certain rules found.
pub fn leave_out(findings: &mut Vec<Finding>, rules: &BTreeSet<String>) {
    if !rules.is_empty() {
        findings.retain(|finding| !rules.contains(&*finding.rule));
    }
}

fn mute(found: &mut Vec<Finding>) {
    for (cause, consequences) in MUTES {
        if found.iter().any(|finding| finding.rule == *cause) {
            found.retain(|finding| {
                !consequences
                    .iter()
                    .any(|prefix| finding.rule.starts_with(prefix) && finding.rule != *cause)
            });
        }
    }
}
