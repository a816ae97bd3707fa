//! `--schemas`: real schemas from a folder or an endpoint, in place of the built-in ones.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use playscope::wire::EventType;

use super::serving::Server;
use super::support::Bench;

/// As the published excerpt is written: an odd `$schema`, and `required` with nothing in it.
const STRICTER: &str = r#"{
  "$schema": "https://json-schema.org/draft-04/schema#",
  "type": "object", "required": ["playerTime", "eventType", "params"],
  "properties": {
    "eventType": {"enum": ["sessionStart"]},
    "playerTime": {"type": "object", "required": []},
    "params": {"type": "object", "properties": {"media.name": {"type": "string", "maxLength": 3}}}
  }
}"#;

const SCRIPT: &str = "0 0 sessionStart\n1 0 sessionEnd";

/// The rules that found something.
fn found(bench: &Bench, schemas: &str) -> (Vec<String>, String) {
    let ran = bench.run(&[
        "check",
        "--format",
        "json",
        "--schemas",
        schemas,
        "one.jsonl",
    ]);
    assert_ne!(ran.code, Some(2), "{}", ran.err);
    let told = ran.json();
    let findings = told["findings"].as_array().unwrap();
    let rules = findings
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap().to_owned());
    (rules.collect(), ran.err)
}

fn folder(bench: &Bench, files: &[(&str, &str)]) -> String {
    let folder = bench.path().join("schemas");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    folder.to_str().unwrap().to_owned()
}

#[test]
fn a_folder_replaces_the_types_it_holds() {
    let bench = Bench::new();
    bench.script("one.jsonl", SCRIPT);
    let path = folder(
        &bench,
        &[("sessionStart.json", STRICTER), (".DS_Store", "x")],
    );
    let (rules, said) = found(&bench, &path);
    assert!(rules.contains(&"schema/value".to_owned()), "{rules:?}");
    assert!(
        said.contains(": sessionStart; built in stay play, ping, "),
        "{said}"
    );
    let printed = bench.run(&["schema", "--schemas", &path, "sessionStart"]);
    assert_eq!(
        printed.json()["properties"]["params"]["properties"]["media.name"]["maxLength"],
        3
    );
}

#[test]
fn an_endpoint_serves_what_another_one_judges_by() {
    let bench = Bench::new();
    bench.script("one.jsonl", SCRIPT);
    let plain = Server::start(&bench, &["serve", "--no-record"]);
    let (rules, said) = found(&bench, &plain.url);
    assert!(!rules.iter().any(|rule| rule.starts_with("schema/")));
    assert!(
        said.contains("schemas of all event types from http://127.0.0.1:"),
        "{said}"
    );
    let path = folder(&bench, &[("sessionStart.json", STRICTER)]);
    let strict = Server::start(
        &bench,
        &[
            "serve",
            "--no-record",
            "--answer",
            "strict",
            "--schemas",
            &path,
        ],
    );
    let (rules, _) = found(&bench, &format!("{}/api/v1/schemas/", strict.url));
    assert!(rules.contains(&"schema/value".to_owned()), "{rules:?}");
}

#[test]
fn what_cannot_be_loaded_is_named() {
    let bench = Bench::new();
    bench.script("one.jsonl", SCRIPT);
    let whole: Vec<(String, String)> = [
        ("sesionStart.json", "{}", "did you mean sessionStart.json?"),
        ("notes.txt", "{}", "notes.txt: no event type has this name"),
        ("play.json", "{\"type\":", "play.json: it is no JSON"),
        ("play.json", "[]", "play.json: it is no JSON object"),
        (
            "play.json",
            "{\"type\": \"strin\"}",
            "play.json: it is no schema of draft 04, ",
        ),
    ]
    .into_iter()
    .map(|(name, text, expected)| {
        let path = folder(&bench, &[(name, text)]);
        let said = bench.run(&["check", "--schemas", &path, "one.jsonl"]).err;
        std::fs::remove_dir_all(path).unwrap();
        (said, expected.to_owned())
    })
    .collect();
    for (said, expected) in whole {
        assert!(said.contains(&expected), "{said:?} lacks {expected:?}");
    }
    std::fs::create_dir(bench.path().join("empty")).unwrap();
    for (source, expected) in [
        ("none", "cannot read the schemas in none: "),
        ("empty", "empty holds no schema"),
        ("one.jsonl", "one.jsonl is a file; give the folder"),
        (
            "http://127.0.0.1:1",
            "cannot fetch the schema http://127.0.0.1:1/api/v1/schemas/sessionStart: ",
        ),
        (
            "https://127.0.0.1:1/x",
            "cannot fetch the schema https://127.0.0.1:1/x/api/v1/schemas/sessionStart: ",
        ),
    ] {
        let ran = bench.run(&["check", "--schemas", source, "one.jsonl"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{source}");
        assert!(ran.err.contains(expected), "{:?}", ran.err);
    }
}

/// Answers every request with this status and text, for as long as the test runs.
fn host(status: &'static str, text: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            while lines
                .next()
                .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
            {}
            let length = text.len();
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}"
            );
        }
    });
    url
}

#[test]
fn a_host_that_serves_none_is_named() {
    let bench = Bench::new();
    bench.script("one.jsonl", SCRIPT);
    for (url, expected) in [
        (
            host("404 Not Found", ""),
            "serves no schema of any event type",
        ),
        (
            host("503 Service Unavailable", ""),
            "it is answered 503; give an address",
        ),
        (
            host("200 OK", "<html>hello</html>"),
            "/api/v1/schemas/sessionStart: it is no JSON: ",
        ),
    ] {
        let ran = bench.run(&["check", "--schemas", &url, "one.jsonl"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        assert!(
            ran.err.contains(expected) && ran.err.contains(&url),
            "{:?}",
            ran.err
        );
    }
}

#[test]
fn schemas_are_listed_and_printed() {
    let bench = Bench::new();
    let listed = bench.run(&["schema"]);
    let first = |line: &str| line.split_whitespace().next().map(str::to_owned);
    let names: Vec<_> = EventType::ALL.iter().map(|kind| kind.name()).collect();
    let lines: Vec<_> = listed.out.lines().filter_map(first).collect();
    assert_eq!(lines, names);
    for name in names {
        let ran = bench.run(&["schema", name]);
        assert_eq!(ran.code, Some(0));
        assert!(ran.json().is_object(), "{name}");
        for format in ["text", "markdown"] {
            let ran = bench.run(&["schema", name, "--format", format]);
            assert!(
                ran.out.contains("playerTime") && ran.out.contains("required"),
                "{ran:?}"
            );
        }
    }
    let table = bench.run(&["schema", "sessionStart", "--format", "markdown"]);
    assert!(
        table
            .out
            .contains("\n| `params` `media.length` | number | required |"),
        "{}",
        table.out
    );
}
