//! The pictures of the README: made by the program from a recording, and compared byte for byte.

use std::path::Path;

use crate::cli::support::Bench;

/// An evening with two pre-roll ads, chapters, a pause, and a mid-roll ad whose length is a string.
const EVENING: &str = include_str!("screenshots/evening.txt");

/// The same film with two versions of an app.
const VERSIONS: &str = include_str!("screenshots/versions.txt");

/// The picture of the two, and how it is made.
const COMPARED: (&str, &[&str]) = ("compare", &["--size", "140x40", "--keys", "1 end D"]);

/// Name of each picture, and how it is made.
const PICTURES: &[(&str, &[&str])] = &[
    (
        "dashboard",
        &["--live", "--size", "140x40", "--keys", "1 home e 4"],
    ),
    ("findings", &["--size", "140x40", "--keys", "5 s"]),
    (
        "light",
        &["--size", "140x40", "--theme", "light", "--keys", "e"],
    ),
    (
        "report",
        &[
            "--size",
            "140x40",
            "--keys",
            "6 down down down down down m down down down down down down down down down down down enter x esc 3 end 6",
        ],
    ),
    (
        "number",
        &[
            "--size",
            "140x40",
            "--keys",
            "6 down down down down down enter down down down down down down",
        ],
    ),
    (
        "qoe",
        &[
            "--size",
            "140x40",
            "--theme",
            "light",
            "--keys",
            "3 end 8 up up up",
        ],
    ),
    ("small", &["--size", "80x24", "--keys", "3 e"]),
];

#[test]
fn the_pictures_are_what_the_program_draws() {
    let bench = Bench::new();
    bench.script("evening.jsonl", EVENING);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots");
    bench.script("versions.jsonl", VERSIONS);
    let evening = PICTURES.iter().map(|picture| ("evening.jsonl", picture));
    for (file, (name, options)) in evening.chain([("versions.jsonl", &COMPARED)]) {
        let arguments = [&["screenshot", file], *options].concat();
        let made = bench.run(&arguments);
        assert_eq!((made.code, made.err.as_str()), (Some(0), ""), "{name}");
        let file = folder.join(format!("{name}.svg"));
        if std::env::var_os("WRITE_SCREENSHOTS").is_some() {
            std::fs::write(&file, &made.out).unwrap();
        }
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            kept == made.out,
            "screenshots/{name}.svg is out of date; run WRITE_SCREENSHOTS=1 cargo test screenshots, and look at it"
        );
    }
}

#[test]
fn a_picture_that_cannot_be_made_says_why() {
    let bench = Bench::new();
    bench.script("evening.jsonl", EVENING);
    let refused = |options: &[&str]| {
        let made = bench.run(&[&["screenshot", "evening.jsonl"], options].concat());
        assert_eq!((made.code, made.out.as_str()), (Some(2), ""), "{options:?}");
        made.err
    };
    assert!(refused(&["--keys", "nokey"]).contains("`nokey` names no key"));
    assert!(refused(&["--size", "0x4"]).contains("such as 120x36"));
    assert!(refused(&["--theme", "drak"]).contains("drak"));
}
