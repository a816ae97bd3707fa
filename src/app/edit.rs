//! A payload in a text area: judged while it is typed, completed from the schema, sent and copied. The recording stays
//! what it is.

mod complete;
mod judge;

use std::borrow::Cow;

use tui_textarea::{CursorMove, TextArea};

use super::action::{Action, Copied, Effect, Message};
use super::chord::{Chord, Key};
use super::typing::{Purpose, Typing, input};
use super::{App, Screen, Source, shell};
use crate::exchange::Exchange;
use crate::inspection::Inspection;
use crate::output::json::pretty;
use crate::rules::Finding;
use crate::wire::EventType;
use crate::wire::json;
use complete::Completion;

/// A larger payload is not edited here: each key judges all of it, bytes.
const LARGEST: usize = 256 << 10;

/// A payload being edited.
#[derive(Debug, Clone)]
pub struct Editing {
    /// The text.
    pub area: TextArea<'static>,
    /// Index of the session, and of the event among its arrivals.
    pub place: (usize, usize),
    /// What is wrong with it as JSON, with line and column.
    pub fault: Option<String>,
    /// What is found on it, at its place in the session.
    pub findings: Vec<Finding>,
    /// What is found elsewhere in the session because of it.
    pub elsewhere: Vec<Finding>,
    /// What it was not judged by, where the session is too long for that.
    pub alone: bool,
    /// What the word under the cursor may become.
    pub completion: Option<Completion>,
    /// What came of sending it.
    pub sent: Option<Sent>,
    /// The call that it is put into.
    template: Exchange<'static>,
    before: String,
    warned: bool,
}

/// What came of sending a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// It is on its way to an address.
    Waiting(String),
    /// It was answered.
    Answered(Answer),
    /// It could not be sent, and why.
    Failed(String),
}

/// An answer over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The header Location.
    pub location: Option<String>,
    /// The start of the body.
    pub body: String,
}

impl Editing {
    /// The text as typed.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// It was changed since it was opened.
    pub fn is_changed(&self) -> bool {
        self.text() != self.before
    }

    /// The call with the text as its body, without the white space that only serves reading.
    fn exchange(&self) -> Exchange<'static> {
        let text = self.text();
        let compact = json::parse(text.as_bytes())
            .ok()
            .and_then(|value| serde_json::to_string(&value).ok());
        let mut exchange = self.template.clone();
        exchange.body = Cow::Owned(compact.unwrap_or(text).into_bytes());
        exchange
    }

    /// Path of the call: a sessionStart opens a session, any other event goes to the one it was of.
    fn target(&self, sid: &str) -> String {
        let text = self.text();
        let kind = json::parse(text.as_bytes()).ok().and_then(|value| {
            let name = value.as_object()?.get("eventType")?.as_str()?.to_owned();
            EventType::parse(&name)
        });
        if kind == Some(EventType::SessionStart) {
            "/api/v1/sessions".to_owned()
        } else {
            format!("/api/v1/sessions/{sid}/events")
        }
    }
}

impl App {
    /// Opens the payload of the event in the text area.
    pub(super) fn edit(&mut self, inspection: &Inspection) {
        let place = self.session.zip(self.arrival());
        let place = place.filter(|_| self.screen == Screen::Sessions);
        let Some(((session, arrival), event)) = place.zip(self.event(inspection)) else {
            let key = self.keys.first("events");
            let why = format!("only the payload of an event is edited; {key} goes to the events");
            self.message = Some(Message::bad(why));
            return;
        };
        let exchange = self.body.exchange.as_deref();
        let Some(exchange) = exchange.filter(|exchange| exchange.seq == event.seq) else {
            self.message = Some(Message::bad(
                "the payload cannot be read; did the file change?",
            ));
            return;
        };
        if exchange.body.len() > LARGEST {
            let key = self.keys.first("copy-curl");
            let why = format!("the payload is too large to be edited here; {key} copies its call");
            self.message = Some(Message::bad(why));
            return;
        }
        let text = text_of(exchange, event.item);
        let mut area = TextArea::from(plain(&text).split('\n'));
        area.set_cursor_line_style(ratatui::style::Style::new());
        let mut template = exchange.clone();
        template
            .headers
            .0
            .retain(|(name, _)| name != "content-length");
        if event.item.is_some() {
            // One of a batch is judged as an event that has no call of its own.
            template.method = Cow::Borrowed("");
            template.target = Cow::Borrowed("");
        }
        let before = area.lines().join("\n");
        self.editing = Some(Editing {
            area,
            place: (session, arrival),
            fault: None,
            findings: Vec::new(),
            elsewhere: Vec::new(),
            alone: false,
            completion: None,
            sent: None,
            template,
            before,
            warned: false,
        });
        self.judge_edited(inspection);
    }

    /// Takes a key into the text.
    pub(super) fn edited(&mut self, chord: Chord, inspection: &Inspection) {
        let Some(editing) = &mut self.editing else {
            return;
        };
        editing.warned = false;
        if let Some(completion) = &mut editing.completion {
            match chord.key {
                Key::Up | Key::BackTab => return completion.step(-1),
                Key::Down => return completion.step(1),
                Key::Enter | Key::Tab => {
                    editing.complete();
                    return self.judge_edited(inspection);
                }
                _ => {}
            }
        }
        let asked = chord.key == Key::Tab || chord.ctrl && chord.key == Key::Char(' ');
        if asked {
            if !editing.propose() && chord.key == Key::Tab {
                editing.area.insert_str("  ");
            }
        } else {
            let open = editing.completion.take().is_some();
            editing.area.input(input(chord));
            let goes_on = matches!(chord.key, Key::Char(_) | Key::Backspace) && !chord.ctrl;
            if open && goes_on {
                editing.find();
            }
        }
        self.judge_edited(inspection);
    }

    /// Takes pasted text.
    pub(super) fn paste_into_edited(&mut self, text: &str, inspection: &Inspection) {
        if let Some(editing) = &mut self.editing {
            let text = text.replace("\r\n", "\n").replace('\r', "\n");
            editing.area.insert_str(plain(&text));
            self.judge_edited(inspection);
        }
    }

    /// Takes an action while a payload is edited; `None` when it is not about that.
    pub(super) fn in_editor(
        &mut self,
        action: &Action,
        inspection: &Inspection,
    ) -> Option<Vec<Effect>> {
        let editing = self.editing.as_mut()?;
        match action {
            Action::Back if editing.completion.take().is_some() => {}
            Action::Back if editing.is_changed() && !editing.warned => {
                editing.warned = true;
                let key = self.keys.first("close-editor");
                let why = format!("{key} again drops what was typed");
                self.message = Some(Message::bad(why));
            }
            Action::Back => self.editing = None,
            Action::Wheel(_, by) => {
                let rows = i16::try_from(*by).unwrap_or(0);
                editing.area.scroll((rows, 0));
            }
            Action::Send => return Some(self.send_here(inspection)),
            Action::SendTo => {
                self.typing = Some(Typing::new(Purpose::SendTo, "http://"));
            }
            Action::Copy(what) => return Some(self.copy_edited(*what, inspection)),
            Action::Edited(chord) => self.edited(*chord, inspection),
            Action::Paste(text) if self.typing.is_none() => {
                self.paste_into_edited(text, inspection);
            }
            Action::Sent(answer) => {
                editing.sent = Some(answer.clone());
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    fn send_here(&mut self, inspection: &Inspection) -> Vec<Effect> {
        let Source::Live { address, .. } = &self.source else {
            let key = self.keys.first("send-to");
            let why = format!(
                "a recording has no endpoint to send to; {key} sends to an address that you type"
            );
            self.message = Some(Message::bad(why));
            return Vec::new();
        };
        let address = address.clone();
        self.send_to(&address, inspection)
    }

    /// Sends the text to an address: to the call's own path when the address has none.
    pub(super) fn send_to(&mut self, address: &str, inspection: &Inspection) -> Vec<Effect> {
        let Some(editing) = &mut self.editing else {
            return Vec::new();
        };
        let sessions = inspection.sessions();
        let sid = sessions
            .get(editing.place.0)
            .map_or("", |watched| watched.session().sid());
        let address = address.trim();
        let url = if address.contains("/sessions") {
            address.to_owned()
        } else {
            let base = address.trim_end_matches('/').trim_end_matches("/api/v1");
            format!("{base}{}", editing.target(sid))
        };
        editing.sent = Some(Sent::Waiting(url.clone()));
        vec![Effect::Send(url, editing.exchange().body.into_owned())]
    }

    fn copy_edited(&mut self, what: Copied, inspection: &Inspection) -> Vec<Effect> {
        let Some(editing) = &self.editing else {
            return Vec::new();
        };
        if what != Copied::Curl {
            return vec![Effect::Copy(editing.text(), "payload as edited")];
        }
        let sessions = inspection.sessions();
        let sid = sessions
            .get(editing.place.0)
            .map_or("", |watched| watched.session().sid());
        let exchange = Exchange {
            method: "POST".into(),
            target: editing.target(sid).into(),
            ..editing.exchange()
        };
        vec![Effect::Copy(
            shell::curl(self.base(inspection), &exchange),
            "call as edited, as curl",
        )]
    }
}

/// Text without what could command a terminal.
fn plain(text: &str) -> String {
    let harmless = |letter: &char| *letter == '\n' || !letter.is_control();
    text.replace('\t', "  ").chars().filter(harmless).collect()
}

impl Editing {
    /// Puts the cursor at a place of the text.
    fn jump(&mut self, line: usize, column: usize) {
        let line = u16::try_from(line).unwrap_or(u16::MAX);
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        self.area.move_cursor(CursorMove::Jump(line, column));
    }
}

/// The payload of a call, or of one item of a batch, as it is edited.
fn text_of(exchange: &Exchange<'_>, item: Option<u32>) -> String {
    match json::parse(&exchange.body) {
        Ok(root) => {
            let item = item.and_then(|item| root.as_list()?.get(item as usize));
            pretty(item.unwrap_or(&root))
        }
        Err(_) => String::from_utf8_lossy(&exchange.body).into_owned(),
    }
}
