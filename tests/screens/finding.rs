//! Finding one's way: palette, help, themes, search, jq, moments, bug reports, the order of sessions.

use playscope::app::{Action, Chord, Effect, Tab};
use playscope::ui::mouse::Gesture;

use super::support::Stage;
use super::{FILM, OTHERS};

#[test]
fn a_search_looks_into_payloads_and_says_which_sessions_have_none() {
    let mut stage = Stage::file(
        "0 0 sessionStart {\"params\":{\"media.season\":\"2\"}}\n1 0 play\n\
         @session b\n5 0 sessionStart {\"params\":{\"media.name\":\"Odd One\"}}\n\
         @session c\n7 0 sessionStart {\"params\":{\"media.season\":\"3\"}}\n",
        (140, 40),
    );
    stage.keys("/").text("media.SEASON").keys("enter");
    assert_eq!(
        stage.said(),
        "2 events in 2 of 3 sessions (n goes on); not in Odd One"
    );
    let first = (stage.app.session, stage.app.arrival());
    stage.keys("n");
    assert_ne!((stage.app.session, stage.app.arrival()), first);
    assert!(
        stage.said().starts_with("no more in this session"),
        "{}",
        stage.said()
    );
    stage.keys("4");
    let line = stage.app.lists.payload.at;
    assert_eq!(
        stage.app.body.payload.lines[line].path,
        "$.params['media.season']"
    );
    stage.keys("/").text("nowhere").keys("enter");
    assert_eq!(stage.said(), "no event and no payload holds nowhere");
}

#[test]
fn payloads_are_put_through_jq_until_escape() {
    let mut stage = Stage::film();
    stage
        .keys("3 home J")
        .text(".params | keys | length")
        .keys("enter");
    assert_eq!(stage.app.shown_tab(), Tab::Payload);
    assert!(stage.frame().contains("jq .params"), "{}", stage.frame());
    assert!(!stage.frame().contains("playerTime"), "{}", stage.frame());
    stage.keys("J").text(" | nosuch").keys("enter");
    assert!(
        stage.frame().contains("jq has no filter `nosuch`"),
        "{}",
        stage.frame()
    );
    stage.keys("esc esc");
    assert!(stage.frame().contains("playerTime"), "{}", stage.frame());
    stage.keys("J up enter");
    assert_eq!(
        stage.app.body.jq.as_ref().unwrap().text,
        ".params | keys | length"
    );
}

#[test]
fn a_moment_stands_on_the_time_axis() {
    let mut stage = Stage::film();
    stage
        .keys("3 home down down t")
        .text("pressed seek")
        .keys("enter");
    assert_eq!(stage.inspection.moments()[0].text, "pressed seek");
    stage.settle();
    assert!(stage.frame().contains("│ marks"), "{}", stage.frame());
}

#[test]
fn a_bug_report_tells_the_fault_and_names_nobody() {
    let mut stage = Stage::film();
    stage.keys("e B");
    let Some(Effect::Copy(report, "bug report")) = stage.effects.last() else {
        panic!("{:?}", stage.effects);
    };
    for part in [
        "# ",
        "## What is wrong",
        "cost: ",
        "## Events around it",
        "```json",
        "curl -i",
        "## Timeline",
    ] {
        assert!(report.contains(part), "no {part} in\n{report}");
    }
    let mut stage = Stage::film();
    stage.keys("3 home B");
    let Some(Effect::Copy(report, _)) = stage.effects.last() else {
        panic!("{:?}", stage.effects);
    };
    let exchange = stage.app.body.exchange.as_deref().unwrap();
    let body = String::from_utf8_lossy(&exchange.body).into_owned();
    for secret in ["@AdobeOrg", "metrics.example"] {
        assert!(body.contains(secret), "{body}");
    }
    assert!(report.contains("redacted-1"), "{report}");
    let org = body.split("@AdobeOrg").next().unwrap();
    let org = org.rsplit('"').next().unwrap();
    assert_eq!(org.len(), 24);
    assert!(!report.contains(org), "{org} in {report}");
    assert!(!report.contains("metrics.example"), "{report}");
}

#[test]
fn sessions_are_sorted_and_the_selected_one_stays() {
    let mut stage = Stage::film();
    stage.push(OTHERS).keys("1 home");
    let before = stage.app.session;
    stage.keys("s");
    assert_eq!(stage.app.session, before);
    assert!(stage.frame().contains("worst first"), "{}", stage.frame());
    stage.keys("home");
    let worst = stage.app.watched(&stage.inspection).unwrap().badges;
    let sessions = stage.inspection.sessions().iter();
    assert!(
        sessions
            .into_iter()
            .all(|watched| watched.badges.errors <= worst.errors)
    );
    stage.keys("s s home");
    assert!(stage.frame().contains("by name"), "{}", stage.frame());
    assert!(stage.said().is_empty());
    stage.click("Evening News");
    let name = stage
        .app
        .watched(&stage.inspection)
        .unwrap()
        .session()
        .start()
        .name
        .clone();
    assert_eq!(name.as_deref(), Some("Evening News"));
}

#[test]
fn a_rule_is_switched_off_for_the_view_and_on_again() {
    let mut stage = Stage::film();
    let all = stage.inspection.totals().badges;
    stage.keys("5 x");
    assert_ne!(stage.inspection.totals().badges, all);
    assert!(
        stage.frame().contains("switches it on"),
        "{}",
        stage.frame()
    );
    stage.keys("end x");
    assert_eq!(stage.inspection.totals().badges, all);
}

#[test]
fn errors_lead_on_into_the_call_log() {
    let mut stage = Stage::film();
    stage.push("@call POST /api/v1/session\n|{}\n").keys("e e");
    assert!(stage.said().contains("in the call log"), "{}", stage.said());
    stage.keys("e");
    assert_eq!(stage.app.screen, playscope::app::Screen::Sessions);
}

#[test]
fn values_paths_and_findings_are_copied() {
    let mut stage = Stage::film();
    stage.keys("e 4 y Y 5 y");
    let copied: Vec<(&str, &str)> = stage
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Copy(text, what) => Some((*what, text.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(copied[0], ("value", "8"));
    assert_eq!(copied[1], ("path", "$.params['media.ad.length']"));
    assert_eq!(copied[2].0, "finding");
    assert!(copied[2].1.contains("\nfix: "), "{}", copied[2].1);
}

#[test]
fn a_click_on_a_scrollbar_goes_there() {
    let mut stage = Stage::file(FILM, (140, 24));
    stage.keys("3 home");
    let events = stage.app.lists.events;
    assert!(
        events.len > events.rows,
        "the list must be longer than the screen"
    );
    let frame = stage.frame();
    let y = frame.lines().count() - 3;
    // The column before the frame between events and payload.
    let title = frame
        .lines()
        .find(|line| line.contains("3 Events"))
        .unwrap();
    let corners = title.chars().enumerate();
    let x = corners.skip(60).find(|(_, cell)| *cell == '╮').unwrap().0 - 1;
    let place = |value: usize| u16::try_from(value).unwrap();
    stage.mouse(Gesture::Press, place(x), place(y));
    assert!(stage.app.arrival() > Some(12), "{:?}", stage.app.arrival());
}

#[test]
fn a_search_tells_how_far_it_is_and_escape_stops_it() {
    let mut stage = Stage::file(FILM, (140, 40));
    stage.keys("/").text("coffee");
    let enter = Chord::parse("enter").unwrap();
    let effects = stage.app.update(Action::Type(enter), &stage.inspection);
    assert_eq!(effects, [Effect::Search("coffee".to_owned())]);
    stage.act(Action::Searching(3, 12));
    assert!(
        stage.frame().contains("SEARCH 25 %, esc stops"),
        "{}",
        stage.frame()
    );
    stage.keys("esc");
    assert_eq!(stage.effects, [Effect::StopSearch]);
    stage.act(Action::Searched("coffee".to_owned(), vec![3], false));
    assert!(!stage.frame().contains("SEARCH"), "{}", stage.frame());
    assert!(stage.said().contains("stopped"));
    stage.keys("esc");
    assert_eq!(stage.effects.len(), 1);
}

#[test]
fn an_expression_without_end_is_told_in_the_payload() {
    let mut stage = Stage::file(FILM, (140, 40));
    stage.keys("3 home J").text("last(repeat(.))").keys("enter");
    assert!(
        stage.frame().contains("the expression does not end"),
        "{}",
        stage.frame()
    );
    stage.keys("esc");
    assert!(stage.frame().contains("sessionStart"));
}

#[test]
fn letters_go_to_panes() {
    for size in [(60, 16), (80, 24), (140, 40)] {
        let mut stage = Stage::file(FILM, size);
        stage.keys("'");
        let frame = stage.frame();
        let places = if size.0 < 80 {
            ["eEve", "fFin"]
        } else {
            ["e Even", "f Find"]
        };
        assert!(places.iter().all(|place| frame.contains(place)), "{frame}");
        stage.keys("f");
        assert_eq!(stage.app.shown_tab(), Tab::Findings);
        // Any other key takes them off and does nothing else.
        stage.keys("' Z");
        assert!(!stage.app.way.labels && !stage.app.enlarged);
        stage.keys("' e");
        assert_eq!(stage.app.focus, playscope::app::Pane::Events);
    }
}

#[test]
fn the_header_tells_the_way_to_where_one_is() {
    let mut stage = Stage::film();
    stage.keys("e 4");
    let frame = stage.frame();
    let head = frame.lines().next().unwrap();
    assert!(
        head.contains("capture.jsonl › The Long Night › adStart 19 › $.params"),
        "{head}"
    );
    stage.keys("6");
    assert!(
        stage.frame().contains("adStart 19 › report"),
        "{}",
        stage.frame()
    );
}

#[test]
fn a_hint_shows_until_it_is_read_and_never_again() {
    let mut stage = Stage::film();
    assert!(!stage.frame().contains("esc closes"), "{}", stage.frame());
    stage.app.way.hints = true;
    stage.settle();
    assert!(
        stage
            .frame()
            .contains("one play of a player. enter goes into it"),
        "{}",
        stage.frame()
    );
    stage.keys("down");
    assert!(stage.frame().contains("one play of a player"));
    stage.keys("3");
    assert!(
        stage
            .frame()
            .contains("takes the whole screen back in time. End follows"),
        "{}",
        stage.frame()
    );
    assert!(
        matches!(stage.effects.last(), Some(Effect::Keep(kept)) if kept.hints.contains("sessions"))
    );
    stage.keys("esc");
    assert_eq!(stage.app.focus, playscope::app::Pane::Events);
    assert!(!stage.frame().contains("back in time"), "{}", stage.frame());
    stage.keys("1 3");
    assert!(!stage.frame().contains("back in time") && stage.app.way.hint.is_none());
    stage.keys("4");
    assert!(stage.app.way.hint.is_some());
    stage.keys("q");
    assert!(
        matches!(&stage.effects[..], [.., Effect::Keep(kept), Effect::Quit] if kept.hints.len() == 3)
    );
}
