//! One line of a recording, read without copying what can be borrowed from it.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Entry, Problem};
use crate::exchange::{Exchange, Header, Headers, Mark, Moment, Time, Verdict};

/// Reads one line, without its line break. `None` for a blank one.
///
/// # Errors
///
/// When the line is not JSON, or JSON of no known shape.
pub fn parse_line(line: &[u8]) -> Result<Option<Entry<'_>>, Problem> {
    let text = std::str::from_utf8(line).map_err(|error| {
        Problem::NotJson(format!("byte {} is not UTF-8", error.valid_up_to() + 1))
    })?;
    if text.trim_ascii().is_empty() {
        return Ok(None);
    }
    let members: Members<'_> = serde_json::from_str(text).map_err(|error| {
        let reason = error.to_string();
        if error.is_data() {
            Problem::UnknownShape(reason)
        } else {
            Problem::NotJson(reason)
        }
    })?;
    members.entry().map(Some).map_err(Problem::UnknownShape)
}

/// The members that any known line may have. Of one given twice the last holds.
#[derive(Default)]
struct Members<'a> {
    playscope: Option<f64>,
    created: Option<Cow<'a, str>>,
    program: Option<Cow<'a, str>>,
    base: Option<Cow<'a, str>>,
    replay: Option<bool>,
    seq: Option<u64>,
    at: Option<Cow<'a, str>>,
    peer: Option<Cow<'a, str>>,
    method: Option<Cow<'a, str>>,
    target: Option<Cow<'a, str>>,
    headers: Option<Headers<'a>>,
    body: Option<&'a RawValue>,
    body_text: Option<Cow<'a, str>>,
    body_base64: Option<Cow<'a, str>>,
    status: Option<u16>,
    sid: Option<Cow<'a, str>>,
    took_us: Option<u64>,
    mark: Option<u64>,
    verdict: Option<Cow<'a, str>>,
    note: Option<Cow<'a, str>>,
    moment: Option<Cow<'a, str>>,
}

impl<'a> Members<'a> {
    fn entry(self) -> Result<Entry<'a>, String> {
        if self.playscope.is_some() {
            Ok(self.header())
        } else if self.seq.is_some() {
            self.exchange()
        } else if let Some(seq) = self.mark {
            self.mark(seq)
        } else if self.moment.is_some() {
            self.moment()
        } else {
            Err("none of playscope, seq, mark and moment".to_owned())
        }
    }

    fn header(self) -> Entry<'a> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a version out of range saturates and is then newer, or 0"
        )]
        let version = self.playscope.unwrap_or_default() as u64;
        Entry::Header(Header {
            version,
            created: self.created.as_deref().and_then(Time::parse),
            program: self.program.unwrap_or_default().into_owned(),
            base: self.base.unwrap_or_default().into_owned(),
            replay: self.replay.unwrap_or_default(),
        })
    }

    fn exchange(self) -> Result<Entry<'a>, String> {
        let needed = |name: &str| format!("an exchange without {name}");
        let body = match (self.body, self.body_text, self.body_base64) {
            (Some(json), _, _) => Cow::Borrowed(json.get().as_bytes()),
            (None, Some(Cow::Borrowed(text)), _) => Cow::Borrowed(text.as_bytes()),
            (None, Some(Cow::Owned(text)), _) => Cow::Owned(text.into_bytes()),
            (None, None, Some(coded)) => Cow::Owned(
                BASE64
                    .decode(coded.as_bytes())
                    .map_err(|error| format!("bodyBase64: {error}"))?,
            ),
            (None, None, None) => Cow::Borrowed(&[][..]),
        };
        Ok(Entry::Exchange(Exchange {
            seq: self.seq.unwrap_or_default(),
            at: time(self.at.as_deref())?,
            peer: self.peer.unwrap_or_default(),
            method: self.method.ok_or_else(|| needed("method"))?,
            target: self.target.ok_or_else(|| needed("target"))?,
            headers: self.headers.unwrap_or_default(),
            body,
            status: self.status.unwrap_or_default(),
            sid: self.sid,
            took_us: self.took_us.unwrap_or_default(),
        }))
    }

    fn mark(self, seq: u64) -> Result<Entry<'a>, String> {
        let verdict = match self.verdict.as_deref() {
            None => None,
            Some(word) => Some(
                Verdict::parse(word).ok_or_else(|| "a mark with an unknown verdict".to_owned())?,
            ),
        };
        Ok(Entry::Mark(Mark {
            seq,
            at: time(self.at.as_deref())?,
            verdict,
            note: self.note.unwrap_or_default().into_owned(),
        }))
    }

    fn moment(self) -> Result<Entry<'a>, String> {
        Ok(Entry::Moment(Moment {
            text: self.moment.unwrap_or_default().into_owned(),
            at: time(self.at.as_deref())?,
        }))
    }
}

fn time(text: Option<&str>) -> Result<Time, String> {
    let text = text.ok_or_else(|| "no member at".to_owned())?;
    Time::parse(text).ok_or_else(|| "at is no RFC 3339 time".to_owned())
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut found = Members::default();
        while let Some(Text(key)) = map.next_key()? {
            match key.as_ref() {
                "playscope" => found.playscope = Some(map.next_value()?),
                "created" => found.created = text(&mut map)?,
                "program" => found.program = text(&mut map)?,
                "base" => found.base = text(&mut map)?,
                "replay" => found.replay = map.next_value()?,
                "seq" => found.seq = Some(map.next_value()?),
                "at" => found.at = text(&mut map)?,
                "peer" => found.peer = text(&mut map)?,
                "method" => found.method = text(&mut map)?,
                "target" => found.target = text(&mut map)?,
                "headers" => {
                    found.headers = map.next_value::<Option<HeaderMap<'de>>>()?.map(|map| map.0);
                }
                // Not as an `Option`: a body may be the JSON text `null`.
                "body" => found.body = Some(map.next_value()?),
                "bodyText" => found.body_text = text(&mut map)?,
                "bodyBase64" => found.body_base64 = text(&mut map)?,
                "status" => found.status = map.next_value()?,
                "sid" => found.sid = text(&mut map)?,
                "took_us" => found.took_us = map.next_value()?,
                "mark" => found.mark = Some(map.next_value()?),
                "verdict" => found.verdict = text(&mut map)?,
                "note" => found.note = text(&mut map)?,
                "moment" => found.moment = text(&mut map)?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }
}

fn text<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Cow<'de, str>>, A::Error> {
    Ok(map.next_value::<Option<Text<'de>>>()?.map(|text| text.0))
}

/// A string, borrowed when it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}

/// Headers in the order of the file.
struct HeaderMap<'a>(Headers<'a>);

impl<'de> Deserialize<'de> for HeaderMap<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct HeadersVisitor;
        impl<'de> Visitor<'de> for HeadersVisitor {
            type Value = HeaderMap<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of strings")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut headers = Vec::with_capacity(12);
                while let Some(Text(name)) = map.next_key()? {
                    headers.push((lower(name), map.next_value::<Text<'de>>()?.0));
                }
                Ok(HeaderMap(Headers(headers)))
            }
        }
        deserializer.deserialize_map(HeadersVisitor)
    }
}

/// Names are lower case in our own files; a hand-made one may be careless.
fn lower(name: Cow<'_, str>) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        name
    }
}
