//! What is remembered from one run to the next: filters by name, actions used last, hints that were read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// So many actions used last are remembered.
pub const RECENT: usize = 12;

/// What is remembered; the program reads it at the start, and writes it with [`super::Effect::Keep`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// Filters of events by name.
    pub filters: BTreeMap<String, String>,
    /// Filters of sessions by name.
    pub session_filters: BTreeMap<String, String>,
    /// Columns of the events with values from payloads.
    pub columns: Vec<String>,
    /// Columns of the sessions with values of what opened them.
    pub session_columns: Vec<String>,
    /// Columns of the events that are left out.
    pub hidden: BTreeSet<String>,
    /// Names of the actions run from the palette, the last first.
    pub recent: Vec<String>,
    /// Names of the hints that were read.
    pub hints: BTreeSet<String>,
}
