//! Several files, or one that was put together from several, as one capture.

use std::fs;

use playscope::exchange::Exchange;
use playscope::recording::{self, Entry, Home, Store};

use super::{exchange, line};

/// A file with exchanges of these numbers, each with its own body, and a mark on the last.
fn file(name: &str, seqs: &[u64]) -> Vec<u8> {
    let mut text = b"{\"playscope\":1}\n".to_vec();
    for seq in seqs {
        let body = format!("{{\"in\":\"{name}\",\"seq\":{seq}}}");
        text.extend(line(&exchange(*seq, body.as_bytes()), true));
    }
    let last = seqs.last().unwrap();
    text.extend(format!("{{\"mark\":{last},\"at\":\"2026-01-01T00:00:00Z\",\"verdict\":\"ok\",\"note\":\"{name}\"}}\n").bytes());
    text
}

fn body(exchange: &Exchange<'_>) -> String {
    String::from_utf8(exchange.body.to_vec()).unwrap()
}

#[test]
fn every_exchange_of_joined_files_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b, c) = (
        folder.path().join("a"),
        folder.path().join("b"),
        folder.path().join("c"),
    );
    fs::write(&a, file("a", &[1, 2, 3])).unwrap();
    fs::write(&b, zstd::encode_all(&file("b", &[1, 2])[..], 1).unwrap()).unwrap();
    fs::write(&c, [file("c", &[2, 1]), file("d", &[1, 2, 3, 4])].concat()).unwrap();
    let mut store = Store::in_memory();
    let (mut exchanges, mut marks) = (Vec::new(), Vec::new());
    for path in [&a, &b, &c] {
        let damage = recording::load_into(
            &mut store,
            path,
            |_| (),
            |entry, _| match entry {
                Entry::Exchange(exchange) => exchanges.push(exchange.into_owned()),
                Entry::Mark(mark) => marks.push((mark.seq, mark.note)),
                _ => {}
            },
        );
        assert!(damage.unwrap().is_empty());
    }
    let numbers: Vec<_> = exchanges.iter().map(|exchange| exchange.seq).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 7, 6, 8, 9, 10, 11]);
    for exchange in &exchanges {
        assert_eq!(store.fetch(exchange.seq).as_ref(), Some(exchange));
    }
    assert_eq!(body(&store.fetch(8).unwrap()), "{\"in\":\"d\",\"seq\":1}");
    let expected = [(3, "a"), (5, "b"), (6, "c"), (11, "d")];
    assert_eq!(
        marks
            .iter()
            .map(|(seq, note)| (*seq, note.as_str()))
            .collect::<Vec<_>>(),
        expected
    );
    // Where a mark would be written.
    assert_eq!(
        store.home(2),
        Some(Home {
            path: a,
            seq: 2,
            takes_marks: true
        })
    );
    assert_eq!(store.home(4), None, "a packed file takes none");
    assert!(!store.home(7).unwrap().takes_marks);
    assert_eq!(
        store.home(11),
        Some(Home {
            path: c,
            seq: 4,
            takes_marks: true
        })
    );
}
