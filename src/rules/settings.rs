//! What a user may change about the rules, and add to them: severities, thresholds, the profile, expectations.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::expect::{COST, Expectations};
use super::{Rule, Severity, registry};
use crate::schema::Profile;

/// The rules as configured.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// How unknown keys are taken.
    pub profile: Profile,
    /// Rules with another severity, by id; `None` switches one off.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// Thresholds other than the rule's own, by the rule's id, then by name.
    pub thresholds: BTreeMap<String, BTreeMap<String, f64>>,
    /// What the project itself expects.
    pub expectations: Expectations,
}

/// What is known of a rule, one of the catalogue or an expectation, whatever it found.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<'a> {
    /// Its id.
    pub id: &'a str,
    /// The worst severity it has on its own.
    pub severity: Severity,
    /// What it looks for.
    pub what: Cow<'a, str>,
    /// What it costs.
    pub cost: &'a str,
    /// How to mend it; of an expectation each finding says it itself.
    pub fix: Option<&'a str>,
    /// Where it comes from.
    pub sources: Vec<&'a str>,
}

impl Settings {
    /// How a finding is told that a rule gave this severity: as configured, whatever the rule gave; `None`
    /// when the rule is off.
    pub fn severity(&self, rule: &str, found: Severity) -> Option<Severity> {
        match self.severities.get(rule) {
            Some(configured) => *configured,
            None if registry::find(rule).is_some_and(|rule| rule.opt_in) => None,
            None => Some(found),
        }
    }

    /// What is known of the rule of an id.
    pub fn page(&self, id: &str) -> Option<Page<'_>> {
        if let Some(rule) = registry::find(id) {
            return Some(Page {
                id: rule.id,
                severity: rule.severity,
                what: Cow::Borrowed(rule.what),
                cost: rule.cost,
                fix: Some(rule.fix),
                sources: rule.sources.to_vec(),
            });
        }
        let expectation = self.expectations.find(id)?;
        Some(Page {
            id: &expectation.id,
            severity: expectation.severity,
            what: Cow::Owned(expectation.what()),
            cost: COST,
            fix: None,
            sources: vec![&expectation.source],
        })
    }

    /// Where the facts of the rule of an id come from.
    pub fn sources(&self, id: &str) -> Vec<&str> {
        self.page(id).map(|page| page.sources).unwrap_or_default()
    }

    /// Whether a rule is told at all; what is off need not be looked for.
    pub fn is_on(&self, rule: &Rule) -> bool {
        match self.severities.get(rule.id) {
            Some(configured) => configured.is_some(),
            None => !rule.opt_in,
        }
    }

    /// A threshold of a rule: as configured, or the rule's own.
    ///
    /// Costs one look-up in a map that holds only what was configured; where that is too much, take it
    /// once per session.
    pub fn threshold(&self, rule: &Rule, name: &str) -> f64 {
        let configured = self
            .thresholds
            .get(rule.id)
            .and_then(|thresholds| thresholds.get(name));
        let own = || rule.thresholds.iter().find(|own| own.name == name);
        debug_assert!(own().is_some(), "{} has no threshold {name}", rule.id);
        configured
            .copied()
            .or_else(|| own().map(|own| own.default))
            .unwrap_or(f64::INFINITY)
    }
}
