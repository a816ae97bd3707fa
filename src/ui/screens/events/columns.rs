//! The columns that the list of events has room for, their headings, and what a click on one sorts by.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::filter::sorted::By;
use crate::ui::screens::{Scene, ink};
use crate::ui::widgets::Pen;

/// Columns of a value from payloads.
pub(super) const VALUE: u16 = 14;
/// Columns of a number, of a step and of what became of an event, with the space before them.
const NUMBER: u16 = 9;
/// Columns of the answer: its heading is wider than it.
const ANSWER: u16 = 8;
/// Columns of what always shows: the sign that leads, the time, the type, and the sign of findings.
const ALWAYS: u16 = 1 + 8 + 17 + 2;

/// Which columns there is room for.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each column that may go"
)]
pub(super) struct Columns {
    /// What became of an event has a place of its own.
    pub(super) fate: bool,
    /// The number of the call, in so many columns.
    pub(super) seq: Option<u16>,
    pub(super) playhead: bool,
    pub(super) delta: bool,
    pub(super) lag: bool,
    pub(super) status: bool,
    /// So many of the values asked for.
    pub(super) values: usize,
}

impl Columns {
    pub(super) fn of(scene: Scene<'_>, width: u16) -> Self {
        let app = scene.app;
        let shown = |name: &str| !app.kept.hidden.contains(name);
        // Time, type and findings stay. What was asked for comes before what is there by itself.
        let mut room = width.saturating_sub(ALWAYS);
        let values = usize::from(room / (VALUE + 1)).min(app.columns.events.len());
        room -= u16::try_from(values).unwrap_or(0) * (VALUE + 1);
        let mut fits = |columns: u16| {
            let fits = columns <= room;
            room -= if fits { columns } else { 0 };
            fits
        };
        let playhead = shown("playhead") && fits(NUMBER);
        let delta = shown("delta") && fits(NUMBER);
        // Without a step there is nothing else in whose place it could stand.
        let fate = fits(NUMBER) || !delta;
        let seq = scene.seq_width();
        Columns {
            fate,
            seq: (shown("call") && fits(seq + 1)).then_some(seq),
            status: shown("answer") && fits(ANSWER),
            lag: shown("arrival") && fits(NUMBER),
            playhead,
            delta,
            values,
        }
    }
}

/// What a click on a heading sorts by.
pub fn heading_at(scene: Scene<'_>, area: Rect, x: u16, y: u16) -> Option<By> {
    if y != area.y {
        return None;
    }
    let width = area.width.saturating_sub(2);
    let columns = Columns::of(scene, width);
    let x = x.checked_sub(area.x)?;
    let mut end = 1;
    let found = columns.headings(scene).find(|heading| {
        end += heading.width;
        x < end
    });
    found?.sorts
}

/// The heading of a column.
struct Heading {
    words: String,
    /// With the space before it.
    width: u16,
    /// The space before its words; `None` where they stand at the right, as numbers do.
    gap: Option<u16>,
    /// What a click on it sorts by; `None` when it cannot.
    sorts: Option<By>,
}

impl Columns {
    /// The headings from left to right.
    fn headings<'a>(&self, scene: Scene<'a>) -> impl Iterator<Item = Heading> + 'a {
        let heading = |words: &str, width, gap, sorts| Heading {
            words: words.to_owned(),
            width,
            gap,
            sorts,
        };
        let number = |words: &str, by| heading(words, NUMBER, None, Some(by));
        let mut all = Vec::new();
        if let Some(width) = self.seq {
            all.push(heading("call", width, None, Some(By::Arrival)));
        }
        let gap = u16::from(self.seq.is_some());
        all.push(heading("time", 8 + gap, None, Some(By::Time)));
        all.push(heading("type", 17, Some(2), Some(By::Kind)));
        let values = scene.app.columns.events.iter().take(self.values);
        all.extend(values.map(|column| heading(column.heading(), VALUE + 1, Some(1), None)));
        if self.playhead {
            all.push(number("playhead", By::Playhead));
        }
        if self.delta {
            all.push(number(
                &format!("{} time", scene.theme.glyphs.delta),
                By::Delta,
            ));
        }
        if self.lag {
            all.push(number("arrival", By::Lag));
        }
        if self.status {
            all.push(heading("answer", ANSWER, Some(2), Some(By::Answer)));
        }
        all.into_iter()
    }
}

/// Draws the headings, the one that the rows are sorted by with the direction.
pub(super) fn headings(columns: &Columns, scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let mut pen = Pen::new(buf, area, theme);
    let sorted = scene.app.filter.sorted.by();
    if let Some((By::Findings, falling)) = sorted {
        let sign = theme.glyphs.direction(falling);
        let used: u16 = columns.headings(scene).map(|heading| heading.width).sum();
        // Badges have no heading of their own; where the pane has no title, nothing else says what the rows go by.
        if pen.room() >= used + 11 {
            pen.at_end(&format!("{sign}findings"), ink(theme.accent));
        } else {
            pen.at_end(sign, ink(theme.accent));
        }
    }
    pen.skip(1);
    for heading in columns.headings(scene) {
        let sign = sorted
            .filter(|(by, _)| heading.sorts == Some(*by))
            .map(|(_, falling)| theme.glyphs.direction(falling));
        let (words, style) = match sign {
            Some(sign) => (format!("{sign}{}", heading.words), ink(theme.accent)),
            None => (heading.words, theme.dim),
        };
        match heading.gap {
            None => pen.number(&words, heading.width, style),
            Some(gap) => {
                let gap = gap - u16::from(sign.is_some());
                pen.skip(gap).column(&words, heading.width - gap, style)
            }
        };
    }
}
