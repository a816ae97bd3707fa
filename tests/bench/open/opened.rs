//! What the measured processes do.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Instant;

use playscope::app::{App, Source};
use playscope::inspection::{AsOf, Inspection};
use playscope::recording::{self, Entry, Store};
use playscope::rules::{Settings, examine};
use playscope::schema::{Profile, Schemas};
use playscope::ui::{Canvas, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::held::resident;

/// Size of the screen, in cells.
const SCREEN: Rect = Rect::new(0, 0, 200, 60);

/// Opens a recording as the program does, up to its first frame: the seconds, and the bytes that are held then.
pub(crate) fn open(file: &Path) -> String {
    let (settings, schemas) = (Settings::default(), Schemas::built_in(Profile::default()));
    let theme = Theme::named("dark").expect("a theme");
    let before = resident();
    let start = Instant::now();
    let mut inspection = Inspection::new(settings.clone(), schemas.clone());
    let mut store = Store::in_memory();
    recording::load_into(
        &mut store,
        file,
        |exchange| examine(exchange, &schemas, &settings),
        |entry, examined| match (entry, examined) {
            (Entry::Exchange(exchange), Some(examined)) => inspection.take(&exchange, examined),
            (Entry::Header(header), _) => inspection.describe(header),
            _ => {}
        },
    )
    .expect("a recording");
    inspection.settle(AsOf::End);
    let mut app = App::new(Source::File {
        name: "capture.jsonl".to_owned(),
    });
    let mut canvas = Canvas::default();
    app.refresh(&inspection);
    canvas.fit(&mut app, &inspection, &theme, SCREEN);
    let mut buffer = Buffer::empty(SCREEN);
    canvas.draw(&app, &inspection, &theme, SCREEN, &mut buffer);
    let seconds = start.elapsed().as_secs_f64();
    format!("{seconds} {}", resident().saturating_sub(before))
}

/// Reads every line of a file as JSON: the seconds, and nothing held.
pub(crate) fn read(file: &Path) -> String {
    let start = Instant::now();
    let mut source = BufReader::new(File::open(file).expect("a file"));
    let mut line = Vec::new();
    let mut objects = 0_u64;
    while source.read_until(b'\n', &mut line).expect("a line") > 0 {
        let value: serde_json::Value = serde_json::from_slice(&line).expect("JSON");
        objects += u64::from(value.is_object());
        line.clear();
    }
    assert!(objects > 0, "there are lines");
    format!("{} 0", start.elapsed().as_secs_f64())
}
