//! How far the reading of recordings is, in words.

use super::text::{clean, countdown, counted, number, size};

/// How far the reading of a capture is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The file that is being read.
    pub file: String,
    /// Its place among all of them, from 1.
    pub place: usize,
    /// How many files there are.
    pub files: usize,
    /// What was read of all of them, in bytes.
    pub bytes: u64,
    /// What there is to read, in bytes; `None` when a pipe does not tell.
    pub all: Option<u64>,
    /// Events and other entries that came out of it.
    pub events: u64,
    /// How many of these were judged; those of a file whose order only its end tells wait for that.
    pub judged: u64,
    /// Since it began, in ms.
    pub elapsed_ms: u64,
    /// All was read; what only the end tells is being judged.
    pub judging: bool,
}

impl Reading {
    /// The part that was read, from 0 to 1; of what was read to its end the part that was judged.
    #[expect(clippy::cast_precision_loss, reason = "shown to two digits")]
    pub fn part(&self) -> Option<f64> {
        let (done, all) = if self.judging {
            (self.judged, Some(self.events))
        } else {
            (self.bytes, self.all)
        };
        let all = all.filter(|all| *all > 0)?;
        Some((done as f64 / all as f64).min(1.0))
    }

    /// The file with its place, if it is not the only one.
    pub fn file(&self) -> String {
        let name = clean(&self.file);
        if self.files > 1 {
            format!("{name} ({} of {})", self.place, self.files)
        } else {
            name.into_owned()
        }
    }

    /// What was read, what came out of it, how fast, and how long it will take, each where it is known.
    pub fn figures(&self) -> Vec<String> {
        if self.judging {
            let all = counted(self.events, "event");
            return vec![if self.judged < self.events {
                format!("judging {} of {all}", number(self.judged))
            } else {
                format!("judging {all}")
            }];
        }
        let read = match self.all {
            Some(all) if self.bytes < all => format!("{} of {}", size(self.bytes), size(all)),
            _ => format!("{} read", size(self.bytes)),
        };
        let mut figures = vec![read];
        if self.events > 0 {
            figures.push(counted(self.events, "event"));
            let rate = u128::from(self.events) * 1000 / u128::from(self.elapsed_ms.max(1));
            let rate = u64::try_from(rate).unwrap_or(u64::MAX);
            figures.push(format!("{} events/s", number(rate)));
        }
        figures.extend(
            self.left_ms()
                .map(|left| format!("{} left", countdown(left))),
        );
        figures
    }

    /// All of it in one line.
    pub fn line(&self) -> String {
        format!("reading {}: {}", self.file(), self.figures().join(", "))
    }

    /// By how fast it went so far.
    fn left_ms(&self) -> Option<i64> {
        let left = self.all?.checked_sub(self.bytes).filter(|left| *left > 0)?;
        let read = Some(self.bytes).filter(|read| *read > 0)?;
        let ms = u128::from(self.elapsed_ms) * u128::from(left) / u128::from(read);
        Some(i64::try_from(ms).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::Reading;

    #[test]
    fn it_tells_what_is_known() {
        let reading = Reading {
            file: "lab/b\x1b[2J.jsonl".to_owned(),
            place: 2,
            files: 5,
            bytes: 20_000_000,
            all: Some(50_000_000),
            events: 40_000,
            judged: 40_000,
            elapsed_ms: 2_000,
            judging: false,
        };
        assert_eq!(
            reading.line(),
            "reading lab/b\\u{1b}[2J.jsonl (2 of 5): 20.0 MB of 50.0 MB, 40 000 events, 20 000 events/s, 3 s left"
        );
        assert_eq!(reading.part(), Some(0.4));
        let pipe = Reading {
            file: "-".to_owned(),
            files: 1,
            all: None,
            events: 0,
            ..reading.clone()
        };
        assert_eq!(pipe.line(), "reading -: 20.0 MB read");
        assert_eq!(pipe.part(), None);
        let over = Reading {
            bytes: 60_000_000,
            events: 1,
            ..reading.clone()
        };
        assert_eq!(over.part(), Some(1.0));
        assert_eq!(over.figures(), ["60.0 MB read", "1 event", "0 events/s"]);
        let judging = Reading {
            judging: true,
            ..reading
        };
        assert_eq!(judging.figures(), ["judging 40 000 events"]);
        let waiting = Reading {
            judged: 10_000,
            ..judging
        };
        assert_eq!(waiting.figures(), ["judging 10 000 of 40 000 events"]);
        assert_eq!(waiting.part(), Some(0.25));
        assert_eq!(Reading::default().figures(), ["0 bytes read"]);
    }
}
