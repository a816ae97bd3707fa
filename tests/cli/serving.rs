//! `serve`, `watch` and `simulate` over real HTTP.

use std::io::{BufRead, BufReader, Lines, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

use super::support::{Bench, Ran, playscope};

/// The endpoint as a process of its own, killed when the test is over.
pub(crate) struct Server {
    pub(crate) child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    pub(crate) url: String,
}

impl Server {
    /// Starts it on a free port and waits for its address.
    pub(crate) fn start(bench: &Bench, arguments: &[&str]) -> Self {
        Server::run(playscope(bench.path()).args(arguments))
    }

    /// The same with a command of its own.
    pub(crate) fn run(command: &mut Command) -> Self {
        let mut child = command
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines.next().expect("an address").unwrap();
        Server { child, lines, url }
    }

    pub(crate) fn terminate(&self) {
        let killed = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
    }

    /// Waits for its end: exit code, the lines that were not read yet, what it said.
    pub(crate) fn end(mut self) -> Ran {
        let lines: Vec<_> = self.lines.by_ref().map(Result::unwrap).collect();
        let mut said = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        Ran {
            code: self.child.wait().unwrap().code(),
            out: lines.join("\n"),
            err: said,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn simulate(bench: &Bench, url: &str, more: &[&str]) -> Ran {
    let ran = bench.run(&[&["simulate", "--to", url, "--speed", "max"], more].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran
}

fn recordings(bench: &Bench) -> Vec<PathBuf> {
    let folder = bench.path().join(".local/share/playscope/captures");
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_session_comes_through_and_ends_it() {
    let bench = Bench::new();
    let server = Server::start(
        &bench,
        &[
            "serve",
            "--record",
            "lab.jsonl",
            "--exit-after-sessions",
            "2",
        ],
    );
    let sent = simulate(
        &bench,
        &server.url,
        &["--scenario", "vod-with-ads", "--sessions", "2"],
    );
    assert_eq!(sent.out.matches("all taken").count(), 2, "{}", sent.out);
    let ran = server.end();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.out.contains("sessionStart") && ran.out.contains("sessionEnd"),
        "{}",
        ran.out
    );
    assert!(
        ran.err.contains("playscope: recording to lab.jsonl"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("recorded in lab.jsonl"), "{}", ran.err);
    let calls = ran.out.lines().count();
    let check = bench.run(&[
        "check",
        "--format",
        "json",
        "--fail-on",
        "warning",
        "lab.jsonl",
    ]);
    assert_eq!(check.code, Some(0), "{}", check.out);
    assert_eq!(check.json()["summary"]["events"], calls);
}

#[test]
fn faults_set_the_exit_code_of_what_ends_by_itself() {
    let bench = Bench::new();
    for (fail_on, expected) in [("error", Some(1)), ("never", Some(0))] {
        let arguments = [
            "serve",
            "--no-record",
            "--until-idle",
            "300ms",
            "--fail-on",
            fail_on,
        ];
        let server = Server::start(&bench, &arguments);
        simulate(&bench, &server.url, &["--scenario", "live", "--faulty"]);
        let ran = server.end();
        assert_eq!(ran.code, expected, "{ran:?}");
        assert!(ran.out.contains("✖ "), "{}", ran.out);
    }
    assert_eq!(recordings(&bench), Vec::<PathBuf>::new());
}

#[test]
fn a_signal_ends_it_cleanly_and_the_recording_is_whole() {
    let bench = Bench::new();
    let server = Server::start(&bench, &["serve", "--quiet"]);
    simulate(&bench, &server.url, &["--faulty"]);
    server.terminate();
    let ran = server.end();
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:?}");
    let files = recordings(&bench);
    assert_eq!(files.len(), 1, "{files:?}");
    assert!(ran.err.contains(files[0].to_str().unwrap()), "{}", ran.err);
    let report = bench
        .run(&["report", "--format", "json", files[0].to_str().unwrap()])
        .json();
    assert_eq!(report["sessions"].as_array().unwrap().len(), 8);
}

#[test]
fn an_empty_capture_leaves_no_file() {
    let bench = Bench::new();
    let server = Server::start(&bench, &["serve"]);
    server.terminate();
    let ran = server.end();
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.contains("no call came"), "{}", ran.err);
    assert_eq!(recordings(&bench), Vec::<PathBuf>::new());
}

#[test]
fn calls_are_printed_as_json() {
    let bench = Bench::new();
    let arguments = [
        "serve",
        "--no-record",
        "--format",
        "json",
        "--exit-after-sessions",
        "1",
    ];
    let server = Server::start(&bench, &arguments);
    let first: serde_json::Value = serde_json::from_str(&server.url).unwrap();
    simulate(
        &bench,
        first["listening"].as_str().unwrap(),
        &["--scenario", "abandoned-ad"],
    );
    let ran = server.end();
    let calls: Vec<serde_json::Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(calls[0]["what"], "sessionStart");
    assert_eq!(calls[0]["status"], 201);
    assert_eq!(calls[1]["session"], calls[0]["session"]);
    assert!(calls.iter().all(|call| call["findings"].is_array()));
}

#[test]
fn watch_without_a_terminal_prints_lines() {
    let bench = Bench::new();
    let mut server = Server::start(&bench, &["--no-record"]);
    simulate(&bench, &server.url, &["--scenario", "resumed"]);
    let line = server.lines.next().unwrap().unwrap();
    assert!(line.contains("sessionStart"), "{line}");
    server.terminate();
    assert_eq!(server.end().code, Some(0));
}

#[test]
fn a_demo_plays_to_itself() {
    let bench = Bench::new();
    let mut server = Server::start(&bench, &["demo", "--no-record", "--speed", "50"]);
    let ended = server
        .lines
        .by_ref()
        .map(Result::unwrap)
        .find(|line| line.contains("sessionEnd"));
    assert!(ended.is_some());
    server.terminate();
    assert_eq!(server.end().code, Some(0));
}

#[test]
fn a_taken_address_is_told() {
    let bench = Bench::new();
    let server = Server::start(&bench, &["serve", "--no-record"]);
    let address = server.url.trim_start_matches("http://");
    let ran = bench.run(&["serve", "--no-record", "--listen", address]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains(&format!("playscope: {address} is taken")),
        "{}",
        ran.err
    );
}

#[test]
fn the_same_seed_sends_the_same_sessions() {
    let bench = Bench::new();
    let bodies = |name: &str| {
        let server = Server::start(
            &bench,
            &[
                "serve",
                "--quiet",
                "--record",
                name,
                "--exit-after-sessions",
                "1",
            ],
        );
        simulate(&bench, &server.url, &["--scenario", "live", "--seed", "5"]);
        assert_eq!(server.end().code, Some(0));
        let text = std::fs::read_to_string(bench.path().join(name)).unwrap();
        let calls = text
            .lines()
            .skip(1)
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let told: Vec<_> = calls
            .map(|call| {
                (
                    call["body"]["eventType"].clone(),
                    call["body"]["params"].clone(),
                )
            })
            .collect();
        told
    };
    let first = bodies("first.jsonl");
    assert!(first.len() > 10);
    // The live break begins at the second of the day, and the ids are the endpoint's own.
    let without_clock = |told: Vec<(serde_json::Value, serde_json::Value)>| {
        told.into_iter()
            .map(|(kind, mut params)| {
                if let Some(params) = params.as_object_mut() {
                    params.remove("media.ad.podSecond");
                }
                (kind, params)
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(without_clock(first), without_clock(bodies("second.jsonl")));
}
