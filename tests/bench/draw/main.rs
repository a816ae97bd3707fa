//! What a frame costs with ten thousand sessions and a million events, against a small capture in the same run.
//!
//! `cargo bench --bench draw`. A frame is everything between a key and the finished buffer of 200 × 60 cells: the
//! action, what follows from it, the layout and the drawing; bodies are read from memory.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

#[path = "../made.rs"]
mod made;

use std::time::{Duration, Instant};

use mimalloc::MiMalloc;
use playscope::app::{Action, App, Chord, Effect, Source};
use playscope::inspection::{AsOf, Inspection};
use playscope::rules::Settings;
use playscope::schema::{Profile, Schemas};
use playscope::ui::{Canvas, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The program's own.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Size of the screen, in cells.
const SCREEN: Rect = Rect::new(0, 0, 200, 60);
/// Keys that are pressed, one a frame, and how often the whole row is.
const KEYS: &str = "Down Down Up pagedown End Home Right Down Down Left Tab Down Tab ] ] ] ] ] [ Tab \
    x Down ] Up pagedown x";
const ROUNDS: usize = 20;

fn main() {
    println!("ms a frame of 200 × 60, key to buffer");
    println!("{:<42} {:>8} {:>8} {:>8}", "", "p50", "p99", "most");
    for (name, sessions, events) in [
        ("10 sessions of 100 events", 10, 100),
        ("10 000 sessions of 100 events", 10_000, 100),
        ("1 session of 1 000 000 events", 1, 1_000_000),
    ] {
        let mut times = Stage::new(sessions, events).play();
        times.sort_unstable();
        let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1e3;
        println!(
            "{name:<42} {:>8.2} {:>8.2} {:>8.2}",
            at(50),
            at(99),
            at(100)
        );
    }
}

/// A dashboard without a terminal.
struct Stage {
    app: App,
    inspection: Inspection,
    canvas: Canvas,
    theme: Theme,
    buffer: Buffer,
    sessions: u64,
}

impl Stage {
    fn new(sessions: usize, events: u32) -> Self {
        let mut inspection =
            Inspection::new(Settings::default(), Schemas::built_in(Profile::default()));
        let mut seq = 0;
        for number in 0..events {
            for session in 0..sessions {
                seq += 1;
                inspection.push(&made::call(session, number, seq, 0));
            }
        }
        inspection.settle(AsOf::End);
        Stage {
            app: App::new(Source::File {
                name: "capture.jsonl".to_owned(),
            }),
            inspection,
            canvas: Canvas::default(),
            theme: Theme::named("dark").expect("a theme"),
            buffer: Buffer::empty(SCREEN),
            sessions: sessions as u64,
        }
    }

    /// The time of every frame but the first, which opens the screen.
    fn play(&mut self) -> Vec<Duration> {
        self.frame();
        let chords: Vec<Chord> = KEYS.split(' ').filter_map(Chord::parse).collect();
        assert_eq!(chords.len(), KEYS.split(' ').count(), "every key is one");
        let mut times = Vec::new();
        for chord in std::iter::repeat_n(chords, ROUNDS).flatten() {
            let start = Instant::now();
            if let Some(action) = self.app.key(&self.inspection, chord) {
                self.act(action);
            }
            self.frame();
            times.push(start.elapsed());
        }
        times
    }

    fn frame(&mut self) {
        self.inspection.settle(self.app.as_of());
        let effects = self.app.refresh(&self.inspection);
        self.perform(effects);
        self.canvas
            .fit(&mut self.app, &self.inspection, &self.theme, SCREEN);
        self.buffer.reset();
        self.canvas.draw(
            &self.app,
            &self.inspection,
            &self.theme,
            SCREEN,
            &mut self.buffer,
        );
    }

    fn act(&mut self, action: Action) {
        let effects = self.app.update(action, &self.inspection);
        self.perform(effects);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Fetch(seq) = effect {
                let (number, session) = ((seq - 1) / self.sessions, (seq - 1) % self.sessions);
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                let session = usize::try_from(session).unwrap_or(usize::MAX);
                let exchange = Box::new(made::call(session, number, seq, 0));
                self.act(Action::Fetched(seq, Some(exchange)));
            }
        }
    }
}
