//! The built-in schemas, applied: every fault of one event.

use crate::wire::EventType;
use crate::wire::json::{Object, Value, path};

use super::table::{self, Kind, Member};
use super::{Fault, hint};

/// Every fault of an event against the schema of its type, in the order of the text; what is missing comes last
/// in its object. Of an event whose type is unknown, what all types share is judged.
pub(super) fn judge(kind: Option<EventType>, root: &Value<'_>) -> Vec<Fault> {
    let mut judge = Judge {
        kind,
        faults: Vec::new(),
    };
    match root {
        Value::Object(object) => judge.object(Part::Root, object, path::ROOT),
        other => judge.wrong_type(
            "The event",
            path::ROOT.to_owned(),
            "object",
            other,
            Kind::Object,
            true,
        ),
    }
    judge.faults
}

/// An object that the table describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The event itself.
    Root,
    /// `playerTime`.
    PlayerTime,
    /// `params`.
    Params,
    /// `qoeData`.
    Quality,
    /// An item of `statesStart` or `statesEnd`.
    StateItem,
}

impl Part {
    pub(super) fn members(self) -> &'static [Member] {
        match self {
            Part::Root => table::ROOT,
            Part::PlayerTime => table::PLAYER_TIME,
            Part::Params => table::PARAMS,
            Part::Quality => table::QUALITY,
            Part::StateItem => table::STATE_ITEM,
        }
    }

    /// How a message calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Part::Root => "the event",
            Part::PlayerTime => "playerTime",
            Part::Params => "params",
            Part::Quality => "qoeData",
            Part::StateItem => "an item",
        }
    }
}

struct Judge {
    kind: Option<EventType>,
    faults: Vec<Fault>,
}

impl Judge {
    fn object(&mut self, part: Part, object: &Object<'_>, at: &str) {
        let mut seen = 0_u128;
        for (key, value) in object.iter() {
            match table::find(part.members(), key) {
                Some((place, member)) if self.allows(member) => {
                    seen |= 1 << place;
                    self.value(member, value, at);
                }
                _ => self
                    .faults
                    .push(hint::unknown_key(self.kind, part, key, value, at)),
            }
        }
        for (place, member) in part.members().iter().enumerate() {
            if seen & (1 << place) == 0 && self.requires(member) {
                self.faults.push(hint::missing(self.kind, part, member, at));
            }
        }
    }

    fn allows(&self, member: &Member) -> bool {
        self.kind.is_none_or(|kind| member.allowed.has(kind))
    }

    fn requires(&self, member: &Member) -> bool {
        match self.kind {
            Some(kind) => member.required.has(kind),
            None => member.required == table::EVERY,
        }
    }

    fn value(&mut self, member: &Member, value: &Value<'_>, at: &str) {
        let right = match (member.kind, value) {
            (Kind::Text, Value::Text(_))
            | (Kind::Flag, Value::Bool(_))
            | (Kind::Object, Value::Object(_))
            | (Kind::Number, Value::Number(_)) => true,
            (Kind::Integer, _) => value.as_integer().is_some(),
            (Kind::Time, _) => value.as_timestamp().is_some(),
            (Kind::StateName, Value::Text(name)) => {
                self.state_name(name, || path::member(at, member.key));
                true
            }
            (Kind::EventType, Value::Text(name)) => {
                self.event_type(name);
                true
            }
            (Kind::States, Value::List(items)) => {
                self.states(items, &path::member(at, member.key));
                true
            }
            (Kind::PlayerTime, Value::Object(object)) => {
                self.object(Part::PlayerTime, object, "$.playerTime");
                true
            }
            (Kind::Params, Value::Object(object)) => {
                // Which keys may stand there is a matter of the type.
                if self.kind.is_some() {
                    self.object(Part::Params, object, "$.params");
                }
                true
            }
            (Kind::Quality, Value::Object(object)) => {
                self.object(Part::Quality, object, "$.qoeData");
                true
            }
            (Kind::Custom, Value::Object(object)) => {
                self.custom(object);
                true
            }
            _ => false,
        };
        if !right {
            let required = self.requires(member);
            let (kind, name) = (member.kind, format!("`{}`", member.key));
            self.wrong_type(
                &name,
                path::member(at, member.key),
                kind.json_type(),
                value,
                kind,
                required,
            );
        }
    }

    fn wrong_type(
        &mut self,
        name: &str,
        at: String,
        expected: &str,
        value: &Value<'_>,
        kind: Kind,
        required: bool,
    ) {
        self.faults
            .push(hint::wrong_type(name, at, expected, value, kind, required));
    }

    fn event_type(&mut self, name: &str) {
        if EventType::parse(name).is_none() {
            self.faults.push(hint::unknown_type(name));
        }
    }

    fn state_name(&mut self, name: &str, at: impl FnOnce() -> String) {
        if !table::is_state_name(name) {
            self.faults.push(hint::state_name(name, at()));
        }
    }

    fn states(&mut self, items: &[Value<'_>], at: &str) {
        for (index, item) in items.iter().enumerate() {
            let at = path::item(at, index);
            match item {
                Value::Object(object) => self.object(Part::StateItem, object, &at),
                other => self.wrong_type("The item", at, "object", other, Kind::Object, true),
            }
        }
    }

    fn custom(&mut self, object: &Object<'_>) {
        for (key, value) in object.iter() {
            let at = || path::member("$.customMetadata", key);
            if !table::is_custom_key(key) {
                self.faults.push(hint::custom_key(key, at()));
            }
            if value.as_str().is_none() {
                let name = format!("The value of {}", crate::wire::json::quoted(key));
                self.wrong_type(&name, at(), "string", value, Kind::Text, false);
            }
        }
    }
}
