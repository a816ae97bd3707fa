//! The dashboard in lines, for screen readers.

use playscope::ui::spoken::{AREA, Spoken};
use playscope::ui::theme::Theme;

use super::support::Stage;
use super::{FILM, OTHERS};

/// Presses keys one by one and says what each leads to.
struct Listener {
    stage: Stage,
    spoken: Spoken,
    theme: Theme,
}

impl Listener {
    fn new(stage: Stage) -> Self {
        let mut listener = Listener {
            stage,
            spoken: Spoken::default(),
            theme: Theme::named("mono").unwrap(),
        };
        listener.hears();
        listener
    }

    fn hears(&mut self) -> String {
        let Stage {
            app,
            inspection,
            canvas,
            ..
        } = &self.stage;
        let lines = self.spoken.tell(app, inspection, canvas, &self.theme);
        lines.join("\n")
    }

    fn press(&mut self, key: &str) -> String {
        self.stage.keys(key);
        self.hears()
    }
}

fn stage(script: &str) -> Stage {
    Stage::file(script, (AREA.width, AREA.height))
}

#[test]
fn each_key_is_followed_by_what_it_led_to() {
    let mut listener = Listener::new(stage(&format!("{FILM}\n{OTHERS}")));
    assert!(
        listener
            .press("down")
            .starts_with("Evening News, tv-player")
    );
    assert!(listener.press("up").starts_with("The Long Night"));
    let entered = listener.press("enter");
    let begins = "events\nevent 24 of 24, ping, at 1:12.0, playhead 0:54.2, answered 204";
    assert!(entered.starts_with(begins), "{entered}");
    let fault = listener.press("E");
    assert!(fault.contains("adStart, at 1:00.5"), "{fault}");
    assert!(fault.contains("\nerror schema/type: "), "{fault}");
    assert!(listener.press("4").starts_with("payload\n"));
    let state = [listener.press("]"), listener.press("]")].concat();
    assert!(
        state.contains("state\n") && state.contains("playback"),
        "{state}"
    );
    let menu = listener.press(":");
    assert!(menu.starts_with("actions: type to find one"), "{menu}");
    listener.press("esc");
    assert_eq!(listener.press("f"), "filter");
    listener.stage.text("type:ad");
    assert_eq!(listener.hears(), "type:ad");
    // A key that leads nowhere says nothing.
    listener.press("esc");
    listener.press("3");
    listener.press("home");
    assert_eq!(listener.press("up"), "");
}

#[test]
fn no_drawing_is_spoken() {
    let mut listener = Listener::new(stage(FILM));
    for keys in [
        "2", "3", "4", "5", "6", "7", "8", "?", "esc", ":", "esc", "T", "esc", "space",
    ] {
        let said = listener.press(keys);
        let drawn = |letter| matches!(letter, '\u{2022}' | '\u{2500}'..='\u{25ff}' | '\u{2716}');
        assert!(!said.contains(drawn), "{keys}: {said}");
        assert!(
            said.lines().all(|line| !line.trim().is_empty()),
            "{keys}: {said}"
        );
    }
}
