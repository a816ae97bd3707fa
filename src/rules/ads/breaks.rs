//! The pages of the rules about breaks that are missing, left open or empty; see `structure`.

use crate::rules::{Rule, Severity, sources};

/// An ad without a break.
pub(in crate::rules) static OUTSIDE_BREAK: Rule = Rule {
    id: "ads/outside-break",
    severity: Severity::Error,
    once: true,
    what: "adStart, adComplete or adSkip comes while no ad break is open.",
    cost: "The ad is ignored, and its time counts as content.",
    fix: "Wrap each ad, a single one too, in adBreakStart and adBreakComplete.",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::GUIDE_TIMELINE],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 adStart
20 10 ping
25 10 adComplete
25.1 10 play
30 15 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 adBreakStart
10.1 10 adStart
20 10 ping
25.1 10 adComplete
25.2 10 adBreakComplete
25.3 10 play
30 15 sessionEnd
",
    ..Rule::BLANK
};

/// A break without an end.
pub(in crate::rules) static BREAK_NOT_CLOSED: Rule = Rule {
    id: "ads/break-not-closed",
    severity: Severity::Error,
    what: "A break has no adBreakComplete: the next one begins, or content plays on in it (when the session ends in it, it is a note: the viewer left in the ads).",
    cost: "What plays after the ads counts neither as content nor as ad: content time is too low, and no play there starts the content.",
    fix: "Send adBreakComplete after the last ad of each break, when ads fail or are skipped too.",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::GUIDE_TIMELINE],
    wrong: "
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart
10 0 ping
15.2 0 adComplete
15.3 0 play
25 10 ping
30 15 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart
10 0 ping
15.2 0 adComplete
15.3 0 adBreakComplete
15.4 0 play
25 10 ping
30 15 sessionEnd
",
    ..Rule::BLANK
};

/// An end without a break.
pub(in crate::rules) static BREAK_NOT_OPEN: Rule = Rule {
    id: "ads/break-not-open",
    severity: Severity::Warning,
    what: "adBreakComplete comes while no break is open.",
    cost: "The event is ignored; if an adBreakStart is missing, the whole break is.",
    fix: "Send adBreakStart when a break starts, and adBreakComplete once.",
    sources: &[sources::GUIDE_EVENT_TYPES],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 adBreakComplete
12 12 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 ping
12 12 sessionEnd
",
    ..Rule::BLANK
};

/// A break without ads.
pub(in crate::rules) static EMPTY_BREAK: Rule = Rule {
    id: "ads/empty-break",
    severity: Severity::Warning,
    what: "A break closes without an adStart in it (a note when an error was sent in it).",
    cost: "The report shows no ad; the time of the break is lost.",
    fix: "Send adStart for each ad, and open a break only when there is an ad to show; send an error event when an ad cannot be played.",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::GUIDE_TIMELINE],
    wrong: "
0 0 sessionStart
0.1 0 adBreakStart
1 0 adBreakComplete
1.1 0 play
10 8.9 ping
12 10.9 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 9.9 ping
12 11.9 sessionEnd
",
    ..Rule::BLANK
};
