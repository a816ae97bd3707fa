//! Files of other programs, folders and patterns, as every reading command takes them.

use serde_json::{Value, json};

use super::support::Bench;

const SESSIONS: &str = "https://media.example/api/v1/sessions";

/// The events of a short session, in the order of their calls.
fn events() -> Vec<Value> {
    let event = |kind: &str, second: u64, params: Value| json!({"eventType": kind, "playerTime": {"playhead": second, "ts": 1_768_507_200_000 + second * 1000}, "params": params});
    let start = json!({"media.id": "a", "media.name": "A", "media.length": 60, "media.contentType": "vod",
        "media.playerName": "p", "media.channel": "c", "analytics.reportSuite": "r", "media.streamType": "video", "analytics.trackingServer": "t.example",
        "visitor.marketingCloudOrgId": "0123456789ABCDEF01234567@AdobeOrg", "appInstallationId": "i"});
    vec![
        event("sessionStart", 0, start),
        event("play", 0, json!({})),
        event("ping", 10, json!({})),
        event("sessionEnd", 15, json!({})),
    ]
}

/// Values, one a line.
fn lines(values: &[Value]) -> String {
    let lines: Vec<String> = values.iter().map(ToString::to_string).collect();
    format!("{}\n", lines.join("\n"))
}

fn har() -> Value {
    let entry = |url: String,
                 method: &str,
                 body: Option<&Value>,
                 status: u16,
                 location: Option<&str>,
                 second: u64| {
        let mut entry = json!({"startedDateTime": format!("2026-01-15T20:00:{second:02}.000Z"),
            "request": {"method": method, "url": url, "headers": [{"name": "content-type", "value": "application/json"}]},
            "response": {"status": status, "headers": [], "redirectURL": location.unwrap_or_default()}});
        if let Some(body) = body {
            entry["request"]["postData"] = json!({"text": body.to_string()});
        }
        entry
    };
    let mut entries = vec![
        entry(
            "https://www.example/app.js".into(),
            "GET",
            None,
            200,
            None,
            0,
        ),
        entry(
            "https://stats.example/v2/collect".into(),
            "POST",
            Some(&json!({})),
            200,
            None,
            0,
        ),
        entry(SESSIONS.into(), "OPTIONS", None, 204, None, 0),
    ];
    for (place, event) in events().iter().enumerate() {
        let second = event["playerTime"]["playhead"].as_u64().unwrap();
        entries.push(match place {
            0 => entry(
                SESSIONS.into(),
                "POST",
                Some(event),
                201,
                Some("/api/v1/sessions/abc"),
                second,
            ),
            _ => entry(
                format!("{SESSIONS}/abc/events"),
                "POST",
                Some(event),
                204,
                None,
                second,
            ),
        });
    }
    json!({"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": entries}})
}

/// Every form of the same session gives the same numbers.
#[test]
fn one_session_in_every_form_is_reported_alike() {
    let bench = Bench::new();
    let text = lines(&events());
    let calls: Vec<Value> = events()
        .iter()
        .enumerate()
        .map(|(place, event)| {
            let path = if place == 0 { "/api/v1/sessions".to_owned() } else { "/api/v1/sessions/abc/events".to_owned() };
            json!({"t": event["playerTime"]["ts"], "method": "POST", "path": path,
                "headers": {"content-type": "application/json"}, "body": event, "status": if place == 0 { 201 } else { 204 }})
        })
        .collect();
    let log = lines(&calls);
    bench.file("a.txt", har().to_string());
    bench.file("b.txt", text);
    bench.file("c.txt", json!(events()).to_string());
    bench.file("d.txt", zstd::encode_all(log.as_bytes(), 1).unwrap());
    let metrics = |file: &str| {
        let told = bench.run(&["report", "--format", "json", file]).json();
        let session = told["sessions"][0].clone();
        (
            session["sid"].as_str().unwrap().to_owned(),
            session["counted"].clone(),
            session["metrics"].clone(),
        )
    };
    let (sid, counted, expected) = metrics("a.txt");
    assert_eq!((sid.as_str(), &counted), ("abc", &json!(4)));
    assert_eq!(expected["a.media.timePlayed"], 15.0);
    for (file, id) in [
        ("b.txt", "session-1"),
        ("c.txt", "session-1"),
        ("d.txt", "abc"),
    ] {
        assert_eq!(
            metrics(file),
            (id.to_owned(), counted.clone(), expected.clone()),
            "{file}"
        );
    }
    for file in ["a.txt", "b.txt", "c.txt", "d.txt"] {
        let ran = bench.run(&["check", "--fail-on", "warning", file]);
        assert_eq!(
            (ran.code, ran.err.as_str()),
            (Some(0), ""),
            "{file}: {}",
            ran.out
        );
        assert!(bench.run(&["show", file]).out.contains('A'), "{file}");
    }
}

#[test]
fn the_payload_of_an_imported_call_is_shown() {
    let bench = Bench::new();
    bench.file("page.har", har().to_string());
    let picture = bench.run(&[
        "screenshot",
        "page.har",
        "--size",
        "140x40",
        "--keys",
        "3 g",
    ]);
    assert_eq!(picture.code, Some(0), "{}", picture.err);
    assert!(
        picture.out.contains("media.playerName"),
        "the payload is read from the archive"
    );
}

#[test]
fn damage_is_told_by_line_and_other_forms_by_name() {
    let bench = Bench::new();
    let text = lines(&events());
    bench.file("events.jsonl", text.replacen('\n', "\nbroken line\n", 1));
    let ran = bench.run(&["check", "events.jsonl"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(
        ran.err
            .starts_with("playscope: events.jsonl: line 2: skipped, it is not JSON"),
        "{}",
        ran.err
    );
    bench.file("flows", "12:9:websocket;0:~");
    let ran = bench.run(&["check", "flows"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("flow file of mitmproxy") && ran.err.contains("hardump"),
        "{}",
        ran.err
    );
    let ran = bench.run_with_input(&["check", "-"], b"12:9:websocket;0:~");
    assert!(
        ran.code == Some(2) && ran.err.contains("hardump"),
        "{}",
        ran.err
    );
}

#[test]
fn a_folder_and_a_pattern_are_one_capture_in_order_of_time() {
    let bench = Bench::new();
    std::fs::create_dir(bench.path().join("lab")).unwrap();
    bench.script(
        "whole.jsonl",
        "0 0 sessionStart\n0.5 0 play\n10 9.5 ping\n20 19.5 sessionEnd",
    );
    let text = std::fs::read_to_string(bench.path().join("whole.jsonl")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    // The later part comes first by name, and numbers its calls from 1 again.
    let later = lines[3..]
        .join("\n")
        .replace("\"seq\":3", "\"seq\":1")
        .replace("\"seq\":4", "\"seq\":2");
    bench.file("lab/b.jsonl", format!("{}\n", lines[..3].join("\n")));
    bench.file(
        "lab/a.jsonl",
        format!("{}\n{later}\n", lines[0].replace("2026", "2027")),
    );
    bench.file("lab/notes.txt", "not a recording");
    let counted = |argument: &str| {
        let told = bench.run(&["report", "--format", "json", argument]).json();
        (
            told["sessions"].as_array().unwrap().len(),
            told["sessions"][0]["counted"].clone(),
            told["sessions"][0]["metrics"].clone(),
        )
    };
    let whole = counted("whole.jsonl");
    assert_eq!((whole.0, &whole.1), (1, &json!(4)));
    assert_eq!(counted("lab"), whole);
    assert_eq!(counted("lab/*.jsonl"), whole);
    for (argument, advice) in [("*.har", "no file matches"), (".", "")] {
        let ran = bench.run(&["report", argument]);
        assert_eq!(
            ran.code,
            Some(if advice.is_empty() { 0 } else { 2 }),
            "{}",
            ran.err
        );
        assert!(ran.err.contains(advice));
    }
}
