//! One event being judged by itself, and the findings of one exchange.

use super::{Finding, Rule, Settings};
use crate::exchange::Exchange;
use crate::schema::Fault;
use crate::wire::json::{Object, Value, path};
use crate::wire::{Event, EventType};

/// A finding before it is folded with others of its session.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The finding, with the severity the catalogue gives.
    pub finding: Finding,
    /// The rule is told once: findings of equal subject become one.
    pub once: bool,
    /// What the rule is told once about, where that is not the session itself.
    pub subject: Option<Box<str>>,
}

/// The findings of one exchange, as they are made.
pub(super) struct Findings<'a> {
    seq: u64,
    /// The item of a batch that is being judged.
    pub(super) item: Option<u32>,
    /// The rules as configured.
    pub(super) settings: &'a Settings,
    /// What was found.
    pub(super) all: Vec<Found>,
    /// Something found keeps the event out of the model.
    pub(super) rejects: bool,
}

impl<'a> Findings<'a> {
    pub(super) fn new(exchange: &Exchange<'_>, settings: &'a Settings) -> Self {
        Findings {
            seq: exchange.seq,
            item: None,
            settings,
            all: Vec::new(),
            rejects: false,
        }
    }

    /// Adds a finding of a rule at a path.
    pub(super) fn add(
        &mut self,
        rule: &'static Rule,
        path: impl Into<String>,
        message: impl Into<String>,
    ) -> &mut Finding {
        self.push(rule, path.into(), message.into(), None)
    }

    /// Adds a finding that is told once for each subject.
    pub(super) fn add_once_for(
        &mut self,
        rule: &'static Rule,
        subject: String,
        path: String,
        message: String,
    ) {
        self.push(rule, path, message, Some(subject.into()));
    }

    /// Adds a finding that is no rule's of the catalogue; its place is filled in.
    pub(super) fn add_own(&mut self, mut finding: Finding) {
        (finding.seq, finding.item) = (self.seq, self.item);
        self.all.push(Found {
            finding,
            once: false,
            subject: None,
        });
    }

    fn push(
        &mut self,
        rule: &'static Rule,
        path: String,
        message: String,
        subject: Option<Box<str>>,
    ) -> &mut Finding {
        let finding = rule.finding(self.seq, self.item, path, message);
        let once = rule.once || subject.is_some();
        let place = self.all.len();
        self.all.push(Found {
            finding,
            once,
            subject,
        });
        &mut self.all[place].finding
    }
}

/// One event, its JSON being an object and its type known.
pub(super) struct Case<'a, 'b> {
    /// Its type.
    pub(super) kind: EventType,
    /// Its JSON, without keys given twice.
    pub(super) root: &'a Object<'a>,
    /// Its right-typed values.
    pub(super) event: &'a Event,
    /// Its schema's findings: a value that has one is left out by the other rules.
    pub(super) faults: &'a [Fault],
    /// Where to put what is found.
    pub(super) findings: &'a mut Findings<'b>,
}

/// A member of `params` or `qoeData`.
pub(super) enum Slot<'a> {
    /// It is not there.
    Absent,
    /// Its schema already says what is wrong with it, or with the object it stands in.
    Faulty,
    /// It is there.
    Clean(&'a Value<'a>),
}

impl<'a> Slot<'a> {
    /// Its text.
    pub(super) fn text(&self) -> Option<&'a str> {
        match self {
            Slot::Clean(value) => value.as_str(),
            _ => None,
        }
    }

    /// Its number.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Slot::Clean(value) => value.as_f64(),
            _ => None,
        }
    }
}

impl<'a> Case<'a, '_> {
    /// An object of the event, when it is there and an object.
    pub(super) fn object(&self, key: &str) -> Option<&'a Object<'a>> {
        self.root.get(key).and_then(Value::as_object)
    }

    /// A member of `params`.
    pub(super) fn param(&self, key: &str) -> Slot<'a> {
        // An absent `params` that the type needs is a fault of its own.
        match self.object("params") {
            Some(params) => self.slot(params, "$.params", key),
            None if self.root.get("params").is_some() || self.is_faulty("$.params") => Slot::Faulty,
            None => Slot::Absent,
        }
    }

    /// A member of `qoeData`.
    pub(super) fn quality(&self, key: &str) -> Slot<'a> {
        match self.object("qoeData") {
            Some(quality) => self.slot(quality, "$.qoeData", key),
            None if self.root.get("qoeData").is_some() => Slot::Faulty,
            None => Slot::Absent,
        }
    }

    fn slot(&self, object: &'a Object<'a>, at: &str, key: &str) -> Slot<'a> {
        match object.get(key) {
            _ if !self.faults.is_empty() && self.is_faulty(&path::member(at, key)) => Slot::Faulty,
            Some(value) => Slot::Clean(value),
            None => Slot::Absent,
        }
    }

    /// Whether the schema found a fault in the value at a path.
    pub(super) fn is_faulty(&self, path: &str) -> bool {
        self.faults.iter().any(|fault| {
            fault
                .path
                .strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }

    /// Adds a finding of a rule on a member of `params`.
    pub(super) fn on_param(
        &mut self,
        rule: &'static Rule,
        key: &str,
        message: String,
    ) -> &mut Finding {
        self.findings
            .add(rule, path::member("$.params", key), message)
    }

    /// Adds a finding of a rule on a member of `qoeData`.
    pub(super) fn on_quality(
        &mut self,
        rule: &'static Rule,
        key: &str,
        message: String,
    ) -> &mut Finding {
        self.findings
            .add(rule, path::member("$.qoeData", key), message)
    }

    /// A threshold as configured.
    pub(super) fn threshold(&self, rule: &Rule, name: &str) -> f64 {
        self.findings.settings.threshold(rule, name)
    }

    /// The event is live content's start.
    pub(super) fn is_live(&self) -> bool {
        self.event
            .start()
            .is_some_and(crate::wire::event::Start::is_live)
    }
}
