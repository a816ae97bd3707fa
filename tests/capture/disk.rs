//! What reaches the disk, when, and what happens when the disk refuses.

use std::fs;

use playscope::capture::Bounds;
use playscope::endpoint::Mode;
use playscope::exchange::{Header, Mark, Moment, Time, Verdict};
use playscope::recording::{self, Entry, Note, Store, Writer};

use super::support::{event, events, now, observe, start_with};

#[test]
fn the_line_is_in_the_file_before_the_answer_is_out() {
    let capture = observe();
    let sid = capture.open();
    for ms in 1..=200 {
        capture.post(&events(&sid), &event("ping", 1.0, ms));
        assert_eq!(i64::try_from(capture.recorded().len()), Ok(ms + 1));
    }
}

#[test]
fn an_empty_capture_leaves_no_file() {
    let capture = observe();
    let file = capture.file.clone();
    let summary = capture.finish().summary.unwrap();
    assert!(!file.exists());
    assert_eq!(
        (summary.file, summary.exchanges, summary.trouble),
        (None, 0, None)
    );
}

#[test]
fn the_store_fetches_what_was_told() {
    let capture = observe();
    let sid = capture.open();
    for body in ["{", "\n{}", "", "[1,2]", "\"\\u0000\""] {
        capture.post(&events(&sid), body);
    }
    let file = capture.file.clone();
    let finished = capture.finish();
    let mut store = Store::of_file(&file);
    for (exchange, place) in finished.told.iter().zip(&finished.places) {
        assert!(place.is_some());
        store.add(exchange, *place);
    }
    for exchange in &finished.told {
        assert_eq!(store.fetch(exchange.seq).as_ref(), Some(exchange));
    }
    assert_eq!(store.fetch(99), None);
}

#[test]
fn notes_go_into_the_recording() {
    let capture = observe();
    capture.open();
    let mark = Mark {
        seq: 1,
        at: Time(5_000_000),
        verdict: Some(Verdict::Bad),
        note: "late\n\"ad\"".into(),
    };
    let moment = Moment {
        text: "pressed seek".into(),
        at: Time(6_000_000),
    };
    capture.handle.note(Note::Mark(mark.clone())).unwrap();
    capture.handle.note(Note::Moment(moment.clone())).unwrap();
    let file = capture.file.clone();
    let finished = capture.finish();
    assert_eq!(finished.recorded.len(), 1);
    let mut notes = Vec::new();
    recording::load(&file, |entry| {
        if let Entry::Mark(_) | Entry::Moment(_) = &entry {
            notes.push(format!("{entry:?}"));
        }
    })
    .unwrap();
    assert_eq!(
        notes,
        [
            format!("{:?}", Entry::Mark(mark)),
            format!("{:?}", Entry::Moment(moment))
        ]
    );
}

#[test]
fn without_a_file_everything_is_told_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("none.jsonl");
    let capture = start_with(
        Mode::Observe,
        Bounds::default(),
        now,
        Writer::nowhere(),
        folder,
        file,
    );
    let sid = capture.open();
    capture.post(&events(&sid), &event("play", 0.0, 1));
    let finished = capture.finish();
    assert_eq!(finished.told.len(), 2);
    assert_eq!(finished.places, [None, None]);
    let mut store = Store::in_memory();
    for exchange in &finished.told {
        store.add(exchange, None);
    }
    assert_eq!(store.fetch(2).as_ref(), Some(&finished.told[1]));
}

#[test]
fn a_disk_that_refuses_is_told_and_the_capture_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    let file = inner.join("capture.jsonl");
    let writer = Writer::to_file(file.clone(), Header::default(), false).unwrap();
    // A file in the place of the folder: no recording can be made there.
    fs::remove_dir(&inner).unwrap();
    fs::write(&inner, "").unwrap();
    let capture = start_with(
        Mode::Observe,
        Bounds::default(),
        now,
        writer,
        folder,
        file.clone(),
    );
    let sid = capture.open();
    assert_eq!(
        capture.post(&events(&sid), &event("play", 0.0, 1)).status,
        204
    );
    // The disk is mended before the end: the last attempt brings everything.
    fs::remove_file(&inner).unwrap();
    fs::create_dir(&inner).unwrap();
    let finished = capture.finish();
    assert_eq!(finished.told.len(), 2);
    assert_eq!(finished.places, [None, None]);
    assert!(
        finished.trouble[0].contains("capture.jsonl"),
        "{:?}",
        finished.trouble
    );
    assert_eq!(finished.trouble.len(), 1, "told once");
    assert_eq!(finished.summary.unwrap().trouble, None);
    assert_eq!(finished.recorded, finished.told);
}

#[test]
#[cfg(target_os = "linux")]
fn a_device_is_no_recording() {
    let refused = Writer::to_file("/dev/full".into(), Header::default(), false);
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("no ordinary file")
    );
}

#[test]
fn notices_end_with_the_summary() {
    let capture = observe();
    capture.open();
    let file = capture.file.clone();
    let finished = capture.finish();
    let summary = finished.summary.unwrap();
    assert_eq!(summary.file, Some(file.clone()));
    assert!(fs::read_to_string(file).unwrap().ends_with("}\n"));
}
