//! A content playhead that goes on while an ad plays: `playhead/moves-in-ad`.

use crate::rules::course::{Facts, Found, Here, Memory, PLAYHEAD, content};
use crate::rules::{Rule, Severity, Threshold, sources};
use crate::wire::event::Micros;

/// The playhead of the ad instead of the content's.
pub(in crate::rules) static MOVES_IN_AD: Rule = Rule {
    id: "playhead/moves-in-ad",
    severity: Severity::Warning,
    what: "While an ad is open the playhead of on-demand content is not where the break began: it follows the ad.",
    cost: "The place in the content is wrong during the break, and leaps after it: progress and parts seen are in doubt.",
    fix: "Send the playhead of the content in ads too: it stands still while they play.",
    sources: &[sources::PARAMETERS, sources::GUIDE_TIMELINE],
    thresholds: &[Threshold {
        name: "seconds",
        default: 0.5,
    }],
    wrong: "
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart
10.2 10 ping
15.2 15 adComplete
15.3 0 adBreakComplete
15.4 0 play
20 4.6 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart
10.2 0 ping
15.2 0 adComplete
15.3 0 adBreakComplete
15.4 0 play
20 4.6 sessionEnd
",
    ..Rule::BLANK
};

/// The break that is open.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    /// Its first playhead, µs.
    first: Option<Micros>,
    told: bool,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        // An ad is open at the events that open and close it, too.
        let in_ad = here.before.ad.is_some() || here.after.ad.is_some();
        if in_ad {
            self.judge(here, facts, memory);
        }
        if here.after.ad_break == Some(here.index) {
            *self = Watch {
                first: Some(here.playhead),
                told: false,
            };
        }
    }

    fn judge(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        let Some(first) = self.first.filter(|_| !self.told) else {
            return;
        };
        if here.playhead.saturating_sub(first).saturating_abs() > facts.playhead.in_ad {
            self.told = true;
            let message = format!(
                "The playhead is {} while an ad plays, but the break began at {}.",
                content(here.playhead),
                content(first)
            );
            memory.add(Found::new(&MOVES_IN_AD, here.index, PLAYHEAD, message));
        }
    }
}
