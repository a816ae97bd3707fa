//! Looks at the values of a text for what tells its kind.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::super::{Foreign, Kind, fields};
use super::{CONSTANTS, INFO, Log, Seen, sign};

/// Members of the `log` in an HTTP archive.
const OF_LOG: &[&str] = &[
    "version", "creator", "browser", "pages", "entries", "comment",
];

/// Looks at a value, and notes what it sees.
pub(super) struct Look<'a>(pub(super) &'a mut Seen, pub(super) Part);

/// Which part of a text it looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// An item of an array.
    Item,
    /// The `log`.
    Log,
    /// What may be a request.
    Request,
    /// What may be an array of this name.
    Around(&'static str),
    /// What may be a line of another log.
    Line(&'static str),
}

impl Look<'_> {
    /// The part that a member is, where it is worth a look.
    fn part(&self, name: &str) -> Option<Part> {
        if !matches!(self.1, Part::Whole | Part::Item | Part::Request) {
            return None;
        }
        let around = || fields::AROUND.iter().find(|known| **known == name);
        match name {
            "log" if self.1 == Part::Whole => Some(Part::Log),
            "snapshot" => Some(Part::Request),
            _ if fields::REQUEST.contains(&name) => Some(Part::Request),
            "message" if self.1 != Part::Request => Some(Part::Line("message")),
            _ if self.1 == Part::Whole => around().map(|name| Part::Around(name)),
            _ => None,
        }
    }

    /// Notes the name of a member; `true` when no more must be seen.
    fn note(&mut self, name: &str) -> bool {
        match self.1 {
            Part::Whole => {
                self.0.signs |= sign(name);
                if name == "events" && self.0.signs & CONSTANTS != 0 {
                    self.0.around = Some(Kind::Foreign(Foreign::NetLog));
                }
                if name == "item" && self.0.signs & INFO != 0 {
                    self.0.around = Some(Kind::Foreign(Foreign::Postman));
                }
                self.0.kind().is_some()
            }
            Part::Item => {
                self.0.signs |= sign(name);
                false
            }
            Part::Request => {
                self.0.within |= sign(name);
                false
            }
            Part::Log if OF_LOG.contains(&name) => {
                self.0.log = Log::Archive;
                true
            }
            Part::Log | Part::Around(_) | Part::Line(_) => false,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        if self.1 == Part::Log {
            self.0.log = Log::Object;
        }
        while let Some(name) = map.next_key::<String>()? {
            if self.note(&name) {
                // The rest of a large value says nothing new.
                return Err(A::Error::custom("it is known"));
            }
            match self.part(&name) {
                Some(part) => map.next_value_seed(Look(self.0, part))?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        self.0.all |= self.1 == Part::Whole;
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        if !matches!(self.1, Part::Whole | Part::Around(_)) {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        let mut inner = Seen::default();
        let seen = match self.1 {
            Part::Whole => &mut *self.0,
            _ => &mut inner,
        };
        seen.list = true;
        let mut known = None;
        while known.is_none() && seq.next_element_seed(Look(seen, Part::Item))?.is_some() {
            known = seen.kind();
        }
        if let Part::Around(name) = self.1 {
            self.0.around = known.map(|kind| kind.within(name));
        }
        match known {
            Some(_) => Err(A::Error::custom("it is known")),
            None => Ok(()),
        }
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        let name = match self.1 {
            Part::Log => "log",
            Part::Line(name) => name,
            _ => return Ok(()),
        };
        if text.contains("\"eventType\"") || text.contains("\"method\"") {
            self.0.lines = Some(Kind::Foreign(Foreign::Lines(name)));
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
