//! Tells what a text is by the members of its first value that says so.

mod look;

use serde::de::Deserializer as _;
use serde_json::de::Deserializer as Json;

use super::text::offset;
use super::{Foreign, Kind, fields};
use look::{Look, Part};

/// Lines that are looked at: of a damaged file the first may say nothing.
const LINES: usize = 1000;

/// A value may go on over many lines, and so may each that begins in a later one of them. When all looks together have
/// gone over so many times the text, a line is looked at by itself.
const LOOKS: usize = 4;

/// What a member can tell, by its name.
const SIGNS: [(&[&str], u16); 15] = [
    (&["playscope", "seq", "mark", "moment"], OWN),
    (&["eventType", "playerTime"], EVENT),
    (&["startedDateTime"], STARTED),
    (&["request"], REQUEST),
    (&["protocolVersion", "actualPort", "remoteAddress"], CHARLES),
    (fields::METHOD, METHOD),
    (fields::PATH, PATH),
    (&["t"], REST),
    (fields::TIME, REST),
    (fields::BODY, REST),
    (fields::STATUS, REST),
    (&["xdm"], XDM),
    (&["constants"], CONSTANTS),
    (&["info"], INFO),
    (&["__export_format"], INSOMNIA),
];
const OWN: u16 = 1;
const EVENT: u16 = 1 << 1;
const STARTED: u16 = 1 << 2;
const REQUEST: u16 = 1 << 3;
const CHARLES: u16 = 1 << 4;
const METHOD: u16 = 1 << 5;
const PATH: u16 = 1 << 6;
const REST: u16 = 1 << 7;
const XDM: u16 = 1 << 8;
const CONSTANTS: u16 = 1 << 9;
const INFO: u16 = 1 << 10;
const INSOMNIA: u16 = 1 << 11;

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
        seen.all |= seen.ended && (whole || alone.is_some());
        if let Some(kind) = seen.kind().or_else(|| logged(text, line)) {
            return Some(kind);
        }
        if seen.ended && alone.is_none() && !whole {
            return None;
        }
        from = start.len() - rest.len() + line? + 1;
    }
    Some(Kind::Recording)
}

/// What a line tells that has something before its object, as consoles write it.
fn logged(text: &[u8], line: Option<usize>) -> Option<Kind> {
    let line = text.get(..line.unwrap_or(text.len()))?;
    let begin = memchr::memchr(b'{', line).filter(|begin| *begin > 0)?;
    let mut seen = Seen::default();
    seen.look(line.get(begin..)?);
    seen.all = true;
    let kind = seen.kind()?;
    matches!(
        kind,
        Kind::Events(None) | Kind::Logger(None) | Kind::Entries
    )
    .then_some(kind)
}

/// What is seen of a value.
#[derive(Default)]
struct Seen {
    /// It is an array: the signs are those of its first items.
    list: bool,
    /// What its members tell.
    signs: u16,
    /// What those of its request tell.
    within: u16,
    /// What the array tells that it holds.
    around: Option<Kind>,
    /// Its `log`.
    log: Log,
    /// What looks like JSON in a text that it has.
    lines: Option<Kind>,
    /// This is all that can be seen of it.
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
        match json.deserialize_any(Look(self, Part::Whole)) {
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

    fn kind(&self) -> Option<Kind> {
        let has = |signs: u16| self.signs & signs == signs;
        let has_one = |signs: u16| self.signs & signs != 0;
        let call = has(METHOD | PATH) && (!self.list || has_one(REST));
        let within = self.within & (METHOD | PATH) == METHOD | PATH;
        if has(OWN) && !self.list {
            Some(Kind::Recording)
        } else if has(EVENT) {
            Some(Kind::Events(None))
        } else if self.log == Log::Archive {
            Some(Kind::Har)
        } else if has(STARTED | REQUEST) || self.within & STARTED != 0 {
            Some(Kind::Entries)
        } else if self.list && has(CHARLES) {
            Some(Kind::Foreign(Foreign::Charles))
        } else if call || within && (self.all || self.list) {
            // Of one object a time may follow that makes it the entry of an archive.
            Some(Kind::Logger(None))
        } else if has(XDM) {
            Some(Kind::Foreign(Foreign::MediaEdge))
        } else if has(INSOMNIA) && !self.list {
            Some(Kind::Foreign(Foreign::Insomnia))
        } else if self.log == Log::Object && self.all {
            Some(Kind::Har)
        } else if self.all || self.list {
            self.around.or(self.lines)
        } else {
            self.around
        }
    }
}

fn sign(name: &str) -> u16 {
    let told = SIGNS.iter().find(|(names, _)| names.contains(&name));
    told.map_or(0, |(_, sign)| *sign)
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
            (b"[\n  {\"params\":{},\n \"eventType\":\"play\"}", Some(Kind::Events(None))),
            (b"{\"qoeData\":{},\"playerTime\":{}}", Some(Kind::Events(None))),
            (b"{\"t\":1,\"method\":\"POST\",\"path\":\"/\"}", Some(Kind::Logger(None))),
            (b"{\"t\":1,\"log\":2,\"method\":\"POST\",\"path\":\"/\"}", Some(Kind::Logger(None))),
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
                Some(Kind::Logger(None)),
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
