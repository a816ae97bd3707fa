//! Rules about a call and about one event: the catalogue itself, their examples, and wrong and nearly wrong cases.

use std::collections::BTreeSet;

use playscope::exchange::{Exchange, Header};
use playscope::inspection::{AsOf, Inspection};
use playscope::rules::{Finding, Rule, Settings, Severity, gather, registry};
use playscope::schema::Schemas;
use playscope::simulate::script;
use proptest::prelude::*;

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

/// What is found in a recording.
fn judged(header: Header, exchanges: &[Exchange<'_>], settings: &Settings) -> Vec<Finding> {
    let mut inspection = Inspection::new(settings.clone(), Schemas::built_in(settings.profile));
    inspection.describe(header);
    for exchange in exchanges {
        inspection.push(exchange);
    }
    inspection.settle(AsOf::End);
    let mut all: Vec<Finding> = inspection.all_findings().cloned().collect();
    all.sort_by(|a, b| (a.seq, a.item, &a.rule).cmp(&(b.seq, b.item, &b.rule)));
    all
}

fn of_script(text: &str) -> Vec<Finding> {
    with(text, &Settings::default())
}

fn with(text: &str, settings: &Settings) -> Vec<Finding> {
    let script = script::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    judged(script.header, &script.exchanges, settings)
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
        let ours = |finding: &&Finding| {
            AREAS
                .iter()
                .any(|area| finding.rule.split('/').next() == Some(area))
        };
        let found: Vec<String> = of_script(script).iter().filter(ours).map(told).collect();
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

#[test]
fn bytes_that_are_no_text_are_an_encoding_fault() {
    let body: &[u8] = b"{\"eventType\":\"pl\xff\xfeay\"}";
    let found = judged(
        Header::default(),
        &[call("POST", "/api/v1/sessions", body)],
        &Settings::default(),
    );
    assert_eq!(told(&found[1]), "json/encoding error 1 x1");
    assert!(
        found[1].message.contains("offset 16"),
        "{}",
        found[1].message
    );
}

#[test]
fn a_value_that_breaks_a_loaded_schema_is_left_out() {
    let schema = r#"{"type":"object","properties":{"playerTime":{"properties":{"playhead":{"minimum":0},"ts":{"maximum":1768507300000}}}}}"#;
    let mut schemas = Schemas::built_in(Settings::default().profile);
    schemas
        .load(playscope::wire::EventType::Play, schema)
        .unwrap();
    let mut inspection = Inspection::new(Settings::default(), schemas);
    let script = "0 0 sessionStart\n@arrive 1\n900 -1 play\n@arrive 2\n900.001 -1 ping";
    for exchange in &script::parse(script).unwrap().exchanges {
        inspection.push(exchange);
    }
    inspection.settle(AsOf::End);
    let found: Vec<String> = inspection
        .all_findings()
        .filter(|finding| {
            finding.rule.starts_with("schema/") || finding.rule.starts_with("payload/")
        })
        .map(told)
        .collect();
    assert_eq!(
        found,
        [
            "schema/value error 2 x1 $.playerTime.playhead",
            "schema/value error 2 x1 $.playerTime.ts",
            "payload/clock-skew warning 3 x1 $.playerTime.ts",
            "payload/playhead-range warning 3 x1 $.playerTime.playhead",
        ]
    );
}

#[test]
fn an_event_for_a_closed_session_says_since_when() {
    let message = |script: &str| {
        let found = of_script(script);
        let closed = found
            .iter()
            .find(|finding| finding.rule == "http/closed-session");
        closed.unwrap().message.clone()
    };
    assert_eq!(
        message("0 0 sessionStart\n1 0 play\n12 11 sessionEnd\n13.5 11 ping"),
        "ping arrived 1.5 s after sessionEnd."
    );
    assert_eq!(
        message("0 0 sessionStart\n1 0 play\n661 11 ping\n662 12 ping"),
        "ping arrived 11 min after the session's last event: 10 min of silence closed the session."
    );
    assert_eq!(
        message(
            "0 5 sessionStart\n500 5 ping\n1000 5 ping\n1500 5 ping\n1800.5 5 ping\n1801 9 ping"
        ),
        "ping arrived 30 min 0.5 s after the playhead last moved: 30 min of stillness closed the session."
    );
}

#[test]
fn a_call_about_a_session_names_it() {
    let found = of_script(
        "0 0 sessionStart\n@call GET /api/v1/sessions/{sid}/events\n@call GET /api/v1/sessions/x/events",
    );
    let methods: Vec<_> = found
        .iter()
        .filter(|finding| finding.rule == "http/method")
        .map(|finding| (finding.seq, finding.session.is_some()))
        .collect();
    assert_eq!(methods, [(2, true), (3, false)]);
}

#[test]
fn a_byte_order_mark_is_named() {
    let body = "\u{feff}{}".as_bytes();
    let found = judged(
        Header::default(),
        &[call("POST", "/api/v1/sessions", body)],
        &Settings::default(),
    );
    assert!(
        found[1].message.contains("byte order mark"),
        "{}",
        found[1].message
    );
}

#[test]
fn a_bare_event_is_judged_without_its_call() {
    let play = br#"{"eventType":"play","playerTime":{"playhead":-1,"ts":1768507201000}}"#;
    let found = judged(
        Header::default(),
        &[call("", "", play)],
        &Settings::default(),
    );
    let rules: Vec<&str> = found
        .iter()
        .map(|finding| finding.rule.as_ref())
        .filter(|rule| !rule.ends_with("clock-skew"))
        .collect();
    assert_eq!(rules, ["payload/playhead-range"]);
    let long = format!(
        r#"{{"eventType":"play","playerTime":{{"playhead":1,"ts":1768507201000}},"customMetadata":{{"k":"{}"}}}}"#,
        "x".repeat(1 << 20)
    );
    let found = judged(
        Header::default(),
        &[call("", "", long.as_bytes())],
        &Settings::default(),
    );
    assert!(
        found
            .iter()
            .all(|finding| !finding.rule.starts_with("http/")),
        "{found:?}"
    );
}

#[test]
fn thresholds_change_what_is_told_and_not_what_counts() {
    let mut settings = Settings::default();
    let set = |settings: &mut Settings, rule: &str, name: &str, value: f64| {
        settings
            .thresholds
            .entry(rule.to_owned())
            .or_default()
            .insert(name.to_owned(), value);
    };
    let script = "0 0 sessionStart {\"params\":{\"media.length\":100}}\n@header content-length: 2000000\n1 104 play";
    let ids = |settings: &Settings| -> Vec<String> {
        let ours = |finding: &Finding| AREAS.contains(&finding.rule.split('/').next().unwrap());
        with(script, settings)
            .into_iter()
            .filter(ours)
            .map(|finding| finding.rule.into_owned())
            .collect()
    };
    assert_eq!(ids(&settings), ["http/too-large"]);
    set(&mut settings, "http/too-large", "bytes", 3_000_000.0);
    set(&mut settings, "payload/playhead-range", "seconds", 3.0);
    assert_eq!(ids(&settings), [""; 0]);
    set(&mut settings, "http/too-large", "bytes", 1_000.0);
    assert_eq!(ids(&settings), ["http/too-large"]);
}

fn call<'a>(method: &'a str, target: &'a str, body: &'a [u8]) -> Exchange<'a> {
    Exchange {
        seq: 1,
        at: script::EPOCH,
        method: method.into(),
        target: target.into(),
        body: body.into(),
        ..Exchange::default()
    }
}

fn a_method() -> impl Strategy<Value = String> {
    prop_oneof![4 => Just("POST".to_owned()), 1 => Just("GET".to_owned()), 1 => Just(String::new()), 1 => ".{0,8}"]
}

fn a_target() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("api".to_owned()),
        Just("v1".to_owned()),
        Just("sessions".to_owned()),
        Just("events".to_owned()),
        Just("downloaded".to_owned()),
        Just("schemas".to_owned()),
        Just("va".to_owned()),
        Just("ee".to_owned()),
        ".{0,6}",
    ];
    let free = prop::collection::vec(part, 0..8).prop_map(|parts| format!("/{}", parts.join("/")));
    prop_oneof![
        Just("/api/v1/sessions".to_owned()),
        Just("/api/v1/downloaded".to_owned()),
        Just("/api/v1/sessions/a/events".to_owned()),
        free,
    ]
}

fn some_json() -> impl Strategy<Value = String> {
    let words = prop_oneof![
        Just("eventType".to_owned()),
        Just("playerTime".to_owned()),
        Just("ts".to_owned()),
        Just("playhead".to_owned()),
        Just("params".to_owned()),
        Just("qoeData".to_owned()),
        Just("customMetadata".to_owned()),
        Just("sessionStart".to_owned()),
        Just("statesUpdate".to_owned()),
        Just("statesStart".to_owned()),
        Just("media.state.name".to_owned()),
        Just("media.length".to_owned()),
        Just("events".to_owned()),
        Just("xdm".to_owned()),
        "[a-z.]{0,6}",
        ".{0,3}",
    ];
    let quoted = words
        .prop_map(|word| serde_json::to_string(&word).unwrap())
        .boxed();
    let leaf = prop_oneof![
        quoted.clone(),
        any::<f64>().prop_map(|number| format!("{number:e}")),
        any::<i64>().prop_map(|number| number.to_string()),
        Just("null".to_owned()),
        Just("true".to_owned()),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        let member =
            (quoted.clone(), inner.clone()).prop_map(|(key, value)| format!("{key}:{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(member, 0..6)
                .prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(method in a_method(), target in a_target(), body in prop::collection::vec(any::<u8>(), 0..200), status in 200_u16..500) {
        let mut exchange = call(&method, &target, &body);
        exchange.status = status;
        exchange.sid = Some("a".into());
        judged(Header::default(), &[exchange.clone(), exchange], &Settings::default());
    }

    #[test]
    fn no_json_makes_it_panic_and_messages_are_clean(target in a_target(), body in some_json()) {
        let mut exchange = call("POST", &target, body.as_bytes());
        exchange.status = 201;
        exchange.sid = Some("a".into());
        for finding in judged(Header::default(), &[exchange.clone(), exchange], &Settings::default()) {
            let text = format!("{}{}{}{}", finding.path, finding.message, finding.fix, finding.effect);
            prop_assert!(!text.chars().any(char::is_control), "{text:?}");
        }
    }
}
