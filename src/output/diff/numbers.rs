//! Numbers of two reports, and the rules that found something, side by side.

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use crate::output::report::{name, value};
use crate::rules::{Finding, Severity};
use crate::session::metrics::METRICS;
use crate::session::{Number, Report, Session, Value};

/// A number of the report that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberDiff {
    /// Its context-data key.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// The first session's.
    pub a: Option<Value>,
    /// The second session's.
    pub b: Option<Value>,
}

/// A rule that found something in one session only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleDiff {
    /// Its id.
    pub rule: String,
    /// The worst that it found.
    pub severity: Severity,
    /// How many faults in the first session.
    pub a: u64,
    /// How many in the second.
    pub b: u64,
}

/// Numbers that say what a network gave, not what a player sent.
const VOLATILE: &[&str] = &[
    "a.media.qoe.bitrateAverage",
    "a.media.qoe.droppedFrameCount",
    "a.media.qoe.timeToStart",
];

/// Two sums of times, or a number made of one, are the same within this part of the larger.
const SHARE: f64 = 0.01;

/// The numbers that differ, in the order of the report.
pub(super) fn numbers(a: &Session, b: &Session, options: &Options) -> Vec<NumberDiff> {
    let (first, second) = (a.report(), b.report());
    let metrics = METRICS.iter().map(|metric| Number::Metric(metric.key));
    let ads = (0..first.ads.len().max(second.ads.len())).map(Number::Ad);
    let chapters = (0..first.chapters.len().max(second.chapters.len())).map(Number::Chapter);
    let states: BTreeSet<&String> = first.states.keys().chain(second.states.keys()).collect();
    let states = states.into_iter().map(|name| Number::State(name.clone()));
    let all = metrics.chain(ads).chain(chapters).chain(states);
    all.filter_map(|number| {
        let (a, b) = (value(&first, &number), value(&second, &number));
        let key = key(&number);
        if is_same(&key, a.as_ref(), b.as_ref(), options) {
            return None;
        }
        let named = |report: &Report| name(report, &number);
        Some(NumberDiff {
            name: if b.is_some() {
                named(&second)
            } else {
                named(&first)
            },
            key,
            a,
            b,
        })
    })
    .collect()
}

/// The key of a number, with the place of an ad or a chapter, from 1.
fn key(number: &Number) -> String {
    match number {
        Number::Ad(place) => format!("ads[{}].a.media.ad.timePlayed", place + 1),
        Number::Chapter(place) => format!("chapters[{}].a.media.chapter.timePlayed", place + 1),
        other => crate::output::report::key(other),
    }
}

fn is_same(key: &str, a: Option<&Value>, b: Option<&Value>, options: &Options) -> bool {
    if a == b {
        return true;
    }
    let (Some(a), Some(b), false) = (a, b, options.exact) else {
        return false;
    };
    let within =
        |a: f64, b: f64, least: f64| (a - b).abs() <= (a.abs().max(b.abs()) * SHARE).max(least);
    #[expect(clippy::cast_precision_loss, reason = "times that fit a session")]
    match (a, b) {
        _ if VOLATILE.contains(&key) => true,
        (Value::Duration(a), Value::Duration(b)) => {
            within(*a as f64, *b as f64, options.tolerance as f64 / 1000.0)
        }
        (Value::Number(a), Value::Number(b)) => within(*a, *b, 0.0),
        _ => false,
    }
}

/// The rules that found something in one of the sessions only, the worst first.
pub(super) fn rules(a: &[Finding], b: &[Finding]) -> Vec<RuleDiff> {
    let mut rules: BTreeMap<&str, RuleDiff> = BTreeMap::new();
    let all = a
        .iter()
        .map(|one| (one, true))
        .chain(b.iter().map(|one| (one, false)));
    for (finding, first) in all {
        let rule = rules.entry(&finding.rule).or_insert_with(|| RuleDiff {
            rule: finding.rule.to_string(),
            severity: finding.severity,
            a: 0,
            b: 0,
        });
        rule.severity = rule.severity.max(finding.severity);
        *(if first { &mut rule.a } else { &mut rule.b }) += finding.count.max(1);
    }
    let one_sided = rules
        .into_values()
        .filter(|rule| rule.a == 0 || rule.b == 0);
    let mut found: Vec<RuleDiff> = one_sided.collect();
    found.sort_by_key(|rule| std::cmp::Reverse(rule.severity));
    found
}
