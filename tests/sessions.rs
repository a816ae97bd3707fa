//! Sessions as data: events in, state and report out. Each case names only what it is about.
//!
//! A case's script is in the notation of `simulate::script`; what is answered 400 or above counts as rejected.
//! `expect` takes the report's keys without `a.media.` (times in seconds), and the words below.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use playscope::exchange::Exchange;
use playscope::session::{Activity, Arrival, Outcome, Playback, Session, Span, Status, Value};
use playscope::simulate::script::{self, EPOCH};
use playscope::wire::event::Qoe;
use playscope::wire::{Event, json};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    script: String,
    expect: BTreeMap<String, toml::Value>,
}

#[test]
fn every_case_holds() {
    let folder = format!("{}/tests/sessions", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let (mut names, mut wrong) = (BTreeSet::new(), String::new());
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let file: File =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for case in file.case {
            let session = session(&case.script);
            for (key, expected) in &case.expect {
                let actual = actual(&session, key);
                if actual != words(expected) {
                    let _ = writeln!(
                        wrong,
                        "{}: {key} is {actual}, not {}",
                        case.name,
                        words(expected)
                    );
                }
            }
            assert!(
                names.insert(case.name.clone()),
                "two cases are named {}",
                case.name
            );
        }
    }
    assert!(names.len() > 100, "only {} cases were found", names.len());
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn session(text: &str) -> Session {
    let script = script::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut opened: Option<Session> = None;
    for exchange in &script.exchanges {
        let batch = exchange.body.first() == Some(&b'[');
        for arrival in arrivals(exchange) {
            match &mut opened {
                Some(session) => session.push(arrival),
                None => opened = Some(Session::open("sid".to_owned(), batch, arrival)),
            }
        }
    }
    let mut session = opened.unwrap();
    session.settle(&mut ());
    session
}

fn arrivals(exchange: &Exchange<'_>) -> Vec<Arrival> {
    let root = json::parse(&exchange.body).unwrap();
    let rejected = exchange.status >= 400;
    let arrival = |item: Option<u32>, value: &json::Value<'_>| {
        let event = value.as_object().and_then(Event::decode);
        let rejected = rejected || event.is_none();
        Arrival {
            seq: exchange.seq,
            item,
            at: exchange.at,
            status: exchange.status,
            rejected,
            event,
        }
    };
    match root.as_list() {
        Some(items) if rejected => vec![arrival(None, &items[0])],
        Some(items) => (0..)
            .zip(items)
            .map(|(item, value)| arrival(Some(item), value))
            .collect(),
        None => vec![arrival(None, &root)],
    }
}

/// What a session says to a key of `expect`.
fn actual(session: &Session, key: &str) -> String {
    let tally = session.tally();
    let report = session.report();
    let machine = session.machine();
    let lanes = session.lanes();
    match key {
        "status" => match session.status() {
            Status::Completed => "completed",
            Status::Ended => "ended",
            Status::TimedOut => "timed_out",
            Status::Open => "open",
        }
        .to_owned(),
        "refused" => session.is_refused().to_string(),
        "counted" => tally.counted.to_string(),
        "rejected" => tally.rejected.to_string(),
        "late" => tally.late.to_string(),
        // When it closed, s.
        "closed" => session.closed_ts().map_or("never".to_owned(), clock),
        // The counted events by their number in the script, from 1.
        "order" => {
            let arrivals = session.arrivals();
            let places: Vec<String> = session
                .counted()
                .iter()
                .map(|index| arrivals[*index as usize].seq.to_string())
                .collect();
            places.join(" ")
        }
        "playback" => playback(machine.snapshot().playback).to_owned(),
        "open" => {
            let is = machine.snapshot();
            let open = [
                ("break", is.ad_break),
                ("ad", is.ad),
                ("chapter", is.chapter),
            ];
            let open: Vec<&str> = open
                .iter()
                .filter(|(_, by)| by.is_some())
                .map(|(what, _)| *what)
                .collect();
            open.join(" ")
        }
        // Player states that are active, in order of their first start.
        "active" => {
            let active = machine
                .states()
                .iter()
                .filter(|state| state.since.is_some());
            active
                .map(|state| state.name.to_string())
                .collect::<Vec<_>>()
                .join(" ")
        }
        "fps" => machine
            .quality()
            .frame_rate
            .map_or("absent".to_owned(), number),
        // name count time
        "states" => {
            let states = report.states.iter();
            let rows: Vec<String> = states
                .map(|(name, total)| format!("{name} {} {}", total.count, seconds(total.time_ms)))
                .collect();
            rows.join(", ")
        }
        // outcome time, and what tells them apart.
        "ads" => rows(&report.ads),
        "chapters" => rows(&report.chapters),
        "lane" => lane(&lanes.playback, |kind| match kind {
            Activity::Playback(is) => playback(*is),
            Activity::Stalled => "stalled",
        }),
        "lane.breaks" => lane(&lanes.breaks, |()| "break"),
        "lane.ads" => lane(&lanes.ads, |outcome: &Outcome| outcome.word()),
        "lane.chapters" => lane(&lanes.chapters, |outcome: &Outcome| outcome.word()),
        "lane.states" => lanes
            .states
            .iter()
            .map(|(name, spans)| lane(spans, |()| name.as_str()))
            .collect::<Vec<_>>()
            .join(", "),
        key => {
            let full = format!("a.media.{key}");
            let value = report.get(&full).or(report.get(key));
            value.map_or("absent".to_owned(), value_words)
        }
    }
}

fn playback(is: Playback) -> &'static str {
    match is {
        Playback::Starting => "starting",
        Playback::Playing => "playing",
        Playback::Paused => "paused",
        Playback::Buffering => "buffering",
        Playback::Finished => "finished",
    }
}

fn rows(rows: &[Vec<(&'static str, Value)>]) -> String {
    let row = |row: &Vec<(&'static str, Value)>| {
        let get = |key: &str| {
            row.iter()
                .find(|(name, _)| name.ends_with(key))
                .map(|(_, value)| value_words(value))
        };
        let complete = get(".complete") == Some("true".to_owned());
        assert_eq!(complete, get("outcome") == Some("completed".to_owned()));
        let keys = ["outcome", "timePlayed", "ad.id", "podIndex", "index"];
        keys.iter()
            .filter_map(|key| get(key))
            .collect::<Vec<_>>()
            .join(" ")
    };
    rows.iter().map(row).collect::<Vec<_>>().join(", ")
}

/// `kind from-to`; an open end is a dash.
fn lane<'a, K>(spans: &[Span<K>], word: impl Fn(&K) -> &'a str) -> String {
    let span = |span: &Span<K>| {
        let end = span.closed_by.map_or(String::new(), |_| clock(span.end_ts));
        format!("{} {}-{end}", word(&span.kind), clock(span.start_ts))
    };
    spans.iter().map(span).collect::<Vec<_>>().join(", ")
}

fn value_words(value: &Value) -> String {
    match value {
        Value::Flag(flag) => flag.to_string(),
        Value::Count(count) => count.to_string(),
        Value::Duration(ms) => seconds(*ms),
        Value::Number(value) => number(*value),
        Value::Text(text) => text.clone(),
        Value::Ids(ids) => ids.join(" "),
    }
}

fn words(value: &toml::Value) -> String {
    match value {
        toml::Value::Float(value) => number(*value),
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[expect(clippy::cast_precision_loss, reason = "the times of a case are short")]
fn seconds(ms: i64) -> String {
    number(ms as f64 / 1000.0)
}

/// Seconds since the script's epoch.
fn clock(ts: i64) -> String {
    seconds(ts - EPOCH.ms())
}

#[test]
fn a_million_events_fit_into_the_memory_that_they_are_promised() {
    for (name, room, most) in [
        ("an event", size_of::<Event>(), 40),
        ("its qoeData", size_of::<Qoe>(), 40),
        ("an arrival, its event included", size_of::<Arrival>(), 72),
    ] {
        assert!(room <= most, "{name} takes {room} bytes, {most} at most");
    }
}
