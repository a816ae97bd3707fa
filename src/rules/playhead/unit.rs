//! A playhead in milliseconds: `playhead/unit`.

use crate::rules::course::{Found, Here, PLAYHEAD, Tally, content, lasting};
use crate::rules::{Rule, Severity, sources};
use crate::session::Playback;

/// The playhead runs a thousand times too fast.
pub(in crate::rules) static UNIT: Rule = Rule {
    id: "playhead/unit",
    severity: Severity::Error,
    once: true,
    what: "Over three steps of playing in a row the playhead advances 500 to 2000 times as fast as the clock: it is in milliseconds.",
    cost: "Every figure made from the playhead is wrong by a factor of a thousand: progress, parts seen, completion.",
    fix: "Send the playhead in seconds; fractions are allowed.",
    sources: &[sources::PARAMETERS, sources::GUIDE_PARAMETERS],
    wrong: "
0 0 sessionStart
0 0 play
10 10000 ping
20 20000 ping
30 30000 ping
35 35000 sessionEnd
",
    right: "
0 0 sessionStart
0 0 play
10 10 ping
20 20 ping
30 30 ping
35 35 sessionEnd
",
    ..Rule::BLANK
};

/// Speeds of the playhead in milliseconds, in thousandths.
const SLOWEST: i64 = 500_000;
const FASTEST: i64 = 2_000_000;
/// So many steps in a row are needed.
const STEPS: u32 = 3;

/// The fast steps in a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    tally: Tally,
    steps: u32,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>) {
        let fast = here
            .in_content_while(Playback::Playing)
            .filter(|stride| stride.speed_within(SLOWEST, FASTEST));
        let Some(stride) = fast else {
            self.steps = 0;
            return;
        };
        // Each step that ends three fast ones or more counts one.
        self.steps = self.steps.saturating_add(1);
        if self.steps >= STEPS {
            self.tally.add(Severity::Error, || {
                let message = format!(
                    "The playhead advanced by {} in {}, and likewise in the steps before: it is in milliseconds.",
                    content(stride.advance),
                    lasting(stride.gap)
                );
                Found::new(&UNIT, here.index, PLAYHEAD, message)
            });
        }
    }

    pub(super) fn tell(&self, found: &mut Vec<Found>) {
        self.tally.tell(found);
    }
}
