//! The load: players on connections of their own that send the next event when the last was answered.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Events of one session, before its player opens the next.
const EVENTS: u32 = 500;

/// What a turn came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    /// Calls per second.
    pub(crate) rate: f64,
    /// Half of the calls were answered within this, in µs.
    pub(crate) p50: f64,
    /// 99 of 100 calls were answered within this, in µs.
    pub(crate) p99: f64,
}

/// Keeps a server busy for a while.
pub(crate) fn run(server: SocketAddr, connections: usize, duration: Duration) -> Figures {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let start = Instant::now();
        let until = start + duration;
        let players: Vec<_> = (0..connections)
            .map(|number| tokio::spawn(play(server, number, until)))
            .collect();
        let mut times = Vec::new();
        for player in players {
            times.extend(player.await.expect("a player"));
        }
        let seconds = start.elapsed().as_secs_f64();
        times.sort_unstable();
        let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1e6;
        #[expect(clippy::cast_precision_loss, reason = "a few million calls at most")]
        let count = times.len() as f64;
        Figures {
            rate: count / seconds,
            p50: at(50),
            p99: at(99),
        }
    })
}

/// One player; gives the time of every call.
async fn play(server: SocketAddr, number: usize, until: Instant) -> Vec<Duration> {
    let mut stream = TcpStream::connect(server).await.expect("a connection");
    stream.set_nodelay(true).expect("a socket option");
    let mut times = Vec::new();
    let mut request = String::new();
    let mut answer = vec![0; 4096];
    let clock = std::time::SystemTime::now();
    let since = clock.duration_since(std::time::UNIX_EPOCH);
    let epoch = since.map_or(0, |since| since.as_millis());
    let mut session = 0;
    while Instant::now() < until {
        session += 1;
        let mut sid = "0".repeat(64);
        for event in 0..EVENTS {
            let ts = epoch + u128::from(event);
            body(&mut request, &sid, event, ts, (number, session));
            let sent = Instant::now();
            stream
                .write_all(request.as_bytes())
                .await
                .expect("a call goes out");
            let length = stream.read(&mut answer).await.expect("an answer");
            times.push(sent.elapsed());
            let head = std::str::from_utf8(&answer[..length]).expect("a head");
            assert!(
                head.ends_with("\r\n\r\n"),
                "one packet holds the answer: {head}"
            );
            if let Some((_, rest)) = head.split_once("location: /api/v1/sessions/") {
                sid = rest.chars().take(64).collect();
            }
            if Instant::now() >= until {
                break;
            }
        }
    }
    times
}

/// The next call of a player: a sessionStart, a play, then pings with a bitrate.
fn body(out: &mut String, sid: &str, event: u32, ts: u128, (player, session): (usize, u32)) {
    let playhead = f64::from(event) / 1e3;
    let player_time = format!(r#""playerTime":{{"playhead":{playhead},"ts":{ts}}}"#);
    let (path, body) = match event {
        0 => (
            "/api/v1/sessions".to_owned(),
            format!(
                r#"{{{player_time},"eventType":"sessionStart","params":{{"analytics.trackingServer":"metrics.example.com","analytics.reportSuite":"suite","visitor.marketingCloudOrgId":"0123456789ABCDEF01234567@AdobeOrg","visitor.marketingCloudUserId":"12345678901234567890123456789012345678","media.id":"film-{player}-{session}","media.name":"Film {player}","media.length":3600,"media.contentType":"vod","media.streamType":"video","media.playerName":"html5","media.channel":"web"}}}}"#
            ),
        ),
        _ => (
            format!("/api/v1/sessions/{sid}/events"),
            format!(
                r#"{{{player_time},"eventType":"{}","qoeData":{{"media.qoe.bitrate":3200000,"media.qoe.droppedFrames":0}}}}"#,
                if event == 1 { "play" } else { "ping" }
            ),
        ),
    };
    out.clear();
    write!(
        out,
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36\r\naccept: */*\r\norigin: http://127.0.0.1:8080\r\nreferer: http://127.0.0.1:8080/\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .expect("a string takes all");
}
