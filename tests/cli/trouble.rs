//! Crashes, full disks and files that are taken away: what was answered is recorded, and what goes wrong is said.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{ChildStderr, Command};
use std::sync::mpsc;
use std::thread;

use playscope::recording::{self, Entry, Problem};

use super::serving::Server;
use super::support::{Bench, playscope};

/// A client that keeps its connection; every call has a number of its own.
struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    fn connect(server: &Server) -> Client {
        let address = server.url.trim_start_matches("http://");
        Client {
            stream: BufReader::new(TcpStream::connect(address).unwrap()),
        }
    }

    /// Sends a body; the status and the Location that came back, nothing when the server is gone.
    fn post(&mut self, path: &str, body: &str) -> Option<(u16, String)> {
        let length = body.len();
        let call =
            format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{body}");
        self.stream.get_mut().write_all(call.as_bytes()).ok()?;
        let (mut status, mut location, mut length) = (None, String::new(), 0);
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            status = status.or_else(|| line.split(' ').nth(1)?.parse().ok());
            if let Some(value) = line.strip_prefix("location: ") {
                value.clone_into(&mut location);
            } else if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            }
        }
        let mut rest = vec![0; length];
        self.stream.read_exact(&mut rest).ok()?;
        Some((status?, location))
    }

    /// Opens a session; the path of its events.
    fn open(&mut self, number: u64) -> Option<String> {
        let body = event("sessionStart", number);
        let (status, location) = self.post("/api/v1/sessions", &body)?;
        assert_eq!(status, 201);
        Some(format!("{location}/events"))
    }
}

fn event(kind: &str, number: u64) -> String {
    format!("{{\"playerTime\":{{\"playhead\":0,\"ts\":{number}}},\"eventType\":\"{kind}\"}}")
}

/// The numbers of the calls in a recording, and what is damaged in it.
fn recorded(path: &Path) -> (Vec<u64>, Vec<Problem>) {
    let mut numbers = Vec::new();
    let loaded = recording::load(path, |entry| {
        if let Entry::Exchange(exchange) = entry {
            let body: serde_json::Value = serde_json::from_slice(&exchange.body).unwrap();
            numbers.push(body["playerTime"]["ts"].as_u64().unwrap());
        }
    });
    let damage = loaded.unwrap().damage.into_iter();
    (numbers, damage.map(|damage| damage.problem).collect())
}

/// What a server says on STDERR, line by line.
struct Said(Lines<BufReader<ChildStderr>>);

impl Said {
    fn of(server: &mut Server) -> Said {
        Said(BufReader::new(server.child.stderr.take().unwrap()).lines())
    }

    /// Reads up to the line that holds a text.
    fn wait_for(&mut self, text: &str) -> String {
        let found = self
            .0
            .by_ref()
            .map(Result::unwrap)
            .find(|line| line.contains(text));
        found.unwrap_or_else(|| panic!("nobody said {text}"))
    }
}

/// Sends calls from several clients and kills the server once so many are answered; the numbers of all that were.
fn load(server: &mut Server, first: u64, enough: usize) -> Vec<u64> {
    const CLIENTS: u64 = 4;
    let (one_more, answers) = mpsc::channel();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let mut number = first + client;
            let mut client = Client::connect(server);
            let one_more = one_more.clone();
            thread::spawn(move || {
                let mut answered = Vec::new();
                let Some(events) = client.open(number) else {
                    return answered;
                };
                answered.push(number);
                loop {
                    number += CLIENTS;
                    match client.post(&events, &event("ping", number)) {
                        Some((204, _)) => {
                            answered.push(number);
                            // Nobody counts any more once it is killed.
                            let _ = one_more.send(());
                        }
                        Some(other) => panic!("answered {other:?}"),
                        None => return answered,
                    }
                }
            })
        })
        .collect();
    drop(one_more);
    assert_eq!(answers.iter().take(enough).count(), enough, "all went away");
    // SIGKILL: nothing of the program runs any more.
    server.child.kill().unwrap();
    let answered = clients
        .into_iter()
        .flat_map(|client| client.join().unwrap());
    answered.collect()
}

/// How often the program is killed; more with `PLAYSCOPE_KILLS`.
fn kills() -> u64 {
    let wanted = std::env::var("PLAYSCOPE_KILLS").ok();
    wanted.and_then(|text| text.parse().ok()).unwrap_or(5)
}

#[test]
fn no_answered_call_is_lost_when_the_program_is_killed() {
    let bench = Bench::new();
    let file = bench.path().join("lab.jsonl");
    let mut answered = BTreeSet::new();
    let kills = kills();
    for round in 0..kills {
        // The same file each time: what a crash left torn is gone on with.
        let mut server = Server::start(&bench, &["serve", "--quiet", "--record", "lab.jsonl"]);
        let enough = 20 + usize::try_from(round * 137 % 800).unwrap();
        answered.extend(load(&mut server, 1 + round * 10_000_000, enough));
    }
    let (numbers, damage) = recorded(&file);
    let found: BTreeSet<u64> = numbers.iter().copied().collect();
    let lost: Vec<&u64> = answered.difference(&found).collect();
    assert!(
        lost.is_empty(),
        "{} of {} are lost: {lost:?}",
        lost.len(),
        answered.len()
    );
    assert_eq!(found.len(), numbers.len(), "none is there twice");
    // At most one line a crash is torn.
    assert!(damage.len() as u64 <= kills, "{damage:?}");
}

/// Sets how long files of a running program may become, in bytes; none is any length.
fn limit(server: &Server, bytes: Option<u64>) {
    let bytes = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
    let set = Command::new("prlimit")
        .args([
            "--pid",
            &server.child.id().to_string(),
            &format!("--fsize={bytes}:"),
        ])
        .status()
        .unwrap();
    assert!(set.success());
}

#[test]
fn a_full_disk_is_said_and_gone_on_with_when_there_is_room() {
    let bench = Bench::new();
    let file = bench.path().join("lab.jsonl");
    // Beyond the limit the system refuses to write, as on a full disk, and sends a signal that is ignored here.
    let own = playscope(bench.path());
    let mut shell = Command::new("bash");
    shell.current_dir(bench.path()).envs(
        own.get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    shell.args(["-c", "trap '' XFSZ; exec \"$@\"", "bash"]);
    shell
        .arg(own.get_program())
        .args(["serve", "--quiet", "--record", "lab.jsonl"]);
    let mut server = Server::run(&mut shell);
    let mut said = Said::of(&mut server);
    let mut client = Client::connect(&server);
    let events = client.open(1).unwrap();
    let ping = |client: &mut Client, number| {
        let answer = client.post(&events, &event("ping", number));
        assert_eq!(answer.map(|(status, _)| status), Some(204));
    };
    for number in 2..=20 {
        ping(&mut client, number);
    }
    let length = fs::metadata(&file).unwrap().len();
    limit(&server, Some(length + 100));
    for number in 21..=40 {
        ping(&mut client, number);
    }
    let trouble = said.wait_for("cannot record to lab.jsonl");
    assert!(trouble.contains("kept in memory"), "{trouble}");
    assert_eq!(
        recorded(&file),
        ((1..=20).collect(), vec![]),
        "no half line is left"
    );
    // Room again: it is written without another call.
    limit(&server, None);
    said.wait_for("complete again");
    assert_eq!(recorded(&file), ((1..=40).collect(), vec![]));
    ping(&mut client, 41);
    server.terminate();
    said.wait_for("41 calls recorded in lab.jsonl");
    assert_eq!(recorded(&file), ((1..=41).collect(), vec![]));
}

#[test]
fn a_file_that_is_taken_away_is_put_back_and_said() {
    let bench = Bench::new();
    let file = bench.path().join("lab.jsonl");
    let mut server = Server::start(&bench, &["serve", "--quiet", "--record", "lab.jsonl"]);
    let mut said = Said::of(&mut server);
    let mut client = Client::connect(&server);
    let events = client.open(1).unwrap();
    fs::remove_file(&file).unwrap();
    client.post(&events, &event("ping", 2)).unwrap();
    // Nothing more comes, and it is put back all the same.
    said.wait_for("lab.jsonl had vanished: it was put back");
    fs::write(&file, "").unwrap();
    client.post(&events, &event("ping", 3)).unwrap();
    server.terminate();
    said.wait_for("lab.jsonl was cut short by another program");
    said.wait_for("recorded in lab.jsonl");
    assert_eq!(recorded(&file).0, [3]);
}

#[test]
fn files_are_turned_over_and_are_one_capture() {
    let bench = Bench::new();
    let arguments = [
        "serve",
        "--quiet",
        "--record",
        "days/lab.jsonl",
        "--rotate",
        "4KiB",
    ];
    let server = Server::start(&bench, &arguments);
    let ran = bench.run(&[
        "simulate",
        "--to",
        &server.url,
        "--speed",
        "max",
        "--scenario",
        "vod-with-ads",
    ]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    server.terminate();
    let ran = server.end();
    assert!(
        ran.err.contains("recording to days/lab-0001.jsonl"),
        "{}",
        ran.err
    );
    assert!(
        ran.err
            .contains("recording to days/lab-0002.jsonl from now on"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("the last of"), "{}", ran.err);
    assert!(fs::read_dir(bench.path().join("days")).unwrap().count() >= 3);
    // Sessions go over from file to file.
    let one = bench.run(&["report", "--format", "json", "days"]).json();
    assert_eq!(one["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(bench.run(&["check", "days/lab-*.jsonl"]).code, Some(0));
}
