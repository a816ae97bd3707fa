//! Moving about: what keys and mouse do to what is selected.

use playscope::app::{Action, Copied, Effect, Pane, Screen, Tab};
use playscope::exchange::Time;
use playscope::ui::mouse::Gesture;

use super::support::Stage;
use super::{FILM, OTHERS};

#[test]
fn beside_an_empty_call_log_no_payload_stands() {
    let mut stage = Stage::live(76, (140, 40));
    stage.push(FILM).keys("3 end");
    assert!(stage.frame().contains("eventType"), "{}", stage.frame());
    stage.keys("7");
    let frame = stage.frame();
    assert!(frame.contains("Every call so far"), "{frame}");
    assert!(!frame.contains("eventType"), "{frame}");
    stage.keys("3");
    assert!(stage.frame().contains("eventType"), "{}", stage.frame());
}

#[test]
fn it_follows_the_tail_until_one_moves_and_again_with_end() {
    let mut stage = Stage::live(76, (140, 40));
    stage.push(FILM);
    assert_eq!(stage.app.arrival(), Some(23));
    stage.push("73 55 ping\n");
    assert_eq!(stage.app.arrival(), Some(24));
    stage.keys("3 up");
    stage.push("74 56 ping\n75 57 ping\n");
    assert_eq!(stage.app.arrival(), Some(23));
    assert!(stage.frame().contains("PAUSED +2"), "{}", stage.frame());
    stage.keys("end");
    assert_eq!(stage.app.arrival(), Some(26));
    assert!(stage.frame().contains("LIVE"));
}

#[test]
fn a_new_session_does_not_take_the_place_of_an_open_one() {
    let mut stage = Stage::live(76, (140, 40));
    stage.push(FILM);
    assert_eq!(stage.app.session, Some(0));
    stage.push(OTHERS);
    assert_eq!(stage.app.session, Some(0));
    stage.keys("end");
    assert_eq!(stage.app.session, Some(2));
}

#[test]
fn a_session_that_is_over_gives_way_to_the_next_one_unless_it_was_chosen() {
    let over = "0 0 sessionStart\n1 0 play\n2 1 sessionEnd\n";
    let next = "@session b\n3 0 sessionStart\n4 0 play\n";
    let mut stage = Stage::live(5, (140, 40));
    stage.push(over).push(next);
    assert_eq!(stage.app.session, Some(1));
    let mut stage = Stage::live(5, (140, 40));
    stage.push(over).keys("enter").push(next);
    assert_eq!(stage.app.session, Some(0));
}

#[test]
fn enter_goes_in_and_escape_goes_out() {
    let mut stage = Stage::live(76, (80, 24));
    stage.push(FILM).push(OTHERS);
    let focus = |stage: &mut Stage, keys: &str| {
        stage.keys(keys);
        stage.app.focus
    };
    assert_eq!(focus(&mut stage, "enter"), Pane::Events);
    assert_eq!(focus(&mut stage, "enter"), Pane::Detail);
    assert_eq!(focus(&mut stage, "esc"), Pane::Events);
    assert_eq!(focus(&mut stage, "esc"), Pane::Sessions);
    assert_eq!(focus(&mut stage, "7 enter"), Pane::Detail);
    assert_eq!(
        (stage.app.screen, stage.app.shown_tab()),
        (Screen::Calls, Tab::Raw)
    );
    assert_eq!(focus(&mut stage, "esc esc"), Pane::Sessions);
    assert_eq!(stage.app.screen, Screen::Sessions);
}

#[test]
fn errors_are_found_from_anywhere() {
    let mut stage = Stage::file(FILM, (80, 24));
    stage.push("@session other\n100 0 sessionStart\n101 0 play {\"params\":{\"bogus\":1}}\n");
    stage.keys("e");
    assert_eq!((stage.app.session, stage.kind()), (Some(0), "adStart"));
    stage.keys("e");
    assert_eq!((stage.app.session, stage.kind()), (Some(1), "play"));
    stage.keys("E");
    assert_eq!((stage.app.session, stage.kind()), (Some(0), "adStart"));
    stage.keys("4");
    let line = stage.app.lists.payload.at;
    let path = &stage.app.body.payload.lines[line].path;
    assert_eq!(path, "$.params['media.ad.length']");
}

#[test]
fn boundaries_are_what_opens_or_closes_something() {
    let mut stage = Stage::file(FILM, (140, 40));
    stage.keys("3 home right");
    assert_eq!(stage.kind(), "adBreakStart");
    stage.keys("right right");
    assert_ne!(stage.kind(), "ping");
    stage.keys("left left left left left");
    assert_eq!(stage.app.arrival(), Some(0));
}

#[test]
fn moving_through_events_takes_state_and_report_back() {
    let mut stage = Stage::file(FILM, (140, 40));
    let ads = |stage: &Stage| {
        let at = stage.app.known.at.as_ref().unwrap();
        at.report.as_ref()?.get("a.media.adCount").cloned()
    };
    assert_eq!(ads(&stage), None, "it is made where it is shown");
    stage.keys("] ] 3");
    let last = ads(&stage);
    assert!(last.is_some());
    stage.keys("home");
    assert_ne!(ads(&stage), last);
    assert!(stage.frame().contains("STEP 1/24"), "{}", stage.frame());
}

#[test]
fn a_session_is_over_at_what_closed_it_and_not_before() {
    let script = "0 0 sessionStart {\"params\":{\"media.playerName\":\"web\"}}\n0.1 0 play\n10 10 ping\n12 12 sessionEnd\n";
    let mut stage = Stage::file(script, (140, 40));
    let says = |stage: &Stage, words: &str| stage.frame().contains(&format!("{words} · web"));
    stage.keys("3 up");
    assert!(says(&stage, "playing"), "{}", stage.frame());
    stage.keys("down");
    assert!(says(&stage, "ended"), "{}", stage.frame());
}

#[test]
fn a_filter_hides_and_shows_again_without_losing_the_event() {
    let mut stage = Stage::file(FILM, (140, 40));
    stage.keys("3 home down down");
    assert_eq!(stage.kind(), "adStart");
    stage.keys("f").text("type:ad").keys("enter");
    assert_eq!(stage.kind(), "adStart");
    assert_eq!(stage.app.lists.events.len, 8);
    stage.keys("F");
    assert_eq!((stage.kind(), stage.app.lists.events.len), ("adStart", 24));
    stage.keys("F end");
    assert_eq!(stage.kind(), "adBreakComplete");
    stage
        .keys("f ctrl-u")
        .text("!type:ping playhead:>40")
        .keys("enter");
    assert!(stage.app.typing.is_none());
    assert!(stage.app.lists.events.len < 10);
}

#[test]
fn searching_goes_round() {
    let mut stage = Stage::file(FILM, (140, 40));
    stage.keys("3 home /").text("coffee").keys("enter");
    assert_eq!(stage.kind(), "adStart");
    let first = stage.app.arrival();
    stage.keys("n");
    assert_eq!(stage.app.arrival(), first);
    stage.keys("/").text("nowhere").keys("enter");
    assert!(stage.app.message.as_ref().unwrap().bad);
}

#[test]
fn marks_are_set_taken_back_and_found() {
    let mut stage = Stage::file(FILM, (140, 40));
    stage.keys("3 home b down down o home m");
    assert_eq!(stage.kind(), "adStart");
    stage.keys("M b");
    assert_eq!(stage.app.arrival(), Some(0));
    assert_eq!(stage.inspection.mark_on(1).unwrap().verdict, None);
    stage.keys("a").text("why?").keys("enter");
    assert_eq!(stage.inspection.mark_on(1).unwrap().note, "why?");
}

#[test]
fn the_mouse_selects_seeks_and_scrolls() {
    let mut stage = Stage::live(76, (140, 40));
    stage.push(FILM).push(OTHERS);
    stage.click("Evening News");
    assert_eq!(
        (stage.app.session, stage.app.focus),
        (Some(1), Pane::Sessions)
    );
    stage.click("The Long Night").click("adStart");
    assert_eq!((stage.kind(), stage.app.focus), ("adStart", Pane::Events));
    stage.click("State");
    assert_eq!(stage.app.shown_tab(), Tab::State);
    let before = stage.app.arrival();
    stage.mouse(Gesture::Press, 130, 5);
    assert!(stage.app.arrival() > before);
    stage.mouse(Gesture::Drag, 60, 5);
    assert!(stage.app.arrival() < Some(12));
    stage.click("other calls");
    assert_eq!(stage.app.screen, Screen::Calls);
    stage.click("quit");
    assert_eq!(stage.effects, [Effect::Quit]);
}

#[test]
fn copying_asks_for_the_clipboard() {
    let mut stage = Stage::file(FILM, (140, 40));
    stage.keys("3 home c C I");
    let copied: Vec<_> = stage
        .effects
        .iter()
        .map(|effect| match effect {
            Effect::Copy(text, what) => (*what, text.clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(copied[0].1.starts_with('{') && copied[0].0 == "payload");
    assert!(
        copied[1].1.starts_with("curl -i -X POST http://"),
        "{}",
        copied[1].1
    );
    assert_eq!(copied[2].1.len(), 64);
    let mut stage = Stage::live(0, (80, 24));
    stage.settle();
    stage.act(playscope::app::Action::Copy(Copied::Test));
    assert!(
        matches!(stage.effects.first(), Some(Effect::Copy(text, _)) if text.contains("sessionStart"))
    );
}

#[test]
fn a_batch_shows_the_item_under_the_cursor() {
    let batch = "@batch\n0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionComplete\n13 11 sessionEnd\n@end\n";
    let mut stage = Stage::file(batch, (140, 40));
    stage.keys("3 home down");
    assert_eq!(stage.kind(), "play");
    assert!(
        stage.frame().contains("eventType   \"play\"")
            || stage.frame().contains("eventType  \"play\""),
        "{}",
        stage.frame()
    );
}

#[test]
fn a_refused_batch_has_its_time_axis_at_its_start() {
    let batch = "@batch\n0 0 sessionStart {\"params\":{\"media.channel\":null}}\n1 0 play\n@end\n";
    let mut stage = Stage::file(batch, (140, 40));
    stage.keys("2");
    let frame = stage.frame();
    assert!(frame.contains("0:00.0"), "{frame}");
    assert!(!frame.contains("-4"), "before the epoch: {frame}");
}

#[test]
fn a_session_is_played_at_its_pace() {
    let mut stage = Stage::file(FILM, (140, 40));
    let beat = |stage: &mut Stage, ms: i64| {
        stage.act(Action::Beat(Time(ms * 1000)));
        stage.settle();
    };
    // At the end it begins anew.
    stage.keys("3 p");
    assert_eq!(stage.app.arrival(), Some(0));
    assert!(stage.frame().contains("PLAY ×1 1/24"), "{}", stage.frame());
    assert_eq!(stage.app.next_beat(&stage.inspection), Some(None));
    beat(&mut stage, 5_000);
    // The next event came 0.1 s after the first.
    let due = stage.app.next_beat(&stage.inspection);
    assert_eq!(due, Some(Some(Time(5_100_000))));
    beat(&mut stage, 5_099);
    assert_eq!(stage.app.arrival(), Some(0));
    beat(&mut stage, 5_100);
    assert_eq!(stage.kind(), "adStart");
    beat(&mut stage, 5_000 + 6_100);
    assert_eq!(stage.kind(), "adBreakComplete");
    // Ten times faster from here on: 10 s of the session in one.
    stage.keys("P P P");
    beat(&mut stage, 20_000);
    assert!(stage.frame().contains("PLAY ×10"), "{}", stage.frame());
    beat(&mut stage, 21_010);
    assert_eq!(stage.app.arrival(), Some(8), "{}", stage.frame());
    // Whoever moves meanwhile is followed.
    stage.keys("home");
    beat(&mut stage, 30_000);
    beat(&mut stage, 30_110);
    assert_eq!(stage.kind(), "ping");
    stage.keys("p");
    assert_eq!(stage.app.next_beat(&stage.inspection), None);
    stage.keys("p");
    beat(&mut stage, 40_000);
    beat(&mut stage, 90_000);
    assert_eq!(stage.app.arrival(), Some(23));
    assert!(
        stage.frame().contains("played to the end"),
        "{}",
        stage.frame()
    );
    assert_eq!(stage.app.play.pace(), None);
}

#[test]
fn the_timeline_shows_what_is_between_two_events() {
    let mut stage = Stage::file(FILM, (140, 40));
    stage.keys("2 home v right right right right v");
    let (from, to) = stage.app.time.window.unwrap();
    assert!(to - from < 10_000, "{from} to {to}");
    assert!(stage.frame().contains("zoomed"), "{}", stage.frame());
    stage.keys("0 v v");
    assert!(stage.app.message.as_ref().unwrap().bad);
}

#[test]
fn order_of_arrival_stands_beside_the_order_of_the_service() {
    let script = "0 0 sessionStart\n1 0 play\n21 20 ping\n@arrive 22\n11 10 ping\n@arrive 31\n31 30 sessionEnd\n";
    let mut stage = Stage::file(script, (140, 40));
    stage.keys("3 home down down down 9");
    let frame = stage.frame();
    let row = |of: &str| {
        frame
            .lines()
            .find(|line| line.contains(of))
            .unwrap_or_else(|| panic!("{of}\n{frame}"))
    };
    // The fourth to arrive is the third for the service, and marked as moved up.
    assert!(row("3 ping").contains("4↑ping"), "{frame}");
    assert!(
        row("since the start").contains("+11.0 s by the clock, +10.0 s of playhead"),
        "{frame}"
    );
    stage.keys("down");
    assert!(
        stage.frame().contains("+30.0 s of playhead"),
        "{}",
        stage.frame()
    );
}
