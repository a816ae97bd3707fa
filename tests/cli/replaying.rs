//! `replay` over real HTTP: to the program's own endpoint, and to servers that answer otherwise.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use playscope::exchange::{Exchange, Header, Headers, Time};
use playscope::recording::{exchange_line, header_line};
use serde_json::{Value, json};

use super::serving::Server;
use super::support::{Bench, Ran, playscope};

/// Replays as fast as it goes.
fn replay(bench: &Bench, file: &str, url: &str, more: &[&str]) -> Ran {
    bench.run(&[&["replay", file, "--to", url, "--speed", "max"], more].concat())
}

/// The calls in a recording.
fn calls(bench: &Bench, name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(bench.path().join(name)).unwrap();
    let lines = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line.get("seq").is_some()).collect()
}

fn body(call: &Value) -> String {
    ["body", "bodyText", "bodyBase64"]
        .iter()
        .find_map(|name| call.get(*name))
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// The bodies of each session in order, without the ids.
fn sessions(calls: &[Value]) -> Vec<Vec<String>> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for call in calls {
        let sid = call["sid"].as_str().unwrap_or_default().to_owned();
        match found.iter_mut().find(|(known, _)| *known == sid) {
            Some((_, bodies)) => bodies.push(body(call)),
            None => found.push((sid, vec![body(call)])),
        }
    }
    let mut found: Vec<_> = found.into_iter().map(|(_, bodies)| bodies).collect();
    found.sort();
    found
}

/// A call as an endpoint recorded it.
fn call(
    seq: u64,
    ms: i64,
    target: &str,
    body: &[u8],
    status: u16,
    sid: Option<&str>,
) -> Exchange<'static> {
    Exchange {
        seq,
        at: Time::from_ms(1_700_000_000_000 + ms),
        peer: "10.0.0.1:1".into(),
        method: "POST".into(),
        target: target.to_owned().into(),
        headers: Headers(vec![
            ("user-agent".into(), "Player/1".into()),
            ("x-own".into(), "kept".into()),
        ]),
        body: body.to_vec().into(),
        status,
        sid: sid.map(|sid| sid.to_owned().into()),
        took_us: 100,
    }
}

fn file(bench: &Bench, name: &str, calls: &[Exchange<'_>]) {
    let mut lines = Vec::new();
    header_line(
        &mut lines,
        &Header {
            version: 1,
            ..Header::default()
        },
    );
    for call in calls {
        let valid = playscope::wire::json::parse(&call.body).is_ok();
        exchange_line(&mut lines, call, valid);
    }
    bench.file(name, lines);
}

fn event(kind: &str, ts: i64) -> Vec<u8> {
    json!({"playerTime": {"playhead": 0, "ts": ts}, "eventType": kind, "params": {}})
        .to_string()
        .into_bytes()
}

#[test]
fn a_recording_comes_out_as_it_went_in() {
    let bench = Bench::new();
    bench.scenarios("first.jsonl", true);
    let server = Server::start(&bench, &["serve", "--quiet", "--record", "second.jsonl"]);
    let url = format!("{}/some/prefix", server.url);
    let ran = replay(&bench, "first.jsonl", &url, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:?}");
    assert!(
        ran.err.contains("every answer is as recorded"),
        "{}",
        ran.err
    );
    server.terminate();
    assert_eq!(server.end().code, Some(0));
    let (first, second) = (calls(&bench, "first.jsonl"), calls(&bench, "second.jsonl"));
    assert_eq!(sessions(&first), sessions(&second));
    // Its sessions have ids of their own, and its prefix.
    assert!(
        second
            .iter()
            .all(|call| first.iter().all(|old| old["sid"] != call["sid"]))
    );
    let target = second[0]["target"].as_str().unwrap();
    assert!(target.starts_with("/some/prefix/api/v1/"), "{target}");
    // It says that it is a replay, so that old time stamps are no finding.
    let text = std::fs::read_to_string(bench.path().join("second.jsonl")).unwrap();
    assert!(
        text.lines().next().unwrap().contains("\"replay\":true"),
        "{text}"
    );
    let found = bench.run(&["check", "second.jsonl"]);
    assert!(!found.out.contains("payload/clock-skew"), "{}", found.out);
}

#[test]
fn sessions_sent_again_beside_others_are_known_for_it() {
    let bench = Bench::new();
    bench.scenarios("first.jsonl", false);
    let server = Server::start(&bench, &["serve", "--quiet", "--record", "both.jsonl"]);
    let ran = bench.run(&[
        "simulate",
        "--to",
        &server.url,
        "--speed",
        "max",
        "--scenario",
        "live",
    ]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        replay(&bench, "first.jsonl", &server.url, &[]).code,
        Some(0)
    );
    server.terminate();
    assert_eq!(server.end().code, Some(0));
    let text = std::fs::read_to_string(bench.path().join("both.jsonl")).unwrap();
    assert!(
        text.lines().next().unwrap().contains("\"replay\":false"),
        "{text}"
    );
    let found = bench.run(&["check", "both.jsonl"]);
    assert!(!found.out.contains("payload/clock-skew"), "{}", found.out);
}

#[test]
fn bodies_are_sent_byte_for_byte() {
    let bench = Bench::new();
    let bodies: &[&[u8]] = &[
        b"{\"eventType\":\"play\", \"eventType\" : \"ping\"}\r\n",
        b" [1,2,",
        b"\xff\xfe\x00garbage",
        b"",
        b"{\"a\":\"\\ud800 \xc3\xa4\"}",
    ];
    let sid = "5e55".repeat(16);
    let target = format!("/va/api/v1/sessions/{sid}/events?x=1");
    let mut all = vec![call(
        1,
        0,
        "/va/api/v1/sessions",
        &event("sessionStart", 5),
        201,
        Some(&sid),
    )];
    for (seq, body) in (2..).zip(bodies) {
        all.push(call(seq, 1, &target, body, 204, Some(&sid)));
    }
    file(&bench, "odd.jsonl", &all);
    let (url, heard) = server(|request| {
        if request.line.contains("/events") {
            "HTTP/1.1 204 No Content\r\n\r\n".to_owned()
        } else {
            located("https://elsewhere.example/x/api/v1/sessions/new-id")
        }
    });
    let ran = replay(&bench, "odd.jsonl", &format!("{url}/lab"), &[]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:?}");
    let heard: Vec<Heard> = heard.try_iter().collect();
    assert_eq!(heard[0].line, "POST /lab/api/v1/sessions HTTP/1.1");
    assert_eq!(heard[0].body, event("sessionStart", 5));
    for (heard, body) in heard[1..].iter().zip(bodies) {
        assert_eq!(
            heard.line,
            "POST /lab/api/v1/sessions/new-id/events?x=1 HTTP/1.1"
        );
        assert_eq!(heard.body, *body);
        assert_eq!(heard.header("user-agent"), Some("Player/1"));
        assert_eq!(heard.header("x-own"), Some("kept"));
        assert_eq!(heard.header("x-playscope-replay"), Some("1"));
        assert!(
            heard.header("host").is_some_and(|host| url.ends_with(host)),
            "{heard:?}"
        );
    }
    assert_eq!(heard.len(), bodies.len() + 1);
}

#[test]
fn answers_that_differ_are_listed() {
    let bench = Bench::new();
    let events = |sid: &str| format!("/api/v1/sessions/{sid}/events");
    let all = [
        call(
            1,
            0,
            "/api/v1/sessions",
            &event("sessionStart", 5),
            201,
            Some("opened"),
        ),
        call(
            2,
            1,
            &events("opened"),
            &event("play", 6),
            204,
            Some("opened"),
        ),
        call(
            3,
            2,
            &events("opened"),
            &event("ping", 7),
            204,
            Some("opened"),
        ),
        call(
            4,
            3,
            "/api/v1/sessions",
            &event("sessionStart", 5),
            201,
            Some("nameless"),
        ),
        call(
            5,
            4,
            &events("nameless"),
            &event("play", 6),
            204,
            Some("nameless"),
        ),
        call(6, 5, "/api/v1/sessions", &event("play", 5), 400, None),
        call(7, 6, "/favicon.ico", b"", 404, None),
        call(
            8,
            7,
            &events("before"),
            &event("ping", 5),
            204,
            Some("before"),
        ),
    ];
    file(&bench, "all.jsonl", &all);
    let starts = std::sync::atomic::AtomicUsize::new(0);
    let (url, heard) = server(move |request| {
        let answer = |status: &str| format!("HTTP/1.1 {status}\r\nContent-Length: 3\r\n\r\nno.");
        if request.line.starts_with("POST /api/v1/sessions HTTP") {
            let is_start = request.body.windows(12).any(|part| part == b"sessionStart");
            let first = is_start && starts.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
            match (is_start, first) {
                (true, true) => located("/api/v1/sessions/new"),
                (true, false) => answer("201 Created"),
                _ => answer("400 Bad Request"),
            }
        } else {
            answer("404 Not Found")
        }
    });
    // One lane after the other, so that it is known which start comes first.
    let ran = bench.run(&["replay", "all.jsonl", "--to", &url, "--speed", "0.1"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(
        ran.out,
        "opened  call 2 play: answered 404, recorded 204 (and 1 more)\n\
         nameless  call 4 sessionStart: answered 201 without a Location, recorded with one\n\
         nameless  call 5 play: not sent, its session was not opened\n\
         before  call 8 ping: answered 404, recorded 204\n"
    );
    assert!(ran.err.contains("7 of 8 calls were sent"), "{}", ran.err);
    assert!(
        ran.err.contains("5 calls came to something else"),
        "{}",
        ran.err
    );
    assert_eq!(heard.try_iter().count(), 7);
}

#[test]
fn nobody_to_send_to_is_told() {
    let bench = Bench::new();
    bench.scenarios("first.jsonl", false);
    let ran = replay(&bench, "first.jsonl", "http://127.0.0.1:9", &[]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err.contains("cannot send to http://127.0.0.1:9"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("0 of "), "{}", ran.err);
    let ran = replay(&bench, "first.jsonl", "ftp://x", &[]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    bench.file("none.jsonl", "{\"playscope\":1}\n");
    let ran = replay(&bench, "none.jsonl", "http://127.0.0.1:9", &[]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("holds no calls to send"), "{}", ran.err);
}

#[test]
fn the_pace_is_that_of_the_recording() {
    let bench = Bench::new();
    let events = "/api/v1/sessions/s/events";
    let all = [
        call(
            1,
            0,
            "/api/v1/sessions",
            &event("sessionStart", 1_700_000_000_000),
            201,
            Some("s"),
        ),
        call(
            2,
            4_000,
            events,
            &event("play", 1_700_000_004_000),
            204,
            Some("s"),
        ),
        call(
            3,
            6_000,
            events,
            &event("sessionEnd", 1_700_000_006_000),
            204,
            Some("s"),
        ),
    ];
    file(&bench, "slow.jsonl", &all);
    let server = Server::start(&bench, &["serve", "--quiet", "--record", "again.jsonl"]);
    let ran = bench.run(&[
        "replay",
        "slow.jsonl",
        "--to",
        &server.url,
        "--speed",
        "10",
        "--restamp",
    ]);
    assert_ne!(ran.code, Some(2), "{ran:?}");
    server.terminate();
    assert_eq!(server.end().code, Some(0));
    let again = calls(&bench, "again.jsonl");
    let at = |place: usize| {
        Time::parse(again[place]["at"].as_str().unwrap())
            .unwrap()
            .ms()
    };
    let ts = |place: usize| again[place]["body"]["playerTime"]["ts"].as_i64().unwrap();
    // A machine under load is late, never early.
    assert!(at(1) - at(0) >= 350 && at(2) - at(0) >= 550, "{again:#?}");
    assert_eq!((ts(1) - ts(0), ts(2) - ts(1)), (4_000, 2_000));
    // The last event is new when it comes.
    let lag = at(2) - ts(2);
    assert!((-10..20_000).contains(&lag), "{lag}");
}

#[test]
fn one_session_can_be_sent_alone_and_other_forms_too() {
    let bench = Bench::new();
    bench.scenarios("first.jsonl", false);
    let sid = calls(&bench, "first.jsonl")[0]["sid"]
        .as_str()
        .unwrap()
        .to_owned();
    let server = Server::start(&bench, &["serve", "--quiet", "--record", "one.jsonl"]);
    let short: String = sid.chars().take(10).collect();
    let ran = replay(&bench, "first.jsonl", &server.url, &["--session", &short]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let one = sessions(&calls(&bench, "one.jsonl"));
    let first = calls(&bench, "first.jsonl");
    let of_it: Vec<Value> = first
        .into_iter()
        .filter(|call| call["sid"] == *sid)
        .collect();
    assert_eq!(one, sessions(&of_it));
    let har = bench.run(&["export", "first.jsonl", "--to", "har", "-o", "first.har"]);
    assert_eq!(har.code, Some(0), "{har:?}");
    let ran = replay(&bench, "first.har", &server.url, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:?}");
    let bare: Vec<Value> = of_it.iter().map(|call| call["body"].clone()).collect();
    bench.file("bare.json", Value::from(bare).to_string());
    let ran = replay(&bench, "bare.json", &server.url, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:?}");
    let ran = replay(&bench, "first.jsonl", &server.url, &["--session", "nope"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

#[test]
fn it_stops_where_it_is_and_says_so() {
    let bench = Bench::new();
    let all = [
        call(
            1,
            0,
            "/api/v1/sessions",
            &event("sessionStart", 1),
            201,
            Some("s"),
        ),
        call(
            2,
            3_600_000,
            "/api/v1/sessions/s/events",
            &event("play", 2),
            204,
            Some("s"),
        ),
    ];
    file(&bench, "slow.jsonl", &all);
    let (url, heard) = server(|_| located("/api/v1/sessions/new"));
    let child = playscope(bench.path())
        .args(["replay", "slow.jsonl", "--to", &url])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    heard.recv_timeout(Duration::from_secs(20)).unwrap();
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let ended = child.wait_with_output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{said}");
    assert!(said.contains("stopped: 1 of 2 calls were sent"), "{said}");
}

/// A request as a server heard it.
#[derive(Debug)]
struct Heard {
    line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Heard {
    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    fn read(stream: &mut BufReader<TcpStream>) -> Option<Heard> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_owned();
            if line.is_empty() {
                break;
            }
            lines.push(line);
        }
        let headers: Vec<(String, String)> = lines[1..]
            .iter()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.map_or(0, |(_, value)| value.parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body).ok()?;
        Some(Heard {
            line: lines[0].clone(),
            headers,
            body,
        })
    }
}

fn located(location: &str) -> String {
    format!("HTTP/1.1 201 Created\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n")
}

/// A server that answers as told, with what it hears.
fn server(answer: impl Fn(&Heard) -> String + Send + Sync + 'static) -> (String, Receiver<Heard>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (heard_out, heard) = channel();
    let answer = std::sync::Arc::new(answer);
    thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            let (answer, heard_out) = (answer.clone(), heard_out.clone());
            thread::spawn(move || {
                let mut stream = BufReader::new(stream);
                while let Some(request) = Heard::read(&mut stream) {
                    let text = answer(&request);
                    let _ = heard_out.send(request);
                    if stream.get_mut().write_all(text.as_bytes()).is_err() {
                        return;
                    }
                }
            });
        }
    });
    (url, heard)
}
