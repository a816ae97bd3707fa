//! The rules that follow sessions: their examples, and wrong, nearly wrong and clean sessions as data.
//!
//! A case in `rules_course/*.txt` begins with `### name`; below it stands a script (see
//! `simulate::script`). A line `^ rule severity [count]` is a finding expected on the event above it;
//! all findings of these areas must be listed. `@now 700` judges at that second by the clock instead of
//! at the end of a recording.

mod properties;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use playscope::exchange::Time;
use playscope::inspection::{AsOf, Inspection, Watched};
use playscope::rules::{Finding, Rule, Settings, Severity, registry};
use playscope::schema::Schemas;
use playscope::simulate::script::{self, Script};

const AREAS: &[&str] = &[
    "ads", "chapters", "order", "ping", "playback", "playhead", "qoe", "session", "states",
];

fn is_ours(rule: &str) -> bool {
    let area = rule.split('/').next().unwrap_or_default();
    AREAS.contains(&area)
}

fn ours() -> impl Iterator<Item = &'static Rule> {
    registry::ALL
        .iter()
        .copied()
        .filter(|rule| is_ours(rule.id))
}

fn inspect(script: &Script, as_of: AsOf, settings: &Settings) -> Inspection {
    let mut inspection = Inspection::new(settings.clone(), Schemas::default());
    inspection.describe(script.header.clone());
    for exchange in &script.exchanges {
        inspection.push(exchange);
    }
    inspection.settle(as_of);
    inspection
}

/// What is told live, looked at after each call, and then at the end like a recording.
fn inspect_live(script: &Script, as_of: AsOf, settings: &Settings) -> Inspection {
    let mut inspection = Inspection::new(settings.clone(), Schemas::default());
    inspection.describe(script.header.clone());
    for exchange in &script.exchanges {
        inspection.push(exchange);
        inspection.settle(AsOf::Now(exchange.at));
    }
    inspection.settle(as_of);
    inspection
}

/// The same, every session laid to rest after each call, so that the next one wakes it up.
fn inspect_resting(script: &Script, as_of: AsOf, settings: &Settings) -> Inspection {
    let mut inspection = Inspection::new(settings.clone(), Schemas::default());
    inspection.describe(script.header.clone());
    let recorded = script.exchanges.clone();
    let again = move |seq| {
        recorded
            .iter()
            .find(|exchange| exchange.seq == seq)
            .cloned()
    };
    inspection.let_rest(0, Arc::new(again));
    for (exchange, hours) in script.exchanges.iter().zip(1..) {
        inspection.push(exchange);
        let long_after = Time(exchange.at.0 + hours * 3_600_000_000);
        inspection.settle(AsOf::Now(long_after));
        assert!(inspection.sessions().iter().all(Watched::is_resting));
    }
    inspection.settle(as_of);
    inspection
}

fn alike(live: &Inspection, recorded: &Inspection) {
    assert!(
        live.all_findings().eq(recorded.all_findings()),
        "live and from a file the findings differ"
    );
    assert_eq!(live.totals(), recorded.totals());
    for (live, recorded) in live.sessions().iter().zip(recorded.sessions()) {
        assert_eq!(live.glance().facts, recorded.glance().facts);
        assert_eq!(live.glance().start, recorded.glance().start);
        assert_eq!(live.session().report(), recorded.session().report());
        assert_eq!(live.session().status(), recorded.session().status());
        assert_eq!(live.session().tally(), recorded.session().tally());
    }
}

/// All findings, as they are told, live as from a file.
fn judge(script: &Script, now: Option<Time>, settings: &Settings) -> Vec<Finding> {
    let as_of = now.map_or(AsOf::End, AsOf::Now);
    let inspection = inspect(script, as_of, settings);
    alike(&inspect_live(script, as_of, settings), &inspection);
    // Rests are long: nobody looks at an earlier moment afterwards.
    if as_of == AsOf::End {
        alike(&inspect_resting(script, as_of, settings), &inspection);
    }
    inspection.all_findings().cloned().collect()
}

/// Those of the areas that follow sessions.
fn judge_ours(script: &Script, now: Option<Time>, settings: &Settings) -> Vec<Finding> {
    let mut findings = judge(script, now, settings);
    findings.retain(|finding| is_ours(&finding.rule));
    findings
}

/// Where a finding stands, what it is, how bad, and how many.
type Verdict = (u64, Option<u32>, String, String, u64);

fn verdict(finding: &Finding) -> Verdict {
    (
        finding.seq,
        finding.item,
        finding.rule.to_string(),
        finding.severity.word().to_owned(),
        finding.count,
    )
}

struct Case {
    name: String,
    script: String,
    now: Option<Time>,
    expected: BTreeSet<Verdict>,
}

fn cases(text: &str) -> Vec<Case> {
    text.split("\n### ")
        .skip(1)
        .map(|block| {
            let (name, body) = block.split_once('\n').unwrap();
            case(name, body)
        })
        .collect()
}

fn case(name: &str, body: &str) -> Case {
    let mut case = Case {
        name: name.to_owned(),
        script: String::new(),
        now: None,
        expected: BTreeSet::new(),
    };
    let (mut seq, mut item) = (0, None);
    for line in body.lines() {
        if let Some(expected) = line.trim().strip_prefix("^ ") {
            let words: Vec<&str> = expected.split_whitespace().collect();
            let count = words.get(2).map_or(1, |count| count.parse().unwrap());
            let verdict = (seq, item, words[0].to_owned(), words[1].to_owned(), count);
            assert!(registry::find(words[0]).is_some(), "{name}: {line}");
            assert!(
                case.expected.insert(verdict),
                "{name}: {line} is there twice"
            );
            continue;
        }
        if let Some(now) = line.strip_prefix("@now ") {
            let seconds: i64 = now.trim().parse().unwrap();
            case.now = Some(Time(script::EPOCH.0 + seconds * 1_000_000));
            continue;
        }
        writeln!(case.script, "{line}").unwrap();
        match line.split_whitespace().next() {
            Some("@batch") => (seq, item) = (seq + 1, Some(u32::MAX)),
            Some("@end") => item = None,
            Some("@call") => seq += 1,
            Some(word) if !word.starts_with(['@', '#', '|']) => match &mut item {
                Some(item) => *item = item.wrapping_add(1),
                None => seq += 1,
            },
            _ => {}
        }
    }
    case
}

fn told(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        writeln!(
            text,
            "  {}:{:?} {} {} {} {} {}",
            finding.seq,
            finding.item,
            finding.rule,
            finding.severity.word(),
            finding.count,
            finding.path,
            finding.message
        )
        .unwrap();
    }
    text
}

fn run(text: &str) {
    let mut wrong = String::new();
    let cases = cases(text);
    assert!(!cases.is_empty());
    for case in cases {
        let script =
            script::parse(&case.script).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let findings = judge_ours(&script, case.now, &Settings::default());
        let found: BTreeSet<Verdict> = findings.iter().map(verdict).collect();
        if found != case.expected || found.len() != findings.len() {
            let missing: Vec<_> = case.expected.difference(&found).collect();
            let surplus: Vec<_> = found.difference(&case.expected).collect();
            writeln!(
                wrong,
                "### {}\nmissing {missing:?}\nsurplus {surplus:?}\ntold\n{}",
                case.name,
                told(&findings)
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

macro_rules! areas {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            run(include_str!(concat!("rules_course/", stringify!($name), ".txt")));
        }
    )*};
}

areas!(ads chapters order ping playback playhead qoe session states structure);

#[test]
fn examples_show_their_rule() {
    let mut faults = String::new();
    for rule in ours() {
        let mut settings = Settings::default();
        if rule.opt_in {
            settings
                .severities
                .insert(rule.id.to_owned(), Some(rule.severity));
        }
        let read =
            |text: &str| script::parse(text).unwrap_or_else(|error| panic!("{}: {error}", rule.id));
        let wrong = judge(&read(rule.wrong), None, &settings);
        let shown = wrong
            .iter()
            .any(|finding| finding.rule == rule.id && finding.severity == rule.severity);
        if !shown {
            writeln!(faults, "{}: wrong shows\n{}", rule.id, told(&wrong)).unwrap();
        }
        let right = judge(&read(rule.right), None, &settings);
        let clean = right
            .iter()
            .all(|finding| finding.rule != rule.id && finding.severity == Severity::Note);
        if !clean {
            writeln!(faults, "{}: right shows\n{}", rule.id, told(&right)).unwrap();
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn every_rule_has_wrong_cases() {
    let all = [
        include_str!("rules_course/ads.txt"),
        include_str!("rules_course/chapters.txt"),
        include_str!("rules_course/order.txt"),
        include_str!("rules_course/ping.txt"),
        include_str!("rules_course/playback.txt"),
        include_str!("rules_course/playhead.txt"),
        include_str!("rules_course/qoe.txt"),
        include_str!("rules_course/session.txt"),
        include_str!("rules_course/states.txt"),
        include_str!("rules_course/structure.txt"),
    ];
    for rule in ours() {
        let line = format!("^ {} ", rule.id);
        let often: usize = all.iter().map(|text| text.matches(&line).count()).sum();
        assert!(
            often >= 2 || rule.opt_in || rule.id == "session/too-long",
            "{} is expected {often} times",
            rule.id
        );
    }
}

#[test]
fn healthy_sessions_are_told_no_fault() {
    for case in cases(include_str!("rules_course/clean.txt")) {
        let script =
            script::parse(&case.script).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let findings = judge(&script, case.now, &Settings::default());
        let clean = findings
            .iter()
            .all(|finding| finding.severity == Severity::Note);
        assert!(clean, "{}\n{}", case.name, told(&findings));
    }
}

/// A live session with an event every 590 s up to and beyond a day.
fn overnight(beyond: &[i64]) -> Vec<Verdict> {
    let mut text = String::from(r#"0 0 sessionStart {"params":{"media.contentType":"live"}}"#);
    let times = (1..=146).map(|step| step * 590);
    for t in times.chain(beyond.iter().copied()) {
        write!(text, "\n{t} {} ping", t % 86_400).unwrap();
    }
    let script = script::parse(&text).unwrap();
    judge(&script, None, &Settings::default())
        .iter()
        .filter(|finding| finding.rule == "session/too-long")
        .map(verdict)
        .collect()
}

#[test]
fn a_session_is_too_long_after_a_day() {
    let told = |seq, count| {
        let (rule, severity) = ("session/too-long", "warning");
        vec![(seq, None, rule.to_owned(), severity.to_owned(), count)]
    };
    assert_eq!(overnight(&[86_400]), []);
    assert_eq!(overnight(&[86_400, 86_401]), told(149, 1));
    assert_eq!(overnight(&[86_500, 86_900, 87_000]), told(148, 3));
}

#[test]
fn thresholds_and_opt_in_are_taken_from_the_settings() {
    let script = script::parse(
        "0 0 sessionStart\n0 0 play\n10 10 ping\n22 22 ping\n23 23 adBreakStart\n\
         23.1 23 adStart {\"params\":{\"media.ad.length\":4}}\n27.1 23 adComplete\n\
         27.2 23 adBreakComplete\n27.3 23 play\n30 25.7 sessionEnd",
    )
    .unwrap();
    let mut settings = Settings::default();
    assert_eq!(judge_ours(&script, None, &settings), []);
    let own = settings
        .thresholds
        .entry("ping/late".to_owned())
        .or_default();
    own.insert("seconds".to_owned(), 11.9);
    settings
        .severities
        .insert("ping/slow-in-ad".to_owned(), Some(Severity::Error));
    let found: Vec<Verdict> = judge_ours(&script, None, &settings)
        .iter()
        .map(verdict)
        .collect();
    let expected = [
        (4, None, "ping/late".to_owned(), "warning".to_owned(), 1),
        (7, None, "ping/slow-in-ad".to_owned(), "error".to_owned(), 1),
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_threshold_of_double_starts_may_be_anything() {
    let script = script::parse("0 0 sessionStart\n@session b\n0 0 sessionStart").unwrap();
    for (seconds, expected) in [(0.0, 0), (-1e300, 0), (f64::NAN, 0), (1e300, 1), (0.001, 1)] {
        let mut settings = Settings::default();
        let own = settings
            .thresholds
            .entry("session/double-start".to_owned())
            .or_default();
        own.insert("seconds".to_owned(), seconds);
        let found = judge_ours(&script, None, &settings);
        let double = found
            .iter()
            .filter(|found| found.rule == "session/double-start");
        assert_eq!(double.count(), expected, "{seconds}");
    }
}
