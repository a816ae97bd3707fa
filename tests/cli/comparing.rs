//! `playscope diff`: what is missing, extra, moved and changed between two captures.

use serde_json::Value;

use super::support::Bench;

const BEFORE: &str = "\
0 0 sessionStart {\"params\": {\"media.season\": \"2\", \"media.sdkVersion\": \"4.2\"}}
0 0 play
10 10 ping
20 20 ping
30 30 chapterStart {\"params\": {\"media.chapter.index\": 1, \"media.chapter.offset\": 30}}
30 30 ping
40 40 ping
50 50 sessionComplete
50 50 sessionEnd
@session b
0 0 sessionStart {\"params\": {\"media.id\": \"gone\", \"media.name\": \"Gone\"}}
1 1 sessionEnd
";

/// An hour later, slower by some tenths: a season less, a length as text, a chapter later, a ping too many and one too
/// few.
const AFTER: &str = "\
3600 0 sessionStart {\"params\": {\"media.sdkVersion\": \"4.3\", \"media.show\": \"\\u001b[2J\"}}
3600.4 0 play
3610.6 10.2 ping
3615.1 14.9 ping
3620.2 19.8 ping
3630.2 30 ping
3645.2 45 chapterStart {\"params\": {\"media.chapter.index\": 1, \"media.chapter.offset\": 30}}
3650.2 50 sessionComplete
3650.2 50 sessionEnd
@session c
3600 0 sessionStart {\"params\": {\"media.id\": \"new\", \"media.name\": \"New\"}}
3601 1 play
3602 2 sessionEnd
@session d
3600 0 sessionStart {\"params\": {\"media.id\": \"newer\", \"media.name\": \"Newer\"}}
3602 2 sessionEnd
";

fn bench() -> Bench {
    let bench = Bench::new();
    bench.script("before.jsonl", BEFORE);
    bench.script("after.jsonl", AFTER);
    bench
}

/// `what eventType` of each difference.
fn told(session: &Value) -> Vec<String> {
    let events = session["events"].as_array().unwrap();
    events
        .iter()
        .map(|event| {
            let text = |key: &str| event[key].as_str().unwrap_or("?").to_owned();
            format!("{} {}", text("what"), text("eventType"))
        })
        .collect()
}

#[test]
fn what_is_the_same_is_no_difference() {
    let bench = bench();
    let ran = bench.run(&["diff", "before.jsonl", "before.jsonl"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.out.contains("no difference in 2 sessions\n"),
        "{}",
        ran.out
    );
    // The same again an hour later, with everything that differs on each run.
    let later: String = BEFORE
        .lines()
        .map(|line| match line.split_once(' ') {
            Some((at, rest)) if at.parse::<f64>().is_ok() => {
                format!("{} {rest}\n", at.parse::<f64>().unwrap() + 3600.0)
            }
            _ => format!("{line}\n"),
        })
        .collect();
    bench.script("later.jsonl", &later);
    let ran = bench.run(&["diff", "before.jsonl", "later.jsonl"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let exact = bench.run(&["diff", "--exact", "before.jsonl", "later.jsonl"]);
    assert_eq!(exact.code, Some(1), "{exact:?}");
    assert!(exact.out.contains("~ playerTime.ts  "), "{}", exact.out);
}

#[test]
fn differences_are_named_event_by_event() {
    let bench = bench();
    let ran = bench.run(&["diff", "--format", "json", "before.jsonl", "after.jsonl"]);
    assert_eq!(ran.code, Some(1));
    let all = ran.json();
    assert_eq!(all["same"], false);
    let sessions = all["sessions"].as_array().unwrap();
    assert_eq!(
        told(&sessions[0]),
        [
            "changed sessionStart",
            "extra ping",
            "moved chapterStart",
            "missing ping"
        ],
        "{all:#}"
    );
    let changes = &sessions[0]["events"][0]["changes"];
    let change = |path: &str| {
        let found = changes.as_array().unwrap().iter();
        let mut found = found.filter(|change| change["path"] == path);
        found
            .next()
            .unwrap_or_else(|| panic!("{path} in {changes:#}"))
    };
    let season = change("$.params['media.season']");
    assert_eq!(
        (&season["what"], &season["a"]),
        (&"removed".into(), &"2".into())
    );
    let version = change("$.params['media.sdkVersion']");
    assert_eq!(
        (&version["a"], &version["b"]),
        (&"4.2".into(), &"4.3".into())
    );
    assert_eq!(change("$.params['media.show']")["what"], "added");
    // One session of A has no partner, two of B have none.
    let alone = |side: &str| {
        let sessions = sessions.iter();
        sessions.filter(|session| session[side].is_null()).count()
    };
    assert_eq!((alone("a"), alone("b")), (2, 1));
    let moved = &sessions[0]["events"][2];
    assert_eq!(
        (&moved["a"]["playhead"], &moved["b"]["playhead"]),
        (&30.0.into(), &45.0.into())
    );
}

#[test]
fn the_text_is_safe_and_fits() {
    let bench = bench();
    let ran = bench.run(&[
        "diff",
        "--width",
        "60",
        "--ascii",
        "before.jsonl",
        "after.jsonl",
    ]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.out.is_ascii() && !ran.out.contains('\u{1b}'),
        "{}",
        ran.out
    );
    for line in ran.out.lines() {
        assert!(line.len() <= 60, "{line}");
    }
    for wanted in [
        "      - params['media.season']  \"2\"\n",
        "      ~ params['media.sdkVersion']  \"4.2\" -> \"4.3\"\n",
        "  +   0:14.9  ping",
        "  >   0:30.0  chapterStart 1           moved to 0:45.0\n",
        "  -   0:40.0  ping",
        "- Gone - ",
        "+ Newer - ",
        "1 session differs (1 missing, 1 extra, 1 moved, 1 changed)",
    ] {
        assert!(ran.out.contains(wanted), "{wanted} in\n{}", ran.out);
    }
}

#[test]
fn what_counts_can_be_chosen() {
    let bench = bench();
    let ignored = bench.run(&[
        "diff",
        "--format",
        "json",
        "--ignore",
        "media.season",
        "--ignore",
        "params.media.show",
        "--ignore",
        "media.sdkVersion",
        "--tolerance",
        "20",
        "before.jsonl",
        "after.jsonl",
    ]);
    assert_eq!(
        told(&ignored.json()["sessions"][0]),
        ["extra ping", "moved chapterStart", "missing ping"]
    );
    let one = bench.run(&[
        "diff",
        "before.jsonl",
        "before.jsonl",
        "--session",
        "no-such",
    ]);
    assert_eq!(one.code, Some(2));
    assert!(
        one.err
            .contains("no session `no-such` is in there; `playscope report`"),
        "{one:?}"
    );
    let sids: Vec<String> = bench
        .run(&["report", "--format", "json", "after.jsonl"])
        .json()["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|session| session["sid"].as_str().unwrap().to_owned())
        .collect();
    let two = bench.run(&[
        "diff",
        "--format",
        "json",
        "after.jsonl",
        "after.jsonl",
        "--session",
        &sids[1],
        "--session",
        &sids[2],
    ]);
    assert_eq!(two.code, Some(1));
    let sessions = two.json()["sessions"].clone();
    assert_eq!(sessions.as_array().unwrap().len(), 1);
    assert_eq!(told(&sessions[0]), ["changed sessionStart", "missing play"]);
    assert_eq!(bench.run(&["diff", "before.jsonl"]).code, Some(2));
}
