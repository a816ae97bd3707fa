//! Recordings of many chunks: the lines are worked on out of order, and told in order.

use std::panic::{AssertUnwindSafe, catch_unwind};

use playscope::recording::{self, Entry, Progress, Store};

use super::{exchange, line};

/// Lines enough for many chunks, one of them longer than a chunk.
fn long() -> Vec<u8> {
    let mut text = b"{\"playscope\":1}\n".to_vec();
    for seq in 1..=5_000 {
        let length = if seq == 2_500 { 600_000 } else { 300 };
        let body = format!("{{\"seq\":{seq},\"fill\":\"{}\"}}", "x".repeat(length));
        text.extend(line(&exchange(seq, body.as_bytes()), true));
    }
    text
}

#[test]
fn work_is_done_for_the_number_that_is_told() {
    let (mut store, mut told) = (Store::in_memory(), Vec::new());
    for _ in 0..2 {
        let take = |entry: Entry<'_>, worked: Option<u64>| {
            if let Entry::Exchange(exchange) = entry {
                told.push((exchange.seq, worked));
            }
        };
        let damage = recording::load_from_into_with(
            &Progress::default(),
            &mut store,
            &long()[..],
            |exchange| exchange.seq,
            take,
        );
        assert!(damage.unwrap().is_empty());
    }
    let expected: Vec<_> = (1..=10_000).map(|seq| (seq, Some(seq))).collect();
    assert_eq!(told, expected);
    assert!(store.fetch(7_500).unwrap().body.len() > 600_000);
}

#[test]
fn lines_keep_their_places_over_chunks() {
    let mut text = long();
    text.extend(b"\n{\"seq\":9,\n{\"seq\":6001,\"at\":\"2026-01-01T00:00:00Z\",\"method");
    let loaded = recording::load_from(&text[..], |_| {}).unwrap();
    let lines: Vec<_> = loaded.damage.iter().map(|damage| damage.line).collect();
    assert_eq!(lines, [5_003, 5_004]);
}

#[test]
fn a_panic_ends_the_reading() {
    let text = long();
    for (working, taking) in [(2_000, 0), (0, 2_000)] {
        let read = || {
            recording::load_from_with(
                &text[..],
                |exchange| assert_ne!(exchange.seq, working),
                |entry, _| {
                    if let Entry::Exchange(exchange) = entry {
                        assert_ne!(exchange.seq, taking);
                    }
                },
            )
        };
        assert!(catch_unwind(AssertUnwindSafe(read)).is_err());
    }
}
