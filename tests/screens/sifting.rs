//! Sessions that a filter hides, and events in another order than that of arrival.

use playscope::app::{Pane, Tab};
use playscope::ui::mouse::Gesture;

use super::support::Stage;
use super::{FILM, OTHERS};

fn stage() -> Stage {
    let mut stage = Stage::file(FILM, (140, 40));
    stage.push(OTHERS);
    stage
}

fn sift(stage: &mut Stage, filter: &str) {
    stage.keys("1 f ctrl-u").text(filter).keys("enter");
}

#[test]
fn the_list_of_sessions_is_filtered_and_the_bar_says_what_is_hidden() {
    for size in [(140, 40), (80, 24)] {
        let mut stage = stage();
        stage.resize(size.0, size.1);
        assert_eq!(stage.app.lists.sessions.len, 3);
        sift(&mut stage, "sev:error");
        assert_eq!(stage.app.lists.sessions.len, 1, "{}", stage.frame());
        let frame = stage.frame();
        assert!(frame.contains("sessions sev:error hides 2 of 3"), "{frame}");
        stage.keys("F");
        assert_eq!(stage.app.lists.sessions.len, 3);
        assert!(
            stage.frame().contains("sessions sev:error is off"),
            "{}",
            stage.frame()
        );
        stage.keys("F");
        assert_eq!(stage.app.lists.sessions.len, 1);
        sift(&mut stage, "");
        assert!(!stage.frame().contains("sev:error"), "{}", stage.frame());
    }
}

#[test]
fn an_unknown_field_of_a_session_is_refused_with_the_nearest() {
    let mut stage = stage();
    sift(&mut stage, "plaeyr:html5");
    let frame = stage.frame();
    assert!(frame.contains("did you mean player?"), "{frame}");
    assert_eq!(stage.app.lists.sessions.len, 3);
    stage.keys("esc F");
    assert!(stage.said().contains("f asks for one"), "{}", stage.said());
}

#[test]
fn a_hidden_session_gives_way_and_comes_back_when_something_leads_to_it() {
    let mut stage = stage();
    assert_eq!(stage.app.session, Some(0));
    let own = stage.inspection.sessions()[0].session().sid().to_owned();
    sift(&mut stage, &format!("!sid:{own}"));
    assert_eq!(stage.app.session, Some(1));
    assert_eq!(stage.app.lists.sessions.at, 0);
    stage.keys("down down");
    assert_eq!(stage.app.session, Some(2), "the last of two rows");
    stage.keys("E E E E");
    assert_eq!(stage.app.session, Some(0));
    assert!(stage.app.order.sieve.asked.off, "{}", stage.frame());
    assert_eq!(stage.app.lists.sessions.at, 0);
}

#[test]
fn a_filter_that_none_passes_leaves_the_session_on_the_screen() {
    let mut stage = stage();
    sift(&mut stage, "events:>1000");
    assert_eq!(stage.app.session, Some(0));
    assert_eq!(stage.app.lists.sessions.len, 0);
    let frame = stage.frame();
    assert!(
        frame.contains("none passes the filter: F shows all"),
        "{frame}"
    );
    stage.keys("down end home enter e");
    assert!(stage.app.session.is_some());
}

#[test]
fn the_session_under_the_cursor_stays_when_it_passes_no_longer() {
    let script = "0 0 sessionStart\n1 0 play\n";
    let mut stage = Stage::live(3, (140, 40));
    stage
        .push(&format!("@session a\n{script}"))
        .push("@session b\n2 0 sessionStart\n3 0 play\n");
    sift(&mut stage, "is:live");
    stage.keys("home");
    assert_eq!(
        (stage.app.session, stage.app.lists.sessions.len),
        (Some(0), 2)
    );
    stage.push("@session a\n4 3 sessionEnd\n");
    let sid = stage.inspection.sessions()[0].session().sid().to_owned();
    assert_eq!(
        (stage.app.session, stage.app.lists.sessions.len),
        (Some(0), 2),
        "{sid}: {}",
        stage.frame()
    );
    stage.keys("down");
    stage.keys("3");
    assert_eq!(
        (stage.app.session, stage.app.lists.sessions.len),
        (Some(1), 1)
    );
}

#[test]
fn newest_sessions_are_followed_among_those_that_show() {
    let mut stage = Stage::live(3, (140, 40));
    stage.push("0 0 sessionStart {\"params\":{\"media.name\":\"News\"}}\n1 0 play\n");
    sift(&mut stage, "content:news");
    stage.keys("end");
    stage.push("@session b\n2 0 sessionStart {\"params\":{\"media.name\":\"Film\"}}\n");
    assert_eq!(stage.app.session, Some(0));
    stage.push("@session c\n3 0 sessionStart {\"params\":{\"media.name\":\"News 2\"}}\n");
    assert_eq!(
        (stage.app.session, stage.app.lists.sessions.at),
        (Some(2), 1)
    );
}

#[test]
fn filters_of_sessions_are_saved_under_names_of_their_own() {
    let mut stage = stage();
    sift(&mut stage, "is:live");
    stage.keys("A").text("open").keys("enter");
    assert_eq!(stage.app.kept.session_filters["open"], "is:live");
    assert!(stage.app.kept.filters.is_empty());
    sift(&mut stage, "");
    assert!(!stage.app.order.sieve.asked.is_on());
    stage.keys("L").text("open").keys("enter");
    assert!(stage.app.order.sieve.asked.is_on());
    stage.keys("3 L");
    assert!(
        stage.said().contains("no filter is saved yet"),
        "{}",
        stage.said()
    );
}

#[test]
fn events_are_sorted_by_a_column_and_the_cursor_stays_on_its_event() {
    let mut stage = stage();
    stage.keys("3 home right");
    let (arrival, here) = (stage.app.arrival(), stage.kind());
    assert_eq!(here, "adBreakStart");
    stage.keys("s").text("playhead").keys("enter");
    assert_eq!((stage.app.arrival(), stage.kind()), (arrival, here));
    let frame = stage.frame();
    assert!(frame.contains("↑playhead, esc undoes"), "{frame}");
    assert!(frame.contains("↑playhead"), "{frame}");
    let playheads = |stage: &Stage| -> Vec<Option<i64>> {
        let watched = stage.app.watched(&stage.inspection).unwrap();
        let rows = 0..stage.app.lists.events.len;
        let arrivals = rows.filter_map(|row| stage.app.filter.arrival(row));
        arrivals
            .map(|arrival| {
                watched.session().arrivals()[arrival]
                    .event
                    .as_ref()?
                    .playhead()
            })
            .collect()
    };
    let sorted = playheads(&stage);
    assert_eq!(sorted.len(), 24);
    assert!(sorted.is_sorted_by_key(|playhead| playhead.unwrap_or(i64::MAX)));
    stage.keys("s enter");
    assert!(stage.frame().contains("↓playhead"), "{}", stage.frame());
    assert_eq!(stage.app.arrival(), arrival);
    assert!(playheads(&stage).is_sorted_by_key(|playhead| -playhead.unwrap_or(i64::MIN + 1)));
    stage.keys("esc");
    assert_eq!(
        (stage.app.focus, stage.app.arrival()),
        (Pane::Events, arrival)
    );
    assert_eq!(stage.app.lists.events.at, arrival.unwrap());
    assert_eq!(stage.said(), "in order of arrival again");
    stage.keys("esc");
    assert_eq!(stage.app.focus, Pane::Sessions);
}

#[test]
fn the_worst_events_come_first_and_the_marks_stand_beside_them() {
    let mut stage = stage();
    stage.keys("3 s").text("findings").keys("enter home");
    assert_eq!(stage.kind(), "adStart");
    let marks = &stage.app.known.marks;
    assert_eq!(marks.first().map(|(row, _)| *row), Some(0));
    assert!(marks.is_sorted_by_key(|(row, _)| *row));
}

#[test]
fn sorted_events_go_with_a_filter_and_walk_in_time_on_the_timeline() {
    let mut stage = stage();
    stage.keys("3 f").text("!type:ping").keys("enter");
    let rows = stage.app.lists.events.len;
    stage.keys("s").text("type").keys("enter home");
    assert_eq!(stage.app.lists.events.len, rows);
    assert_eq!(stage.kind(), "adBreakComplete");
    stage.keys("2");
    let mut before = stage.app.arrival();
    for _ in 0..4 {
        stage.keys("down");
        assert!(stage.app.arrival() > before, "{:?}", stage.app.arrival());
        before = stage.app.arrival();
    }
    stage.keys("3 F");
    assert_eq!(stage.app.lists.events.len, 24);
    assert_eq!(stage.app.arrival(), before);
}

#[test]
fn what_comes_finds_its_place_and_the_cursor_holds() {
    let mut stage = Stage::live(76, (140, 40));
    stage.push(FILM);
    stage.keys("3 s").text("playhead").keys("enter");
    assert!(!stage.app.lists.events.follow);
    let held = stage.app.arrival();
    stage.push("74 1 ping\n75 2 ping\n");
    assert_eq!(stage.app.arrival(), held);
    assert_eq!(
        (stage.app.lists.events.len, stage.app.lists.events.unseen()),
        (26, 2)
    );
    let frame = stage.frame();
    assert!(
        frame.contains("+2 new") && !frame.contains("follows"),
        "{frame}"
    );
    stage.keys("end");
    assert!(!stage.app.lists.events.follow, "another order has no tail");
    stage.keys("esc end");
    assert!(stage.app.lists.events.follow);
    assert_eq!(stage.app.arrival(), Some(25));
}

#[test]
fn a_click_on_a_heading_sorts_by_it() {
    let mut stage = stage();
    stage.keys("3");
    let place = |stage: &Stage, words: &str| {
        let frame = stage.frame();
        let (y, line) = frame
            .lines()
            .enumerate()
            .find(|(_, line)| line.contains("Δ time"))
            .unwrap();
        let at = line.find(words).unwrap();
        let x = line.get(..at).unwrap().chars().count();
        (u16::try_from(x).unwrap(), u16::try_from(y).unwrap())
    };
    let (x, y) = place(&stage, "playhead");
    stage.mouse(Gesture::Press, x, y);
    assert!(stage.frame().contains("· ↑playhead"), "{}", stage.frame());
    stage.mouse(Gesture::Press, x, y);
    assert!(stage.frame().contains("· ↓playhead"), "{}", stage.frame());
    let (x, y) = place(&stage, "type");
    stage.mouse(Gesture::Press, x, y);
    assert!(stage.frame().contains("· ↑type"), "{}", stage.frame());
}

#[test]
fn what_leads_to_an_event_and_what_plays_know_the_order() {
    let mut stage = stage();
    stage.keys("3 s").text("type").keys("enter e e");
    assert_eq!(stage.kind(), "adStart");
    assert!(stage.app.filter.sorted.is_on());
    stage.keys("5 3 p");
    assert!(
        !stage.app.filter.sorted.is_on(),
        "what is played comes as it came"
    );
    assert_eq!(stage.app.shown_tab(), Tab::Findings);
    stage.keys("s").text("type").keys("enter");
    assert!(stage.said().contains("p stops it"), "{}", stage.said());
}

#[test]
fn the_wheel_looks_around_in_the_sessions_and_chooses_none() {
    let mut stage = stage();
    stage.resize(60, 16);
    for number in 0..12 {
        stage.push(&format!(
            "@session more{number}\n{} 0 sessionStart\n",
            100 + number
        ));
    }
    let rows = stage.app.lists.sessions.rows;
    for _ in 0..9 {
        stage.mouse(Gesture::Down, 10, 6);
    }
    let sessions = &stage.app.lists.sessions;
    assert_eq!((sessions.at, sessions.top), (0, sessions.len - rows));
    assert_eq!(stage.app.session, Some(0));
    stage.mouse(Gesture::Press, 10, 2);
    let sessions = &stage.app.lists.sessions;
    assert_eq!(sessions.at, sessions.len - rows);
    stage.mouse(Gesture::Up, 10, 6);
    stage.keys("down");
    let sessions = &stage.app.lists.sessions;
    assert!(sessions.visible().contains(&sessions.at));
}
