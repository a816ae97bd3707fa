//! Clients that behave oddly: they hang up, pipeline, trickle, shout or send no HTTP at all.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use playscope::capture::Bounds;
use playscope::endpoint::Mode;

use super::support::{Client, event, events, now, observe, post, start};

/// Posts that are sent in a row by clients that do not wait.
const POSTS: usize = 2000;

#[test]
fn nothing_is_lost_when_clients_close_right_after_writing() {
    let capture = observe();
    let sid = capture.open();
    for count in 0..POSTS {
        let ms = i64::try_from(count).unwrap();
        let mut client = capture.connect();
        client.write(&post(&events(&sid), event("ping", 1.0, ms).as_bytes()));
        drop(client);
    }
    expect_all(capture);
}

#[test]
fn nothing_is_lost_when_clients_half_close_right_after_writing() {
    let capture = observe();
    let sid = capture.open();
    for count in 0..POSTS {
        let ms = i64::try_from(count).unwrap();
        let mut client = capture.connect();
        client.write(&post(&events(&sid), event("ping", 1.0, ms).as_bytes()));
        client.stream.shutdown(Shutdown::Write).unwrap();
        if count % 10 == 0 {
            assert_eq!(client.read().status, 204, "half-closed, it can still read");
        }
    }
    expect_all(capture);
}

#[test]
fn nothing_is_lost_when_clients_reset_right_after_writing() {
    let capture = observe();
    let sid = capture.open();
    for count in 0..POSTS {
        let ms = i64::try_from(count).unwrap();
        let mut client = capture.connect();
        client.write(&post(&events(&sid), event("ping", 1.0, ms).as_bytes()));
        // With no time to linger, closing sends a reset.
        socket2::SockRef::from(&client.stream)
            .set_linger(Some(Duration::ZERO))
            .unwrap();
    }
    expect_all(capture);
}

fn expect_all(capture: super::support::Capture) {
    // A connection that is accepted last has everything before it behind it in the queue.
    capture.wait_for(POSTS + 1);
    let finished = capture.finish();
    assert_eq!(finished.recorded.len(), POSTS + 1);
    assert_eq!(finished.recorded, finished.told);
    let mut bodies: Vec<_> = finished
        .recorded
        .iter()
        .map(|exchange| &exchange.body)
        .collect();
    bodies.sort();
    bodies.dedup();
    assert_eq!(bodies.len(), POSTS + 1, "each one once");
}

#[test]
fn an_incomplete_request_is_none() {
    let capture = observe();
    let whole = post("/api/v1/sessions", event("sessionStart", 0.0, 0).as_bytes());
    for cut in [1, 10, 60, whole.len() - 1] {
        let mut client = capture.connect();
        client.write(&whole[..cut]);
    }
    capture.open();
    assert_eq!(capture.finish().recorded.len(), 1);
}

#[test]
fn bytes_that_are_no_http_do_no_harm() {
    let capture = observe();
    let garbage: &[&[u8]] = &[
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03hello tls",
        b"\0\0\0\0\0\0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET\r\n\r\n",
        b"POST /api/v1/sessions HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        b"POST /api/v1/sessions HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"\x1b]0;title\x07\x1b[2J\r\n\r\n",
    ];
    for bytes in garbage {
        let mut client = capture.connect();
        client.write(bytes);
        client.stream.shutdown(Shutdown::Write).unwrap();
        if let Some(reply) = client.try_read() {
            assert!((400..=505).contains(&reply.status), "{reply:?}");
        }
    }
    capture.open();
    assert_eq!(capture.finish().recorded.len(), 1);
}

#[test]
fn sixty_four_connections_at_once() {
    let capture = observe();
    let sid = capture.open();
    let mut clients: Vec<Client> = (0..64).map(|_| capture.connect()).collect();
    for round in 0..5 {
        for client in &mut clients {
            client.write(&post(&events(&sid), event("ping", 1.0, round).as_bytes()));
        }
        for client in &mut clients {
            assert_eq!(client.read().status, 204);
        }
    }
    drop(clients);
    let finished = capture.finish();
    assert_eq!(finished.recorded.len(), 1 + 64 * 5);
    assert!(
        finished
            .recorded
            .iter()
            .zip(1..)
            .all(|(exchange, seq)| exchange.seq == seq)
    );
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let capture = observe();
    let sid = capture.open();
    let mut client = capture.connect();
    let mut all = Vec::new();
    for ms in 0..50 {
        all.extend(post(&events(&sid), event("ping", 1.0, ms).as_bytes()));
        all.extend(post("/api/v1/sessions", b"{"));
    }
    client.write(&all);
    let statuses: Vec<u16> = (0..100).map(|_| client.read().status).collect();
    assert_eq!(statuses, [204, 400].repeat(50));
    let recorded = capture.finish().recorded;
    let sent: Vec<String> = (0..50).map(|ms| event("ping", 1.0, ms)).collect();
    let pings = recorded[1..]
        .iter()
        .step_by(2)
        .map(|exchange| &exchange.body);
    assert!(
        pings
            .zip(&sent)
            .all(|(body, sent)| body.as_ref() == sent.as_bytes())
    );
}

#[test]
fn bodies_in_chunks_and_after_continue() {
    let capture = observe();
    let body = event("sessionStart", 0.0, 0);
    let (first, second) = body.split_at(50);
    let mut client = capture.connect();
    let chunked = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{first}\r\n{:x};a=b\r\n{second}\r\n0\r\nx: y\r\n\r\n",
        first.len(),
        second.len()
    );
    client.write(chunked.as_bytes());
    assert_eq!(client.read().status, 201);
    let expecting = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    client.write(expecting.as_bytes());
    let mut go_on = [0; 25];
    client.stream.read_exact(&mut go_on).unwrap();
    assert!(go_on.starts_with(b"HTTP/1.1 100 Continue\r\n"));
    client.write(body.as_bytes());
    assert_eq!(client.read().status, 201);
    let recorded = capture.finish().recorded;
    assert!(
        recorded
            .iter()
            .all(|exchange| exchange.body.as_ref() == body.as_bytes())
    );
    assert_eq!(
        recorded[0].headers.get("transfer-encoding"),
        Some("chunked")
    );
}

#[test]
fn heads_in_old_http_and_absolute_form() {
    let capture = observe();
    let body = event("sessionStart", 0.0, 0);
    let mut client = capture.connect();
    client.write(
        format!(
            "POST http://host:1/api/v1/sessions?q HTTP/1.0\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .as_bytes(),
    );
    assert_eq!(client.read().status, 201);
    assert!(client.try_read().is_none(), "HTTP/1.0 closes");
    assert_eq!(capture.finish().recorded[0].target, "/api/v1/sessions?q");
}

#[test]
fn a_request_in_flight_is_finished_when_the_capture_stops() {
    let capture = observe();
    let whole = post("/api/v1/sessions", event("sessionStart", 0.0, 0).as_bytes());
    let mut client = capture.connect();
    // The head and part of the body: the request is being read when the capture is told to stop.
    client.write(&whole[..whole.len() - 5]);
    let mut idle = capture.connect();
    assert_eq!(capture.open().len(), 64);
    capture.handle.stop();
    assert!(
        idle.try_read().is_none(),
        "an idle connection is closed at once"
    );
    client.write(&whole[whole.len() - 5..]);
    assert_eq!(client.read().status, 201);
    let finished = capture.finish();
    assert_eq!(finished.recorded.len(), 2);
    assert_eq!(finished.summary.unwrap().exchanges, 2);
}

#[test]
fn a_stuck_request_does_not_hold_up_the_end() {
    let bounds = Bounds {
        stop_time: Duration::from_millis(50),
        ..Bounds::default()
    };
    let capture = start(Mode::Observe, bounds, now);
    let mut client = capture.connect();
    client.write(b"POST /api/v1/sessions HTTP/1.1\r\ncontent-length: 10\r\n\r\n{");
    capture.open();
    let address = capture.address;
    assert_eq!(capture.finish().recorded.len(), 1);
    let mut late = TcpStream::connect(address).ok();
    let refused = late.as_mut().is_none_or(|late| {
        late.write_all(b"GET / HTTP/1.1\r\n\r\n").is_err()
            || late.read(&mut [0; 9]).is_ok_and(|count| count == 0)
            || late.read(&mut [0; 9]).is_err()
    });
    assert!(refused, "nobody listens any more");
}
