//! Headers between hyper and the model.

use std::borrow::Cow;

use hyper::HeaderMap;
use hyper::header::{HeaderName, HeaderValue};

use crate::exchange::Headers;

/// Names that nearly every request has; they cost no memory.
const USUAL: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "host",
    "origin",
    "pragma",
    "referer",
    "sec-ch-ua",
    "sec-ch-ua-mobile",
    "sec-ch-ua-platform",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "user-agent",
];

/// The headers of a request. A name that came more than once has its values joined, as HTTP allows.
pub(super) fn of(map: &HeaderMap) -> Headers<'static> {
    let mut headers: Vec<(Cow<'static, str>, Cow<'static, str>)> =
        Vec::with_capacity(map.keys_len() + 1);
    let mut last = None;
    // The values of one name come one after the other.
    for (name, value) in map {
        let text = text_of(value);
        match headers.last_mut().filter(|_| last == Some(name)) {
            Some((_, whole)) => {
                let whole = whole.to_mut();
                whole.push_str(if name == hyper::header::COOKIE {
                    "; "
                } else {
                    ", "
                });
                whole.push_str(&text);
            }
            None => headers.push((name_of(name), Cow::Owned(text))),
        }
        last = Some(name);
    }
    Headers(headers)
}

fn name_of(name: &HeaderName) -> Cow<'static, str> {
    let name = name.as_str();
    // Most are told apart by their length, so looking at each is faster than a search.
    match USUAL.iter().find(|usual| **usual == name) {
        Some(usual) => Cow::Borrowed(usual),
        None => Cow::Owned(name.to_owned()),
    }
}

/// A value as text: UTF-8, or else one character for each byte, as HTTP once defined it.
fn text_of(value: &HeaderValue) -> String {
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => text.to_owned(),
        Err(_) => value.as_bytes().iter().copied().map(char::from).collect(),
    }
}

/// Sets or replaces a header.
pub(super) fn set(headers: &mut Headers<'static>, name: &'static str, value: String) {
    let found = headers.0.iter_mut().find(|(key, _)| key == name);
    match found {
        Some((_, old)) => *old = Cow::Owned(value),
        None => headers.0.push((Cow::Borrowed(name), Cow::Owned(value))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_headers_are_joined_and_odd_bytes_kept() {
        let mut map = HeaderMap::new();
        map.append("x-a", HeaderValue::from_static("1"));
        map.append("x-a", HeaderValue::from_static("2"));
        map.append(
            "x-b",
            HeaderValue::from_bytes(b"caf\xe9").expect("a legal value"),
        );
        let headers = of(&map);
        assert_eq!(headers.get("x-a"), Some("1, 2"));
        assert_eq!(headers.get("x-b"), Some("caf\u{e9}"));
    }
}
