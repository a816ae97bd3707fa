//! A session's events against the clock: before its start, after its time-outs, a day later.

use crate::rules::course::{Facts, Found, Here, TS, Tally, lasting};
use crate::rules::{Rule, Severity, Threshold, sources};
use crate::session::{Cause, Session};

/// An event that is older than the session.
pub(in crate::rules) static BEFORE_START: Rule = Rule {
    id: "session/before-start",
    severity: Severity::Warning,
    once: true,
    what: "An event's ts is smaller than that of the sessionStart; by more than a minute it is doubtful.",
    cost: "The service starts the session with its sessionStart: time before it is lost or counted oddly.",
    fix: "Open the session before anything else is tracked, and stamp queued events with the time at which they happened.",
    sources: &[sources::IMPLEMENTATION, sources::GUIDE_ORDER],
    thresholds: &[Threshold {
        name: "seconds",
        default: 60.0,
    }],
    wrong: "
100 0 sessionStart
@arrive 101
20 0 play
101 1 ping
110 10 sessionEnd
",
    right: "
100 0 sessionStart
100.2 0 play
110 10 sessionEnd
",
    ..Rule::BLANK
};

/// Ten minutes of silence.
pub(in crate::rules) static IDLE_TIMEOUT: Rule = Rule {
    id: "session/idle-timeout",
    severity: Severity::Error,
    what: "More than 10 minutes lie between two events: the session closed in between, and this event and all after it are lost.",
    cost: "Everything from here on is dropped: content time, ads, the completion.",
    fix: "Send pings in pauses too, or open a new session with media.resume when playback goes on after so long a silence.",
    sources: &[sources::GUIDE_TIMEOUT, sources::IMPLEMENTATION],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 ping
20 20 pauseStart
700 20 play
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 ping
20 20 pauseStart
520 20 ping
560 20 play
570 30 ping
580 40 sessionEnd
",
    ..Rule::BLANK
};

/// Half an hour on one spot.
pub(in crate::rules) static PLAYHEAD_TIMEOUT: Rule = Rule {
    id: "session/playhead-timeout",
    severity: Severity::Error,
    what: "The playhead did not move for more than 30 minutes: the session closed, and this event and all after it are lost.",
    cost: "Everything from here on is dropped, although pings kept coming.",
    fix: "End the session after a long pause and open a new one with media.resume when playback goes on; check that the playhead is updated.",
    sources: &[sources::GUIDE_TIMEOUT],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 pauseStart
500 10 ping
1000 10 ping
1500 10 ping
1900 10 play
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 pauseStart
500 10 ping
1000 10 ping
1010 10 sessionEnd
",
    ..Rule::BLANK
};

/// A session of more than a day.
pub(in crate::rules) static TOO_LONG: Rule = Rule {
    id: "session/too-long",
    severity: Severity::Warning,
    once: true,
    what: "An event comes more than 24 hours after the sessionStart.",
    cost: "So long a session is no single view: its times distort the averages, and the service's own libraries would have opened a new one.",
    fix: "End the session after 24 hours at the latest and open a new one with media.resume.",
    sources: &[sources::GUIDE_TIMEOUT],
    wrong: include_str!("too_long.script"),
    right: r#"
0 3600 sessionStart {"params":{"media.contentType":"live"}}
0.1 3600 play
10 3610 ping
12 3612 sessionEnd
"#,
    ..Rule::BLANK
};

/// A day, ms.
const DAY: i64 = 86_400_000;
/// Events outside the usual time.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    before_start: Tally,
    too_long: Tally,
    /// When the session began, ms.
    began: Option<i64>,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>, facts: &Facts) {
        let (index, ts) = (here.index, here.ts);
        if let Some(early) = facts.start_ts.map(|start| start.saturating_sub(ts))
            && early > 0
        {
            let doubtful = early > facts.session.before_start;
            let severity = if doubtful {
                Severity::Warning
            } else {
                Severity::Note
            };
            let kind = here.event.kind;
            self.before_start.add(severity, || {
                Found::new(
                    &BEFORE_START,
                    index,
                    TS,
                    format!(
                        "The ts of this {kind} is {} before that of the sessionStart.",
                        lasting(early)
                    ),
                )
            });
        }
        let began = facts.start_ts.or(self.began).unwrap_or(ts);
        self.began = Some(began);
        let age = ts.saturating_sub(began);
        if age > DAY {
            self.too_long.add(Severity::Warning, || {
                let message = format!(
                    "This event comes {} after the start of the session: more than a day.",
                    lasting(age)
                );
                Found::new(&TOO_LONG, index, TS, message)
            });
        }
    }

    pub(super) fn tell(&self, session: &Session, found: &mut Vec<Found>) {
        self.before_start.tell(found);
        self.too_long.tell(found);
        found.extend(time_out(session));
    }
}

/// The time-out that closed the session, on the event that found it closed.
fn time_out(session: &Session) -> Option<Found> {
    let closing = session.closing()?;
    let event = session.arrivals().get(closing.noticed_by)?.event.as_ref()?;
    let machine = session.machine();
    let (rule, since, what) = match closing.cause {
        Cause::End => return None,
        Cause::Silence => (
            &IDLE_TIMEOUT,
            machine.last()?,
            "passed since the event before (10 min close a session)",
        ),
        Cause::Stillness => (
            &PLAYHEAD_TIMEOUT,
            machine.moved()?,
            "passed without a movement of the playhead (30 min close a session)",
        ),
    };
    let index = u32::try_from(closing.noticed_by).unwrap_or(u32::MAX);
    let message = format!(
        "{} {what}: this {} and all that follows are lost.",
        lasting(event.ts()?.saturating_sub(since.ts)),
        event.kind
    );
    Some(Found::new(rule, index, TS, message))
}
