//! A line or a text being typed.

use tui_textarea::{Input, Key as AreaKey, TextArea};

use super::chord::{Chord, Key};
use crate::exchange::Time;

/// What the text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A filter.
    Filter,
    /// A filter of sessions.
    Sieve,
    /// The name that the filter is saved under.
    FilterName,
    /// Something to search for.
    Search,
    /// A jq expression for payloads.
    Jq,
    /// What happened at a moment.
    Moment(Time),
    /// Where an edited payload is sent.
    SendTo,
    /// A note on an exchange.
    Note(u64),
}

impl Purpose {
    /// What stands before the text.
    pub fn word(&self) -> &'static str {
        match self {
            Purpose::Filter | Purpose::Sieve => "filter",
            Purpose::FilterName => "name",
            Purpose::Search => "search",
            Purpose::Note(_) => "note",
            Purpose::Moment(_) => "moment",
            Purpose::Jq => "jq",
            Purpose::SendTo => "send to",
        }
    }
}

impl Purpose {
    /// The keys that mean something besides letters, and what they do.
    pub fn keys(&self) -> &'static [(&'static str, &'static str)] {
        const DROP: (&str, &str) = ("esc", "give up");
        match self {
            Purpose::Filter | Purpose::Sieve => &[("enter", "filter"), DROP],
            Purpose::FilterName => &[("enter", "save"), DROP],
            Purpose::Search => &[("enter", "search"), DROP],
            Purpose::Jq => &[("enter", "apply"), ("↑↓", "those used before"), DROP],
            Purpose::Moment(_) => &[("enter", "put it on the time axis"), DROP],
            Purpose::SendTo => &[("enter", "send"), DROP],
            Purpose::Note(_) => &[("enter", "keep"), ("alt-enter", "new line"), DROP],
        }
    }

    /// What may stand there, for who sees the line for the first time.
    pub fn example(&self) -> &'static str {
        match self {
            Purpose::Filter => "type:ad sev:error playhead:>60 is:late !type:ping, or any words",
            Purpose::Sieve => "content:news is:live sev:error events:>9 !player:tv, or any words",
            Purpose::FilterName => "a name for the filter in force",
            Purpose::Search => "any text of an event or a payload, in all sessions",
            Purpose::Jq => ".params[\"media.id\"], .qoeData, .params | keys, …",
            Purpose::Moment(_) => "what happened: pressed seek, went to the background, …",
            Purpose::SendTo => "http://127.0.0.1:8900",
            Purpose::Note(_) => "what is to be known about this event",
        }
    }
}

/// What is being typed.
#[derive(Debug, Clone)]
pub struct Typing {
    /// What it is for.
    pub purpose: Purpose,
    /// The text so far.
    pub area: TextArea<'static>,
    /// What is wrong with it so far.
    pub fault: Option<String>,
}

/// What a key did to the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// It may have changed it.
    On,
    /// It is finished.
    Done,
    /// It is given up.
    Dropped,
}

impl Typing {
    /// Starts with a text, the cursor at its end.
    pub fn new(purpose: Purpose, text: &str) -> Self {
        let mut area = TextArea::from(text.split('\n'));
        area.set_cursor_line_style(ratatui::style::Style::new());
        area.move_cursor(tui_textarea::CursorMove::Bottom);
        area.move_cursor(tui_textarea::CursorMove::End);
        Typing {
            purpose,
            area,
            fault: None,
        }
    }

    /// The text as typed.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Takes a key. Enter ends a line; in a note Alt-Enter or Ctrl-J begins a new one.
    pub fn key(&mut self, chord: Chord) -> Typed {
        let many_lines = matches!(self.purpose, Purpose::Note(_));
        let new_line = many_lines
            && (chord.key == Key::Enter && chord.alt || chord.ctrl && chord.key == Key::Char('j'));
        match chord.key {
            _ if new_line => self.area.insert_newline(),
            Key::Enter => return Typed::Done,
            Key::Esc => return Typed::Dropped,
            Key::Char('c' | 'g') if chord.ctrl => return Typed::Dropped,
            Key::Char('m' | 'j') if chord.ctrl => return Typed::Done,
            // As in a shell, not as in an editor: a line is emptied more often than an undo is wanted.
            Key::Char('u') if chord.ctrl && !many_lines => {
                self.area.delete_line_by_head();
            }
            _ => {
                self.area.input(input(chord));
            }
        }
        Typed::On
    }

    /// Takes pasted text; a line takes no line breaks.
    pub fn paste(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        if matches!(self.purpose, Purpose::Note(_)) {
            self.area.insert_str(text);
        } else {
            self.area.insert_str(text.replace('\n', " "));
        }
    }
}

/// A key as the text area knows it.
pub(super) fn input(chord: Chord) -> Input {
    let key = match chord.key {
        Key::Char(letter) => AreaKey::Char(letter),
        Key::F(number) => AreaKey::F(number),
        Key::Enter => AreaKey::Enter,
        Key::Esc => AreaKey::Esc,
        Key::Tab | Key::BackTab => AreaKey::Tab,
        Key::Backspace => AreaKey::Backspace,
        Key::Delete => AreaKey::Delete,
        Key::Up => AreaKey::Up,
        Key::Down => AreaKey::Down,
        Key::Left => AreaKey::Left,
        Key::Right => AreaKey::Right,
        Key::PageUp => AreaKey::PageUp,
        Key::PageDown => AreaKey::PageDown,
        Key::Home => AreaKey::Home,
        Key::End => AreaKey::End,
    };
    Input {
        key,
        ctrl: chord.ctrl,
        alt: chord.alt,
        shift: false,
    }
}
