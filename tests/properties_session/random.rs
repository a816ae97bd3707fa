//! Random sessions: tame ones as players send them, wild ones as nobody does.

use playscope::exchange::Time;
use playscope::session::{Arrival, Session};
use playscope::wire::event::{Ad, Break, Chapter, Details, Failure, Qoe, Start, States};
use playscope::wire::{Event, EventType};
use proptest::collection::vec;
use proptest::prelude::*;

pub(super) fn arrival(event: Option<Event>) -> Arrival {
    Arrival {
        seq: 0,
        item: None,
        at: Time(0),
        status: 204,
        rejected: event.is_none(),
        event,
    }
}

pub(super) fn session(arrivals: &[Arrival]) -> Session {
    let mut session = Session::open("sid".to_owned(), false, arrivals[0].clone());
    for arrival in &arrivals[1..] {
        session.push(arrival.clone());
    }
    session.settle(&mut ());
    session
}

fn kinds() -> impl Strategy<Value = EventType> {
    use EventType::*;
    let some = |kinds: &'static [EventType]| proptest::sample::select(kinds);
    prop_oneof![
        8 => some(&[Ping]),
        6 => some(&[Play]),
        4 => some(&[PauseStart, BufferStart]),
        6 => some(&[AdBreakStart, AdStart, AdStart, AdComplete, AdSkip, AdBreakComplete, AdBreakComplete]),
        5 => some(&[ChapterStart, ChapterComplete, ChapterSkip]),
        4 => some(&[StateStart, StateEnd, StatesUpdate, BitrateChange, Error]),
        1 => some(&[SessionComplete]),
        1 => prop_oneof![9 => Just(Ping), 1 => Just(SessionEnd)],
    ]
}

fn names() -> impl Strategy<Value = Box<str>> {
    const NAMES: &[&str] = &[
        "mute",
        "Mute",
        "MUTE",
        "fullscreen",
        "c",
        "d",
        "e",
        "f",
        "g",
        "h",
        "i",
        "j",
        "k",
        "l",
    ];
    proptest::sample::select(NAMES).prop_map(Into::into)
}

fn details(kind: EventType) -> BoxedStrategy<Details> {
    match kind {
        EventType::AdBreakStart => (0..3_i32)
            .prop_map(|pod| {
                Details::Break(Break {
                    pod_index: Some(f64::from(pod)),
                    pod_second: None,
                })
            })
            .boxed(),
        EventType::AdStart => (0..9_i32)
            .prop_map(|id| {
                Details::Ad(Ad {
                    id: Some(id.to_string().into()),
                    ..Ad::default()
                })
            })
            .boxed(),
        EventType::ChapterStart => (0..9_i32)
            .prop_map(|at| {
                Details::Chapter(Chapter {
                    index: Some(at.into()),
                    ..Chapter::default()
                })
            })
            .boxed(),
        EventType::StateStart | EventType::StateEnd => names().prop_map(Details::State).boxed(),
        EventType::StatesUpdate => (vec(names(), 0..3), vec(names(), 0..3))
            .prop_map(|(start, end)| Details::States(States { start, end }))
            .boxed(),
        _ => Just(Details::None).boxed(),
    }
}

fn qoe() -> impl Strategy<Value = Option<Qoe>> {
    let number = || proptest::option::of((-10..3_000_000_i32).prop_map(f64::from));
    let words = |words: &'static [&'static str]| {
        proptest::option::of(proptest::sample::select(words).prop_map(Into::into))
    };
    let full = (
        number(),
        number(),
        number(),
        words(&["", "e1", "e2", "e3"]),
        words(&["player", "external", "Player"]),
    );
    let full = full.prop_map(
        |(bitrate, dropped_frames, time_to_start, error_id, error_source)| {
            let failure = Failure {
                id: error_id,
                source: error_source,
            };
            let numbers = [bitrate, dropped_frames, None, time_to_start];
            Some(Qoe::of(numbers, Some(failure)))
        },
    );
    prop_oneof![2 => Just(None), 1 => full]
}

/// How far the client's clock goes from one event to the next, ms.
fn steps() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => Just(0_i64),
        2 => Just(1),
        6 => Just(1000),
        2 => Just(2000),
        8 => 1..12_000_i64,
        1 => Just(600_000),
        1 => 100_000..590_000_i64,
        1 => prop_oneof![40 => Just(500_i64), 1 => Just(600_001), 1 => 600_000..4_000_000_i64],
    ]
}

/// How far the playhead goes meanwhile, µs.
fn way(ms: i64) -> impl Strategy<Value = i64> {
    let time = ms * 1000;
    prop_oneof![
        8 => Just(0_i64),
        8 => Just(time),
        2 => Just(time / 2),
        1 => Just(time / 2 - 1),
        2 => Just(time * 5 / 2),
        1 => Just(time * 5 / 2 + 1),
        2 => -1001..1002_i64,
        2 => -300_000_000..300_000_000_i64,
        1 => Just(-86_390_000_000_i64),
        1 => Just(-43_200_000_000_i64),
        1 => Just(-43_200_000_001_i64),
    ]
}

fn start(tame: bool) -> impl Strategy<Value = Arrival> {
    let length = prop_oneof![
        Just(Some(600_000_000_i64)),
        Just(Some(0)),
        Just(None),
        Just(Some(-1)),
        (0..4_000_000_000_i64).prop_map(Some),
    ];
    let kind = proptest::sample::select(&["vod", "vod", "Live", "LINEAR"][..]);
    let place = (
        proptest::option::weighted(0.9, -3_000..9_000_i64),
        proptest::option::weighted(0.9, 0..5_000_000_i64),
    );
    (
        length,
        kind,
        any::<bool>(),
        place,
        proptest::bool::weighted(0.2),
        qoe(),
    )
        .prop_map(
            move |(length, kind, flag, (ts, playhead), rejected, qoe)| Arrival {
                rejected: rejected && !tame,
                ..arrival(Some(
                    Event::new(
                        EventType::SessionStart,
                        ts.or(tame.then_some(0)),
                        playhead.or(tame.then_some(0)),
                    )
                    .with(
                        Details::Start(Box::new(Start {
                            length,
                            content_type: Some(kind.into()),
                            resume: Some(flag),
                            pass_auth: flag.then(|| "true".into()),
                            ..Start::default()
                        })),
                        qoe,
                    ),
                ))
            },
        )
}

/// Events one after the other, in order, the sessionStart first.
pub(super) fn in_order(
    events: std::ops::Range<usize>,
    tame: bool,
) -> impl Strategy<Value = Vec<Arrival>> {
    let event = (kinds(), steps())
        .prop_flat_map(|(kind, ms)| (Just(kind), Just(ms), way(ms), details(kind), qoe()));
    (start(tame), vec(event, events)).prop_map(|(start, events)| {
        let (mut ts, mut playhead) = (0, 0_i64);
        let mut all = vec![start];
        for (kind, ms, way, details, qoe) in events {
            ts += ms;
            playhead += way;
            let event = Event::new(kind, Some(ts), Some(playhead)).with(details, qoe);
            all.push(arrival(Some(event)));
        }
        all
    })
}

/// The same, some of them rejected, some without a place or a type, in any order of arrival.
pub(super) fn shuffled(events: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Arrival>> {
    in_order(events, false).prop_flat_map(|all| {
        let count = all.len();
        let fates = vec(
            (0..20_u8, prop_oneof![3 => Just(0_usize), 1 => 0..40_usize]),
            count,
        );
        (Just(all), fates, any::<bool>()).prop_map(|(all, fates, reorder)| {
            let mut keyed: Vec<(usize, Arrival)> = Vec::new();
            for (place, (mut arrival, (fate, hop))) in all.into_iter().zip(fates).enumerate() {
                if place > 0 {
                    match fate {
                        0 | 1 => arrival.rejected = true,
                        2 => {
                            arrival.rejected = true;
                            let event = arrival.event.as_mut().unwrap();
                            event.move_to(None, event.playhead());
                        }
                        3 => {
                            arrival.rejected = true;
                            arrival.event = None;
                        }
                        4 => {
                            let event = arrival.event.as_mut().unwrap();
                            event.move_to(event.ts(), None);
                        }
                        _ => {}
                    }
                }
                let key = if place > 0 && reorder {
                    place + hop
                } else {
                    place
                };
                keyed.push((key, arrival));
            }
            keyed.sort_by_key(|(key, _)| *key);
            keyed.into_iter().map(|(_, arrival)| arrival).collect()
        })
    })
}

/// Numbers that no player sends.
pub(super) fn wild() -> impl Strategy<Value = Vec<Arrival>> {
    const EDGE: i64 = 1 << 53;
    const FAR: i64 = 1_000_000_000_000_000_000;
    let ts = prop_oneof![
        Just(Some(EDGE)),
        Just(Some(-EDGE)),
        Just(None),
        (-EDGE..=EDGE).prop_map(Some),
        (0..5_000_000_i64).prop_map(Some),
        Just(Some(i64::MAX)),
        Just(Some(i64::MIN)),
    ];
    let playhead = prop_oneof![
        Just(Some(FAR)),
        Just(Some(-FAR)),
        Just(None),
        (-FAR..=FAR).prop_map(Some),
        (0..9_000_000_i64).prop_map(Some),
        Just(Some(i64::MAX)),
        Just(Some(i64::MIN)),
    ];
    let number = prop_oneof![
        Just(1e308),
        Just(-1e308),
        Just(0.0),
        Just(9.3e18),
        Just(f64::MAX),
        Just(5e6)
    ];
    let spoil = (ts, playhead, proptest::option::of(number), 0..4_u8);
    (in_order(0..40, false), vec(spoil, 41)).prop_map(|(mut all, spoils)| {
        for (arrival, (ts, playhead, number, how)) in all.iter_mut().zip(spoils) {
            let event = arrival.event.as_mut().unwrap();
            if how == 0 || how == 3 {
                event.move_to(ts, event.playhead());
            }
            if how == 1 || how == 3 {
                event.move_to(event.ts(), playhead);
            }
            if let Some(number) = number {
                let qoe = event.qoe.get_or_insert_default();
                let numbers = [Some(number), Some(number), qoe.frame_rate(), Some(number)];
                **qoe = Qoe::of(numbers, qoe.error.take().map(|told| *told));
            }
        }
        all
    })
}
