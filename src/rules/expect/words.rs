//! What an expectation asks, in sentences.

use serde_json::Value as Json;

use super::{Count, Expectation, Place};
use crate::wire::EventType;

impl Expectation {
    /// What it asks, in sentences; those of its author first.
    pub fn what(&self) -> String {
        let mut sentences: Vec<String> = self.message.iter().map(|text| sentence(text)).collect();
        let asks = self.asks();
        if !asks.is_empty() {
            sentences.push(format!(
                "{} must {}.",
                self.subject(),
                asks.join("; it must ")
            ));
        }
        if let Some(count) = self.count {
            sentences.push(format!(
                "A session must have {} {}.",
                amount(count),
                self.counted()
            ));
        }
        for (before, after) in &self.order {
            sentences.push(format!("In a session {before} must come before {after}."));
        }
        sentences.join(" ")
    }

    fn asks(&self) -> Vec<String> {
        let mut asks = Vec::new();
        if !self.require.is_empty() {
            asks.push(format!("have {}", names(&self.require)));
        }
        if !self.forbid.is_empty() {
            asks.push(format!("not have {}", names(&self.forbid)));
        }
        for (place, value) in &self.equals {
            asks.push(format!(
                "have {} equal to {}",
                code(place.name()),
                json(value)
            ));
        }
        for (place, pattern) in &self.matches {
            asks.push(format!(
                "have {} like /{}/",
                code(place.name()),
                pattern.as_str()
            ));
        }
        if let Some(program) = &self.holds {
            asks.push(format!("satisfy {}", code(program.as_str())));
        }
        asks
    }

    /// `Each adStart or adComplete for which … holds`.
    fn subject(&self) -> String {
        let kinds = if self.on.is_empty() {
            "event".to_owned()
        } else {
            kinds(&self.on)
        };
        match &self.when {
            Some(program) => format!("Each {kinds} for which {} holds", code(program.as_str())),
            None => format!("Each {kinds}"),
        }
    }

    /// `adStart or adComplete`: what is counted.
    pub(super) fn counted(&self) -> String {
        let kinds = if self.on.is_empty() {
            "events".to_owned()
        } else {
            kinds(&self.on)
        };
        match &self.when {
            Some(program) => format!("{kinds} for which {} holds", code(program.as_str())),
            None => kinds,
        }
    }

    /// A finding's sentence: the author's words, then the actual values.
    pub(super) fn told(&self, actual: &str) -> String {
        match &self.message {
            Some(message) => format!("{} {actual}", sentence(message)),
            None => actual.to_owned(),
        }
    }
}

/// `exactly 1`, `at least 2`, `at most 3`, `2 to 5`.
pub(super) fn amount(count: Count) -> String {
    match (count.min, count.max) {
        (min, Some(max)) if min == max => format!("exactly {min}"),
        (0, Some(max)) => format!("at most {max}"),
        (min, Some(max)) => format!("{min} to {max}"),
        (min, None) => format!("at least {min}"),
    }
}

/// A value of the configuration, as JSON.
pub(super) fn json(value: &Json) -> String {
    value.to_string()
}

fn kinds(kinds: &[EventType]) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

fn names(places: &[Place]) -> String {
    let names: Vec<String> = places.iter().map(|place| code(place.name())).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// With a full stop, where the author left it out.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', ':']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}
