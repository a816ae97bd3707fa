//! payload/custom-state and payload/state-update-empty: which player states, and whether any.

use super::super::case::{Case, Slot};
use super::super::{Rule, Severity, sources};
use crate::wire::EventType;
use crate::wire::json::{Value, path, quoted};

/// payload/custom-state.
pub(in super::super) static CUSTOM: Rule = Rule {
    id: "payload/custom-state",
    severity: Severity::Note,
    what: "A player state other than fullscreen, mute, closedCaptioning, pictureInPicture and inFocus (case ignored); told once for \
           each name.",
    cost: "It is counted, but it takes one of the ten places a session has for states, and needs a report of its own.",
    fix: "Check the spelling; keep it if it is meant.",
    sources: &[sources::PARAMETERS, sources::STATES],
    wrong: "0 0 sessionStart\n1 0 play\n5 4 stateStart {\"params\":{\"media.state.name\":\"zoom\"}}\n\
            6 5 stateEnd {\"params\":{\"media.state.name\":\"zoom\"}}\n11 10 ping\n12 11 sessionEnd",
    right: "0 0 sessionStart\n1 0 play\n5 4 stateStart {\"params\":{\"media.state.name\":\"Mute\"}}\n\
            6 5 stateEnd {\"params\":{\"media.state.name\":\"mute\"}}\n11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

/// payload/state-update-empty.
pub(in super::super) static UPDATE_EMPTY: Rule = Rule {
    id: "payload/state-update-empty",
    what: "statesUpdate with neither statesStart nor statesEnd, or with nothing in them.",
    cost: "The event does nothing.",
    fix: "Name the states that begin and end, or leave the event out.",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::STATES],
    wrong: "0 0 sessionStart\n1 0 play\n5 4 statesUpdate {\"params\":{\"statesStart\":[],\"statesEnd\":[]}}\n11 10 ping\n12 11 sessionEnd",
    right: "0 0 sessionStart\n1 0 play\n\
            5 4 statesUpdate {\"params\":{\"statesStart\":[{\"media.state.name\":\"mute\"}],\"statesEnd\":[]}}\n\
            6 5 statesUpdate {\"params\":{\"statesStart\":[],\"statesEnd\":[{\"media.state.name\":\"mute\"}]}}\n\
            11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

const NAME: &str = "media.state.name";
const STANDARD: [&str; 5] = [
    "fullscreen",
    "mute",
    "closedCaptioning",
    "pictureInPicture",
    "inFocus",
];

pub(super) fn judge(case: &mut Case<'_, '_>) {
    match case.kind {
        EventType::StateStart | EventType::StateEnd => {
            if let Some(name) = case.param(NAME).text() {
                custom(case, name, path::member("$.params", NAME));
            }
        }
        EventType::StatesUpdate => {
            let (starts, ends) = (case.param("statesStart"), case.param("statesEnd"));
            if [&starts, &ends].into_iter().all(is_void) {
                let message = "statesUpdate names no state.".to_owned();
                case.findings.add(&UPDATE_EMPTY, "$.params", message);
            }
            for key in ["statesStart", "statesEnd"] {
                update(case, key);
            }
        }
        _ => {}
    }
}

/// Absent, or an array without items.
fn is_void(slot: &Slot<'_>) -> bool {
    match slot {
        Slot::Absent => true,
        Slot::Faulty => false,
        Slot::Clean(value) => value.as_list().is_some_and(<[Value<'_>]>::is_empty),
    }
}

fn update(case: &mut Case<'_, '_>, key: &str) {
    // An item may have a fault while its neighbours are sound.
    let items = case
        .object("params")
        .and_then(|params| params.get(key))
        .and_then(Value::as_list);
    for (index, item) in items.unwrap_or_default().iter().enumerate() {
        let at = path::member(&path::item(&path::member("$.params", key), index), NAME);
        let name = item
            .as_object()
            .and_then(|item| item.get(NAME))
            .and_then(Value::as_str);
        if let Some(name) = name.filter(|_| !case.is_faulty(&at)) {
            custom(case, name, at);
        }
    }
}

fn custom(case: &mut Case<'_, '_>, name: &str, at: String) {
    if !STANDARD
        .iter()
        .any(|standard| name.eq_ignore_ascii_case(standard))
    {
        let message = format!(
            "The player state {} is none of the standard ones.",
            quoted(name)
        );
        case.findings
            .add_once_for(&CUSTOM, name.to_ascii_lowercase(), at, message);
    }
}
