//! Files that were cut, joined, edited, or written by something else.

use playscope::recording::{self, Problem};
use proptest::prelude::*;

use super::{exchange, line, load, read};

fn problems(text: impl AsRef<[u8]>) -> Vec<(u64, &'static str)> {
    let (_, damage) = read(text);
    let name = |problem: &Problem| match problem {
        Problem::NotJson(_) => "not json",
        Problem::UnknownShape(_) => "unknown shape",
        Problem::CutOff => "cut off",
        Problem::NewerVersion(_) => "newer",
        Problem::Unreadable(_) => "unreadable",
        Problem::Skipped(_) => "skipped",
        Problem::Assumed(_) => "assumed",
        Problem::More(_) => "more",
    };
    damage
        .iter()
        .map(|damage| (damage.line, name(&damage.problem)))
        .collect()
}

#[test]
fn lines_without_a_shape_are_named_and_skipped() {
    let good = String::from_utf8(line(&exchange(1, b"{}"), true)).unwrap();
    let text = format!(
        "{good}nonsense\n\n   \r\n[1]\n7\n{{}}\n{{\"seq\":1}}\n{{\"seq\":\"1\",\"method\":\"GET\"}}\n\
         {{\"mark\":1,\"at\":\"2026-01-01T00:00:00Z\",\"verdict\":\"odd\"}}\n{{\"moment\":\"x\"}}\n{good}"
    );
    assert_eq!(read(&text).0.len(), 2);
    assert_eq!(
        problems(&text),
        [
            (2, "not json"),
            (5, "unknown shape"),
            (6, "unknown shape"),
            (7, "unknown shape"),
            (8, "unknown shape"),
            (9, "unknown shape"),
            (10, "unknown shape"),
            (11, "unknown shape"),
        ]
    );
}

#[test]
fn bytes_that_are_no_text_damage_one_line_only() {
    let good = line(&exchange(1, b"{}"), true);
    let text = [&good[..], b"\xff\xfe\x00\n", &good].concat();
    assert_eq!(read(&text).0.len(), 2);
    assert_eq!(problems(&text), [(2, "not json")]);
}

#[test]
fn a_tail_without_its_line_break_is_kept_when_complete() {
    let good = line(&exchange(1, b"{}"), true);
    let whole = [&good[..], good.strip_suffix(b"\n").unwrap()].concat();
    assert_eq!(read(&whole).0.len(), 2);
    assert_eq!(problems(&whole), []);
    for cut in 1..good.len() - 1 {
        let text = [&good[..], &good[..cut]].concat();
        assert_eq!(read(&text).0.len(), 1);
        assert_eq!(problems(&text), [(2, "cut off")], "after {cut} bytes");
    }
}

#[test]
fn unknown_members_and_newer_formats_are_read_around() {
    let text = concat!(
        r#"{"playscope":7,"created":"2026-01-15T20:00:00+01:00","program":"later","base":"b","colour":["x"],"seq":3}"#,
        "\n",
        r#"{"tls":true,"seq":1,"at":"2026-01-15T20:00:00.5Z","method":"GET","target":"/","extra":{"body":1}}"#,
        "\n"
    );
    let (entries, _) = read(text);
    assert_eq!(entries.len(), 2);
    assert!(entries[0].starts_with("Header") && entries[0].contains("version: 7"));
    assert!(entries[1].contains("body: []"), "{}", entries[1]);
    assert_eq!(problems(text), [(1, "newer")]);
}

#[test]
fn carelessly_written_lines_are_read() {
    let text = "\u{feff}{\"seq\" : 1, \"at\":\"2026-01-15T21:00:00+01:00\", \"method\":\"POST\", \"target\":\"/\", \
                \"headers\":{\"Content-Type\":\"a\"}, \"sid\":null, \"body\":null, \"status\":204}\r\n";
    let (entries, loaded) = load(text);
    assert_eq!(entries.len(), 1);
    let read = loaded.store.fetch(1).unwrap();
    assert_eq!(read.at.to_string(), "2026-01-15T20:00:00.000000Z");
    assert_eq!(read.headers.get("content-type"), Some("a"));
    assert_eq!((read.body.as_ref(), read.sid), (&b"null"[..], None));
}

#[test]
fn a_packed_file_that_is_cut_off_keeps_its_start() {
    let text: Vec<u8> = (1..=3000)
        .flat_map(|seq| line(&exchange(seq, &seq.to_le_bytes()), false))
        .collect();
    let packed = zstd::encode_all(&text[..], 3).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.jsonl.zst");
    std::fs::write(&path, &packed[..packed.len() / 2]).unwrap();
    let mut count = 0;
    let loaded = recording::load(&path, |_| count += 1).unwrap();
    let last = &loaded.damage.last().unwrap().problem;
    assert!(matches!(last, Problem::Unreadable(_)), "{last:?}");
    assert!(loaded.store.len() == count && count < 3000);
}

#[test]
fn an_empty_file_is_no_damage() {
    assert_eq!(read(""), (vec![], vec![]));
    assert_eq!(read("\n\n"), (vec![], vec![]));
    assert_eq!(read("\u{feff}"), (vec![], vec![]));
}

#[test]
fn a_missing_file_and_a_folder_are_errors_that_name_it() {
    let folder = tempfile::tempdir().unwrap();
    for path in [
        folder.path().to_owned(),
        folder.path().join("missing.jsonl"),
    ] {
        let error = recording::load(&path, |_| {}).unwrap_err().to_string();
        assert!(error.contains(path.to_str().unwrap()), "{error}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in any::<Vec<u8>>()) {
        // The first bytes may be those of a form that is named and not read.
        let _ = recording::load_from(std::io::Cursor::new(bytes), |_| {});
    }

    #[test]
    fn any_damage_leaves_the_other_lines_alone(at in 0_usize..3000, byte in any::<u8>()) {
        let lines: Vec<Vec<u8>> = (1..=9).map(|seq| line(&exchange(seq, b"{\"a\":1}"), true)).collect();
        let mut text = lines.concat();
        let place = at % text.len();
        text[place] = byte;
        let (entries, _) = read(&text);
        prop_assert!(entries.len() >= 7, "one byte hurts two lines at most: {}", entries.len());
    }
}
