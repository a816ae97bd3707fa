//! Tells what a text is by the members of its first value that says so.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::de::Deserializer as Json;

use super::text::offset;
use super::{Foreign, Kind};

/// Lines that are looked at: of a damaged file the first may say nothing.
const LINES: usize = 1000;

/// A value may go on over many lines, and so may each that begins in a later one of them. When all looks together have
/// gone over so many times the text, a line is looked at by itself.
const LOOKS: usize = 4;

/// Members that tell something.
const TELLING: [&str; 17] = [
    "playscope",
    "seq",
    "mark",
    "moment",
    "eventType",
    "playerTime",
    "startedDateTime",
    "request",
    "protocolVersion",
    "actualPort",
    "remoteAddress",
    "method",
    "path",
    "url",
    "t",
    "body",
    "status",
];

/// Members of the `log` in an HTTP archive.
const OF_LOG: [&str; 6] = [
    "version", "creator", "browser", "pages", "entries", "comment",
];

/// The kind of a text by its start; `None` when it does not tell. `whole`: nothing follows.
pub(super) fn of(start: &[u8], whole: bool) -> Option<Kind> {
    if let Some(foreign) = Foreign::of(start) {
        return Some(Kind::Foreign(foreign));
    }
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let mut from = 0;
    let mut looked_at = 0;
    for _ in 0..LINES {
        let rest = start.get(from..)?.trim_ascii_start();
        if rest.is_empty() {
            return None;
        }
        let line = memchr::memchr(b'\n', rest);
        let alone = line.filter(|_| looked_at > LOOKS * start.len());
        let text = rest.get(..alone.unwrap_or(rest.len())).unwrap_or(rest);
        let mut seen = Seen::default();
        looked_at += seen.look(text);
        if let Some(kind) = seen.kind() {
            return Some(kind);
        }
        if seen.ended && alone.is_none() && !whole {
            return None;
        }
        from = start.len() - rest.len() + line? + 1;
    }
    Some(Kind::Recording)
}

/// What is seen of a value.
#[derive(Default)]
struct Seen {
    /// It is an array: the names are those of its first items.
    list: bool,
    /// Names of members that tell something, each once.
    names: Vec<&'static str>,
    /// Its `log`.
    log: Log,
    /// These are all that can be seen of an object's.
    all: bool,
    /// The text ends inside it.
    ended: bool,
}

/// The member `log` of an object, which a simple logger may have too.
#[derive(Default, PartialEq, Eq)]
enum Log {
    /// There is none, or it is no object.
    #[default]
    None,
    /// An object.
    Object,
    /// An object with members as in an HTTP archive.
    Archive,
}

impl Seen {
    /// Looks at the first value; how far it looked, in bytes.
    fn look(&mut self, text: &[u8]) -> usize {
        let mut json = Json::from_slice(text);
        match json.deserialize_any(Look(self)) {
            Err(error) if error.is_syntax() => {
                self.all = true;
                offset(text, &error)
            }
            looked => {
                self.ended = looked.is_err_and(|error| error.is_eof());
                text.len()
            }
        }
    }

    fn note(&mut self, name: &str) {
        let telling = TELLING.iter().find(|known| **known == name);
        self.names
            .extend(telling.filter(|known| !self.names.contains(known)));
    }

    fn has(&self, names: &[&str]) -> bool {
        self.names.iter().any(|name| names.contains(name))
    }

    fn kind(&self) -> Option<Kind> {
        let call = self.has(&["method"]) && self.has(&["path", "url"]);
        if !self.list && self.has(&["playscope", "seq", "mark", "moment"]) {
            Some(Kind::Recording)
        } else if self.has(&["eventType", "playerTime"]) {
            Some(Kind::Events)
        } else if self.log == Log::Archive {
            Some(Kind::Har)
        } else if self.has(&["startedDateTime"]) && self.has(&["request"]) {
            Some(Kind::Entries)
        } else if self.list && self.has(&["protocolVersion", "actualPort", "remoteAddress"]) {
            Some(Kind::Foreign(Foreign::Charles))
        } else if call && (!self.list || self.has(&["t", "body", "status"])) {
            Some(Kind::Logger)
        } else if self.log == Log::Object && (self.all || self.ended) {
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
            self.0.note(&name);
            if name == "log" {
                map.next_value_seed(Seed(LogLook(self.0)))?;
            } else if self.0.kind().is_some() {
                // The rest of a large value says nothing new.
                return Ok(());
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        self.0.all = true;
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.list = true;
        while seq.next_element_seed(Seed(ItemLook(self.0)))?.is_some() {
            if self.0.kind().is_some() {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Looks at any value inside.
struct Seed<V>(V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Seed<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_any(self.0)
    }
}

/// An item of an array.
struct ItemLook<'a>(&'a mut Seen);

impl<'de> Visitor<'de> for ItemLook<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            self.0.note(&name);
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// The value of the member `log`.
struct LogLook<'a>(&'a mut Seen);

impl<'de> Visitor<'de> for LogLook<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a log")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.log = Log::Object;
        while let Some(name) = map.next_key::<String>()? {
            if OF_LOG.contains(&name.as_str()) {
                self.0.log = Log::Archive;
                return Err(A::Error::custom("it is known"));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
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
    fn a_log_is_an_archive_by_its_members() {
        let cases: &[(&[u8], Option<Kind>)] = &[
            (b"{\"x\":{},\"log\":{\"pages\":[", Some(Kind::Har)),
            (b"{\"log\":{\"x\":1,\"entries\"", Some(Kind::Har)),
            (b"{\"log\":{}}", Some(Kind::Har)),
            (b"{\"log\":{\"x\" 1, \"entries\":[", Some(Kind::Har)),
            (
                b"{\"log\":{\"level\":\"info\"},\"method\":\"GET\",\"path\":\"/\"}",
                Some(Kind::Logger),
            ),
            (b"{\"log\":\"a line\",\"stream\":\"stdout\"}", None),
        ];
        for (text, kind) in cases {
            assert_eq!(of(text, true), *kind, "{}", String::from_utf8_lossy(text));
        }
    }

    /// Each of these took hours once, because every line and every item was looked at with all behind or before it.
    #[test]
    fn what_says_nothing_is_not_looked_at_again_and_again() {
        let many = 1 << 20;
        let nothing = |text: &str, whole| {
            let kind = of(text.as_bytes(), whole);
            assert!(matches!(kind, None | Some(Kind::Recording)), "{kind:?}");
        };
        for text in ["{\"a\":[\n", "{\"a\":1},\n", "[\"a\"],"] {
            nothing(&text.repeat(many), true);
            nothing(&format!("[{}", text.repeat(many)), false);
        }
        let names: Vec<String> = (0..many).map(|name| format!("\"{name}\":1")).collect();
        nothing(&format!("{{{}", names.join(",")), false);
    }

    #[test]
    fn a_start_that_does_not_tell_yet_is_waited_for() {
        assert_eq!(of(b"{\"params\":{\"a\":", false), None);
        assert_eq!(of(b"[{\"params\":{},\"eve", false), None);
        assert_eq!(of(b"[", false), None);
    }
}
