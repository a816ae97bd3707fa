//! What a row, an empty list and the footer say, where there is little room or nothing to show.

use super::FILM;
use super::support::Stage;
use playscope::app::Tab;

/// The first row of the frame that has a text in it.
fn row<'a>(frame: &'a str, text: &str) -> &'a str {
    let found = frame.lines().find(|line| line.contains(text));
    found.unwrap_or_else(|| panic!("no {text:?} in\n{frame}"))
}

#[test]
fn what_a_person_thinks_of_an_event_leads_its_row_and_moves_nothing() {
    for size in [(140, 40), (80, 24), (60, 16)] {
        let mut stage = Stage::file(FILM, size);
        stage.keys("3 home down down down down");
        let plain = stage.frame();
        stage
            .keys("home down b down o down u down a")
            .text("why")
            .keys("enter");
        let marked = stage.frame();
        for (sign, kind) in [
            ("✗", "adBreakStart"),
            ("✔", "adStart"),
            ("?", "ping  "),
            ("\"", "adComplete"),
        ] {
            let before = row(&plain, &format!("  {kind}"));
            let after = row(&marked, &format!("  {kind}"));
            assert!(after.contains(sign), "{sign} in {after}");
            assert_eq!(after.replacen(sign, " ", 1), before, "{size:?}");
        }
    }
}

#[test]
fn a_playhead_in_milliseconds_is_shown_whole() {
    let late = "0 1260000 sessionStart\n1 1261000 play\n11 1271004.5 ping\n";
    let stage = Stage::file(late, (140, 40));
    let frame = stage.frame();
    assert!(row(&frame, "  ping").contains(" 1271004 "), "{frame}");
}

#[test]
fn a_filter_that_no_event_passes_says_how_to_see_them_again() {
    let mut stage = Stage::file("0 0 sessionStart\n1 0 play\n", (140, 40));
    stage.keys("3 f").text("type:ad").keys("enter");
    let frame = stage.frame();
    row(&frame, "none passes the filter: F shows all");
    stage.keys("F");
    assert!(!stage.frame().contains("none passes"));
}

#[test]
fn columns_of_sessions_begin_empty_and_nothing_is_looked_for() {
    let mut stage = Stage::file(FILM, (140, 40));
    stage.keys("1 K");
    let frame = stage.frame();
    row(&frame, "none is added yet");
    assert!(!frame.contains("nothing is called"), "{frame}");
}

#[test]
fn the_footer_has_the_keys_of_what_is_typed() {
    let mut stage = Stage::file(FILM, (80, 24));
    stage.keys("3 a");
    let frame = stage.frame();
    row(&frame, "enter keep  alt-enter new line  esc give up");
    // What stands there are no buttons of the pane below.
    stage.click("alt-enter");
    assert!(stage.app.typing.is_some());
}

#[test]
fn a_timeline_without_a_frame_says_what_its_axis_counts() {
    for size in [(80, 24), (60, 16)] {
        let mut stage = Stage::file(FILM, size);
        stage.keys("2");
        row(&stage.frame(), " clock     0:00");
        stage.keys("x");
        row(&stage.frame(), " playhead  0:00");
    }
}

#[test]
fn the_footer_begins_with_the_key_that_lets_a_held_list_follow_again() {
    let mut stage = Stage::live(76, (80, 24));
    stage.push(FILM);
    stage.keys("3");
    assert!(!stage.frame().contains("follow"), "{}", stage.frame());
    stage.keys("up");
    let frame = stage.frame();
    assert!(frame.trim_end().contains("\n End follow  "), "{frame}");
    stage.keys("end");
    assert!(!stage.frame().contains("follow"), "{}", stage.frame());
    // In the payload the last key goes to its last line.
    stage.keys("up enter");
    assert!(!stage.frame().contains("follow"), "{}", stage.frame());
}

#[test]
fn letters_lead_to_every_tab() {
    let mut stage = Stage::file(FILM, (80, 24));
    stage.keys("'");
    row(&stage.frame(), "o Orde");
    stage.keys("o");
    assert_eq!(stage.app.shown_tab(), Tab::Order);
}

#[test]
fn keys_that_were_bound_anew_are_named_where_they_are_told() {
    let mut stage = Stage::file(FILM, (140, 40));
    let chord = playscope::app::Chord::parse("ctrl-t").expect("a key");
    assert!(stage.app.keys.bind("findings-scope", vec![chord]));
    stage.keys("5");
    row(&stage.frame(), "this session   ^T all sessions");
}

#[test]
fn a_key_in_another_member_is_told_once_with_both() {
    let twice = "0 0 sessionStart\n1 0 play {\"params\":{\"media.qoe.bitrate\":1}}\n@session b\n\
                 0 0 sessionStart\n1 0 play {\"qoeData\":{\"media.qoe.bitrate\":2}}\n";
    let mut stage = Stage::file(twice, (140, 40));
    stage.keys("1 end D");
    let frame = stage.frame();
    row(&frame, "changed >media.qoe.bitrate");
    row(&frame, "> media.qoe.bitrate  params → qoeData  1 → 2");
}

#[test]
fn a_fault_of_what_is_typed_is_told_to_its_end() {
    let mut stage = Stage::file(FILM, (60, 16));
    stage.keys("J").text(".params[").keys("enter");
    let frame = stage.frame();
    row(&frame, "this is no jq expression: expected");
    row(&frame, "an example is .params[\"media.id\"]");
}

#[test]
fn what_if_says_when_nothing_would_be_different() {
    let mut stage = Stage::file(
        "0 0 sessionStart\n1 0 play\n6 5 ping\n11 10 ping\n",
        (80, 24),
    );
    stage.keys("3 end up x 6");
    row(
        &stage.frame(),
        "What if: without 3: no number changes   X as sent",
    );
    stage.keys("X 3 home down x 6");
    assert!(
        !stage.frame().contains("no number changes"),
        "{}",
        stage.frame()
    );
}

#[test]
fn letters_of_all_places_fit_the_smallest_window() {
    let mut stage = Stage::file(FILM, (60, 16));
    stage.keys("'");
    row(
        &stage.frame(),
        " sSes tTim eEve pPay wRaw aSta fFin rRep cCal qQoE oOrd",
    );
}

#[test]
fn enter_on_an_event_leads_to_its_payload_or_stays_with_its_call() {
    let mut stage = Stage::file(FILM, (140, 40));
    stage.keys("6 3 enter");
    assert_eq!(stage.app.shown_tab(), Tab::Payload);
    stage.keys("] esc enter");
    assert_eq!(stage.app.shown_tab(), Tab::Raw);
}

#[test]
fn without_quality_there_is_no_empty_chart() {
    let mut stage = Stage::file("0 0 sessionStart\n1 0 play\n11 10 ping\n", (80, 24));
    stage.keys("8");
    let frame = stage.frame();
    row(&frame, "players send it as media.qoe.bitrate in qoeData");
    assert!(!frame.contains("frames dropped"), "{frame}");
    let none = "{\"qoeData\":{\"media.qoe.droppedFrames\":0}}";
    let mut stage = Stage::file(
        &format!("0 0 sessionStart\n1 0 play {none}\n11 10 ping {none}\n"),
        (80, 24),
    );
    stage.keys("8");
    row(&stage.frame(), "frames dropped  none");
    row(&stage.frame(), "bitrate  none was reported here");
}

#[test]
fn a_value_is_not_cut_to_stand_below_the_others() {
    let body = "{\"qoeData\":{\"media.qoe.bitrate\":3200000,\"media.qoe.framesPerSecond\":25}}";
    let mut stage = Stage::file(&format!("0 0 sessionStart\n1 0 ping {body}\n"), (140, 40));
    stage.keys("3 end");
    row(&stage.frame(), "media.qoe.bitrate    3200000  3.2 Mbit/s");
}
