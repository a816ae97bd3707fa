//! What a capture of days holds in memory.
//!
//! `cargo bench --bench days`. Calls of ten days go through what a live capture feeds, written to a recording in a
//! temporary folder (about 1 GB) and looked at once a simulated minute. In one process sessions that are over rest, as
//! in the program; in the other, the yardstick, everything is held.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

#[path = "../held.rs"]
mod held;
#[path = "../made.rs"]
mod made;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::Command;
use std::sync::Arc;

use mimalloc::MiMalloc;
use playscope::inspection::{AsOf, HELD, Inspection};
use playscope::recording::{Store, exchange_line};
use playscope::rules::Settings;
use playscope::schema::{Profile, Schemas};

/// The program's own.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How long the capture goes on.
const DAYS: usize = 10;
/// Sessions of a day: one begins every minute.
const SESSIONS: usize = 1_440;
/// Seconds from one to the next.
const EVERY: i64 = 60;
/// Events of a session, 10 s apart: none ends with a call of its own, as when a tab is closed.
const EVENTS: u32 = 100;

/// What a child is to do.
const REST: &str = "let-rest";
const HOLD: &str = "hold-all";

fn main() {
    let job = std::env::args().nth(1).unwrap_or_default();
    if job == REST || job == HOLD {
        capture(job == REST);
        return;
    }
    let (hold, rest) = (child(HOLD), child(REST));
    println!(
        "{} sessions and {} events a day; MB held",
        SESSIONS,
        SESSIONS * EVENTS as usize
    );
    println!("  {:<8} {:>8} {:>12}", "after", "at rest", "all held");
    for (day, (rest, hold)) in rest.iter().zip(&hold).enumerate() {
        println!(
            "  {:<8} {:>8.1} {:>12.1}",
            format!("day {}", day + 1),
            mb(*rest),
            mb(*hold)
        );
    }
    let grown = |held: &[u64]| match held {
        [_, second, .., last] => last.saturating_sub(*second) / ((DAYS - 2) * SESSIONS) as u64,
        _ => 0,
    };
    println!(
        "  bytes that one more session costs: {} at rest, {} held",
        grown(&rest),
        grown(&hold)
    );
}

#[expect(clippy::cast_precision_loss, reason = "printed with one digit")]
fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Bytes held after each day, as a process of its own tells.
fn child(job: &str) -> Vec<u64> {
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program).arg(job).output().expect("a child");
    let told = String::from_utf8(output.stdout).expect("figures");
    told.lines()
        .map(|line| line.parse().expect("bytes"))
        .collect()
}

/// Takes the calls in order of time, and prints after each day what is held.
fn capture(rest: bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("days.jsonl");
    let mut inspection =
        Inspection::new(Settings::default(), Schemas::built_in(Profile::default()));
    let mut store = Store::of_file(&path);
    if rest {
        let again = store.clone();
        inspection.let_rest(HELD, Arc::new(move |seq| again.fetch(seq)));
    }
    let mut file = BufWriter::new(File::create(&path).expect("a file"));
    let before = held::resident();
    let (mut seq, mut end, mut line) = (0, 0, Vec::new());
    for minute in 0..DAYS * SESSIONS {
        for (session, number) in playing(minute) {
            seq += 1;
            let begins = EVERY * i64::try_from(session).expect("some days");
            let call = made::call(session, number, seq, begins);
            line.clear();
            exchange_line(&mut line, &call, true);
            file.write_all(&line).expect("room");
            store.add(&call, Some(end));
            end += line.len() as u64;
            inspection.push(&call);
            if number == 0 {
                file.flush().expect("room");
                inspection.settle(AsOf::Now(call.at));
            }
        }
        if (minute + 1) % SESSIONS == 0 {
            println!("{}", held::resident().saturating_sub(before));
        }
    }
}

/// The events of one minute in order of time: session and number.
fn playing(minute: usize) -> impl Iterator<Item = (usize, u32)> {
    let each = u32::try_from(EVERY / 10).expect("a few");
    let sessions = minute.saturating_sub((EVENTS / each) as usize)..=minute;
    (0..each).flat_map(move |slot| {
        let begun = sessions.clone().rev().zip(0..);
        let numbers = begun.map(move |(session, minutes)| (session, each * minutes + slot));
        numbers.filter(|(_, number)| *number < EVENTS)
    })
}
