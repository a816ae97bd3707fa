//! Calls made up by number, healthy and alike, so that only their place and their company differ.

use playscope::exchange::{Exchange, Headers, Time};

/// 2026-01-15T20:00:00Z, in ms since the Unix epoch.
const EPOCH_MS: i64 = 1_768_507_200_000;

/// The call of a session with a number: 0 opens it, 1 plays, then come pings, each 10 s after the one before. `seq` is
/// its place among all calls; the session begins so many seconds after the epoch.
pub(crate) fn call(session: usize, number: u32, seq: u64, begins: i64) -> Exchange<'static> {
    let playhead = 10 * i64::from(number.saturating_sub(1));
    let ts = EPOCH_MS + 1000 * (begins + playhead) + i64::from(number.min(1));
    let sid = format!("{session:064x}");
    let time = format!(r#""playerTime":{{"playhead":{playhead},"ts":{ts}}}"#);
    let (target, body, status) = match number {
        0 => ("/api/v1/sessions".to_owned(), opening(&time, session), 201),
        _ => (
            format!("/api/v1/sessions/{sid}/events"),
            format!(
                r#"{{{time},"eventType":"{}","qoeData":{{"media.qoe.bitrate":3200000,"media.qoe.droppedFrames":0}}}}"#,
                if number == 1 { "play" } else { "ping" }
            ),
            204,
        ),
    };
    Exchange {
        seq,
        at: Time::from_ms(ts + 40),
        peer: "127.0.0.1:50000".into(),
        method: "POST".into(),
        target: target.into(),
        headers: Headers(vec![
            ("user-agent".into(), "player/4.2".into()),
            ("content-type".into(), "application/json".into()),
        ]),
        body: body.into_bytes().into(),
        status,
        sid: Some(sid.into()),
        took_us: 100,
    }
}

fn opening(time: &str, session: usize) -> String {
    format!(
        r#"{{{time},"eventType":"sessionStart","params":{{"analytics.trackingServer":"metrics.example.com","analytics.reportSuite":"suite","visitor.marketingCloudOrgId":"0123456789ABCDEF01234567@AdobeOrg","visitor.marketingCloudUserId":"12345678901234567890123456789012345678","media.id":"film-{session}","media.name":"Film {session}","media.length":36000000,"media.contentType":"vod","media.streamType":"video","media.playerName":"html5","media.channel":"web"}}}}"#
    )
}
