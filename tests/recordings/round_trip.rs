//! What is written is read back, byte for byte.

use std::io::Write as _;

use playscope::exchange::{Exchange, Header, Mark, Moment, Time, Verdict};
use playscope::recording::{self, Entry, Store};
use proptest::prelude::*;

use super::{exchange, line, load, read};

fn json_of(line: &[u8]) -> serde_json::Value {
    serde_json::from_slice(line).unwrap()
}

#[test]
fn a_body_takes_the_first_form_that_can_hold_it() {
    let cases: &[(&[u8], bool, &str)] = &[
        (b"", false, ""),
        (b"{\"a\": [1, 2.50, \"\\u00e9\"]}", true, "body"),
        (b"null", true, "body"),
        (b"7", true, "body"),
        (b" {}", true, "bodyText"),
        (b"{}\t", true, "bodyText"),
        (b"{\n}", true, "bodyText"),
        (b"{\r}", true, "bodyText"),
        (b"{} {}", false, "bodyText"),
        ("\u{feff}{}".as_bytes(), false, "bodyText"),
        (b"\0\x1b[2J", false, "bodyText"),
        (b"\xff\xfe", false, "bodyBase64"),
    ];
    for (body, valid, form) in cases {
        let sent = exchange(1, body);
        let line = line(&sent, *valid);
        let written = json_of(&line);
        let forms: Vec<&str> = ["body", "bodyText", "bodyBase64"]
            .into_iter()
            .filter(|form| written.get(form).is_some())
            .collect();
        assert_eq!(forms.concat(), *form, "{body:?}");
        assert_eq!(
            read(&line),
            (vec![format!("{:?}", Entry::Exchange(sent))], vec![])
        );
    }
}

#[test]
fn a_line_reads_as_the_format_says() {
    let line = String::from_utf8(line(&exchange(7, b"{\"a\":1}"), true)).unwrap();
    let sid = "a".repeat(64);
    let expected = format!(
        concat!(
            r#"{{"seq":7,"at":"2026-01-15T20:00:00.123456Z","peer":"10.0.0.7:5000","method":"POST","#,
            r#""target":"/api/v1/sessions?\"x\"","headers":{{"host":"a.example","x-odd":"tab\tquote\" ü {}"}},"#,
            r#""body":{{"a":1}},"status":201,"sid":"{}","took_us":81}}"#,
            "\n"
        ),
        '\u{7f}', sid
    );
    assert_eq!(line, expected);
}

#[test]
fn annotations_come_back() {
    let header = Header {
        version: 1,
        created: Some(Time(5)),
        program: "playscope 9".into(),
        base: "http://x".into(),
        replay: true,
    };
    let mark = |verdict| Mark {
        seq: 3,
        at: Time(7),
        verdict,
        note: "a\nb\u{1b}".into(),
    };
    let moment = Moment {
        text: String::new(),
        at: Time(-1),
    };
    let mut text = Vec::new();
    recording::header_line(&mut text, &header);
    recording::mark_line(&mut text, &mark(Some(Verdict::Question)));
    recording::mark_line(&mut text, &mark(None));
    recording::moment_line(&mut text, &moment);
    let expected = [
        Entry::Header(header),
        Entry::Mark(mark(Some(Verdict::Question))),
        Entry::Mark(mark(None)),
        Entry::Moment(moment),
    ];
    let expected: Vec<String> = expected.iter().map(|entry| format!("{entry:?}")).collect();
    assert_eq!(read(&text), (expected, vec![]));
}

#[test]
fn packed_files_are_known_by_their_content() {
    let folder = tempfile::tempdir().unwrap();
    let text: Vec<u8> = (1..=2000)
        .flat_map(|seq| line(&exchange(seq, b"{\"a\":1}"), true))
        .collect();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    // Two members, as when packed files are joined.
    gz.write_all(&text[..text.len() / 2]).unwrap();
    let mut joined = gz.finish().unwrap();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&text[text.len() / 2..]).unwrap();
    joined.extend(gz.finish().unwrap());
    let zst = zstd::encode_all(&text[..], 1).unwrap();
    for (name, bytes) in [("a.jsonl", &text), ("b.txt", &joined), ("c.jsonl", &zst)] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let mut count = 0;
        let loaded = recording::load(&path, |_| count += 1).unwrap();
        assert_eq!((count, loaded.damage), (2000, vec![]), "{name}");
        for seq in [1, 2, 777, 2000] {
            assert_eq!(
                loaded.store.fetch(seq),
                Some(exchange(seq, b"{\"a\":1}")),
                "{name}"
            );
        }
        assert_eq!(loaded.store.fetch(2001), None);
    }
}

#[test]
fn chunks_and_blocks_have_no_seams() {
    // More than two chunks of reading, bodies longer than a read of the store.
    let long = vec![b'x'; 30_000];
    let text: Vec<u8> = (1..=400)
        .flat_map(|seq| line(&exchange(seq, &long), false))
        .collect();
    assert!(text.len() > 9 << 20);
    let (entries, loaded) = load(&text);
    assert_eq!(entries.len(), 400);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    std::fs::write(&path, &text).unwrap();
    let file = recording::load(&path, |_| {}).unwrap();
    for seq in 1..=400 {
        assert_eq!(loaded.store.fetch(seq), Some(exchange(seq, &long)));
        assert_eq!(file.store.fetch(seq), loaded.store.fetch(seq));
    }
}

#[test]
fn numbers_out_of_order_are_found() {
    let numbers = [5, 3, 9, 1, 3];
    let text: Vec<u8> = numbers
        .iter()
        .flat_map(|seq| line(&exchange(*seq, seq.to_string().as_bytes()), true))
        .collect();
    let (_, loaded) = load(&text);
    for seq in numbers {
        assert_eq!(
            loaded.store.fetch(seq).unwrap().body.as_ref(),
            seq.to_string().as_bytes()
        );
    }
}

#[test]
fn a_store_in_memory_gives_back_what_it_keeps() {
    let mut store = Store::in_memory();
    for seq in 1..=5000 {
        store.add(&exchange(seq, &seq.to_le_bytes()), None);
    }
    for seq in (1..=5000).rev().step_by(97) {
        assert_eq!(store.fetch(seq), Some(exchange(seq, &seq.to_le_bytes())));
    }
    assert_eq!(store.len(), 5000);
}

fn any_text() -> impl Strategy<Value = String> {
    any::<String>()
}

prop_compose! {
    fn any_exchange()(
        seq in any::<u64>(), at in -60_000_000_000_000_000_i64..200_000_000_000_000_000,
        peer in any_text(), method in any_text(), target in any_text(),
        headers in prop::collection::vec(("[a-z-]{0,8}", any_text()), 0..5),
        body in prop_oneof![any::<Vec<u8>>(), any_text().prop_map(String::into_bytes)],
        status in any::<u16>(), sid in any::<Option<String>>(), took_us in any::<u64>(),
    ) -> Exchange<'static> {
        Exchange {
            seq, at: Time(at), peer: peer.into(), method: method.into(), target: target.into(),
            headers: playscope::exchange::Headers(
                headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect(),
            ),
            body: body.into(), status, sid: sid.map(Into::into), took_us,
        }
    }
}

proptest! {
    #[test]
    fn any_exchange_comes_back(sent in any_exchange()) {
        let valid = playscope::wire::json::parse(&sent.body).is_ok();
        let line = line(&sent, valid);
        prop_assert_eq!(line.iter().position(|byte| *byte == b'\n'), Some(line.len() - 1));
        let read = recording::parse_line(line.strip_suffix(b"\n").unwrap());
        prop_assert_eq!(read, Ok(Some(Entry::Exchange(sent))));
    }

    #[test]
    fn any_json_body_comes_back_in_place(value in json_text()) {
        prop_assert!(playscope::wire::json::parse(value.as_bytes()).is_ok());
        let sent = exchange(1, value.as_bytes());
        let line = line(&sent, true);
        prop_assert!(json_of(&line).get("body").is_some());
        let read = recording::parse_line(line.strip_suffix(b"\n").unwrap());
        prop_assert_eq!(read, Ok(Some(Entry::Exchange(sent))));
    }
}

/// JSON without line breaks, with numbers and spacing that no serialiser would choose.
fn json_text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("1E+2".to_owned()),
        Just("-0".to_owned()),
        Just("100000000000000000000000.10".to_owned()),
        any_text().prop_map(|text| serde_json::to_string(&text).unwrap()),
        Just("\"\\u00e9\\/\\ud83d\\ude00\"".to_owned()),
    ];
    leaf.prop_recursive(4, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[ {} ]", items.join(" ,"))),
            prop::collection::vec(("[a-z.]{0,6}", inner), 0..4).prop_map(|members| {
                let members: Vec<String> = members
                    .iter()
                    .map(|(key, value)| format!("\"{key}\" :{value}"))
                    .collect();
                format!("{{{}}}", members.join(",\t"))
            }),
        ]
    })
}
