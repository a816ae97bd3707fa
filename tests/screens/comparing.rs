//! Comparing events and sessions on the screen.

use super::support::{SIZES, Stage};
use playscope::app::{Action, Effect};
use playscope::exchange::Time;
use playscope::ui::mouse::Gesture;

/// The same film with two versions of an app.
const TWICE: &str = include_str!("../screenshots/versions.txt");

fn stage(size: (u16, u16), keys: &str) -> Stage {
    // What came from the network is hostile, and only in tests: pictures show a friendly one.
    let hostile = TWICE.replace("Night stories", "\\u001b[2Jboo");
    let mut stage = Stage::file(&hostile, size);
    stage.keys(keys);
    stage
}

#[test]
fn two_sessions_side_by_side() {
    for size in SIZES {
        let stage = stage(size, "1 end D");
        frame!(
            format!("compare-sessions-{}x{}", size.0, size.1),
            stage.frame()
        );
    }
}

#[test]
fn two_payloads_side_by_side() {
    for size in SIZES {
        let stage = stage(size, "1 end 3 home D");
        frame!(
            format!("compare-payloads-{}x{}", size.0, size.1),
            stage.frame()
        );
    }
}

#[test]
fn two_sessions_are_compared_while_one_may_leave() {
    let mut stage = stage((80, 24), "1 end");
    // The comparison is asked for, and nobody makes it.
    let effects = stage.app.update(Action::Compare, &stage.inspection);
    assert_eq!(effects, [Effect::Compare(0, 1)]);
    stage.settle();
    assert!(
        stage.frame().contains("comparing… 0 %, esc stops"),
        "{}",
        stage.frame()
    );
    let told = Action::ComparingOn(0, 1, 42);
    stage.app.update(told, &stage.inspection);
    assert!(
        stage.frame().contains("comparing… 42 %"),
        "{}",
        stage.frame()
    );
    assert!(stage.app.comparing.as_ref().unwrap().waits_for(0, 1));
    stage.keys("esc");
    assert!(stage.app.comparing.is_none());
}

#[test]
fn a_session_is_compared_with_the_one_of_the_same_content() {
    let film = |label: &str, name: &str| {
        let params = format!("{{\"params\":{{\"media.id\":\"{name}\"}}}}");
        format!("@session {label}\n0 0 sessionStart {params}\n1 0 play\n")
    };
    let capture = [film("a", "x"), film("b", "y"), film("c", "x")].concat();
    let mut stage = Stage::file(&capture, (140, 40));
    stage.keys("1 home D");
    let comparing = stage.app.comparing.as_ref().unwrap();
    assert_eq!((comparing.a.session, comparing.b.session), (0, 2));
    stage.keys("esc end D");
    let comparing = stage.app.comparing.as_ref().unwrap();
    assert_eq!((comparing.a.session, comparing.b.session), (0, 2));
}

#[test]
fn a_line_leads_to_its_event() {
    let mut stage = stage((140, 40), "1 end D");
    let shown = stage.frame();
    for wanted in [
        "Compare sessions",
        "- ",
        "adStart two",
        "missing",
        "extra",
        "moved",
    ] {
        assert!(shown.contains(wanted), "{wanted} in\n{shown}");
    }
    stage.click("adStart two");
    stage.keys("enter");
    assert!(stage.app.comparing.is_none());
    // Only the first session has it.
    assert_eq!((stage.app.session, stage.app.arrival()), (Some(0), Some(4)));
}

#[test]
fn from_a_line_to_its_payloads_and_back() {
    let mut stage = stage((140, 40), "1 end D tab");
    let shown = stage.frame();
    assert!(shown.contains("Compare payloads"), "{shown}");
    assert!(
        shown.contains("media.season") && shown.contains("1 removed"),
        "{shown}"
    );
    assert!(!shown.contains('\u{1b}'));
    stage.keys("tab");
    assert!(stage.frame().contains("Compare sessions"));
    stage.keys("a");
    assert!(
        stage.frame().contains("adBreakComplete"),
        "what is the same shows too"
    );
    stage.keys("esc");
    assert!(stage.app.comparing.is_none());
}

#[test]
fn partners_are_chosen() {
    // The ping before it is the first partner; left goes on.
    let mut stage = stage((140, 40), "1 home 3 home");
    stage.keys("end up");
    stage.keys("D");
    let first = stage.app.comparing.as_ref().map(|open| open.a.arrival);
    assert_eq!(first, Some(9));
    stage.keys("left");
    assert_eq!(
        stage.app.comparing.as_ref().map(|open| open.a.arrival),
        Some(8)
    );
    stage.keys("left");
    assert!(
        stage
            .frame()
            .contains("there is no event of this type before it")
    );
    stage.keys("x");
    assert_eq!(
        stage.app.comparing.as_ref().map(|open| open.b.arrival),
        Some(8)
    );
    // Any two events: one is taken, then the other.
    stage.keys("f 1 end 3 home D");
    let open = stage
        .app
        .comparing
        .as_ref()
        .map(|open| (open.a.session, open.a.arrival));
    assert_eq!(open, Some((0, 8)));
    assert!(stage.frame().contains("eventType"));
}

#[test]
fn what_cannot_be_compared_says_why() {
    let mut alone = Stage::file("0 0 sessionStart\n0 0 play\n", (80, 24));
    alone.keys("1 D");
    assert!(
        alone.frame().contains("there is no other session"),
        "{}",
        alone.frame()
    );
    alone.keys("3 end D");
    assert!(
        alone.frame().contains("no other event has this type"),
        "{}",
        alone.frame()
    );
    alone.keys("7 D");
    assert!(alone.frame().contains("not compared"), "{}", alone.frame());
}

#[test]
fn it_is_found_in_palette_and_menu_and_moved_by_mouse() {
    let mut stage = stage((140, 40), "1 end :");
    stage.text("compare");
    assert!(
        stage.frame().contains("compare the event (or the session)"),
        "{}",
        stage.frame()
    );
    stage.keys("esc space");
    assert!(
        stage.frame().contains("compare the event (or the session)"),
        "{}",
        stage.frame()
    );
    stage.keys("esc D");
    let before = stage.app.comparing.as_ref().map(|open| open.list.at);
    stage.keys("down");
    assert_ne!(
        stage.app.comparing.as_ref().map(|open| open.list.at),
        before
    );
    stage.mouse(Gesture::Down, 20, 10);
    // What goes elsewhere closes it.
    stage.keys("5");
    assert!(stage.app.comparing.is_none());
}

#[test]
fn a_session_goes_on_playing_beneath_it() {
    let mut stage = stage((140, 40), "1 home 3 home p D");
    assert!(stage.app.comparing.is_some());
    for ms in [0, 60_000] {
        stage.act(Action::Beat(Time(ms * 1000)));
        stage.settle();
    }
    assert!(stage.app.comparing.is_some());
    assert!(stage.app.arrival() > Some(0));
}
