//! From a key to its frame while thousands of events arrive, against the same keys when nothing does.
//!
//! `cargo bench --bench keys`. The real program runs in a terminal of 200×60 and records; players send it 5 000 events
//! a second meanwhile. A key is written to the terminal, and the time is taken until what it shows comes out. Keys come
//! at odd moments, so that they fall on every place between two frames. It prints figures, and people read them.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

mod players;
mod screen;

use std::time::Duration;

use screen::Screen;

/// Events that come in a second.
const RATE: u32 = 5000;
/// How often each key is pressed.
const ROUNDS: u32 = 60;

/// Keys, and what their frames show that was not there before.
const KEYS: &[(&str, &str, &str)] = &[
    ("to the event before", "\x1b[A", "PAUSED"),
    ("to the last event, following", "\x1b[F", "LIVE"),
    ("every key and what it does", "?", "type to find"),
    ("back from there", "\x1b", "Events"),
];

fn main() {
    let mut screen = Screen::start();
    let address = screen.address().to_owned();
    // Some events to move in, which also bring everything into memory.
    let few = players::start(&address, RATE / 50);
    std::thread::sleep(Duration::from_secs(2));
    let sent = few.stop();
    screen.press("3", "Events");
    let idle = measure(&mut screen);
    println!(
        "{ROUNDS} rounds of {} keys, a terminal of 200×60",
        KEYS.len()
    );
    println!("                                     p50 ms   p99 ms  worst ms");
    row(&format!("nothing arrives ({sent} events before)"), &idle);

    let players = players::start(&address, RATE);
    std::thread::sleep(Duration::from_secs(1));
    let before = players.sent();
    let clock = std::time::Instant::now();
    let busy = measure(&mut screen);
    let rate = f64::from(players.sent() - before) / clock.elapsed().as_secs_f64();
    row(&format!("{rate:.0} events/s arrive"), &busy);
    players.stop();
    screen.leave();
}

/// The times of all keys.
fn measure(screen: &mut Screen) -> Vec<Duration> {
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        for (number, (_, key, shown)) in (0_u32..).zip(KEYS) {
            // From 50 to 91 ms, in steps that meet no rhythm of frames.
            let odd = (round * 13 + number * 7) % 42;
            screen.quiet(Duration::from_millis(u64::from(50 + odd)));
            times.push(screen.press(key, shown));
        }
    }
    times.sort_unstable();
    times
}

fn row(what: &str, times: &[Duration]) {
    let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1e3;
    println!(
        "{what:<36} {:>7.1} {:>8.1} {:>9.1}",
        at(50),
        at(99),
        at(100)
    );
}
