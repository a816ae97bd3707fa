//! `check`, `report` and `show`: what they say about a recording, in every format.

use std::collections::BTreeSet;

use playscope::output::findings;
use playscope::rules::Severity;
use playscope::session::metrics::METRICS;
use playscope::simulate::script;
use serde_json::Value;

use super::support::Bench;

/// A session with an error, a warning, a note and a stray call.
const MIXED: &str = r#"
0 0 sessionStart {"params": {"media.length": "600", "visitor.marketingCloudUserId": null}}
0.5 0 play
1 0.5 adStart
10 9.5 ping
20 19.5 sessionEnd
@call GET /api/v1/session
"#;

fn keys(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn healthy_scenarios_are_clean() {
    let bench = Bench::new();
    bench.scenarios("healthy.jsonl", false);
    let ran = bench.run(&["check", "--fail-on", "warning", "healthy.jsonl"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
}

#[test]
fn faulty_scenarios_are_not() {
    let bench = Bench::new();
    bench.scenarios("faulty.jsonl", true);
    let ran = bench.run(&["check", "--format", "json", "faulty.jsonl"]);
    assert_eq!(ran.code, Some(1));
    let told = ran.json();
    let found = told["findings"].as_array().unwrap();
    let bad = found.iter().filter(|finding| finding["severity"] != "note");
    let spoiled: BTreeSet<_> = bad
        .filter_map(|finding| finding["session"].as_str())
        .collect();
    assert_eq!(spoiled.len(), 8, "each session has a fault of its own");
}

#[test]
fn findings_as_json_keep_the_contract() {
    let bench = Bench::new();
    bench.script("mixed.jsonl", MIXED);
    let told = bench
        .run(&["check", "--format", "json", "mixed.jsonl"])
        .json();
    assert_eq!(keys(&told), BTreeSet::from(["findings", "summary"]));
    let found = told["findings"].as_array().unwrap();
    assert!(found.len() >= 3);
    let members = [
        "rule", "severity", "session", "seq", "item", "path", "count", "message", "effect", "fix",
        "sources",
    ];
    for finding in found {
        assert_eq!(keys(finding), BTreeSet::from(members));
        assert!(
            finding["seq"].is_u64() && finding["count"].is_u64() && finding["sources"].is_array()
        );
        assert!(Severity::parse(finding["severity"].as_str().unwrap()).is_some());
    }
    let rule = |id: &str| found.iter().find(|finding| finding["rule"] == id).unwrap();
    assert_eq!(rule("schema/type")["path"], "$.params['media.length']");
    assert_eq!(rule("schema/type")["session"], script::sid("a").as_str());
    assert_eq!(rule("http/path")["session"], Value::Null);
    let summary = &told["summary"];
    let counted = ["errors", "warnings", "notes"].map(|key| summary[key].as_u64().unwrap());
    assert_eq!(counted.iter().sum::<u64>(), found.len() as u64);
    assert_eq!(
        (&summary["sessions"], &summary["files"]),
        (&1.into(), &1.into())
    );
}

#[test]
fn several_files_name_the_file_of_each_finding() {
    let bench = Bench::new();
    bench.script("a.jsonl", MIXED);
    bench.script("b.jsonl", MIXED);
    let told = bench
        .run(&["check", "--format", "json", "a.jsonl", "b.jsonl"])
        .json();
    let files: BTreeSet<_> = told["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| each["file"].as_str())
        .collect();
    assert_eq!(files, BTreeSet::from([Some("a.jsonl"), Some("b.jsonl")]));
}

#[test]
fn exit_codes_follow_fail_on() {
    let bench = Bench::new();
    bench.script("mixed.jsonl", MIXED);
    bench.script(
        "noted.jsonl",
        "0 0 sessionStart {\"params\": {\"visitor.marketingCloudUserId\": null}}\n1 0 sessionEnd",
    );
    let code = |arguments: &[&str]| bench.run(&[&["check"], arguments].concat()).code;
    assert_eq!(code(&["mixed.jsonl"]), Some(1));
    assert_eq!(code(&["--fail-on", "never", "mixed.jsonl"]), Some(0));
    assert_eq!(code(&["noted.jsonl"]), Some(0));
    assert_eq!(code(&["--fail-on", "warning", "noted.jsonl"]), Some(0));
    assert_eq!(code(&["--fail-on", "note", "noted.jsonl"]), Some(1));
    assert_eq!(
        code(&["--rule", "payload/no-visitor=error", "noted.jsonl"]),
        Some(1)
    );
}

#[test]
fn rules_can_be_switched_off_and_profiles_chosen() {
    let bench = Bench::new();
    bench.script(
        "odd.jsonl",
        "0 0 sessionStart {\"params\": {\"media.odd\": 1}}\n1 0 sessionEnd",
    );
    let severity = |arguments: &[&str]| {
        let told = bench
            .run(&[&["check", "--format", "json"], arguments, &["odd.jsonl"]].concat())
            .json();
        let found = told["findings"].as_array().unwrap().clone();
        found
            .iter()
            .find(|each| each["rule"] == "schema/unknown-key")
            .map(|each| each["severity"].clone())
    };
    assert_eq!(severity(&[]), Some("error".into()));
    assert_eq!(severity(&["--profile", "lenient"]), Some("warning".into()));
    assert_eq!(severity(&["--rule", "schema/unknown-key=off"]), None);
}

#[test]
fn stdin_is_a_recording_too() {
    let bench = Bench::new();
    let path = bench.script("mixed.jsonl", MIXED);
    let from_file = bench.run(&["check", "--format", "json", "mixed.jsonl"]);
    let from_pipe = bench.run_with_input(
        &["check", "--format", "json", "-"],
        &std::fs::read(path).unwrap(),
    );
    assert_eq!(from_file.out, from_pipe.out);
    assert_eq!(from_pipe.code, Some(1));
    let nothing = bench.run_with_input(&["check", "-"], b"");
    assert_eq!(nothing.code, Some(0), "{nothing:?}");
}

#[test]
fn damaged_lines_are_told_and_skipped() {
    let bench = Bench::new();
    let path = bench.script("cut.jsonl", "0 0 sessionStart\n1 0 sessionEnd");
    let mut bytes = std::fs::read(path).unwrap();
    bytes.extend_from_slice(b"{\"seq\":3,\"at\":\"20");
    bench.file("cut.jsonl", bytes);
    let ran = bench.run(&["check", "cut.jsonl"]);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.err.contains("playscope: cut.jsonl: line 4: "),
        "{}",
        ran.err
    );
}

#[test]
fn one_session_is_named_by_the_start_of_its_id() {
    let bench = Bench::new();
    bench.scenarios("all.jsonl", false);
    let all = bench
        .run(&["report", "--format", "json", "all.jsonl"])
        .json();
    let sid = all["sessions"][2]["sid"].as_str().unwrap();
    let short: String = sid.chars().take(8).collect();
    let one = bench
        .run(&[
            "report",
            "--format",
            "json",
            "--session",
            &short,
            "all.jsonl",
        ])
        .json();
    assert_eq!(
        one["sessions"].as_array().unwrap(),
        &[all["sessions"][2].clone()]
    );
    let none = bench.run(&["check", "--session", "zzz", "all.jsonl"]);
    assert_eq!(none.code, Some(2));
    assert!(none.err.contains("no session `zzz`"), "{}", none.err);
}

#[test]
fn reports_as_json_keep_the_contract() {
    let bench = Bench::new();
    bench.scenarios("all.jsonl", false);
    let ran = bench.run(&["report", "--format", "json", "all.jsonl"]);
    let told = ran.json();
    assert_eq!(keys(&told), BTreeSet::from(["sessions"]));
    let members = [
        "sid", "status", "refused", "counted", "rejected", "late", "metrics", "ads", "chapters",
        "states",
    ];
    let known: BTreeSet<&str> = METRICS.iter().map(|metric| metric.key).collect();
    for session in told["sessions"].as_array().unwrap() {
        assert_eq!(keys(session), BTreeSet::from(members));
        assert!(keys(&session["metrics"]).is_subset(&known));
        assert_eq!(session["refused"], false);
    }
    // The order of the documentation is kept in the text.
    let line = ran.out.lines().nth(1).unwrap();
    let order = [
        "\"sid\"",
        "\"status\"",
        "\"refused\"",
        "\"counted\"",
        "\"metrics\"",
        "\"a.media.view\"",
        "\"a.media.play\"",
        "\"ads\"",
        "\"chapters\"",
        "\"states\"",
    ];
    let places: Vec<_> = order.iter().map(|key| line.find(key).unwrap()).collect();
    assert!(places.is_sorted(), "{line}");
}

#[test]
fn reports_give_seconds_to_the_millisecond() {
    let bench = Bench::new();
    bench.script(
        "one.jsonl",
        "0 0 sessionStart\n1 0 play\n4.25 3.25 adBreakStart\n4.25 3.25 adStart\n5.25 3.25 adSkip\n5.25 3.25 adBreakComplete\n\
         5.25 3.25 play\n5.25 3.25 stateStart\n7.5 5.5 stateEnd\n8 6 sessionEnd",
    );
    let told = bench
        .run(&["report", "--format", "json", "one.jsonl"])
        .json();
    let session = &told["sessions"][0];
    assert_eq!(session["metrics"]["a.media.timePlayed"].as_f64(), Some(6.0));
    assert_eq!(
        session["metrics"]["a.media.totalTimePlayed"].as_f64(),
        Some(7.0)
    );
    assert_eq!(session["ads"][0]["outcome"], "skipped");
    assert_eq!(
        session["ads"][0]["a.media.ad.timePlayed"].as_f64(),
        Some(1.0)
    );
    let state = &session["states"]["fullscreen"];
    assert_eq!(
        (
            state["set"].as_bool(),
            state["count"].as_u64(),
            state["time"].as_f64()
        ),
        (Some(true), Some(1), Some(2.25))
    );
}

#[test]
fn a_report_holds_numbers_of_any_size() {
    let bench = Bench::new();
    bench.script(
        "one.jsonl",
        r#"0 0 sessionStart {"qoeData":{"media.qoe.bitrate":1e306,"media.qoe.timeToStart":1e308}}"#,
    );
    let told = bench
        .run(&["report", "--format", "json", "one.jsonl"])
        .json();
    let metrics = &told["sessions"][0]["metrics"];
    assert_eq!(metrics["a.media.qoe.bitrateAverage"].as_f64(), Some(1e306));
    assert_eq!(metrics["a.media.qoe.timeToStart"].as_f64(), Some(1e305));
}

#[test]
fn a_table_ends_with_totals_and_a_single_session_is_told_in_full() {
    let bench = Bench::new();
    bench.scenarios("all.jsonl", false);
    let all = bench.run(&["report", "all.jsonl"]);
    assert!(
        all.out
            .contains("8 sessions · 7 started (88 %) · 5 completed (71 %)"),
        "{}",
        all.out
    );
    bench.script("one.jsonl", MIXED);
    let one = bench.run(&["report", "one.jsonl"]);
    assert!(
        one.out.contains("a.media.timePlayed") && one.out.contains("refused"),
        "{}",
        one.out
    );
}

#[test]
fn csv_has_a_column_per_metric_and_no_formulas() {
    let bench = Bench::new();
    bench.script(
        "one.jsonl",
        "0 0 sessionStart\n1 0 error {\"qoeData\": {\"media.qoe.errorID\": \"=HYPERLINK(\\\"x\\\")\"}}\n2 0 sessionEnd",
    );
    let ran = bench.run(&["report", "--format", "csv", "one.jsonl"]);
    let lines: Vec<_> = ran.out.split("\r\n").collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0].split(',').count(), METRICS.len() + 7);
    assert!(
        lines[1].contains(",\"'=HYPERLINK(\"\"x\"\")\","),
        "{}",
        lines[1]
    );
}

#[test]
fn junit_has_a_case_per_session() {
    let bench = Bench::new();
    bench.script("mixed.jsonl", MIXED);
    let ran = bench.run(&["check", "--format", "junit", "mixed.jsonl"]);
    assert!(ran.out.starts_with("<?xml"));
    for part in [
        // What the schemas of CI servers know on the root, and nothing more.
        "<testsuites name=\"playscope check\" tests=\"2\" failures=\"2\" errors=\"0\">",
        "<testsuite name=\"mixed.jsonl\"",
        "<failure",
    ] {
        assert!(ran.out.contains(part), "{part} is not in {}", ran.out);
    }
    assert!(
        ran.out
            .contains(&format!("The Long Night ({})", script::sid("a")))
    );
}

#[test]
fn sarif_has_rules_and_results() {
    let bench = Bench::new();
    bench.script("mixed one.jsonl", MIXED);
    let log = bench
        .run(&["check", "--format", "sarif", "mixed one.jsonl"])
        .json();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(place, "mixed%20one.jsonl");
        assert!(result["properties"]["seq"].is_u64());
    }
    for rule in rules {
        let address = rule["helpUri"].as_str().unwrap();
        assert!(
            address.starts_with("https://") && !address.contains(' '),
            "{address}"
        );
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[text]["text"].as_str().unwrap().is_empty());
        }
    }
}

#[test]
fn github_annotations_are_one_line_each() {
    let bench = Bench::new();
    bench.script("mixed.jsonl", MIXED);
    let ran = bench.run(&["check", "--format", "github", "mixed.jsonl"]);
    assert!(ran.out.lines().count() >= 3);
    for line in ran.out.lines() {
        let level = ["::error ", "::warning ", "::notice "]
            .iter()
            .any(|start| line.starts_with(start));
        assert!(level && line.contains("file=mixed.jsonl,title="), "{line}");
    }
}

#[test]
fn markdown_leaves_hostile_names_as_text() {
    let bench = Bench::new();
    bench.script(
        "one.jsonl",
        "0 0 sessionStart {\"params\": {\"media.name\": \"<b>|x|\\u001b[31m\", \"media.channel\": null}}\n1 0 sessionEnd",
    );
    let ran = bench.run(&["check", "--format", "markdown", "one.jsonl"]);
    assert!(
        ran.out.contains("&lt;b>\\|x\\|") && !ran.out.contains('\u{1b}'),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("| ✖ error | schema/required |"));
}

#[test]
fn text_for_people_has_no_control_characters_and_every_format_runs() {
    let bench = Bench::new();
    bench.script(
        "bad.jsonl",
        "0 0 sessionStart {\"params\": {\"media.name\": \"a\\u001b]0;x\\u0007\\u009b\\u202e\", \"media.channel\": 3}}\n\
         1 0 \u{1b}[2Jx\n2 0 sessionEnd\n@call GET /\u{1b}[2J",
    );
    let clean = |text: &str| {
        !text.chars().any(|letter| {
            letter.is_control() && letter != '\n' && letter != '\r' || letter == '\u{202e}'
        })
    };
    for format in findings::FORMATS {
        let ran = bench.run(&[
            "check",
            "--fail-on",
            "never",
            "--format",
            format.name,
            "bad.jsonl",
        ]);
        assert_eq!(ran.code, Some(0));
        assert!(clean(&ran.out), "{} {:?}", format.name, ran.out);
    }
    for arguments in [&["report", "bad.jsonl"], &["show", "bad.jsonl"]] {
        let ran = bench.run(arguments);
        assert!(clean(&ran.out), "{arguments:?} {:?}", ran.out);
    }
}

#[test]
fn timelines_keep_their_width_and_ascii() {
    let bench = Bench::new();
    bench.scenarios("all.jsonl", true);
    let ran = bench.run(&["show", "--width", "72", "--ascii", "all.jsonl"]);
    assert!(ran.out.is_ascii());
    let lanes = ["playback", "breaks", "ads ", "chapters", "bitrate", "pings"];
    let mut seen = BTreeSet::new();
    for width in [40, 50, 60] {
        let ran = bench.run(&["show", "--width", &width.to_string(), "all.jsonl"]);
        for line in ran.out.lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }
    for line in ran.out.lines() {
        assert!(line.len() <= 72, "{line}");
        if let Some(lane) = lanes.iter().find(|lane| line.starts_with(**lane)) {
            seen.insert(*lane);
        }
    }
    assert_eq!(seen, BTreeSet::from(lanes));
    let wide = bench.run(&["show", "--width", "200", "all.jsonl"]);
    assert!(wide.out.contains('█') && wide.out.contains('├'));
    // Below the lanes stand the numbers that are something, with what spoils them.
    let report = wide.out.split("\nreport\n").nth(1).unwrap_or_default();
    assert!(
        report.contains("a.media.view") && !report.contains("a.media.complete  no"),
        "{report}"
    );
    assert!(wide.out.contains("✖ the whole session would be refused"));
}

#[test]
fn ascii_is_ascii_whatever_the_names() {
    let bench = Bench::new();
    bench.script(
        "one.jsonl",
        "0 0 sessionStart {\"params\": {\"media.name\": \"Café 夜\", \"media.channel\": 3}}\n1 0 sessionEnd",
    );
    for command in ["check", "report", "show"] {
        let ran = bench.run(&[command, "--ascii", "one.jsonl"]);
        assert!(
            ran.out.is_ascii() && ran.out.contains("Caf? ?"),
            "{command} {}",
            ran.out
        );
        assert!(
            bench.run(&[command, "one.jsonl"]).out.contains("Café 夜"),
            "{command}"
        );
    }
}

#[test]
fn a_fault_that_repeats_is_folded_and_its_cost_told_once() {
    let bench = Bench::new();
    let session = |label: &str| {
        let pings: Vec<_> = (1..9)
            .map(|ten| {
                format!("{ten}0 {ten}0 ping {{\"playerTime\": {{\"playhead\": \"{ten}0\"}}}}")
            })
            .collect();
        format!(
            "@session {label}\n0 0 sessionStart\n{}\n95 95 sessionEnd\n",
            pings.join("\n")
        )
    };
    bench.script("many.jsonl", &format!("{}{}", session("a"), session("b")));
    let ran = bench.run(&["check", "many.jsonl"]);
    let lines = |part: &str| ran.out.lines().filter(|line| line.contains(part)).count();
    assert_eq!(lines("✖ error schema/type"), 2, "{}", ran.out);
    assert_eq!(
        lines("#"),
        2 * 5 + lines("#1 ") + lines("sessionEnd"),
        "{}",
        ran.out
    );
    assert_eq!(lines("and 3 more (--format json lists them all)"), 2);
    assert_eq!(
        lines("cost The service answers 400 and drops the event."),
        1
    );
    assert!(
        ran.out.ends_with("in 20 events, 2 sessions\n"),
        "{}",
        ran.out
    );
}
