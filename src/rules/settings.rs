//! What a user may change about the rules: severities, thresholds, the profile.

use std::collections::BTreeMap;

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
