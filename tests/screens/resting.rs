//! Sessions at rest: nobody sees that their events are read again, and lists read none.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use playscope::exchange::Time;
use playscope::inspection::Watched;

use super::support::{EPOCH_US, Stage};
use super::{FILM, OTHERS};

/// The numbers of the calls that were read again.
type Again = Arc<Mutex<Vec<u64>>>;

/// A capture of some length at a time when all is over.
fn stage(size: (u16, u16), resting: bool) -> (Stage, Again) {
    let mut script = format!("{FILM}{OTHERS}");
    for number in 0..40 {
        write!(
            script,
            "\n@session clip-{number}\n{} 0 sessionStart {{\"params\":{{\"media.name\":\"Trailer {number}\",\"media.length\":10}}}}\n{} 0 play\n{} 10 ping\n",
            80 + number,
            81 + number,
            91 + number
        )
        .unwrap();
    }
    let again = Again::default();
    let mut stage = Stage::live(75, size);
    stage.push(&script);
    if resting {
        let (calls, read) = (stage.calls(), Arc::clone(&again));
        let fetch = move |seq| {
            read.lock().unwrap().push(seq);
            calls.get(&seq).cloned()
        };
        stage.inspection.let_rest(0, Arc::new(fetch));
    }
    stage.app.now = Some(Time(EPOCH_US + 3_600_000_000));
    stage.settle();
    stage.app.now = Some(Time(EPOCH_US + 3_660_000_000));
    stage.settle();
    let rest = stage.inspection.sessions().iter().all(Watched::is_resting);
    assert_eq!(rest, resting);
    again.lock().unwrap().clear();
    (stage, again)
}

#[test]
fn every_screen_shows_the_same_of_sessions_at_rest() {
    for size in [(140, 40), (80, 24)] {
        let ((mut held, _), (mut resting, again)) = (stage(size, false), stage(size, true));
        for keys in [
            "",
            "1 home",
            "down enter",
            "end",
            "home right right",
            "tab",
            "s",
            "esc",
            "e",
            "E",
            "w",
            "5",
            "down down enter",
            "x",
            "x",
            "6",
            "down enter",
            "esc",
            "9",
            "1 o",
            "o",
            "o",
            "o",
            "D",
            "esc",
            "2 z",
            "a",
            "b",
            "m",
            "q",
        ] {
            held.keys(keys);
            resting.keys(keys);
            assert_eq!(resting.frame(), held.frame(), "after {keys}");
            assert_eq!(resting.inspection.totals(), held.inspection.totals());
        }
        assert!(!again.lock().unwrap().is_empty());
    }
}

#[test]
fn a_search_finds_what_is_in_sessions_at_rest() {
    for text in ["trailer 7", "coffee", "evening", "nowhere"] {
        let ((mut held, _), (mut resting, _)) = (stage((140, 40), false), stage((140, 40), true));
        for keys in ["", "n", "n", "N"] {
            if keys.is_empty() {
                held.keys("/").text(text).keys("enter");
                resting.keys("/").text(text).keys("enter");
            }
            held.keys(keys);
            resting.keys(keys);
            assert_eq!(resting.frame(), held.frame(), "{text}: {keys}");
        }
    }
}

#[test]
fn lists_of_sessions_read_no_events_but_those_of_the_selected_one() {
    let (mut stage, again) = stage((140, 40), true);
    stage.keys("1 home o o o o end");
    stage.keys("f").text("events:>3 is:closed").keys("enter");
    stage
        .keys("f ctrl-u")
        .text("trailer status:timed-out")
        .keys("enter");
    stage.keys("5 down down 1");
    let read = again.lock().unwrap().clone();
    let sessions: BTreeSet<_> = read
        .iter()
        .map(|seq| format!("{:?}", stage.inspection.locate(*seq)))
        .map(|place| {
            place
                .split(", arrival")
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    assert!(sessions.len() < 12, "{sessions:?}");
}

#[test]
fn a_session_whose_calls_are_gone_still_says_how_it_stood() {
    let (mut stage, _) = stage((140, 40), true);
    let before: Vec<_> = stage
        .inspection
        .sessions()
        .iter()
        .map(|w| w.glance().facts)
        .collect();
    stage.inspection.let_rest(0, Arc::new(|_| None));
    stage.push("@session late\n200 0 sessionStart {\"params\":{\"media.name\":\"Late\"}}");
    let late = stage.inspection.sessions().len() - 1;
    for hour in [2, 3] {
        stage.app.now = Some(Time(EPOCH_US + hour * 3_600_000_000));
        stage.settle();
    }
    assert!(stage.inspection.sessions()[late].is_resting());
    stage.keys("1 end");
    assert_eq!(stage.app.session, Some(late));
    let frame = stage.frame();
    assert!(frame.contains("unreadable"), "{frame}");
    let after = stage.inspection.sessions().iter().map(|w| w.glance().facts);
    assert!(after.take(before.len()).eq(before));
}
