//! The part of the time axis that is on the screen, and the arithmetic of zooming and panning it.

/// A stretch of the axis in ms, `[start, end)`; always at least [`Window::SHORTEST`] long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Left edge.
    pub start: i64,
    /// Right edge.
    pub end: i64,
}

impl Window {
    /// Nothing shorter is shown, ms.
    pub const SHORTEST: i64 = 200;

    /// From here to there, made long enough.
    pub fn new(start: i64, end: i64) -> Self {
        let end = end.max(start.saturating_add(Self::SHORTEST));
        Window {
            start: end.saturating_sub(Self::SHORTEST).min(start),
            end,
        }
    }

    /// All of a stretch, with a little air at its right end so that the last moment is seen.
    pub fn fit(start: i64, end: i64) -> Self {
        let air = end.saturating_sub(start) / 50;
        Window::new(start, end.saturating_add(air.max(500)))
    }

    /// How long it is, ms.
    pub fn length(self) -> i64 {
        self.end.saturating_sub(self.start).max(1)
    }

    /// Shorter by `to`/`of` (or longer), with a moment staying where it is; never longer than `all`.
    #[must_use]
    pub fn zoom(self, to: i64, of: i64, anchor: i64, all: Window) -> Self {
        let anchor = anchor.clamp(self.start, self.end);
        let scale = |length: i64| {
            let scaled = i128::from(length) * i128::from(to.max(1)) / i128::from(of.max(1));
            i64::try_from(scaled).unwrap_or(i64::MAX)
        };
        let length = scale(self.length()).clamp(Self::SHORTEST, all.length().max(Self::SHORTEST));
        let before =
            i128::from(anchor - self.start) * i128::from(length) / i128::from(self.length());
        let start = anchor.saturating_sub(i64::try_from(before).unwrap_or(0));
        Window::new(start, start.saturating_add(length)).within(all)
    }

    /// Moved by a part of its length, in hundredths; stays within `all`.
    #[must_use]
    pub fn pan(self, hundredths: i64, all: Window) -> Self {
        let by = i128::from(self.length()) * i128::from(hundredths) / 100;
        let by = i64::try_from(by).unwrap_or(0);
        Window {
            start: self.start.saturating_add(by),
            end: self.end.saturating_add(by),
        }
        .within(all)
    }

    /// Moved as little as possible so that a moment is seen, not at the very edge.
    #[must_use]
    pub fn show(self, moment: i64, all: Window) -> Self {
        let length = self.length();
        let margin = length / 10;
        let start = if moment < self.start.saturating_add(margin) {
            moment.saturating_sub(margin)
        } else if moment > self.end.saturating_sub(margin) {
            moment.saturating_add(margin).saturating_sub(length)
        } else {
            return self;
        };
        Window {
            start,
            end: start.saturating_add(length),
        }
        .within(all)
    }

    /// Moved into `all`; when it is longer it begins where `all` begins.
    #[must_use]
    pub fn within(self, all: Window) -> Self {
        let length = self.length();
        let latest = all.end.saturating_sub(length).max(all.start);
        let start = self.start.clamp(all.start, latest);
        Window {
            start,
            end: start.saturating_add(length),
        }
    }

    /// Whether a moment is on the screen.
    pub fn contains(self, moment: i64) -> bool {
        (self.start..self.end).contains(&moment)
    }

    /// Where a moment lies when the window has this many parts: below 0 before it, from `parts` on after it.
    pub(super) fn part(self, moment: i64, parts: i64) -> i64 {
        let offset = i128::from(moment) - i128::from(self.start);
        let part = (offset * i128::from(parts)).div_euclid(i128::from(self.length()));
        i64::try_from(part.clamp(-1, i128::from(parts))).unwrap_or(-1)
    }

    /// The column of a moment, if it is on the screen.
    pub fn column(self, moment: i64, width: u16) -> Option<u16> {
        let column = self.part(moment, i64::from(width));
        u16::try_from(column).ok().filter(|column| *column < width)
    }

    /// The moment in the middle of a column.
    pub fn moment(self, column: u16, width: u16) -> i64 {
        let twice = i128::from(self.length()) * (2 * i128::from(column) + 1);
        let offset = twice / (2 * i128::from(width.max(1)));
        self.start
            .saturating_add(i64::try_from(offset).unwrap_or(0))
    }

    /// The moment where a column begins.
    pub(super) fn edge(self, column: u16, width: u16) -> i64 {
        let offset = i128::from(self.length()) * i128::from(column);
        let width = i128::from(width.max(1));
        self.start
            .saturating_add(i64::try_from((offset + width - 1).div_euclid(width)).unwrap_or(0))
    }
}
