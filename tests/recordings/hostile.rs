//! Files that are made to be slow, to take memory, or to break the reader. Read in one pass each takes well under a
//! second; most took hours while damage was searched again from every brace, so that a slip hangs the test.

use std::io::Cursor;

use playscope::recording::{self, Damage, Entry};
use serde_json::json;

/// How often a piece comes.
const MANY: usize = 1 << 17;

/// How many exchanges a text has, and what was said about it.
fn read(text: &str) -> (usize, Vec<String>) {
    let mut count = 0;
    let loaded = recording::load_from(Cursor::new(text.as_bytes().to_vec()), |entry| {
        count += usize::from(matches!(entry, Entry::Exchange(_)));
    });
    let damage = loaded.unwrap().damage;
    (count, damage.iter().map(ToString::to_string).collect())
}

fn entry(second: u64) -> String {
    let event = json!({"eventType": "play", "playerTime": {"playhead": 0, "ts": 1_768_507_200_000_u64}, "params": {}});
    json!({"startedDateTime": format!("2026-01-15T20:00:{second:02}Z"), "request": {"method": "POST",
        "url": "https://media.example/api/v1/sessions/a/events", "postData": {"text": event.to_string()}},
        "response": {"status": 204}})
    .to_string()
}

fn nested(open: &str, inner: &str, close: &str) -> String {
    [&open.repeat(MANY), inner, &close.repeat(MANY)].concat()
}

#[test]
fn archives_with_braces_and_nesting_without_end() {
    let one = entry(1);
    for (entries, count) in [
        (nested("{", "", ""), 0),
        (nested("\"{", "", ""), 0),
        (nested("{\"a\":", "", ""), 0),
        (
            format!("{one},x{},{one}]}}}}", nested("{\"a\":", "1", "}")),
            2,
        ),
        (format!("{one},x{},{one}]}}}}", nested("[", "", "]")), 2),
        (format!("{{\"a\":[{one},").repeat(MANY / 16), MANY / 16),
        (format!("{{\"a\" [{one},").repeat(MANY / 16), MANY / 16),
        (format!("{{\"startedDateTime\":\"{}", "{".repeat(MANY)), 0),
        (
            format!("{one},{{\"\":[{}", "\"{\":{\"\":1},".repeat(MANY)),
            1,
        ),
    ] {
        let (found, damage) = read(&format!("{{\"log\":{{\"entries\":[{entries}"));
        assert_eq!(found, count, "{:?}", damage.first());
        assert!(!damage.is_empty());
    }
}

#[test]
fn lines_that_look_as_if_they_never_end() {
    let event = json!({"eventType": "play"});
    let call = json!({"t": 1, "method": "GET", "path": "/"});
    for first in [event, call] {
        for line in ["{\"a\":[\n", "[{\"a\":[\n", "{\"a\":\n", "[\n"] {
            // What ends in its line is read nevertheless.
            let text = format!("{first}\n{}{first}\n", line.repeat(MANY));
            let (found, damage) = read(&text);
            assert!(found > 0 && !damage.is_empty(), "{line}");
        }
    }
}

#[test]
fn a_file_of_other_lines_is_not_kept_as_a_list_of_what_is_wrong_with_each() {
    let event = json!({"eventType": "play"}).to_string();
    let (one, call) = (
        entry(1),
        json!({"t": 1, "method": "GET", "path": "/"}).to_string(),
    );
    for text in [
        "{\n".repeat(MANY),
        format!("{event}\n{}", "{}\n".repeat(MANY)),
        format!("{event}\n{}", "oops\n".repeat(MANY)),
        format!("{call}\n{}", "{}\n".repeat(MANY)),
        format!("{{\"log\":{{\"entries\":[{}{one}]}}}}", "1,".repeat(MANY)),
    ] {
        let loaded = recording::load_from(Cursor::new(text.into_bytes()), |_| {}).unwrap();
        let all: u64 = loaded.damage.iter().map(Damage::count).sum();
        assert_eq!(all, MANY as u64);
        assert!(loaded.damage.len() < 10_010, "{}", loaded.damage.len());
    }
}

#[test]
fn bodies_of_any_depth_and_length() {
    let (deep, long) = (nested("[", "", "]"), "x".repeat(MANY * 8));
    let line = |body: &str| {
        format!("{{\"t\":1,\"method\":\"POST\",\"path\":\"/api/v1/sessions\",\"body\":{body}}}\n")
    };
    let texts = [
        line(&deep),
        line(&format!("\"{long}\"")),
        format!("{{\"eventType\":\"play\",\"params\":{deep}}}\n"),
        format!("[{{\"eventType\":\"play\",\"params\":\"{long}\"}}]"),
        format!(
            "{{\"log\":{{\"entries\":[{}]}}}}",
            entry(1).replace("\"status\"", &format!("\"x\":{deep},\"status\""))
        ),
    ];
    for text in texts {
        assert_eq!(read(&text), (1, Vec::new()));
    }
}

#[test]
fn archives_behind_a_damaged_one_are_read() {
    let archive =
        |entries: &str| format!("{{\"log\":{{\"entries\":[{entries}],\"pages\":[{{}}]}}}}");
    let (one, two) = (entry(1), entry(2));
    let whole = archive(&one);
    let around = whole.replace("\"log\":", "\"x\" 1, \"log\":");
    let cut = whole.get(..whole.len() - 12).unwrap();
    for (text, count) in [
        (format!("{around}\n{}", archive(&two)), 2),
        (format!("{cut}\n{}", archive(&format!("{one},{two}"))), 3),
        (format!("{whole}}},{}", archive(&two)), 2),
        (format!("{whole}\0\0{}", archive(&two)), 2),
    ] {
        let (found, damage) = read(&text);
        assert_eq!((found, damage.len()), (count, 1), "{damage:?}\n{text}");
    }
}
