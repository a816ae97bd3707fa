//! Silence where pings are due: `ping/late`, `ping/late-in-ad`, `ping/slow-in-ad`.

use super::Limits;
use crate::rules::course::{Found, Here, Memory, TS, is_content, lasting};
use crate::rules::{Rule, Severity, Threshold, sources};
use crate::session::Playback;

/// A gap in main content.
pub(in crate::rules) static LATE: Rule = Rule {
    id: "ping/late",
    severity: Severity::Warning,
    what: "In main content nothing came for more than 15 seconds, although a ping is due every 10 seconds, in pauses and while buffering too (in a pause it is a note, above a minute).",
    cost: "The service cannot follow the playhead across the gap: time may be lost, and after 10 minutes the session is.",
    fix: "Send a ping every 10 seconds of wall time from the first play on, from a timer that the page's other work does not delay; some libraries start the interval anew with each event.",
    sources: &[sources::GUIDE_PINGS, sources::IMPLEMENTATION],
    thresholds: &[
        Threshold {
            name: "seconds",
            default: 15.0,
        },
        Threshold {
            name: "pause-seconds",
            default: 60.0,
        },
    ],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 ping
33.4 33.4 ping
40 40 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 ping
20 20 ping
30 30 ping
40 40 sessionEnd
",
    ..Rule::BLANK
};

/// A gap in an ad.
pub(in crate::rules) static LATE_IN_AD: Rule = Rule {
    id: "ping/late-in-ad",
    severity: Severity::Warning,
    what: "While an ad is open nothing came for more than 13 seconds: pings are due every second by most pages, every 10 seconds by another (in a pause it is a note, above a minute).",
    cost: "The time of the ad is in doubt, and an ad that is left during the gap seems longer than it was.",
    fix: "Go on sending pings while ads play, every second or at most every 10 seconds.",
    sources: &[sources::GUIDE_PINGS, sources::IMPLEMENTATION],
    thresholds: &[
        Threshold {
            name: "seconds",
            default: 13.0,
        },
        Threshold {
            name: "pause-seconds",
            default: 60.0,
        },
    ],
    wrong: r#"
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart {"params":{"media.ad.length":30}}
10.2 0 ping
30.2 0 adComplete
30.3 0 adBreakComplete
30.4 0 play
35 4.6 sessionEnd
"#,
    right: r#"
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart {"params":{"media.ad.length":30}}
10.2 0 ping
20.2 0 ping
30.2 0 adComplete
30.3 0 adBreakComplete
30.4 0 play
35 4.6 sessionEnd
"#,
    ..Rule::BLANK
};

/// Pings in ads that are slower than a second.
pub(in crate::rules) static SLOW_IN_AD: Rule = Rule {
    id: "ping/slow-in-ad",
    severity: Severity::Note,
    opt_in: true,
    what: "While an ad is open more than 1.5 seconds passed between two events: most pages ask for a ping every second. Off unless switched on, as libraries ping every 10 seconds.",
    cost: "The time of an ad that is left early is known to 10 seconds only.",
    fix: "Ping every second while an ad plays.",
    sources: &[sources::GUIDE_PINGS, sources::IMPLEMENTATION],
    thresholds: &[Threshold {
        name: "seconds",
        default: 1.5,
    }],
    wrong: r#"
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart {"params":{"media.ad.length":4}}
4.2 0 adComplete
4.3 0 adBreakComplete
4.4 0 play
10 5.6 sessionEnd
"#,
    right: r#"
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart {"params":{"media.ad.length":4}}
1.2 0 ping
2.2 0 ping
3.2 0 ping
4.2 0 adComplete
4.3 0 adBreakComplete
4.4 0 play
10 5.6 sessionEnd
"#,
    ..Rule::BLANK
};

/// Beyond it the session is closed, and `session/idle-timeout` says so, ms.
const LONGEST: i64 = 600_000;

pub(super) fn step(here: &Here<'_>, limits: &Limits, memory: &mut Memory) {
    let Some(gap) = here.stride.map(|stride| stride.gap) else {
        return;
    };
    if gap > LONGEST {
        return;
    }
    let paused = here.before.playback == Playback::Paused;
    let (rule, limit, limit_paused, place) = if here.before.ad.is_some() {
        let (limit, in_pause) = (limits.late_in_ad, limits.late_in_ad_paused);
        (&LATE_IN_AD, limit, in_pause, "while an ad plays")
    } else if is_content(&here.before) {
        let (limit, in_pause) = (limits.late, limits.late_paused);
        (&LATE, limit, in_pause, "while content plays")
    } else {
        return;
    };
    if here.before.ad.is_some() && limits.slow_in_ad.is_some_and(|slow| gap > slow) {
        let message = format!(
            "Nothing came for {} while the ad was open (a ping each second is expected).",
            lasting(gap)
        );
        memory.add(Found::new(&SLOW_IN_AD, here.index, TS, message));
    }
    let (limit, severity, place) = if paused {
        (limit_paused, Severity::Note, "in pauses too")
    } else {
        (limit, Severity::Warning, place)
    };
    if gap > limit {
        let kind = here.event.kind;
        let message = format!(
            "No ping for {} before this {kind} (one every 10 s is expected {place}).",
            lasting(gap)
        );
        memory.add(Found::new(rule, here.index, TS, message).severity(severity));
    }
}
