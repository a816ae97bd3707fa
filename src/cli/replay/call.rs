//! A recorded call as it is sent again: its bytes, on the way to another endpoint and another session.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{HOST, HeaderName, HeaderValue};
use hyper::{Method, Request, Uri};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::cli::players::Target;
use crate::exchange::{Exchange, REPLAY_HEADER};
use crate::wire::Route;
use crate::wire::route::path;

/// Headers that are about the connection on which a call came, in order.
const OF_CONNECTION: &[&str] = &[
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    REPLAY_HEADER,
];

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// A `ts` below this is none in ms (a placeholder, or seconds) and is sent as it is: its fault is to be seen again.
const LEAST_TS: f64 = 1e11;

/// The request that sends a call again: to its session's new id, with `ts` moved by `shift` ms.
///
/// # Errors
///
/// When HTTP has no form for it; says why.
pub(super) fn request(
    to: &Target,
    exchange: &Exchange<'_>,
    sid: Option<&str>,
    shift: Option<i64>,
) -> Result<Request<Full<Bytes>>, String> {
    let method = Method::from_bytes(exchange.method.as_bytes())
        .map_err(|_| "its method is none that HTTP knows".to_owned())?;
    let target = target(&to.prefix, &exchange.target, sid);
    let uri = uri(&target).ok_or("its path is none that HTTP knows")?;
    let moved = shift.and_then(|shift| restamped(&exchange.body, shift));
    let body = Bytes::from(moved.unwrap_or_else(|| exchange.body.to_vec()));
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    let headers = request.headers_mut();
    for (name, value) in &exchange.headers.0 {
        if OF_CONNECTION.contains(&name.as_ref()) {
            continue;
        }
        // What came as a header can go as one; what an imported file calls so perhaps not.
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_bytes(value.as_bytes()),
        ) {
            headers.append(name, value);
        }
    }
    let host = HeaderValue::from_str(&to.authority).map_err(|_| "the host has no such name")?;
    headers.insert(HOST, host);
    headers.insert(
        HeaderName::from_static(REPLAY_HEADER),
        HeaderValue::from_static("1"),
    );
    Ok(request)
}

/// Where a call goes: what the recording has in front of `/api/v1` gives way to the new prefix, and the session's
/// id to the new one; the rest stays as it was sent.
fn target(prefix: &str, recorded: &str, sid: Option<&str>) -> String {
    let segments = match Route::of(recorded) {
        Route::Sessions | Route::Downloaded => 3,
        Route::Schema(_) => 4,
        Route::Events(_) => 5,
        Route::Other => return format!("{prefix}{recorded}"),
    };
    let (mut begin, mut id) = (0, None);
    let mut rest = path(recorded);
    for place in 0..segments {
        rest = rest.trim_end_matches('/');
        let end = rest.len();
        begin = rest.rfind('/').map_or(0, |slash| slash + 1);
        if segments == 5 && place == 1 {
            id = Some(begin..end);
        }
        rest = rest.get(..begin).unwrap_or_default();
    }
    let part = |from: usize, to: usize| recorded.get(from..to).unwrap_or_default();
    match (sid, id) {
        (Some(sid), Some(id)) => {
            let (before, after) = (part(begin, id.start), part(id.end, recorded.len()));
            format!("{prefix}/{before}{sid}{after}")
        }
        _ => format!("{prefix}/{}", part(begin, recorded.len())),
    }
}

/// The target as HTTP takes it: what came over HTTP is so already, what an imported file names is escaped.
fn uri(target: &str) -> Option<Uri> {
    target.parse().ok().or_else(|| {
        let mut escaped = String::with_capacity(target.len() + 16);
        for byte in target.bytes() {
            if byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&byte) {
                escaped.push(char::from(byte));
            } else {
                escaped.push('%');
                escaped
                    .extend([byte >> 4, byte & 15].map(|half| char::from(HEX[usize::from(half)])));
            }
        }
        escaped.parse().ok()
    })
}

/// The body with every `playerTime.ts` moved, all other bytes as they are; `None` when there is none to move.
fn restamped(body: &[u8], shift: i64) -> Option<Vec<u8>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Event<'a> {
        #[serde(borrow)]
        player_time: &'a RawValue,
    }
    #[derive(Deserialize)]
    struct PlayerTime<'a> {
        #[serde(borrow)]
        ts: &'a RawValue,
    }
    let text = std::str::from_utf8(body).ok()?;
    let events: Vec<&RawValue> = if text.trim_start().starts_with('[') {
        serde_json::from_str(text).ok()?
    } else {
        vec![serde_json::from_str(text).ok()?]
    };
    let mut moved = Vec::with_capacity(body.len() + 8);
    let mut copied = 0;
    for event in events {
        let Ok(event) = serde_json::from_str::<Event<'_>>(event.get()) else {
            continue;
        };
        let Ok(PlayerTime { ts }) = serde_json::from_str(event.player_time.get()) else {
            continue;
        };
        let Some(later) = later(ts.get(), shift) else {
            continue;
        };
        let begin = (ts.get().as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
        moved.extend_from_slice(body.get(copied..begin)?);
        moved.extend_from_slice(later.to_string().as_bytes());
        copied = begin + ts.get().len();
    }
    if copied == 0 {
        return None;
    }
    moved.extend_from_slice(body.get(copied..)?);
    Some(moved)
}

fn later(ts: &str, shift: i64) -> Option<i64> {
    let whole = ts.parse().ok().or_else(|| {
        let value: f64 = ts.parse().ok()?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole and far below what is checked"
        )]
        (value.fract() == 0.0 && value < 1e18).then_some(value as i64)
    })?;
    #[expect(clippy::cast_precision_loss, reason = "only the magnitude counts")]
    let is_time = whole as f64 >= LEAST_TS;
    is_time.then(|| whole.saturating_add(shift))
}

#[cfg(test)]
mod tests {
    use super::{OF_CONNECTION, restamped, target, uri};

    #[test]
    fn a_call_goes_to_the_new_session_below_the_new_prefix() {
        let new = Some("new");
        let cases = [
            (
                "",
                "/api/v1/sessions/old/events",
                "/api/v1/sessions/new/events",
            ),
            (
                "/lab",
                "/va/api/v1/sessions/old/events?x=1",
                "/lab/api/v1/sessions/new/events?x=1",
            ),
            (
                "",
                "//va//api//v1/sessions//old/events/",
                "/api//v1/sessions//new/events/",
            ),
            (
                "/lab",
                "/va/api/v1/sessions?old",
                "/lab/api/v1/sessions?old",
            ),
            ("/lab", "/api/v1/downloaded", "/lab/api/v1/downloaded"),
            ("", "/x/api/v1/schemas/play", "/api/v1/schemas/play"),
            (
                "/lab",
                "/v1/sessions/old/events",
                "/lab/v1/sessions/old/events",
            ),
        ];
        for (prefix, recorded, expected) in cases {
            assert_eq!(target(prefix, recorded, new), expected, "{recorded}");
        }
        assert_eq!(
            target("", "/api/v1/sessions/old/events", None),
            "/api/v1/sessions/old/events"
        );
    }

    #[test]
    fn only_the_time_stamp_is_changed() {
        let moved = |body: &str| restamped(body.as_bytes(), 1_000).map(String::from_utf8);
        let told = |text: &str| Some(Ok(text.to_owned()));
        assert_eq!(
            moved(
                " {\"playerTime\": {\"playhead\":1, \"ts\" : 1700000000000 },\r\n \"x\":\"\\u00e4\"}"
            ),
            told(
                " {\"playerTime\": {\"playhead\":1, \"ts\" : 1700000001000 },\r\n \"x\":\"\\u00e4\"}"
            )
        );
        assert_eq!(
            moved(
                "[{\"playerTime\":{\"ts\":1700000000000.0}},{},{\"playerTime\":{\"ts\":1700000000001}}]"
            ),
            told(
                "[{\"playerTime\":{\"ts\":1700000001000}},{},{\"playerTime\":{\"ts\":1700000001001}}]"
            )
        );
        // Faults stay what they are.
        for body in [
            "{\"playerTime\":{\"ts\":1700000000}}",
            "{\"playerTime\":{\"ts\":0}}",
            "{\"playerTime\":{\"ts\":\"1700000000000\"}}",
            "{\"playerTime\":{\"ts\":17000000000",
            "",
        ] {
            assert_eq!(moved(body), None, "{body}");
        }
    }

    #[test]
    fn odd_paths_are_escaped() {
        assert_eq!(uri("/a%20b?x=1").expect("a path").to_string(), "/a%20b?x=1");
        assert_eq!(uri("/a b").expect("a path").to_string(), "/a%20b");
        assert!(OF_CONNECTION.is_sorted());
    }
}
