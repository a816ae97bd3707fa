//! The endpoint by itself, its clock driven by hand, and its agreement with the rules.

use std::sync::Arc;

use playscope::endpoint::{Answer, Endpoint, Limits, Mode, Reading, Request};
use playscope::exchange::{Exchange, Headers, Time};
use playscope::inspection::{AsOf, Inspection};
use playscope::rules::{Settings, examine};
use playscope::schema::{Profile, Schemas};
use proptest::prelude::*;

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

    /// The same as a capture does it: what the rules found to pass is not read a second time.
    fn post_judged(&mut self, target: &str, body: &str) -> Answer {
        let exchange = Exchange {
            method: "POST".into(),
            target: target.into(),
            body: body.as_bytes().into(),
            ..Exchange::default()
        };
        let schemas = Schemas::built_in(Profile::Strict);
        let examined = examine(&exchange, &schemas, &Settings::default());
        let Some(event) = examined.passing() else {
            return self.post(target, body);
        };
        let request = Request {
            method: "POST",
            target,
            headers: &Headers::default(),
            body: body.as_bytes(),
            too_large: false,
        };
        let reading = Reading::passing(event);
        self.endpoint.decide(&request, &reading, self.now)
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
            let mut judged = Bench::new(Mode::Strict);
            if target.ends_with("/events") {
                judged.open();
            }
            let answer = bench.post(&target, body);
            assert_eq!(judged.post_judged(&target, body), answer, "{target} {body}");
            let exchange = Exchange {
                seq: 1,
                method: "POST".into(),
                target: target.into(),
                body: body.as_bytes().into(),
                status: answer.status,
                ..Exchange::default()
            };
            let examined = examine(&exchange, &schemas, &Settings::default());
            let rejected = examined.arrivals().any(|arrival| arrival.rejected);
            assert_eq!(answer.status == 400, rejected, "{} {body}", exchange.target);
        }
    }
}

/// Seconds until a call, and its body.
fn a_call() -> impl Strategy<Value = (i64, String)> {
    let gap = prop_oneof![
        4 => Just(10),
        2 => 1..500_i64,
        1 => Just(600),
        1 => Just(601),
        1 => Just(900),
    ];
    let playhead = prop_oneof![Just(0.0), Just(0.001), Just(0.0011), 0.0..100.0];
    let body = (playhead, 0..9_u8, 0..5_000_i64).prop_map(|(playhead, kind, ms)| match kind {
        0 => event("sessionEnd", playhead, ms),
        1 => event("sessionEnd", playhead, ms).replace("playhead", "head"),
        2 => event("ping", playhead, ms).replace("\"ts\"", "\"time\""),
        3 => "{".to_owned(),
        4 => format!("[{}]", event("ping", playhead, ms)),
        5 => event("sessionStart", playhead, ms),
        _ => event("ping", playhead, ms),
    });
    (gap, body)
}

proptest! {
    /// What the clock of arrival closes, and which calls are faulty, is decided by the endpoint when it answers and by
    /// the rules when they read: each call is answered alike by both.
    #[test]
    fn every_answer_is_one_that_the_rules_explain(calls in prop::collection::vec(a_call(), 1..30), strict in any::<bool>()) {
        let mode = if strict { Mode::Strict } else { Mode::Observe };
        let mut bench = Bench::new(mode);
        let mut inspection = Inspection::new(Settings::default(), Schemas::built_in(Profile::Strict));
        let mut judged = Bench::new(mode);
        let sid = bench.open();
        judged.open();
        let path = events(&sid);
        let start = event("sessionStart", 0.0, 0);
        let exchange = |seq, at, target: &str, body: &str, status| Exchange {
            seq,
            at,
            method: "POST".into(),
            target: target.to_owned().into(),
            body: body.as_bytes().to_vec().into(),
            status,
            sid: Some(sid.clone().into()),
            ..Exchange::default()
        };
        inspection.push(&exchange(1, bench.now, "/api/v1/sessions", &start, 201));
        let mut answers = Vec::new();
        for (seq, (gap, body)) in (2..).zip(&calls) {
            bench.wait(*gap);
            let answer = bench.post(&path, body);
            judged.now = bench.now;
            prop_assert_eq!(&judged.post_judged(&path, body), &answer);
            answers.push((seq, answer.status));
            // The answer is kept from the rules: they are to come to the same end by themselves.
            inspection.push(&exchange(seq, bench.now, &path, body, 204));
        }
        inspection.settle(AsOf::End);
        let closed = inspection.all_findings().find(|finding| finding.rule == "http/closed-session");
        let gone = answers.iter().filter(|(_, status)| *status == 410).count();
        prop_assert_eq!(closed.map_or(0, |finding| finding.count), gone as u64);
        let arrivals = inspection.sessions()[0].session().arrivals();
        for (seq, status) in answers {
            let rejected = arrivals.iter().any(|arrival| arrival.seq == seq && arrival.rejected);
            prop_assert!(status != 400 || rejected, "{seq} was refused, and passes");
            prop_assert!(!strict || status != 204 || !rejected, "{seq} was taken, and is rejected");
        }
    }
}
