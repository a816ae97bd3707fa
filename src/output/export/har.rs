//! HAR 1.2, with every member that the format asks for: it opens in browsers' network panels.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use super::base;
use crate::exchange::{Exchange, Header, Time, reason};
use crate::wire::Route;

/// The begin of the year 0, and the end of 9999: a browser refuses an archive with a time that it cannot read.
const FIRST: Time = Time(-62_167_219_200_000_000);
const LAST: Time = Time(253_402_300_799_999_999);

/// Begins the archive.
pub fn begin(program: &str, version: &str, out: &mut dyn Write) -> io::Result<()> {
    let creator = json!({"name": program, "version": version});
    write!(
        out,
        "{{\"log\":{{\"version\":\"1.2\",\"creator\":{creator},\"pages\":[],\"entries\":["
    )
}

/// Ends it.
pub fn end(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n]}}}}")
}

/// Adds a call.
pub fn entry(
    header: &Header,
    exchange: &Exchange<'_>,
    first: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let comma = if first { "\n" } else { ",\n" };
    write!(out, "{comma}{}", value(header, exchange))
}

fn value(header: &Header, exchange: &Exchange<'_>) -> Value {
    let target = exchange.target.as_ref();
    let url = if target.starts_with('/') {
        format!("{}{target}", base(header, exchange))
    } else {
        target.to_owned()
    };
    let pairs = |headers: &[(String, String)]| -> Vec<Value> {
        let pairs = headers.iter();
        pairs
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect()
    };
    let sent: Vec<(String, String)> = exchange
        .headers
        .0
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect();
    let wait = f64::from(u32::try_from(exchange.took_us).unwrap_or(u32::MAX)) / 1_000.0;
    let opened = exchange.sid.as_deref().filter(|_| {
        (200..300).contains(&exchange.status)
            && matches!(Route::of(target), Route::Sessions | Route::Downloaded)
    });
    let location = opened.map(|sid| format!("/api/v1/sessions/{sid}"));
    let answered: Vec<(String, String)> = location
        .iter()
        .map(|location| ("location".to_owned(), location.clone()))
        .collect();
    let mut request = json!({
        "method": exchange.method, "url": url, "httpVersion": "HTTP/1.1", "cookies": [], "headers": pairs(&sent),
        "queryString": query(target), "headersSize": -1, "bodySize": exchange.body.len(),
    });
    if !exchange.body.is_empty() {
        let kind = exchange.headers.get("content-type").unwrap_or_default();
        request["postData"] = match std::str::from_utf8(&exchange.body) {
            Ok(text) => json!({"mimeType": kind, "text": text}),
            Err(_) => {
                json!({"mimeType": kind, "text": BASE64.encode(&exchange.body), "encoding": "base64"})
            }
        };
    }
    json!({
        "startedDateTime": exchange.at.clamp(FIRST, LAST).to_string(), "time": wait, "request": request,
        "response": {
            "status": exchange.status, "statusText": reason(exchange.status), "httpVersion": "HTTP/1.1", "cookies": [],
            "headers": pairs(&answered), "content": {"size": 0, "mimeType": "x-unknown"},
            "redirectURL": location.unwrap_or_default(), "headersSize": -1, "bodySize": 0,
        },
        "cache": {}, "timings": {"send": 0, "wait": wait, "receive": 0},
    })
}

fn query(target: &str) -> Vec<Value> {
    let query = crate::wire::route::query(target);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            json!({"name": name, "value": value})
        })
        .collect()
}
