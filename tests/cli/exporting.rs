//! `export`: every form read back or looked into, and what `--redact` leaves.

use serde_json::{Value, json};

use super::support::Bench;

#[test]
fn a_har_and_a_recording_are_read_back_with_the_same_numbers() {
    let bench = Bench::new();
    bench.scenarios("all.jsonl", true);
    let report = |file: &str| bench.run(&["report", "--format", "json", file]).json();
    for form in ["har", "jsonl"] {
        let ran = bench.run(&["export", "all.jsonl", "--to", form, "-o", "out"]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        assert_eq!(report("out"), report("all.jsonl"), "{form}");
    }
    let same = std::fs::read(bench.path().join("all.jsonl")).unwrap();
    assert_eq!(
        std::fs::read(bench.path().join("out")).unwrap(),
        same,
        "a recording is written as it was"
    );
}

#[test]
fn times_that_no_calendar_has_are_kept_and_an_archive_gets_the_nearest() {
    let bench = Bench::new();
    let event = |ts: &str| {
        format!("{{\"eventType\":\"play\",\"playerTime\":{{\"playhead\":0,\"ts\":{ts}}}}}")
    };
    let times = ["8640000000000001", "-99000000000000", "1e300", "0"];
    bench.file("a.jsonl", times.map(event).join("\n"));
    let har = bench.run(&["export", "a.jsonl", "--to", "har"]).json();
    let entries = har["log"]["entries"].as_array().unwrap();
    let told: Vec<_> = entries
        .iter()
        .map(|entry| entry["startedDateTime"].as_str().unwrap())
        .collect();
    let (first, last) = ("0000-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z");
    assert_eq!(told, [last, first, last, "1970-01-01T00:00:00.000000Z"]);
    let ran = bench.run(&["export", "a.jsonl", "--to", "jsonl"]);
    assert!(ran.out.contains("+262142-12-31"), "{ran:?}");
    bench.file("b.jsonl", ran.out);
    let again = bench.run(&["export", "b.jsonl", "--to", "har"]).json();
    assert_eq!(again["log"]["entries"].as_array().unwrap().len(), 4);
}

#[test]
fn a_har_has_every_member_that_the_format_asks_for() {
    let bench = Bench::new();
    bench.script(
        "a.jsonl",
        "0 0 sessionStart\n1 0 play\n@call GET /id?d_visid_ver=1&x=\n20 19 sessionEnd",
    );
    let har = bench.run(&["export", "a.jsonl", "--to", "har"]).json();
    let log = &har["log"];
    assert!(
        log["version"] == "1.2"
            && log["creator"]["name"] == "playscope"
            && log["creator"]["version"].is_string()
    );
    let entries = log["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 4);
    let has = |value: &Value, names: &[&str]| {
        for name in names {
            assert!(!value[*name].is_null(), "{name} is missing in {value}");
        }
    };
    for entry in entries {
        has(
            entry,
            &[
                "startedDateTime",
                "time",
                "request",
                "response",
                "cache",
                "timings",
            ],
        );
        has(
            &entry["request"],
            &[
                "method",
                "url",
                "httpVersion",
                "cookies",
                "headers",
                "queryString",
                "headersSize",
                "bodySize",
            ],
        );
        has(
            &entry["response"],
            &[
                "status",
                "statusText",
                "httpVersion",
                "cookies",
                "headers",
                "content",
                "redirectURL",
                "headersSize",
                "bodySize",
            ],
        );
        has(&entry["response"]["content"], &["size", "mimeType"]);
        has(&entry["timings"], &["send", "wait", "receive"]);
        assert!(
            entry["request"]["url"]
                .as_str()
                .unwrap()
                .starts_with("http://")
        );
    }
    has(&entries[0]["request"]["postData"], &["mimeType", "text"]);
    let query = &entries
        .iter()
        .find(|entry| entry["request"]["method"] == "GET")
        .unwrap()["request"]["queryString"];
    assert_eq!(
        *query,
        json!([{"name": "d_visid_ver", "value": "1"}, {"name": "x", "value": ""}])
    );
}

/// Everything that must not be left, each in its place.
const SECRETS: &[&str] = &[
    "12345678901234567890123456789012345678",
    "ABCDEF0123456789ABCDEF01",
    "jane.doe@mail.example",
    "crm-4711",
    "visitor-9",
    "legacy-aid-7",
    "install-3c",
    "suite-of-acme",
    "acme.sc.omtrdc.net",
    "123e4567-e89b-42d3-a456-426614174000",
    "203.0.113.77",
    "2001:db8:85a3:8d3:1319:8a2e:370:7348",
    "deadbeefdeadbeefdeadbeef",
    "00:1b:63:84:45:e6",
    "eyJhbGciOiJIUzI1NiJ9",
    "490154203237518",
    "session-cookie-1",
    "Bearer",
    "AcmePlayer/7",
    "acme-referer",
    "tok-in-url",
    "acme-prefix",
    "192.168.7.9",
    "5f0c",
];

/// A recording in which each of them stands.
fn telling() -> String {
    let sid = "5f0c".repeat(16);
    let start = json!({"eventType": "sessionStart", "playerTime": {"playhead": 0, "ts": 1_768_507_200_000_u64}, "params": {
        "media.id": "film", "media.name": "Film", "media.length": 60, "media.contentType": "vod", "media.streamType": "video",
        "media.playerName": "p", "media.channel": "c", "analytics.reportSuite": SECRETS[7], "analytics.trackingServer": SECRETS[8],
        "visitor.marketingCloudOrgId": format!("{}@AdobeOrg", SECRETS[1]), "visitor.marketingCloudUserId": SECRETS[0],
        "visitor.customerIDs": {"crm": {"id": SECRETS[3], "authState": 1}}, "analytics.visitorId": SECRETS[4],
        "analytics.aid": SECRETS[5], "appInstallationId": SECRETS[6]},
        "customMetadata": {"contact": format!("mail {}!", SECRETS[2]), "a1": SECRETS[9], "a2": format!("from {}", SECRETS[10]),
            "a3": SECRETS[11], "a4": SECRETS[12], "a5": SECRETS[13], "a6": format!("{}.e30.x", SECRETS[14]), "a7": SECRETS[15]}});
    let headers = json!({"content-type": "application/json", "cookie": SECRETS[16], "authorization": "Bearer abc",
        "user-agent": SECRETS[18], "referer": format!("https://{}/x", SECRETS[19]), "x-forwarded-for": SECRETS[10], "host": "acme.example"});
    let line = |seq: u32, target: &str, body: &Value, status: u32| {
        json!({"seq": seq, "at": "2026-01-15T20:00:00Z", "peer": "192.168.7.9:5000", "method": "POST", "target": target,
            "headers": headers, "body": body, "status": status, "sid": sid, "took_us": 1}).to_string()
    };
    let play = json!({"eventType": "play", "playerTime": {"playhead": 0, "ts": 1_768_507_200_001_u64}, "params": {}});
    let broken = json!({"seq": 3, "at": "2026-01-15T20:00:01Z", "peer": "192.168.7.9:5000", "method": "POST",
        "target": format!("/api/v1/sessions/{sid}/events"), "headers": headers,
        "bodyText": format!("{{\"eventType\":\"ping\",\"params\":{{\"analytics.visitorId\":\"{}\"", SECRETS[4]), "status": 400, "sid": sid});
    [
        json!({"playscope": 1, "program": "p", "base": "http://192.168.7.9:8900"}).to_string(),
        line(1, &format!("/{}/api/v1/sessions?token={}", SECRETS[21], SECRETS[20]), &start, 201),
        line(2, &format!("/api/v1/sessions/{sid}/events"), &play, 204),
        broken.to_string(),
        json!({"mark": 1, "at": "2026-01-15T20:00:02Z", "verdict": "bad", "note": format!("ask {}", SECRETS[2])}).to_string(),
        json!({"moment": format!("{} pressed play", SECRETS[2]), "at": "2026-01-15T20:00:02Z"}).to_string(),
    ]
    .join("\n")
}

#[test]
fn nothing_that_identifies_anybody_is_left_in_any_form() {
    let bench = Bench::new();
    bench.file("telling.jsonl", telling());
    for form in ["har", "jsonl", "curl", "csv", "markdown"] {
        let open = bench.run(&["export", "telling.jsonl", "--to", form]).out;
        let redacted = bench.run(&["export", "telling.jsonl", "--to", form, "--redact"]);
        assert_eq!(redacted.code, Some(0), "{}", redacted.err);
        for secret in SECRETS {
            assert!(
                !redacted.out.contains(secret),
                "{secret} is left in {form}: {}",
                redacted.out
            );
        }
        assert!(
            redacted.out.contains("Film") || form == "curl",
            "what identifies nobody is kept: {form}"
        );
        if form == "jsonl" {
            let missing: Vec<_> = SECRETS
                .iter()
                .filter(|secret| !open.contains(**secret))
                .collect();
            assert!(missing.is_empty(), "the test's recording lacks {missing:?}");
        }
    }
}

#[test]
fn what_is_made_up_is_stable_and_judged_as_before() {
    let bench = Bench::new();
    bench.scenarios("all.jsonl", true);
    bench.run(&[
        "export",
        "all.jsonl",
        "--to",
        "jsonl",
        "--redact",
        "-o",
        "redacted.jsonl",
    ]);
    let findings = |file: &str| {
        let told = bench.run(&["check", "--format", "json", file]).json();
        let all = told["findings"].as_array().unwrap().clone();
        all.iter()
            .map(|finding| (finding["rule"].to_string(), finding["seq"].to_string()))
            .collect::<Vec<_>>()
    };
    assert_eq!(findings("redacted.jsonl"), findings("all.jsonl"));
    let sessions = |file: &str| {
        let told = bench.run(&["report", "--format", "json", file]).json();
        let all = told["sessions"].as_array().unwrap().clone();
        all.iter()
            .map(|session| (session["metrics"].clone(), session["counted"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(sessions("redacted.jsonl"), sessions("all.jsonl"));
}

#[test]
fn one_session_is_exported_alone_and_events_become_calls() {
    let bench = Bench::new();
    let event = |kind: &str| json!({"eventType": kind, "playerTime": {"playhead": 0, "ts": 1_768_507_200_000_u64}, "params": {}});
    bench.file(
        "events.json",
        json!([event("sessionStart"), event("play")]).to_string(),
    );
    let script = bench.run(&["export", "events.json", "--to", "curl"]).out;
    assert!(
        script.contains("/api/v1/sessions ")
            && script.contains("/api/v1/sessions/session-1/events"),
        "{script}"
    );
    bench.scenarios("all.jsonl", false);
    let told = bench
        .run(&["report", "--format", "json", "all.jsonl"])
        .json();
    let sid = told["sessions"][1]["sid"].as_str().unwrap();
    bench.run(&[
        "export",
        "all.jsonl",
        "--to",
        "jsonl",
        "--session",
        sid.get(..12).unwrap(),
        "-o",
        "one.jsonl",
    ]);
    let one = bench
        .run(&["report", "--format", "json", "one.jsonl"])
        .json();
    assert_eq!(one["sessions"], json!([told["sessions"][1]]));
}
