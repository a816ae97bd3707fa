//! `[[expect]]`: what a project expects of its tracking, judged as every other rule.

use std::collections::BTreeSet;

use playscope::output::findings;
use serde_json::Value;

use super::serving::Server;
use super::support::Bench;

/// Everything that an expectation can ask.
const CONFIG: &str = r#"
[[expect]]
name = "show-and-season"
on = "sessionStart"
require = ["media.show", "media.season", "customMetadata.series"]

[[expect]]
name = "no-email"
forbid = ["customMetadata.email"]
severity = "warning"
message = "Nothing personal leaves the app"

[[expect]]
name = "vod-at-length"
on = "sessionStart"
equals = { "media.contentType" = "vod", "media.length" = 3600 }

[[expect]]
name = "ids"
on = ["sessionStart", "adStart"]
matches = { "playhead" = '^[0-9.]+$', "media.name" = '^[A-Z]' }
when = '.eventType == "sessionStart"'
severity = "note"

[[expect]]
name = "ad-lengths"
on = "adStart"
where = '.params["media.ad.length"] > 0'
severity = "warning"

[[expect]]
name = "one-complete"
on = "sessionComplete"
count = 1

[[expect]]
name = "few-long-ads"
on = "adStart"
when = '.params["media.ad.length"] > 20'
count = { max = 1 }

[[expect]]
name = "break-first"
order = "adBreakStart before adStart before sessionComplete"

[[expect]]
name = "silent"
on = "play"
forbid = ["playhead"]
severity = "off"
"#;

/// As the configuration asks.
const RIGHT: &str = r#"
0 0 sessionStart {"params": {"media.show": "S", "media.season": "1", "media.length": 3600.0, "media.contentType": "vod", "media.name": "Name"}, "customMetadata": {"series": "x"}}
0.1 0 play
10 9.9 adBreakStart
10.1 9.9 adStart {"params": {"media.ad.length": 30}}
10.2 9.9 adComplete
10.3 9.9 adBreakComplete
10.4 9.9 play
12 11 sessionComplete
13 11 sessionEnd
"#;

/// Against it in every way.
const WRONG: &str = r#"
0 0 sessionStart {"params": {"media.show": null, "media.season": "", "media.length": 60, "media.contentType": "vod", "media.name": "name"}}
0.1 0 play {"customMetadata": {"email": "a@b.example"}}
10 9.9 adStart {"params": {"media.ad.length": 0}}
10.1 9.9 adBreakStart
10.2 9.9 adStart {"params": {"media.ad.length": 30}}
10.3 9.9 adComplete
10.4 9.9 adStart {"params": {"media.ad.length": 31}}
10.5 9.9 adStart {"params": {"media.ad.length": 32}}
13 11 sessionEnd
"#;

/// Rule, severity, seq, path, count of each finding that is ours, with its message.
fn ours(told: &Value) -> Vec<(String, String)> {
    let findings = told["findings"].as_array().unwrap().iter();
    let ours = findings.filter(|each| each["rule"].as_str().unwrap().starts_with("expect/"));
    ours.map(|each| {
        let text = |key: &str| each[key].as_str().unwrap().to_owned();
        let head = format!(
            "{} {} #{} {} x{}",
            text("rule"),
            text("severity"),
            each["seq"],
            text("path"),
            each["count"]
        );
        (head, text("message"))
    })
    .collect()
}

#[test]
fn what_is_asked_is_found_and_nothing_else() {
    let bench = Bench::new();
    bench.file("playscope.toml", CONFIG);
    bench.script("right.jsonl", RIGHT);
    bench.script("wrong.jsonl", WRONG);
    let right = bench
        .run(&["check", "--format", "json", "right.jsonl"])
        .json();
    assert_eq!(ours(&right), [], "{right:#}");
    let wrong = bench.run(&["check", "--format", "json", "wrong.jsonl"]);
    assert_eq!(wrong.code, Some(1));
    let expected = [
        (
            "expect/ids note #1 $.params['media.name'] x1",
            "In this sessionStart `media.name` is \"name\", but must look like /^[A-Z]/.",
        ),
        (
            "expect/show-and-season error #1 $.params['media.show'] x1",
            "This sessionStart has no `media.show`.",
        ),
        (
            "expect/show-and-season error #1 $.params['media.season'] x1",
            "This sessionStart has an empty `media.season`.",
        ),
        (
            "expect/show-and-season error #1 $.customMetadata.series x1",
            "This sessionStart has no `customMetadata.series`.",
        ),
        (
            "expect/vod-at-length error #1 $.params['media.length'] x1",
            "In this sessionStart `media.length` is 60, but must be 3600.",
        ),
        (
            "expect/no-email warning #2 $.customMetadata.email x1",
            "Nothing personal leaves the app. This play has `customMetadata.email` (\"a@b.example\"), which must not be there.",
        ),
        (
            "expect/ad-lengths warning #3 $ x1",
            "This adStart does not satisfy `.params[\"media.ad.length\"] > 0`.",
        ),
        (
            "expect/break-first error #3 $.eventType x1",
            "adStart comes before the session's first adBreakStart.",
        ),
        (
            "expect/few-long-ads error #7 $.eventType x1",
            "This session has 3 adStart for which `.params[\"media.ad.length\"] > 20` holds, but must have at most 1.",
        ),
        (
            "expect/one-complete error #9 $.eventType x1",
            "This session has 0 sessionComplete, but must have exactly 1.",
        ),
    ];
    let expected: Vec<_> = expected
        .map(|(head, message)| (head.to_owned(), message.to_owned()))
        .into();
    assert_eq!(ours(&wrong.json()), expected);
}

#[test]
fn an_expectation_has_a_page_a_fix_and_its_place() {
    let bench = Bench::new();
    bench.file("playscope.toml", CONFIG);
    bench.script("wrong.jsonl", WRONG);
    let told = bench
        .run(&["check", "--format", "json", "wrong.jsonl"])
        .json();
    let all = told["findings"].as_array().unwrap();
    let ours = all
        .iter()
        .find(|each| each["rule"] == "expect/no-email")
        .unwrap();
    assert_eq!(ours["sources"], serde_json::json!(["playscope.toml:7"]));
    assert_eq!(ours["fix"], "Leave `customMetadata.email` out of play.");
    assert!(
        ours["effect"]
            .as_str()
            .unwrap()
            .contains("The project expects it")
    );
    let page = bench.run(&["rules", "expect/no-email"]);
    for part in [
        "expect/no-email  warning",
        "Nothing personal leaves the app.",
        "playscope.toml:7",
    ] {
        assert!(page.out.contains(part), "{}", page.out);
    }
    assert!(bench.run(&["rules", "expect"]).out.lines().count() == 9);
    for format in findings::FORMATS {
        let ran = bench.run(&["check", "--format", format.name, "wrong.jsonl"]);
        assert!(ran.out.contains("expect/few-long-ads"), "{}", format.name);
    }
}

#[test]
fn flags_reach_expectations() {
    let bench = Bench::new();
    bench.file("playscope.toml", CONFIG);
    bench.script("wrong.jsonl", WRONG);
    let rules = |more: &[&str]| {
        let ran = bench.run(&[&["check", "--format", "json"], more, &["wrong.jsonl"]].concat());
        assert_ne!(ran.code, Some(2), "{}", ran.err);
        let heads = ours(&ran.json()).into_iter();
        heads
            .map(|(head, _)| head.split(' ').take(2).collect::<Vec<_>>().join(" "))
            .collect::<BTreeSet<_>>()
    };
    let given = rules(&[
        "--rule",
        "expect/one-complete=off",
        "--rule",
        "expect/silent=note",
    ]);
    assert!(!given.contains("expect/one-complete error"));
    assert!(given.contains("expect/silent note"), "{given:?}");
    let unknown = bench.run(&["check", "--rule", "expect/one-compleet=off", "wrong.jsonl"]);
    assert_eq!(unknown.code, Some(2));
    assert!(
        unknown.err.contains("did you mean `expect/one-complete`?"),
        "{}",
        unknown.err
    );
}

#[test]
fn batches_and_late_arrivals_are_judged_in_their_order() {
    let bench = Bench::new();
    bench.file(
        "playscope.toml",
        "[[expect]]\nname = \"order\"\norder = \"play before ping\"\n\
         [[expect]]\nname = \"pings\"\non = \"ping\"\nwhen = \".playerTime.playhead > 5\"\ncount = 1\n",
    );
    bench.script(
        "late.jsonl",
        "0 0 sessionStart\n10 9.5 ping\n@arrive 11\n0.5 0 play\n20 19.5 sessionEnd",
    );
    bench.script(
        "batch.jsonl",
        "@batch\n0 0 sessionStart {\"params\": {\"media.downloaded\": true}}\n1 0 ping\n2 0 play\n3 6 ping\n4 7 ping\n5 8 sessionEnd\n@end",
    );
    let late = bench
        .run(&["check", "--format", "json", "late.jsonl"])
        .json();
    assert_eq!(ours(&late), []);
    let batch = bench
        .run(&["check", "--format", "json", "batch.jsonl"])
        .json();
    let places: Vec<_> = batch["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|each| each["rule"].as_str().unwrap().starts_with("expect/"))
        .map(|each| (each["rule"].as_str().unwrap(), each["item"].as_u64()))
        .collect();
    assert_eq!(
        places,
        [("expect/order", Some(1)), ("expect/pings", Some(4))]
    );
}

#[test]
fn live_and_recorded_are_told_alike() {
    let bench = Bench::new();
    bench.file(
        "playscope.toml",
        "[[expect]]\nname = \"a\"\non = \"sessionStart\"\nrequire = [\"customMetadata.nothing\"]\n\
         [[expect]]\nname = \"b\"\non = \"ping\"\ncount = { max = 1 }\nseverity = \"warning\"\n",
    );
    let server = Server::start(
        &bench,
        &[
            "serve",
            "--record",
            "lab.jsonl",
            "--exit-after-sessions",
            "1",
            "--format",
            "json",
        ],
    );
    let first: Value = serde_json::from_str(&server.url).unwrap();
    let url = first["listening"].as_str().unwrap();
    let sent = bench.run(&[
        "simulate",
        "--to",
        url,
        "--speed",
        "max",
        "--scenario",
        "vod-with-ads",
    ]);
    assert_eq!(sent.code, Some(0), "{sent:?}");
    let live = server.end();
    assert_eq!(live.code, Some(1), "{live:?}");
    assert!(
        live.out.contains("expect/a") && live.out.contains("expect/b"),
        "{}",
        live.out
    );
    let recorded = bench.run(&["check", "lab.jsonl"]);
    let verdict = recorded.out.lines().last().unwrap();
    let counts = verdict.split(" in ").next().unwrap();
    assert!(live.err.contains(counts), "{} lacks {counts}", live.err);
}

#[test]
fn what_is_in_force_is_explained_with_its_origin() {
    let bench = Bench::new();
    let origin = |ran: &super::support::Ran, name: &str| {
        let line = ran
            .out
            .lines()
            .find(|line| line.trim_start().starts_with(&format!("{name} ")));
        let words = line
            .unwrap_or_else(|| panic!("{name} is not in {}", ran.out))
            .split_whitespace();
        words.skip(1).collect::<Vec<_>>().join(" ")
    };
    let plain = bench.run(&["check", "--explain-config"]);
    assert_eq!(plain.code, Some(0));
    assert!(
        plain.out.starts_with("configuration")
            && plain.out.contains("none: there is no playscope.toml")
    );
    assert_eq!(origin(&plain, "profile"), "strict built in");
    assert_eq!(origin(&plain, "ping/slow-in-ad"), "off built in");
    for rule in playscope::rules::registry::ALL {
        origin(&plain, rule.id);
    }
    let text = format!(
        "profile = \"lenient\"\nad-ping = \"1s\"\n[rules]\n\"ping/late\" = {{ seconds = 12 }}\n{CONFIG}"
    );
    bench.file("playscope.toml", text);
    let told = bench.run(&[
        "check",
        "--explain-config",
        "--profile",
        "strict",
        "--rule",
        "ads/not-open=off",
    ]);
    for (name, expected) in [
        ("profile", "strict --profile"),
        ("ad-ping", "1s playscope.toml:2"),
        ("ping/slow-in-ad", "note playscope.toml:2"),
        ("seconds", "15 built in"),
        ("ads/not-open", "off --rule"),
        ("expect/no-email", "warning playscope.toml:11"),
        ("expect/silent", "off playscope.toml:50"),
    ] {
        if name != "seconds" {
            assert_eq!(origin(&told, name), expected, "{}", told.out);
        }
    }
    assert!(
        told.out
            .contains("  seconds                        12           playscope.toml:4"),
        "{}",
        told.out
    );
    assert!(
        told.out
            .contains("Each adStart must satisfy `.params[\"media.ad.length\"] > 0`.")
    );
}

#[test]
fn a_bad_expectation_is_told_before_anything_opens() {
    let bench = Bench::new();
    bench.file(
        "playscope.toml",
        "[[expect]]\nname = \"x\"\nmatches = { \"media.id\" = \"(\" }\n",
    );
    for arguments in [
        &["check", "missing.jsonl"][..],
        &["serve", "--listen", "127.0.0.1:0"],
        &["rules"],
    ] {
        let ran = bench.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(
            ran.err
                .contains("playscope.toml: line 3: `(` is no regular expression: unclosed group"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn pings_in_ads_may_be_asked_for_each_second() {
    let bench = Bench::new();
    bench.script(
        "slow.jsonl",
        playscope::rules::registry::find("ping/slow-in-ad")
            .unwrap()
            .wrong,
    );
    let found = |text: &str| {
        bench.file("playscope.toml", text);
        let told = bench
            .run(&["check", "--format", "json", "slow.jsonl"])
            .json();
        let all = told["findings"].as_array().unwrap().clone();
        all.iter().any(|each| each["rule"] == "ping/slow-in-ad")
    };
    assert!(!found("") && !found("ad-ping = \"10s\"\n"));
    assert!(found("ad-ping = \"1s\"\n"));
}
