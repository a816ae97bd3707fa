//! A client's clock that was set while the session ran: `order/clock-jump`.

use crate::rules::course::{Found, Here, TS, lasting};
use crate::rules::{Rule, Severity, Threshold, sources};
use crate::session::Session;

/// From some event on, all arrivals lag differently.
pub(in crate::rules) static CLOCK_JUMP: Rule = Rule {
    id: "order/clock-jump",
    severity: Severity::Note,
    once: true,
    what: "From this event on, the time between ts and arrival differs from all that came before by more than 10 seconds: the client's clock was set.",
    cost: "The time across the jump is wrong by as much: content time, a pause or an ad is too long or too short.",
    fix: "Take ts from a clock that never jumps: the wall clock once, when the session starts, then a monotonic one.",
    sources: &[sources::IMPLEMENTATION, sources::GUIDE_ORDER],
    thresholds: &[Threshold {
        name: "seconds",
        default: 10.0,
    }],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 ping
20 20 ping
@arrive 60
30 30 ping
@arrive 70
40 40 ping
@arrive 71
41 41 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 ping
20 20 ping
30 30 ping
40 40 ping
41 41 sessionEnd
",
    ..Rule::BLANK
};

/// So many events are needed on each side.
const EACH_SIDE: usize = 3;

/// The smallest and the largest lag so far, µs: they say whether there can be a jump at all.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch(Option<(i64, i64)>);

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>) {
        if here.single {
            let (low, high) = self.0.unwrap_or((here.lag, here.lag));
            self.0 = Some((low.min(here.lag), high.max(here.lag)));
        }
    }

    /// Looks at the whole session: only done once it is closed, and only when its lags lie far apart.
    pub(super) fn find(&self, session: &Session, jump_ms: i64) -> Option<Found> {
        let jump = jump_ms.saturating_mul(1000);
        self.0
            .filter(|(low, high)| high.saturating_sub(*low) > jump)?;
        let lags = lags(session);
        let mut jumps = jumps(&lags, jump);
        let (index, step) = jumps.next()?;
        let by = lasting(step.saturating_abs() / 1000);
        let (more, back) = if step > 0 {
            ("more", "back")
        } else {
            ("less", "forward")
        };
        let message = format!(
            "From here on every event arrives at least {by} {more} after its ts than those before: the client's clock was set {back}."
        );
        let mut jump = Found::new(&CLOCK_JUMP, index, TS, message);
        jump.count += jumps.count() as u64;
        Some(jump)
    }
}

/// Index and lag of the counted events in order of arrival: a clock that is set back puts what follows
/// between what was before, and nowhere in the effective order do all lags change at once.
fn lags(session: &Session) -> Vec<(u32, i64)> {
    let arrivals = session.arrivals();
    let mut counted = session.counted().to_vec();
    counted.sort_unstable();
    let lag = |index: &u32| {
        let arrival = arrivals.get(*index as usize)?;
        let ts = arrival.event.as_ref()?.ts()?;
        let lag = arrival.at.0.saturating_sub(ts.saturating_mul(1000));
        arrival.item.is_none().then_some((*index, lag))
    };
    counted.iter().filter_map(lag).collect()
}

/// The events from which on all lags lie above, or all below, those before, and by how much at least.
fn jumps(lags: &[(u32, i64)], jump: i64) -> impl Iterator<Item = (u32, i64)> {
    let mut from_here = vec![(i64::MAX, i64::MIN); lags.len()];
    let mut range = (i64::MAX, i64::MIN);
    for (place, (_, lag)) in lags.iter().enumerate().rev() {
        range = (range.0.min(*lag), range.1.max(*lag));
        from_here[place] = range;
    }
    let mut before = (i64::MAX, i64::MIN);
    let last = lags.len().saturating_sub(EACH_SIDE);
    let places = lags.iter().enumerate().zip(from_here);
    places.filter_map(move |((place, (index, lag)), (low, high))| {
        let up = low.saturating_sub(before.1);
        let down = high.saturating_sub(before.0);
        before = (before.0.min(*lag), before.1.max(*lag));
        let step = if up > jump {
            Some(up)
        } else {
            (down < -jump).then_some(down)
        };
        let inside = (EACH_SIDE..=last).contains(&place);
        step.filter(|_| inside).map(|step| (*index, step))
    })
}
