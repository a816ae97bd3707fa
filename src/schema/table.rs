//! What an event may hold: one table, from which both the judge and the JSON schemas are made.

mod members;

pub(super) use members::{PARAMS, PLAYER_TIME, QUALITY, ROOT, STATE_ITEM};

use crate::wire::EventType;

/// One member of an event.
#[derive(Debug)]
pub(super) struct Member {
    /// Its key.
    pub(super) key: &'static str,
    /// What its value must be.
    pub(super) kind: Kind,
    /// The types of event that must carry it.
    pub(super) required: On,
    /// The types of event that may carry it.
    pub(super) allowed: On,
    /// What it stands for.
    pub(super) meaning: &'static str,
}

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A string.
    Text,
    /// A string that names a player state.
    StateName,
    /// A number.
    Number,
    /// A whole number by value.
    Integer,
    /// A whole number within ±2^53.
    Time,
    /// `true` or `false`.
    Flag,
    /// An object of any shape.
    Object,
    /// An array of objects that hold a state name.
    States,
    /// The name of the event's type.
    EventType,
    /// The object of [`PLAYER_TIME`].
    PlayerTime,
    /// The object of [`PARAMS`].
    Params,
    /// The object of [`QUALITY`].
    Quality,
    /// The object of free text by name.
    Custom,
}

impl Kind {
    /// The JSON type, as a schema names it.
    pub(super) fn json_type(self) -> &'static str {
        match self {
            Kind::Text | Kind::StateName | Kind::EventType => "string",
            Kind::Number => "number",
            Kind::Integer | Kind::Time => "integer",
            Kind::Flag => "boolean",
            Kind::States => "array",
            Kind::Object | Kind::PlayerTime | Kind::Params | Kind::Quality | Kind::Custom => {
                "object"
            }
        }
    }
}

/// A set of event types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct On(u32);

impl On {
    const fn of(kinds: &[EventType]) -> On {
        let (mut set, mut index) = (0, 0);
        while index < kinds.len() {
            set |= 1 << kinds[index] as u32;
            index += 1;
        }
        On(set)
    }

    const fn and(self, other: On) -> On {
        On(self.0 | other.0)
    }

    /// Whether a type is in the set.
    pub(super) fn has(self, kind: EventType) -> bool {
        self.0 & (1 << kind as u32) != 0
    }

    /// The types in the set.
    pub(super) fn kinds(self) -> impl Iterator<Item = EventType> {
        EventType::ALL
            .iter()
            .copied()
            .filter(move |kind| self.has(*kind))
    }
}

const NONE: On = On(0);
/// Every type.
pub(super) const EVERY: On = On::of(EventType::ALL);
const SESSION: On = On::of(&[EventType::SessionStart]);
const BREAK: On = On::of(&[EventType::AdBreakStart]);
const AD: On = On::of(&[EventType::AdStart]);
const CHAPTER: On = On::of(&[EventType::ChapterStart]);
const STATE: On = On::of(&[EventType::StateStart, EventType::StateEnd]);
const STATES: On = On::of(&[EventType::StatesUpdate]);

const fn member(
    key: &'static str,
    kind: Kind,
    required: On,
    optional: On,
    meaning: &'static str,
) -> Member {
    let allowed = required.and(optional);
    Member {
        key,
        kind,
        required,
        allowed,
        meaning,
    }
}

/// A key of `customMetadata`, as a schema writes it.
pub(super) const CUSTOM_KEY: &str = r"^[a-zA-Z0-9_\.]+$";
/// The name of a player state, as a schema writes it.
pub(super) const STATE_NAME: &str = r"^[a-zA-Z0-9_.]{1,64}$";

/// Whether a text is a key that `customMetadata` may have.
pub(super) fn is_custom_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(is_name_byte)
}

/// Whether a text can name a player state.
pub(super) fn is_state_name(name: &str) -> bool {
    is_custom_key(name) && name.len() <= 64
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.'
}

/// The member of a key, in one of the tables below (they are in order of key).
pub(super) fn find(members: &'static [Member], key: &str) -> Option<(usize, &'static Member)> {
    let place = members
        .binary_search_by(|member| member.key.cmp(key))
        .ok()?;
    Some((place, &members[place]))
}

/// The keys of `params` that a type must carry as a string.
pub(super) fn required_texts(kind: EventType) -> impl Iterator<Item = &'static str> {
    let text = |member: &&Member| matches!(member.kind, Kind::Text | Kind::StateName);
    PARAMS
        .iter()
        .filter(text)
        .filter(move |member| member.required.has(kind))
        .map(|member| member.key)
}
