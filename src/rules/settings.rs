//! What a user may change about the rules: severities, thresholds, the profile.

use std::collections::BTreeMap;

use super::Severity;
use crate::schema::Profile;

/// The rules as configured.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// How unknown keys are taken.
    pub profile: Profile,
    /// Rules with another severity; `None` switches one off.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// Thresholds other than the rule's own, by rule id and name.
    pub thresholds: BTreeMap<(String, String), f64>,
}
