//! The lines of a recording as text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{Datelike as _, Timelike as _};
use serde::Serialize;

use crate::exchange::{Exchange, Header, Mark, Moment, Time, Verdict};

/// Adds the header's line.
pub fn header_line(out: &mut Vec<u8>, header: &Header) {
    out.extend_from_slice(b"{\"playscope\":");
    json(out, &header.version);
    if let Some(created) = header.created {
        out.extend_from_slice(b",\"created\":");
        time(out, created);
    }
    out.extend_from_slice(b",\"program\":");
    json(out, &header.program);
    out.extend_from_slice(b",\"base\":");
    json(out, &header.base);
    out.extend_from_slice(b",\"replay\":");
    json(out, &header.replay);
    out.extend_from_slice(b"}\n");
}

/// Adds an exchange's line. `valid_json`: the body is JSON by the protocol's rules (the caller has parsed it).
pub fn exchange_line(out: &mut Vec<u8>, exchange: &Exchange<'_>, valid_json: bool) {
    out.extend_from_slice(b"{\"seq\":");
    json(out, &exchange.seq);
    out.extend_from_slice(b",\"at\":");
    time(out, exchange.at);
    out.extend_from_slice(b",\"peer\":");
    string(out, &exchange.peer);
    out.extend_from_slice(b",\"method\":");
    string(out, &exchange.method);
    out.extend_from_slice(b",\"target\":");
    string(out, &exchange.target);
    out.extend_from_slice(b",\"headers\":{");
    for (place, (name, value)) in exchange.headers.0.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        string(out, name);
        out.push(b':');
        string(out, value);
    }
    out.push(b'}');
    body(out, &exchange.body, valid_json);
    out.extend_from_slice(b",\"status\":");
    json(out, &exchange.status);
    if let Some(sid) = &exchange.sid {
        out.extend_from_slice(b",\"sid\":");
        string(out, sid);
    }
    out.extend_from_slice(b",\"took_us\":");
    json(out, &exchange.took_us);
    out.extend_from_slice(b"}\n");
}

/// Adds a mark's line.
pub fn mark_line(out: &mut Vec<u8>, mark: &Mark) {
    out.extend_from_slice(b"{\"mark\":");
    json(out, &mark.seq);
    out.extend_from_slice(b",\"at\":");
    time(out, mark.at);
    out.extend_from_slice(b",\"verdict\":");
    json(out, &mark.verdict.map(Verdict::word));
    out.extend_from_slice(b",\"note\":");
    json(out, &mark.note);
    out.extend_from_slice(b"}\n");
}

/// Adds a moment's line.
pub fn moment_line(out: &mut Vec<u8>, moment: &Moment) {
    out.extend_from_slice(b"{\"moment\":");
    json(out, &moment.text);
    out.extend_from_slice(b",\"at\":");
    time(out, moment.at);
    out.extend_from_slice(b"}\n");
}

/// The body in the first form that can hold it byte for byte.
fn body(out: &mut Vec<u8>, body: &[u8], valid_json: bool) {
    if body.is_empty() {
        return;
    }
    if valid_json && stands_in_a_line(body) {
        out.extend_from_slice(b",\"body\":");
        out.extend_from_slice(body);
    } else if let Ok(text) = std::str::from_utf8(body) {
        out.extend_from_slice(b",\"bodyText\":");
        json(out, text);
    } else {
        out.extend_from_slice(b",\"bodyBase64\":\"");
        out.extend_from_slice(BASE64.encode(body).as_bytes());
        out.push(b'"');
    }
}

/// No line break, and no white space before or after it that reading would lose.
fn stands_in_a_line(json: &[u8]) -> bool {
    let white = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t'));
    memchr::memchr2(b'\n', b'\r', json).is_none() && !white(json.first()) && !white(json.last())
}

/// A time as it displays itself; the usual ones, as every line has one, without a formatter.
fn time(out: &mut Vec<u8>, time: Time) {
    let utc = time.utc();
    let Some(year) = u32::try_from(utc.year()).ok().filter(|year| *year < 10_000) else {
        return json(out, &time.to_string());
    };
    let mut text = *b"\"0000-00-00T00:00:00.000000Z\"";
    for (digits, mut number) in [
        (1..5, year),
        (6..8, utc.month()),
        (9..11, utc.day()),
        (12..14, utc.hour()),
        (15..17, utc.minute()),
        (18..20, utc.second()),
        (21..27, utc.nanosecond() / 1000),
    ] {
        for digit in text[digits].iter_mut().rev() {
            *digit += u8::try_from(number % 10).unwrap_or_default();
            number /= 10;
        }
    }
    out.extend_from_slice(&text);
}

/// A string; one that needs no escapes, as nearly all do, is copied in one go.
fn string(out: &mut Vec<u8>, text: &str) {
    let special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    // Without a short cut, so that many bytes are looked at in one step.
    if text
        .bytes()
        .fold(false, |found, byte| found | special(byte))
    {
        return json(out, text);
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

fn json<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    let before = out.len();
    // Strings and numbers cannot fail into a `Vec`; if one ever does, the line stays whole.
    if serde_json::to_writer(&mut *out, value).is_err() {
        out.truncate(before);
        out.extend_from_slice(b"null");
    }
}

#[cfg(test)]
mod tests {
    use super::{Time, time};

    #[test]
    fn a_time_is_written_as_it_displays_itself() {
        let odd = [i64::MIN, i64::MAX, 253_402_300_800_000_000, -1];
        let usual = [0, 1, 951_782_399_999_999, 1_768_507_200_000_002];
        for at in odd.into_iter().chain(usual).map(Time) {
            let mut out = Vec::new();
            time(&mut out, at);
            assert_eq!(out, format!("\"{at}\"").into_bytes(), "{at:?}");
        }
    }
}
