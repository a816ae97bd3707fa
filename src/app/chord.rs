//! A key press as text: what tables, configuration and scripts of keys are written in.

use std::fmt;

/// One key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    /// The key.
    pub key: Key,
    /// Held with Ctrl.
    pub ctrl: bool,
    /// Held with Alt.
    pub alt: bool,
}

/// A key of the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A character, with Shift already applied.
    Char(char),
    /// A function key.
    F(u8),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Cursor up.
    Up,
    /// Cursor down.
    Down,
    /// Cursor left.
    Left,
    /// Cursor right.
    Right,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Home.
    Home,
    /// End.
    End,
}

/// Names of the keys that are no characters: as written, and as shown.
const NAMES: &[(Key, &str, &str)] = &[
    (Key::Enter, "enter", "enter"),
    (Key::Esc, "esc", "esc"),
    (Key::Tab, "tab", "tab"),
    (Key::BackTab, "backtab", "shift-tab"),
    (Key::Backspace, "backspace", "backspace"),
    (Key::Delete, "delete", "del"),
    (Key::Up, "up", "↑"),
    (Key::Down, "down", "↓"),
    (Key::Left, "left", "←"),
    (Key::Right, "right", "→"),
    (Key::PageUp, "pageup", "PgUp"),
    (Key::PageDown, "pagedown", "PgDn"),
    (Key::Home, "home", "Home"),
    (Key::End, "end", "End"),
    (Key::Char(' '), "space", "space"),
];

impl Chord {
    /// A key without modifiers.
    pub fn plain(key: Key) -> Self {
        Chord {
            key,
            ctrl: false,
            alt: false,
        }
    }

    /// Reads `q`, `ctrl-p`, `alt-x`, `pagedown`, `f1`, `shift-tab`; `None` when it names no key.
    pub fn parse(text: &str) -> Option<Self> {
        let (mut rest, mut ctrl, mut alt) = (text, false, false);
        loop {
            if let Some(inner) = rest.strip_prefix("ctrl-").filter(|inner| !inner.is_empty()) {
                (rest, ctrl) = (inner, true);
            } else if let Some(inner) = rest.strip_prefix("alt-").filter(|inner| !inner.is_empty())
            {
                (rest, alt) = (inner, true);
            } else {
                return Some(Chord {
                    key: Key::parse(rest)?,
                    ctrl,
                    alt,
                });
            }
        }
    }

    /// As help and footer show it: `^P`, `↑`, `q`.
    pub fn shown(self) -> String {
        let ctrl = if self.ctrl { "^" } else { "" };
        let alt = if self.alt { "alt-" } else { "" };
        match self.key {
            Key::Char(letter) if self.ctrl => format!("{alt}{ctrl}{}", letter.to_ascii_uppercase()),
            key => format!("{alt}{ctrl}{}", key.shown()),
        }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

impl Key {
    /// The names of the keys that are no characters.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(_, written, _)| *written)
    }

    fn parse(text: &str) -> Option<Self> {
        let name = text.to_ascii_lowercase();
        let named = NAMES
            .iter()
            .find(|(_, written, shown)| *written == name || *shown == name);
        if let Some((key, ..)) = named {
            return Some(*key);
        }
        let mut letters = text.chars();
        if let (Some(letter), None) = (letters.next(), letters.next()) {
            return Some(Key::Char(letter));
        }
        let number = name.strip_prefix('f')?.parse().ok()?;
        (1..=12).contains(&number).then_some(Key::F(number))
    }

    fn shown(self) -> String {
        match self {
            Key::F(number) => format!("F{number}"),
            Key::Char(letter) if letter != ' ' => letter.to_string(),
            key => NAMES
                .iter()
                .find(|(named, ..)| *named == key)
                .map_or_else(String::new, |(.., shown)| (*shown).to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_are_read_and_shown() {
        for (text, shown) in [
            ("q", "q"),
            ("ctrl-p", "^P"),
            ("alt-x", "alt-x"),
            ("PageDown", "PgDn"),
            ("shift-tab", "shift-tab"),
            ("space", "space"),
            ("f1", "F1"),
            ("-", "-"),
            ("?", "?"),
        ] {
            assert_eq!(
                Chord::parse(text).map(Chord::shown).as_deref(),
                Some(shown),
                "{text}"
            );
        }
        for text in ["", "ctrl-", "f13", "nokey"] {
            assert_eq!(Chord::parse(text), None, "{text}");
        }
    }
}
