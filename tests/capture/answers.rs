//! Which status, headers and body a call gets over the wire.

use playscope::capture::Bounds;
use playscope::endpoint::Mode;

use super::support::{event, events, now, observe, post, request, start};

#[test]
fn a_session_from_its_start_to_its_end() {
    let capture = observe();
    let sid = capture.open();
    assert!(sid.len() == 64 && sid.bytes().all(|byte| b"0123456789abcdef".contains(&byte)));
    assert_eq!(
        capture.post(&events(&sid), &event("play", 0.0, 1)).status,
        204
    );
    assert_eq!(
        capture
            .post(&events(&sid), &event("sessionEnd", 1.0, 1000))
            .status,
        204
    );
    assert_eq!(
        capture
            .post(&events(&sid), &event("ping", 1.0, 2000))
            .status,
        410
    );
    let finished = capture.finish();
    assert_eq!(finished.recorded, finished.told);
    let statuses: Vec<u16> = finished
        .recorded
        .iter()
        .map(|exchange| exchange.status)
        .collect();
    assert_eq!(statuses, [201, 204, 204, 410]);
    assert!(
        finished
            .recorded
            .iter()
            .all(|exchange| exchange.sid.as_deref() == Some(&sid))
    );
}

#[test]
fn opening_answers_201_with_a_bare_location() {
    let capture = observe();
    let reply = capture.post("/api/v1/sessions", &event("sessionStart", 0.0, 0));
    assert_eq!(reply.status, 201);
    assert_eq!(reply.header("content-length"), Some("0"));
    assert_eq!(
        reply.header("access-control-expose-headers"),
        Some("Location")
    );
    assert!(reply.body.is_empty());
    let location = reply.header("location").unwrap();
    assert!(location.starts_with("/api/v1/sessions/") && location.len() == 17 + 64);
    let no_content = capture.post(&events(&reply.sid()), &event("play", 0.0, 1));
    assert_eq!(
        (no_content.status, no_content.header("content-length")),
        (204, None)
    );
}

#[test]
fn prefixes_slashes_and_queries_are_accepted() {
    let capture = observe();
    for target in [
        "/api/v1/sessions/",
        "/va/api/v1/sessions?x=1",
        "//abc.com/va///api/v1/sessions",
        "/api//v1/sessions//?a=/b",
    ] {
        let reply = capture.post(target, &event("sessionStart", 0.0, 0));
        assert_eq!(reply.status, 201, "{target}");
        let played = capture.post(
            &format!("/x{}/?y", events(&reply.sid())),
            &event("play", 0.0, 1),
        );
        assert_eq!(played.status, 204, "{target}");
    }
    let recorded = capture.finish().recorded;
    assert_eq!(
        recorded[4].target, "//abc.com/va///api/v1/sessions",
        "as sent"
    );
}

#[test]
fn any_content_type_is_accepted() {
    let capture = observe();
    let body = event("sessionStart", 0.0, 0);
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "nonsense",
    ] {
        let reply = capture.send(&request(
            "POST",
            "/api/v1/sessions",
            &[("content-type", kind)],
            body.as_bytes(),
        ));
        assert_eq!(reply.status, 201, "{kind}");
    }
    let reply = capture.send(&request("POST", "/api/v1/sessions", &[], body.as_bytes()));
    assert_eq!(reply.status, 201);
}

#[test]
fn every_answer_lets_every_page_read_it() {
    let capture = observe();
    let sid = capture.open();
    let start = event("sessionStart", 0.0, 0);
    let calls: &[(&str, &str, &str)] = &[
        ("POST", "/api/v1/sessions", &start),
        ("POST", "/api/v1/sessions", "{"),
        ("POST", &events("v1"), &start),
        ("GET", "/api/v1/schemas/play", ""),
        ("PUT", &events(&sid), ""),
        ("GET", "/nowhere", ""),
        ("OPTIONS", "/nowhere/at/all", ""),
    ];
    for (method, target, body) in calls {
        let reply = capture.send(&request(method, target, &[], body.as_bytes()));
        assert_eq!(
            reply.header("access-control-allow-origin"),
            Some("*"),
            "{method} {target}"
        );
        assert_eq!(reply.header("access-control-allow-credentials"), None);
        assert_eq!(
            reply.header("access-control-allow-methods"),
            Some("OPTIONS,GET,POST,PUT")
        );
        assert_eq!(
            reply.header("access-control-allow-headers"),
            Some("Content-Type")
        );
        assert_eq!(
            reply.header("access-control-expose-headers"),
            Some("Location")
        );
        assert_eq!(reply.header("access-control-allow-private-network"), None);
        let origin = [("origin", "https://player.example")];
        let reply = capture.send(&request(method, target, &origin, body.as_bytes()));
        assert_eq!(
            reply.header("access-control-allow-origin"),
            Some("https://player.example")
        );
        assert_eq!(
            reply.header("access-control-allow-credentials"),
            Some("true")
        );
    }
}

#[test]
fn a_preflight_gets_what_it_asks_for_and_stays_out_of_sessions() {
    let capture = observe();
    let sid = capture.open();
    for target in ["/api/v1/sessions", &events(&sid), "/x", "*"] {
        let reply = capture.send(&request(
            "OPTIONS",
            target,
            &[
                ("origin", "null"),
                ("access-control-request-method", "POST"),
                (
                    "access-control-request-headers",
                    "content-type, x-request-id",
                ),
                ("access-control-request-private-network", "true"),
            ],
            b"",
        ));
        assert_eq!(reply.status, 204, "{target}");
        assert_eq!(reply.header("access-control-allow-origin"), Some("null"));
        assert_eq!(
            reply.header("access-control-allow-headers"),
            Some("content-type, x-request-id")
        );
        assert_eq!(
            reply.header("access-control-allow-private-network"),
            Some("true")
        );
    }
    let recorded = capture.finish().recorded;
    assert!(
        recorded[1..]
            .iter()
            .all(|preflight| preflight.sid.is_none())
    );
}

#[test]
fn schemas_are_served_for_all_twenty_types() {
    let capture = observe();
    for kind in playscope::wire::EventType::ALL {
        let reply = capture.send(&request(
            "GET",
            &format!("/p/api/v1/schemas/{kind}/"),
            &[],
            b"",
        ));
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert_eq!(reply.json()["type"], "object", "{kind}");
    }
    let unknown = capture.send(&request("GET", "/api/v1/schemas/pause", &[], b""));
    assert_eq!(unknown.status, 404);
    assert!(unknown.text().contains("pauseStart"));
    let posted = capture.send(&post("/api/v1/schemas/play", b"{}"));
    assert_eq!(posted.status, 405);
}

#[test]
fn wrong_methods_get_405_and_what_is_allowed() {
    let capture = observe();
    let sid = capture.open();
    for target in [
        "/api/v1/sessions",
        "/api/v1/downloaded",
        &events(&sid),
        &events("v1"),
    ] {
        for method in ["GET", "PUT", "DELETE"] {
            let reply = capture.send(&request(method, target, &[], b""));
            assert_eq!(
                (reply.status, reply.header("allow")),
                (405, Some("OPTIONS, POST")),
                "{method} {target}"
            );
        }
    }
    let recorded = capture.finish().recorded;
    let addressed: Vec<bool> = recorded[1..]
        .iter()
        .map(|exchange| exchange.sid.is_some())
        .collect();
    assert_eq!(
        addressed,
        [vec![false; 6], vec![true; 3], vec![false; 3]].concat()
    );
}

#[test]
fn misses_are_explained() {
    let capture = observe();
    let edge = r#"{"events":[{"xdm":{"eventType":"media.play","mediaCollection":{}}}]}"#;
    for (method, target, body, expected) in [
        ("POST", "/sessions", "{}", "/api/v1"),
        ("POST", "/api/v1/session", "{}", "/api/v1/sessions"),
        ("POST", "/ee/va/v1/play?configId=x", edge, "Media Edge"),
        ("POST", "/somewhere", edge, "Media Edge"),
        ("GET", "/?s:event:type=play", "", "Heartbeat"),
        ("GET", "/favicon.ico", "", "favicon"),
        ("GET", "/", "", "/api/v1/sessions"),
    ] {
        let reply = capture.send(&request(method, target, &[], body.as_bytes()));
        assert_eq!(reply.status, 404, "{method} {target}");
        let message = reply.json()["message"].as_str().unwrap().to_owned();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn strict_tells_every_fault_at_once() {
    let capture = start(Mode::Strict, Bounds::default(), now);
    let sid = capture.open();
    let body = r#"{"playerTime":{"playhead":"7"},"eventType":"ping","extra":1}"#;
    let reply = capture.post(&events(&sid), body);
    assert_eq!(reply.status, 400);
    let told = reply.json();
    let details: Vec<(&str, &str)> = told["details"]
        .as_array()
        .unwrap()
        .iter()
        .map(|detail| {
            (
                detail["rule"].as_str().unwrap(),
                detail["path"].as_str().unwrap(),
            )
        })
        .collect();
    for expected in [
        ("schema/type", "$.playerTime.playhead"),
        ("schema/required", "$.playerTime.ts"),
        ("schema/unknown-key", "$.extra"),
    ] {
        assert!(details.contains(&expected), "{details:?}");
    }
    assert_eq!(details.len(), 3);
    assert!(told["details"][0]["reason"].as_str().unwrap().len() > 10);
    assert_eq!(
        capture.post(&events(&sid), &event("ping", 1.0, 10)).status,
        204
    );
}

#[test]
fn strict_names_the_item_of_a_batch() {
    let capture = start(Mode::Strict, Bounds::default(), now);
    let start = event("sessionStart", 0.0, 0);
    let batch = format!(
        "[{start},{}]",
        r#"{"playerTime":{"playhead":0},"eventType":"play"}"#
    );
    let reply = capture.post("/api/v1/downloaded", &batch);
    assert_eq!(reply.status, 400);
    assert_eq!(reply.json()["details"][0]["path"], "$[1].playerTime.ts");
}

#[test]
fn observe_lets_faulty_events_pass_and_refuses_what_it_cannot_read() {
    let capture = observe();
    let faulty = r#"{"eventType":"sessionStart","playerTime":{}}"#;
    let opened = capture.post("/api/v1/sessions", faulty);
    assert_eq!(opened.status, 201);
    let path = events(&opened.sid());
    for (body, status) in [
        (r#"{"eventType":"ping"}"#, 204),
        (r#"{"eventType":"nothing"}"#, 204),
        ("{}", 204),
        ("", 400),
        ("{", 400),
        ("7", 400),
        ("[]", 400),
        ("\u{feff}{}", 400),
    ] {
        assert_eq!(capture.post(&path, body).status, status, "{body}");
    }
    for body in ["{}", r#"{"eventType":"play"}"#, "[]", "[7]", "nothing", ""] {
        assert_eq!(capture.post("/api/v1/sessions", body).status, 400, "{body}");
    }
}

#[test]
fn batches_open_a_session_on_both_paths() {
    let start = event("sessionStart", 0.0, 0);
    let flagged = start.replace(r#""media.id""#, r#""media.downloaded":true,"media.id""#);
    let rest = format!(
        "{},{}",
        event("play", 0.0, 1),
        event("sessionEnd", 9.0, 9000)
    );
    let without = format!("[{start},{rest}]");
    let with = format!("[{flagged},{rest}]");
    for (mode, target, body, status) in [
        (Mode::Strict, "/api/v1/downloaded", &with, 201),
        (Mode::Strict, "/api/v1/downloaded", &without, 201),
        (Mode::Strict, "/api/v1/sessions", &with, 201),
        (Mode::Strict, "/api/v1/sessions", &without, 400),
        (Mode::Observe, "/api/v1/sessions", &without, 201),
        (Mode::Strict, "/api/v1/downloaded", &start, 400),
        (Mode::Observe, "/api/v1/downloaded", &start, 201),
    ] {
        let reply = super::support::start(mode, Bounds::default(), now).post(target, body);
        assert_eq!(reply.status, status, "{mode:?} {target} {body}");
        assert_eq!(reply.header("location").is_some(), status == 201);
    }
}
