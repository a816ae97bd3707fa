//! Parts of a call as other programs write them, read leniently.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, NaiveDateTime};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::values::{each, loose};
use crate::exchange::{Headers, Time};

/// Headers as an array of names and values or as an object; names in lower case, HTTP/2's own ones (`:path`) left out
/// but for the host.
pub(super) fn headers(raw: Option<&RawValue>) -> Headers<'_> {
    let mut found: Vec<(String, &RawValue)> = Vec::new();
    let Some(text) = raw.map(RawValue::get) else {
        return Headers::default();
    };
    if text.starts_with('[') {
        // Of a damaged list what comes before is kept.
        let _ = each(text, |item| {
            #[derive(Deserialize)]
            struct Pair<'a> {
                #[serde(borrow)]
                name: Option<&'a RawValue>,
                #[serde(borrow)]
                value: Option<&'a RawValue>,
            }
            let pair: Option<(String, &RawValue)> = serde_json::from_str(item).ok();
            let named: Option<Pair<'_>> = serde_json::from_str(item).ok();
            let named = named.and_then(|pair| Some((word(pair.name)?, pair.value?)));
            found.extend(pair.or(named));
        });
    } else if let Ok(Members(members)) = serde_json::from_str(text) {
        found = members;
    }
    let host = found
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("host"));
    let lower = |(name, value): (String, &RawValue)| {
        let name = match name.to_ascii_lowercase() {
            authority if authority == ":authority" && !host => "host".to_owned(),
            name if name.starts_with(':') => return None,
            name => name,
        };
        Some((Cow::Owned(name), Cow::Owned(words(value)?)))
    };
    Headers(found.into_iter().filter_map(lower).collect())
}

/// A string; a number or a Boolean as it is written.
pub(super) fn word(raw: Option<&RawValue>) -> Option<String> {
    let raw = raw?;
    loose(Some(raw)).or_else(|| {
        let text = raw.get();
        let plain = !text.starts_with(['{', '[', '"']) && text != "null";
        plain.then(|| text.to_owned())
    })
}

/// The same; of several, with commas between, as headers are joined.
fn words(raw: &RawValue) -> Option<String> {
    word(Some(raw)).or_else(|| {
        let several: Vec<&RawValue> = loose(Some(raw))?;
        let several: Vec<String> = several
            .into_iter()
            .filter_map(|raw| word(Some(raw)))
            .collect();
        Some(several.join(", "))
    })
}

/// The bytes of a string, half surrogates included: a body is judged as it is.
pub(super) fn bytes(raw: Option<&RawValue>) -> Option<Cow<'_, [u8]>> {
    let raw = raw?;
    let mut json = serde_json::Deserializer::from_str(raw.get());
    json.deserialize_bytes(Bytes).ok()
}

/// A point in time: RFC 3339, the same with slips that are seen (a zone without its colon or minutes, or none, which is
/// taken as UTC; a space for the T, a comma for the point), or milliseconds since 1970.
pub(super) fn time(raw: Option<&RawValue>) -> Option<Time> {
    let raw = raw?;
    if let Some(ms) = loose::<f64>(Some(raw)) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "beyond the range it saturates"
        )]
        return Some(Time((ms * 1_000.0).round() as i64));
    }
    let text: String = loose(Some(raw))?;
    let text = text
        .trim()
        .to_ascii_uppercase()
        .replace(',', ".")
        .replacen(' ', "T", 1);
    let micros = DateTime::parse_from_rfc3339(&text)
        .or_else(|_| DateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f%#z"))
        .map(|time| time.timestamp_micros())
        .or_else(|_| {
            NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f")
                .map(|time| time.and_utc().timestamp_micros())
        });
    micros.ok().map(Time)
}

/// The members of an object in their order.
pub(super) struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Members<'a> {
    /// The value of the first of these names that it has.
    pub(super) fn get(&self, names: &[&str]) -> Option<&'a RawValue> {
        names.iter().find_map(|name| {
            let member = self.0.iter().find(|(own, _)| own == name);
            member.map(|(_, value)| *value)
        })
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(All)
    }
}

/// Scheme and host of an address, and path and query; the first is empty where only these are given.
pub(super) fn split(address: &str) -> (&str, &str) {
    let scheme = address.split_once("://").map(|(scheme, _)| scheme);
    // A path may have a whole address in its query.
    let Some(scheme) = scheme.filter(|scheme| !scheme.contains(['/', '?'])) else {
        return ("", address);
    };
    let host = scheme.len() + "://".len();
    let rest = address.get(host..).unwrap_or_default();
    let end = host + rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (origin, target) = address.split_at_checked(end).unwrap_or((address, ""));
    (origin, if target.is_empty() { "/" } else { target })
}

struct Bytes;

impl<'de> Visitor<'de> for Bytes {
    type Value = Cow<'de, [u8]>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(bytes))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(Cow::Owned(bytes.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn an_address_is_split_behind_its_host() {
        for (address, origin, target) in [
            ("https://a.example/x?y=1", "https://a.example", "/x?y=1"),
            ("https://a.example", "https://a.example", "/"),
            ("https://a.example?y", "https://a.example", "?y"),
            ("/x", "", "/x"),
            (
                "/x?from=https://b.example/y",
                "",
                "/x?from=https://b.example/y",
            ),
            ("", "", ""),
        ] {
            assert_eq!(split(address), (origin, target), "{address}");
        }
    }
}
