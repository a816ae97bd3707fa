//! The README says what the program does: its tables are made from the program's own.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use playscope::app::keymap;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// What stands between the two comments of a name.
fn part(name: &str) -> String {
    let text = readme();
    let (_, rest) = text
        .split_once(&format!("<!-- {name} -->\n"))
        .expect("the opening comment");
    let (inner, _) = rest
        .split_once(&format!("<!-- /{name} -->"))
        .expect("the closing comment");
    inner.trim().to_owned()
}

/// Compares a part with what it should be; with `WRITE_README` set it is put there instead.
fn same(name: &str, expected: &str) {
    let expected = expected.trim();
    let found = part(name);
    if std::env::var_os("WRITE_README").is_some() {
        let wrap = |inner: &str| format!("<!-- {name} -->\n{inner}\n<!-- /{name} -->");
        let text = readme();
        let (start, rest) = text.split_once(&format!("<!-- {name} -->\n")).unwrap();
        let (_, end) = rest.split_once(&format!("<!-- /{name} -->")).unwrap();
        fs::write(
            root().join("README.md"),
            format!("{start}{}{end}", wrap(expected)),
        )
        .unwrap();
        return;
    }
    assert!(
        found == expected,
        "the part `{name}` of README.md is out of date; run WRITE_README=1 cargo test readme -- --test-threads 1"
    );
}

#[test]
fn its_commands_are_those_of_the_program() {
    let mut table = String::from("| Command | Does |\n|---|---|\n");
    for command in playscope::cli::command().get_subcommands() {
        let about = command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default();
        writeln!(table, "| `playscope {}` | {about} |", command.get_name()).unwrap();
    }
    same("commands", &table);
}

#[test]
fn its_keys_are_those_of_the_dashboard() {
    same("keys", &keymap::markdown());
}

#[test]
fn its_options_exist() {
    let command = playscope::cli::command();
    let mut known: Vec<String> = Vec::new();
    for each in std::iter::once(&command).chain(command.get_subcommands()) {
        known.extend(
            each.get_arguments()
                .filter_map(|argument| argument.get_long())
                .map(str::to_owned),
        );
    }
    // Of other programs.
    known.extend(["release", "help"].map(str::to_owned));
    for word in readme().split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-')) {
        if let Some(option) = word
            .strip_prefix("--")
            .filter(|option| option.starts_with(|first: char| first.is_ascii_alphabetic()))
        {
            assert!(
                known.iter().any(|each| each == option),
                "README.md names --{option}"
            );
        }
    }
}

#[test]
fn its_configuration_names_every_key() {
    same("configuration", &playscope::cli::configuration());
}

/// The examples in a language.
fn examples(language: &str) -> Vec<String> {
    let text = readme();
    let start = format!("```{language}\n");
    let blocks = text.split(start.as_str()).skip(1);
    blocks
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

/// The rules that find something under a configuration, with their severities.
fn found(bench: &super::support::Bench, name: &str) -> Vec<(String, String)> {
    let ran = bench.run(&["check", "--format", "json", name]);
    assert_ne!(ran.code, Some(2), "{}", ran.err);
    let told = ran.json();
    let all = told["findings"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    all.map(|each| (text(&each["rule"]), text(&each["severity"])))
        .collect()
}

#[test]
fn its_configuration_does_what_it_says() {
    let bench = super::support::Bench::new();
    let examples = examples("toml");
    assert_eq!(examples.len(), 2);
    bench.script(
        "slow.jsonl",
        "0 0 sessionStart {\"params\": {\"media.odd\": 1}}\n0.1 0 play\n10 10 ping\n23 23 ping",
    );
    bench.file("playscope.toml", &examples[0]);
    let rules = found(&bench, "slow.jsonl");
    assert!(
        rules.contains(&("ping/late".to_owned(), "error".to_owned())),
        "{rules:?}"
    );
    assert!(rules.contains(&("schema/unknown-key".to_owned(), "warning".to_owned())));
    assert!(!rules.iter().any(|(rule, _)| rule == "session/never-closed"));
    let explained = bench.run(&["check", "--explain-config"]);
    for told in [
        "playscope.toml:7",
        "^E F8",
        "playscope.toml:14",
        "bad-starts",
    ] {
        assert!(explained.out.contains(told), "{}", explained.out);
    }
}

#[test]
fn its_expectations_find_what_they_say() {
    let bench = super::support::Bench::new();
    bench.file("playscope.toml", &examples("toml")[1]);
    bench.script(
        "wrong.jsonl",
        "0 0 sessionStart {\"params\": {\"media.id\": \"x\"}, \"customMetadata\": {\"email\": \"a\"}}\n0.1 0 play\n\
         1 1 adStart {\"params\": {\"media.ad.length\": 0}}\n2 1 sessionComplete\n3 1 sessionComplete\n4 1 sessionEnd",
    );
    let ours: std::collections::BTreeSet<_> = found(&bench, "wrong.jsonl")
        .into_iter()
        .filter(|(rule, _)| rule.starts_with("expect/"))
        .collect();
    let expected = [
        ("expect/ad-lengths", "warning"),
        ("expect/break-first", "error"),
        ("expect/nothing-personal", "error"),
        ("expect/one-complete", "error"),
        ("expect/show-and-season", "error"),
        ("expect/vod-only", "error"),
    ];
    let expected: Vec<_> = expected
        .map(|(rule, severity)| (rule.to_owned(), severity.to_owned()))
        .into();
    assert_eq!(ours.into_iter().collect::<Vec<_>>(), expected);
    bench.script(
        "right.jsonl",
        "0 0 sessionStart {\"params\": {\"media.id\": \"AB-1\", \"media.show\": \"S\", \"media.season\": \"1\"}, \
         \"customMetadata\": {\"series\": \"S\"}}\n0.1 0 play\n1 1 adBreakStart\n1 1 adStart\n2 1 adSkip\n\
         2 1 adBreakComplete\n3 1 sessionComplete\n4 1 sessionEnd",
    );
    let rules = found(&bench, "right.jsonl");
    assert!(
        !rules.iter().any(|(rule, _)| rule.starts_with("expect/")),
        "{rules:?}"
    );
}

#[test]
fn its_recording_can_be_read() {
    let text = readme();
    let (_, rest) = text.split_once("```json\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let bench = super::support::Bench::new();
    bench.file("example.jsonl", example);
    let ran = bench.run(&[
        "check",
        "--format",
        "json",
        "--fail-on",
        "never",
        "example.jsonl",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(ran.json()["summary"]["sessions"], 1);
}

#[test]
fn it_shows_every_picture_there_is() {
    let shown = readme();
    let folder = root().join("screenshots");
    if let Ok(entries) = fs::read_dir(folder) {
        for entry in entries {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            assert!(
                shown.contains(&format!("screenshots/{name}")),
                "README.md does not show {name}"
            );
        }
    }
    for (_, rest) in shown
        .match_indices("](")
        .filter_map(|(at, _)| shown.split_at_checked(at + 2))
    {
        let target = rest.split(')').next().unwrap_or_default();
        let local = !target.contains("://");
        assert!(
            !local || Path::new(&root().join(target)).exists(),
            "README.md points to {target}"
        );
    }
}
