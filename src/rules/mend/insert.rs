//! Events that are missing are put in where they belong; those that should not be there are left out.

use crate::session::{Change, Passed, Session, Snapshot};
use crate::wire::EventType;
use crate::wire::event::{Event, Micros};

/// A counted event on the way through a session.
struct Stop {
    index: usize,
    kind: EventType,
    ts: i64,
    playhead: Micros,
    before: Snapshot,
    after: Snapshot,
}

impl Stop {
    fn of(passed: &Passed<'_>) -> Self {
        Stop {
            index: passed.index,
            kind: passed.event.kind,
            ts: passed.ts,
            playhead: passed.playhead,
            before: passed.before,
            after: passed.machine.snapshot(),
        }
    }

    /// An event of a type at this place.
    fn event(&self, kind: EventType) -> Event {
        Event::new(kind, Some(self.ts), Some(self.playhead))
    }

    fn before(&self, kind: EventType) -> Change {
        Change::Before(self.index, Box::new(self.event(kind)))
    }

    fn after(&self, kind: EventType) -> Change {
        Change::After(self.index, Box::new(self.event(kind)))
    }

    fn ends_ad(&self) -> bool {
        matches!(self.kind, EventType::AdComplete | EventType::AdSkip)
    }
}

/// The events to put in, or to leave out, that mend a finding on an arrival; empty when nothing can be done.
pub(super) fn changes(rule: &str, arrival: usize, session: &Session) -> Vec<Change> {
    let mut stops = Vec::new();
    session.walk(|passed| stops.push(Stop::of(passed)));
    let Some(here) = stops.iter().position(|stop| stop.index == arrival) else {
        return Vec::new();
    };
    let moves = |pair: &[Stop]| session.clock().advance(pair[0].playhead, pair[1].playhead) > 0;
    let change = match rule {
        "session/no-play" => {
            let outside = |pair: &[Stop]| {
                pair[0].after.ad_break.is_none() && pair[1].before.ad_break.is_none()
            };
            let first = stops.windows(2).find(|pair| outside(pair) && moves(pair));
            first.map(|pair| pair[0].after(EventType::Play))
        }
        "ads/no-play-after-break" => {
            let before = stops[..here].iter().rev();
            let mut ends = before.filter(|stop| stop.kind == EventType::AdBreakComplete);
            ends.next().map(|stop| stop.after(EventType::Play))
        }
        "ads/break-not-closed" => break_end(&stops[here..], moves),
        "ads/not-closed" => {
            let ends =
                |stop: &&Stop| matches!(stop.kind, EventType::AdStart | EventType::AdBreakComplete);
            let next = stops[here + 1..].iter().find(ends);
            next.map(|stop| stop.before(EventType::AdComplete))
        }
        "ads/outside-break" => return breaks_around(&stops),
        "ads/play-before-preroll" | "states/already-active" => Some(Change::Leave(arrival)),
        "chapters/overlap" => Some(stops[here].before(EventType::ChapterComplete)),
        "chapters/not-closed" => stops
            .last()
            .map(|last| at_the_end(last, EventType::ChapterComplete)),
        "session/end-without-complete" => {
            Some(at_the_end(&stops[here], EventType::SessionComplete))
        }
        "session/never-closed" => stops.last().map(|last| last.after(EventType::SessionEnd)),
        "playback/pause-not-ended" | "playback/buffer-not-ended" => {
            let before = stops[..here].iter().rev();
            let mut pings = before.filter(|stop| stop.kind == EventType::Ping);
            pings.next().map(|stop| stop.after(EventType::Play))
        }
        _ => None,
    };
    change.into_iter().collect()
}

/// Before the sessionEnd, or after whatever came last.
fn at_the_end(last: &Stop, kind: EventType) -> Change {
    if last.kind == EventType::SessionEnd {
        last.before(kind)
    } else {
        last.after(kind)
    }
}

/// The end of a break that has none; `stops` begin with its adBreakStart.
fn break_end(stops: &[Stop], moves: impl Fn(&[Stop]) -> bool) -> Option<Change> {
    let later = stops.iter().skip(1);
    let len = later
        .take_while(|stop| stop.kind != EventType::AdBreakStart)
        .count();
    let inside = &stops[..=len];
    // After its last ad; without one, where content goes on; else at the very end.
    let last_ad = inside.iter().rev().find(|stop| stop.ends_ad());
    let goes_on = || {
        let mut pairs = inside.windows(2);
        pairs
            .find(|pair| pair[0].after.ad.is_none() && moves(pair))
            .map(|pair| &pair[0])
    };
    let place = last_ad.or_else(goes_on).or(inside.last())?;
    Some(if place.kind == EventType::SessionEnd {
        place.before(EventType::AdBreakComplete)
    } else {
        place.after(EventType::AdBreakComplete)
    })
}

/// A break around each run of ads that stand outside of one.
fn breaks_around(stops: &[Stop]) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut next = 0;
    while let Some(found) = stops.get(next..).and_then(|rest| {
        rest.iter()
            .position(|stop| stop.kind == EventType::AdStart && stop.before.ad_break.is_none())
    }) {
        let start = next + found;
        changes.push(stops[start].before(EventType::AdBreakStart));
        let (end, closed) = ads_end(&stops[start..]);
        if !closed {
            changes.push(at_the_end(&stops[start + end], EventType::AdBreakComplete));
        }
        next = start + end + 1;
    }
    changes
}

/// Where the ads end that the first of these begins, and whether an adBreakComplete stands there already.
fn ads_end(stops: &[Stop]) -> (usize, bool) {
    let mut end = None;
    for (place, stop) in stops.iter().enumerate().skip(1) {
        match stop.kind {
            EventType::AdComplete | EventType::AdSkip => end = Some(place),
            EventType::AdStart => end = None,
            EventType::AdBreakComplete => return (place, true),
            EventType::AdBreakStart | EventType::SessionComplete => {
                return (end.unwrap_or(place - 1), false);
            }
            EventType::Play | EventType::Ping => {
                if let Some(end) = end {
                    return (end, false);
                }
            }
            _ => {}
        }
    }
    (end.unwrap_or(stops.len() - 1), false)
}
