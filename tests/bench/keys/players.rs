//! Players that send so many events a second, on connections of their own.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Connections.
const PLAYERS: u32 = 25;
/// Events of one session, before its player opens the next.
const EVENTS: u32 = 2000;

/// The players at work.
pub(crate) struct Players {
    over: Arc<AtomicBool>,
    sent: Arc<AtomicU32>,
    threads: Vec<JoinHandle<()>>,
}

/// Starts them.
pub(crate) fn start(address: &str, rate: u32) -> Players {
    let (over, sent) = (Arc::new(AtomicBool::new(false)), Arc::default());
    let pace = Duration::from_secs(1) * PLAYERS / rate;
    let threads = (0..PLAYERS).map(|number| {
        let (address, over, sent) = (address.to_owned(), Arc::clone(&over), Arc::clone(&sent));
        std::thread::spawn(move || play(&address, number, pace, &over, &sent))
    });
    Players {
        threads: threads.collect(),
        over,
        sent,
    }
}

impl Players {
    /// Events that were answered.
    pub(crate) fn sent(&self) -> u32 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Ends them; how many events were answered.
    pub(crate) fn stop(self) -> u32 {
        self.over.store(true, Ordering::Relaxed);
        for thread in self.threads {
            thread.join().expect("a player");
        }
        self.sent.load(Ordering::Relaxed)
    }
}

fn play(address: &str, number: u32, pace: Duration, over: &AtomicBool, sent: &AtomicU32) {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_nodelay(true).expect("a socket option");
    let mut answer = [0; 4096];
    let mut next = Instant::now();
    let mut sid = String::new();
    for count in 0.. {
        if over.load(Ordering::Relaxed) {
            return;
        }
        let event = count % EVENTS;
        let call = request(&sid, event, number, count / EVENTS);
        stream.write_all(call.as_bytes()).expect("a call goes out");
        let length = stream.read(&mut answer).expect("an answer");
        let head = String::from_utf8_lossy(&answer[..length]);
        if let Some((_, rest)) = head.split_once("location: /api/v1/sessions/") {
            sid = rest.chars().take(64).collect();
        }
        sent.fetch_add(1, Ordering::Relaxed);
        // Who was held up catches up: the rate holds over time.
        next += pace;
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
}

fn request(sid: &str, event: u32, number: u32, round: u32) -> String {
    let clock = SystemTime::now().duration_since(UNIX_EPOCH);
    let ts = clock.map_or(0, |since| since.as_millis());
    let time = format!(r#""playerTime":{{"playhead":{},"ts":{ts}}}"#, event / 100);
    let (target, body) = if event == 0 {
        (
            "/api/v1/sessions".to_owned(),
            format!(
                r#"{{{time},"eventType":"sessionStart","params":{{"analytics.trackingServer":"metrics.example.com","analytics.reportSuite":"suite","visitor.marketingCloudOrgId":"0123456789ABCDEF01234567@AdobeOrg","visitor.marketingCloudUserId":"12345678901234567890123456789012345678","media.id":"film-{number}-{round}","media.name":"Film {number}, part {round}","media.length":3600,"media.contentType":"vod","media.playerName":"html5","media.channel":"web"}}}}"#
            ),
        )
    } else {
        let kind = if event == 1 { "play" } else { "ping" };
        (
            format!("/api/v1/sessions/{sid}/events"),
            format!(
                r#"{{{time},"eventType":"{kind}","qoeData":{{"media.qoe.bitrate":3200000,"media.qoe.droppedFrames":0}}}}"#
            ),
        )
    };
    format!(
        "POST {target} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}
