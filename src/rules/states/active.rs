//! States that begin twice, end without a begin, or never end.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{PLACES, changes};
use crate::rules::course::{Act, End, Found, Memory, quoted};
use crate::rules::{Rule, Severity, sources};

/// A second begin.
pub(in crate::rules) static ALREADY_ACTIVE: Rule = Rule {
    id: "states/already-active",
    severity: Severity::Warning,
    what: "A state begins that is active already.",
    cost: "The state counts once more than it happened.",
    fix: "Send stateStart only when the state begins, and stateEnd when it ends.",
    sources: &[sources::STATES, sources::GUIDE_EVENT_TYPES],
    wrong: "
0 0 sessionStart
0.1 0 play
5 5 stateStart
8 8 stateStart
10 10 ping
11 11 stateEnd
12 12 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
5 5 stateStart
8 8 stateEnd
10 10 ping
12 12 sessionEnd
",
    ..Rule::BLANK
};

/// An end without a begin.
pub(in crate::rules) static NOT_ACTIVE: Rule = Rule {
    id: "states/not-active",
    severity: Severity::Warning,
    what: "A state ends that is not active.",
    cost: "The event is ignored; if the begin is missing, the state's count and time are too low.",
    fix: "Send stateStart when the state begins; when the player starts in a state, send it right after sessionStart.",
    sources: &[sources::STATES, sources::GUIDE_EVENT_TYPES],
    wrong: "
0 0 sessionStart
0.1 0 play
8 8 stateEnd
10 10 ping
12 12 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
5 5 stateStart
8 8 stateEnd
10 10 ping
12 12 sessionEnd
",
    ..Rule::BLANK
};

/// A state left on.
pub(in crate::rules) static NOT_ENDED: Rule = Rule {
    id: "states/not-ended",
    severity: Severity::Note,
    what: "The session closed while a state was active.",
    cost: "None if the player was left in that state: its time runs to the last event.",
    fix: "Nothing when the viewer left in that state; else send stateEnd when it ends.",
    sources: &[sources::STATES],
    wrong: "
0 0 sessionStart
0.1 0 play
5 5 stateStart
10 10 ping
12 12 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
5 5 stateStart
10 10 ping
11 11 stateEnd
12 12 sessionEnd
",
    ..Rule::BLANK
};

/// Where an active state began.
#[derive(Debug, Clone)]
struct Begin {
    index: u32,
    counted: bool,
    path: Arc<str>,
}

/// The states of the session by name, with what began those that are active.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch(BTreeMap<Arc<str>, Option<Begin>>);

impl Watch {
    pub(super) fn act(&mut self, act: &Act<'_>, memory: &mut Memory) {
        for change in changes(act.event) {
            let key = change.key();
            let active = self.0.get(key.as_str()).is_some_and(Option::is_some);
            if active == change.starts && act.counted {
                let (rule, what) = if active {
                    (&ALREADY_ACTIVE, "begins, but it is active already")
                } else {
                    (&NOT_ACTIVE, "ends, but it is not active")
                };
                let message = format!("The state {} {what}.", quoted(&key));
                memory.add(Found::new(rule, act.index, change.path(), message));
            }
            if active == change.starts {
                continue;
            }
            let begin = change.starts.then(|| Begin {
                index: act.index,
                counted: act.counted,
                path: change.path().into(),
            });
            if let Some(state) = self.0.get_mut(key.as_str()) {
                *state = begin;
            } else if begin.is_some() && self.0.len() < PLACES {
                // An end takes no place, and there is none for an eleventh state.
                self.0.insert(key.into(), begin);
            }
        }
    }

    pub(super) fn tell(&self, end: &End, found: &mut Vec<Found>) {
        let begins = self.0.iter().filter_map(|(name, begin)| {
            let begin = begin.as_ref().filter(|begin| begin.counted)?;
            let message = format!(
                "The session closed while the state {} was active.",
                quoted(name)
            );
            let path = begin.path.as_ref().to_owned();
            Some(Found::new(&NOT_ENDED, begin.index, path, message))
        });
        if end.closed {
            found.extend(begins);
        }
    }
}
