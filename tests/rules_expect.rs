//! Expectations tell the same whatever the order of arrival and whenever they are settled, at the same cost.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use playscope::exchange::{Exchange, Time};
use playscope::inspection::{AsOf, Inspection};
use playscope::rules::expect::{Count, Expectation, Place, Program};
use playscope::rules::{Finding, Settings, Severity};
use playscope::schema::{Profile, Schemas};
use playscope::simulate::script;
use playscope::wire::EventType;
use proptest::prelude::*;

/// An expectation that asks nothing yet.
fn blank(name: &str) -> Expectation {
    Expectation {
        id: format!("expect/{name}"),
        severity: Severity::Error,
        on: Vec::new(),
        when: None,
        require: Vec::new(),
        forbid: Vec::new(),
        equals: Vec::new(),
        matches: Vec::new(),
        holds: None,
        count: None,
        order: Vec::new(),
        message: None,
        source: "playscope.toml:1".to_owned(),
    }
}

fn settings() -> Settings {
    let early = Program::parse(".playerTime.playhead < 40").unwrap();
    let all = [
        Expectation {
            on: vec![EventType::Ping],
            when: Some(early),
            count: Some(Count {
                min: 2,
                max: Some(3),
            }),
            ..blank("early-pings")
        },
        Expectation {
            order: vec![
                (EventType::AdBreakStart, EventType::AdStart),
                (EventType::Play, EventType::Ping),
            ],
            ..blank("order")
        },
        Expectation {
            on: vec![EventType::AdStart],
            require: vec![Place::parse("media.ad.advertiser").unwrap()],
            ..blank("advertiser")
        },
        Expectation {
            count: Some(Count { min: 5, max: None }),
            on: vec![EventType::SessionComplete],
            ..blank("never-met")
        },
    ];
    Settings {
        expectations: all.into_iter().collect(),
        ..Settings::default()
    }
}

/// What expectations find in calls that arrive in this order; settled after each, or once.
fn found(exchanges: &[Exchange<'static>], live: bool) -> Vec<Finding> {
    let mut inspection = Inspection::new(settings(), Schemas::built_in(Profile::Strict));
    for exchange in exchanges {
        inspection.push(exchange);
        if live {
            inspection.settle(AsOf::Now(exchange.at));
        }
    }
    inspection.settle(AsOf::End);
    let ours = inspection
        .all_findings()
        .filter(|finding| finding.rule.starts_with("expect/"));
    ours.cloned().collect()
}

/// The same calls, arriving in another order; `order` is of all but the first.
fn arriving(exchanges: &[Exchange<'static>], order: &[usize]) -> Vec<Exchange<'static>> {
    let rest = order.iter().map(|index| &exchanges[index + 1]);
    let calls = exchanges.iter().take(1).chain(rest);
    let numbered = (1..).zip(calls).map(|(seq, call)| {
        let mut call = call.clone();
        call.seq = seq;
        call.at = Time(exchanges[0].at.0 + i64::try_from(seq).unwrap());
        call
    });
    numbered.collect()
}

/// What is told, without the numbers that follow the order of arrival.
fn told(findings: &[Finding]) -> Vec<(String, String, u64)> {
    let mut told: Vec<_> = findings
        .iter()
        .map(|each| (each.rule.to_string(), each.message.clone(), each.count))
        .collect();
    told.sort();
    told
}

const SESSION: &str = r#"
0 0 sessionStart
5 0 adStart {"params": {"media.ad.advertiser": null}}
6 0 adBreakStart
7 0 adStart {"params": {"media.ad.advertiser": "A"}}
8 0 adComplete
9 0 adBreakComplete
10 0 ping
11 0 ping
12 0 play
20 8 ping
30 18 ping {"playerTime": {"playhead": "18"}}
40 28 ping
70 58 ping
80 68 sessionEnd
"#;

#[test]
fn rejected_events_take_part_and_none_is_told_on_them() {
    let exchanges = script::parse(SESSION).unwrap().exchanges;
    let findings = found(&exchanges, false);
    let places: Vec<_> = findings
        .iter()
        .map(|each| (each.rule.as_ref(), each.seq, each.count))
        .collect();
    // The third early ping is #10, the fourth #11 is rejected, so #12 is the first that is told.
    assert_eq!(
        places,
        [
            ("expect/advertiser", 2, 1),
            ("expect/order", 2, 1),
            ("expect/order", 7, 2),
            ("expect/early-pings", 12, 1),
            ("expect/never-met", 14, 1),
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_arrival_tells_the_same(order in Just((0..13).collect::<Vec<usize>>()).prop_shuffle()) {
        let exchanges = script::parse(SESSION).unwrap().exchanges;
        let shuffled = arriving(&exchanges, &order);
        let once = found(&shuffled, false);
        prop_assert_eq!(&once, &found(&shuffled, true));
        prop_assert_eq!(told(&once), told(&found(&exchanges, false)));
    }
}

#[test]
fn an_event_costs_the_same_at_the_end_of_a_long_session() {
    let mut text = String::from("0 0 sessionStart\n0 0 play\n");
    for second in 1..20_000 {
        writeln!(text, "{second} {second} ping").unwrap();
    }
    let exchanges = script::parse(&text).unwrap().exchanges;
    let mut inspection = Inspection::new(settings(), Schemas::built_in(Profile::Strict));
    let mut spent = Vec::new();
    for part in exchanges.chunks(2_000) {
        let start = Instant::now();
        for exchange in part {
            inspection.push(exchange);
        }
        inspection.settle(AsOf::Now(Time(0)));
        spent.push(start.elapsed());
    }
    // Other work of the machine only makes some parts slower, never all of the first ones.
    let first = spent[..3].iter().min().unwrap();
    let last = spent[7..].iter().min().unwrap();
    assert!(*last < *first * 4 + Duration::from_millis(20), "{spent:?}");
}
