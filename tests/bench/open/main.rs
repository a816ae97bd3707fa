//! What it takes to open and to check a million events: time and memory.
//!
//! `cargo bench --bench open`. The recordings are made first, in a temporary folder (about 1 GB). Each reading is a
//! process of its own: one opens the recording and draws the first frame, one is `playscope check`. The yardsticks of
//! the same run read every line with `serde_json` on one core, and, where `jq` is installed, name the type of every
//! event with it. Another number of events can be given: `cargo bench --bench open -- 10000000`.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

#[path = "../held.rs"]
mod held;
#[path = "../made.rs"]
mod made;
mod opened;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use mimalloc::MiMalloc;
use playscope::exchange::{Exchange, Header, Time};
use playscope::recording::{exchange_line, header_line};

/// The program's own.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Events of a recording, unless another number is given.
const EVENTS: u32 = 1_000_000;
/// Sessions of the wide recording.
const SESSIONS: u32 = 10_000;
/// Each figure is the best of so many turns, so that what else the machine does counts least.
const TURNS: usize = 3;

/// What a child is to do.
const OPEN: &str = "open-recording";
const READ: &str = "read-lines";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [job, file, ..] if job == OPEN => println!("{}", opened::open(Path::new(file))),
        [job, file, ..] if job == READ => println!("{}", opened::read(Path::new(file))),
        arguments => {
            let events = arguments.iter().find_map(|text| text.parse().ok());
            measure(events.unwrap_or(EVENTS));
        }
    }
}

fn measure(events: u32) {
    let folder = tempfile::tempdir().expect("a folder");
    for sessions in [SESSIONS, 1] {
        let file = folder.path().join(format!("{sessions}.jsonl"));
        make(&file, sessions, events / sessions);
        let bytes = std::fs::metadata(&file).expect("a recording").len();
        println!(
            "{} sessions of {} events, {} MB",
            sessions,
            events / sessions,
            bytes / 1_000_000
        );
        let read = best(|| child(READ, &file).0);
        row("serde_json, every line, one core", read, read);
        let mut memory = 0;
        let open = best(|| {
            let (seconds, kept) = child(OPEN, &file);
            memory = kept;
            seconds
        });
        row("open, with its first frame", open, read);
        let jq = best_of_jq(&file);
        let check = best(|| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_playscope"));
            seconds_of(command.arg("check").arg(&file))
        });
        row("check", check, read);
        match jq {
            Some(jq) => {
                row("jq .body.eventType", jq, read);
                println!("  check needs {:.2} of the time of jq", check / jq);
            }
            None => println!("  jq is not installed"),
        }
        println!(
            "  open holds {} bytes an event\n",
            memory / u64::from(events)
        );
        std::fs::remove_file(&file).expect("the recording goes");
    }
}

fn row(name: &str, seconds: f64, yardstick: f64) {
    println!(
        "  {name:<34} {seconds:>7.2} s   × {:.2}",
        seconds / yardstick
    );
}

fn best(turn: impl FnMut() -> f64) -> f64 {
    std::iter::repeat_with(turn)
        .take(TURNS)
        .fold(f64::INFINITY, f64::min)
}

fn best_of_jq(file: &Path) -> Option<f64> {
    let there = Command::new("jq")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    there.is_ok_and(|status| status.success()).then(|| {
        best(|| {
            let mut command = Command::new("jq");
            seconds_of(command.arg(".body.eventType").arg(file))
        })
    })
}

/// Runs a program to its end.
fn seconds_of(command: &mut Command) -> f64 {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let seconds = start.elapsed().as_secs_f64();
    assert!(status.is_ok_and(|status| status.success()), "{command:?}");
    seconds
}

/// Seconds and bytes that a process of its own tells.
fn child(job: &str, file: &Path) -> (f64, u64) {
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program).arg(job).arg(file).output();
    let output = output.expect("a child");
    let told = String::from_utf8(output.stdout).expect("figures");
    let mut words = told.split_whitespace();
    let mut word = || words.next().expect("two figures");
    (
        word().parse().expect("seconds"),
        word().parse().expect("bytes"),
    )
}

/// Writes a recording whose sessions go on at the same time.
fn make(path: &Path, sessions: u32, events: u32) {
    let mut file = BufWriter::new(File::create(path).expect("a file"));
    let mut line = Vec::new();
    let header = Header {
        version: 1,
        created: Some(Time(0)),
        ..Header::default()
    };
    header_line(&mut line, &header);
    file.write_all(&line).expect("room");
    let mut seq = 0;
    for number in 0..events {
        for session in 0..sessions {
            seq += 1;
            line.clear();
            let call: Exchange<'_> = made::call(session as usize, number, seq, 0);
            exchange_line(&mut line, &call, true);
            file.write_all(&line).expect("room");
        }
    }
    file.flush().expect("room");
}
