//! Scripts: what a line stands for, and how it fails. Scenarios: the same seed plays the same session.

use std::collections::BTreeSet;

use playscope::simulate::script::{self, EPOCH, Script};
use playscope::simulate::{self, FAULTS, Plan, SCENARIOS, Scenario, Setting, To};
use serde_json::{Value, json};

fn read(text: &str) -> Script {
    script::parse(text).unwrap()
}

fn body(script: &Script, index: usize) -> Value {
    serde_json::from_slice(&script.exchanges[index].body).unwrap()
}

#[test]
fn a_line_is_a_call_with_a_full_event() {
    let script = read("# a comment\n\n0 0 sessionStart\n1.5 1.25 play\n");
    let [start, play] = script.exchanges.as_slice() else {
        panic!("two calls expected");
    };
    assert_eq!((start.seq, start.status), (1, 201));
    assert_eq!(start.target, "/api/v1/sessions");
    assert_eq!(start.sid.as_deref(), Some(script::sid("a").as_str()));
    assert_eq!(start.at.0, EPOCH.0 + 40_000);
    assert_eq!(start.headers.get("content-type"), Some("application/json"));
    assert_eq!(body(&script, 0)["params"]["media.length"], json!(600));
    assert_eq!((play.seq, play.status), (2, 204));
    assert_eq!(play.sid, start.sid);
    let time = json!({ "playhead": 1.25, "ts": EPOCH.ms() + 1500 });
    assert_eq!(
        body(&script, 1),
        json!({ "playerTime": time, "eventType": "play" })
    );
    assert_eq!(EPOCH.to_string(), "2026-01-15T20:00:00.000000Z");
}

#[test]
fn a_patch_merges_and_null_removes() {
    let script = read(
        r#"0 0 sessionStart {"params": {"media.name": null, "media.length": "60"}, "customMetadata": {"a": "b"}}"#,
    );
    let event = body(&script, 0);
    assert!(event["params"].get("media.name").is_none());
    assert_eq!(event["params"]["media.length"], json!("60"));
    assert_eq!(event["params"]["media.id"], json!("night-101"));
    assert_eq!(event["customMetadata"], json!({ "a": "b" }));
}

#[test]
fn breaks_ads_and_chapters_are_numbered() {
    let script = read(
        "0 0 sessionStart\n1 0 adBreakStart\n1 0 adStart\n2 0 adStart\n9 7 adBreakStart\n9 7 adStart\n20 8.5 chapterStart",
    );
    let value = |index: usize, key: &str| body(&script, index)["params"][key].clone();
    assert_eq!(value(1, "media.ad.podIndex"), json!(1));
    assert_eq!(value(3, "media.ad.podPosition"), json!(2));
    assert_eq!(value(4, "media.ad.podIndex"), json!(2));
    assert_eq!(value(4, "media.ad.podSecond"), json!(7));
    assert_eq!(value(5, "media.ad.podPosition"), json!(1));
    assert_eq!(value(6, "media.chapter.offset"), json!(8.5));
}

#[test]
fn directives_change_the_next_call_only() {
    let script = read(
        "@status 400\n@arrive 9\n@header Content-Type: text/plain\n@header user-agent:\n0 0 sessionStart\n1 0 play\n",
    );
    let [start, play] = script.exchanges.as_slice() else {
        panic!("two calls expected");
    };
    assert_eq!((start.status, start.sid.as_deref()), (400, None));
    assert_eq!(start.at.0, EPOCH.0 + 9_000_000);
    assert_eq!(start.headers.get("content-type"), Some("text/plain"));
    assert_eq!(start.headers.get("user-agent"), None);
    assert_eq!((play.status, play.sid.as_deref()), (204, None));
    assert_eq!(play.headers.get("content-type"), Some("application/json"));
}

#[test]
fn sessions_and_peers_hold_until_changed() {
    let script = read(
        "0 0 sessionStart\n@session b\n@peer 10.0.0.7:5000\n1 0 sessionStart\n2 0 play\n@session a\n3 1 play\n@replay",
    );
    let sids: Vec<_> = script
        .exchanges
        .iter()
        .filter_map(|call| call.sid.as_deref())
        .collect();
    let (a, b) = (script::sid("a"), script::sid("b"));
    assert_eq!(sids, [&a, &b, &b, &a]);
    assert_eq!(script.exchanges[0].peer, "127.0.0.1:50000");
    assert_eq!(script.exchanges[3].peer, "10.0.0.7:5000");
    assert!(script.header.replay);
    assert_ne!(a, b);
    assert!(a.len() == 64 && a.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn a_batch_is_one_array() {
    let script = read(
        "@batch\n0 0 sessionStart\n5 5 play\n@end\n@session b\n@batch /api/v1/sessions\n@end\n",
    );
    let [batch, empty] = script.exchanges.as_slice() else {
        panic!("two calls expected");
    };
    assert_eq!(
        (batch.target.as_ref(), batch.status),
        ("/api/v1/downloaded", 201)
    );
    assert_eq!(batch.at.0, EPOCH.0 + 5_040_000);
    assert!(batch.sid.is_some());
    let items = body(&script, 0);
    assert_eq!(items.as_array().map(Vec::len), Some(2));
    assert_eq!(items[0]["params"]["media.downloaded"], json!(true));
    assert_eq!(
        (empty.target.as_ref(), empty.body.as_ref()),
        ("/api/v1/sessions", &b"[]"[..])
    );
}

#[test]
fn a_call_takes_raw_lines() {
    let script = read(
        "0 0 sessionStart\n@call POST /api/v1/sessions/{sid}/events\n|{\"a\":\n | 1}\n@call GET /favicon.ico\n1 0 play\n",
    );
    let [_, raw, stray, play] = script.exchanges.as_slice() else {
        panic!("four calls expected");
    };
    assert_eq!(raw.body.as_ref(), b"{\"a\":\n 1}");
    assert_eq!(raw.sid.as_deref(), Some(script::sid("a").as_str()));
    assert_eq!(raw.at.0, EPOCH.0 + 41_000);
    assert_eq!(
        (stray.status, stray.body.is_empty(), stray.sid.as_deref()),
        (404, true, None)
    );
    assert_eq!(play.seq, 4);
}

#[test]
fn an_unknown_type_has_no_parameters() {
    let script = read("0 0 contentComplete");
    let event = body(&script, 0);
    assert_eq!(event["eventType"], json!("contentComplete"));
    assert!(event.get("params").is_none());
}

#[test]
fn errors_name_the_line_and_what_to_write() {
    let cases = [
        (
            "0 0 play\nx 0 play",
            "line 2: `x` is no number: the first word is the time in seconds since the epoch",
        ),
        (
            "0 y play",
            "line 1: `y` is no number: the second word is the playhead in seconds",
        ),
        ("0 0", "line 1: missing: an event type as the third word"),
        (
            "0 0 play {",
            "line 1: the patch after `play` is not JSON: EOF while parsing an object at line 1 column 1",
        ),
        (
            "@statsu 4",
            "line 1: unknown directive `@statsu`: use session, arrive, status, header, peer, batch, end, call or replay",
        ),
        (
            "@status abc",
            "line 1: `abc` is no status: write one as in `@status 404`",
        ),
        (
            "| body",
            "line 1: a body line without a call: put `@call METHOD target` right above it",
        ),
        (
            "@batch\n0 0 sessionStart",
            "line 2: the batch is not closed: end it with `@end`",
        ),
        (
            "@end",
            "line 1: `@end` without a batch: begin one with `@batch`",
        ),
        (
            "NaN 0 play",
            "line 1: `NaN` is no number: the first word is the time in seconds since the epoch",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(script::parse(text).unwrap_err().to_string(), expected);
    }
}

fn plan(scenario: &'static Scenario, number: u64, faulty: bool) -> Plan {
    let setting = Setting {
        seed: 7,
        number,
        take: 0,
        start_ts: EPOCH.ms(),
        faulty,
    };
    simulate::plan(scenario, setting)
}

/// The events of a plan, those of a batch one by one.
fn events(plan: &Plan) -> Vec<Value> {
    let bodies = plan
        .calls
        .iter()
        .map(|call| serde_json::from_str(&call.body).unwrap());
    bodies
        .flat_map(|body: Value| match body {
            Value::Array(items) => items,
            other => vec![other],
        })
        .collect()
}

#[test]
fn scenarios_are_sorted_and_play_the_same_again() {
    let names: Vec<_> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
    assert!(names.is_sorted(), "{names:?}");
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    for scenario in SCENARIOS {
        assert_eq!(
            simulate::find(scenario.name).map(|found| found.name),
            Some(scenario.name)
        );
        assert_eq!(plan(scenario, 3, false), plan(scenario, 3, false));
        assert_ne!(plan(scenario, 3, false), plan(scenario, 4, false));
        assert_eq!(plan(scenario, 0, false).fault, None);
    }
}

#[test]
fn scenarios_keep_the_order_of_their_clock() {
    for scenario in SCENARIOS {
        let plan = plan(scenario, 0, false);
        let events = events(&plan);
        let times: Vec<_> = events
            .iter()
            .map(|event| event["playerTime"]["ts"].as_i64().unwrap())
            .collect();
        assert!(
            times.windows(2).all(|pair| pair[0] < pair[1]),
            "{}",
            scenario.name
        );
        assert_eq!(times[0], EPOCH.ms(), "{}", scenario.name);
        assert!(
            plan.length_ms() < 300_000,
            "{} takes {} ms",
            scenario.name,
            plan.length_ms()
        );
        assert_eq!(events[0]["eventType"], "sessionStart");
        let last = &events[events.len() - 1];
        assert_eq!(last["eventType"], "sessionEnd");
        let complete = events
            .iter()
            .find(|event| event["eventType"] == "sessionComplete");
        if let Some(complete) = complete {
            assert_eq!(
                complete["playerTime"]["playhead"].as_f64(),
                Some(scenario.content.length)
            );
        }
    }
}

#[test]
fn calls_go_where_they_belong() {
    for scenario in SCENARIOS {
        let plan = plan(scenario, 0, false);
        let mut to = plan.calls.iter().map(|call| call.to);
        if scenario.name == "downloaded" {
            assert_eq!(to.collect::<Vec<_>>(), [To::Downloaded]);
        } else {
            assert_eq!(to.next(), Some(To::Sessions));
            assert!(to.len() > 5 && to.all(|to| to == To::Events));
        }
    }
}

#[test]
fn every_fault_finds_a_place_somewhere() {
    let mut put = BTreeSet::new();
    for scenario in SCENARIOS {
        for turn in 0..FAULTS.len() as u64 {
            let faulty = plan(scenario, turn, true);
            assert_ne!(
                faulty.calls,
                plan(scenario, turn, false).calls,
                "{}",
                scenario.name
            );
            put.extend(faulty.fault);
        }
    }
    let names: BTreeSet<_> = FAULTS.iter().map(|fault| fault.name).collect();
    assert_eq!(put, names);
}

#[test]
fn plans_become_a_recording() {
    let plans: Vec<_> = SCENARIOS
        .iter()
        .map(|scenario| (plan(scenario, 0, false), EPOCH))
        .collect();
    let script = simulate::record(&plans);
    let calls: usize = plans.iter().map(|(plan, _)| plan.calls.len()).sum();
    assert_eq!(script.exchanges.len(), calls);
    assert!(
        script
            .exchanges
            .windows(2)
            .all(|pair| pair[0].at <= pair[1].at && pair[0].seq + 1 == pair[1].seq)
    );
    let sids: BTreeSet<_> = script
        .exchanges
        .iter()
        .map(|call| call.sid.clone())
        .collect();
    assert_eq!(sids.len(), SCENARIOS.len());
}
