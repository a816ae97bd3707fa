//! Runs the real program, and makes recordings for it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use playscope::recording::{exchange_line, header_line};
use playscope::simulate::script::{self, EPOCH, Script};
use playscope::simulate::{self, SCENARIOS, Setting};
use tempfile::TempDir;

/// The program, away from the configuration of whoever runs the tests.
pub(crate) fn playscope(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_playscope"));
    command
        .current_dir(home)
        .env("HOME", home)
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_DATA_HOME")
        .env_remove("NO_COLOR")
        .env("TZ", "UTC")
        .stdin(Stdio::null());
    command
}

/// A folder of a test, with what is in it.
pub(crate) struct Bench {
    folder: TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Bench {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Writes the recording of a script.
    pub(crate) fn script(&self, name: &str, text: &str) -> PathBuf {
        self.file(name, recording(&script::parse(text).unwrap()))
    }

    /// Writes the recording of every scenario.
    pub(crate) fn scenarios(&self, name: &str, faulty: bool) -> PathBuf {
        let plans: Vec<_> = SCENARIOS
            .iter()
            .zip(0..)
            .map(|(scenario, number)| {
                let setting = Setting {
                    seed: 1,
                    number,
                    take: 0,
                    start_ts: EPOCH.ms(),
                    faulty,
                };
                (simulate::plan(scenario, setting), EPOCH)
            })
            .collect();
        self.file(name, recording(&simulate::record(&plans)))
    }

    /// Runs the program here.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(playscope(self.path()).args(arguments).output().unwrap())
    }

    /// Runs the program here with this on STDIN.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut command = playscope(self.path());
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        Ran::of(child.wait_with_output().unwrap())
    }
}

/// A recording as bytes.
pub(crate) fn recording(script: &Script) -> Vec<u8> {
    let mut lines = Vec::new();
    header_line(&mut lines, &script.header);
    for exchange in &script.exchanges {
        let valid = playscope::wire::json::parse(&exchange.body).is_ok();
        exchange_line(&mut lines, exchange, valid);
    }
    lines
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// STDOUT as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }
}
