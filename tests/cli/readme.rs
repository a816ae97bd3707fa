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
fn its_configuration_can_be_read() {
    let text = readme();
    let (_, rest) = text.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let bench = super::support::Bench::new();
    bench.file("playscope.toml", example);
    bench.script("empty.jsonl", "0 0 sessionStart\n1 0 sessionEnd");
    let ran = bench.run(&["check", "empty.jsonl"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
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
