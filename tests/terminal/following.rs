//! `open` on a recording that another program is still writing.

use std::fs::{self, OpenOptions};
use std::io::Write;

use playscope::exchange::{Header, Time};
use playscope::recording::{Writer, exchange_line};
use playscope::simulate::script::{self, Script};

use super::support::{Terminal, is_drawn, recording};

/// The recording of the film, as far as the call of a number; the rest is yet to come.
fn film() -> Script {
    script::parse(crate::screens::FILM).unwrap()
}

fn put(writer: &mut Writer, script: &Script, calls: std::ops::Range<usize>) {
    for exchange in &script.exchanges[calls] {
        writer.next_seq();
        writer.stage(exchange, true);
    }
    writer.commit(Time(0)).unwrap();
}

#[test]
fn a_recording_that_grows_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.jsonl");
    let script = film();
    let mut writer = Writer::to_file(path.clone(), Header::default(), false).unwrap();
    put(&mut writer, &script, 0..2);
    let mut terminal = Terminal::playscope(&["open", path.to_str().unwrap()], 140, 40);
    terminal.shows("FOLLOW").shows("2 events");
    put(&mut writer, &script, 2..9);
    terminal.shows("9 events");
    // Marks wait until the other program is done with the file.
    terminal.press("3b").shows("another program is recording");
    put(&mut writer, &script, 9..10);
    terminal.shows("10 events");
    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.contains("\"mark\""), "{text}");
    drop(writer);
    terminal.shows("1 mark written");
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.lines().last().unwrap().contains("\"verdict\":\"bad\""),
        "{text}"
    );
    terminal.shows("STEP").press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_folder_is_followed_with_the_files_that_come_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let script = film();
    let mut one = Writer::to_file(path("lab.jsonl"), Header::default(), false).unwrap();
    put(&mut one, &script, 0..2);
    let mut terminal = Terminal::playscope(&["open", folder.path().to_str().unwrap()], 140, 40);
    terminal.shows("FOLLOW").shows("2 events");
    // The recording goes on in another file.
    let mut next = Writer::to_file(path("lab-0001.jsonl"), Header::default(), false).unwrap();
    put(&mut next, &script, 2..6);
    drop(one);
    terminal.shows("6 events").shows("FOLLOW");
    // Both grow, and a list of events comes from elsewhere.
    let mut one = OpenOptions::new()
        .append(true)
        .open(path("lab.jsonl"))
        .unwrap();
    let mut line = Vec::new();
    exchange_line(&mut line, &script.exchanges[6], true);
    one.write_all(&line).unwrap();
    terminal.shows("7 events");
    put(&mut next, &script, 7..9);
    terminal.shows("9 events");
    let other = r#"{"eventType":"sessionStart","playerTime":{"playhead":0,"ts":1768507200000},"params":{}}"#;
    fs::write(path("events.json"), other).unwrap();
    terminal
        .shows("came to the capture")
        .shows("10 events")
        .shows("2 sessions");
    fs::write(path("notes.txt"), "nothing to see").unwrap();
    drop(next);
    terminal
        .shows("the recording is complete")
        .shows("STEP")
        .press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_mark_made_elsewhere_appears() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(&folder);
    let open = ["open", path.to_str().unwrap()];
    let mut one = Terminal::playscope(&open, 140, 40);
    let mut other = Terminal::playscope(&open, 140, 40);
    one.wait("the first frame", is_drawn);
    other.wait("the first frame", is_drawn);
    one.press("3b").shows("marked as bad");
    // A mark is no call: the recording is no more alive for it.
    other.shows("✗").shows("STEP");
    for terminal in [&mut one, &mut other] {
        terminal.press("q");
        assert_eq!(terminal.end(), 0);
    }
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches("\"verdict\":\"bad\"").count(), 1, "{text}");
}

#[test]
fn a_file_that_goes_away_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(&folder);
    let mut terminal = Terminal::playscope(&["open", path.to_str().unwrap()], 140, 40);
    terminal.wait("the first frame", is_drawn);
    let aside = folder.path().join("aside");
    fs::rename(&path, &aside).unwrap();
    terminal.shows("is gone");
    fs::rename(&aside, &path).unwrap();
    terminal.shows("is there again");
    let mut line = Vec::new();
    let mut call = film().exchanges[0].clone();
    (call.seq, call.sid) = (1_000, Some("another".into()));
    exchange_line(&mut line, &call, true);
    let mut file = OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(&line).unwrap();
    terminal.shows("FOLLOW").shows("2 sessions");
    fs::write(&path, "").unwrap();
    terminal.shows("was cut short").press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn two_programs_never_record_to_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.jsonl");
    let record = [
        "--listen",
        "127.0.0.1:0",
        "--record",
        path.to_str().unwrap(),
    ];
    let mut one = Terminal::playscope(&record, 140, 40);
    one.shows("Waiting for the first session");
    let mut other = Terminal::playscope(&record, 140, 40);
    other.shows("another program is recording to");
    assert_eq!(other.end(), 2);
    one.press("q");
    assert_eq!(one.end(), 0);
}
