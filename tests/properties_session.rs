//! What holds for every session, however strange, and a second, plain reading of the model to compare with.

#![allow(
    clippy::cast_precision_loss,
    reason = "the reference works in doubles on purpose"
)]

mod evidence;
mod random;
mod reference;

use std::collections::BTreeMap;

use playscope::session::{
    Activity, Arrival, Machine, Observer, Place, Report, Session, Snapshot, Step, Value,
};
use playscope::wire::{Event, EventType};
use proptest::prelude::*;
use random::{in_order, session, shuffled, wild};

/// The metrics by key; numbers that are worked out in doubles as text with less digits.
fn metrics(report: &Report) -> BTreeMap<&'static str, String> {
    let show = |value: &Value| match value {
        Value::Duration(ms) => format!("{:.3}", *ms as f64 / 1000.0),
        Value::Number(number) if number.abs() > 1e15 => format!("{number:.8e}"),
        Value::Number(number) => format!("{number:.3}"),
        other => format!("{other:?}"),
    };
    let metrics = report.metrics.iter();
    metrics.map(|(key, value)| (*key, show(value))).collect()
}

/// Numbers that agree but for the last digit shown.
fn close(one: &Report, other: &Report) -> Result<(), TestCaseError> {
    let (mine, theirs) = (metrics(one), metrics(other));
    let keys = |map: &BTreeMap<&'static str, String>| map.keys().copied().collect::<Vec<_>>();
    prop_assert_eq!(keys(&mine), keys(&theirs));
    for (key, value) in &mine {
        let other = &theirs[key];
        let near = || {
            let (a, b): (f64, f64) = (value.parse().ok()?, other.parse().ok()?);
            Some((a - b).abs() <= 0.011_f64.max(b.abs() * 1e-7))
        };
        let averaged = key.contains("verage");
        prop_assert!(
            value == other || (averaged && near() == Some(true)),
            "{}: {} is not {}",
            key,
            value,
            other
        );
    }
    prop_assert_eq!(&one.ads, &other.ads);
    prop_assert_eq!(&one.chapters, &other.chapters);
    prop_assert_eq!(&one.states, &other.states);
    Ok(())
}

fn agrees(session: &Session) -> Result<(), TestCaseError> {
    let verdict = reference::judge(session.arrivals());
    prop_assert_eq!(session.counted(), &verdict.counted);
    let late = (0..session.arrivals().len()).filter(|index| session.place(*index) == Place::Late);
    let mut expected: Vec<usize> = verdict.late.iter().map(|index| *index as usize).collect();
    expected.sort_unstable();
    prop_assert_eq!(late.collect::<Vec<_>>(), expected);
    prop_assert_eq!(session.status(), verdict.status);
    let closing = session
        .closing()
        .map(|closing| (closing.cause, closing.ts, closing.noticed_by));
    prop_assert_eq!(closing, verdict.closing);
    close(&session.report(), &verdict.report)?;
    let shown: Vec<(Activity, u32)> = session
        .lanes()
        .playback
        .iter()
        .map(|span| (span.kind, span.opened_by))
        .collect();
    prop_assert_eq!(shown, verdict.lane);
    let tally = session.tally();
    prop_assert_eq!(
        tally.counted + tally.rejected + tally.late,
        session.arrivals().len()
    );
    Ok(())
}

/// Keeps what it is told, and goes back when it is told to.
#[derive(Default, Debug, PartialEq, Clone)]
struct Witness {
    seen: Vec<(char, usize, Option<usize>, Snapshot, Snapshot)>,
    kept: Vec<usize>,
}

impl Observer for Witness {
    fn step(&mut self, step: &Step<'_>) {
        let previous = step.previous.map(|(index, _)| index);
        self.seen
            .push(('s', step.index, previous, step.before, step.after));
    }
    fn rejected(&mut self, index: usize, _: &Arrival) {
        self.seen
            .push(('r', index, None, Snapshot::default(), Snapshot::default()));
    }
    fn late(&mut self, index: usize, _: &Arrival) {
        self.seen
            .push(('l', index, None, Snapshot::default(), Snapshot::default()));
    }
    fn checkpoint(&mut self) {
        self.kept.push(self.seen.len());
    }
    fn rewind(&mut self, checkpoint: usize) {
        self.kept.truncate(checkpoint);
        self.seen.truncate(self.kept.last().copied().unwrap_or(0));
    }
}

fn alike(one: &Session, other: &Session) -> Result<(), TestCaseError> {
    prop_assert_eq!(one.counted(), other.counted());
    prop_assert_eq!(one.machine(), other.machine());
    prop_assert_eq!(one.closing(), other.closing());
    prop_assert_eq!(one.report(), other.report());
    prop_assert_eq!(one.lanes(), other.lanes());
    Ok(())
}

fn settled_each_time(arrivals: &[Arrival], every: usize) -> Result<(), TestCaseError> {
    let (mut at_once, mut now_and_then) = (Witness::default(), Witness::default());
    let mut whole = Session::open("sid".to_owned(), false, arrivals[0].clone());
    let mut bits = whole.clone();
    for (count, arrival) in arrivals[1..].iter().enumerate() {
        whole.push(arrival.clone());
        bits.push(arrival.clone());
        if count % every == 0 {
            bits.settle(&mut now_and_then);
        }
    }
    whole.settle(&mut at_once);
    bits.settle(&mut now_and_then);
    alike(&whole, &bits)?;
    prop_assert_eq!(at_once.seen, now_and_then.seen);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plain_reading_of_the_model_agrees_on_tame_sessions(all in in_order(0..60, true)) {
        agrees(&session(&all))?;
    }

    #[test]
    fn a_plain_reading_of_the_model_agrees_on_any_order_with_faults(all in shuffled(0..60)) {
        agrees(&session(&all))?;
    }

    #[test]
    fn settling_after_each_event_equals_settling_once(all in shuffled(0..60), every in 1..5_usize) {
        settled_each_time(&all, every)?;
    }

    #[test]
    fn the_order_of_arrival_does_not_matter(all in in_order(0..60, true), keys in proptest::collection::vec(any::<u16>(), 61)) {
        let mut order: Vec<usize> = (1..all.len()).collect();
        order.sort_by_key(|index| keys[*index]);
        // Events of one instant keep their order among themselves.
        let ts = |index: usize| all[index].event.as_ref().unwrap().ts();
        let mut places: BTreeMap<Option<i64>, Vec<usize>> = BTreeMap::new();
        for index in 1..all.len() {
            places.entry(ts(index)).or_default().push(index);
        }
        let mut other = vec![all[0].clone()];
        for index in order {
            let next = places.get_mut(&ts(index)).unwrap().remove(0);
            other.push(all[next].clone());
        }
        let (one, other) = (session(&all), session(&other));
        prop_assert_eq!(one.report(), other.report());
        prop_assert_eq!(one.status(), other.status());
        prop_assert_eq!(one.tally(), other.tally());
    }

    #[test]
    fn a_rejected_event_changes_nothing(all in shuffled(0..60)) {
        let without: Vec<Arrival> = all.iter().enumerate()
            .filter(|(place, arrival)| *place == 0 || arrival.passes())
            .map(|(_, arrival)| arrival.clone())
            .collect();
        let (one, other) = (session(&all), session(&without));
        prop_assert_eq!(one.report(), other.report());
        prop_assert_eq!(one.status(), other.status());
        prop_assert_eq!(one.tally().counted, other.tally().counted);
        prop_assert_eq!(one.tally().late, other.tally().late);
    }

    #[test]
    fn times_add_up(all in shuffled(0..60)) {
        let session = session(&all);
        let times = session.machine().times();
        let point = |index: &u32| session.arrivals()[*index as usize].event.as_ref().unwrap().ts().unwrap();
        let ts: Vec<i64> = session.counted().iter().map(point).collect();
        let length: i64 = ts.windows(2).map(|pair| (pair[1] - pair[0]).max(0)).sum();
        let shares = [times.content, times.ads, times.pause, times.buffer, times.stall];
        prop_assert!(shares.iter().all(|share| *share >= 0));
        prop_assert!(shares.iter().sum::<i64>() <= length);
        let report = session.report();
        prop_assert_eq!(report.get("a.media.totalTimePlayed"), Some(&Value::Duration(times.content + times.ads)));
        let ad_ms = |row: &Vec<(&str, Value)>| match row[2].1 { Value::Duration(ms) => ms, _ => -1 };
        prop_assert_eq!(report.ads.iter().map(ad_ms).sum::<i64>(), times.ads);
        prop_assert!(report.chapters.iter().map(ad_ms).sum::<i64>() <= times.content);
        prop_assert!(report.states.values().all(|state| state.time_ms <= length));
    }

    #[test]
    fn looking_back_shows_what_was(all in in_order(0..60, true), cut in any::<prop::sample::Index>()) {
        let whole = session(&all);
        let last = whole.counted().len() - 1;
        prop_assert_eq!(&whole.machine_at(last), whole.machine());
        let position = cut.index(last + 1);
        let earlier = session(&all[..=whole.counted()[position] as usize]);
        prop_assert_eq!(&whole.machine_at(position), earlier.machine());
        prop_assert_eq!(whole.report_at(position), earlier.report());
        prop_assert_eq!(whole.lanes_at(position), earlier.lanes());
        let (before, after) = whole.machines_around(position);
        prop_assert_eq!(&after, earlier.machine());
        if position > 0 {
            prop_assert_eq!(before, whole.machine_at(position - 1));
        }
    }

    #[test]
    fn wild_values_never_panic(all in wild()) {
        let session = session(&all);
        let _ = (session.report(), session.lanes(), session.tally());
        for position in 0..session.counted().len() {
            let _ = (session.report_at(position), session.lanes_at(position));
        }
        settled_each_time(&all, 1)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn long_sessions_go_back_to_checkpoints(all in shuffled(1500..3000), every in 1..40_usize) {
        settled_each_time(&all, every)?;
        let session = session(&all);
        agrees(&session)?;
        let count = session.counted().len();
        for position in (0..count).step_by(97) {
            let (before, after) = session.machines_around(position);
            prop_assert_eq!(after, session.machine_at(position));
            prop_assert_eq!(position == 0 || before == session.machine_at(position - 1), true);
        }
    }
}

/// Counts the steps of the fold, those taken again included.
#[derive(Default)]
struct Steps(usize);

impl Observer for Steps {
    fn step(&mut self, _: &Step<'_>) {
        self.0 += 1;
    }
    fn rejected(&mut self, _: usize, _: &Arrival) {}
    fn late(&mut self, _: usize, _: &Arrival) {}
    fn checkpoint(&mut self) {}
    fn rewind(&mut self, _: usize) {}
}

fn pings(ts: impl Iterator<Item = i64>) -> impl Iterator<Item = Arrival> {
    ts.map(|second| {
        let (ts, playhead) = (second * 1000, second * 1_000_000);
        random::arrival(Some(Event::new(EventType::Ping, Some(ts), Some(playhead))))
    })
}

fn opened() -> Session {
    let start = pings(std::iter::once(0)).next().unwrap();
    Session::open("sid".to_owned(), false, start)
}

#[test]
fn a_hundred_thousand_events_in_reverse_are_walked_once() {
    let mut session = opened();
    pings((1..100_000).rev()).for_each(|arrival| session.push(arrival));
    let mut steps = Steps::default();
    session.settle(&mut steps);
    assert_eq!(steps.0, 100_000);
    assert!(session.counted().is_sorted_by_key(|index| {
        session.arrivals()[*index as usize]
            .event
            .as_ref()
            .unwrap()
            .ts()
    }));
}

#[test]
fn an_event_in_its_place_costs_one_step_a_late_one_few() {
    let (mut session, mut steps) = (opened(), Steps::default());
    for arrival in pings(1..20_000) {
        session.push(arrival);
        session.settle(&mut steps);
    }
    assert_eq!(steps.0, 20_000);
    steps.0 = 0;
    for late in pings((19_900..20_000).rev()) {
        session.push(late);
        session.settle(&mut steps);
    }
    assert!(steps.0 <= 100 * 1200, "{} steps", steps.0);
}

#[test]
fn an_event_takes_little_memory() {
    assert!(
        size_of::<Arrival>() <= 120,
        "{} bytes",
        size_of::<Arrival>()
    );
    assert!(
        size_of::<Machine>() <= 1024,
        "{} bytes",
        size_of::<Machine>()
    );
}
