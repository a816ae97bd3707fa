//! Any size, any key, any place of the mouse, any text: never a panic, never a control character.

use playscope::app::keymap;
use playscope::ui::mouse::Gesture;
use proptest::prelude::*;

use super::support::Stage;
use super::{FILM, OTHERS};

const HOSTILE: &str = r#"
0 0 sessionStart {"params":{"media.name":"\u001b[2J\u001b]0;owned\u0007 \u202enight \u0000","media.playerName":"日本語プレーヤー","media.channel":"a\u0300\u0301\u0302\u0303\u0304\u0305\u0306"},"customMetadata":{"k":"\u009b31m \u2028 \ufeff"}}
1 0 play {"params":{"media.\u001b[31m":"x\r\n\t"}}
2 1 stateStart {"params":{"media.state.name":"\u001b]52;c;AAAA\u0007"}}
@call GET /%1b[2J/\u{1b}?x=日本語
@session wide
3 0 sessionStart {"params":{"media.name":"日本語の長い名前日本語の長い名前日本語の長い名前日本語の長い名前"}}
4 0 adBreakStart {"params":{"media.ad.podFriendlyName":"🎬🎬🎬"}}
4 0 adStart {"params":{"media.ad.name":"👨‍👩‍👧‍👦 family ad 🎬"}}
"#;

#[test]
fn hostile_text_is_shown_and_does_nothing() {
    let mut stage = Stage::file(HOSTILE, (120, 36));
    for keys in [
        "home", "3", "4", "]", "]", "5", "6", "7", "enter", "1 end", "3 end", "4",
    ] {
        stage.keys(keys);
        for size in [(60, 16), (80, 24), (120, 36), (200, 60)] {
            stage.resize(size.0, size.1);
            let buffer = stage.buffer();
            for cell in buffer.content() {
                assert!(
                    !cell.symbol().chars().any(char::is_control),
                    "{:?}",
                    cell.symbol()
                );
            }
            for forbidden in ['\u{202e}', '\u{200d}', '\u{feff}', '\u{2028}'] {
                assert!(!stage.frame().contains(forbidden));
            }
        }
    }
    stage.resize(120, 36).keys("1 home");
    frame!("hostile-120x36", stage.frame());
}

#[test]
fn every_size_draws() {
    let mut stage = Stage::live(76, (60, 16));
    stage.push(FILM).push(OTHERS);
    for focus in ["1", "2", "3", "4", "5", "6", "7", "?"] {
        stage.resize(80, 24).keys(focus);
        for (width, height) in [
            (1, 1),
            (2, 60),
            (59, 16),
            (60, 15),
            (60, 16),
            (61, 17),
            (79, 23),
            (99, 19),
            (100, 16),
            (100, 21),
            (139, 30),
            (140, 16),
            (140, 22),
            (200, 17),
            (300, 100),
        ] {
            stage.resize(width, height);
            assert_eq!(stage.frame().lines().count(), usize::from(height));
        }
    }
}

#[test]
fn the_mouse_may_be_anywhere() {
    for size in [(60, 16), (80, 24), (110, 30), (150, 42)] {
        let mut stage = Stage::live(76, size);
        stage.push(FILM).push(OTHERS);
        for y in 0..size.1 {
            for x in (0..size.0).step_by(3) {
                for gesture in [Gesture::Press, Gesture::Drag, Gesture::Up, Gesture::Down] {
                    stage.mouse(gesture, x, y);
                }
            }
        }
        stage.frame();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_in_any_order(
        steps in prop::collection::vec((0..keymap::ALL.len(), 0..4_usize, 40..210_u16, 10..60_u16), 1..60)
    ) {
        let mut stage = Stage::live(76, (120, 36));
        stage.push(FILM);
        let mut more = [OTHERS, HOSTILE, "75 60 ping\n"].into_iter();
        for (binding, key, width, height) in steps {
            let keys = keymap::ALL[binding].keys;
            stage.keys(keys[key % keys.len()]);
            if key == 3 {
                if let Some(script) = more.next() {
                    stage.push(script);
                }
                stage.resize(width, height);
            }
            stage.frame();
        }
    }
}
