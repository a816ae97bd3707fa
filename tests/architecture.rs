//! The rooms and their doors: who may import whom, what a pure room never touches, where things stand.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms that are pure functions of their input.
const PURE: &[&str] = &[
    "exchange",
    "wire",
    "schema",
    "session",
    "rules",
    "inspection",
    "endpoint",
    "simulate",
    "output",
    "app",
    "ui",
];

/// Each room with the rooms it may import.
const ROOMS: &[(&str, &[&str])] = &[
    ("exchange", &[]),
    ("wire", &["exchange"]),
    ("schema", &["exchange", "wire"]),
    ("session", &["exchange", "wire"]),
    ("rules", &["exchange", "wire", "schema", "session"]),
    (
        "inspection",
        &["exchange", "wire", "schema", "session", "rules"],
    ),
    ("endpoint", &["exchange", "wire", "schema"]),
    ("recording", &["exchange"]),
    ("capture", &["exchange", "endpoint", "recording"]),
    ("simulate", &["exchange", "wire"]),
    (
        "output",
        &[
            "exchange",
            "wire",
            "schema",
            "session",
            "rules",
            "inspection",
            "endpoint",
            "simulate",
        ],
    ),
    (
        "app",
        &[
            "exchange",
            "wire",
            "schema",
            "session",
            "rules",
            "inspection",
            "endpoint",
            "simulate",
            "output",
        ],
    ),
    (
        "ui",
        &[
            "exchange",
            "wire",
            "schema",
            "session",
            "rules",
            "inspection",
            "endpoint",
            "simulate",
            "output",
            "app",
        ],
    ),
    ("terminal", &[]),
    (
        "cli",
        &[
            "exchange",
            "wire",
            "schema",
            "session",
            "rules",
            "inspection",
            "endpoint",
            "recording",
            "capture",
            "simulate",
            "output",
            "app",
            "ui",
            "terminal",
        ],
    ),
];

/// Paths that bring the world into a pure room.
const WORLD: &[&str] = &[
    "tokio",
    "axum",
    "hyper",
    "hyper_util",
    "socket2",
    "std::fs",
    "std::env",
    "std::process",
    "std::net::TcpStream",
    "std::net::TcpListener",
    "std::net::UdpSocket",
    "std::net::ToSocketAddrs",
    "SystemTime::now",
    "Instant::now",
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "Utc::now",
    "Local::now",
    "chrono::Utc::now",
    "chrono::Local::now",
    "println",
    "print",
    "eprintln",
    "eprint",
];

/// Lines beyond which a file has become two.
const LONGEST: usize = 500;

/// What may stand at the top of the repository beside hidden files and the build's folder.
const TOP: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "LICENSE",
    "themes",
    "screenshots",
    "src",
    "tests",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the program.
struct Source {
    /// Below `src`, with slashes.
    name: String,
    /// The module's path from the crate: `["wire", "event"]`.
    module: Vec<String>,
    text: String,
}

impl Source {
    fn room(&self) -> &str {
        &self.module[0]
    }
}

fn sources() -> Vec<Source> {
    let base = root().join("src");
    let mut files = Vec::new();
    walk(&base, &mut files);
    assert!(
        files.len() > ROOMS.len(),
        "only {} files found",
        files.len()
    );
    let read = |path: &PathBuf| {
        let name = path
            .strip_prefix(&base)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        let stem = name.trim_end_matches(".rs").trim_end_matches("/mod");
        let module = stem.split('/').map(str::to_owned).collect();
        let text = fs::read_to_string(path).unwrap();
        Source { name, module, text }
    };
    files.iter().map(read).collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The code alone: comments, strings and character literals become spaces.
fn code(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let end = skipped(bytes, at);
        if end > at {
            out.push(' ');
            at = end;
        } else {
            out.push(char::from(bytes[at]));
            at += 1;
        }
    }
    out
}

/// Where the comment or literal that begins here ends; `at` itself when none does.
fn skipped(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let word_before = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
    if rest.starts_with(b"//") {
        return at
            + rest
                .iter()
                .position(|byte| *byte == b'\n')
                .unwrap_or(rest.len());
    }
    if rest.starts_with(b"/*") {
        let close = rest.windows(2).position(|pair| pair == b"*/");
        return at + close.map_or(rest.len(), |place| place + 2);
    }
    if rest[0] == b'r' && !word_before {
        let hashes = rest[1..].iter().take_while(|byte| **byte == b'#').count();
        if rest.get(1 + hashes) == Some(&b'"') {
            let close: Vec<u8> = [b"\"".to_vec(), vec![b'#'; hashes]].concat();
            let body = &rest[hashes + 2..];
            let length = body
                .windows(close.len())
                .position(|part| part == close.as_slice());
            return at + hashes + 2 + length.map_or(body.len(), |place| place + close.len());
        }
    }
    if rest[0] == b'"' {
        return at + quoted(rest);
    }
    // A character literal, not a lifetime: the closing quote is near.
    if rest[0] == b'\'' {
        if rest.get(1) == Some(&b'\\') {
            return at
                + 3
                + rest
                    .iter()
                    .skip(3)
                    .take_while(|byte| **byte != b'\'')
                    .count()
                + 1;
        }
        let width = match rest.get(1) {
            Some(0xf0..) => 4,
            Some(0xe0..) => 3,
            Some(0xc0..) => 2,
            _ => 1,
        };
        if rest.get(1 + width) == Some(&b'\'') {
            return at + width + 2;
        }
    }
    at
}

fn quoted(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != b'"' {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

/// Every path that the code names, groups in braces written out.
fn paths(code: &str) -> Vec<String> {
    let tokens = tokens(code);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_word(&tokens[at]) {
            at = path(&tokens, at, "", &mut found).max(at + 1);
        } else {
            at += 1;
        }
    }
    found
}

fn is_word(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

fn tokens(code: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut word = String::new();
    for letter in code.chars() {
        if letter.is_alphanumeric() || letter == '_' {
            word.push(letter);
            continue;
        }
        if !word.is_empty() {
            tokens.push(std::mem::take(&mut word));
        }
        if letter == ':' && tokens.last().is_some_and(|last| last == ":") {
            tokens.pop();
            tokens.push("::".to_owned());
        } else if !letter.is_whitespace() {
            tokens.push(letter.to_string());
        }
    }
    tokens.push(word);
    tokens
}

/// Reads one path (or tree of paths) and returns where it ends.
fn path(tokens: &[String], mut at: usize, prefix: &str, found: &mut Vec<String>) -> usize {
    let mut full = prefix.to_owned();
    while let Some(word) = tokens.get(at) {
        if word == "{" && full.ends_with("::") {
            at += 1;
            while tokens.get(at).is_some_and(|token| token != "}") {
                at = path(tokens, at, &full, found).max(at + 1);
            }
            return at + 1;
        }
        if !is_word(word) {
            break;
        }
        full.push_str(word);
        at += 1;
        if tokens.get(at).is_none_or(|token| token != "::") {
            break;
        }
        full.push_str("::");
        at += 1;
    }
    if !full.is_empty() {
        found.push(full);
    }
    at
}

/// The room that a path leads to, seen from a module.
fn room_of<'a>(path: &'a str, module: &[String]) -> Option<&'a str> {
    let parts: Vec<&str> = path.split("::").collect();
    let room = match parts[0] {
        "crate" | "playscope" => parts.get(1),
        "super" => {
            let ups = parts.iter().take_while(|part| **part == "super").count();
            if ups < module.len() {
                return None;
            }
            parts.get(ups)
        }
        _ => None,
    };
    room.copied()
        .filter(|name| ROOMS.iter().any(|(room, _)| room == name))
}

#[test]
fn rooms_import_only_what_their_line_allows() {
    let mut wrong = Vec::new();
    for source in sources() {
        if ["lib", "main"].contains(&source.room()) {
            continue;
        }
        let Some((room, allowed)) = ROOMS.iter().find(|(room, _)| *room == source.room()) else {
            wrong.push(format!(
                "{}: `{}` is no room of the table",
                source.name,
                source.room()
            ));
            continue;
        };
        let found: BTreeSet<String> = paths(&code(&source.text)).into_iter().collect();
        for path in &found {
            if let Some(target) = room_of(path, &source.module)
                && target != *room
                && !allowed.contains(&target)
            {
                wrong.push(format!(
                    "{}: {room} may not import {target} ({path})",
                    source.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pure_rooms_leave_the_world_outside() {
    let mut wrong = Vec::new();
    for source in sources()
        .iter()
        .filter(|source| PURE.contains(&source.room()))
    {
        for path in paths(&code(&source.text)) {
            let banned = |word: &&&str| path == **word || path.starts_with(&format!("{word}::"));
            if let Some(word) = WORLD.iter().find(banned) {
                wrong.push(format!("{}: a pure room names {word}", source.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_reads_the_clock_and_the_environment() {
    // A socket's own deadlines (tokio) are no reading of the clock; they never reach the model.
    let outside = ["cli", "main"];
    let mut wrong = Vec::new();
    for source in sources()
        .iter()
        .filter(|source| !outside.contains(&source.room()))
    {
        for path in paths(&code(&source.text)) {
            if path.ends_with("env::var") || path.ends_with("env::args") {
                wrong.push(format!("{}: {path}", source.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_what_it_is_for() {
    for source in sources() {
        assert!(
            source.text.starts_with("//! "),
            "{} does not open with a `//!` sentence",
            source.name
        );
    }
}

#[test]
fn files_stay_short_and_named_for_what_they_hold() {
    for source in sources() {
        let lines = source.text.lines().count();
        assert!(
            lines <= LONGEST,
            "{} has {lines} lines: look for the second room in it",
            source.name
        );
        for part in &source.module {
            let vague =
                ["utils", "util", "helpers", "common", "types", "misc"].contains(&part.as_str());
            assert!(!vague, "{} is named for nothing in particular", source.name);
        }
    }
}

#[test]
fn the_top_level_holds_nothing_else() {
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let known = name.starts_with('.') || name == "target" || TOP.contains(&name.as_str());
        assert!(known, "`{name}` has no place at the top level");
    }
}

#[test]
fn the_reader_of_imports_sees_what_it_should() {
    let text = r##"
        //! crate::cli in a comment
        use crate::{wire::{Event, json}, exchange::Time};
        const A: &str = "crate::cli"; const B: char = '"'; const C: &str = r#"crate::ui "quoted" "#;
        /* crate::app */ fn f<'a>(x: &'a str) { super::super::session::go(std::time::Instant::now()); }
        use std::{fs, io::Write};
    "##;
    let found = paths(&code(text));
    let has = |path: &str| found.iter().any(|each| each == path);
    assert!(
        has("crate::wire::Event") && has("crate::wire::json") && has("crate::exchange::Time"),
        "{found:?}"
    );
    assert!(
        has("super::super::session::go") && has("std::time::Instant::now") && has("std::fs"),
        "{found:?}"
    );
    assert!(
        !found
            .iter()
            .any(|path| path.contains("cli") || path.contains("::ui") || path.contains("app"))
    );
    let module = ["wire".to_owned(), "event".to_owned()];
    assert_eq!(
        room_of("super::super::session::go", &module),
        Some("session")
    );
    assert_eq!(room_of("super::session", &module), None);
    assert_eq!(room_of("crate::ui::draw", &module), Some("ui"));
}
