//! How text for people looks: colours or none, glyphs or plain ASCII, and the room there is.

use std::io::{self, Write};

use crate::rules::Severity;

/// How text for people is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Colours may be used; nothing is told by colour alone.
    pub colour: bool,
    /// Only ASCII.
    pub ascii: bool,
    /// Columns of a line.
    pub width: usize,
}

/// What a piece of text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A title.
    Title,
    /// What may be overlooked.
    Dim,
    /// What is well.
    Good,
    /// As bad as a finding of this severity.
    Bad(Severity),
}

impl Default for Look {
    /// Plain text of 100 columns.
    fn default() -> Self {
        Look {
            colour: false,
            ascii: false,
            width: 100,
        }
    }
}

impl Look {
    /// Text in a tone.
    pub fn paint(self, tone: Tone, text: &str) -> String {
        if !self.colour {
            return text.to_owned();
        }
        // The terminal's own sixteen colours: its user chose them to be readable.
        let code = match tone {
            Tone::Title => "1",
            Tone::Dim => "2",
            Tone::Good => "32",
            Tone::Bad(Severity::Error) => "1;31",
            Tone::Bad(Severity::Warning) => "33",
            Tone::Bad(Severity::Note) => "36",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// Writes text for people; where only ASCII is wanted, letters beyond it (of names, say) become
    /// question marks.
    pub fn write(
        self,
        out: &mut dyn Write,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        if !self.ascii {
            return write(out);
        }
        let mut text = Vec::new();
        write(&mut text)?;
        let plain = |letter: char| if letter.is_ascii() { letter } else { '?' };
        let text: String = String::from_utf8_lossy(&text).chars().map(plain).collect();
        out.write_all(text.as_bytes())
    }

    /// The sign of a severity.
    pub fn sign(self, severity: Severity) -> &'static str {
        match (severity, self.ascii) {
            (Severity::Error, false) => "✖",
            (Severity::Warning, false) => "▲",
            (Severity::Note, false) => "•",
            (Severity::Error, true) => "x",
            (Severity::Warning, true) => "!",
            (Severity::Note, true) => "-",
        }
    }

    /// What stands between parts of a line.
    pub fn dot(self) -> &'static str {
        if self.ascii { " - " } else { " · " }
    }

    /// What stands where text was cut.
    pub fn ellipsis(self) -> &'static str {
        if self.ascii { "..." } else { "…" }
    }
}
