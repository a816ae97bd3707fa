//! What judging one event costs, early and late in a session, in one session and among ten thousand; and what a
//! session costs whose events come in reverse.
//!
//! `cargo bench --bench judge`. An event is pushed and all rules are brought up to date, as live. The yardstick is the
//! first line of the same run: the other lines are to stay near it.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

#[path = "../made.rs"]
mod made;

use std::time::Instant;

use mimalloc::MiMalloc;
use playscope::exchange::{Exchange, Time};
use playscope::inspection::{AsOf, Inspection};
use playscope::rules::Settings;
use playscope::schema::{Profile, Schemas};

/// The program's own.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Events whose cost is measured at a time.
const SAMPLE: u32 = 20_000;
/// Sessions of the wide case.
const WIDE: usize = 10_000;
/// Events of each session before the measured ones: enough that it does not grow with every event any more.
const GROWN: u32 = 20;
/// Events of the long case before the measured ones.
const LONG: u32 = 100_000;

fn main() {
    let early = long(10);
    let late = long(LONG);
    let narrow = wide(1);
    let wide = wide(WIDE);
    println!("ns an event, judged and settled");
    row("from the tenth event of a session", early, early);
    row("from its hundred-thousandth", late, early);
    row("in one session", narrow, narrow);
    row("among ten thousand", wide, narrow);
    println!(
        "{LONG} events in reverse: {:.0} ms to bring them up to date for the next {FRAME}",
        reversed()
    );
}

/// Events that come between two frames of a busy capture.
const FRAME: u32 = 200;

/// ms to bring a session up to date after a frame's events that all stand before what is known of it: the middle of
/// some frames.
fn reversed() -> f64 {
    let mut inspection = inspection();
    inspection.push(&made::call(0, 0, 1, 0));
    let mut seq = 1;
    let mut settled = Vec::new();
    for number in (1..=LONG).rev() {
        seq += 1;
        inspection.push(&made::call(0, number, seq, 0));
        if number <= 20 * FRAME && number % FRAME == 0 {
            let start = Instant::now();
            inspection.settle(AsOf::Now(Time(0)));
            settled.push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    settled.sort_by(f64::total_cmp);
    settled[settled.len() / 2]
}

fn row(name: &str, cost: f64, yardstick: f64) {
    println!("{name:<36} {cost:>8.0}   × {:.2}", cost / yardstick);
}

fn inspection() -> Inspection {
    Inspection::new(Settings::default(), Schemas::built_in(Profile::default()))
}

/// The cost of an event after so many of the same session.
fn long(before: u32) -> f64 {
    let mut inspection = inspection();
    for number in 0..before {
        inspection.push(&made::call(0, number, u64::from(number) + 1, 0));
    }
    let calls =
        (before..before + SAMPLE).map(|number| made::call(0, number, u64::from(number) + 1, 0));
    cost(&mut inspection, &calls.collect::<Vec<_>>())
}

/// The cost of an event that goes to one of so many sessions, each of the same length.
fn wide(sessions: usize) -> f64 {
    let mut inspection = inspection();
    let mut seq = 0;
    let mut next = |session, number| {
        seq += 1;
        made::call(session, number, seq, 0)
    };
    for number in 0..GROWN {
        for session in 0..sessions {
            inspection.push(&next(session, number));
        }
    }
    let mut calls = Vec::new();
    let mut number = GROWN;
    while calls.len() < SAMPLE as usize {
        let room = SAMPLE as usize - calls.len();
        calls.extend(
            (0..sessions)
                .take(room)
                .map(|session| next(session, number)),
        );
        number += 1;
    }
    cost(&mut inspection, &calls)
}

/// ns for each of the calls; the moment stands still, since what follows the clock costs what is open, once a second.
fn cost(inspection: &mut Inspection, calls: &[Exchange<'_>]) -> f64 {
    let now = AsOf::Now(calls.first().map_or(Time(0), |call| call.at));
    inspection.settle(now);
    let start = Instant::now();
    for call in calls {
        inspection.push(call);
        inspection.settle(now);
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(SAMPLE)
}
