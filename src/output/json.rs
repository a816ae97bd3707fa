//! JSON text without a character that a terminal could take for a command: those are written as escapes.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use super::text::is_unsafe;

/// Writes a value on one line.
pub fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(out, Safe(CompactFormatter));
    value.serialize(&mut serializer).map_err(io::Error::from)
}

/// A value as text in lines, for people; what could command a terminal is written as escapes.
pub fn pretty(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut safe = String::with_capacity(text.len());
    let mut units = [0; 2];
    for letter in text.chars() {
        if letter != '\n' && is_unsafe(letter) {
            for unit in letter.encode_utf16(&mut units) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(letter);
        }
    }
    safe
}

struct Safe(CompactFormatter);

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if fragment.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            return self.0.write_string_fragment(writer, fragment);
        }
        let mut units = [0; 2];
        for letter in fragment.chars() {
            if is_unsafe(letter) {
                for unit in letter.encode_utf16(&mut units) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            } else {
                write!(writer, "{letter}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn what_could_command_a_terminal_is_escaped() {
        let text = "a\u{1b}[2J\u{7f}\u{9b}\u{202e}é\u{e0001}\"夜";
        let mut out = Vec::new();
        write(&text, &mut out).expect("memory");
        let told = String::from_utf8(out).expect("UTF-8");
        assert_eq!(told, r#""a\u001b[2J\u007f\u009b\u202eé\udb40\udc01\"夜""#);
        let back: String = serde_json::from_str(&told).expect("JSON");
        assert_eq!(back, text);
    }
}
