//! What the screens look like, at four sizes.

use playscope::output::reading::Reading;
use playscope::ui::{Theme, screens};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::support::{Stage, text};
use super::{FILM, OTHERS};

const SIZES: [(u16, u16); 4] = [(60, 16), (80, 24), (120, 36), (200, 60)];

/// The same at every size.
fn at_sizes(name: &str, make: impl Fn((u16, u16)) -> Stage) {
    for (width, height) in SIZES {
        frame!(
            format!("{name}-{width}x{height}"),
            make((width, height)).frame()
        );
    }
}

fn watching(size: (u16, u16)) -> Stage {
    let mut stage = Stage::live(76, size);
    stage.push(FILM).push(OTHERS);
    stage
}

#[test]
fn waiting_for_a_player() {
    at_sizes("waiting", |size| {
        let mut stage = Stage::live(0, size);
        stage.settle();
        stage
    });
}

#[test]
fn reading_a_long_recording() {
    let reading = Reading {
        file: "captures/lab-0003.jsonl".to_owned(),
        place: 3,
        files: 12,
        bytes: 212_400_000,
        all: Some(500_300_000),
        events: 412_000,
        judged: 412_000,
        elapsed_ms: 1_900,
        judging: false,
    };
    let judging = Reading {
        bytes: 500_300_000,
        judging: true,
        ..reading.clone()
    };
    let theme = Theme::named("dark").unwrap();
    for (name, reading) in [("reading", reading), ("reading-judging", judging)] {
        for (width, height) in [(60, 16), (120, 36)] {
            let area = Rect::new(0, 0, width, height);
            let mut buf = Buffer::empty(area);
            screens::reading::draw(&reading, &theme, area, &mut buf);
            frame!(format!("{name}-{width}x{height}"), text(&buf));
        }
    }
    // Nothing is drawn beside a screen that is too small for it.
    for (width, height) in [(0, 0), (1, 1), (5, 3), (300, 2)] {
        let area = Rect::new(0, 0, width, height);
        screens::reading::draw(&Reading::default(), &theme, area, &mut Buffer::empty(area));
    }
}

#[test]
fn calls_that_miss_are_told_while_waiting() {
    let mut stage = Stage::live(0, (80, 24));
    stage.push("@call POST /api/v1/session\n|{}\n@call OPTIONS /api/v1/sessions\n");
    frame!("waiting-missed-80x24", stage.frame());
}

#[test]
fn sessions_live() {
    at_sizes("sessions", |size| {
        let mut stage = watching(size);
        stage.keys("home");
        stage
    });
}

#[test]
fn events_held_while_more_arrive() {
    at_sizes("events-held", |size| {
        let mut stage = watching(size);
        stage.keys("home 3 up up up up up");
        stage.push("@session a\n73 55.2 ping\n74 56.2 ping\n");
        stage
    });
}

#[test]
fn a_fault_at_its_value() {
    at_sizes("payload-fault", |size| {
        let mut stage = Stage::file(FILM, size);
        stage.keys("e 4");
        stage
    });
}

#[test]
fn a_session_step_by_step() {
    at_sizes("timeline", |size| {
        let mut stage = Stage::file(FILM, size);
        stage.keys("2 left left left left");
        stage
    });
}

#[test]
fn tabs_of_an_event() {
    for (name, keys) in [
        ("raw", "3 ]"),
        ("state", "3 left left ] ]"),
        ("findings", "5"),
        ("report", "6"),
    ] {
        for size in [(80, 24), (120, 36)] {
            let mut stage = Stage::file(FILM, size);
            stage.keys(keys);
            frame!(format!("{name}-{}x{}", size.0, size.1), stage.frame());
        }
    }
}

#[test]
fn findings_of_all_sessions() {
    let mut stage = watching((140, 40));
    stage.keys("5 s down");
    frame!("findings-everywhere-140x40", stage.frame());
}

#[test]
fn the_call_log() {
    for size in [(60, 16), (120, 36)] {
        let mut stage = watching(size);
        stage.keys("7 up");
        frame!(format!("calls-{}x{}", size.0, size.1), stage.frame());
    }
}

#[test]
fn the_list_of_keys() {
    for size in [(60, 16), (120, 36)] {
        let mut stage = watching(size);
        stage.keys("3 ?");
        frame!(format!("help-{}x{}", size.0, size.1), stage.frame());
    }
}

#[test]
fn what_is_typed() {
    let mut stage = Stage::file(FILM, (80, 24));
    stage.keys("3 f").text("tpye:ad").keys("enter");
    frame!("filter-refused-80x24", stage.frame());
    let mut stage = Stage::file(FILM, (80, 24));
    stage.keys("3 f").text("type:ad").keys("enter");
    frame!("filter-80x24", stage.frame());
    let mut stage = Stage::file(FILM, (80, 24));
    stage
        .keys("3 b a")
        .text("Seen on the TV too")
        .keys("enter ]");
    frame!("marked-80x24", stage.frame());
}

#[test]
fn plain_characters_only() {
    let mut stage = Stage::file(FILM, (120, 36));
    stage.theme = playscope::ui::Theme::named("mono").unwrap().ascii();
    stage.keys("e");
    let frame = stage.frame();
    let strange: String = frame.chars().filter(|c| !c.is_ascii()).collect();
    assert_eq!(strange, "", "in\n{frame}");
    frame!("ascii-120x36", stage.frame());
}

#[test]
fn a_window_too_small_says_what_is_missing() {
    let stage = Stage::live(0, (50, 20));
    frame!("small-50x20", stage.frame());
    let stage = Stage::live(0, (12, 3));
    frame!("small-12x3", stage.frame());
}
