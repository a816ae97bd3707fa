//! HAR files as the programs that write them do it, each with its own oddities: made here, not recorded.

use std::io::Write;

use playscope::exchange::Exchange;
use playscope::recording::{self, Entry};
use serde_json::{Value, json};

use super::exchanges_of;

const SESSIONS: &str = "https://media.example/api/v1/sessions";

/// The exchanges of an archive's entries, and what was said about it.
fn import(entries: &Value) -> (Vec<Exchange<'static>>, Vec<String>) {
    exchanges_of(json!({"log": {"version": "1.2", "entries": entries}}).to_string())
}

fn event(kind: &str) -> String {
    json!({"eventType": kind, "playerTime": {"playhead": 0, "ts": 1_768_507_200_000_u64}, "params": {}}).to_string()
}

/// What a call became: status, session and body.
fn brief<'a>(exchange: &'a Exchange<'_>) -> (u16, Option<&'a str>, String) {
    let body = String::from_utf8_lossy(&exchange.body).into_owned();
    (exchange.status, exchange.sid.as_deref(), body)
}

#[test]
fn chromes_private_members_blocked_calls_and_beacons() {
    let (start, play, end) = (event("sessionStart"), event("play"), event("sessionEnd"));
    let events = format!("{SESSIONS}/s1/events");
    let sent = |second: u32, url: &str, more: Value, status: i64| {
        let mut request = json!({"method": "POST", "url": url, "httpVersion": "h3", "headersSize": -1, "cookies": [], "queryString": [],
            "headers": [{"name": ":authority", "value": "media.example"}, {"name": ":method", "value": "POST"},
                {"name": ":scheme", "value": "https"}, {"name": "content-type", "value": "text/plain;charset=UTF-8"}]});
        request
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({"_connectionId": "7", "_initiator": {"type": "script", "stack": {"callFrames": [{"url": "https://x/{\"request\":1}"}]}},
            "_priority": "High", "_resourceType": "ping", "pageref": "page_1", "cache": {}, "connection": "443",
            "startedDateTime": format!("2026-01-15T20:00:{second:02}.007Z"), "time": -1, "request": request,
            "response": {"status": status, "statusText": "", "headers": [{"name": "location", "value": if status == 201 { "/api/v1/sessions/s1" } else { "" }}],
                "redirectURL": "", "_transferSize": 0, "_error": if status == 0 { "net::ERR_BLOCKED_BY_CLIENT" } else { "" }},
            "timings": {"blocked": -1, "dns": -1, "wait": -1, "_blocked_queueing": 1.5}})
    };
    let blob = |text: &str| json!({"bodySize": text.len(), "postData": {"mimeType": "text/plain;charset=UTF-8", "text": text}});
    let (found, damage) = import(&json!([
        sent(1, SESSIONS, blob(&start), 201),
        sent(2, &events, blob(&play), 204),
        // A body that came as a Blob is not always kept.
        sent(3, &events, json!({"bodySize": 91}), 204),
        sent(4, &events, blob(&end), 0),
    ]));
    let told: Vec<_> = found.iter().map(brief).collect();
    let sid = Some("s1");
    assert_eq!(
        told,
        [
            (201, sid, start),
            (204, sid, play),
            (204, sid, String::new()),
            (0, sid, end)
        ]
    );
    assert!(
        found
            .iter()
            .all(|call| call.took_us == 0 && call.headers.get("host") == Some("media.example"))
    );
    assert_eq!(
        damage,
        ["line 1: read, but the body of entry 3 was not kept: it is judged as an empty one"]
    );
}

#[test]
fn a_blocked_start_opens_nothing() {
    let start = event("sessionStart");
    for response in [
        json!(null),
        json!({}),
        json!({"status": 0}),
        json!({"status": -1, "headers": null}),
    ] {
        let mut entry = json!({"startedDateTime": "2026-01-15T20:00:00Z",
            "request": {"method": "POST", "url": SESSIONS, "postData": {"text": start}}});
        if !response.is_null() {
            entry["response"] = response;
        }
        let (found, damage) = import(&json!([entry]));
        assert_eq!(
            found.iter().map(brief).collect::<Vec<_>>(),
            [(0, None, start.clone())]
        );
        assert_eq!(damage, [""; 0]);
    }
}

#[test]
fn bodies_in_every_form_that_is_seen() {
    use base64::Engine as _;
    let text = event("play");
    let coded = base64::engine::general_purpose::STANDARD.encode(&text);
    let broken: Vec<&str> = coded
        .as_bytes()
        .chunks(16)
        .filter_map(|part| str::from_utf8(part).ok())
        .collect();
    let object: Value = serde_json::from_str(&text).unwrap();
    let forms = [
        json!({"mimeType": "application/json", "text": text}),
        // In base64, said in three ways; in lines, and without its end.
        json!({"text": coded, "encoding": "base64"}),
        json!({"text": coded, "_encoding": "BASE64"}),
        json!({"text": broken.join("\r\n"), "encoding": "base64"}),
        json!({"text": coded.trim_end_matches('='), "encoding": "base64"}),
        // What says that it is base64, but is not.
        json!({"text": text, "encoding": "base64"}),
        // As a form's fields, with and without a text.
        json!({"text": "", "params": [{"name": text, "value": ""}]}),
        json!({"mimeType": "application/x-www-form-urlencoded", "params": [{"name": text}]}),
        json!({"text": text, "params": []}),
        // JSON in place, and a text without its object.
        json!({"text": object}),
        json!(text),
    ];
    for form in forms {
        let (found, damage) = import(&json!([{"startedDateTime": "2026-01-15T20:00:00Z",
            "request": {"method": "POST", "url": format!("{SESSIONS}/s/events"), "postData": form}}]));
        let same = serde_json::from_slice::<Value>(&found[0].body);
        assert_eq!(same.ok().as_ref(), Some(&object), "{form}");
        assert_eq!(damage, [""; 0]);
    }
}

#[test]
fn headers_in_any_case_and_form() {
    for headers in [
        json!([{"name": "LOCATION", "value": "/api/v1/sessions/a"}]),
        json!([{"name": "location", "value": "https://media.example/api/v1/sessions/a"}, {"name": "x"}, 7]),
        json!({"Location": "/api/v1/sessions/a"}),
        json!({"Location": ["/api/v1/sessions/a"]}),
    ] {
        let (found, _) = import(&json!([{"startedDateTime": "2026-01-15T20:00:00Z",
            "request": {"method": "post", "url": SESSIONS, "headers": {"HOST": "b.example", ":authority": "a.example", "X-Number": 3},
                "postData": {"text": event("sessionStart")}},
            "response": {"status": "201", "headers": headers}}]));
        assert_eq!(found[0].sid.as_deref(), Some("a"), "{headers}");
        assert_eq!(found[0].method, "POST");
        assert_eq!(
            (
                found[0].headers.get("host"),
                found[0].headers.get("x-number")
            ),
            (Some("b.example"), Some("3"))
        );
    }
    for status in [json!(201), json!(201.0), json!("201"), json!(" 201 ")] {
        let (found, _) = import(&json!([{"startedDateTime": "2026-01-15T20:00:00Z",
            "request": {"method": "POST", "url": SESSIONS, "postData": {"text": event("sessionStart")}},
            "response": {"status": status, "headers": [], "redirectURL": "/api/v1/sessions/a"}}]));
        assert_eq!(found[0].status, 201, "{status}");
    }
}

#[test]
fn times_as_they_are_written() {
    let same = [
        "2026-01-15T20:00:00.250Z",
        "2026-01-15T21:00:00.250+01:00",
        "2026-01-15T21:00:00.2500000+01:00",
        "2026-01-15T21:00:00.25+0100",
        "2026-01-15T21:00:00.25+01",
        "2026-01-15T14:30:00.250-05:30",
        "2026-01-15T20:00:00.250",
        "2026-01-15 20:00:00.250",
        "2026-01-15 20:00:00.250Z",
        "2026-01-15T20:00:00,250Z",
        " 2026-01-15t20:00:00.250z ",
    ];
    for text in same {
        let (found, damage) = import(
            &json!([{"startedDateTime": text, "request": {"method": "GET", "url": SESSIONS}}]),
        );
        assert_eq!(
            found[0].at.to_string(),
            "2026-01-15T20:00:00.250000Z",
            "{text}"
        );
        assert_eq!(damage, [""; 0], "{text}");
    }
    let (found, damage) = import(
        &json!([{"startedDateTime": "yesterday", "request": {"method": "GET", "url": SESSIONS}}]),
    );
    assert_eq!(found.len(), 1);
    assert!(
        damage[0].contains("entry 1 is without a startedDateTime"),
        "{damage:?}"
    );
}

#[test]
fn pages_out_of_order_with_a_mark_before_and_packed() {
    let entry = |page: u32, second: u32, kind: &str| {
        let url = if kind == "sessionStart" {
            SESSIONS.to_owned()
        } else {
            format!("HTTPS://Media.Example/api/v1/sessions/p{page}/events")
        };
        json!({"pageref": format!("page_{page}"), "startedDateTime": format!("2026-01-15T20:0{page}:{second:02}Z"),
            "request": {"method": "POST", "url": url, "postData": {"text": event(kind)}},
            "response": {"status": if kind == "sessionStart" { 201 } else { 204 }, "redirectURL": if kind == "sessionStart" { format!("/api/v1/sessions/p{page}") } else { String::new() }}})
    };
    let entries = json!([entry(2, 0, "sessionStart"), entry(2, 9, "play"), entry(1, 5, "play"), entry(1, 0, "sessionStart"),
        {"pageref": "page_1", "startedDateTime": "2026-01-15T20:01:01Z", "request": {"method": "GET", "url": "https://media.example/id"}, "response": {"status": 404}}]);
    let archive = json!({"log": {"entries": entries, "pages": [{"id": "page_2", "startedDateTime": "x"}, null],
        "browser": {"name": "Firefox", "version": "130.0"}, "version": "1.2", "creator": 7}});
    let text = format!("\u{feff}\r\n{archive:#}");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    for raw in [text.into_bytes(), packed.finish().unwrap()] {
        let (found, damage) = exchanges_of(raw);
        let told: Vec<_> = found
            .iter()
            .map(|call| (call.seq, call.sid.as_deref(), &*call.target))
            .collect();
        assert_eq!(
            told,
            [
                (1, Some("p1"), "/api/v1/sessions"),
                // A call to the same host, whatever the case of its name.
                (2, None, "/id"),
                (3, Some("p1"), "/api/v1/sessions/p1/events"),
                (4, Some("p2"), "/api/v1/sessions"),
                (5, Some("p2"), "/api/v1/sessions/p2/events"),
            ]
        );
        assert_eq!(damage, [""; 0]);
    }
}

#[test]
fn bodies_in_files_beside_the_archive() {
    let folder = tempfile::tempdir().unwrap();
    let (text, deep) = (event("play"), event("sessionEnd"));
    std::fs::write(folder.path().join("secret"), &text).unwrap();
    let home = folder.path().join("har");
    std::fs::create_dir_all(home.join("resources")).unwrap();
    std::fs::write(home.join("1f.json"), &text).unwrap();
    std::fs::write(home.join("resources/2e.json"), &deep).unwrap();
    let entry = |post: Value| {
        json!({"startedDateTime": "2026-01-15T20:00:00Z", "response": {"status": 204},
            "request": {"method": "POST", "url": format!("{SESSIONS}/s/events"), "bodySize": 9, "postData": post}})
    };
    let secret = folder.path().join("secret");
    let names = [
        "../secret",
        secret.to_str().unwrap(),
        "resources",
        "none.json",
    ];
    let mut entries = vec![
        entry(json!({"mimeType": "application/json", "params": [], "_file": "1f.json"})),
        entry(json!({"text": "", "_file": "resources/2e.json"})),
        entry(json!({"_sha1": "2e.json"})),
    ];
    entries.extend(names.map(|name| entry(json!({"_file": name}))));
    let archive = json!({"log": {"version": "1.2", "entries": entries}}).to_string();
    std::fs::write(home.join("calls.har"), &archive).unwrap();
    let mut bodies = Vec::new();
    let loaded = recording::load(&home.join("calls.har"), |entry| {
        if let Entry::Exchange(exchange) = entry {
            bodies.push(String::from_utf8(exchange.body.into_owned()).unwrap());
        }
    });
    let none = String::new;
    assert_eq!(
        bodies,
        [text, deep.clone(), deep, none(), none(), none(), none()]
    );
    let damage = loaded.unwrap().damage;
    assert_eq!(damage.len(), names.len(), "{damage:?}");
    assert!(
        damage[0]
            .to_string()
            .contains("`../secret`, which is not beside"),
        "{}",
        damage[0]
    );
    // What comes through a pipe lies nowhere.
    assert_eq!(exchanges_of(archive).1.len(), 7);
}

#[test]
fn entries_without_an_archive_around_them() {
    let entry = json!({"startedDateTime": "2026-01-15T20:00:00Z", "time": 1,
        "request": {"method": "POST", "url": SESSIONS, "postData": {"text": event("sessionStart")}},
        "response": {"status": 201, "headers": [{"name": "Location", "value": "/api/v1/sessions/a"}]}});
    // Copied out of a network panel: one, several in an array, or several in lines.
    let list = json!([entry, entry]).to_string();
    for (text, count) in [
        (entry.to_string(), 1),
        (list, 2),
        (format!("{entry}\n{entry}\n"), 2),
    ] {
        let (found, damage) = exchanges_of(&text);
        assert_eq!(found.len(), count, "{text}");
        assert!(found.iter().all(|call| call.sid.as_deref() == Some("a")));
        assert_eq!(damage, [""; 0]);
    }
}
