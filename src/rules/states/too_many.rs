//! More states than there are places: `states/too-many`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{PLACES, changes};
use crate::rules::course::{Found, Here, Tally, quoted};
use crate::rules::{Rule, Severity, sources};

/// An eleventh state.
pub(in crate::rules) static TOO_MANY: Rule = Rule {
    id: "states/too-many",
    severity: Severity::Error,
    once: true,
    what: "A state begins whose name is the eleventh of the session: there are places for ten.",
    cost: "The state is ignored: no count, no time.",
    fix: "Track at most ten states in a session; put what varies into custom metadata, not into the name.",
    sources: &[sources::STATES],
    wrong: r#"
0 0 sessionStart
0.1 0 play
1 1 statesUpdate {"params":{"statesStart":[{"media.state.name":"s1"},{"media.state.name":"s2"},{"media.state.name":"s3"},{"media.state.name":"s4"},{"media.state.name":"s5"}]}}
2 2 statesUpdate {"params":{"statesStart":[{"media.state.name":"s6"},{"media.state.name":"s7"},{"media.state.name":"s8"},{"media.state.name":"s9"},{"media.state.name":"s10"}]}}
3 3 stateStart {"params":{"media.state.name":"s11"}}
10 10 sessionEnd
"#,
    right: r#"
0 0 sessionStart
0.1 0 play
1 1 statesUpdate {"params":{"statesStart":[{"media.state.name":"s1"},{"media.state.name":"s2"},{"media.state.name":"s3"},{"media.state.name":"s4"},{"media.state.name":"s5"}]}}
2 2 statesUpdate {"params":{"statesStart":[{"media.state.name":"s6"},{"media.state.name":"s7"},{"media.state.name":"s8"},{"media.state.name":"s9"},{"media.state.name":"s10"}]}}
10 10 sessionEnd
"#,
    ..Rule::BLANK
};

/// The names that have a place.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    tally: Tally,
    names: BTreeSet<Arc<str>>,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>) {
        let mut ignored = None;
        for change in changes(here.event).filter(|change| change.starts) {
            let key = change.key();
            if self.names.contains(key.as_str()) {
                continue;
            }
            if self.names.len() < PLACES {
                self.names.insert(key.into());
            } else if ignored.is_none() {
                ignored = Some((change.path(), key));
            }
        }
        if let Some((path, name)) = ignored {
            self.tally.add(Severity::Error, || {
                let message = format!(
                    "The state {} is ignored: the session has had {PLACES} others.",
                    quoted(&name)
                );
                Found::new(&TOO_MANY, here.index, path, message)
            });
        }
    }

    pub(super) fn tell(&self, found: &mut Vec<Found>) {
        self.tally.tell(found);
    }
}
