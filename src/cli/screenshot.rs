//! `playscope screenshot`: a picture of the dashboard, drawn by the same code as on a terminal.

use std::path::PathBuf;
use std::str::FromStr;

use anyhow::Context;
use clap::Args;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::console::Console;
use super::judging::Judging;
use super::live::{Hunt, Look, compare, looks};
use super::{Outcome, input};
use crate::app::{Action, App, Chord, Effect, Key, Source};
use crate::exchange::Time;
use crate::inspection::Inspection;
use crate::recording::Store;
use crate::ui::Canvas;
use crate::ui::svg;
use crate::ui::theme::Theme;

const EXAMPLES: &str = "\
Examples:
  playscope screenshot capture.jsonl -o dashboard.svg
  playscope screenshot capture.jsonl --keys \"3 e\" --size 100x30 --theme light -o fault.svg
  playscope screenshot capture.jsonl --keys \"3 f text:type:ad enter\" > ads.svg
  playscope screenshot capture.jsonl --live -o live.svg";

/// Picture the dashboard as an SVG file
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// A recording, a HAR file or a log; - is STDIN
    file: String,

    /// Keys pressed before, with spaces between: names as in the help (enter, ctrl-f, pagedown), characters, or text:… to type
    #[arg(long, value_name = "KEYS", default_value = "")]
    keys: String,

    /// Columns and rows
    #[arg(long, value_name = "WxH", default_value = "120x36")]
    size: Size,

    /// As it looked while it was captured, a second after its last call
    #[arg(long)]
    live: bool,

    /// Where to write the picture; - is STDOUT
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: String,

    /// Theme: a name that `playscope themes` lists, or a TOML file
    #[arg(long, value_name = "NAME|FILE")]
    theme: Option<String>,

    /// Signs from ASCII only, for poor fonts
    #[arg(long)]
    ascii: bool,

    #[command(flatten)]
    judging: Judging,
}

/// Columns and rows of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size(u16, u16);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        /// Larger ones are a slip of the finger.
        const MOST: u16 = 1000;
        let side = |text: &str| text.parse().ok().filter(|side| (1..=MOST).contains(side));
        let sides = text
            .split_once(['x', '×'])
            .and_then(|(width, height)| Some(Size(side(width)?, side(height)?)));
        sides.ok_or_else(|| format!("give columns and rows up to {MOST}, such as 120x36"))
    }
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let look = Look {
        theme: options.theme.clone(),
        ascii: options.ascii,
        ..Look::default()
    };
    let config = options.judging.config(console)?;
    let theme = look.full_theme(config.theme.as_deref())?;
    let keys = chords(&options.keys)?;
    let files = std::slice::from_ref(&options.file);
    let Some(recording) = input::read(files, &config, console)?.pop() else {
        return Ok(Outcome::Clean);
    };
    let source = source(options, &recording);
    let mut stage = Stage::new(source, recording, theme, options.size);
    stage.app.keys = config.keys;
    stage.app.filters = config.filters;
    stage.settle();
    for key in keys {
        if let Some(action) = stage.app.key(&stage.inspection, key) {
            stage.act(action);
            stage.settle();
        }
    }
    let title = format!("playscope: {}", file_name(&options.file));
    let picture = svg::picture(&stage.draw(), &stage.theme, &title);
    if options.output == "-" {
        console.out().write_all(picture.as_bytes())?;
    } else {
        std::fs::write(&options.output, picture)
            .with_context(|| format!("cannot write the picture {}", options.output))?;
    }
    Ok(Outcome::Clean)
}

fn source(options: &Options, recording: &input::Recording) -> Source {
    let name = file_name(&recording.name);
    if options.live {
        Source::Live {
            address: recording.inspection.header().base.clone(),
            remark: None,
            recording: Some(name),
        }
    } else {
        Source::File { name }
    }
}

/// A file's own name, without the folders that differ from machine to machine.
fn file_name(file: &str) -> String {
    let path = PathBuf::from(file);
    path.file_name().map_or_else(
        || file.to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// The keys of a script.
fn chords(script: &str) -> anyhow::Result<Vec<Chord>> {
    let mut keys = Vec::new();
    for word in script.split_whitespace() {
        match word.strip_prefix("text:") {
            Some(text) => keys.extend(text.chars().map(|c| Chord::plain(Key::Char(c)))),
            None => keys.push(Chord::parse(word).with_context(|| {
                format!("`{word}` names no key; use names such as enter, ctrl-f or g, or text:{word} to type it")
            })?),
        }
    }
    Ok(keys)
}

/// The dashboard without a terminal: the same app, fed the same way, drawn into a buffer.
struct Stage {
    app: App,
    inspection: Inspection,
    store: Store,
    canvas: Canvas,
    theme: Theme,
    area: Rect,
}

impl Stage {
    fn new(source: Source, recording: input::Recording, theme: Theme, size: Size) -> Self {
        let mut app = App::new(source);
        app.look = looks(&theme);
        app.utc_offset = chrono::Local::now().offset().local_minus_utc();
        if app.is_live() {
            app.now = Some(just_after(&recording));
        }
        Stage {
            app,
            inspection: recording.inspection,
            store: recording.store,
            canvas: Canvas::default(),
            theme,
            area: Rect::new(0, 0, size.0, size.1),
        }
    }

    /// Brings everything up to date, as before a frame.
    fn settle(&mut self) {
        self.inspection.settle(self.app.as_of());
        let effects = self.app.refresh(&self.inspection);
        self.perform(effects);
        self.canvas
            .fit(&mut self.app, &self.inspection, &self.theme, self.area);
        let effects = self.app.want_cells(&self.inspection);
        self.perform(effects);
    }

    fn act(&mut self, action: Action) {
        let effects = self.app.update(action, &self.inspection);
        self.perform(effects);
    }

    /// Does what can be done without a terminal, an endpoint or a clock.
    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Fetch(seq) => {
                    let exchange = self.store.fetch(seq).map(Box::new);
                    self.act(Action::Fetched(seq, exchange));
                }
                Effect::Peek(seq) => {
                    let exchange = self.store.fetch(seq).map(Box::new);
                    self.act(Action::Peeked(seq, exchange));
                }
                Effect::Write(mark) => self.inspection.mark(mark),
                Effect::WriteMoment(moment) => self.inspection.moment(moment),
                Effect::Search(text) => {
                    let hunt = Hunt::new(&self.inspection, text);
                    self.act(hunt.whole(&self.store));
                }
                Effect::Compare(a, b) => {
                    let compared = compare(&self.inspection, &self.store, a, b);
                    self.act(Action::Compared(a, b, Box::new(compared)));
                }
                Effect::Mute(rule, off) => self.inspection.mute(&rule, off),
                Effect::Theme(name) => {
                    if let Ok(theme) = Theme::named(&name) {
                        self.theme = theme;
                        self.app.look.theme = name;
                    }
                }
                _ => {}
            }
        }
    }

    fn draw(&mut self) -> Buffer {
        self.settle();
        let mut buf = Buffer::empty(self.area);
        self.canvas.draw(
            &self.app,
            &self.inspection,
            &self.theme,
            self.area,
            &mut buf,
        );
        buf
    }
}

/// A second after the last call, or when the capture began.
fn just_after(recording: &input::Recording) -> Time {
    let inspection = &recording.inspection;
    let sessions = inspection.sessions().iter();
    let events = sessions.map(|watched| watched.glance().facts.heard);
    let calls = inspection.calls().iter().map(|call| call.at);
    let begun = inspection.header().created.unwrap_or_default();
    let last = events.chain(calls).max().unwrap_or(begun);
    Time(last.0.saturating_add(1_000_000))
}
