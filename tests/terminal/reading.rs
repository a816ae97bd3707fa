//! What is seen while a recording is read that takes its time: here a pipe, into which the test writes.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

use super::support::{Terminal, is_drawn, recording};

/// A pipe with a name.
fn pipe(folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("pipe.jsonl");
    let made = Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    path
}

/// The end of it that is written to; once it is open, the program reads.
fn write_end(path: &PathBuf) -> File {
    OpenOptions::new().write(true).open(path).unwrap()
}

#[test]
fn a_long_reading_is_shown_and_then_what_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(recording(&folder)).unwrap();
    let path = pipe(&folder);
    let mut terminal = Terminal::playscope(&["open", path.to_str().unwrap()], 140, 40);
    let mut out = write_end(&path);
    out.write_all(&bytes[..bytes.len() / 2]).unwrap();
    terminal
        .shows("READING")
        .shows("pipe.jsonl")
        .shows("esc or q cancels");
    terminal.resize(80, 24).shows("READING");
    out.write_all(&bytes[bytes.len() / 2..]).unwrap();
    out.write_all(b"no line of a recording\n").unwrap();
    drop(out);
    terminal.wait("the first frame", is_drawn);
    // What a pipe gave once is kept.
    terminal.resize(140, 40).press("3g").shows("html5-player");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back();
    assert!(
        terminal.text().contains("skipped, it is not JSON"),
        "{}",
        terminal.text()
    );
}

#[test]
fn a_long_reading_can_be_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let path = pipe(&folder);
    for key in ["q", "\u{1b}", "\u{3}"] {
        let mut terminal = Terminal::playscope(&["open", path.to_str().unwrap()], 80, 24);
        let out = write_end(&path);
        terminal.shows("READING").press(key);
        assert_eq!(terminal.end(), 2, "{key:?}");
        terminal.assert_given_back();
        assert!(terminal.text().contains("cancelled"), "{}", terminal.text());
        drop(out);
    }
    let mut terminal = Terminal::playscope(&["open", path.to_str().unwrap()], 80, 24);
    let _out = write_end(&path);
    terminal.shows("READING").signal("-TERM");
    assert_eq!(terminal.end(), 2);
    terminal.assert_given_back();
}

#[test]
fn other_commands_say_it_in_a_line_that_goes_away() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(recording(&folder)).unwrap();
    let path = pipe(&folder);
    let mut terminal = Terminal::playscope(&["report", path.to_str().unwrap()], 160, 100);
    let mut out = write_end(&path);
    terminal
        .shows("reading ")
        .shows("pipe.jsonl: 0 bytes read; Ctrl-C stops");
    out.write_all(&bytes).unwrap();
    out.write_all(b"no line of a recording\n").unwrap();
    drop(out);
    assert_eq!(terminal.end(), 0);
    let text = terminal.text();
    assert!(!text.contains("Ctrl-C"), "{text}");
    assert!(
        text.contains("The Long Night") && text.contains("skipped, it is not JSON"),
        "{text}"
    );
}
