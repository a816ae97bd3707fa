//! Appending: to nothing, to what is there, next to others, and when the file vanishes.

use std::fs;
use std::path::Path;

use playscope::exchange::{Header, Time};
use playscope::recording::{self, Entry, Error, Writer};

use super::exchange;

/// Beyond the time between two looks at the disk.
const LATER: i64 = 2_000_000;

fn open(path: &Path) -> Result<Writer, Error> {
    let header = Header {
        version: recording::FORMAT,
        base: "here".into(),
        ..Header::default()
    };
    Writer::to_file(path.to_owned(), header, false)
}

fn add(writer: &mut Writer, now: Time) -> Option<u64> {
    let seq = writer.next_seq();
    let place = writer.stage(&exchange(seq, b"{\"a\":1}"), true);
    writer.commit(now).map(|start| start + place)
}

fn numbers(path: &Path) -> (usize, Vec<u64>, Vec<recording::Damage>) {
    let (mut headers, mut seqs) = (0, Vec::new());
    let loaded = recording::load(path, |entry| match entry {
        Entry::Header(_) => headers += 1,
        Entry::Exchange(exchange) => seqs.push(exchange.seq),
        _ => {}
    });
    (headers, seqs, loaded.unwrap().damage)
}

#[test]
fn a_recording_begins_with_its_header_and_only_when_something_came() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/a.jsonl");
    let mut writer = open(&path).unwrap();
    assert_eq!(writer.commit(Time(0)), Some(0));
    assert!(!path.exists() && !writer.has_file());
    add(&mut writer, Time(0)).unwrap();
    add(&mut writer, Time(0)).unwrap();
    assert_eq!(numbers(&path), (1, vec![1, 2], vec![]));
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("{\"playscope\":1,"));
}

#[test]
fn a_recording_goes_on_where_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    for _ in 0..2 {
        let mut writer = open(&path).unwrap();
        add(&mut writer, Time(0)).unwrap();
        add(&mut writer, Time(0)).unwrap();
    }
    assert_eq!(numbers(&path), (1, vec![1, 2, 3, 4], vec![]));
}

#[test]
fn half_a_last_line_is_ended_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    add(&mut open(&path).unwrap(), Time(0)).unwrap();
    let text = fs::read(&path).unwrap();
    let half = text.len() - 20;
    for (kept, seqs, damaged) in [(half, vec![1], 1), (text.len() - 1, vec![1, 2], 0)] {
        fs::write(&path, &text[..kept]).unwrap();
        let mut writer = open(&path).unwrap();
        let place = add(&mut writer, Time(0)).unwrap();
        drop(writer);
        let (_, found, damage) = numbers(&path);
        assert_eq!((found, damage.len()), (seqs, damaged));
        let text = fs::read(&path).unwrap();
        assert!(text[usize::try_from(place).unwrap()..].starts_with(b"{\"seq\""));
    }
}

#[test]
fn two_programs_never_write_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let mut first = open(&path).unwrap();
    add(&mut first, Time(0)).unwrap();
    let error = open(&path).unwrap_err();
    assert!(matches!(error, Error::Locked { .. }));
    assert!(error.to_string().contains("--record"));
    drop(first);
    assert_eq!(open(&path).unwrap().last_seq(), 1);
}

#[test]
fn two_programs_that_chose_one_name_before_it_existed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let (mut first, mut second) = (open(&path).unwrap(), open(&path).unwrap());
    assert!(add(&mut first, Time(0)).is_some());
    assert!(add(&mut second, Time(0)).is_none());
    assert!(second.trouble().is_some());
    drop(second);
    assert_eq!(numbers(&path), (1, vec![1], vec![]));
}

#[test]
fn what_is_no_recording_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let notes = folder.path().join("notes.txt");
    fs::write(&notes, "buy milk\n").unwrap();
    assert!(matches!(open(&notes).unwrap_err(), Error::Foreign { .. }));
    let packed = folder.path().join("a.jsonl");
    fs::write(&packed, zstd::encode_all(&b"{}"[..], 1).unwrap()).unwrap();
    assert!(matches!(
        open(&packed).unwrap_err(),
        Error::Compressed { .. }
    ));
    assert!(matches!(
        open(folder.path()).unwrap_err(),
        Error::NoFile { .. }
    ));
    assert_eq!(fs::read_to_string(&notes).unwrap(), "buy milk\n");
    let empty = folder.path().join("empty.jsonl");
    fs::write(&empty, "").unwrap();
    add(&mut open(&empty).unwrap(), Time(0)).unwrap();
    assert_eq!(numbers(&empty), (1, vec![1], vec![]));
}

#[test]
#[cfg(unix)]
fn a_file_that_vanishes_is_put_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inner/a.jsonl");
    let mut writer = open(&path).unwrap();
    add(&mut writer, Time(0)).unwrap();
    fs::remove_dir_all(folder.path().join("inner")).unwrap();
    // Not yet noticed: the line goes into the file that has no name any more.
    add(&mut writer, Time(1)).unwrap();
    let place = add(&mut writer, Time(LATER)).unwrap();
    assert_eq!(numbers(&path), (1, vec![1, 2, 3], vec![]));
    let text = fs::read(&path).unwrap();
    assert!(text[usize::try_from(place).unwrap()..].starts_with(b"{\"seq\":3"));
    assert!(
        matches!(open(&path).unwrap_err(), Error::Locked { .. }),
        "still locked"
    );
}

#[test]
fn lines_are_held_until_the_disk_takes_them() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    let path = inner.join("a.jsonl");
    let mut writer = open(&path).unwrap();
    fs::remove_dir(&inner).unwrap();
    fs::write(&inner, "").unwrap();
    assert_eq!(add(&mut writer, Time(LATER)), None);
    assert!(writer.trouble().unwrap().to_string().contains("a.jsonl"));
    fs::remove_file(&inner).unwrap();
    fs::create_dir(&inner).unwrap();
    assert_eq!(
        add(&mut writer, Time(LATER + 1)),
        None,
        "not tried at every call"
    );
    let place = add(&mut writer, Time(2 * LATER)).unwrap();
    assert!(writer.trouble().is_none());
    assert_eq!(numbers(&path), (1, vec![1, 2, 3], vec![]));
    let text = fs::read(&path).unwrap();
    assert!(text[usize::try_from(place).unwrap()..].starts_with(b"{\"seq\":3"));
}

#[test]
fn nowhere_numbers_and_keeps_nothing() {
    let mut writer = Writer::nowhere();
    assert_eq!(add(&mut writer, Time(0)), None);
    assert_eq!(add(&mut writer, Time(LATER)), None);
    assert_eq!((writer.last_seq(), writer.trouble().is_none()), (2, true));
}
