//! The endpoint by itself, its clock driven by hand, and its agreement with the rules.

use std::sync::Arc;

use playscope::endpoint::{Answer, Endpoint, Limits, Mode, Request};
use playscope::exchange::{Exchange, Headers, Time};
use playscope::rules::Settings;
use playscope::schema::{Profile, Schemas};

use super::support::{event, events};

struct Bench {
    endpoint: Endpoint,
    now: Time,
}

impl Bench {
    fn new(mode: Mode) -> Self {
        let schemas = Arc::new(Schemas::built_in(Profile::Strict));
        Bench {
            endpoint: Endpoint::new(mode, Limits::default(), schemas, 42),
            now: Time(0),
        }
    }

    fn post(&mut self, target: &str, body: &str) -> Answer {
        let request = Request {
            method: "POST",
            target,
            headers: &Headers::default(),
            body: body.as_bytes(),
            too_large: false,
        };
        self.endpoint.answer(&request, self.now)
    }

    fn open(&mut self) -> String {
        self.post("/api/v1/sessions", &event("sessionStart", 0.0, 0))
            .sid
            .unwrap()
    }

    fn wait(&mut self, seconds: i64) {
        self.now.0 += seconds * 1_000_000;
    }

    /// The status of a ping with a playhead.
    fn ping(&mut self, sid: &str, playhead: f64) -> u16 {
        self.post(&events(sid), &event("ping", playhead, 1)).status
    }
}

#[test]
fn ten_minutes_of_silence_close_a_session() {
    let mut bench = Bench::new(Mode::Observe);
    let sid = bench.open();
    bench.wait(600);
    assert_eq!(bench.ping(&sid, 1.0), 204, "exactly 10 min are not more");
    bench.wait(601);
    assert_eq!(bench.ping(&sid, 2.0), 410);
    assert_eq!(bench.ping(&sid, 2.0), 410, "closed for good");
}

#[test]
fn refused_and_faulty_events_keep_no_session_alive() {
    for mode in [Mode::Observe, Mode::Strict] {
        let mut bench = Bench::new(mode);
        let sid = bench.open();
        bench.wait(400);
        bench.post(&events(&sid), r#"{"eventType":"ping"}"#);
        bench.post(&events(&sid), "{");
        bench.wait(201);
        assert_eq!(bench.ping(&sid, 2.0), 410);
    }
}

#[test]
fn thirty_minutes_without_movement_close_a_session() {
    let mut bench = Bench::new(Mode::Observe);
    let sid = bench.open();
    for _ in 0..6 {
        bench.wait(300);
        assert_eq!(
            bench.ping(&sid, 0.0005),
            204,
            "half a millisecond is no movement"
        );
    }
    bench.wait(1);
    assert_eq!(bench.ping(&sid, 0.0), 410);
    let moving = bench.open();
    for playhead in 1..20 {
        bench.wait(300);
        assert_eq!(bench.ping(&moving, f64::from(playhead)), 204);
    }
}

#[test]
fn a_faulty_session_end_ends_nothing_in_observe() {
    let mut bench = Bench::new(Mode::Observe);
    let sid = bench.open();
    bench.post(&events(&sid), r#"{"eventType":"sessionEnd"}"#);
    assert_eq!(bench.ping(&sid, 1.0), 204);
}

#[test]
fn memory_follows_the_open_sessions() {
    let mut bench = Bench::new(Mode::Observe);
    let mut first = String::new();
    for count in 0..20_000 {
        let sid = bench.open();
        if count == 0 {
            first = sid;
        }
        bench.wait(1);
    }
    let kept = format!("{:?}", bench.endpoint).matches("heard").count();
    assert!(
        kept < 3_000,
        "{kept} of 20000 sessions are kept, 600 are open"
    );
    assert_eq!(bench.ping(&first, 1.0), 410, "forgotten, yet known");
    assert_eq!(bench.ping(&first.replace(char::is_numeric, "a"), 1.0), 404);
}

#[test]
fn what_passes_here_is_what_the_rules_let_pass() {
    let start = event("sessionStart", 0.0, 0);
    let flagged = start.replace(r#""media.id""#, r#""media.downloaded":true,"media.id""#);
    let play = event("play", 0.0, 1);
    let bodies = [
        start.clone(),
        flagged.clone(),
        play.clone(),
        format!("[{start},{play}]"),
        format!("[{flagged},{play}]"),
        format!("[{flagged},{flagged}]"),
        format!("[{play},{flagged}]"),
        format!("[{flagged},7]"),
        format!("[{flagged},{{\"eventType\":\"play\"}}]"),
        "[]".into(),
        "{}".into(),
        "7".into(),
        "{".into(),
        String::new(),
        play.replace("play\"", "Play\""),
        play.replace("\"eventType\":\"play\"", "\"eventType\":7"),
        play.replace("\"ts\"", "\"ts\":\"x\",\"ts\""),
        play.replace("\"eventType\"", "\"extra\":1,\"eventType\""),
        r#"{"events":[{"xdm":{"eventType":"media.play"}}]}"#.into(),
        "s:event:type=play".into(),
        format!("{}1{}", "[".repeat(101), "]".repeat(101)),
    ];
    let schemas = Schemas::built_in(Profile::Strict);
    for body in &bodies {
        for target in ["/api/v1/sessions", "/api/v1/downloaded", "/events"] {
            let mut bench = Bench::new(Mode::Strict);
            let target = if target == "/events" {
                events(&bench.open())
            } else {
                target.to_owned()
            };
            let answer = bench.post(&target, body);
            let exchange = Exchange {
                seq: 1,
                method: "POST".into(),
                target: target.into(),
                body: body.as_bytes().into(),
                status: answer.status,
                ..Exchange::default()
            };
            let examined = playscope::rules::examine(&exchange, &schemas, &Settings::default());
            let rejected = examined.arrivals().any(|arrival| arrival.rejected);
            assert_eq!(answer.status == 400, rejected, "{} {body}", exchange.target);
        }
    }
}
