//! Calls and events as loggers, gateways, consoles and exports write them, each with names and wrappings of its own.

use std::io::Cursor;

use playscope::exchange::Exchange;
use playscope::recording;
use serde_json::{Value, json};

use super::exchanges_of;

const MS: u64 = 1_768_507_200_000;

fn event(kind: &str) -> Value {
    json!({"eventType": kind, "playerTime": {"playhead": 0, "ts": MS}, "params": {}})
}

/// The bodies, as event types.
fn kinds(exchanges: &[Exchange<'_>]) -> Vec<String> {
    let kind = |exchange: &Exchange<'_>| {
        let event: Value = serde_json::from_slice(&exchange.body).unwrap();
        event["eventType"].as_str().unwrap().to_owned()
    };
    exchanges.iter().map(kind).collect()
}

#[test]
fn calls_under_other_names_and_in_objects_of_their_own() {
    use base64::Engine as _;
    let start = event("sessionStart").to_string();
    let coded = base64::engine::general_purpose::STANDARD.encode(&start);
    let (path, seconds) = ("/va/api/v1/sessions?x=1", 1_768_507_200.0);
    for call in [
        json!({"t": MS, "method": "post", "path": path, "body": start, "status": 201, "location": "/api/v1/sessions/s"}),
        // What a load balancer or a gateway hands to a function.
        json!({"requestContext": {"elb": {"targetGroupArn": "arn"}}, "httpMethod": "POST", "path": path, "time": MS,
            "headers": {"host": "a"}, "body": start, "isBase64Encoded": false, "location": "/api/v1/sessions/s"}),
        json!({"resource": "/{proxy+}", "httpMethod": "POST", "path": path, "body": coded, "isBase64Encoded": true,
            "multiValueHeaders": {"Host": ["a"]}, "requestContext": {"httpMethod": "POST", "requestTimeEpoch": MS}, "location": "/api/v1/sessions/s"}),
        json!({"version": "2.0", "rawPath": path, "headers": {"host": "a"}, "body": coded, "isBase64Encoded": true,
            "requestContext": {"http": {"method": "POST", "path": path}, "timeEpoch": MS}, "location": "/api/v1/sessions/s"}),
        // What web servers and proxies log.
        json!({"time_iso8601": "2026-01-15T20:00:00+00:00", "request_method": "POST", "request_uri": path, "request_body": start,
            "status": "201", "location": "/api/v1/sessions/s"}),
        json!({"level": "info", "ts": seconds, "request": {"method": "POST", "host": "a", "uri": path, "headers": {"Host": ["a"]}, "body": start},
            "status": 201, "response": {"headers": {"Location": ["/api/v1/sessions/s"]}}}),
        json!({"level": 30, "time": MS, "req": {"id": 1, "method": "POST", "url": path, "headers": {"host": "a"}, "body": event("sessionStart")},
            "res": {"statusCode": 201, "headers": {"location": "/api/v1/sessions/s"}}, "msg": "request completed"}),
        json!({"@timestamp": "2026-01-15T20:00:00.000Z", "requestMethod": "POST", "requestUri": path, "requestBody": start,
            "responseStatus": 201, "responseHeaders": {"location": "/api/v1/sessions/s"}}),
    ] {
        for text in [
            format!("{call}\n"),
            json!([call]).to_string(),
            json!({"count": 1, "requests": [call]}).to_string(),
        ] {
            let (found, damage) = exchanges_of(&text);
            assert_eq!(damage, [""; 0], "{text}");
            let call = &found[0];
            assert_eq!(
                (
                    &*call.method,
                    &*call.target,
                    call.status,
                    call.sid.as_deref(),
                    call.at.ms()
                ),
                ("POST", path, 201, Some("s"), 1_768_507_200_000),
                "{text}"
            );
            assert_eq!(kinds(&found), ["sessionStart"], "{text}");
        }
    }
}

#[test]
fn numbers_are_seconds_or_parts_of_them_by_their_size() {
    for (time, ms) in [
        (json!(1_768_507_200), 1_768_507_200_000),
        (json!(1_768_507_200.25), 1_768_507_200_250),
        (json!(1_768_507_200_250_u64), 1_768_507_200_250),
        (json!("1768507200250"), 1_768_507_200_250),
        (json!(1_768_507_200_250_000_u64), 1_768_507_200_250),
        (json!(1_768_507_200_250_000_000_u64), 1_768_507_200_250),
        (json!("2026-01-15 20:00:00.250"), 1_768_507_200_250),
    ] {
        let (found, _) =
            exchanges_of(json!({"time": time, "method": "GET", "path": "/"}).to_string());
        assert_eq!(found[0].at.ms(), ms, "{time}");
    }
    // What is documented as milliseconds is.
    let (found, _) = exchanges_of(json!({"t": 7, "method": "GET", "path": "/"}).to_string());
    assert_eq!(found[0].at.ms(), 7);
}

#[test]
fn events_and_entries_in_an_object_around_them() {
    let (start, play) = (event("sessionStart"), event("play"));
    let around =
        json!({"session": {"id": 1, "tags": [1, {}]}, "events": [start, play], "more": null});
    for (text, count) in [
        (around.to_string(), 2),
        (format!("{around:#}"), 2),
        // One behind the other, with and without a line break.
        (format!("{around}{around}\n{around}"), 6),
        (json!({"data": [start, play]}).to_string(), 2),
    ] {
        let (found, damage) = exchanges_of(&text);
        assert_eq!(
            (found.len(), damage.len()),
            (count, 0),
            "{damage:?}\n{text}"
        );
    }
    let entry = json!({"startedDateTime": "2026-01-15T20:00:00Z", "request": {"method": "POST",
        "url": "https://a.example/api/v1/sessions/s/events", "postData": {"text": play.to_string()}}, "response": {"status": 204}});
    let bare = json!({"version": "1.2", "creator": {"name": "Any", "version": "1"}, "entries": [entry, entry]});
    for text in [bare.to_string(), format!("{bare}\n{bare}")] {
        let (found, damage) = exchanges_of(&text);
        assert_eq!(
            (found.len() % 2, damage.len()),
            (0, 0),
            "{damage:?}\n{text}"
        );
        assert_eq!(kinds(&found[..2]), ["play", "play"]);
    }
    // In the network file of a trace of Playwright.
    let line = json!({"type": "resource-snapshot", "snapshot": entry});
    let (found, damage) = exchanges_of(format!("{line}\n{line}\n"));
    assert_eq!(
        (kinds(&found), damage),
        (vec!["play".to_owned(); 2], Vec::new())
    );
}

#[test]
fn damage_in_an_object_around_them_is_told_and_survived() {
    let (start, play) = (event("sessionStart"), event("play"));
    let around = json!({"events": [start, play], "more": 1}).to_string();
    let broken = around.replacen("\"params\"", "params", 1);
    for (text, count) in [
        (format!("{broken}\n{around}"), 3),
        (
            format!("{}\n{around}", around.replace("\"more\":", "more:")),
            4,
        ),
        (
            format!("{around}\n{}", around.replace("\"events\"", "\"others\"")),
            2,
        ),
        (around.get(..around.len() - 20).unwrap().to_owned(), 1),
    ] {
        let (found, damage) = exchanges_of(&text);
        assert_eq!(
            (found.len(), damage.len()),
            (count, 1),
            "{damage:?}\n{text}"
        );
    }
}

#[test]
fn lines_of_a_console_with_something_before_and_behind() {
    let (start, play, end) = (event("sessionStart"), event("play"), event("sessionEnd"));
    let log = [
        "01-15 20:00:00.001 V/Player: starting".to_owned(),
        format!("01-15 20:00:00.002 5266-5324/ D/Tracker: sending {start} to collection"),
        format!("2026-01-15 20:00:01 [debug] {play}\r"),
        "{ not json".to_owned(),
        format!("player.js:12 POST {end}"),
    ]
    .join("\n");
    let (found, damage) = exchanges_of(&log);
    assert_eq!(kinds(&found), ["sessionStart", "play", "sessionEnd"]);
    let lines: Vec<_> = damage
        .iter()
        .map(|told| told.split(':').next().unwrap())
        .collect();
    assert_eq!(lines, ["line 1", "line 4"], "{damage:?}");
    // Times in brackets look like an array.
    let log = format!("[20:00:00] {start}\n[20:00:01] {play}\n[20:00:02] bye\n");
    let (found, damage) = exchanges_of(&log);
    assert_eq!(kinds(&found), ["sessionStart", "play"]);
    assert!(!damage.is_empty());
    let call = json!({"method": "GET", "path": "/id", "t": 1});
    let (found, damage) = exchanges_of(format!("INFO {call}\nINFO {call}\n"));
    assert_eq!((found.len(), damage.len()), (2, 0), "{damage:?}");
}

#[test]
fn exports_that_hold_no_calls_are_named_with_the_way_out() {
    let play = event("play").to_string();
    let cases: [(String, &str); 8] = [
        ("<?xml version=\"1.0\"?>\n<!DOCTYPE items [\n]>\n<items burpVersion=\"2026.1\">".to_owned(), "Burp"),
        ("<!doctype html>\n<html>".to_owned(), "HTML"),
        (json!({"constants": {"logEventTypes": {}}, "events": [{"phase": 0, "type": 1}]}).to_string(), "net log"),
        (json!({"info": {"_postman_id": "x", "name": "a"}, "item": [{"request": {"method": "POST", "url": "a"}}]}).to_string(), "Postman"),
        (json!({"_type": "export", "__export_format": 4, "resources": [{"method": "GET", "url": "a"}]}).to_string(), "Insomnia"),
        (json!({"log": format!("{play}\n"), "stream": "stdout", "time": "x"}).to_string(), ".log?"),
        (json!({"events": [{"timestamp": 1, "message": play}]}).to_string(), ".message?"),
        (json!({"events": [{"xdm": {"eventType": "media.play"}}]}).to_string(), "Media Edge"),
    ];
    for (text, name) in cases {
        let failed = recording::load_from(Cursor::new(text.into_bytes()), |_| {
            panic!("nothing to read")
        });
        let said = failed.unwrap_err().to_string();
        assert!(said.contains(name), "{said}");
    }
}
