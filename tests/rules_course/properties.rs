//! Whatever the order of arrival, and whenever it is settled, a session tells the same; nothing wild panics.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use playscope::exchange::Time;
use playscope::inspection::AsOf;
use playscope::rules::course::Course;
use playscope::rules::{Finding, Settings};
use playscope::session::{Arrival, Session};
use playscope::simulate::script;
use proptest::prelude::*;

use super::{Verdict, alike, inspect, inspect_live, verdict};

fn follow(arrivals: &[Arrival], batch: bool, settings: &Settings) -> (Session, Course) {
    let mut session = Session::open("sid".to_owned(), batch, arrivals[0].clone());
    let mut course = Course::new(&session, settings);
    for arrival in &arrivals[1..] {
        session.push(arrival.clone());
    }
    course.settle(&mut session);
    (session, course)
}

/// The same session settled after each push.
fn follow_live(arrivals: &[Arrival], batch: bool, settings: &Settings) -> (Session, Course) {
    let mut session = Session::open("sid".to_owned(), batch, arrivals[0].clone());
    let mut course = Course::new(&session, settings);
    course.settle(&mut session);
    for arrival in &arrivals[1..] {
        session.push(arrival.clone());
        course.settle(&mut session);
    }
    (session, course)
}

/// Only kinds that a random session should be made of, with patches that make it wilder.
const KINDS: &[&str] = &[
    "play",
    "ping",
    "ping",
    "ping",
    "pauseStart",
    "bufferStart",
    "bitrateChange",
    "error",
    "sessionComplete",
    "sessionEnd",
    "adBreakStart",
    "adBreakComplete",
    "adStart",
    "adComplete",
    "adSkip",
    "chapterStart",
    "chapterComplete",
    "chapterSkip",
    "stateStart",
    "stateEnd",
    "statesUpdate",
];

const PATCHES: &[&str] = &[
    "",
    "",
    "",
    r#"{"playerTime":{"playhead":null}}"#,
    r#"{"playerTime":{"ts":null}}"#,
    r#"{"playerTime":{"playhead":1e300}}"#,
    r#"{"playerTime":{"playhead":-1e300}}"#,
    r#"{"playerTime":{"ts":9007199254740992}}"#,
    r#"{"playerTime":{"ts":-9007199254740992}}"#,
    r#"{"params":{"media.ad.podIndex":9e300,"media.ad.podSecond":-4e300}}"#,
    r#"{"params":{"media.chapter.offset":1e18,"media.chapter.length":1e300}}"#,
    r#"{"params":{"media.ad.length":1e300,"media.ad.podPosition":-9e99}}"#,
    r#"{"qoeData":{"media.qoe.bitrate":1,"media.qoe.droppedFrames":-1e300,"media.qoe.framesPerSecond":1e300}}"#,
    r#"{"params":{"media.state.name":"\u001b[31m"}}"#,
    r#"{"params":{"statesStart":[{"media.state.name":"a"},{"media.state.name":"A"}],"statesEnd":[{"media.state.name":"b"}]}}"#,
];

prop_compose! {
    fn event()(
        t in 0..2_000_i64,
        playhead in 0..700_i64,
        kind in 0..KINDS.len(),
        patch in 0..PATCHES.len(),
        tame in 0..4_u8,
    ) -> (i64, String) {
        let patch = if tame > 0 { "" } else { PATCHES[patch] };
        (t, format!("{t} {playhead} {} {patch}", KINDS[kind]))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn settling_at_each_event_or_once_tells_the_same(
        events in prop::collection::vec(event(), 1..60),
        stretch in 1..40_i64,
        live in any::<bool>(),
    ) {
        let kind = if live { "live" } else { "vod" };
        let mut text = format!("0 0 sessionStart {{\"params\":{{\"media.contentType\":\"{kind}\"}}}}\n");
        for (t, line) in &events {
            // Close together or far apart, in any order.
            let line = line.split_once(' ').unwrap().1;
            writeln!(text, "{} {line}", t * stretch / 20).unwrap();
        }
        let script = script::parse(&text).unwrap();
        let settings = Settings::default();
        let inspection = inspect(&script, AsOf::End, &settings);
        alike(&inspect_live(&script, AsOf::End, &settings), &inspection);
        for watched in inspection.sessions() {
            let arrivals = watched.session().arrivals();
            let (session, once) = follow(arrivals, false, &settings);
            let (live_session, live) = follow_live(arrivals, false, &settings);
            let sort = |mut found: Vec<Finding>| {
                found.sort_by_key(|finding| (verdict(finding), finding.path.clone(), finding.message.clone()));
                found
            };
            for now in [None, Some(Time(script::EPOCH.0 + 3_000_000_000))] {
                prop_assert_eq!(
                    sort(once.findings(&session, now, false)),
                    sort(live.findings(&live_session, now, false))
                );
            }
        }
    }
}

/// Long enough for several checkpoints, with faults of every kind all the way.
fn long_session() -> Vec<Arrival> {
    let mut text =
        String::from("0 0 sessionStart {\"params\":{\"media.length\":90000}}\n0 0 play\n");
    for event in 1..3_000_u32 {
        let (index, second) = (event % 5, event % 11);
        let (kind, patch) = match event % 97 {
            1 => (
                "adBreakStart",
                format!(
                    r#"{{"params":{{"media.ad.podIndex":{index},"media.ad.podSecond":{second}}}}}"#
                ),
            ),
            2 if event % 2 == 0 => ("play", String::new()),
            2 | 4 => ("adStart", String::new()),
            3 => ("adSkip", String::new()),
            6 if event % 3 > 0 => ("adBreakComplete", String::new()),
            20 | 22 => (
                "chapterStart",
                format!(
                    r#"{{"params":{{"media.chapter.index":{index},"media.chapter.offset":{second},"media.chapter.friendlyName":"{}"}}}}"#,
                    event % 7
                ),
            ),
            30 => ("chapterSkip", String::new()),
            40 => ("stateStart", String::new()),
            45 => (
                "stateStart",
                format!(r#"{{"params":{{"media.state.name":"s{}"}}}}"#, event % 17),
            ),
            70 => ("stateEnd", String::new()),
            80 | 81 => ("pauseStart", String::new()),
            82 => ("play", String::new()),
            90 => ("adStart", r#"{"params":{"media.unknown":1}}"#.to_owned()),
            _ => (
                "ping",
                format!(
                    r#"{{"qoeData":{{"media.qoe.droppedFrames":{}}}}}"#,
                    event % 89
                ),
            ),
        };
        let stands = if event % 61 < 5 { event % 61 } else { 0 };
        let behind = if stands > 0 {
            stands * 10
        } else {
            event % 5 * 3
        };
        let playhead = (event * 10).saturating_sub(behind);
        writeln!(text, "{} {playhead} {kind} {patch}", event * 10).unwrap();
    }
    let script = script::parse(&text).unwrap();
    let inspection = inspect(&script, AsOf::End, &Settings::default());
    inspection.sessions()[0].session().arrivals().to_vec()
}

/// What is found whatever the order of arrival.
fn timeless(course: &Course, session: &Session) -> Vec<(Verdict, String, String)> {
    let findings = course.findings(session, None, false);
    let mut found: Vec<_> = findings
        .iter()
        .filter(|finding| !finding.rule.starts_with("order/"))
        .map(|finding| {
            (
                verdict(finding),
                finding.path.clone(),
                finding.message.clone(),
            )
        })
        .collect();
    found.sort();
    found
}

#[test]
fn long_sessions_in_any_order_tell_the_same() {
    let settings = Settings::default();
    let arrivals = long_session();
    let (session, course) = follow(&arrivals, false, &settings);
    let expected = timeless(&course, &session);
    let rules: BTreeSet<&str> = expected
        .iter()
        .map(|((_, _, rule, _, _), _, _)| rule.as_str())
        .collect();
    assert!(rules.len() > 18, "{rules:?}");
    for seed in 0..4 {
        let mut shuffled = arrivals.clone();
        let mut random = fastrand::Rng::with_seed(seed);
        if seed % 2 == 0 {
            random.shuffle(&mut shuffled[1..]);
        } else {
            // Late by up to a checkpoint or two.
            for chunk in shuffled[1..].chunks_mut(700) {
                random.shuffle(chunk);
            }
        }
        let mut session = Session::open("sid".to_owned(), false, shuffled[0].clone());
        let mut course = Course::new(&session, &settings);
        for (place, arrival) in shuffled.iter().enumerate().skip(1) {
            session.push(arrival.clone());
            if place % 41 == 0 {
                course.settle(&mut session);
            }
        }
        course.settle(&mut session);
        assert_eq!(expected, timeless(&course, &session), "seed {seed}");
    }
}
