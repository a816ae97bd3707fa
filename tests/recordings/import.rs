//! Files of other programs: HAR, bare events, simple logs; those that are only named; damage in them.

use std::io::{Cursor, Read, Write};
use std::sync::Mutex;

use playscope::exchange::Exchange;
use playscope::recording::{self, Damage, Entry, Loaded, Progress, Store};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The exchanges of a text, and what else was said.
fn import(text: impl AsRef<[u8]>) -> (Vec<Exchange<'static>>, Loaded) {
    let mut exchanges = Vec::new();
    let loaded = recording::load_from(Cursor::new(text.as_ref().to_vec()), |entry| {
        if let Entry::Exchange(exchange) = entry {
            exchanges.push(exchange.into_owned());
        }
    })
    .unwrap();
    (exchanges, loaded)
}

/// Texts, each with its line break.
fn joined(texts: impl Iterator<Item = String>) -> String {
    let texts: Vec<String> = texts.collect();
    format!("{}\n", texts.join("\n"))
}

fn told(damage: &[Damage]) -> Vec<String> {
    damage.iter().map(ToString::to_string).collect()
}

fn event(kind: &str, ts: u64) -> Value {
    json!({"eventType": kind, "playerTime": {"playhead": 0, "ts": 1_768_507_200_000 + ts}, "params": {}})
}

/// An entry as a browser writes it.
fn entry(
    at: &str,
    method: &str,
    url: &str,
    body: Option<&Value>,
    status: u16,
    location: Option<&str>,
) -> Value {
    let mut request = json!({"method": method, "url": url, "httpVersion": "h2", "headers": [
        {"name": ":authority", "value": "media.example"}, {"name": ":path", "value": "/x"},
        {"name": "Content-Type", "value": "application/json"}]});
    if let Some(body) = body {
        request["postData"] = json!({"mimeType": "application/json", "text": body.to_string()});
    }
    let mut back = vec![json!({"name": "date", "value": "x"})];
    back.extend(location.map(|location| json!({"name": "Location", "value": location})));
    json!({"startedDateTime": at, "time": 12.5, "request": request,
        "response": {"status": status, "headers": back, "redirectURL": ""}, "timings": {"wait": 1.5}})
}

fn har(entries: &[Value]) -> String {
    json!({"log": {"version": "1.2", "creator": {"name": "Any", "version": "1"}, "pages": [{}, {}], "entries": entries}}).to_string()
}

const SESSIONS: &str = "https://media.example/va/api/v1/sessions";

#[test]
fn a_browsers_archive_becomes_calls_in_order_of_time() {
    let at = |second: u32| format!("2026-01-15T20:00:{second:02}.250Z");
    let (start, play) = (event("sessionStart", 0), event("play", 1));
    let text = har(&[
        entry(
            &at(9),
            "POST",
            &format!("{SESSIONS}/s1/events?x=1"),
            Some(&play),
            204,
            None,
        ),
        entry(&at(1), "OPTIONS", SESSIONS, None, 200, None),
        entry(
            &at(1),
            "POST",
            SESSIONS,
            Some(&start),
            201,
            Some("/api/v1/sessions/s1"),
        ),
        entry(
            &at(0),
            "GET",
            "https://www.example/video.m4s?r=1",
            None,
            206,
            None,
        ),
        entry(
            &at(1),
            "GET",
            "https://media.example/favicon.ico",
            None,
            404,
            None,
        ),
        entry(
            &at(2),
            "POST",
            "https://other.example/collect",
            None,
            0,
            None,
        ),
    ]);
    let (exchanges, loaded) = import(&text);
    assert_eq!(told(&loaded.damage), [""; 0]);
    let brief: Vec<_> = exchanges
        .iter()
        .map(|exchange| {
            (
                exchange.seq,
                &*exchange.method,
                &*exchange.target,
                exchange.status,
                exchange.sid.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        brief,
        [
            (1, "GET", "https://www.example/video.m4s?r=1", 206, None),
            (2, "OPTIONS", "/va/api/v1/sessions", 200, None),
            (3, "POST", "/va/api/v1/sessions", 201, Some("s1")),
            (4, "GET", "/favicon.ico", 404, None),
            (5, "POST", "https://other.example/collect", 0, None),
            (
                6,
                "POST",
                "/va/api/v1/sessions/s1/events?x=1",
                204,
                Some("s1")
            ),
        ]
    );
    let last = &exchanges[5];
    assert_eq!(last.body, play.to_string().as_bytes());
    assert_eq!(
        last.headers.0,
        [
            ("host".into(), "media.example".into()),
            ("content-type".into(), "application/json".into())
        ]
    );
    assert_eq!(
        (last.at.to_string().as_str(), last.took_us),
        ("2026-01-15T20:00:09.250000Z", 1500)
    );
    // A screen shows what was read.
    assert_eq!(loaded.store.fetch(6).as_ref(), Some(last));
}

#[test]
fn what_an_archive_lacks_is_made_up_for_or_told() {
    let start = event("sessionStart", 0).to_string();
    let text = json!({"comment": "first", "log": {"entries": [
        {"startedDateTime": "2026-01-15T21:00:00.5+0100", "request": {"method": "post", "url": SESSIONS, "headers": {"X-A": 1},
            "postData": {"text": "eyJldmVudFR5cGUiOiJzZXNzaW9uU3RhcnQifQ==", "encoding": "base64"}},
            "response": {"status": "201", "redirectURL": format!("{SESSIONS}/abc")}},
        {"request": {"url": format!("{SESSIONS}/abc/events"), "method": "POST",
            "postData": {"params": [{"name": "{\"a\":\"b", "value": "c\"}"}]}}},
        {"startedDateTime": "2026-01-15T20:00:01Z", "request": {"method": "POST", "url": SESSIONS,
            "headers": [{"name": "Content-Length", "value": "77"}]}, "response": null},
        {"startedDateTime": "2026-01-15T20:00:02Z"},
        7,
        {"startedDateTime": "2026-01-15T20:00:03", "request": {"method": "POST", "url": SESSIONS,
            "postData": {"text": start}}, "response": {"status": 200, "headers": [{"name": "x", "value": "y"}]}},
        {"startedDateTime": "2026-01-15T20:00:04Z", "request": {"method": "POST", "url": format!("{SESSIONS}/late/events"),
            "postData": {"text": "{}"}}, "response": {"status": 204}},
    ]}});
    let text = serde_json::to_string_pretty(&text).unwrap();
    let (exchanges, loaded) = import(format!("\u{feff}{text}"));
    let bodies: Vec<_> = exchanges
        .iter()
        .map(|exchange| String::from_utf8_lossy(&exchange.body))
        .collect();
    assert_eq!(
        bodies,
        [
            "{\"eventType\":\"sessionStart\"}",
            "{\"a\":\"b=c\"}",
            "",
            &start,
            "{}"
        ]
    );
    let sids: Vec<_> = exchanges
        .iter()
        .map(|exchange| exchange.sid.as_deref())
        .collect();
    assert_eq!(
        sids,
        [Some("abc"), Some("abc"), None, Some("late"), Some("late")]
    );
    assert_eq!(exchanges[0].headers.get("x-a"), Some("1"));
    assert_eq!((exchanges[1].at, exchanges[1].status), (exchanges[0].at, 0));
    let told = told(&loaded.damage);
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(
        told[0].contains("startedDateTime") && told[1].contains("not kept"),
        "{told:?}"
    );
    assert!(
        told[2].contains("entry 4: it is without a request") && told[3].contains("entry 5: "),
        "{told:?}"
    );
    let line = text.lines().position(|line| line.trim() == "7,").unwrap() + 1;
    assert!(
        told[3].starts_with(&format!("line {line}: skipped")),
        "{told:?}"
    );
}

#[test]
fn an_archive_that_is_cut_off_keeps_its_calls() {
    let start = event("sessionStart", 0);
    let one = entry(
        "2026-01-15T20:00:00Z",
        "POST",
        SESSIONS,
        Some(&start),
        201,
        Some("/api/v1/sessions/a"),
    );
    let text = har(&[one.clone(), one.clone(), one]);
    let (exchanges, loaded) = import(&text.as_bytes()[..text.len() - 200]);
    assert_eq!(exchanges.len(), 2);
    assert_eq!(
        told(&loaded.damage),
        ["line 1: dropped, the recording was cut off inside it"]
    );
}

#[test]
fn what_is_damaged_inside_an_archive_costs_its_own_entries_alone() {
    let start = event("sessionStart", 0);
    let at = |second: u32| format!("2026-01-15T20:00:{second:02}Z");
    let one = |second| entry(&at(second), "POST", SESSIONS, Some(&start), 201, None).to_string();
    let archive = |entries: &str| format!("{{\"log\":\n{{\"entries\":[{entries}],\"pages\":[]}}}}");
    let seconds = |text: &str| {
        let (exchanges, loaded) = import(text);
        let seconds = exchanges
            .iter()
            .map(|exchange| exchange.at.ms() / 1000 % 60);
        (seconds.collect::<Vec<_>>(), told(&loaded.damage))
    };
    let broken = one(2).replace("\"headers\":[", "\"headers\":[[");
    let (found, damage) = seconds(&archive(&format!("{},\n{broken},\n{}", one(1), one(3))));
    assert_eq!(found, [1, 3]);
    assert_eq!(damage.len(), 1, "{damage:?}");
    assert!(
        damage[0].starts_with("line 3: skipped, it is not JSON (expected `,` or `]` at column "),
        "{damage:?}"
    );
    // A string that never ends, in a file of one line.
    let broken = one(2).replace("\"time\":", "\"time:");
    let (found, damage) = seconds(&archive(&[one(1), broken, one(3), one(4)].join(",")));
    assert_eq!((found, damage.len()), (vec![1, 3, 4], 1), "{damage:?}");
    // Around the entries, before and after them.
    let (found, damage) = seconds(&archive(&one(1)).replace("\"entries\"", "\"x\" 1, \"entries\""));
    assert_eq!((found, damage.len()), (vec![1], 1), "{damage:?}");
    assert!(damage[0].contains("expected `:`"), "{damage:?}");
    let (found, damage) = seconds(&archive(&one(1)).replace("\"pages\"", "pages"));
    assert_eq!((found, damage.len()), (vec![1], 1), "{damage:?}");
    assert!(
        damage[0].contains("nothing can be read from here on"),
        "{damage:?}"
    );
    // One archive behind the other.
    let (found, damage) = seconds(&format!("{}\n{}", archive(&one(5)), archive(&one(1))));
    assert_eq!((found, damage.len()), (vec![1, 5], 0), "{damage:?}");
}

#[test]
fn an_archive_of_many_large_entries_is_read_as_it_comes() {
    let start = event("sessionStart", 0);
    let entries: Vec<Value> = (0..40)
        .map(|number| {
            let at = format!("2026-01-15T20:00:{:02}Z", 59 - number);
            let mut entry = entry(&at, "POST", SESSIONS, Some(&start), 201, None);
            entry["response"]["content"] = json!({"text": "é".repeat(number * 7000)});
            entry
        })
        .collect();
    let (exchanges, loaded) = import(har(&entries));
    assert_eq!(told(&loaded.damage), [""; 0]);
    let seconds: Vec<_> = exchanges
        .iter()
        .map(|exchange| exchange.at.ms() / 1000 % 60)
        .collect();
    assert_eq!(seconds, (20..60).collect::<Vec<_>>());
}

#[test]
fn how_many_calls_an_archive_has_is_counted_while_it_is_read() {
    /// Notes how far the reading is before each piece.
    struct Pieces<'a> {
        text: &'a [u8],
        progress: &'a Progress,
        seen: &'a Mutex<Vec<(u64, u64)>>,
    }
    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let far = (self.progress.entries(), self.progress.given());
            self.seen.lock().unwrap().push(far);
            self.text.read(out)
        }
    }
    let start = event("sessionStart", 0);
    let one = entry(
        "2026-01-15T20:00:00Z",
        "POST",
        SESSIONS,
        Some(&start),
        201,
        None,
    );
    let text = har(&vec![one; 4000]);
    let (progress, seen) = (Progress::default(), Mutex::default());
    let pipe = Pieces {
        text: text.as_bytes(),
        progress: &progress,
        seen: &seen,
    };
    let mut given = Vec::new();
    let take = |_: Entry<'_>, _: Option<()>| given.push((progress.given(), progress.is_giving()));
    recording::load_from_into_with(&progress, &mut Store::in_memory(), pipe, |_| (), take).unwrap();
    let last = *seen.lock().unwrap().last().unwrap();
    assert!(last.0 > 3000 && last.1 == 0, "{last:?}");
    // The header is an entry too.
    let counted: Vec<_> = (1..=4001).map(|count| (count, true)).collect();
    assert_eq!((given, progress.entries()), (counted, 4001));
    assert_eq!(progress.bytes(), text.len() as u64);
}

#[test]
fn events_without_calls_are_one_session_opened_by_its_start() {
    let events = [
        event("adStart", 1),
        event("sessionStart", 2),
        event("sessionStart", 3),
        event("play", 4),
    ];
    let lines = joined(events.iter().map(|event| format!("{event}")));
    let array = serde_json::to_string_pretty(&events).unwrap();
    let pretty = joined(events.iter().map(|event| format!("{event:#}")));
    for text in [lines, array, pretty] {
        let (exchanges, loaded) = import(&text);
        assert_eq!(told(&loaded.damage), [""; 0]);
        let brief: Vec<_> = exchanges
            .iter()
            .map(|exchange| (exchange.seq, exchange.status, exchange.at.ms() % 10))
            .collect();
        assert_eq!(brief, [(2, 201, 2), (1, 204, 1), (3, 201, 3), (4, 204, 4)]);
        assert!(
            exchanges
                .iter()
                .all(|exchange| exchange.sid.as_deref() == Some("session-1")
                    && exchange.target.is_empty())
        );
        let fetched = loaded.store.fetch(4).unwrap();
        assert_eq!(
            serde_json::from_slice::<Value>(&fetched.body).unwrap(),
            events[3]
        );
    }
}

#[test]
fn damage_among_events_is_named_by_line_and_stepped_over() {
    let (start, play) = (event("sessionStart", 0), event("play", 1));
    let text = format!(
        "{start}\n{{\"eventType\":\"ping\",\n\noops\n{{\"other\":1}}\n{play}\n{{\"eventType\":\"pi"
    );
    let (exchanges, loaded) = import(&text);
    assert_eq!(exchanges.len(), 2);
    let lines: Vec<_> = loaded.damage.iter().map(|damage| damage.line).collect();
    assert_eq!(lines, [2, 4, 5, 7], "{:?}", loaded.damage);
    assert!(told(&loaded.damage)[3].contains("cut off"));
    // In an array too, whose last item is damaged here, and whose second there.
    let (exchanges, loaded) = import(format!("[\n{start},\n{play},\n{{\"eventType\" \"ping\"}}]"));
    assert_eq!(
        (exchanges.len(), loaded.damage[0].line),
        (2, 4),
        "{:?}",
        loaded.damage
    );
    let (exchanges, loaded) = import(format!(
        "[{start},\n{{\"eventType\" \"ping\"}},{play},{play}]"
    ));
    assert_eq!(exchanges.len(), 3);
    assert_eq!(
        told(&loaded.damage),
        ["line 2: skipped, it is not JSON (expected `:` at column 14)"]
    );
}

#[test]
fn a_log_gives_its_sessions_their_ids() {
    let start = event("sessionStart", 0).to_string();
    let line = |value: Value| format!("{value}\n");
    let text = [
        line(json!({"t": 1_768_507_200_000_u64, "method": "POST", "path": "/api/v1/sessions", "headers": {"Content-Type": "application/json"}, "body": start, "status": 201, "location": "/api/v1/sessions/known"})),
        line(json!({"t": 1_768_507_200_001.5, "method": "POST", "path": "/api/v1/sessions", "body": event("sessionStart", 1), "status": 201})),
        line(json!({"t": 1_768_507_200_002_u64, "method": "POST", "path": "/api/v1/sessions", "body": event("sessionStart", 2), "status": 201})),
        line(json!({"t": 3, "method": "POST", "path": "/api/v1/sessions", "body": event("sessionStart", 3), "status": 500})),
        line(json!({"t": 4, "method": "POST", "path": "/api/v1/sessions", "body": [event("sessionStart", 4)], "status": 201})),
        line(json!({"t": 5, "method": "POST", "path": "http://h/api/v1/sessions/x/events", "body": event("play", 5), "status": 204})),
        line(json!({"t": 6, "method": "POST", "path": "/api/v1/sessions/known/events", "body": event("play", 6), "status": 204})),
        line(json!({"t": 7, "method": "OPTIONS", "path": "/api/v1/sessions/y/events", "status": 204})),
        line(json!({"t": 8, "method": "POST", "path": "/api/v1/sessions", "body": event("sessionStart", 8), "status": 201, "responseHeaders": {"LOCATION": "/api/v1/sessions/last"}})),
        line(json!({"t": 9, "path": "/x"})),
        line(json!({"method": "GET", "path": "/id", "status": 404})),
    ]
    .concat();
    let (exchanges, loaded) = import(&text);
    let sids: Vec<_> = exchanges
        .iter()
        .map(|exchange| exchange.sid.as_deref())
        .collect();
    assert_eq!(
        sids,
        [
            Some("known"),
            Some("session-2"),
            Some("x"),
            None,
            Some("session-4"),
            Some("x"),
            Some("known"),
            None,
            Some("last"),
            None
        ]
    );
    assert_eq!(exchanges[0].body, start.as_bytes());
    assert_eq!(exchanges[1].at.0, 1_768_507_200_001_500);
    assert_eq!(exchanges[5].target, "/api/v1/sessions/x/events");
    assert_eq!(
        exchanges[0].headers.get("content-type"),
        Some("application/json")
    );
    let lines: Vec<_> = loaded.damage.iter().map(|damage| damage.line).collect();
    assert_eq!(lines, [10, 11], "{:?}", loaded.damage);
}

#[test]
fn packed_files_are_told_by_what_is_in_them_and_survive_a_cut() {
    let kind = |ts| if ts == 0 { "sessionStart" } else { "play" };
    let lines = joined((0..2000).map(|ts| event(kind(ts), ts).to_string()));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(lines.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    assert_eq!(import(&packed).0.len(), 2000);
    assert_eq!(
        import(zstd::encode_all(lines.as_bytes(), 1).unwrap())
            .0
            .len(),
        2000
    );
    let (exchanges, loaded) = import(&packed[..packed.len() / 2]);
    assert!(
        (500..2000).contains(&exchanges.len()),
        "{}",
        exchanges.len()
    );
    assert!(
        told(&loaded.damage)
            .last()
            .unwrap()
            .contains("nothing can be read from here on")
    );
}

#[test]
fn forms_that_are_not_read_are_named_with_the_way_out() {
    let charles = json!([{"status": "COMPLETE", "method": "POST", "protocolVersion": "HTTP/1.1", "scheme": "https",
        "host": "a", "path": "/api/v1/sessions", "request": {}, "response": {}}]).to_string();
    let cases: [(&[u8], &str); 5] = [
        (
            b"1483:9:websocket;0:~8:response;1290:6:reason,2:OK,",
            "hardump",
        ),
        (charles.as_bytes(), "HTTP Archive"),
        (
            b"<?xml version='1.0' ?><!DOCTYPE charles-session><charles-session>",
            "HTTP Archive",
        ),
        (b"PK\x03\x04rest", "unpack"),
        (b"\xff\xfe{\x00}\x00", "iconv"),
    ];
    for (text, way) in cases {
        let failed =
            recording::load_from(Cursor::new(text.to_vec()), |_| panic!("nothing to read"))
                .unwrap_err();
        assert!(failed.to_string().contains(way), "{failed}");
    }
}

proptest! {
    #[test]
    fn any_cut_and_any_slip_is_survived(cut in 0_usize..4000, at in 0_usize..4000, byte in any::<u8>()) {
        let start = event("sessionStart", 0);
        let one = entry("2026-01-15T20:00:00Z", "POST", SESSIONS, Some(&start), 201, Some("/api/v1/sessions/a"));
        let line = json!({"t": 1, "method": "POST", "path": "/api/v1/sessions", "body": start, "status": 201});
        for text in [har(&[one.clone(), one]), format!("[{start},{start}]"), format!("{line}\n{line}\n")] {
            let mut text = text.into_bytes();
            let place = at % text.len();
            text[place] = byte;
            text.truncate(cut.max(1));
            let _ = recording::load_from(Cursor::new(text), |_| {});
        }
    }
}
