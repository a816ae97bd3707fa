//! The command line itself: help, misuse, exit codes, pipes, what is built in.

use std::io::Read;
use std::process::Stdio;

use playscope::rules::registry;
use playscope::ui::theme::BUILT_IN;

use super::support::{Bench, playscope};

#[test]
fn the_arguments_are_sound() {
    playscope::cli::command().debug_assert();
}

#[test]
fn every_command_has_help_with_examples() {
    let bench = Bench::new();
    let command = playscope::cli::command();
    for subcommand in command
        .get_subcommands()
        .filter(|each| each.get_name() != "help")
    {
        let name = subcommand.get_name();
        let ran = bench.run(&[name, "--help"]);
        assert_eq!(ran.code, Some(0), "{name}");
        assert!(
            ran.out.contains("Examples:\n  playscope"),
            "{name} shows no examples"
        );
        assert!(ran.out.contains("Usage: playscope"), "{name}");
        let about = subcommand
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default();
        assert!(!about.is_empty(), "{name} does not say what it does");
    }
    let ran = bench.run(&["--help"]);
    assert!(ran.code == Some(0) && ran.out.contains("Examples:") && ran.out.contains("simulate"));
}

#[test]
fn misuse_is_told_on_stderr_with_exit_code_2() {
    let bench = Bench::new();
    bench.file("notes.txt", "no recording\n");
    let cases: &[(&[&str], &str)] = &[
        (&["nosuch"], "unrecognized subcommand 'nosuch'"),
        (&["check"], "<FILE>..."),
        (
            &["check", "missing.jsonl"],
            "playscope: cannot read missing.jsonl: ",
        ),
        (&["check", "."], "playscope: no recording lies in ."),
        (
            &["check", "notes.txt"],
            "playscope: notes.txt is no recording (line 1: ",
        ),
        (
            &["check", "--format", "yaml", "x"],
            "[possible values: text, json, junit, sarif, github, markdown]",
        ),
        (
            &["check", "--rule", "ping/lat=off", "x"],
            "did you mean `ping/late`?",
        ),
        (
            &["check", "--rule", "ping/late=loud", "x"],
            "use off, note, warning or error",
        ),
        (&["check", "--rule", "ping/late", "x"], "ID=off"),
        (
            &["check", "--config", "none.toml", "x"],
            "cannot read the configuration none.toml",
        ),
        (&["check", "-", "-"], "`-` is given twice"),
        (
            &["schema", "sesionStart"],
            "playscope: no event type `sesionStart`; did you mean `sessionStart`?",
        ),
        (
            &["rules", "ads/not-close"],
            "playscope: no rule `ads/not-close`; did you mean `ads/not-closed`?",
        ),
        (&["open", "notes.txt"], "no terminal"),
        (
            &["serve", "--listen", "nowhere"],
            "give an address like 127.0.0.1:8900",
        ),
        (&["serve", "--until-idle", "soon"], "as in 30s or 2m"),
        (&["serve", "--max-body", "1"], "as in 2MiB"),
        (&["simulate"], "--to <URL>"),
        (&["simulate", "--to", "ftp://x"], "`ftp://x` is no http URL"),
        (
            &["simulate", "--to", "http://127.0.0.1:1"],
            "playscope: cannot send to http://127.0.0.1:1 (",
        ),
        (
            &["simulate", "--to", "http://x", "--speed", "0"],
            "from 0.01 on",
        ),
        (&["--theme", "nosuch", "--listen", "127.0.0.1:0"], "nosuch"),
    ];
    for (arguments, expected) in cases {
        let ran = bench.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?} {ran:?}");
        assert!(
            ran.err.contains(expected),
            "{arguments:?} says {:?}",
            ran.err
        );
        assert_eq!(ran.out, "", "{arguments:?}");
    }
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let bench = Bench::new();
    bench.scenarios("faulty.jsonl", true);
    for arguments in [
        &["rules"][..],
        &["man"],
        &[
            "check",
            "--format",
            "sarif",
            "--fail-on",
            "never",
            "faulty.jsonl",
        ],
    ] {
        let mut child = playscope(bench.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Closed before the first byte is read.
        drop(child.stdout.take());
        let mut said = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        let code = child.wait().unwrap().code();
        assert_eq!((code, said.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn rules_are_listed_and_explained() {
    let bench = Bench::new();
    let listed = bench.run(&["rules"]);
    assert_eq!(listed.out.lines().count(), registry::ALL.len());
    let ads = bench.run(&["rules", "ads"]);
    assert!(ads.out.lines().all(|line| line.starts_with("ads/")) && ads.out.lines().count() > 9);
    let tables = bench.run(&["rules", "--format", "markdown"]);
    let rows = tables.out.lines().filter(|line| line.starts_with("| `"));
    assert_eq!(rows.count(), registry::ALL.len());
    for rule in registry::ALL {
        assert!(listed.out.contains(rule.id));
        let page = bench.run(&["rules", rule.id]);
        assert_eq!(page.code, Some(0));
        for part in ["What", "Costs", "Fix", "Source", "Wrong", "Right"] {
            assert!(page.out.contains(part), "{} has no {part}", rule.id);
        }
        let page = bench.run(&["rules", "--format", "markdown", rule.id]);
        for part in ["**Costs:**", "**Fix:**", "](https://", "\n```\n"] {
            assert!(page.out.contains(part), "{} has no {part}", page.out);
        }
    }
}

#[test]
fn themes_are_listed() {
    let bench = Bench::new();
    let listed = bench.run(&["themes"]);
    let names: Vec<_> = listed
        .out
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(
        names,
        BUILT_IN.iter().map(|(name, _)| *name).collect::<Vec<_>>()
    );
}

#[test]
fn packagers_get_completions_and_a_manual() {
    let bench = Bench::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = bench.run(&["completions", shell]);
        assert!(
            ran.code == Some(0) && ran.out.contains("simulate"),
            "{shell}"
        );
    }
    let manual = bench.run(&["man"]);
    assert_eq!(manual.code, Some(0));
    for subcommand in playscope::cli::command().get_subcommands() {
        let section = format!(".SH \"PLAYSCOPE {}\"", subcommand.get_name().to_uppercase());
        assert!(manual.out.contains(&section), "{section}");
    }
}

#[test]
fn a_configuration_is_found_above_and_read() {
    let bench = Bench::new();
    let recording = bench.script(
        "one.jsonl",
        "0 0 sessionStart {\"params\": {\"media.channel\": null}}\n",
    );
    let folder = bench.path().join("deep/er");
    std::fs::create_dir_all(&folder).unwrap();
    let run = || {
        let output = playscope(bench.path())
            .current_dir(&folder)
            .args(["check", recording.to_str().unwrap()])
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    assert_eq!(run().0, Some(1));
    bench.file(
        "playscope.toml",
        "[rules]\n\"schema/required\" = \"warning\"\n",
    );
    assert_eq!(run().0, Some(0));
    bench.file("playscope.toml", "[rulez]\n");
    let (code, said) = run();
    assert_eq!(code, Some(2));
    assert!(
        said.contains("playscope.toml: line 1: unknown key `rulez`; did you mean `rules`?"),
        "{said}"
    );
}
