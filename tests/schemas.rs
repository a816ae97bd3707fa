//! The built-in judge and the JSON schemas are two views of one table: they must agree on any event.

use playscope::schema::{Profile, Schemas};
use playscope::wire::{EventType, json};
use serde_json::{Value, json};

fn healthy(kind: EventType) -> Value {
    let params = match kind {
        EventType::SessionStart => json!({
            "analytics.trackingServer": "t", "analytics.reportSuite": "r", "visitor.marketingCloudOrgId": "o",
            "media.id": "i", "media.length": 600, "media.contentType": "vod", "media.playerName": "p",
            "media.channel": "c", "visitor.customerIDs": {"a": {"id": "b", "authState": 1}}, "media.resume": false,
            "visitor.aamLocationHint": 7, "media.name": "n",
        }),
        EventType::AdBreakStart => json!({"media.ad.podIndex": 0, "media.ad.podSecond": 0.5}),
        EventType::AdStart => json!({
            "media.ad.podPosition": 1, "media.ad.id": "i", "media.ad.length": 15, "media.ad.playerName": "p",
        }),
        EventType::ChapterStart => {
            json!({"media.chapter.index": 1, "media.chapter.offset": 0, "media.chapter.length": 60.5})
        }
        EventType::StateStart | EventType::StateEnd => json!({"media.state.name": "mute"}),
        EventType::StatesUpdate => {
            json!({"statesStart": [{"media.state.name": "mute"}], "statesEnd": []})
        }
        _ => json!({}),
    };
    json!({
        "playerTime": {"playhead": 1.5, "ts": 1_768_500_000_000_i64},
        "eventType": kind.name(),
        "params": params,
        "qoeData": {"media.qoe.bitrate": 5_000_000, "media.qoe.errorID": "x"},
        "customMetadata": {"a_b.c": "d"},
    })
}

/// Every pointer into a value, the root first.
fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (key, inner) in members {
                pointers(inner, &format!("{at}/{key}"), all);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                pointers(inner, &format!("{at}/{index}"), all);
            }
        }
        _ => {}
    }
}

fn samples() -> Vec<Value> {
    let long = "x".repeat(65);
    let edge = 9_007_199_254_740_992_i64;
    vec![
        json!(null),
        json!(true),
        json!(5),
        json!(-5),
        json!(5.5),
        json!(30.0),
        json!(edge),
        json!(edge + 1),
        json!(u64::MAX),
        json!("x"),
        json!(""),
        json!("a b"),
        json!("a\n"),
        json!(long),
        json!([]),
        json!({}),
        json!([1]),
        json!([{"media.state.name": "a b"}]),
        json!([{"media.state.name": "a", "b": "c"}]),
        json!([{}]),
        json!({"a b": "c"}),
        json!({"a": 1}),
        json!({"a.b_C9": "c"}),
        json!({"": "c"}),
    ]
}

/// `30.0` is an integer to the service, which the crate denies in draft 04.
fn whole(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(float) = number
                .as_f64()
                .filter(|float| float.fract() == 0.0 && float.abs() < 1e15)
            {
                *number = format!("{float}").parse::<i64>().unwrap().into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole),
        Value::Object(members) => members.values_mut().for_each(whole),
        _ => {}
    }
}

#[test]
fn judge_and_documents_agree_on_mutated_events() {
    let schemas = Schemas::built_in(Profile::Strict);
    let mut compared = 0;
    for kind in EventType::ALL {
        let validator = jsonschema::draft4::new(&schemas.document(*kind)).unwrap();
        let base = healthy(*kind);
        let mut places = Vec::new();
        pointers(&base, "", &mut places);
        let mut check = |event: &Value| {
            let text = event.to_string();
            let faults = schemas.judge(&json::parse(text.as_bytes()).unwrap());
            let mut event = event.clone();
            whole(&mut event);
            assert_eq!(
                faults.is_empty(),
                validator.is_valid(&event),
                "{kind}: {text}\n{faults:#?}"
            );
            compared += 1;
        };
        check(&base);
        for place in &places {
            if place == "/eventType" || place.is_empty() {
                continue;
            }
            for sample in samples() {
                let mut event = base.clone();
                *event.pointer_mut(place).unwrap() = sample;
                check(&event);
            }
            let (parent, key) = place.rsplit_once('/').unwrap();
            let mut event = base.clone();
            if let Some(members) = event.pointer_mut(parent).unwrap().as_object_mut() {
                members.remove(key);
                check(&event);
            }
        }
        for parent in ["", "/playerTime", "/params", "/qoeData", "/customMetadata"] {
            for key in every_key() {
                for sample in samples().into_iter().step_by(4) {
                    let mut event = base.clone();
                    event.pointer_mut(parent).unwrap()[&key] = sample;
                    if event["eventType"] == base["eventType"] {
                        check(&event);
                    }
                }
            }
        }
    }
    assert!(compared > 10_000, "{compared}");
}

/// Every key of every document, and some that none has.
fn every_key() -> Vec<String> {
    let schemas = Schemas::default();
    let mut keys = vec!["nonsense".to_owned(), "media.unknown".to_owned()];
    for kind in EventType::ALL {
        let document = schemas.document(*kind);
        for part in [
            "/properties",
            "/properties/playerTime/properties",
            "/properties/params/properties",
            "/properties/qoeData/properties",
        ] {
            keys.extend(
                document
                    .pointer(part)
                    .unwrap()
                    .as_object()
                    .unwrap()
                    .keys()
                    .cloned(),
            );
        }
    }
    keys.sort();
    keys.dedup();
    keys
}

#[test]
fn every_type_has_a_document_with_strict_objects() {
    for kind in EventType::ALL {
        let document = Schemas::default().document(*kind);
        assert_eq!(
            document["$schema"],
            "http://json-schema.org/draft-04/schema#"
        );
        assert_eq!(document["additionalProperties"], false);
        assert_eq!(
            document["properties"]["params"]["additionalProperties"],
            false
        );
        assert!(
            document["required"]
                .as_array()
                .unwrap()
                .iter()
                .any(|key| key == "playerTime")
        );
    }
}

fn faults(text: &str) -> Vec<(&'static str, String, String)> {
    let parsed = json::parse(text.as_bytes()).unwrap();
    Schemas::default()
        .judge(&parsed)
        .into_iter()
        .map(|fault| {
            (
                fault.rule,
                fault.path,
                fault.fix.unwrap_or_default().into_owned(),
            )
        })
        .collect()
}

#[track_caller]
fn one(patch: &Value, rule: &str, place: &str, fix: &str) {
    let mut event = healthy(
        EventType::parse(patch["eventType"].as_str().unwrap_or("ping")).unwrap_or(EventType::Ping),
    );
    merge(&mut event, patch);
    let found = faults(&event.to_string());
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].0, found[0].1.as_str()), (rule, place));
    assert!(found[0].2.contains(fix), "{:?} has no {fix:?}", found[0].2);
}

fn merge(into: &mut Value, patch: &Value) {
    let (Value::Object(members), Value::Object(patches)) = (&mut *into, patch) else {
        *into = patch.clone();
        return;
    };
    for (key, value) in patches {
        if value.is_null() {
            members.remove(key);
        } else {
            merge(members.entry(key).or_insert(Value::Null), value);
        }
    }
}

#[test]
fn faults_say_what_would_be_right() {
    let cases = include_str!("schemas/faults.txt");
    for line in cases.lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.split(" | ").collect();
        let [patch, rule, place, fix] = parts[..] else {
            panic!("{line}")
        };
        one(&serde_json::from_str(patch).unwrap(), rule, place, fix);
    }
}

#[test]
fn absent_params_are_one_fault_that_names_their_keys() {
    let mut event = healthy(EventType::AdStart);
    event.as_object_mut().unwrap().remove("params");
    let found = faults(&event.to_string());
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].0, found[0].1.as_str()),
        ("schema/required", "$.params")
    );
    for key in [
        "media.ad.id",
        "media.ad.length",
        "media.ad.playerName",
        "media.ad.podPosition",
    ] {
        assert!(found[0].2.contains(key), "{found:?}");
    }
    assert!(!found[0].2.contains("media.ad.name"), "{found:?}");
}

#[test]
fn of_an_unknown_type_what_all_types_share_is_judged() {
    let found = faults(r#"{"eventType":"zzz","params":{"anything":1},"extra":1}"#);
    let told: Vec<&str> = found.iter().map(|(rule, ..)| *rule).collect();
    assert_eq!(
        told,
        ["schema/event-type", "schema/unknown-key", "schema/required"]
    );
    assert_eq!(faults("{}").len(), 2);
    assert_eq!(
        faults(r#"{"eventType":5,"playerTime":{"ts":1,"playhead":0}}"#)[0].0,
        "schema/type"
    );
}

#[test]
fn lenient_profile_tolerates_unknown_keys_and_nothing_else() {
    let mut event = healthy(EventType::Play);
    merge(
        &mut event,
        &json!({"x": 1, "params": {"y": 1}, "qoeData": {"z": 1, "media.qoe.bitrate": "1"}, "customMetadata": {"a b": "c"}}),
    );
    let text = event.to_string();
    let parsed = json::parse(text.as_bytes()).unwrap();
    let tolerated = |profile| -> Vec<bool> {
        Schemas::built_in(profile)
            .judge(&parsed)
            .iter()
            .map(|fault| fault.tolerated)
            .collect()
    };
    assert_eq!(tolerated(Profile::Strict), [false; 5]);
    assert_eq!(
        tolerated(Profile::Lenient)
            .iter()
            .filter(|tolerated| **tolerated)
            .count(),
        3
    );
}

/// A schema as the service publishes its shape: definitions, an odd `$schema`, an empty `required`.
const SERVED: &str = r##"{
    "$schema": "https://json-schema.org/draft-04/schema#",
    "definitions": {
        "play": {
            "type": "object",
            "properties": {
                "playerTime": {
                    "type": "object",
                    "properties": {"playhead": {"type": "number", "minimum": 0}, "ts": {"type": "integer"}},
                    "required": ["playhead", "ts"],
                    "additionalProperties": false
                },
                "eventType": {"type": "string", "enum": ["play", "ping"]},
                "params": {"$ref": "#/definitions/params"},
                "qoeData": {"type": "object", "required": []},
                "customMetadata": {
                    "type": "object",
                    "patternProperties": {"^[a-z]+$": {"type": "string"}},
                    "additionalProperties": false
                }
            },
            "required": ["playerTime", "eventType", "params"],
            "additionalProperties": false
        },
        "params": {
            "type": "object",
            "properties": {"media.new": {"type": "string", "maxLength": 3}, "media.count": {"type": "integer"}},
            "required": ["media.new"],
            "additionalProperties": false
        }
    },
    "type": "object",
    "$ref": "#/definitions/play"
}"##;

fn by_loaded(event: &Value) -> Vec<(&'static str, String, String)> {
    let mut schemas = Schemas::default();
    schemas.load(EventType::Play, SERVED).unwrap();
    assert_eq!(
        schemas.document(EventType::Play),
        serde_json::from_str::<Value>(SERVED).unwrap()
    );
    let text = event.to_string();
    let parsed = json::parse(text.as_bytes()).unwrap();
    schemas
        .judge(&parsed)
        .into_iter()
        .map(|fault| {
            (
                fault.rule,
                fault.path,
                fault.fix.unwrap_or_default().into_owned(),
            )
        })
        .collect()
}

#[test]
fn a_loaded_schema_takes_the_place_of_the_built_in_one() {
    let good = json!({
        "playerTime": {"playhead": 1.5, "ts": 1_768_500_000_000_i64},
        "eventType": "play",
        "params": {"media.new": "abc", "media.count": 30.0},
        "qoeData": {"anything": 1},
        "customMetadata": {"a": "b"},
    });
    assert_eq!(by_loaded(&good), []);
    for (patch, rule, place, fix) in [
        (
            json!({"params": {"media.new": null}}),
            "schema/required",
            "$.params['media.new']",
            "Add `media.new`",
        ),
        (
            json!({"params": null}),
            "schema/required",
            "$.params",
            "Add `params` with `media.new`.",
        ),
        (
            json!({"params": {"media.count": "3"}}),
            "schema/type",
            "$.params['media.count']",
            "Send 3.",
        ),
        (
            json!({"params": {"media.count": 3.5}}),
            "schema/type",
            "$.params['media.count']",
            "Send 4.",
        ),
        (
            json!({"params": {"media.new": "abcd"}}),
            "schema/value",
            "$.params['media.new']",
            "allows",
        ),
        (
            json!({"playerTime": {"playhead": -1}}),
            "schema/value",
            "$.playerTime.playhead",
            "allows",
        ),
        (
            json!({"playerTime": {"ts": 9_007_199_254_740_993_i64}}),
            "schema/type",
            "$.playerTime.ts",
            "integer",
        ),
        (
            json!({"customMetadata": {"A": "b"}}),
            "schema/pattern",
            "$.customMetadata.A",
            "Rename",
        ),
        (
            json!({"customMetadata": {"a": 1}}),
            "schema/type",
            "$.customMetadata.a",
            "Send \"1\".",
        ),
        (
            json!({"params": {"media.id": "x"}}),
            "schema/unknown-key",
            "$.params['media.id']",
            "belongs to sessionStart",
        ),
        (
            json!({"extra": 1}),
            "schema/unknown-key",
            "$.extra",
            "customMetadata",
        ),
    ] {
        let mut event = good.clone();
        merge(&mut event, &patch);
        let found = by_loaded(&event);
        assert_eq!(found.len(), 1, "{patch}: {found:?}");
        assert_eq!((found[0].0, found[0].1.as_str()), (rule, place));
        assert!(found[0].2.contains(fix), "{:?} has no {fix:?}", found[0].2);
    }
}

#[test]
fn a_broken_schema_is_refused_and_the_one_in_force_stays() {
    let mut schemas = Schemas::default();
    for (text, reason) in [
        ("{", "no JSON"),
        ("[]", "no JSON object"),
        (r#"{"type": "strnig"}"#, "/type"),
        (r#"{"required": "a"}"#, "/required"),
        (r##"{"$ref": "#/definitions/none"}"##, "no schema"),
        (r#"{"pattern": "("}"#, "/pattern"),
        (r#"{"$ref": "http://127.0.0.1:1/other.json"}"#, "no schema"),
    ] {
        let error = schemas.load(EventType::Ping, text).unwrap_err().to_string();
        assert!(error.contains(reason), "{text}: {error}");
    }
    assert_eq!(
        schemas.document(EventType::Ping),
        Schemas::default().document(EventType::Ping)
    );
}
