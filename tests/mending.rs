//! What faults cost, and what would be if they were mended.

use std::collections::BTreeSet;

use playscope::exchange::Exchange;
use playscope::inspection::{AsOf, Inspection};
use playscope::rules::course::Course;
use playscope::rules::{Finding, Settings, Severity, costs, mend, registry};
use playscope::schema::{Profile, Schemas};
use playscope::session::metrics::{self, METRICS};
use playscope::session::{Arrival, Change, Report, Session, Value};
use playscope::simulate::script;
use playscope::wire::EventType;

fn schemas() -> Schemas {
    Schemas::built_in(Profile::default())
}

/// A script, judged as a recording.
fn judged(text: &str) -> (Inspection, Vec<Exchange<'static>>) {
    let script = script::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut inspection = Inspection::new(Settings::default(), schemas());
    for exchange in &script.exchanges {
        inspection.push(exchange);
    }
    inspection.settle(AsOf::End);
    (inspection, script.exchanges)
}

fn arrival_of(session: &Session, finding: &Finding) -> usize {
    let found = session
        .arrivals()
        .iter()
        .position(|arrival| arrival.seq == finding.seq);
    found.unwrap()
}

/// The report of the first session with the first fault of a rule mended.
fn mended(text: &str, rule: &str) -> (Report, Session) {
    let (inspection, exchanges) = judged(text);
    let session = inspection.sessions()[0].session();
    let finding = inspection
        .findings(0)
        .iter()
        .find(|finding| finding.rule == rule);
    let finding = finding.unwrap_or_else(|| panic!("no {rule} in\n{text}"));
    let arrival = arrival_of(session, finding);
    let changes = if mend::is_in_payload(rule) {
        let exchange = exchanges
            .iter()
            .find(|exchange| exchange.seq == finding.seq)
            .unwrap();
        let fault = (finding.rule.to_string(), finding.path.clone());
        let instead = mend::rewrite(exchange, &[fault], &schemas(), &Settings::default());
        vec![Change::Replace(
            arrival,
            Box::new(instead.unwrap_or_else(|| panic!("{finding:?}"))),
        )]
    } else {
        mend::changes(rule, arrival, session)
    };
    assert!(!changes.is_empty(), "{rule} cannot be mended in\n{text}");
    let session = session.what_if(&changes);
    (session.report(), session)
}

fn seconds(report: &Report, key: &str) -> f64 {
    match report.get(key) {
        Some(Value::Duration(ms)) => f64::from(i32::try_from(*ms).unwrap()) / 1000.0,
        other => panic!("{key} is {other:?}"),
    }
}

#[test]
fn every_rule_says_which_numbers_it_spoils() {
    let told: Vec<&str> = costs::COSTS.iter().map(|cost| cost.rule).collect();
    assert!(told.is_sorted() && costs::FREE.is_sorted() && costs::LOSING.is_sorted());
    let (told, free, losing): (BTreeSet<&str>, BTreeSet<&str>, BTreeSet<&str>) = (
        told.into_iter().collect(),
        costs::FREE.iter().copied().collect(),
        costs::LOSING.iter().copied().collect(),
    );
    assert!(told.is_disjoint(&free) && told.is_disjoint(&losing) && free.is_disjoint(&losing));
    let all: BTreeSet<&str> = told.union(&free).chain(&losing).copied().collect();
    let known: BTreeSet<&str> = registry::ALL.iter().map(|rule| rule.id).collect();
    assert_eq!(all, known);
}

#[test]
fn what_is_spoilt_is_in_the_report() {
    let groups = [costs::AD, costs::CHAPTER, costs::STATE];
    let mut spoilt = BTreeSet::new();
    for cost in costs::COSTS {
        assert!(cost.words.chars().count() <= 34, "{} is long", cost.words);
        assert!(!cost.keys.is_empty(), "{}", cost.rule);
        for key in cost.keys {
            assert!(
                metrics::find(key).is_some() || groups.contains(key),
                "{}: {key}",
                cost.rule
            );
            assert!(costs::on(cost.rule, None, false, key).is_some());
            spoilt.insert(*key);
        }
    }
    // A lost event costs what its type stands for, if it is lost at all.
    for kind in EventType::ALL {
        let keys: Vec<&str> = METRICS
            .iter()
            .map(|metric| metric.key)
            .chain(groups)
            .collect();
        let lost = |rejected| {
            keys.iter()
                .filter(|key| costs::on("schema/type", Some(*kind), rejected, key).is_some())
                .count()
        };
        assert!(lost(true) > 0 && lost(false) == 0, "{kind}");
    }
    assert!(spoilt.len() > 20);
}

#[test]
fn the_metrics_have_names_paths_and_sentences() {
    let mut keys = BTreeSet::new();
    for metric in METRICS {
        assert!(keys.insert(metric.key), "{} twice", metric.key);
        assert!(metric.xdm.starts_with("mediaReporting."), "{}", metric.key);
        assert!(
            metric.formula.ends_with('.') && !metric.formula.contains("our reading"),
            "{}",
            metric.key
        );
        assert!(
            metric.reading.is_none_or(|words| words.ends_with('.')),
            "{}",
            metric.key
        );
    }
    let ours = METRICS
        .iter()
        .filter(|metric| metric.reading.is_some())
        .count();
    assert_eq!(
        ours, 8,
        "five markers and three numbers about stalls are our reading"
    );
}

#[test]
fn what_can_be_mended_is_gone_when_it_is() {
    for rule in mend::rules() {
        let page = registry::find(rule).unwrap_or_else(|| panic!("{rule} is no rule"));
        let (_, session) = mended(page.wrong, rule);
        if mend::is_in_payload(rule) {
            assert!(
                session.arrivals().iter().all(Arrival::passes),
                "{rule} still rejects"
            );
            continue;
        }
        // Judged anew, event by event, the fault is not found any more.
        let arrivals = session.arrivals();
        let mut again = Session::open("sid".to_owned(), false, arrivals[0].clone());
        for arrival in &arrivals[1..] {
            again.push(arrival.clone());
        }
        let settings = Settings::default();
        let mut course = Course::new(&again, &settings);
        course.settle(&mut again);
        let found = course.findings(&again, None, false);
        // Turned events still share their instant, which is a note.
        let gone = |finding: &Finding| finding.rule != rule || finding.severity == Severity::Note;
        assert!(found.iter().all(gone), "{rule}: {found:?}");
    }
}

#[test]
fn a_missing_play_gives_the_start_and_its_time_back() {
    let (report, _) = mended(
        "0 0 sessionStart\n10 10 ping\n20 20 ping\n25 25 sessionEnd\n",
        "session/no-play",
    );
    assert_eq!(report.get("a.media.play"), Some(&Value::Flag(true)));
    assert!((seconds(&report, "a.media.timePlayed") - 25.0).abs() < 1e-9);
}

#[test]
fn a_break_around_stray_ads_takes_their_time_out_of_the_content() {
    let text = "0 0 sessionStart\n0 0 play\n10 10 adStart\n20 10 adComplete\n20 10 adStart\n25 10 adSkip\n25 10 play\n30 15 sessionEnd\n";
    let (inspection, _) = judged(text);
    let before = inspection.sessions()[0].session().report();
    let (report, _) = mended(text, "ads/outside-break");
    let content =
        |report| seconds(report, "a.media.timePlayed") + seconds(report, "a.media.qoe.stallTime");
    assert!((content(&before) - 30.0).abs() < 1e-9);
    assert!((content(&report) - 15.0).abs() < 1e-9);
    assert!((seconds(&report, "a.media.totalTimePlayed") - 30.0).abs() < 1e-9);
    assert_eq!(report.get("a.media.adCount"), Some(&Value::Count(2)));
    assert_eq!(report.ads.len(), 2);
}

#[test]
fn a_wrong_type_put_right_gives_the_ad_back() {
    let text = "0 0 sessionStart\n0 0 play\n10 10 adBreakStart\n10 10 adStart {\"params\":{\"media.ad.length\":\"8\"}}\n18 10 adComplete\n18 10 adBreakComplete\n20 12 sessionEnd\n";
    let (inspection, _) = judged(text);
    let before = inspection.sessions()[0].session().report();
    assert_eq!(before.get("a.media.adCount"), Some(&Value::Count(0)));
    let (report, session) = mended(text, "schema/type");
    assert_eq!(report.get("a.media.adCount"), Some(&Value::Count(1)));
    assert!((seconds(&report, "a.media.totalTimePlayed") - 20.0).abs() < 1e-9);
    let ad = session.arrivals()[3].event.as_ref().unwrap();
    assert!(
        format!("{:?}", ad.details()).contains("8000000"),
        "{:?}",
        ad.details()
    );
}

#[test]
fn values_are_put_right_one_by_one_until_none_is_wrong() {
    let line = "0 0 sessionStart\n1 0 statesUpdate {\"params\":{\"statesStart\":[{\"media.state.name\":5}],\"bogus\":1},\"qoeData\":{\"media.qoe.bitrate\":\"3\"}}\n";
    let (inspection, exchanges) = judged(line);
    let findings = inspection
        .findings(0)
        .iter()
        .filter(|finding| mend::is_in_payload(&finding.rule));
    let faults: Vec<_> = findings
        .map(|finding| (finding.rule.to_string(), finding.path.clone()))
        .collect();
    assert_eq!(faults.len(), 3, "{:?}", inspection.findings(0));
    let rewrite = |faults: &[(String, String)]| {
        mend::rewrite(&exchanges[1], faults, &schemas(), &Settings::default())
    };
    assert!(rewrite(&faults[..2]).unwrap().rejected);
    let event = rewrite(&faults).unwrap();
    assert!(!event.rejected);
    assert_eq!(event.event.unwrap().qoe.unwrap().bitrate(), Some(3.0));
    // A time cannot be made up, nor a type that means nothing.
    for (patch, rule) in [
        ("{\"playerTime\":{\"ts\":null}}", "schema/required"),
        ("{\"eventType\":\"qqqqqqqqqqqq\"}", "schema/event-type"),
    ] {
        let (inspection, exchanges) = judged(&format!("0 0 sessionStart\n1 0 ping {patch}\n"));
        let finding = inspection
            .findings(0)
            .iter()
            .find(|finding| finding.rule == rule)
            .unwrap_or_else(|| panic!("{rule}"));
        let fault = (finding.rule.to_string(), finding.path.clone());
        assert_eq!(
            mend::rewrite(&exchanges[1], &[fault], &schemas(), &Settings::default()),
            None,
            "{patch}"
        );
    }
}

#[test]
fn times_in_another_unit_give_the_numbers_of_the_right_one() {
    let right =
        "0 0 sessionStart\n0 0 play\n10 10 ping\n20 20 ping\n30 30 ping\n35 35 sessionEnd\n";
    let (inspection, _) = judged(right);
    let right = inspection.sessions()[0].session().report();
    let playheads = "0 0 sessionStart\n0 0 play\n10 10000 ping\n20 20000 ping\n30 30000 ping\n35 35000 sessionEnd\n";
    let (report, _) = mended(playheads, "playhead/unit");
    assert_eq!(report.metrics, right.metrics);
    let seconds = [
        "0 0 sessionStart",
        "0 0 play",
        "10 10 ping",
        "20 20 ping",
        "30 30 ping",
        "35 35 sessionEnd",
    ];
    let seconds = seconds.map(|line| {
        let at: i64 = line.split_once(' ').unwrap().0.parse().unwrap();
        let ts = 1_768_507_200 + at;
        format!("{line} {{\"playerTime\":{{\"ts\":{ts}}}}}")
    });
    let seconds = seconds.join("\n");
    let (sent, _) = judged(&seconds);
    assert_ne!(sent.sessions()[0].session().report().metrics, right.metrics);
    let (report, _) = mended(&seconds, "payload/ts-unit");
    assert_eq!(report.metrics, right.metrics);
}

#[test]
fn a_tie_turned_gives_the_numbers_of_the_right_order() {
    let sent = |tie: &str| {
        format!(
            "0 0 sessionStart\n0 0 play\n10 10 adBreakStart\n10 10 adStart\n{tie}\n40 10 adComplete\n40.1 10 adBreakComplete\n40.2 10 play\n50 20 sessionEnd\n"
        )
    };
    let right = sent("25 10 adComplete\n25 10 adBreakComplete\n25 10 adBreakStart\n25 10 adStart");
    let (inspection, _) = judged(&right);
    let right = inspection.sessions()[0].session().report();
    for wrong in [
        "25 10 adBreakComplete\n25 10 adComplete\n25 10 adStart\n25 10 adBreakStart",
        "25 10 adBreakComplete\n25 10 adComplete\n25 10 adBreakStart\n25 10 adStart",
        "25 10 adComplete\n25 10 adBreakComplete\n25 10 adStart\n25 10 adBreakStart",
    ] {
        let (report, _) = mended(&sent(wrong), "order/equal-ts");
        assert_eq!(report.metrics, right.metrics, "{wrong}");
        // Scripts number ads as they come.
        let numbers = |report: &Report| -> Vec<Vec<(&str, Value)>> {
            let ads = report.ads.iter().cloned();
            ads.map(|ad| {
                ad.into_iter()
                    .filter(|(key, _)| *key != "media.ad.id")
                    .collect()
            })
            .collect()
        };
        assert_eq!(numbers(&report), numbers(&right), "{wrong}");
    }
}
