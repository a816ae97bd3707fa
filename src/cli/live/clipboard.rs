//! The clipboard of this machine, where there is one: a program that fills it is found on the path and run.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

/// A program that fills the clipboard from its STDIN.
struct Filler {
    name: &'static str,
    arguments: &'static [&'static str],
    /// What must be set for it to reach a screen; nothing when it always does.
    needs: Option<&'static str>,
}

/// The programs, the first that can be used is.
const FILLERS: &[Filler] = &[
    Filler {
        name: "wl-copy",
        arguments: &[],
        needs: Some("WAYLAND_DISPLAY"),
    },
    Filler {
        name: "xclip",
        arguments: &["-selection", "clipboard"],
        needs: Some("DISPLAY"),
    },
    Filler {
        name: "xsel",
        arguments: &["--clipboard", "--input"],
        needs: Some("DISPLAY"),
    },
    Filler {
        name: "pbcopy",
        arguments: &[],
        needs: None,
    },
    Filler {
        name: "clip.exe",
        arguments: &[],
        needs: None,
    },
];

/// Fills the clipboard of this machine; the name of what did it, or nothing where there is none.
pub(super) fn fill(text: &str) -> Option<&'static str> {
    let (filler, program) = FILLERS.iter().find_map(|filler| {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let reaches = filler.needs.is_none_or(is_set);
        Some((filler, reaches.then(|| on_path(filler.name))??))
    })?;
    run(filler, program, text.as_bytes().to_vec()).ok()?;
    Some(filler.name)
}

/// Runs it on a thread of its own: some of them stay until something else is copied.
fn run(filler: &Filler, program: PathBuf, text: Vec<u8>) -> io::Result<()> {
    let mut child = Command::new(program)
        .args(filler.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    thread::Builder::new().spawn(move || {
        if let Some(mut input) = child.stdin.take() {
            let _ = input.write_all(&text);
        }
        let _ = child.wait();
    })?;
    Ok(())
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut found = std::env::split_paths(&path)
        // A program of the folder one happens to stand in is not asked for.
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name));
    found.find(|file| file.is_file())
}
