//! Rules about a call and about one event: the catalogue itself, their examples, and wrong and nearly wrong cases.

use std::collections::BTreeSet;

use playscope::rules::{Finding, Rule, Settings, Severity, gather, registry};

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
        assert!(
            !rule.wrong.trim().is_empty() && !rule.right.trim().is_empty(),
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
