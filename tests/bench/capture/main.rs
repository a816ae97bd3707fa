//! Capture against a bare axum handler, under the same load in one run.
//!
//! `cargo bench --bench capture`. Playscope judges, records, answers and folds every call while a dashboard draws
//! into a buffer; the yardstick only reads the body and answers 204. The two take turns, so that what else the
//! machine does falls on both, and each pair of turns gives one ratio. Time-outs and asserts have no place here: it
//! prints figures, and people read them.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

mod bare;
mod load;
mod watched;

use std::net::SocketAddr;
use std::time::Duration;

use load::Figures;
use mimalloc::MiMalloc;

/// The program's own, for both.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Turns of each server.
const TURNS: usize = 7;
/// Connections that are kept busy.
const CONNECTIONS: usize = 32;
/// How long a turn lasts.
const TURN: Duration = Duration::from_secs(3);

fn main() {
    let bare = bare::start();
    let watched = watched::start();
    // The first turn warms up.
    turn(bare);
    turn(watched.address);
    let mut pairs = Vec::new();
    for _ in 0..TURNS {
        pairs.push((turn(bare), turn(watched.address)));
    }
    let drawn = watched.finish();

    println!("{CONNECTIONS} connections, {TURNS} turns of {TURN:?} each; the middle of the turns");
    println!("             calls/s     p50 µs     p99 µs");
    let bare: Vec<Figures> = pairs.iter().map(|pair| pair.0).collect();
    let ours: Vec<Figures> = pairs.iter().map(|pair| pair.1).collect();
    row("bare axum", &bare);
    row("playscope", &ours);
    let mut ratios: Vec<f64> = pairs
        .iter()
        .map(|(bare, ours)| ours.rate / bare.rate)
        .collect();
    ratios.sort_by(f64::total_cmp);
    println!(
        "ratio {:.2} (from {:.2} to {:.2})",
        ratios[TURNS / 2],
        ratios[0],
        ratios[TURNS - 1]
    );
    println!(
        "playscope recorded {} calls in {} bytes and drew {} frames meanwhile",
        drawn.calls, drawn.bytes, drawn.frames
    );
}

fn turn(server: SocketAddr) -> Figures {
    load::run(server, CONNECTIONS, TURN)
}

fn row(name: &str, turns: &[Figures]) {
    let middle = |figure: fn(&Figures) -> f64| {
        let mut all: Vec<f64> = turns.iter().map(figure).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    println!(
        "{name:<10} {:>9.0} {:>10.0} {:>10.0}",
        middle(|turn| turn.rate),
        middle(|turn| turn.p50),
        middle(|turn| turn.p99)
    );
}
