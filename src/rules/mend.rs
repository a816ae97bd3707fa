//! Faults that can be mended without knowing the player: what would have been sent if they were not there.
//!
//! A missing event is put in where it belongs ([`insertions`]); a value of the wrong type, an unknown key or a
//! missing value whose content no number depends on is put right in the payload ([`rewrite`]).

use serde_json::Value as Json;

use super::{Finding, Settings, examine};
use crate::exchange::Exchange;
use crate::schema::{self, Schemas};
use crate::session::{Arrival, Change, Passed, Session, Snapshot};
use crate::wire::event::{Details, Event, Micros};
use crate::wire::{EventType, json};

/// What is done to mend the faults of a rule, in a few words.
const WAYS: &[(&str, &str)] = &[
    ("ads/break-not-closed", "adBreakComplete put in"),
    ("ads/no-play-after-break", "play put in"),
    ("ads/not-closed", "adComplete put in"),
    ("ads/outside-break", "break put around the ads"),
    ("ads/play-before-preroll", "play left out"),
    ("chapters/not-closed", "chapterComplete put in"),
    ("chapters/overlap", "chapterComplete put in"),
    ("playback/buffer-not-ended", "play put in"),
    ("playback/pause-not-ended", "play put in"),
    (schema::UNKNOWN_TYPE, "type put right"),
    (schema::REQUIRED, "value put in"),
    (schema::TYPE, "type put right"),
    (schema::UNKNOWN_KEY, "key left out"),
    ("session/end-without-complete", "sessionComplete put in"),
    ("session/never-closed", "sessionEnd put in"),
    ("session/no-play", "play put in"),
    ("states/already-active", "start left out"),
];

/// How a rule's fault is mended, in a few words; `None` when that takes more than a rule can know.
pub fn way(rule: &str) -> Option<&'static str> {
    let found = WAYS
        .binary_search_by(|(known, _)| (*known).cmp(rule))
        .ok()?;
    Some(WAYS[found].1)
}

/// Every rule whose faults can be mended, in order of id.
pub fn rules() -> impl Iterator<Item = &'static str> {
    WAYS.iter().map(|(rule, _)| *rule)
}

/// A rule's fault is mended in the payload, which must be read for it.
pub fn is_in_payload(rule: &str) -> bool {
    rule.starts_with("schema/") && way(rule).is_some()
}

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
        Event {
            kind,
            ts: Some(self.ts),
            playhead: Some(self.playhead),
            details: Details::None,
            qoe: None,
        }
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
pub fn insertions(rule: &str, arrival: usize, session: &Session) -> Vec<Change> {
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

/// An exchange's event with the faults of some rules at some places put right; `None` when that cannot be
/// done. Of a batch only the whole is one event, which is left alone.
pub fn rewrite(
    exchange: &Exchange<'_>,
    faults: &[(String, String)],
    schemas: &Schemas,
    settings: &Settings,
) -> Option<Arrival> {
    let mut body: Json = serde_json::from_slice(&exchange.body)
        .ok()
        .filter(Json::is_object)?;
    let judged = |body: &Json| {
        let text = body.to_string();
        let body = std::borrow::Cow::Owned(text.into_bytes());
        examine(
            &Exchange {
                body,
                ..exchange.clone()
            },
            schemas,
            settings,
        )
    };
    for (rule, path) in faults {
        let still = |body: &Json| {
            let examined = judged(body);
            let same = |finding: &Finding| finding.rule == *rule && finding.path == *path;
            examined.found.iter().any(|found| same(&found.finding))
        };
        let steps = steps(path)?;
        let right = candidates(rule, &body, &steps)
            .into_iter()
            .find_map(|value| {
                let mut changed = body.clone();
                put(&mut changed, &steps, value)?;
                (!still(&changed)).then_some(changed)
            });
        body = right?;
    }
    judged(&body).first
}

/// A step from a value into one that it holds.
enum Step {
    Key(String),
    Item(usize),
}

/// The steps of a `JSONPath` as findings write it.
fn steps(path: &str) -> Option<Vec<Step>> {
    let mut rest = path.strip_prefix(json::path::ROOT)?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("['") {
            let (key, after) = after.split_once("']")?;
            steps.push(Step::Key(key.replace("\\'", "'").replace("\\\\", "\\")));
            rest = after;
        } else if let Some(after) = rest.strip_prefix('[') {
            let (item, after) = after.split_once(']')?;
            steps.push(Step::Item(item.parse().ok()?));
            rest = after;
        } else {
            let after = rest.strip_prefix('.')?;
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (key, after) = after.split_at(end);
            steps.push(Step::Key(key.to_owned()));
            rest = after;
        }
    }
    Some(steps)
}

fn get<'a>(root: &'a Json, steps: &[Step]) -> Option<&'a Json> {
    steps.iter().try_fold(root, |value, step| match step {
        Step::Key(key) => value.get(key.as_str()),
        Step::Item(item) => value.get(*item),
    })
}

/// Puts a value in a place, or takes what is there away.
fn put(root: &mut Json, steps: &[Step], value: Option<Json>) -> Option<()> {
    let (last, way) = steps.split_last()?;
    let holder = way.iter().try_fold(root, |value, step| match step {
        Step::Key(key) => value.get_mut(key.as_str()),
        Step::Item(item) => value.get_mut(*item),
    })?;
    match (last, value) {
        (Step::Key(key), Some(value)) => {
            holder.as_object_mut()?.insert(key.clone(), value);
        }
        (Step::Key(key), None) => {
            holder.as_object_mut()?.remove(key);
        }
        (Step::Item(item), Some(value)) => *holder.get_mut(*item)? = value,
        (Step::Item(_), None) => return None,
    }
    Some(())
}

/// Values that numbers depend on: they cannot be made up.
const TELLING: &[&str] = &[
    "ts",
    "playhead",
    "eventType",
    "playerTime",
    "params",
    "media.length",
    "media.contentType",
];

/// What might be right in a place, best first; `None` takes it away.
fn candidates(rule: &str, root: &Json, steps: &[Step]) -> Vec<Option<Json>> {
    let key = match steps.last() {
        Some(Step::Key(key)) => key.as_str(),
        _ => "",
    };
    let there = get(root, steps);
    match (rule, there) {
        (schema::UNKNOWN_KEY, Some(_)) => vec![None],
        (schema::UNKNOWN_TYPE, Some(Json::String(name))) => {
            let near = schema::meant(name).map(|kind| Some(Json::from(kind.name())));
            near.into_iter().collect()
        }
        (schema::REQUIRED, None) if !TELLING.contains(&key) => {
            // Any value will do, as long as it has the right type.
            vec![
                Some(Json::from("unknown")),
                Some(Json::from(0)),
                Some(Json::from(false)),
            ]
        }
        (schema::TYPE, Some(value)) => retyped(value),
        _ => Vec::new(),
    }
}

/// The same value with another type.
fn retyped(value: &Json) -> Vec<Option<Json>> {
    match value {
        Json::String(text) => {
            let text = text.trim();
            let number: Option<serde_json::Number> = text.parse().ok();
            let whole = text.parse::<f64>().ok().map(f64::round);
            let flag = match text.to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" => Some(true),
                "false" | "0" | "no" => Some(false),
                _ => None,
            };
            let all = [
                number.map(Json::Number),
                whole.map(Json::from),
                flag.map(Json::from),
            ];
            all.into_iter().flatten().map(Some).collect()
        }
        Json::Number(number) => {
            let rounded = number.as_f64().map(|number| Json::from(number.round()));
            let flag = number.as_f64().map(|number| Json::from(number != 0.0));
            [Some(Json::from(number.to_string())), rounded, flag]
                .into_iter()
                .flatten()
                .map(Some)
                .collect()
        }
        Json::Bool(flag) => vec![Some(Json::from(flag.to_string()))],
        Json::Null => vec![None],
        Json::Array(_) | Json::Object(_) => Vec::new(),
    }
}
