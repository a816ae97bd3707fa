//! The report: numbers, the events behind them, and what if.

use playscope::app::what_if::Taken;
use playscope::app::{Copied, Effect, Pane, Tab};
use playscope::session::{Report, Value};
use playscope::ui::Theme;
use playscope::ui::mouse::Gesture;

use super::FILM;
use super::support::{SIZES, Stage};

/// Ads without a break, and a start that was never told.
const STRAY: &str = r#"
0     0     sessionStart  {"params":{"media.name":"Stray","media.length":100}}
1     0     ping
11    10    ping
21    20    adStart       {"params":{"media.ad.length":10}}
31    20    adComplete
32    21    ping          {"qoeData":{"media.qoe.bitrate":3200}}
42    31    ping
52    41    sessionEnd
"#;

fn frames(name: &str, make: impl Fn((u16, u16)) -> Stage) {
    for size in SIZES {
        frame!(format!("{name}-{}x{}", size.0, size.1), make(size).frame());
    }
}

/// A file whose report is shown, the cursor on a row.
fn report(script: &str, size: (u16, u16), row: &str) -> Stage {
    let mut stage = Stage::file(script, size);
    stage.keys("6");
    on_row(&mut stage, row);
    stage
}

/// Moves the cursor to the number of a name.
fn on_row(stage: &mut Stage, wanted: &str) {
    stage.keys("home");
    for _ in 0..stage.app.reporting.rows.len() {
        let reporting = &stage.app.reporting;
        let number = reporting.number(stage.app.lists.report.at);
        let name = number.map(|number| playscope::app::report::name(&reporting.sent, number));
        if name.as_deref() == Some(wanted) {
            return;
        }
        stage.keys("down");
    }
    panic!("no row {wanted} in\n{}", stage.frame());
}

fn what_if(stage: &Stage) -> &Report {
    stage.app.reporting.changed.as_ref().unwrap()
}

#[test]
fn numbers_stand_beside_what_they_would_be() {
    frames("what-if", |size| {
        let mut stage = report(FILM, size, "Ads");
        stage.keys("m");
        stage
    });
}

#[test]
fn a_number_shows_what_spoils_it_and_its_events() {
    frames("number", |size| {
        let mut stage = report(FILM, size, "Media time spent");
        stage.keys("enter down down down");
        stage
    });
}

#[test]
fn quality_over_time() {
    frames("qoe", |size| {
        let mut stage = Stage::file(FILM, size);
        stage.keys("8 up up up up");
        stage
    });
}

#[test]
fn walking_the_events_of_a_number_moves_the_dashboard() {
    let mut stage = report(FILM, (140, 40), "Pause events");
    stage.keys("enter");
    assert_eq!(stage.app.arrival(), Some(14));
    stage.keys("esc");
    on_row(&mut stage, "Content time spent");
    stage.keys("enter");
    assert_eq!(stage.app.arrival(), Some(6));
    stage.keys("down");
    assert_eq!(stage.app.arrival(), Some(7));
    assert!(stage.frame().contains("STEP 8/24"), "{}", stage.frame());
    // On to the event itself, and back to all numbers.
    stage.keys("enter");
    assert_eq!(
        (stage.app.focus, stage.app.shown_tab()),
        (Pane::Detail, Tab::Payload)
    );
    stage.keys("6 esc");
    assert!(stage.app.reporting.page.is_none());
    assert_eq!(stage.app.focus, Pane::Detail);
}

#[test]
fn the_first_row_of_a_spoilt_number_is_its_finding() {
    let mut stage = report(FILM, (140, 40), "Ads");
    assert!(stage.frame().contains("an ad is lost"), "{}", stage.frame());
    stage.keys("enter");
    assert_eq!(stage.app.arrival(), Some(18));
    stage.keys("enter");
    assert_eq!(stage.app.shown_tab(), Tab::Payload);
    let path = &stage.app.body.payload.lines[stage.app.lists.payload.at].path;
    assert_eq!(path, "$.params['media.ad.length']");
}

#[test]
fn an_event_is_left_out_and_taken_back() {
    let mut stage = Stage::file(FILM, (140, 40));
    let sent = stage.inspection.sessions()[0].session().report();
    stage.keys("3 home").keys("x");
    assert!(stage.app.reporting.what_if.taken(Some(0)).is_empty());
    assert!(
        stage.frame().contains("the first event stays"),
        "{}",
        stage.frame()
    );
    // Without the pauseStart there is no pause.
    stage.act(playscope::app::Action::Select(Pane::Events, 14));
    stage.keys("x");
    assert_eq!(
        stage.app.reporting.what_if.taken(Some(0)),
        [Taken::Left(14)]
    );
    stage.keys("6");
    assert_eq!(
        what_if(&stage).get("a.media.pauseCount"),
        Some(&Value::Count(0))
    );
    assert_eq!(stage.app.reporting.sent, sent);
    assert!(
        stage.frame().contains("What if: without 15"),
        "{}",
        stage.frame()
    );
    on_row(&mut stage, "Pause events");
    assert!(stage.frame().contains("-1"), "{}", stage.frame());
    // Several at once, and all back with one key.
    stage.keys("enter down x");
    assert_eq!(stage.app.reporting.what_if.taken(Some(0)).len(), 0);
    stage.keys("x esc");
    on_row(&mut stage, "Ads");
    stage.keys("m");
    assert_eq!(stage.app.reporting.what_if.taken(Some(0)).len(), 2);
    assert_eq!(
        what_if(&stage).get("a.media.adCount"),
        Some(&Value::Count(2))
    );
    stage.keys("X");
    assert!(stage.app.reporting.changed.is_none());
    assert_eq!(stage.inspection.sessions()[0].session().report(), sent);
}

#[test]
fn findings_are_taken_as_mended_from_the_report_and_from_their_list() {
    let mut stage = report(STRAY, (140, 40), "Content starts");
    assert!(
        stage.frame().contains("a start is lost"),
        "{}",
        stage.frame()
    );
    stage.keys("m");
    assert_eq!(
        what_if(&stage).get("a.media.play"),
        Some(&Value::Flag(true))
    );
    assert_eq!(
        what_if(&stage).get("a.media.adCount"),
        Some(&Value::Count(0))
    );
    on_row(&mut stage, "Ads");
    stage.keys("m");
    assert_eq!(
        what_if(&stage).get("a.media.adCount"),
        Some(&Value::Count(1))
    );
    assert_eq!(what_if(&stage).ads.len(), 1);
    stage.keys("m");
    assert_eq!(
        what_if(&stage).get("a.media.adCount"),
        Some(&Value::Count(0))
    );
    // A value of the payload: the body is read for it, wherever the cursor is.
    let mut stage = Stage::file(FILM, (140, 40));
    stage.keys("5 home down m 6");
    assert_eq!(
        what_if(&stage).get("a.media.adCount"),
        Some(&Value::Count(2))
    );
}

#[test]
fn what_only_the_player_can_mend_is_said() {
    let mut stage = Stage::file(
        "0 0 sessionStart\n1 0 play {\"playerTime\":{\"ts\":null}}\n",
        (140, 40),
    );
    stage.keys("3 e 5 home down m");
    let said = stage.app.message.clone().unwrap();
    assert!(!said.bad, "{said:?}");
    // It was tried, and a time cannot be made up: nothing changes.
    stage.keys("6");
    assert_eq!(what_if(&stage), &stage.app.reporting.sent);
    let mut stage = report(
        "0 0 sessionStart {\"params\":{\"media.length\":0}}\n1 0 play\n",
        (140, 40),
        "25 % progress marker",
    );
    stage.keys("m");
    let said = stage.app.message.clone().unwrap();
    assert!(said.bad && said.text.contains("payload/length"), "{said:?}");
}

#[test]
fn another_session_has_its_own_what_if() {
    let mut stage = Stage::file(FILM, (140, 40));
    stage.push("@session other\n100 0 sessionStart\n101 0 play\n111 10 ping\n");
    stage.keys("3 end x 6");
    assert!(stage.app.reporting.changed.is_some());
    stage.keys("1 home down 6");
    assert_eq!(stage.app.session, Some(1));
    assert!(stage.app.reporting.changed.is_none() && stage.app.reporting.page.is_none());
    stage.keys("1 home 6");
    assert!(stage.app.reporting.changed.is_some());
}

#[test]
fn a_click_selects_a_row_and_a_second_one_goes_in() {
    let mut stage = Stage::file(FILM, (140, 40));
    stage.keys("6").click("Content time spent");
    assert_eq!(stage.app.lists.report.at, 4);
    stage.click("Content time spent");
    assert!(stage.app.reporting.page.is_some());
    stage.click("chapterComplete");
    assert_eq!(stage.app.arrival(), Some(12));
    stage.mouse(Gesture::Down, 100, 30);
    assert!(stage.frame().contains("Made by"), "{}", stage.frame());
}

#[test]
fn the_report_is_copied_as_text() {
    let mut stage = report(FILM, (140, 40), "Ads");
    stage.keys("m y");
    let Some(Effect::Copy(text, "report")) = stage.effects.last() else {
        panic!("{:?}", stage.effects);
    };
    let line = text.lines().find(|line| line.starts_with("Ads ")).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words, ["Ads", "1", "2", "+1", "a.media.adCount"]);
    assert_ne!(Copied::Numbers, Copied::Report);
}

#[test]
fn nothing_of_it_is_told_by_colour_alone() {
    for name in ["mono", "light"] {
        let mut dark = report(FILM, (140, 40), "Ads");
        dark.keys("m");
        let mut other = report(FILM, (140, 40), "Ads");
        other.theme = Theme::named(name).unwrap();
        other.keys("m");
        assert_eq!(dark.frame(), other.frame(), "{name}");
    }
    let mut plain = report(FILM, (140, 40), "Ads");
    plain.theme = Theme::named("mono").unwrap().ascii();
    plain.keys("m");
    assert!(plain.frame().is_ascii(), "{}", plain.frame());
    plain.keys("enter");
    assert!(plain.frame().is_ascii(), "{}", plain.frame());
    plain.keys("8");
    assert!(plain.frame().is_ascii(), "{}", plain.frame());
}

#[test]
fn odd_sessions_have_a_report_too() {
    for script in [
        "0 0 sessionStart\n",
        "@batch\n@end\n",
        "0 0 sessionStart {\"params\":{\"media.id\":null}}\n",
        "0 0 sessionStart {\"playerTime\":{\"ts\":null}}\n5 0 play\n",
        STRAY,
    ] {
        for size in SIZES {
            let mut stage = Stage::file(script, size);
            stage.keys("6 end enter x m esc end enter x m X esc home enter down 8 up down 6 y");
            stage.frame();
        }
    }
}
