//! How a session ends, and where it was taken up again.

use super::Ends;
use crate::rules::course::{EVENT, End, Facts, Found, Here, Memory, PLAYHEAD, content};
use crate::rules::{Rule, Severity, Threshold, sources};
use crate::wire::{EventType, event::Micros};

/// A completion long before the end.
pub(in crate::rules) static EARLY_COMPLETE: Rule = Rule {
    id: "session/early-complete",
    severity: Severity::Warning,
    what: "sessionComplete comes although the playhead never came near the end of the on-demand content.",
    cost: "The view counts as complete although the content was not seen to its end.",
    fix: "Send sessionComplete only at the end of the content, sessionEnd when the viewer leaves earlier; check that media.length is in seconds.",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::CONTENT],
    thresholds: &[Threshold {
        name: "percent",
        default: 90.0,
    }],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 ping
20 20 sessionComplete
20.1 20 sessionEnd
",
    right: r#"
0 0 sessionStart {"params":{"media.length":20}}
0.1 0 play
10 10 ping
20 20 sessionComplete
20.1 20 sessionEnd
"#,
    ..Rule::BLANK
};

/// An end without a completion.
pub(in crate::rules) static END_WITHOUT_COMPLETE: Rule = Rule {
    id: "session/end-without-complete",
    severity: Severity::Warning,
    what: "sessionEnd comes at the end of the on-demand content, but no sessionComplete came before it.",
    cost: "The completion is missing: the view counts as left before the end.",
    fix: "Send sessionComplete when the end is reached, then sessionEnd.",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::GUIDE_TIMELINE],
    thresholds: &[Threshold {
        name: "seconds",
        default: 5.0,
    }],
    wrong: r#"
0 0 sessionStart {"params":{"media.length":20}}
0.1 0 play
10 10 ping
20 20 sessionEnd
"#,
    right: r#"
0 0 sessionStart {"params":{"media.length":20}}
0.1 0 play
10 10 ping
20 20 sessionComplete
20.1 20 sessionEnd
"#,
    ..Rule::BLANK
};

/// A session left open.
pub(in crate::rules) static NEVER_CLOSED: Rule = Rule {
    id: "session/never-closed",
    severity: Severity::Note,
    what: "The recording ends, and the session has neither sessionComplete nor sessionEnd nor a time-out.",
    cost: "The service waits for 10 minutes before it closes the session: its report comes late.",
    fix: "Send sessionEnd when the viewer leaves, also when a page or app is closed (sendBeacon, or fetch with keepalive).",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::GUIDE_TIMEOUT],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 ping
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 ping
12 12 sessionEnd
",
    ..Rule::BLANK
};

/// A resumed session that begins at the beginning.
pub(in crate::rules) static RESUME_FROM_ZERO: Rule = Rule {
    id: "session/resume-from-zero",
    severity: Severity::Note,
    what: "media.resume says that an earlier session goes on, but the first play has the playhead 0.",
    cost: "The view counts as resumed although it may be a new one.",
    fix: "Set media.resume only when playback goes on where an earlier session left, and give the playhead of that place.",
    sources: &[sources::CONTENT, sources::PARAMETERS],
    wrong: r#"
0 0 sessionStart {"params":{"media.resume":true}}
0.1 0 play
10 10 ping
12 12 sessionEnd
"#,
    right: r#"
0 120 sessionStart {"params":{"media.resume":true}}
0.1 120 play
10 130 ping
12 132 sessionEnd
"#,
    ..Rule::BLANK
};

/// How far the content was seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    /// The highest playhead so far, µs.
    highest: Option<Micros>,
    /// The playhead of the event before, µs.
    last: Option<Micros>,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>, ends: Ends, facts: &Facts, memory: &mut Memory) {
        let (index, playhead) = (here.index, here.playhead);
        let before = self.last.replace(playhead).unwrap_or(playhead);
        let highest = self.highest.unwrap_or(playhead).max(playhead);
        self.highest = Some(highest);
        if facts.resume
            && playhead == 0
            && here.after.content_started
            && !here.before.content_started
        {
            let message = "media.resume is true, but the first play is at the playhead 0.";
            memory.add(Found::new(&RESUME_FROM_ZERO, index, PLAYHEAD, message));
        }
        let Some(length) = facts.length.filter(|_| !facts.live) else {
            return;
        };
        match here.event.kind {
            EventType::SessionComplete if falls_short(highest, length, facts) => {
                memory.add(Found::new(
                    &EARLY_COMPLETE,
                    index,
                    PLAYHEAD,
                    format!(
                        "sessionComplete comes, but the playhead never went beyond {} of {}.",
                        content(highest),
                        content(length)
                    ),
                ));
            }
            EventType::SessionEnd
                if !ends.complete && reaches(before.max(playhead), length, facts) =>
            {
                memory.add(Found::new(
                    &END_WITHOUT_COMPLETE,
                    index,
                    EVENT,
                    format!(
                        "sessionEnd comes at {} of {} without a sessionComplete before it.",
                        content(before.max(playhead)),
                        content(length)
                    ),
                ));
            }
            _ => {}
        }
    }
}

fn falls_short(highest: Micros, length: Micros, facts: &Facts) -> bool {
    let percent = i128::from(facts.session.early_complete);
    i128::from(highest) * 100_000 < i128::from(length) * percent
}

/// Within the last tenth and the last seconds, or at the very end.
fn reaches(playhead: Micros, length: Micros, facts: &Facts) -> bool {
    let (at, all) = (i128::from(playhead), i128::from(length));
    let left = all - at;
    let near = left * 10 <= all && left <= i128::from(facts.session.end_without_complete);
    near || at * 1000 > all * 995
}

pub(super) fn tell(ends: Ends, end: &End, found: &mut Vec<Found>) {
    let open = end.over && !end.closed && !ends.complete && !ends.end;
    if let Some(last) = end.last.filter(|_| open) {
        let message = "The recording ends with this event, and nothing closed the session: neither sessionComplete nor sessionEnd nor a time-out.";
        found.push(Found::new(&NEVER_CLOSED, last, EVENT, message));
    }
}
