//! The events behind each number add up to it, and what is changed in a session changes only what it should.

use playscope::session::metrics::METRICS;
use playscope::session::{Change, Number, Piece, Place, Report, Session, Value};
use proptest::prelude::*;

use super::random::{session, wild};

fn sum(pieces: &[Piece]) -> i64 {
    pieces.iter().filter_map(|piece| piece.lasted).sum()
}

fn duration(row: &[(&'static str, Value)], ending: &str) -> i64 {
    let found = row.iter().find(|(key, _)| key.ends_with(ending));
    match found {
        Some((_, Value::Duration(ms))) => *ms,
        other => panic!("{ending} is {other:?}"),
    }
}

/// What the evidence of a metric must come to.
fn holds(session: &Session, key: &'static str, value: &Value) -> Result<(), TestCaseError> {
    let pieces = session.evidence(&Number::Metric(key));
    match (key, value) {
        ("a.media.qoe.bitrateAverage", Value::Number(average)) => {
            let weight = sum(&pieces) as f64;
            let share =
                |piece: &Piece| piece.value.unwrap() * (piece.lasted.unwrap() as f64 / weight);
            if weight > 0.0 {
                let again = pieces.iter().map(share).sum::<f64>();
                // Huge values of both signs cancel each other out, but for what they are rounded by.
                let largest = pieces.iter().map(|piece| share(piece).abs());
                let rounded = largest.fold(0.0, f64::max) * 1e-9;
                prop_assert!(
                    (again - average).abs() <= rounded.max(0.001),
                    "{again} is not {average}"
                );
            } else {
                prop_assert_eq!(pieces.last().and_then(|piece| piece.value), Some(*average));
            }
        }
        ("a.media.qoe.droppedFrameCount", Value::Number(last)) => {
            prop_assert_eq!(pieces[0].value, Some(*last));
        }
        ("a.media.qoe.timeToStart", _) => {
            let ms = match value {
                Value::Duration(ms) => *ms as f64,
                Value::Number(seconds) => seconds * 1000.0,
                other => panic!("{other:?}"),
            };
            let reported = pieces[0].value.unwrap();
            prop_assert!((reported - ms).abs() <= reported.abs() * 1e-12);
        }
        ("a.media.uniqueTimePlayed", Value::Duration(ms)) => {
            prop_assert!(
                (sum(&pieces) - ms * 1000).abs() <= 501,
                "{} is not {ms}",
                sum(&pieces)
            );
        }
        (_, Value::Duration(ms)) => prop_assert_eq!(sum(&pieces), ms * 1000, "{}", key),
        ("a.media.estimatedStreams" | "secondsSinceLastCall", _) => {}
        (_, Value::Count(count)) => prop_assert_eq!(pieces.len() as u64, *count, "{}", key),
        ("a.media.view" | "a.media.resume" | "a.media.pass.auth", _) => {
            prop_assert_eq!(pieces.len(), 1);
        }
        // Without its cause the number is what it is when nothing happened.
        ("a.media.qoe.droppedFrames" | "a.media.qoe.dropBeforeStart", Value::Flag(flag)) => {
            prop_assert!(!pieces.is_empty() || !flag);
        }
        (_, Value::Flag(flag)) => prop_assert_eq!(!pieces.is_empty(), *flag, "{}", key),
        ("a.media.averageMinuteAudience", _) => {
            let content = session.evidence(&Number::Metric("a.media.timePlayed"));
            prop_assert_eq!(pieces, content);
        }
        (_, Value::Ids(ids)) => prop_assert!(pieces.len() >= ids.len()),
        (key, value) => panic!("{key} is {value:?}"),
    }
    Ok(())
}

/// Every number is the sum of its events, each of which counts.
fn adds_up(session: &Session) -> Result<(), TestCaseError> {
    let report = session.report();
    for (key, value) in &report.metrics {
        holds(session, key, value)?;
    }
    for (place, ad) in report.ads.iter().enumerate() {
        let pieces = session.evidence(&Number::Ad(place));
        prop_assert_eq!(sum(&pieces), duration(ad, "timePlayed") * 1000);
        prop_assert!(!pieces.is_empty());
    }
    for (place, chapter) in report.chapters.iter().enumerate() {
        let pieces = session.evidence(&Number::Chapter(place));
        prop_assert_eq!(sum(&pieces), duration(chapter, "timePlayed") * 1000);
    }
    for (name, totals) in &report.states {
        let pieces = session.evidence(&Number::State(name.clone()));
        prop_assert_eq!(sum(&pieces), totals.time_ms * 1000, "{}", name);
    }
    for metric in METRICS {
        for piece in session.evidence(&Number::Metric(metric.key)) {
            let late =
                ["a.media.qoe.dropBeforeStart", "secondsSinceLastCall"].contains(&metric.key);
            let counts = matches!(session.place(piece.arrival), Place::Counted(_));
            prop_assert!(counts || late || piece.arrival == 0, "{}", metric.key);
        }
    }
    Ok(())
}

fn report_of(session: &Session, changes: &[Change]) -> Report {
    session.what_if(changes).report()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn numbers_are_the_sum_of_their_events(arrivals in wild()) {
        adds_up(&session(&arrivals))?;
    }

    #[test]
    fn leaving_events_out_is_never_having_got_them(arrivals in wild(), left in proptest::collection::vec(any::<proptest::sample::Index>(), 0..4)) {
        let whole = session(&arrivals);
        let before = whole.report();
        let left: Vec<usize> = left.iter().map(|index| index.index(arrivals.len())).collect();
        let changes: Vec<Change> = left.iter().map(|index| Change::Leave(*index)).collect();
        let rest: Vec<_> = arrivals.iter().enumerate().filter(|(index, _)| *index == 0 || !left.contains(index)).map(|(_, arrival)| arrival.clone()).collect();
        prop_assert_eq!(report_of(&whole, &changes), session(&rest).report());
        prop_assert_eq!(whole.report(), before.clone());
        prop_assert_eq!(report_of(&whole, &[]), before);
    }

    #[test]
    fn an_event_put_back_in_its_place_changes_nothing(arrivals in wild(), place in any::<proptest::sample::Index>()) {
        let whole = session(&arrivals);
        let index = place.index(arrivals.len());
        let arrival = &arrivals[index];
        let itself = Change::Replace(index, Box::new(arrival.clone()));
        prop_assert_eq!(report_of(&whole, &[itself]), whole.report());
        if let (Some(event), false, true) = (&arrival.event, arrival.rejected, index > 0) {
            for again in [Change::Before(index, Box::new(event.clone())), Change::After(index, Box::new(event.clone()))] {
                prop_assert_eq!(report_of(&whole, &[Change::Leave(index), again]), whole.report());
            }
        }
    }
}
