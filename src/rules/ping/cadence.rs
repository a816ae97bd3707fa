//! Too many pings, or none at all: `ping/too-often` and `ping/none`.

use super::Limits;
use crate::rules::course::{EVENT, End, Found, Here, TS, Tally, lasting};
use crate::rules::{Rule, Severity, Threshold, sources};
use crate::wire::EventType;

/// Pings in quick succession.
pub(in crate::rules) static TOO_OFTEN: Rule = Rule {
    id: "ping/too-often",
    severity: Severity::Note,
    once: true,
    what: "In main content two pings are less than 5 seconds apart, with nothing between them.",
    cost: "None in the report; each ping is a call that the service has to take.",
    fix: "Ping every 10 seconds in main content; check that only one timer runs, and that the rhythm of ads ends with them.",
    sources: &[sources::GUIDE_PINGS],
    thresholds: &[Threshold {
        name: "seconds",
        default: 5.0,
    }],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 ping
12 12 ping
14 14 ping
20 20 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 ping
20 20 ping
30 30 ping
33 33 sessionEnd
",
    ..Rule::BLANK
};

/// No pings.
pub(in crate::rules) static NONE: Rule = Rule {
    id: "ping/none",
    severity: Severity::Warning,
    what: "More than 30 seconds of content were played in a session that sent no ping outside ads.",
    cost: "The service cannot tell watching from having left: time and the point of leaving are in doubt, and the session ends after 10 minutes.",
    fix: "Send a ping every 10 seconds from the first play on.",
    sources: &[sources::GUIDE_PINGS, sources::IMPLEMENTATION],
    thresholds: &[Threshold {
        name: "seconds",
        default: 30.0,
    }],
    wrong: "
0 0 sessionStart
0.1 0 play
12 12 stateStart
24 24 stateEnd
36 36 pauseStart
40 36 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 ping
20 20 ping
30 30 ping
36 36 pauseStart
40 36 sessionEnd
",
    ..Rule::BLANK
};

/// The pings so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    too_often: Tally,
    /// A ping came while no ad was open.
    pinged: bool,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>, limits: &Limits) {
        if here.event.kind != EventType::Ping {
            return;
        }
        self.pinged |= here.before.ad.is_none();
        if let Some(stride) = here.in_content()
            && stride.from == EventType::Ping
            && stride.gap < limits.too_often
        {
            let gap = stride.gap;
            self.too_often.add(Severity::Note, || {
                let message = format!(
                    "This ping comes {} after the one before (10 s are expected in main content).",
                    lasting(gap)
                );
                Found::new(&TOO_OFTEN, here.index, TS, message)
            });
        }
    }

    pub(super) fn tell(&self, content_ms: i64, end: &End, limits: &Limits, found: &mut Vec<Found>) {
        self.too_often.tell(found);
        if let Some(last) = end
            .last
            .filter(|_| !self.pinged && content_ms > limits.none)
        {
            let message = format!(
                "{} of content were played, but the session sent no ping outside ads.",
                lasting(content_ms)
            );
            found.push(Found::new(&NONE, last, EVENT, message));
        }
    }
}
