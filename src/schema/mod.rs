//! One schema per event type, built in or loaded, and the faults of an event against it.

pub mod call;
mod document;
mod hint;
mod judge;
mod loaded;
mod nearest;
mod table;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

pub use hint::meant;
pub use loaded::LoadError;
pub use nearest::nearest;

use crate::wire::EventType;
use crate::wire::json::Value;

/// A required member is missing.
pub const REQUIRED: &str = "schema/required";
/// A value has another type.
pub const TYPE: &str = "schema/type";
/// The event's type is unknown.
pub const UNKNOWN_TYPE: &str = "schema/event-type";
/// A member that the schema does not list.
pub const UNKNOWN_KEY: &str = "schema/unknown-key";
/// A name breaks its pattern.
pub const PATTERN: &str = "schema/pattern";
/// Another constraint of a loaded schema fails.
pub const VALUE: &str = "schema/value";

/// How a member that the schema does not list is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// An unknown key rejects the event, as the published excerpt says.
    #[default]
    Strict,
    /// An unknown key is only a warning.
    Lenient,
}

/// One way in which an event breaks its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Id of the rule it falls under: `schema/required`, `schema/type`, …
    pub rule: &'static str,
    /// The profile in force lets the event pass with it.
    pub tolerated: bool,
    /// `JSONPath` of the place, relative to the event.
    pub path: String,
    /// The fault as a full sentence with the actual values.
    pub message: String,
    /// How to mend it, where that can be said for this very case.
    pub fix: Option<Cow<'static, str>>,
}

impl Fault {
    fn new(rule: &'static str, path: String, message: String) -> Self {
        Fault {
            rule,
            tolerated: false,
            path,
            message,
            fix: None,
        }
    }

    fn fix(mut self, fix: impl Into<Cow<'static, str>>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}

/// The keys of `params` that an event of a type must carry as a string.
pub fn required_texts(kind: EventType) -> &'static [&'static str] {
    static KEYS: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
        EventType::ALL
            .iter()
            .map(|kind| table::required_texts(*kind).collect())
            .collect()
    });
    KEYS.get(kind as usize).map_or(&[], Vec::as_slice)
}

/// The members that built-in schemas know, by key, with the object they stand in; the root's has no name.
fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
    let parts = [
        ("", table::ROOT),
        ("playerTime", table::PLAYER_TIME),
        ("params", table::PARAMS),
        ("qoeData", table::QUALITY),
    ];
    parts
        .into_iter()
        .flat_map(|(holder, members)| members.iter().map(move |member| (member.key, holder)))
}

/// Every key that the built-in schemas know.
pub fn keys() -> impl Iterator<Item = &'static str> {
    known().map(|(key, _)| key)
}

/// The object of an event in which a key stands (`params`, …; empty for the event itself), where the built-in
/// schemas know it.
pub fn holder(key: &str) -> Option<&'static str> {
    known()
        .find(|(known, _)| *known == key)
        .map(|(_, holder)| holder)
}

/// The schemas in force.
#[derive(Debug, Clone, Default)]
pub struct Schemas {
    profile: Profile,
    loaded: BTreeMap<EventType, Arc<loaded::Loaded>>,
}

impl Schemas {
    /// The built-in schemas.
    pub fn built_in(profile: Profile) -> Self {
        Schemas {
            profile,
            loaded: BTreeMap::new(),
        }
    }

    /// Puts a schema (JSON text, draft 04) in the place of the built-in one of a type.
    ///
    /// # Errors
    ///
    /// When it is no JSON or no schema; what was in force stays so.
    pub fn load(&mut self, kind: EventType, text: &str) -> Result<(), LoadError> {
        self.loaded
            .insert(kind, Arc::new(loaded::Loaded::read(text)?));
        Ok(())
    }

    /// How unknown keys are taken.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Every fault of an event (the root of its JSON, without keys given twice: see
    /// [`Value::take_duplicates`]) against the schema of its type, in the order of the text.
    ///
    /// An event without a known type has that fault, and those against what all types share.
    pub fn judge(&self, root: &Value<'_>) -> Vec<Fault> {
        let kind = root
            .as_object()
            .and_then(|object| EventType::parse(object.get("eventType")?.as_str()?));
        let loaded = kind.and_then(|kind| Some((kind, self.loaded.get(&kind)?)));
        let mut faults = match loaded {
            Some((kind, schema)) => schema.judge(kind, root),
            None => judge::judge(kind, root),
        };
        for fault in &mut faults {
            fault.tolerated &= self.profile == Profile::Lenient;
        }
        faults
    }

    /// The draft-04 schema of a type, as the service would serve it.
    pub fn document(&self, kind: EventType) -> serde_json::Value {
        match self.loaded.get(&kind) {
            Some(schema) => schema.document().clone(),
            None => document::document(kind),
        }
    }
}
