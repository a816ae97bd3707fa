//! The order of things in and around a break; what is open is kept by `structure`.

use super::structure::Break;
use crate::rules::course::{Act, EVENT, Facts, Found, Memory, PLAYHEAD, content, number};
use crate::rules::{Rule, Severity, sources};
use crate::wire::event::{Details, Micros};

/// An ad left open.
pub(in crate::rules) static NOT_CLOSED: Rule = Rule {
    id: "ads/not-closed",
    severity: Severity::Warning,
    what: "An ad is neither complete nor skipped when the next one starts or the break is over.",
    cost: "The ad does not count as complete.",
    fix: "Send adComplete at the end of each ad, adSkip when it is left before.",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::ADS],
    wrong: "
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart
10 0 ping
15.3 0 adBreakComplete
15.4 0 play
20 4.6 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart
10 0 ping
15.2 0 adComplete
15.3 0 adBreakComplete
15.4 0 play
20 4.6 sessionEnd
",
    ..Rule::BLANK
};

/// An end without an ad.
pub(in crate::rules) static NOT_OPEN: Rule = Rule {
    id: "ads/not-open",
    severity: Severity::Warning,
    what: "adComplete or adSkip comes in a break while no ad is open.",
    cost: "The event is ignored; if an adStart is missing, the ad is.",
    fix: "Send adStart for each ad, and end each ad once.",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::ADS],
    wrong: "
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart
10 0 ping
15.2 0 adComplete
15.25 0 adSkip
15.3 0 adBreakComplete
15.4 0 play
20 4.6 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart
10 0 ping
15.2 0 adComplete
15.3 0 adBreakComplete
15.4 0 play
20 4.6 sessionEnd
",
    ..Rule::BLANK
};

/// Playback between a break's begin and its first ad.
pub(in crate::rules) static PLAYBACK_BEFORE_AD: Rule = Rule {
    id: "ads/playback-before-ad",
    severity: Severity::Warning,
    what: "play or pauseStart comes between adBreakStart and the first adStart of the break.",
    cost: "A play there starts no content, and its time belongs to nothing.",
    fix: "Send adStart right after adBreakStart; send the play of an ad after its adStart.",
    sources: &[sources::GUIDE_EVENT_TYPES, sources::GUIDE_TIMELINE],
    wrong: "
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 play
0.3 0 adStart
10 0 ping
15.3 0 adComplete
15.4 0 adBreakComplete
15.5 0 play
20 4.5 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart
0.3 0 play
10 0 ping
15.2 0 adComplete
15.4 0 adBreakComplete
15.5 0 play
20 4.5 sessionEnd
",
    ..Rule::BLANK
};

/// Content that goes on without a play.
pub(in crate::rules) static NO_PLAY_AFTER_BREAK: Rule = Rule {
    id: "ads/no-play-after-break",
    severity: Severity::Warning,
    what: "After a break the playhead moves on, but no play was sent since adBreakComplete. After a mid-roll the service plays on by itself, which makes it a note; a pre-roll waits for a play.",
    cost: "After a pre-roll the content never starts in the report: no content start, no content time.",
    fix: "Send play when content goes on after each break.",
    sources: &[sources::GUIDE_TIMELINE, sources::GUIDE_EVENT_TYPES],
    wrong: "
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart
10 0 ping
15.2 0 adComplete
15.3 0 adBreakComplete
25.3 10 ping
30 14.7 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart
10 0 ping
15.2 0 adComplete
15.3 0 adBreakComplete
15.4 0 play
25.3 10 ping
30 14.7 sessionEnd
",
    ..Rule::BLANK
};

/// Ads out of order.
pub(in crate::rules) static POD_POSITION_ORDER: Rule = Rule {
    id: "ads/pod-position-order",
    severity: Severity::Warning,
    what: "The podPosition of an ad is not that of the ad before it in the break plus 1, or that of the first ad is above 1. The pages disagree on whether to count from 1 or from 0; both are taken.",
    cost: "Positions in the break are wrong in the report; an ad may be missing.",
    fix: "Number the ads of each break 1, 2, 3, … in the order in which they play.",
    sources: &[sources::ADS, sources::GUIDE_PARAMETERS],
    wrong: r#"
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart {"params":{"media.ad.podPosition":1,"media.ad.length":5}}
5.2 0 adComplete
5.3 0 adStart {"params":{"media.ad.podPosition":3,"media.ad.length":5}}
10.3 0 adComplete
10.4 0 adBreakComplete
10.5 0 play
15 4.5 sessionEnd
"#,
    right: r#"
0 0 sessionStart
0.1 0 adBreakStart
0.2 0 adStart {"params":{"media.ad.podPosition":1,"media.ad.length":5}}
5.2 0 adComplete
5.3 0 adStart {"params":{"media.ad.podPosition":2,"media.ad.length":5}}
10.3 0 adComplete
10.4 0 adBreakComplete
10.5 0 play
15 4.5 sessionEnd
"#,
    ..Rule::BLANK
};

/// An ad starts in a break.
pub(super) fn ad_starts(open: &mut Break, act: &Act<'_>, facts: &Facts, memory: &mut Memory) {
    if let Some((index, true)) = open.ad {
        let message = "The next adStart comes, but this ad is neither complete nor skipped.";
        memory.add(Found::new(&NOT_CLOSED, index, EVENT, message));
    }
    let position = match act.event.details() {
        Details::Ad(ad) => ad.pod_position,
        _ => None,
    };
    if act.counted
        && let Some(position) = position
    {
        positioned(open, position, act.index, facts, memory);
    }
    if open.ads == 0 {
        memory.confirm(open.number);
    }
    open.ads = open.ads.saturating_add(1);
    open.ad = Some((act.index, act.counted));
    open.position = position;
}

fn positioned(open: &Break, position: f64, index: u32, facts: &Facts, memory: &mut Memory) {
    let message = if open.ads == 0 {
        if position <= 1.0 {
            return;
        }
        format!(
            "The first ad of this break has the podPosition {}.",
            number(position)
        )
    } else {
        let Some(before) = open.position else {
            return;
        };
        #[expect(clippy::float_cmp, reason = "whole numbers, as they were sent")]
        if position == before + 1.0 {
            return;
        }
        format!(
            "This ad has the podPosition {}, but the ad before it has {}.",
            number(position),
            number(before)
        )
    };
    let severity = if facts.live || open.erred {
        Severity::Note
    } else {
        Severity::Warning
    };
    let path = "$.params['media.ad.podPosition']";
    memory.add(Found::new(&POD_POSITION_ORDER, index, path, message).severity(severity));
}

/// play or pauseStart comes in a break: a fault when the break's first ad comes after it.
pub(super) fn playback(open: &Break, act: &Act<'_>, memory: &mut Memory) {
    if open.ads == 0 && act.counted {
        let message = format!(
            "{} comes after adBreakStart, but before the first adStart of the break.",
            act.event.kind
        );
        let found = Found::new(&PLAYBACK_BEFORE_AD, act.index, EVENT, message);
        memory.wait(open.number, found);
    }
}

/// A ping shows content that goes on after a break without a play.
pub(super) fn no_play(index: u32, way: Micros, content_before: bool, memory: &mut Memory) {
    let (severity, cost) = if content_before {
        (Severity::Note, "content is taken to play on")
    } else {
        (Severity::Warning, "the content does not start")
    };
    let message = format!(
        "The playhead moved on by {} after adBreakComplete without a play: {cost}.",
        content(way)
    );
    memory.add(Found::new(&NO_PLAY_AFTER_BREAK, index, PLAYHEAD, message).severity(severity));
}
