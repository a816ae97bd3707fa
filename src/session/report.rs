//! The predicted report: the numbers that the service would show for a session.

use std::collections::BTreeMap;

/// The predicted report of one session.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// The session's metrics by context-data key, in the order of the documentation; keys without a value are absent.
    pub metrics: Vec<(&'static str, Value)>,
    /// The ads in breaks, in order.
    pub ads: Vec<Vec<(&'static str, Value)>>,
    /// The chapters, in order.
    pub chapters: Vec<Vec<(&'static str, Value)>>,
    /// The player states by lower-case name.
    pub states: BTreeMap<String, StateTotals>,
}

/// What one player state adds up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StateTotals {
    /// How often it began.
    pub count: u64,
    /// How long it was active, ms.
    pub time_ms: i64,
}

/// One value of the report.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A number of things.
    Count(u64),
    /// A duration in ms; shown in seconds to the millisecond.
    Duration(i64),
    /// Any other number; shown to 3 decimals.
    Number(f64),
    /// Text as sent.
    Text(String),
    /// Sorted distinct ids.
    Ids(Vec<String>),
}
