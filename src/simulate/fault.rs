//! Faults that integrations typically have, to be put into a healthy session.

use serde_json::{Map, Value, json};

use super::healthy;
use super::player::Sent;

/// A typical fault.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// Its name.
    pub name: &'static str,
    /// What the player does wrong.
    pub what: &'static str,
    /// Puts it into a session; false when the session has no place for it.
    spoil: fn(&mut Vec<Sent>) -> bool,
}

/// Every fault, by name.
pub const FAULTS: &[Fault] = &[
    Fault {
        name: "length-as-text",
        what: "lengths are sent as strings",
        spoil: |events| {
            change(events, &["sessionStart", "adStart"], |params| {
                ["media.length", "media.ad.length"].iter().any(|key| {
                    let Some(value) = params.get_mut(*key) else {
                        return false;
                    };
                    *value = json!(value.to_string());
                    true
                })
            })
        },
    },
    Fault {
        name: "missing-ad-break-complete",
        what: "ad breaks are never completed",
        spoil: |events| leave_out(events, "adBreakComplete"),
    },
    Fault {
        name: "missing-ad-complete",
        what: "ads are never completed",
        spoil: |events| leave_out(events, "adComplete"),
    },
    Fault {
        name: "missing-channel",
        what: "a required parameter of sessionStart is missing",
        spoil: |events| {
            change(events, &["sessionStart"], |params| {
                params.remove("media.channel").is_some()
            })
        },
    },
    Fault {
        name: "missing-chapter-complete",
        what: "chapters are never completed",
        spoil: |events| leave_out(events, "chapterComplete"),
    },
    Fault {
        name: "missing-play",
        what: "play is never sent, so that content never starts",
        spoil: |events| leave_out(events, "play"),
    },
    Fault {
        name: "playhead-in-ms",
        what: "the playhead is in milliseconds",
        spoil: |events| {
            let mut changed = false;
            for event in events.iter_mut() {
                let time = &mut event.body["playerTime"];
                if let Some(playhead) = time["playhead"].as_f64() {
                    time["playhead"] = healthy::seconds((playhead * 1000.0).round());
                    changed |= playhead > 0.0;
                }
            }
            changed
        },
    },
    Fault {
        name: "qoe-in-params",
        what: "quality data stands in params",
        spoil: |events| {
            let mut changed = false;
            for event in events.iter_mut() {
                if let Some(qoe) = event.body.remove("qoeData") {
                    event.body.insert("params".to_owned(), qoe);
                    changed = true;
                }
            }
            changed
        },
    },
    Fault {
        name: "unknown-event",
        what: "buffering is ended by an event that does not exist",
        spoil: |events| {
            let mut buffering = false;
            let mut changed = false;
            for event in events.iter_mut() {
                match event.body["eventType"].as_str() {
                    Some("bufferStart") => buffering = true,
                    Some("play") if buffering => {
                        event
                            .body
                            .insert("eventType".to_owned(), json!("bufferEnd"));
                        buffering = false;
                        changed = true;
                    }
                    _ => {}
                }
            }
            changed
        },
    },
    Fault {
        name: "wrong-key",
        what: "a parameter has a wrong name",
        spoil: |events| {
            change(events, &["sessionStart"], |params| {
                let player = params.remove("media.playerName");
                player.is_some_and(|player| {
                    params.insert("media.player".to_owned(), player).is_none()
                })
            })
        },
    },
];

/// Puts one fault into a session: the one whose turn it is, or the next that finds a place.
pub(super) fn spoil(events: &mut Vec<Sent>, turn: u64) -> Option<&'static str> {
    let start = usize::try_from(turn % FAULTS.len() as u64).unwrap_or(0);
    let in_turn = FAULTS.iter().cycle().skip(start).take(FAULTS.len());
    in_turn
        .filter(|fault| (fault.spoil)(events))
        .map(|fault| fault.name)
        .next()
}

fn leave_out(events: &mut Vec<Sent>, kind: &str) -> bool {
    let before = events.len();
    events.retain(|event| event.body["eventType"] != kind);
    events.len() < before
}

fn change(
    events: &mut [Sent],
    kinds: &[&str],
    mut apply: impl FnMut(&mut Map<String, Value>) -> bool,
) -> bool {
    let mut changed = false;
    for event in events {
        let concerned = event.body["eventType"]
            .as_str()
            .is_some_and(|kind| kinds.contains(&kind));
        if let Some(Value::Object(params)) = event.body.get_mut("params").filter(|_| concerned) {
            changed |= apply(params);
        }
    }
    changed
}
