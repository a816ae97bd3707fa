//! Choosing from what opens over the screen: actions, keys, themes, filters with names, columns.

use playscope::app::{Chord, Effect, Tab};
use playscope::ui::mouse::Gesture;

use super::support::Stage;
use super::{FILM, OTHERS};

#[test]
fn the_palette_finds_an_action_runs_it_and_has_it_first_the_next_time() {
    let mut stage = Stage::film();
    stage.keys("3 ctrl-p").text("whole screen");
    assert!(
        stage.frame().contains("give the pane the whole screen"),
        "{}",
        stage.frame()
    );
    stage.keys("enter");
    assert!(stage.app.enlarged && stage.app.menu.is_none());
    stage.keys("Z :");
    let menu = stage.app.menu.as_ref().unwrap();
    let first = format!("{:?}", menu.rows.first());
    assert!(first.contains("Enlarge"), "{first}");
    stage.text("qqqq zzzz");
    assert!(
        stage.frame().contains("nothing is called qqqq zzzz"),
        "{}",
        stage.frame()
    );
    stage.keys("enter esc");
    assert!(stage.app.menu.is_none());
}

#[test]
fn the_palette_goes_to_where_an_action_is_understood() {
    let mut stage = Stage::film();
    stage
        .keys("3 :")
        .text("fold or unfold everything")
        .keys("enter");
    assert_eq!(stage.app.shown_tab(), Tab::Payload);
    assert!(!stage.app.body.payload.folded().is_empty());
}

#[test]
fn help_is_typed_to_filter_and_runs_what_it_shows() {
    let mut stage = Stage::film();
    stage.keys("3 ?").text("playhead");
    assert!(
        stage
            .frame()
            .contains("time axis: the clock, or the playhead"),
        "{}",
        stage.frame()
    );
    stage.keys("esc ?").text("time axis").keys("enter");
    assert!(
        stage.frame().contains("playhead · fit"),
        "{}",
        stage.frame()
    );
    stage.keys("? ?");
    assert!(stage.app.menu.is_none());
    stage.keys("?").click("to the first row");
    assert!(stage.app.menu.is_none());
    assert_eq!(stage.app.arrival(), Some(0));
    stage.keys("?").mouse(Gesture::Press, 1, 20);
    assert!(stage.app.menu.is_none(), "a click beside it closes it");
}

#[test]
fn themes_are_seen_before_they_are_chosen() {
    let mut stage = Stage::film();
    stage.keys("T down");
    assert_eq!(stage.theme.name, "light");
    stage.keys("esc");
    assert_eq!(stage.theme.name, "dark");
    stage.keys("T").text("gruv").keys("enter");
    assert_eq!(stage.theme.name, "gruvbox");
    assert!(stage.app.menu.is_none());
}

#[test]
fn what_is_open_to_choose_from() {
    for (width, height) in [(60, 16), (120, 36)] {
        let mut stage = Stage::file(FILM, (width, height));
        stage.keys("3 :").text("copy");
        frame!(format!("palette-{width}x{height}"), stage.frame());
    }
    let mut stage = Stage::file(FILM, (120, 36));
    stage.keys("T down");
    frame!("themes-120x36", stage.frame());
}

#[test]
fn space_tells_what_can_be_done_here() {
    let mut stage = Stage::film();
    stage.keys("2 space");
    let frame = stage.frame();
    assert!(
        frame.contains("What can be done here") && frame.contains("show the whole session"),
        "{frame}"
    );
    assert!(!frame.contains("fold or unfold everything"), "{frame}");
    stage.text("less time").keys("enter");
    assert!(stage.app.time.window.is_some());
}

#[test]
fn other_keys_show_wherever_keys_are_told() {
    let mut stage = Stage::film();
    let bind = |stage: &mut Stage, name: &str, key: &str| {
        assert!(
            stage
                .app
                .keys
                .bind(name, Chord::parse(key).into_iter().collect())
        );
    };
    bind(&mut stage, "next-error", "ctrl-e");
    bind(&mut stage, "events", "f3");
    bind(&mut stage, "help", "f10");
    bind(&mut stage, "filter", "f6");
    stage.keys("e 3");
    assert_eq!(stage.app.focus, playscope::app::Pane::Sessions);
    stage.keys("f3 ctrl-e");
    assert!(
        stage.frame().contains("must be a number"),
        "{}",
        stage.frame()
    );
    let frame = stage.frame();
    for words in ["^E next", "F3 Events", "F10 help"] {
        assert!(frame.contains(words), "no {words} in\n{frame}");
    }
    stage.keys("F");
    assert!(stage.said().contains("F6 asks for one"), "{}", stage.said());
    stage.keys("f10").text("event with an error");
    assert!(stage.frame().contains("^E "), "{}", stage.frame());
    stage.keys("esc").resize(80, 24);
    assert!(stage.frame().contains("F3Events"), "{}", stage.frame());
    stage.click("F3Events");
    assert_eq!(stage.app.focus, playscope::app::Pane::Events);
}

#[test]
fn filters_are_saved_by_name_chosen_and_forgotten() {
    let mut stage = Stage::film();
    stage.app.filters = [("ads".to_owned(), "type:ad".to_owned())].into();
    stage.keys("3 A");
    assert!(
        stage.said().contains("no filter to save"),
        "{}",
        stage.said()
    );
    stage
        .keys("f")
        .text("!type:ping")
        .keys("enter A")
        .text("ads")
        .keys("enter");
    let frame = stage.frame();
    assert!(frame.contains("ads stands in the configuration"), "{frame}");
    stage.keys("ctrl-w").text("quiet").keys("enter");
    assert_eq!(stage.said(), "saved as quiet: L lists them");
    assert_eq!(stage.app.kept.filters["quiet"], "!type:ping");
    assert!(matches!(stage.effects.last(), Some(Effect::Keep(kept)) if kept.filters.len() == 1));
    stage.keys("L");
    let frame = stage.frame();
    assert!(frame.contains("ads") && frame.contains("quiet"), "{frame}");
    stage.keys("delete");
    assert!(
        stage.said().contains("take it out there"),
        "{}",
        stage.said()
    );
    stage.keys("enter");
    assert_eq!(
        (
            stage.app.filter.asked.text.as_str(),
            stage.app.lists.events.len
        ),
        ("type:ad", 8)
    );
    assert!(
        stage.frame().contains("type:ad hides 16"),
        "{}",
        stage.frame()
    );
    stage.keys("L").text("quiet").keys("delete esc");
    assert!(stage.app.kept.filters.is_empty());
}

#[test]
fn actions_used_last_are_remembered() {
    let mut stage = Stage::film();
    stage.keys(":").text("quality over time").keys("enter");
    assert_eq!(stage.app.kept.recent, ["quality"]);
    assert!(matches!(stage.effects.last(), Some(Effect::Keep(kept)) if kept.recent == ["quality"]));
    // What an older or newer program remembered does no harm.
    stage.app.kept.recent.insert(0, "no-such-action".to_owned());
    stage.keys(":");
    let frame = stage.frame();
    let place = |words: &str| frame.lines().position(|line| line.contains(words));
    assert!(place("quality over time") < place("one row up"), "{frame}");
}

#[test]
fn columns_are_chosen_and_made_of_any_value() {
    let mut stage = Stage::file(FILM, (200, 60));
    stage.push(OTHERS).keys("3 home Z");
    assert!(stage.frame().contains("playhead"), "{}", stage.frame());
    stage.keys("K").text("media.ad.name").keys("enter esc");
    let frame = stage.frame();
    assert!(frame.contains("Coffee"), "{frame}");
    assert_eq!(stage.app.kept.columns, ["media.ad.name"]);
    // Only the rows on the screen were read.
    stage
        .keys("K down enter")
        .text(".params | length")
        .keys("enter esc");
    let frame = stage.frame();
    assert!(!frame.contains("playhead "), "{frame}");
    assert!(frame.contains("length"), "{frame}");
    stage.keys("K").text(".params[").keys("enter");
    assert!(
        stage.said().contains("no jq expression"),
        "{}",
        stage.said()
    );
    stage
        .keys("esc 1 K")
        .text("media.contentType")
        .keys("enter esc Z");
    let frame = stage.frame();
    assert!(
        frame.contains("· vod") || frame.contains("· live"),
        "{frame}"
    );
    // At the width that a list has beside others, what was asked for comes first.
    stage.resize(140, 40).keys("3");
    assert!(stage.frame().contains("Coffee"), "{}", stage.frame());
    stage.resize(60, 16);
    assert!(stage.frame().contains("adStart"), "{}", stage.frame());
}
