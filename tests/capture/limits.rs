//! Bounds on bodies, heads, time and connections.

use std::time::Duration;

use playscope::capture::Bounds;
use playscope::endpoint::Mode;

use super::support::{event, events, now, observe, post, request, start};

const MIB: usize = 1 << 20;

fn padded(length: usize) -> String {
    let body = event("ping", 1.0, 1);
    let mut body = body.strip_suffix('}').unwrap().to_owned();
    body.push_str(r#","customMetadata":{"pad":""#);
    body.push_str(&"é".repeat((length - body.len() - 3) / 2));
    while body.len() < length - 3 {
        body.push('x');
    }
    body.push_str("\"}}");
    body
}

#[test]
fn a_body_up_to_the_limit_passes_and_one_byte_more_gets_413() {
    let capture = observe();
    let sid = capture.open();
    let fits = padded(MIB);
    assert_eq!(fits.len(), MIB);
    assert_eq!(capture.post(&events(&sid), &fits).status, 204);
    let over = padded(MIB + 1);
    let reply = capture.post(&events(&sid), &over);
    assert_eq!(reply.status, 413);
    assert!(reply.text().contains("1048576"));
    let recorded = capture.finish().recorded;
    assert_eq!(recorded[1].body.as_ref(), fits.as_bytes());
    let kept = &recorded[2];
    assert_eq!((kept.status, kept.sid.as_deref()), (413, Some(&*sid)));
    assert_eq!(kept.headers.get("content-length"), Some("1048577"));
    let kept_text = std::str::from_utf8(&kept.body).unwrap();
    assert!(over.starts_with(kept_text));
    assert!((65535..=65536).contains(&kept_text.len()));
}

#[test]
fn an_array_may_be_longer() {
    let capture = observe();
    let start = event("sessionStart", 0.0, 0);
    let batch = |length: usize| {
        let mut text = format!("\n [{start}");
        while text.len() < length {
            text.push(',');
            text.push_str(&padded(MIB));
        }
        text + "]"
    };
    assert_eq!(
        capture.post("/api/v1/downloaded", &batch(3 * MIB)).status,
        201
    );
    assert_eq!(
        capture.post("/api/v1/downloaded", &batch(16 * MIB)).status,
        413
    );
}

#[test]
fn a_chunked_body_over_the_limit_is_measured() {
    let capture = observe();
    let mut bytes =
        b"POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..20 {
        bytes.extend(b"10000\r\n");
        bytes.extend([0xff].repeat(0x10000));
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"0\r\n\r\n");
    assert_eq!(capture.send(&bytes).status, 413);
    let recorded = capture.finish().recorded;
    assert_eq!(recorded[0].body.as_ref(), [0xff].repeat(65536));
    assert_eq!(recorded[0].sent_length(), 20 * 65536);
}

#[test]
fn a_huge_head_is_refused() {
    let capture = observe();
    let long = "x".repeat(200_000);
    let many: Vec<(String, String)> = (0..500)
        .map(|n| (format!("x-{n}"), "y".to_owned()))
        .collect();
    let many: Vec<(&str, &str)> = many
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    for headers in [&[("x-long", long.as_str())][..], &many] {
        let mut client = capture.connect();
        client.write_some(&request("POST", "/api/v1/sessions", headers, b"{}"));
        if let Some(reply) = client.try_read() {
            assert_eq!(reply.status, 431);
        }
    }
    let large = "x".repeat(20_000);
    let start = event("sessionStart", 0.0, 0);
    let reply = capture.send(&request(
        "POST",
        "/api/v1/sessions",
        &[("cookie", &large)],
        start.as_bytes(),
    ));
    assert_eq!(reply.status, 201, "a fat cookie is no attack");
    assert_eq!(capture.finish().recorded.len(), 1);
}

#[test]
fn a_head_that_trickles_is_cut_off() {
    let bounds = Bounds {
        head_time: Duration::from_millis(100),
        ..Bounds::default()
    };
    let capture = start(Mode::Observe, bounds, now);
    let mut client = capture.connect();
    client.write(b"POST /api/v1/sessions HTTP/1.1\r\nx-slow: ");
    assert!(
        client.try_read().is_none_or(|reply| reply.status == 408),
        "closed without waiting for more"
    );
    assert_eq!(capture.finish().recorded.len(), 0);
}

#[test]
fn a_client_that_is_silent_after_an_answer_is_cut_off() {
    let bounds = Bounds {
        head_time: Duration::from_millis(100),
        ..Bounds::default()
    };
    let capture = start(Mode::Observe, bounds, now);
    let mut client = capture.connect();
    client.write(&post(
        "/api/v1/sessions",
        event("sessionStart", 0.0, 0).as_bytes(),
    ));
    assert_eq!(client.read().status, 201);
    assert!(client.try_read().is_none(), "closed, as nothing came");
    assert_eq!(capture.finish().recorded.len(), 1);
}

#[test]
fn a_body_that_trickles_is_cut_off() {
    let bounds = Bounds {
        body_time: Duration::from_millis(100),
        ..Bounds::default()
    };
    let capture = start(Mode::Observe, bounds, now);
    let whole = post("/api/v1/sessions", event("sessionStart", 0.0, 0).as_bytes());
    let mut client = capture.connect();
    client.write(&whole[..whole.len() - 1]);
    assert_eq!(client.read().status, 408);
    assert!(client.try_read().is_none());
    assert_eq!(capture.finish().recorded.len(), 0);
}

#[test]
fn a_client_that_reads_no_answers_is_cut_off() {
    let bounds = Bounds {
        write_time: Duration::from_millis(100),
        ..Bounds::default()
    };
    let capture = start(Mode::Observe, bounds, now);
    let mut client = capture.connect();
    let call = request("GET", "/api/v1/schemas/sessionStart", &[], b"");
    let mut sent = 0;
    // Until the capture closes, as its answers pile up unread.
    while client.write_some(&call) {
        sent += 1;
        assert!(sent < 1_000_000, "still open");
    }
    drop(client);
    capture.open();
}

#[test]
fn connections_beyond_the_bound_wait_for_a_place() {
    let bounds = Bounds {
        connections: 2,
        ..Bounds::default()
    };
    let capture = start(Mode::Observe, bounds, now);
    let start = post("/api/v1/sessions", event("sessionStart", 0.0, 0).as_bytes());
    let mut first = capture.connect();
    let mut second = capture.connect();
    for client in [&mut first, &mut second] {
        client.write(&start);
        assert_eq!(client.read().status, 201);
    }
    let mut third = capture.connect();
    third.write(&start);
    third
        .stream
        .set_read_timeout(Some(Duration::from_millis(100)))
        .unwrap();
    assert!(
        std::io::Read::read(&mut third.stream, &mut [0; 1]).is_err(),
        "it waits"
    );
    drop(first);
    third
        .stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    assert_eq!(third.read().status, 201);
}
