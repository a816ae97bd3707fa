//! A capture on a port of its own, and clients of bytes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use playscope::capture::{self, Bounds, Examine, Handle, Notice, Summary};
use playscope::endpoint::{Endpoint, Limits, Mode, Reading};
use playscope::exchange::{Exchange, Header, Time};
use playscope::recording::{self, Entry, Writer};
use playscope::rules::{Examined, Settings, examine};
use playscope::schema::{Profile, Schemas};

/// How long a test waits for what must come.
const LONG: Duration = Duration::from_secs(20);

/// The clock of all captures in the tests: it moves on by 1 µs whenever it is read.
static CLOCK: AtomicI64 = AtomicI64::new(1_768_507_200_000_000);

pub(super) fn now() -> Time {
    Time(CLOCK.fetch_add(1, Ordering::Relaxed))
}

/// A capture at work.
pub(super) struct Capture {
    pub(super) address: SocketAddr,
    pub(super) handle: Handle,
    pub(super) file: PathBuf,
    _folder: tempfile::TempDir,
    reader: Option<JoinHandle<Vec<Notice<Examined>>>>,
}

pub(super) fn observe() -> Capture {
    start(Mode::Observe, Bounds::default(), now)
}

pub(super) fn start(mode: Mode, bounds: Bounds, now: fn() -> Time) -> Capture {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("capture.jsonl");
    let writer = Writer::to_file(
        file.clone(),
        Header {
            version: 1,
            ..Header::default()
        },
        false,
    )
    .unwrap();
    start_with(mode, bounds, now, writer, folder, file)
}

pub(super) fn start_with(
    mode: Mode,
    bounds: Bounds,
    now: fn() -> Time,
    writer: Writer,
    folder: tempfile::TempDir,
    file: PathBuf,
) -> Capture {
    let (started, wait) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let schemas = Arc::new(Schemas::built_in(Profile::Strict));
            let endpoint = Endpoint::new(
                mode,
                Limits::default(),
                Arc::clone(&schemas),
                capture::seed(),
            );
            let examine: Examine<Examined> = Arc::new(move |exchange| {
                let examined = examine(exchange, &schemas, &Settings::default());
                let reading = examined.passing().map(Reading::passing);
                (examined, reading)
            });
            let bound = capture::bind(Some(([127, 0, 0, 1], 0).into())).unwrap();
            let mut running =
                capture::serve(bound, None, bounds, endpoint, examine, writer, now).unwrap();
            started
                .send((running.address, running.handle.clone()))
                .unwrap();
            let mut notices = Vec::new();
            while let Some(notice) = running.notices.recv().await {
                notices.push(notice);
            }
            notices
        })
    });
    let (address, handle) = wait.recv().unwrap();
    Capture {
        address,
        handle,
        file,
        _folder: folder,
        reader: Some(reader),
    }
}

impl Capture {
    pub(super) fn connect(&self) -> Client {
        Client::new(self.address)
    }

    /// Sends one request on a connection of its own.
    pub(super) fn send(&self, request: &[u8]) -> Reply {
        let mut client = self.connect();
        client.write(request);
        client.read()
    }

    /// Posts a body with a content type of JSON.
    pub(super) fn post(&self, target: &str, body: &str) -> Reply {
        self.send(&post(target, body.as_bytes()))
    }

    /// Opens a session and gives its id.
    pub(super) fn open(&self) -> String {
        let reply = self.post("/api/v1/sessions", &event("sessionStart", 0.0, 0));
        assert_eq!(reply.status, 201, "{reply:?}");
        reply.sid()
    }

    /// Stops and gives everything that was told.
    pub(super) fn finish(mut self) -> Finished {
        self.handle.stop();
        let notices = self.reader.take().unwrap().join().unwrap();
        let mut finished = Finished {
            told: Vec::new(),
            places: Vec::new(),
            recorded: read_recording(&self.file),
            summary: None,
            trouble: Vec::new(),
            _folder: self,
        };
        for notice in notices {
            match notice {
                Notice::Exchange {
                    mut exchange,
                    place,
                    ..
                } => {
                    if place.is_some() {
                        // The recording has the body, so it is not told.
                        assert!(exchange.body.is_empty());
                        let same = |recorded: &&Exchange<'_>| recorded.seq == exchange.seq;
                        let recorded = finished.recorded.iter().find(same).unwrap();
                        exchange.body.clone_from(&recorded.body);
                    }
                    finished.told.push(*exchange);
                    finished.places.push(place);
                }
                Notice::Ended(summary) => finished.summary = Some(summary),
                other => finished.trouble.push(format!("{other:?}")),
            }
        }
        finished
    }

    /// Waits until so many exchanges are in the file.
    pub(super) fn wait_for(&self, count: usize) {
        let started = std::time::Instant::now();
        while self.recorded().len() < count {
            assert!(
                started.elapsed() < LONG,
                "{} of {count}",
                self.recorded().len()
            );
            std::thread::yield_now();
        }
    }

    /// Exchanges that are in the file by now.
    pub(super) fn recorded(&self) -> Vec<Exchange<'static>> {
        read_recording(&self.file)
    }
}

/// What a capture left behind.
pub(super) struct Finished {
    /// What the notices told, with the bodies that they left to the recording.
    pub(super) told: Vec<Exchange<'static>>,
    pub(super) places: Vec<Option<u64>>,
    pub(super) recorded: Vec<Exchange<'static>>,
    pub(super) summary: Option<Summary>,
    pub(super) trouble: Vec<String>,
    _folder: Capture,
}

pub(super) fn read_recording(file: &Path) -> Vec<Exchange<'static>> {
    let mut found = Vec::new();
    if !file.exists() {
        return found;
    }
    let loaded = recording::load(file, |entry| {
        if let Entry::Exchange(exchange) = entry {
            found.push(exchange.into_owned());
        }
    });
    // While it is being written, the last line may be cut.
    let damage = loaded.unwrap().damage;
    let cut = |damage: &recording::Damage| damage.problem == recording::Problem::CutOff;
    assert!(damage.iter().all(cut), "{damage:?}");
    found
}

/// A client that speaks bytes.
pub(super) struct Client {
    pub(super) stream: TcpStream,
    rest: Vec<u8>,
}

impl Client {
    pub(super) fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream.set_write_timeout(Some(LONG)).unwrap();
        Client {
            stream,
            rest: Vec::new(),
        }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    /// Writes what the other side still takes; `false` when it takes no more.
    pub(super) fn write_some(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
    }

    /// The next answer.
    pub(super) fn read(&mut self) -> Reply {
        self.try_read().expect("an answer")
    }

    /// The next answer, unless the connection ends before it.
    pub(super) fn try_read(&mut self) -> Option<Reply> {
        loop {
            if let Some((reply, used)) = Reply::parse(&self.rest) {
                self.rest.drain(..used);
                if reply.status != 100 {
                    return Some(reply);
                }
                continue;
            }
            let mut buffer = [0; 4096];
            match self.stream.read(&mut buffer) {
                Ok(count) if count > 0 => self.rest.extend_from_slice(&buffer[..count]),
                Ok(_) => return None,
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return None,
                Err(error) => panic!("no answer and no end: {error}"),
            }
        }
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    fn parse(bytes: &[u8]) -> Option<(Reply, usize)> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status: u16 = lines.next()?.split(' ').nth(1)?.parse().unwrap();
        let headers: Vec<(String, String)> = lines
            .map(|line| line.split_once(':').unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
        let body = bytes.get(end + 4..end + 4 + length)?.to_vec();
        let reply = Reply {
            status,
            headers,
            body,
        };
        Some((reply, end + 4 + length))
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(super) fn sid(&self) -> String {
        let location = self.header("location").unwrap();
        location
            .strip_prefix("/api/v1/sessions/")
            .unwrap()
            .to_owned()
    }
}

/// A request with a body.
pub(super) fn post(target: &str, body: &[u8]) -> Vec<u8> {
    request(
        "POST",
        target,
        &[("content-type", "application/json")],
        body,
    )
}

pub(super) fn request(
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Vec<u8> {
    let headers: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let mut bytes = format!(
        "{method} {target} HTTP/1.1\r\nhost: test\r\n{}content-length: {}\r\n\r\n",
        headers.concat(),
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A healthy event.
pub(super) fn event(kind: &str, playhead: f64, ms: i64) -> String {
    let params = if kind == "sessionStart" {
        r#","params":{"analytics.trackingServer":"metrics.example.com","analytics.reportSuite":"suite","visitor.marketingCloudOrgId":"0123456789ABCDEF01234567@AdobeOrg","media.id":"film","media.length":600,"media.contentType":"vod","media.playerName":"player","media.channel":"web"}"#
    } else {
        ""
    };
    let ts = 1_768_507_200_000_i64 + ms;
    format!(r#"{{"playerTime":{{"playhead":{playhead},"ts":{ts}}},"eventType":"{kind}"{params}}}"#)
}

/// The path of a session's events.
pub(super) fn events(sid: &str) -> String {
    format!("/api/v1/sessions/{sid}/events")
}
