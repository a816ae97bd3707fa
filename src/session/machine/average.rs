//! The average bitrate, weighted by media time.

use crate::session::report::to_three_decimals;

/// Values up to this size are added without rounding; beyond it no bitrate is one.
const EXACT: f64 = 9_223_372_036_854_775_808.0;

/// A weighted average.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::session) struct Average {
    /// Σ value·weight of all values of a sensible size.
    sum: i128,
    /// The same of the others, in units of 2^63 so that none is too large.
    huge: f64,
    weight: i64,
}

impl Average {
    /// Adds a value, a whole number, with a weight.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "whole and within range; a huge value is only good to 53 bits anyway"
    )]
    pub(in crate::session) fn add(&mut self, value: f64, weight: i64) {
        if value.abs() <= EXACT {
            self.sum += value as i128 * i128::from(weight);
        } else {
            self.huge += value / EXACT * weight as f64;
        }
        self.weight += weight;
    }

    /// The average to 3 decimals; `None` without any weight.
    #[expect(
        clippy::cast_precision_loss,
        reason = "of a sensible average no thousandth is lost"
    )]
    pub(in crate::session) fn value(&self) -> Option<f64> {
        if self.weight == 0 {
            return None;
        }
        let weight = self.weight as f64;
        let average = self.sum as f64 / weight + self.huge / weight * EXACT;
        Some(to_three_decimals(average.clamp(f64::MIN, f64::MAX)))
    }
}
