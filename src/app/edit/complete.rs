//! What a word of a payload may become: the keys and event types of the schema.

use super::Editing;
use crate::schema;
use crate::wire::EventType;

/// What there is to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// Those that fit what is typed, the best first.
    pub items: Vec<&'static str>,
    /// The one under the cursor.
    pub at: usize,
    /// Characters of the word before the text's cursor.
    typed: usize,
    /// A key is completed, else a value.
    key: bool,
}

/// So many are offered.
const MOST: usize = 8;

impl Completion {
    /// Moves by rows.
    pub fn step(&mut self, by: isize) {
        let last = self.items.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }
}

/// Where the cursor of a text stands.
#[derive(Debug, Default, PartialEq, Eq)]
struct Word {
    /// What is typed of it.
    text: String,
    /// It is a key.
    key: bool,
    /// The key whose value it is.
    of: String,
    /// The member of the event that it is in; empty for the event itself.
    holder: String,
}

/// The word at the end of a text, when it is inside of quotes.
fn word(text: &str) -> Option<Word> {
    let (mut stack, mut last): (Vec<String>, String) = (Vec::new(), String::new());
    let mut letters = text.chars();
    // After a colon comes a value, whose key was the last text.
    let mut after_colon = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                let mut found = String::new();
                let mut closed = false;
                while let Some(letter) = letters.next() {
                    match letter {
                        '"' => {
                            closed = true;
                            break;
                        }
                        '\n' => return None,
                        '\\' => found.extend(letters.next()),
                        _ => found.push(letter),
                    }
                }
                if !closed {
                    return letters.next().is_none().then(|| Word {
                        text: found,
                        key: !after_colon,
                        of: last,
                        holder: stack.last().cloned().unwrap_or_default(),
                    });
                }
                if !after_colon {
                    last = found;
                }
            }
            ':' => after_colon = true,
            '{' | '[' => {
                let name = if stack.is_empty() {
                    String::new()
                } else {
                    last.clone()
                };
                stack.push(name);
                after_colon = letter == '[';
            }
            '}' | ']' => {
                stack.pop();
                after_colon = false;
            }
            ',' => after_colon = false,
            _ => {}
        }
    }
    None
}

impl Editing {
    /// The text before its cursor.
    fn head(&self) -> String {
        let (row, column) = self.cursor();
        let lines = self.area.lines();
        let mut text: String = lines
            .iter()
            .take(row)
            .flat_map(|line| [line.as_str(), "\n"])
            .collect();
        let line = lines.get(row).map_or("", String::as_str);
        text.extend(line.chars().take(column));
        text
    }

    /// Line and character of the cursor, from 0.
    pub fn cursor(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    /// Finds what the word under the cursor may become.
    pub(super) fn find(&mut self) {
        self.completion = word(&self.head()).and_then(|word| {
            let typed = word.text.chars().count();
            let items = fitting(&word);
            (!items.is_empty()).then_some(Completion {
                items,
                at: 0,
                typed,
                key: word.key,
            })
        });
    }

    /// Offers what the word may become, or takes the only thing at once; false when there is nothing.
    pub(super) fn propose(&mut self) -> bool {
        self.find();
        match &self.completion {
            None => false,
            Some(completion) => {
                if completion.items.len() == 1 {
                    self.complete();
                }
                true
            }
        }
    }

    /// Puts what is under the popup's cursor in the place of the word.
    pub(super) fn complete(&mut self) {
        let Some(completion) = self.completion.take() else {
            return;
        };
        let Some(item) = completion.items.get(completion.at) else {
            return;
        };
        let (row, column) = self.cursor();
        self.jump(row, column.saturating_sub(completion.typed));
        let line = self.area.lines().get(row).cloned().unwrap_or_default();
        let rest: String = line.chars().skip(column).collect();
        // What is left of the old word goes too, up to its closing quote.
        let tail = rest
            .chars()
            .take_while(|letter| !"\":,{}[] ".contains(*letter))
            .count();
        self.area.delete_str(completion.typed + tail);
        self.area.insert_str(item);
        let closed = rest.chars().nth(tail) == Some('"');
        match (closed, completion.key) {
            (true, _) => {
                let (row, column) = self.cursor();
                self.jump(row, column + 1);
            }
            (false, true) => {
                self.area.insert_str("\": ");
            }
            (false, false) => {
                self.area.insert_str("\"");
            }
        }
    }
}

/// What fits a word: those that begin so first, then those that hold it.
fn fitting(word: &Word) -> Vec<&'static str> {
    let known: Vec<&'static str> = match (word.key, word.of.as_str()) {
        (true, _) => {
            let holder = |key: &&str| schema::holder(key) == Some(word.holder.as_str());
            schema::keys().filter(holder).collect()
        }
        (false, "eventType") => EventType::ALL.iter().map(|kind| kind.name()).collect(),
        _ => Vec::new(),
    };
    let wanted = word.text.to_lowercase();
    let mut found: Vec<(bool, &'static str)> = known
        .into_iter()
        .filter(|key| key.to_lowercase().contains(&wanted))
        .map(|key| (!key.to_lowercase().starts_with(&wanted), key))
        .collect();
    found.sort_by_key(|(inside, _)| *inside);
    found.into_iter().map(|(_, key)| key).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_under_the_cursor_is_known_by_its_place() {
        let found = |text: &str| word(text).map(|word| (word.text, word.key, word.of, word.holder));
        let some = |text: &str, key, of: &str, holder: &str| {
            Some((text.to_owned(), key, of.to_owned(), holder.to_owned()))
        };
        assert_eq!(found(r#"{"event"#), some("event", true, "", ""));
        assert_eq!(
            found(r#"{"eventType": "pl"#),
            some("pl", false, "eventType", "")
        );
        assert_eq!(
            found("{\"playerTime\": {\"ts\": 1},\n \"params\": {\"media.i"),
            some("media.i", true, "params", "params")
        );
        assert_eq!(found(r#"{"a": "b" "#), None);
        assert_eq!(found("{\"a\": \"b\n"), None);
    }

    #[test]
    fn keys_of_the_object_are_offered() {
        let at = |text: &str| word(text).map(|word| fitting(&word)).unwrap_or_default();
        assert_eq!(at(r#"{"eventType": "adBreakS"#), ["adBreakStart"]);
        assert_eq!(at(r#"{"playerTime": {"play"#), ["playhead"]);
        assert!(at(r#"{"params": {"ad.len"#).contains(&"media.ad.length"));
        assert!(at(r#"{"params": {"playh"#).is_empty());
    }
}
