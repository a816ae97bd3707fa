//! Appending: to nothing, to what is there, next to others, and when the file vanishes.

use std::fs;
use std::path::Path;

use playscope::exchange::{Header, Time};
use playscope::recording::{self, Entry, Error, News, Rotation, Writer};

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
    let news = writer.news();
    assert!(matches!(&news[..], [News::Said(text)] if text.contains("had vanished")));
}

#[test]
#[cfg(unix)]
fn a_file_whose_name_is_taken_goes_on_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let mut writer = open(&path).unwrap();
    add(&mut writer, Time(0)).unwrap();
    let other = folder.path().join("other");
    fs::write(&other, "theirs").unwrap();
    fs::rename(&other, &path).unwrap();
    add(&mut writer, Time(LATER)).unwrap();
    let beside = folder.path().join("a-2.jsonl");
    assert_eq!(numbers(&beside), (1, vec![1, 2], vec![]));
    assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
    assert_eq!(writer.path().as_ref(), Some(&beside));
    let news = writer.news();
    assert_eq!(news[0], News::Moved(beside));
    assert!(matches!(&news[1], News::Said(text) if text.contains("was replaced")));
}

#[test]
fn a_file_that_is_cut_short_goes_on_and_says_so() {
    for left in [0, 100, 1_000] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let mut writer = open(&path).unwrap();
        for _ in 0..10 {
            add(&mut writer, Time(0)).unwrap();
        }
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(left).unwrap();
        let place = add(&mut writer, Time(1)).unwrap();
        add(&mut writer, Time(1)).unwrap();
        let (headers, seqs, _) = numbers(&path);
        assert_eq!(headers, 1, "with {left} bytes left");
        assert!(seqs.ends_with(&[11, 12]), "{seqs:?}");
        let text = fs::read(&path).unwrap();
        assert!(text[usize::try_from(place).unwrap()..].starts_with(b"{\"seq\":11"));
        let news = writer.news();
        assert!(matches!(&news[..], [News::Said(text)] if text.contains("was cut short")));
    }
}

#[test]
fn what_memory_cannot_hold_is_counted_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    let path = inner.join("a.jsonl");
    let mut writer = open(&path).unwrap();
    fs::remove_dir(&inner).unwrap();
    fs::write(&inner, "").unwrap();
    writer.hold(3_000);
    for now in 0..50 {
        assert_eq!(add(&mut writer, Time(LATER * now)), None);
    }
    let words = writer.trouble_in_words().unwrap();
    assert!(words.contains("are not recorded"), "{words}");
    fs::remove_file(&inner).unwrap();
    fs::create_dir(&inner).unwrap();
    // What was held is written first, then what is missing is said, then it goes on.
    add(&mut writer, Time(LATER * 100));
    add(&mut writer, Time(LATER * 101)).unwrap();
    assert_eq!(writer.trouble_in_words(), None);
    let (_, seqs, damage) = numbers(&path);
    let held = u64::try_from(seqs.len()).unwrap() - 1;
    assert!((2..20).contains(&held), "{seqs:?}");
    let expected: Vec<u64> = (1..=held).chain([52]).collect();
    assert_eq!((seqs, damage), (expected, vec![]));
    let text = fs::read_to_string(&path).unwrap();
    let missing = 51 - held;
    let told = format!("{missing} calls from number {} on are missing", held + 1);
    assert!(text.contains(&told), "{told} in {text}");
}

fn rotating(path: &Path, rotation: Rotation) -> Writer {
    let header = Header {
        version: recording::FORMAT,
        ..Header::default()
    };
    Writer::to_files(path.to_owned(), header, false, rotation).unwrap()
}

#[test]
fn a_recording_goes_on_in_the_next_file_when_one_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lab.jsonl");
    let by_size = Rotation {
        size: Some(1_500),
        age: None,
    };
    let mut writer = rotating(&path, by_size);
    let mut next = Vec::new();
    for now in 0..20 {
        let place = add(&mut writer, Time(now)).unwrap();
        let text = fs::read(writer.path().unwrap()).unwrap();
        assert!(text[usize::try_from(place).unwrap()..].starts_with(b"{\"seq\":"));
        next.extend(writer.news());
    }
    assert_eq!(writer.files(), next.len() as u64 + 1);
    drop(writer);
    assert!(!path.exists());
    let mut all = Vec::new();
    for number in 1..=next.len() + 1 {
        let file = folder.path().join(format!("lab-{number:04}.jsonl"));
        assert!(fs::metadata(&file).unwrap().len() < 2_500);
        let (headers, seqs, damage) = numbers(&file);
        assert_eq!((headers, damage), (1, vec![]));
        all.extend(seqs);
        if number > 1 {
            assert_eq!(next[number - 2], News::Next(file));
        }
    }
    assert_eq!(all, (1..=20).collect::<Vec<u64>>());
    // The next capture begins after them.
    let mut later = rotating(&path, by_size);
    add(&mut later, Time(0)).unwrap();
    let file = later.path().unwrap();
    let expected = format!("lab-{:04}.jsonl", next.len() + 2);
    assert!(file.ends_with(&expected), "{file:?} is not {expected}");
}

#[test]
fn a_file_is_full_by_its_age_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lab.jsonl");
    let by_age = Rotation {
        size: None,
        age: Some(3_600_000_000),
    };
    let mut writer = rotating(&path, by_age);
    // The calls of the tests all come at one time, so the exchange's own is set here.
    for hour in [0, 0, 1, 1, 3] {
        let seq = writer.next_seq();
        let mut call = exchange(seq, b"{}");
        call.at = Time(hour * 3_600_000_000);
        writer.stage(&call, true);
        writer.commit(call.at).unwrap();
    }
    assert_eq!(writer.files(), 3);
    drop(writer);
    let second = folder.path().join("lab-0002.jsonl");
    assert_eq!(numbers(&second), (1, vec![3, 4], vec![]));
    let text = fs::read_to_string(second).unwrap();
    assert!(text.contains("\"created\":\"1970-01-01T01:00:00"), "{text}");
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
