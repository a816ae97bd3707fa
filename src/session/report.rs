//! The predicted report: the numbers that the service would show for a session.

use std::collections::BTreeMap;

use super::Outcome;
use super::log::Ad;
use super::metrics::METRICS;
use super::view::{Part, View};
use crate::wire::event::{Details, Event};

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

impl Report {
    /// The value of a metric by its context-data key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let found = self.metrics.iter().find(|(name, _)| *name == key);
        found.map(|(_, value)| value)
    }
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
    /// Any other number, already rounded to 3 decimals.
    Number(f64),
    /// Text as sent.
    Text(String),
    /// Sorted distinct ids.
    Ids(Vec<String>),
}

impl Value {
    /// It says that nothing of the kind happened.
    pub fn is_nothing(&self) -> bool {
        match self {
            Value::Flag(flag) => !flag,
            Value::Count(count) => *count == 0,
            Value::Duration(ms) => *ms == 0,
            Value::Number(number) => *number == 0.0,
            Value::Text(text) => text.is_empty(),
            Value::Ids(ids) => ids.is_empty(),
        }
    }
}

/// An outcome as the report words it.
impl Outcome {
    /// The word used in reports.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Completed => "completed",
            Outcome::Skipped => "skipped",
            Outcome::Abandoned => "abandoned",
            Outcome::Open => "open",
        }
    }
}

impl View<'_> {
    /// The predicted report.
    pub(super) fn report(&self) -> Report {
        let metrics = METRICS.iter();
        let states = self.machine.states().iter().map(|state| {
            let totals = StateTotals {
                count: state.count,
                time_ms: state.ms,
            };
            (state.name.to_string(), totals)
        });
        Report {
            metrics: metrics
                .filter_map(|metric| Some((metric.key, (metric.value)(self)?)))
                .collect(),
            ads: self.ads().map(|ad| self.ad(&ad)).collect(),
            chapters: self
                .chapters()
                .map(|chapter| self.chapter(&chapter))
                .collect(),
            states: states.collect(),
        }
    }

    fn ad(&self, ad: &Part<Ad>) -> Vec<(&'static str, Value)> {
        let id = match self.details(ad.opened_by) {
            Some(Details::Ad(details)) => details.id.as_deref(),
            _ => None,
        };
        let pod = match self.details(ad.what.ad_break) {
            Some(Details::Break(details)) => details.pod_index,
            _ => None,
        };
        let mut row = vec![
            ("a.media.ad.view", Value::Flag(true)),
            (
                "a.media.ad.complete",
                Value::Flag(ad.outcome == Outcome::Completed),
            ),
            ("a.media.ad.timePlayed", Value::Duration(ad.what.ms)),
        ];
        row.extend(id.map(|id| ("media.ad.id", Value::Text(id.to_owned()))));
        row.extend(pod.map(|pod| ("media.ad.podIndex", Value::Number(pod))));
        row.push(("outcome", Value::Text(ad.outcome.word().to_owned())));
        row
    }

    fn chapter(&self, chapter: &Part<i64>) -> Vec<(&'static str, Value)> {
        let index = match self.details(chapter.opened_by) {
            Some(Details::Chapter(details)) => details.index,
            _ => None,
        };
        let mut row = vec![
            ("a.media.chapter.view", Value::Flag(true)),
            (
                "a.media.chapter.complete",
                Value::Flag(chapter.outcome == Outcome::Completed),
            ),
            ("a.media.chapter.timePlayed", Value::Duration(chapter.what)),
        ];
        row.extend(index.map(|index| ("media.chapter.index", Value::Number(index))));
        row.push(("outcome", Value::Text(chapter.outcome.word().to_owned())));
        row
    }

    fn details(&self, index: u32) -> Option<&Details> {
        self.event(index).map(Event::details)
    }

    pub(super) fn event(&self, index: u32) -> Option<&Event> {
        self.session.arrivals().get(index as usize)?.event.as_ref()
    }
}

/// A number to 3 decimals as any language prints it: the decimal nearest to the double itself, so that
/// 0.0925, which as a double lies just below, is 0.092.
pub(super) fn to_three_decimals(value: f64) -> f64 {
    format!("{value:.3}").parse().unwrap_or(value)
}
