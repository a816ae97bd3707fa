//! The capture with real sockets: answers, limits, misbehaving clients, and what is recorded of them.

mod support;

use support::{event, events, observe};

#[test]
fn a_session_from_its_start_to_its_end() {
    let capture = observe();
    let sid = capture.open();
    assert_eq!(sid.len(), 64);
    assert_eq!(
        capture.post(&events(&sid), &event("play", 0.0, 1)).status,
        204
    );
    assert_eq!(
        capture
            .post(&events(&sid), &event("sessionEnd", 1.0, 1000))
            .status,
        204
    );
    assert_eq!(
        capture
            .post(&events(&sid), &event("ping", 1.0, 2000))
            .status,
        410
    );
    let finished = capture.finish();
    assert_eq!(finished.recorded, finished.told);
    let statuses: Vec<u16> = finished
        .recorded
        .iter()
        .map(|exchange| exchange.status)
        .collect();
    assert_eq!(statuses, [201, 204, 204, 410]);
    assert!(
        finished
            .recorded
            .iter()
            .all(|exchange| exchange.sid.as_deref() == Some(&sid))
    );
}
