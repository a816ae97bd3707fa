//! Rules about a call and about one event: the catalogue itself, their examples, and wrong and nearly wrong cases.

use std::collections::{BTreeMap, BTreeSet};

use playscope::exchange::Exchange;
use playscope::rules::{Finding, Intake, Rule, Settings, Severity, examine, gather, registry};
use playscope::schema::Schemas;
use playscope::simulate::script;
use playscope::wire::Route;

#[test]
fn catalogue_is_sorted_unique_and_complete() {
    let ids: Vec<&str> = registry::ALL.iter().map(|rule| rule.id).collect();
    let sorted: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids, sorted.into_iter().collect::<Vec<_>>());
    for rule in registry::ALL {
        assert!(registry::find(rule.id).is_some_and(|found| std::ptr::eq(found, *rule)));
        assert!(rule.id.contains('/'), "{} has no area", rule.id);
        for (what, text) in [("what", rule.what), ("cost", rule.cost), ("fix", rule.fix)] {
            assert!(
                text.ends_with('.'),
                "{}: {what} is a full sentence, not {text:?}",
                rule.id
            );
        }
        assert!(!rule.sources.is_empty(), "{} cites nothing", rule.id);
        assert!(
            rule.sources
                .iter()
                .all(|source| source.contains("https://")),
            "{}",
            rule.id
        );
        let told_apart = ["json/encoding", "schema/value"].contains(&rule.id);
        assert!(
            rule.wrong.is_empty() == told_apart && !rule.right.is_empty(),
            "{}",
            rule.id
        );
        for threshold in rule.thresholds {
            assert!(threshold.default.is_finite(), "{}", rule.id);
        }
    }
}

static ONCE: Rule = Rule {
    id: "ping/late",
    cost: "c",
    fix: "f",
    ..Rule::BLANK
};

fn found(rule: &str, seq: u64, severity: Severity) -> Finding {
    let mut finding = ONCE.finding(seq, None, "", "m").severity(severity);
    finding.rule = rule.to_owned().into();
    finding
}

#[test]
fn merging_keeps_the_worst_and_the_first_and_counts_all() {
    let mut one = found("a/b", 1, Severity::Note);
    one.merge(found("a/b", 2, Severity::Warning));
    one.merge(found("a/b", 3, Severity::Warning));
    one.merge(found("a/b", 4, Severity::Note));
    assert_eq!(
        (one.seq, one.severity, one.count),
        (2, Severity::Warning, 4)
    );
}

#[test]
fn a_cause_mutes_its_consequences_even_when_it_is_not_told() {
    let all = || {
        [
            "payload/clock-skew",
            "payload/length",
            "payload/ts-unit",
            "ping/late",
            "session/no-play",
        ]
        .map(|rule| found(rule, 1, Severity::Note))
        .to_vec()
    };
    let ids = |settings: &Settings| -> Vec<String> {
        gather(all(), None, settings)
            .into_iter()
            .map(|finding| finding.rule.into_owned())
            .collect()
    };
    assert_eq!(
        ids(&Settings::default()),
        ["payload/length", "payload/ts-unit", "session/no-play"]
    );
    let mut settings = Settings::default();
    settings.severities.insert("payload/ts-unit".into(), None);
    assert_eq!(ids(&settings), ["payload/length", "session/no-play"]);
}

#[test]
fn a_configured_severity_is_that_of_every_finding() {
    let mut settings = Settings::default();
    settings
        .severities
        .insert("ping/late".into(), Some(Severity::Error));
    let told = gather(
        vec![
            found("ping/late", 2, Severity::Note),
            found("ping/late", 1, Severity::Warning),
        ],
        Some("s"),
        &settings,
    );
    assert!(
        told.iter()
            .all(|finding| finding.severity == Severity::Error
                && finding.session.as_deref() == Some("s"))
    );
    assert_eq!(
        told.iter().map(|finding| finding.seq).collect::<Vec<_>>(),
        [1, 2]
    );
}

/// What is found by these rules in a recording: sessions as the inspection keeps them, without the rules across events.
fn judged(exchanges: &[Exchange<'_>], replay: bool, settings: &Settings) -> Vec<Finding> {
    let schemas = Schemas::built_in(settings.profile);
    let mut strays = Intake::strays(replay);
    let mut sessions: BTreeMap<String, Intake> = BTreeMap::new();
    for exchange in exchanges {
        let mut examined = examine(exchange, &schemas, settings);
        let sid = exchange.sid.as_deref().unwrap_or_default();
        if examined.opens && (200..300).contains(&exchange.status) && !sid.is_empty() {
            let first = examined
                .first
                .as_ref()
                .and_then(|first| first.event.as_ref());
            let start = first
                .and_then(|event| event.start())
                .cloned()
                .unwrap_or_default();
            let mut intake = Intake::session(&start, replay);
            intake.take(&mut examined, settings);
            sessions.insert(sid.to_owned(), intake);
        } else if let (true, Some(intake)) = (examined.first.is_some(), sessions.get_mut(sid)) {
            intake.take(&mut examined, settings);
        } else {
            if let (true, Route::Events(sid)) = (examined.posted, Route::of(&exchange.target)) {
                strays.unknown_session(&sid, exchange.seq, exchange.status);
            }
            strays.take(&mut examined, settings);
        }
    }
    let mut all = gather(strays.findings().cloned().collect(), None, settings);
    for (sid, intake) in &sessions {
        all.extend(gather(
            intake.findings().cloned().collect(),
            Some(sid),
            settings,
        ));
    }
    all.sort_by(|a, b| (a.seq, a.item, &a.rule).cmp(&(b.seq, b.item, &b.rule)));
    all
}

fn of_script(text: &str) -> Vec<Finding> {
    with(text, &Settings::default())
}

fn with(text: &str, settings: &Settings) -> Vec<Finding> {
    let script = script::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    judged(&script.exchanges, script.header.replay, settings)
}

const AREAS: [&str; 4] = ["http", "json", "schema", "payload"];

#[test]
fn examples_break_their_rule_and_nothing_when_mended() {
    for rule in registry::ALL
        .iter()
        .filter(|rule| AREAS.contains(&rule.area()))
    {
        if !rule.wrong.is_empty() {
            let found = of_script(rule.wrong);
            let own: Vec<&Finding> = found
                .iter()
                .filter(|finding| finding.rule == rule.id)
                .collect();
            assert!(
                !own.is_empty(),
                "{} is not found in its own example: {found:#?}",
                rule.id
            );
            let worst = own.iter().map(|finding| finding.severity).max();
            assert_eq!(worst, Some(rule.severity), "{}", rule.id);
        }
        let bad: Vec<Finding> = of_script(rule.right)
            .into_iter()
            .filter(|finding| finding.severity > Severity::Note || finding.rule == rule.id)
            .collect();
        assert!(bad.is_empty(), "{}: {bad:#?}", rule.id);
    }
}

#[test]
fn cases_find_what_they_name_and_nothing_else() {
    let mut wrong = Vec::new();
    let text = include_str!("rules_event/cases.txt");
    for case in text.split("\n== ").skip(1) {
        let (title, rest) = case.split_once('\n').unwrap();
        let (script, expected) = rest.split_once("\n--").unwrap();
        let expected: Vec<&str> = expected
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let found: Vec<String> = of_script(script).iter().map(told).collect();
        if found != expected {
            wrong.push(format!(
                "== {title}\n{}\n-- expected\n{}\n",
                found.join("\n"),
                expected.join("\n")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A finding as the cases write it.
fn told(finding: &Finding) -> String {
    let item = finding
        .item
        .map_or_else(String::new, |item| format!("/{item}"));
    let (rule, severity) = (&finding.rule, finding.severity.word());
    let text = format!(
        "{rule} {severity} {}{item} x{} {}",
        finding.seq, finding.count, finding.path
    );
    text.trim_end().to_owned()
}
