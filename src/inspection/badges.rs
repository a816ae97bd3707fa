//! How many findings there are of each severity.

use std::ops::{AddAssign, SubAssign};

use crate::rules::{Finding, Severity};

/// Counts of findings by severity; a finding that stands for several counts as one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Badges {
    /// Of severity error.
    pub errors: u64,
    /// Of severity warning.
    pub warnings: u64,
    /// Of severity note.
    pub notes: u64,
}

impl Badges {
    pub(super) fn of(findings: &[Finding]) -> Self {
        let mut badges = Badges::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => badges.errors += 1,
                Severity::Warning => badges.warnings += 1,
                Severity::Note => badges.notes += 1,
            }
        }
        badges
    }
}

impl AddAssign for Badges {
    fn add_assign(&mut self, other: Badges) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.notes += other.notes;
    }
}

impl SubAssign for Badges {
    fn sub_assign(&mut self, other: Badges) {
        self.errors -= other.errors;
        self.warnings -= other.warnings;
        self.notes -= other.notes;
    }
}
