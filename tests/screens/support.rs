//! The dashboard without a terminal: a script, keys and a size make a frame.

use std::collections::BTreeMap;

use playscope::app::{Action, App, Chord, Effect, Looks, Source};
use playscope::exchange::{Exchange, Time};
use playscope::inspection::Inspection;
use playscope::output::Judged;
use playscope::output::diff::{self, Side};
use playscope::rules::Settings;
use playscope::schema::{Profile, Schemas};
use playscope::simulate::script;
use playscope::ui::mouse::Gesture;
use playscope::ui::theme::BUILT_IN;
use playscope::ui::{Canvas, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// 2026-01-15T20:00:00Z, where scripts begin.
pub(super) const EPOCH_US: i64 = 1_768_507_200_000_000;

/// The smallest size, one for each arrangement of panes, and a large one.
pub(super) const SIZES: [(u16, u16); 4] = [(60, 16), (80, 24), (140, 40), (220, 60)];

/// A dashboard.
pub(super) struct Stage {
    pub(super) app: App,
    pub(super) inspection: Inspection,
    pub(super) theme: Theme,
    pub(super) effects: Vec<Effect>,
    script: String,
    pub(super) canvas: Canvas,
    bodies: BTreeMap<u64, Exchange<'static>>,
    area: Rect,
}

impl Stage {
    /// A live dashboard at so many seconds since the epoch.
    pub(super) fn live(seconds: i64, (width, height): (u16, u16)) -> Self {
        let source = Source::Live {
            address: "http://127.0.0.1:8900".to_owned(),
            remark: None,
            recording: Some("2026-01-15T20-00-00.jsonl".to_owned()),
        };
        let mut stage = Stage::new(source, (width, height));
        stage.app.now = Some(Time(EPOCH_US + seconds * 1_000_000));
        stage
    }

    /// A dashboard on a recording.
    pub(super) fn file(script: &str, size: (u16, u16)) -> Self {
        let source = Source::File {
            name: "capture.jsonl".to_owned(),
        };
        let mut stage = Stage::new(source, size);
        stage.push(script);
        stage
    }

    /// The evening's film on a recording, three panes wide.
    pub(super) fn film() -> Self {
        Stage::file(super::FILM, (140, 40))
    }

    fn new(source: Source, (width, height): (u16, u16)) -> Self {
        let mut app = App::new(source);
        app.look = Looks {
            theme: "dark".to_owned(),
            themes: BUILT_IN
                .iter()
                .map(|(name, _)| ((*name).to_owned(), String::new()))
                .collect(),
        };
        Stage {
            app,
            inspection: Inspection::new(Settings::default(), Schemas::built_in(Profile::default())),
            theme: Theme::named("dark").unwrap(),
            effects: Vec::new(),
            script: String::new(),
            canvas: Canvas::default(),
            bodies: BTreeMap::new(),
            area: Rect::new(0, 0, width, height),
        }
    }

    /// Takes the calls of a script that goes on from those before.
    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.script.push_str(text);
        self.script.push('\n');
        let script = script::parse(&self.script).unwrap();
        let new = script.exchanges.into_iter().skip(self.bodies.len());
        self.take(new.collect())
    }

    /// Takes calls.
    pub(super) fn take(&mut self, exchanges: Vec<Exchange<'static>>) -> &mut Self {
        for exchange in exchanges {
            self.inspection.push(&exchange);
            self.bodies.insert(exchange.seq, exchange);
        }
        self.settle()
    }

    /// Every call that was taken, by its number.
    pub(super) fn calls(&self) -> BTreeMap<u64, Exchange<'static>> {
        self.bodies.clone()
    }

    /// Brings everything up to date, as the loop does before a frame.
    pub(super) fn settle(&mut self) -> &mut Self {
        self.inspection.settle(self.app.as_of());
        let effects = self.app.refresh(&self.inspection);
        self.perform(effects);
        self.canvas
            .fit(&mut self.app, &self.inspection, &self.theme, self.area);
        let effects = self.app.want_cells(&self.inspection);
        self.perform(effects);
        self
    }

    /// Presses keys, written as in the key table.
    pub(super) fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            let chord = Chord::parse(key).unwrap_or_else(|| panic!("{key} is no key"));
            if let Some(action) = self.app.key(&self.inspection, chord) {
                self.act(action);
            }
            self.settle();
        }
        self
    }

    /// Types text, letter by letter.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            let chord = Chord::plain(playscope::app::Key::Char(letter));
            if let Some(action) = self.app.key(&self.inspection, chord) {
                self.act(action);
            }
        }
        self.settle()
    }

    /// Uses the mouse.
    pub(super) fn mouse(&mut self, gesture: Gesture, x: u16, y: u16) -> &mut Self {
        let place = (gesture, x, y);
        let action = self
            .canvas
            .mouse(&self.app, &self.inspection, &self.theme, self.area, place);
        if let Some(action) = action {
            self.act(action);
        }
        self.settle()
    }

    /// Clicks on the first place where a text stands.
    pub(super) fn click(&mut self, text: &str) -> &mut Self {
        let frame = self.frame();
        let found = frame.lines().enumerate().find_map(|(y, line)| {
            let (before, _) = line.split_once(text)?;
            let x = u16::try_from(before.chars().count()).ok()?;
            Some((x, u16::try_from(y).ok()?))
        });
        let (x, y) = found.unwrap_or_else(|| panic!("no {text:?} in\n{frame}"));
        self.mouse(Gesture::Press, x, y)
    }

    pub(super) fn act(&mut self, action: Action) {
        let effects = self.app.update(action, &self.inspection);
        self.perform(effects);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Fetch(seq) => {
                    let body = self.bodies.get(&seq).cloned().map(Box::new);
                    self.act(Action::Fetched(seq, body));
                }
                Effect::Peek(seq) => {
                    let body = self.bodies.get(&seq).cloned().map(Box::new);
                    self.act(Action::Peeked(seq, body));
                }
                Effect::Write(mark) => self.inspection.mark(mark),
                Effect::WriteMoment(moment) => self.inspection.moment(moment),
                Effect::Search(text) => {
                    let holds = |exchange: &&Exchange<'_>| {
                        let body = String::from_utf8_lossy(&exchange.body).to_lowercase();
                        body.contains(&text)
                    };
                    let hits = self.bodies.values().filter(holds);
                    let found = hits.map(|exchange| exchange.seq).collect();
                    self.act(Action::Searched(text, found, true));
                }
                Effect::Compare(a, b) => {
                    let fetch = |seq| self.bodies.get(&seq).cloned();
                    let side = |session| Side {
                        judged: Judged {
                            name: "",
                            inspection: &self.inspection,
                            only: None,
                        },
                        session,
                        fetch: &fetch,
                    };
                    let compared = diff::compare(&side(a), &side(b), &diff::Options::default());
                    self.act(Action::Compared(a, b, Box::new(compared)));
                }
                Effect::Mute(rule, off) => self.inspection.mute(&rule, off),
                Effect::Theme(name) => {
                    self.theme = Theme::named(&name).unwrap();
                    self.app.look.theme = name;
                }
                other => self.effects.push(other),
            }
        }
    }

    /// The type of the event under the cursor.
    pub(super) fn kind(&self) -> &'static str {
        playscope::app::filter::kind(self.app.event(&self.inspection).unwrap())
    }

    /// What was last said.
    pub(super) fn said(&self) -> &str {
        let message = self.app.message.as_ref();
        message.map_or("", |message| &message.text)
    }

    /// Changes the size.
    pub(super) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.area = Rect::new(0, 0, width, height);
        self.settle()
    }

    /// The screen's cells.
    pub(super) fn buffer(&self) -> Buffer {
        let mut buffer = Buffer::empty(self.area);
        self.canvas.draw(
            &self.app,
            &self.inspection,
            &self.theme,
            self.area,
            &mut buffer,
        );
        buffer
    }

    /// The screen as text, line by line.
    pub(super) fn frame(&self) -> String {
        text(&self.buffer())
    }
}

/// A frame as lines of text.
pub(super) fn text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut covered = 0;
        for x in 0..buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            if covered > 0 {
                covered -= 1;
                continue;
            }
            covered = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
