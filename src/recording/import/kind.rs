//! Tells what a text is by the members of its first value that says so.

use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::de::Deserializer as Json;

use super::{Foreign, Kind};

/// Lines that are looked at: of a damaged file the first may say nothing.
const LINES: usize = 1000;

/// The kind of a text by its start; `None` when it does not tell. `whole`: nothing follows.
pub(super) fn of(start: &[u8], whole: bool) -> Option<Kind> {
    if let Some(foreign) = Foreign::of(start) {
        return Some(Kind::Foreign(foreign));
    }
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let mut from = 0;
    for _ in 0..LINES {
        let rest = start.get(from..)?;
        let rest_trimmed = rest.trim_ascii_start();
        if rest_trimmed.is_empty() {
            return None;
        }
        let mut seen = Seen::default();
        let ended = seen.look(rest_trimmed);
        if let Some(kind) = seen.kind() {
            return Some(kind);
        }
        if ended && !whole {
            return None;
        }
        from = start.len() - rest_trimmed.len();
        from += memchr::memchr(b'\n', rest_trimmed)? + 1;
    }
    Some(Kind::Recording)
}

/// What is seen of a value.
#[derive(Default)]
struct Seen {
    /// It is an array: the names are those of its first items.
    list: bool,
    /// Names of members.
    names: Vec<String>,
    /// These are all of an object.
    all: bool,
}

impl Seen {
    /// Looks at the first value; `true` when the text ends inside it.
    fn look(&mut self, text: &[u8]) -> bool {
        let mut json = Json::from_slice(text);
        let looked = json.deserialize_any(Look(self));
        looked.is_err_and(|error| error.is_eof())
    }

    fn has(&self, names: &[&str]) -> bool {
        self.names.iter().any(|name| names.contains(&name.as_str()))
    }

    fn kind(&self) -> Option<Kind> {
        let call = self.has(&["method"]) && self.has(&["path", "url"]);
        if !self.list && self.has(&["playscope", "seq", "mark", "moment"]) {
            Some(Kind::Recording)
        } else if self.has(&["eventType", "playerTime"]) {
            Some(Kind::Events)
        } else if !self.list && self.names.first().is_some_and(|name| name == "log") {
            Some(Kind::Har)
        } else if self.has(&["startedDateTime"]) && self.has(&["request"]) {
            Some(Kind::Entries)
        } else if self.list && self.has(&["protocolVersion", "actualPort", "remoteAddress"]) {
            Some(Kind::Foreign(Foreign::Charles))
        } else if call && (!self.list || self.has(&["t", "body", "status"])) {
            Some(Kind::Logger)
        } else if !self.list && self.all && self.has(&["log"]) {
            Some(Kind::Har)
        } else {
            None
        }
    }
}

struct Look<'a>(&'a mut Seen);

impl<'de> Visitor<'de> for Look<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            self.0.names.push(name);
            if self.0.kind().is_some() && !self.0.list {
                // The rest of a large value says nothing new.
                return Ok(());
            }
            map.next_value::<IgnoredAny>()?;
        }
        self.0.all = true;
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.list = true;
        while seq.next_element_seed(Item(self.0))?.is_some() {
            if self.0.kind().is_some() {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// An item of an array.
struct Item<'a>(&'a mut Seen);

impl<'de> serde::de::DeserializeSeed<'de> for Item<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(ItemLook(self.0))
    }
}

struct ItemLook<'a>(&'a mut Seen);

impl<'de> Visitor<'de> for ItemLook<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            self.0.names.push(name);
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Foreign, Kind, of};

    #[test]
    fn a_text_is_told_by_its_content() {
        let cases: &[(&[u8], Option<Kind>)] = &[
            (b"{\"playscope\":1}\n", Some(Kind::Recording)),
            (b"garbage\n\n{\"seq\":1,\"at\":", Some(Kind::Recording)),
            (b"\xef\xbb\xbf {\"log\": {\"version\"", Some(Kind::Har)),
            (b"{\"comment\":\"x\",\n \"log\":{}}", Some(Kind::Har)),
            (b"[{\"startedDateTime\":\"x\",\"request\":{}}]", Some(Kind::Entries)),
            (b"[\n  {\"params\":{},\n \"eventType\":\"play\"}", Some(Kind::Events)),
            (b"{\"qoeData\":{},\"playerTime\":{}}", Some(Kind::Events)),
            (b"{\"t\":1,\"method\":\"POST\",\"path\":\"/\"}", Some(Kind::Logger)),
            (b"{\"t\":1,\"log\":2,\"method\":\"POST\",\"path\":\"/\"}", Some(Kind::Logger)),
            (
                b"[{\"status\":\"COMPLETE\",\"method\":\"GET\",\"protocolVersion\":\"HTTP/1.1\",\"path\":\"/\"}]",
                Some(Kind::Foreign(Foreign::Charles)),
            ),
            (b"1234:9:websocket;0:~", Some(Kind::Foreign(Foreign::Mitmproxy))),
            (b"PK\x03\x04....", Some(Kind::Foreign(Foreign::Zip))),
            (b"\xff\xfe{\0", Some(Kind::Foreign(Foreign::Utf16))),
            (b"<?xml version='1.0'?><charles-session>", Some(Kind::Foreign(Foreign::Charles))),
            (b"nothing of the kind", None),
            (b"", None),
        ];
        for (text, kind) in cases {
            assert_eq!(of(text, true), *kind, "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn a_start_that_does_not_tell_yet_is_waited_for() {
        assert_eq!(of(b"{\"params\":{\"a\":", false), None);
        assert_eq!(of(b"[{\"params\":{},\"eve", false), None);
        assert_eq!(of(b"[", false), None);
    }
}
