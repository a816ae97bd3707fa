//! Editing a payload on the screen.

use playscope::app::edit::{Answer, Sent};
use playscope::app::{Action, Effect};

use super::FILM;
use super::support::{SIZES, Stage};

/// The faulty adStart of the film in the editor.
fn editing(size: (u16, u16)) -> Stage {
    let mut stage = Stage::file(FILM, size);
    stage.keys("e i");
    stage
}

fn rules(stage: &Stage) -> Vec<String> {
    let editing = stage.app.editing.as_ref().expect("the editor");
    editing
        .findings
        .iter()
        .map(|finding| finding.rule.to_string())
        .collect()
}

/// Puts the cursor behind a text.
fn go_behind(stage: &mut Stage, text: &str) {
    let editing = stage.app.editing.as_ref().expect("the editor");
    let lines = editing.area.lines().iter().enumerate();
    let found = lines.clone().find_map(|(row, line)| {
        let (before, _) = line.split_once(text)?;
        Some((row, before.chars().count() + text.chars().count()))
    });
    let (row, column) = found.unwrap_or_else(|| panic!("no {text}"));
    let (at, _) = editing.cursor();
    let step = if row < at { "up" } else { "down" };
    for _ in 0..row.abs_diff(at) {
        stage.keys(step);
    }
    stage.keys("home");
    for _ in 0..column {
        stage.keys("right");
    }
}

#[test]
fn a_payload_with_its_fault() {
    for size in SIZES {
        frame!(format!("edit-{}x{}", size.0, size.1), editing(size).frame());
    }
}

#[test]
fn findings_change_while_typing() {
    let mut stage = editing((140, 40));
    assert!(
        rules(&stage).contains(&"schema/type".to_owned()),
        "{:?}",
        rules(&stage)
    );
    go_behind(&mut stage, "\"8\"");
    stage.keys("backspace");
    let shown = stage.frame();
    assert!(
        shown.contains("no JSON yet") && shown.contains("line "),
        "{shown}"
    );
    stage.keys("backspace backspace 8");
    assert!(
        !rules(&stage).contains(&"schema/type".to_owned()),
        "{:?}",
        rules(&stage)
    );
    assert!(stage.frame().contains("changed"));
    // What was typed is not dropped by one key.
    stage.keys("esc");
    assert!(stage.app.editing.is_some());
    stage.keys("esc");
    assert!(stage.app.editing.is_none());
    assert!(
        stage
            .inspection
            .findings(0)
            .iter()
            .any(|finding| finding.rule == "schema/type")
    );
}

#[test]
fn an_event_is_judged_at_its_place_in_the_session() {
    // The first play after the pre-roll becomes an adStart: outside of any break.
    let mut stage = Stage::file(FILM, (140, 40));
    stage.keys("3 home down down down down down down i");
    assert_eq!(rules(&stage), Vec::<String>::new());
    go_behind(&mut stage, ": \"play");
    stage.keys("backspace backspace backspace backspace");
    stage.text("adS");
    stage.keys("tab");
    let text = stage
        .app
        .editing
        .as_ref()
        .map(playscope::app::edit::Editing::text);
    assert!(
        text.as_deref()
            .is_some_and(|text| text.contains("\"eventType\": \"adS")),
        "{text:?}"
    );
    stage.keys("enter");
    let editing = stage.app.editing.as_ref().expect("the editor");
    assert!(editing.text().contains("\"adS"), "{}", editing.text());
    let found: Vec<&str> = editing
        .findings
        .iter()
        .chain(&editing.elsewhere)
        .map(|finding| &*finding.rule)
        .collect();
    assert!(!found.is_empty());
}

#[test]
fn keys_are_completed_from_the_schema() {
    let mut stage = editing((80, 24));
    go_behind(&mut stage, "\"media.ad.le");
    stage.keys("tab");
    // One key fits: it is taken at once, and the quote behind it stays.
    let text = stage.app.editing.as_ref().expect("the editor").text();
    assert!(text.contains("\"media.ad.length\": \"8\""), "{text}");
    go_behind(&mut stage, "\"params\": {");
    stage.keys("enter");
    stage.text("\"media.ad.");
    stage.keys("ctrl-space");
    let completion = stage
        .app
        .editing
        .as_ref()
        .and_then(|open| open.completion.clone());
    let items = completion.expect("what fits").items;
    assert!(items.len() > 2 && items.iter().all(|item| item.starts_with("media.ad.")));
    assert!(stage.frame().contains(items[2]), "{}", stage.frame());
    stage.keys("down up enter");
    let text = stage.app.editing.as_ref().expect("the editor").text();
    assert!(text.contains(&format!("\"{}\": ", items[0])), "{text}");
}

#[test]
fn it_is_sent_to_an_address_and_the_answer_shown() {
    let mut stage = editing((80, 24));
    stage.keys("ctrl-s");
    assert!(
        stage.frame().contains("no endpoint to send to"),
        "{}",
        stage.frame()
    );
    assert!(stage.effects.is_empty());
    stage.keys("ctrl-o");
    stage.text("lab.example:81");
    stage.keys("enter");
    let sid = stage.inspection.sessions()[0].session().sid().to_owned();
    match stage.effects.as_slice() {
        [Effect::Send(url, body)] => {
            assert_eq!(
                url,
                &format!("http://lab.example:81/api/v1/sessions/{sid}/events")
            );
            assert!(playscope::wire::json::parse(body).is_ok());
        }
        other => panic!("{other:?}"),
    }
    assert!(stage.frame().contains("http://lab.example:81/api"));
    stage.act(Action::Sent(Sent::Answered(Answer {
        status: 400,
        location: None,
        body: "{\"no\":\"\u{1b}[2J\"}".to_owned(),
    })));
    let shown = stage.frame();
    assert!(
        shown.contains("answered 400") && !shown.contains('\u{1b}'),
        "{shown}"
    );
    stage.act(Action::Sent(Sent::Answered(Answer {
        status: 201,
        location: Some("/api/v1/sessions/x".to_owned()),
        body: String::new(),
    })));
    assert!(
        stage
            .frame()
            .contains("answered 201, Location /api/v1/sessions/x")
    );
}

#[test]
fn live_it_is_sent_here_and_copied() {
    let mut stage = Stage::live(76, (120, 36));
    stage.push(FILM);
    stage.keys("3 home i ctrl-s f7 f9");
    let sent = stage.effects.iter().any(|effect| {
        matches!(effect, Effect::Send(url, _) if url == "http://127.0.0.1:8900/api/v1/sessions")
    });
    assert!(sent, "{:?}", stage.effects);
    let copied: Vec<&str> = stage
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Copy(text, _) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert!(
        copied[0].starts_with('{') && copied[1].starts_with("curl -i -X POST"),
        "{copied:?}"
    );
    stage.keys("esc");
    assert!(stage.app.editing.is_none(), "nothing was typed");
}

#[test]
fn letters_are_text_and_any_key_is_survived() {
    let mut stage = editing((60, 16));
    stage.keys("q ? : space D i pageup pagedown home end delete backtab ctrl-k ctrl-space tab esc");
    assert!(stage.app.editing.is_some());
    stage.text("\u{202e}\u{1b}[2Jä夜");
    stage.act(Action::Paste("a\tb\u{1b}[2J\r\nc".to_owned()));
    stage.settle();
    let shown = stage.frame();
    assert!(
        !shown.contains('\u{1b}') && !shown.contains('\u{202e}'),
        "{shown}"
    );
}
