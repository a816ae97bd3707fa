//! The rows of a report: every number with its name, its key, and what the findings do to it.

use super::words;
use crate::output::Look;
use crate::output::look::Tone;
use crate::output::text::counted;
use crate::rules::{Finding, Severity, costs, registry};
use crate::session::metrics::{self, METRICS};
use crate::session::{Arrival, Number, Report, Session, Value};

/// One row of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A heading.
    Title(&'static str),
    /// A number with what spoils it, the worst first.
    Number(Number, Vec<Spoilt>),
}

/// A finding that spoils a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoilt {
    /// Its index among the findings of the session.
    pub finding: usize,
    /// The event that it stands on, by its index among the arrivals.
    pub arrival: usize,
    /// How bad it is.
    pub severity: Severity,
    /// What it does to the number, in a few words.
    pub words: &'static str,
}

/// The context-data key of a number; of an ad, a chapter or a state that of its time.
pub fn key(number: &Number) -> String {
    match number {
        Number::Metric(key) => (*key).to_owned(),
        Number::Ad(_) => "a.media.ad.timePlayed".to_owned(),
        Number::Chapter(_) => "a.media.chapter.timePlayed".to_owned(),
        Number::State(name) => format!("a.media.states.{name}.time"),
    }
}

/// What a number is called.
pub fn name(report: &Report, number: &Number) -> String {
    let of = |row: Option<&Vec<(&'static str, Value)>>, id: &str| {
        let found = row.and_then(|row| row.iter().find(|(key, _)| *key == id));
        found.map(|(_, value)| words(value)).unwrap_or_default()
    };
    match number {
        Number::Metric(key) => metrics::find(key)
            .map_or(*key, |metric| metric.name)
            .to_owned(),
        Number::Ad(place) => {
            let id = of(report.ads.get(*place), "media.ad.id");
            format!("Ad {} {id}", place + 1).trim_end().to_owned()
        }
        Number::Chapter(place) => {
            let index = of(report.chapters.get(*place), "media.chapter.index");
            format!(
                "Chapter {}",
                if index.is_empty() {
                    (place + 1).to_string()
                } else {
                    index
                }
            )
        }
        Number::State(name) => format!("State {name}"),
    }
}

/// The value of a number; of an ad, a chapter or a state its time.
pub fn value(report: &Report, number: &Number) -> Option<Value> {
    let time = |row: Option<&Vec<(&'static str, Value)>>| {
        let found = row?.iter().find(|(key, _)| key.ends_with("timePlayed"));
        found.map(|(_, value)| value.clone())
    };
    match number {
        Number::Metric(key) => report.get(key).cloned(),
        Number::Ad(place) => time(report.ads.get(*place)),
        Number::Chapter(place) => time(report.chapters.get(*place)),
        Number::State(name) => report
            .states
            .get(name)
            .map(|totals| Value::Duration(totals.time_ms)),
    }
}

/// How an ad or a chapter went, how often a state was on.
pub fn outcome(report: &Report, number: &Number) -> String {
    let of = |row: Option<&Vec<(&'static str, Value)>>| {
        let found = row.and_then(|row| row.iter().find(|(key, _)| *key == "outcome"));
        found.map(|(_, value)| words(value)).unwrap_or_default()
    };
    match number {
        Number::Metric(_) => String::new(),
        Number::Ad(place) => of(report.ads.get(*place)),
        Number::Chapter(place) => of(report.chapters.get(*place)),
        Number::State(name) => {
            let count = report.states.get(name).map_or(0, |totals| totals.count);
            counted(count, "time")
        }
    }
}

/// What the findings do to a number, each thing once.
pub fn distinct(spoilt: &[Spoilt]) -> impl Iterator<Item = &Spoilt> {
    let all = spoilt.iter().enumerate();
    let new = all.filter(|(place, one)| {
        let before = spoilt.iter().take(*place);
        !before.into_iter().any(|other| other.words == one.words)
    });
    new.map(|(_, one)| one)
}

/// What a finding does to a number, with the sign of its severity.
pub fn told_of(spoilt: &Spoilt, look: Look) -> String {
    let words = format!("{} {}", look.sign(spoilt.severity), spoilt.words);
    look.paint(Tone::Bad(spoilt.severity), &words)
}

/// The rows of a session's report.
pub fn rows(session: &Session, report: &Report, findings: &[Finding]) -> Vec<Row> {
    let arrivals = session.arrivals();
    let places: Vec<Option<usize>> = findings
        .iter()
        .map(|finding| arrival_of(arrivals, finding))
        .collect();
    let metrics = METRICS
        .iter()
        .filter(|metric| report.get(metric.key).is_some());
    let mut rows: Vec<Row> = metrics
        .map(|metric| {
            let spoilt = spoils(arrivals, findings, &places, metric.key, |_| true);
            Row::Number(Number::Metric(metric.key), spoilt)
        })
        .collect();
    let groups: [(&str, &str, Vec<Number>); 3] = [
        (
            "Ads",
            costs::AD,
            (0..report.ads.len()).map(Number::Ad).collect(),
        ),
        (
            "Chapters",
            costs::CHAPTER,
            (0..report.chapters.len()).map(Number::Chapter).collect(),
        ),
        (
            "Player states",
            costs::STATE,
            report.states.keys().cloned().map(Number::State).collect(),
        ),
    ];
    let spoiling = |group| {
        findings
            .iter()
            .zip(&places)
            .any(|(finding, place)| spoil(arrivals, finding, *place, group).is_some())
    };
    for (title, group, numbers) in groups {
        if !numbers.is_empty() {
            rows.push(Row::Title(title));
        }
        let looked_at = spoiling(group);
        rows.extend(numbers.into_iter().map(|number| {
            // Which one of them a finding spoils is told by the event that it stands on.
            let events = if looked_at {
                session.evidence(&number)
            } else {
                Vec::new()
            };
            let own = |arrival| events.iter().any(|piece| piece.arrival == arrival);
            Row::Number(number, spoils(arrivals, findings, &places, group, own))
        }));
    }
    rows
}

/// What a finding does to a number.
fn spoil(
    arrivals: &[Arrival],
    finding: &Finding,
    place: Option<usize>,
    key: &str,
) -> Option<&'static str> {
    // Milder than its rule, it says that this time no number is wrong.
    if registry::find(&finding.rule).is_some_and(|rule| rule.severity > finding.severity) {
        return None;
    }
    let arrival = arrivals.get(place?)?;
    let kind = arrival.event.as_ref().map(|event| event.kind);
    costs::on(&finding.rule, kind, arrival.rejected, key)
}

fn spoils(
    arrivals: &[Arrival],
    findings: &[Finding],
    places: &[Option<usize>],
    key: &str,
    own: impl Fn(usize) -> bool,
) -> Vec<Spoilt> {
    let all = findings.iter().zip(places).enumerate();
    let mut spoilt: Vec<Spoilt> = all
        .filter_map(|(index, (finding, place))| {
            let words = spoil(arrivals, finding, *place, key)?;
            Some(Spoilt {
                finding: index,
                arrival: (*place).filter(|arrival| own(*arrival))?,
                severity: finding.severity,
                words,
            })
        })
        .collect();
    spoilt.sort_by_key(|spoilt| std::cmp::Reverse(spoilt.severity));
    spoilt
}

/// The arrival on which a finding stands; one about a whole batch stands on its first item.
fn arrival_of(arrivals: &[Arrival], finding: &Finding) -> Option<usize> {
    let wanted = (finding.seq, finding.item.unwrap_or(0));
    let place = |arrival: &Arrival| (arrival.seq, arrival.item.unwrap_or(0));
    arrivals.binary_search_by_key(&wanted, place).ok()
}
