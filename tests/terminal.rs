//! The real program in a terminal: what it draws, and that it gives the terminal back in every way out.

mod following;
mod reading;
mod support;

use std::io::{Read, Write};
use std::time::Instant;

use playscope::simulate::script;
use portable_pty::CommandBuilder;

use support::{PATIENCE, Terminal, is_drawn, opened, playscope, recording};

#[test]
fn it_draws_and_quits() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = opened(&folder, 120, 36);
    let mouse = terminal.screen.screen().mouse_protocol_mode();
    assert_ne!(mouse, vt100::MouseProtocolMode::None);
    terminal.press("e").shows("rejected").press("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back();
}

#[test]
fn it_gives_the_terminal_back_when_it_is_told_to_go() {
    for signal in ["-TERM", "-HUP", "-INT"] {
        let folder = tempfile::tempdir().unwrap();
        let mut terminal = opened(&folder, 80, 24);
        terminal.signal(signal);
        assert_eq!(terminal.end(), 0, "{signal}");
        terminal.assert_given_back();
    }
}

#[test]
fn it_draws_anew_at_every_size() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = opened(&folder, 140, 40);
    terminal.resize(80, 24).shows("2Timeline");
    terminal.resize(40, 10).shows("too small");
    terminal.resize(200, 50).shows("2 The Long Night");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn it_pauses_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = opened(&folder, 80, 24);
    terminal.press("\u{1a}");
    terminal.wait("the shell's screen", |screen| !screen.alternate_screen());
    terminal.assert_given_back();
    terminal.goes_on().press("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back();
}

#[test]
fn a_mark_is_written_to_the_recording() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = opened(&folder, 80, 24);
    terminal
        .press("3")
        .shows("playhead")
        .press("b")
        .shows("marked as bad");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let text = std::fs::read_to_string(folder.path().join("film.jsonl")).unwrap();
    let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(
        (last["mark"].as_u64(), last["verdict"].as_str()),
        (Some(24), Some("bad"))
    );
}

/// Sends one call and reads its answer to the end.
fn post(port: u16, path: &str, body: &str) -> String {
    let mut socket = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    let length = body.len();
    let call = format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    socket.write_all(call.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn what_a_player_sends_comes_to_the_screen() {
    let script = script::parse(crate::screens::FILM).unwrap();
    let body = |index: usize| String::from_utf8_lossy(&script.exchanges[index].body).into_owned();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("live.jsonl");
    let arguments = [
        "watch",
        "--listen",
        "127.0.0.1:0",
        "--record",
        file.to_str().unwrap(),
    ];
    let mut terminal = Terminal::playscope(&arguments, 140, 40);
    terminal.shows("Waiting for the first session");
    let text = terminal.text();
    let address = text.split("http://127.0.0.1:").nth(1).unwrap();
    let digits: String = address.chars().take_while(char::is_ascii_digit).collect();
    let port = digits.parse().unwrap();

    let missed = post(port, "/api/v1/session", "{}");
    assert!(missed.starts_with("HTTP/1.1 404"), "{missed}");
    terminal.shows("is spelled `sessions`");

    let opened = post(port, "/v1/api/v1/sessions", &body(0));
    assert!(opened.starts_with("HTTP/1.1 201"), "{opened}");
    let location = opened.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("location")
            .then_some(value.trim())
    });
    terminal.shows("The Long Night").shows("sessionStart");

    let events = format!("{}/events", location.unwrap());
    assert!(post(port, &events, &body(6)).starts_with("HTTP/1.1 204"));
    terminal.shows("playing").shows("2 of 2");

    // A fault is on the screen while the session goes on; the first key holds the place.
    assert!(post(port, &events, &body(18)).starts_with("HTTP/1.1 204"));
    terminal
        .shows("rejected")
        .press("e")
        .shows("PAUSED")
        .shows("must be a number");
    post(port, &events, &body(23));
    terminal.shows("PAUSED +1").press("3G").shows("LIVE");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back();
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 6);
}

/// Draws a frame, waits for a key and panics.
fn panic_on_a_key() {
    let mut screen = playscope::terminal::Screen::enter(true).unwrap();
    screen
        .draw(|area, buf| {
            buf.set_string(area.x, area.y, "drawn", ratatui::style::Style::new());
        })
        .unwrap();
    let _ = crossterm::event::read();
    panic!("the fault is told");
}

#[test]
fn a_panic_is_read_on_the_users_own_screen() {
    // It runs itself in a terminal of its own: there it is the one that panics.
    if std::env::var_os("PLAYSCOPE_TEST_PANIC").is_some() {
        panic_on_a_key();
    }
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    let itself = "terminal::a_panic_is_read_on_the_users_own_screen";
    command.args(["--exact", itself, "--nocapture"]);
    command.env("PLAYSCOPE_TEST_PANIC", "1");
    command.env("TERM", "xterm-256color");
    let mut terminal = Terminal::start(command, 100, 30);
    terminal.wait("the frame", |screen| {
        screen.alternate_screen() && screen.contents().contains("drawn")
    });
    terminal.press("x");
    terminal.wait("the fault", |screen| {
        !screen.alternate_screen() && screen.contents().contains("the fault is told")
    });
    terminal.end();
    terminal.assert_given_back();
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_used_last_is_remembered_where_that_can_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = recording(&folder);
    let arguments = ["open", file.to_str().unwrap()];
    let state = folder.path().join("state");
    for home in [state.to_str().unwrap(), "/dev/null/nowhere"] {
        let mut terminal = Terminal::remembering(home, &arguments, 120, 36);
        terminal.wait("the first frame", is_drawn);
        terminal
            .press(":")
            .shows("type to find")
            .press("quality over time");
        terminal.shows("quality over time: bitrate").press("\r");
        terminal.shows("bitrate, ").press("q");
        assert_eq!(terminal.end(), 0);
    }
    let kept = std::fs::read_to_string(state.join("playscope/dashboard.json")).unwrap();
    assert!(kept.contains("\"quality\""), "{kept}");
    assert_eq!(
        std::fs::read_dir(state.join("playscope")).unwrap().count(),
        1
    );
}

#[test]
fn a_light_terminal_gets_the_light_theme() {
    let background = |command: CommandBuilder, answer: &str| {
        let mut terminal = Terminal::start(command, 80, 24);
        terminal
            .press(answer)
            .shows("Waiting for the first session");
        terminal.screen.screen().cell(0, 0).unwrap().bgcolor()
    };
    let listening = |theme: &[&str]| {
        let mut command = playscope();
        command.args(["watch", "--no-record", "--listen", "127.0.0.1:0"]);
        command.args(theme);
        command
    };
    let light = background(listening(&["--theme", "light"]), "");
    let dark = background(listening(&["--theme", "dark"]), "");
    assert_ne!(light, dark);
    assert_eq!(background(listening(&[]), ""), dark);
    let mut told = listening(&[]);
    told.env("COLORFGBG", "0;15");
    assert_eq!(background(told, ""), light);
    // A terminal that is asked answers with its colours, and with what it is.
    let asked = || {
        let mut asked = listening(&[]);
        asked.env_remove("COLORFGBG");
        asked.env("TERM_PROGRAM", "test");
        asked
    };
    let colours = |text: &str, ground: &str| {
        format!("\x1b]10;rgb:{text}\x1b\\\x1b]11;rgb:{ground}\x1b\\\x1b[?1;2c")
    };
    let (black, white) = ("0000/0000/0000", "ffff/ffff/ffff");
    assert_eq!(background(asked(), &colours(black, white)), light);
    assert_eq!(background(asked(), &colours(white, black)), dark);
    // One that does not know the question says only what it is.
    assert_eq!(background(asked(), "\x1b[?1;2c"), dark);
}

#[test]
fn a_screen_reader_gets_lines_and_nothing_else() {
    let bench = crate::cli::support::Bench::new();
    bench.script("film.jsonl", "0 0 sessionStart\n1 0 play\n10 9 sessionEnd");
    let mut command = playscope();
    command.cwd(bench.path());
    command.args(["open", "--linear", "film.jsonl"]);
    let mut terminal = Terminal::start(command, 100, 30);
    terminal
        .shows("1 session")
        .press("\r")
        .shows("event 3 of 3, sessionEnd");
    terminal
        .press("\x1b[A")
        .shows("event 2 of 3, play, at 0:01.0");
    assert!(!terminal.screen.screen().alternate_screen());
    assert_eq!(terminal.press("q").end(), 0);
}

#[cfg(unix)]
#[test]
fn the_clipboard_of_this_machine_is_filled_too() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = recording(&folder);
    let tool = folder.path().join("wl-copy");
    let taken = folder.path().join("taken");
    let script = format!("#!/bin/sh\n/bin/cat > '{}'\n", taken.display());
    std::fs::write(&tool, script).unwrap();
    std::fs::set_permissions(&tool, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_playscope"));
    command.args(["open", file.to_str().unwrap()]);
    command.env("TERM", "xterm-256color");
    command.env("XDG_STATE_HOME", "/dev/null/nowhere");
    command.env("PATH", folder.path());
    command.env("WAYLAND_DISPLAY", "wayland-0");
    command.env_remove("TMUX");
    let mut terminal = Terminal::start(command, 120, 36);
    terminal.wait("the first frame", is_drawn);
    terminal
        .press("I")
        .shows("copied session id (64 bytes), with wl-copy too");
    let until = Instant::now() + PATIENCE;
    while std::fs::read(&taken).map_or(0, |text| text.len()) < 64 {
        assert!(Instant::now() < until, "nothing reached the clipboard");
        std::thread::yield_now();
    }
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}
