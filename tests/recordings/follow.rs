//! Following a file that grows, in pieces of any size, and what becomes of it.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use playscope::exchange::{Header, Time};
use playscope::recording::{self, Entry, Follower, Look, Store, Writer};

use super::{exchange, line};

fn append(path: &Path, text: &[u8]) {
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .unwrap();
    file.write_all(text).unwrap();
}

/// A recording of these bytes, followed.
fn followed(path: &Path, text: &[u8]) -> (Store, Follower, Vec<u64>) {
    fs::write(path, text).unwrap();
    let mut store = Store::in_memory();
    let mut seqs = Vec::new();
    recording::load_into(&mut store, path, |_| (), |entry, _| note(&mut seqs, &entry)).unwrap();
    let follower = Follower::of(&store, 0).unwrap().expect("lines of a file");
    (store, follower, seqs)
}

fn note(seqs: &mut Vec<u64>, entry: &Entry<'_>) {
    if let Entry::Exchange(exchange) = entry {
        seqs.push(exchange.seq);
    }
}

fn look(follower: &mut Follower, store: &mut Store, seqs: &mut Vec<u64>) -> Look {
    follower.look(store, |_| false, |entry| note(seqs, &entry))
}

#[test]
fn what_is_added_in_pieces_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let mut text = Vec::new();
    for seq in 1..=6 {
        text.extend(line(&exchange(seq, b"{\"a\":1}"), true));
    }
    // Wherever the file ends when it is opened, and wherever the next piece ends.
    for first in (0..text.len()).step_by(41) {
        let (mut store, mut follower, mut seqs) = followed(&path, &text[..first]);
        for piece in text[first..].chunks(97) {
            append(&path, piece);
            look(&mut follower, &mut store, &mut seqs);
        }
        assert_eq!(seqs, [1, 2, 3, 4, 5, 6], "opened with {first} bytes");
        for seq in 1..=6 {
            let found = store.fetch(seq).expect("an exchange");
            assert_eq!(&*found.body, b"{\"a\":1}", "opened with {first} bytes");
        }
        assert_eq!(look(&mut follower, &mut store, &mut seqs), Look::Same);
    }
}

#[test]
fn a_last_line_waits_until_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let whole = line(&exchange(1, b"{}"), true);
    let (mut store, mut follower, mut seqs) = followed(&path, &whole);
    let next = line(&exchange(2, b"{}"), true);
    append(&path, &next[..next.len() - 1]);
    assert_eq!(look(&mut follower, &mut store, &mut seqs), Look::Same);
    append(&path, b"\ngarbage\n");
    let Look::More { damage, .. } = look(&mut follower, &mut store, &mut seqs) else {
        panic!("nothing new");
    };
    assert_eq!(seqs, [1, 2]);
    assert_eq!(damage.len(), 1);
    assert_eq!(damage[0].line, 3);
}

#[test]
fn lines_of_ones_own_are_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let (mut store, mut follower, mut seqs) = followed(&path, b"{\"playscope\":1}\n");
    let own = line(&exchange(1, b"{}"), true);
    append(&path, &own);
    append(&path, &line(&exchange(2, b"{}"), true));
    follower.look(
        &mut store,
        |text| own.starts_with(text),
        |entry| note(&mut seqs, &entry),
    );
    assert_eq!(seqs, [2]);
}

#[test]
fn a_file_that_is_cut_replaced_or_gone_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let text: Vec<u8> = (1..=3)
        .flat_map(|seq| line(&exchange(seq, b"{}"), true))
        .collect();

    let (mut store, mut follower, mut seqs) = followed(&path, &text);
    fs::write(&path, &text[..text.len() / 2]).unwrap();
    assert_eq!(look(&mut follower, &mut store, &mut seqs), Look::Truncated);
    append(&path, &text);
    assert_eq!(
        look(&mut follower, &mut store, &mut seqs),
        Look::Same,
        "it stays so"
    );

    let (mut store, mut follower, mut seqs) = followed(&path, &text);
    let other = folder.path().join("b.jsonl");
    fs::write(
        &other,
        [line(&exchange(9, b"{}"), true), text.clone()].concat(),
    )
    .unwrap();
    fs::rename(&other, &path).unwrap();
    assert_eq!(look(&mut follower, &mut store, &mut seqs), Look::Replaced);

    let (mut store, mut follower, mut seqs) = followed(&path, &text);
    let aside = folder.path().join("aside.jsonl");
    fs::rename(&path, &aside).unwrap();
    assert_eq!(look(&mut follower, &mut store, &mut seqs), Look::Gone);
    assert_eq!(
        look(&mut follower, &mut store, &mut seqs),
        Look::Same,
        "told once"
    );
    // A copy is as good as the file itself.
    fs::copy(&aside, &path).unwrap();
    append(&path, &line(&exchange(4, b"{}"), true));
    assert_eq!(look(&mut follower, &mut store, &mut seqs), Look::Back);
    assert!(matches!(
        look(&mut follower, &mut store, &mut seqs),
        Look::More { .. }
    ));
    assert_eq!(seqs, [1, 2, 3, 4]);
}

#[test]
fn who_writes_is_known_by_the_lock() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let mut writer = Writer::to_file(path.clone(), Header::default(), false).unwrap();
    let seq = writer.next_seq();
    writer.stage(&exchange(seq, b"{}"), true);
    writer.commit(Time(0)).unwrap();
    let mut store = Store::in_memory();
    let mut seqs = Vec::new();
    recording::load_into(
        &mut store,
        &path,
        |_| (),
        |entry, _| note(&mut seqs, &entry),
    )
    .unwrap();
    let mut follower = Follower::of(&store, 0).unwrap().expect("lines of a file");
    assert!(follower.is_being_written());
    let seq = writer.next_seq();
    writer.stage(&exchange(seq, b"{}"), true);
    writer.commit(Time(0)).unwrap();
    assert!(matches!(
        look(&mut follower, &mut store, &mut seqs),
        Look::More { .. }
    ));
    assert_eq!(seqs, [1, 2]);
    drop(writer);
    assert!(!follower.is_being_written());
    // It takes nothing from the next one.
    assert!(Writer::to_file(path, Header::default(), false).is_ok());
}

#[test]
fn files_of_one_capture_grow_by_turns_and_others_join() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let body =
        |file: usize, seq: u64| format!("{{\"a\":{}}}", file as u64 * 100 + seq).into_bytes();
    let put = |name: &str, file: usize, seq: u64| {
        append(&path(name), &line(&exchange(seq, &body(file, seq)), true));
    };
    let (mut store, mut seqs) = (Store::in_memory(), Vec::new());
    for (name, file) in [("a", 1), ("b", 2)] {
        put(name, file, 1);
        put(name, file, 2);
        let take = |entry: Entry<'_>, _: Option<()>| note(&mut seqs, &entry);
        recording::load_into(&mut store, &path(name), |_| (), take).unwrap();
    }
    let mut a = Follower::of(&store, 0).unwrap().unwrap();
    let mut b = Follower::of(&store, 1).unwrap().unwrap();
    put("c", 3, 1);
    let mut c = Follower::join(&mut store, &path("c")).unwrap().unwrap();
    look(&mut c, &mut store, &mut seqs);
    for seq in 3..6 {
        put("a", 1, seq);
        put("b", 2, seq);
        look(&mut b, &mut store, &mut seqs);
        look(&mut a, &mut store, &mut seqs);
    }
    // Left alone for a while, and taken up again.
    a.leave(&mut store);
    put("a", 1, 6);
    let mut a = Follower::of(&store, 0).unwrap().unwrap();
    look(&mut a, &mut store, &mut seqs);
    put("c", 3, 2);
    look(&mut c, &mut store, &mut seqs);
    let files: [usize; 13] = [1, 1, 2, 2, 3, 2, 1, 2, 1, 2, 1, 1, 3];
    assert_eq!(seqs.len(), files.len());
    let mut said = [0_u64; 4];
    for (seq, file) in seqs.iter().zip(files) {
        said[file] += 1;
        let found = store.fetch(*seq).expect("an exchange");
        assert_eq!(found.body, body(file, said[file]), "{seq} of {seqs:?}");
        let home = store.home(*seq).unwrap();
        assert_eq!(home.path, path(["", "a", "b", "c"][file]));
        assert_eq!(home.seq, said[file]);
    }
    let mut unique = seqs.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), seqs.len(), "{seqs:?}");
}

#[test]
fn what_is_packed_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl.zst");
    let text = line(&exchange(1, b"{}"), true);
    fs::write(&path, zstd::encode_all(&*text, 1).unwrap()).unwrap();
    let mut store = Store::in_memory();
    recording::load_into(&mut store, &path, |_| (), |_, _| {}).unwrap();
    assert!(Follower::of(&store, 0).unwrap().is_none());
}
