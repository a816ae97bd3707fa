//! The user's own expectations: what each event of a kind must carry, and what a session must hold.
//!
//! An expectation is a rule `expect/<name>` out of a configuration file. What it asks of an event is judged
//! with the event's text (`judge`), of every event of a known type, rejected or not; what it asks of a
//! session (how many, which before which) is followed in effective order (`Watch`), as the session
//! itself is.

mod judge;
mod place;
mod program;
mod watch;
mod words;

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

use regex::Regex;
use serde_json::Value as Json;

pub(super) use judge::judge;
pub use place::{Place, PlaceError};
pub use program::Program;
pub(super) use watch::Watch;

use super::Severity;
use crate::wire::EventType;

/// What the ids of expectations begin with.
pub const AREA: &str = "expect/";

/// What every expectation costs.
pub const COST: &str =
    "The project expects it of its tracking; the service itself takes the data as it is.";

/// Something that a project expects of its tracking.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// Its rule's id, `expect/<name>`.
    pub id: String,
    /// How bad it is when it is not met.
    pub severity: Severity,
    /// The types of event that it is about; none: every event.
    pub on: Vec<EventType>,
    /// Only events for which this holds are meant.
    pub when: Option<Program>,
    /// Members that must be there, neither null nor empty.
    pub require: Vec<Place>,
    /// Members that must not be there.
    pub forbid: Vec<Place>,
    /// Members that must have a value.
    pub equals: Vec<(Place, Json)>,
    /// Members that must look like a pattern.
    pub matches: Vec<(Place, Pattern)>,
    /// What must hold for the event.
    pub holds: Option<Program>,
    /// How many of these events a session must have.
    pub count: Option<Count>,
    /// Types of event of which the first must come before the second.
    pub order: Vec<(EventType, EventType)>,
    /// What is told, before the actual values.
    pub message: Option<String>,
    /// Where it is written: `playscope.toml:12`.
    pub source: String,
}

impl Expectation {
    /// It is about events of this type.
    fn is_about(&self, kind: EventType) -> bool {
        self.on.is_empty() || self.on.contains(&kind)
    }

    /// It asks something of the session as a whole.
    fn follows_session(&self) -> bool {
        self.count.is_some() || !self.order.is_empty()
    }
}

/// How many events of a kind a session must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// At least so many.
    pub min: u64,
    /// At most so many.
    pub max: Option<u64>,
}

/// A regular expression; it may match anywhere in the text.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    /// Reads a regular expression.
    ///
    /// # Errors
    ///
    /// When it is none; the text says why.
    pub fn parse(text: &str) -> Result<Self, String> {
        Regex::new(text).map(Pattern).map_err(|error| {
            // The last line says what is wrong; those before draw it.
            let told = error.to_string();
            let last = told.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_owned()
        })
    }

    /// The expression as it was written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

/// Every expectation in force, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expectations(Arc<[Expectation]>);

impl Expectations {
    /// The expectation of a rule's id.
    pub fn find(&self, id: &str) -> Option<&Expectation> {
        let ours = id.starts_with(AREA);
        self.iter().find(|each| ours && each.id == id)
    }
}

impl FromIterator<Expectation> for Expectations {
    fn from_iter<I: IntoIterator<Item = Expectation>>(all: I) -> Self {
        Expectations(all.into_iter().collect())
    }
}

impl Deref for Expectations {
    type Target = [Expectation];

    fn deref(&self) -> &[Expectation] {
        &self.0
    }
}

/// An event that an expectation does not mean: its place among those of its call or session, and the
/// expectation's among all.
pub type LeftOut = (u32, u32);

/// The expectations as one session sees them.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub(super) all: Expectations,
    pub(super) left_out: BTreeSet<LeftOut>,
}
