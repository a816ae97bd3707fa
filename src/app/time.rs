//! What the timeline shows: which axis, and which part of it.

/// Less than this is never shown, ms.
const SHORTEST: i64 = 200;

/// What the time axis counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Axis {
    /// The client's clock: ms since the Unix epoch.
    #[default]
    Clock,
    /// The playhead: ms of content.
    Playhead,
}

impl Axis {
    /// What it is called in the pane's title.
    pub fn word(self) -> &'static str {
        match self {
            Axis::Clock => "clock",
            Axis::Playhead => "playhead",
        }
    }
}

/// The part of the time axis on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TimeView {
    /// What the axis counts.
    pub axis: Axis,
    /// From and to, in ms; `None` shows the whole session.
    pub window: Option<(i64, i64)>,
    /// The place that was noted to show what is between it and another.
    pub corner: Option<i64>,
    /// The event that the window was last moved to.
    pub shown: Option<usize>,
}

impl TimeView {
    /// Shows what is between two places, with a little around it; false when that is too short to show.
    pub fn show(&mut self, whole: (i64, i64), (from, to): (i64, i64)) -> bool {
        let length = to.saturating_sub(from);
        let room = length / 20;
        let wished = (from.saturating_sub(room), to.saturating_add(room));
        if length >= SHORTEST {
            self.window = within(wished, whole);
        }
        length >= SHORTEST
    }

    /// Shows half as much (`closer`) or twice as much, around a place that should stay where it is.
    pub fn zoom(&mut self, whole: (i64, i64), around: i64, closer: bool) {
        let (from, to) = self.window.unwrap_or(whole);
        let around = around.clamp(from, to.max(from));
        let scale = |length: i64| {
            if closer {
                length / 2
            } else {
                length.saturating_mul(2)
            }
        };
        let window = (
            around.saturating_sub(scale(around.saturating_sub(from))),
            around.saturating_add(scale(to.saturating_sub(around))),
        );
        if window.1.saturating_sub(window.0) < SHORTEST {
            return;
        }
        self.window = within(window, whole);
    }

    /// Shows earlier or later times, by a quarter of what shows.
    pub fn pan(&mut self, whole: (i64, i64), earlier: bool) {
        let Some((from, to)) = self.window else {
            return;
        };
        let quarter = (to.saturating_sub(from) / 4).max(1);
        let by = if earlier { -quarter } else { quarter };
        self.shift(whole, by);
    }

    /// Moves what shows so far that a place is on the screen.
    pub fn reveal(&mut self, whole: (i64, i64), place: i64) {
        let Some((from, to)) = self.window else {
            return;
        };
        if place < from || place > to {
            let middle = from.saturating_add(to.saturating_sub(from) / 2);
            self.shift(whole, place.saturating_sub(middle));
        }
    }

    fn shift(&mut self, whole: (i64, i64), by: i64) {
        let Some((from, to)) = self.window else {
            return;
        };
        let lowest = whole.0.saturating_sub(from).min(0);
        let highest = whole.1.saturating_sub(to).max(0);
        let by = by.clamp(lowest, highest);
        self.window = Some((from.saturating_add(by), to.saturating_add(by)));
    }
}

/// A window no larger than the whole; the whole itself is no window.
fn within(window: (i64, i64), whole: (i64, i64)) -> Option<(i64, i64)> {
    let (from, to) = (window.0.max(whole.0), window.1.min(whole.1));
    ((from, to) != whole && from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_the_place_and_ends_at_the_whole() {
        let mut view = TimeView::default();
        let whole = (0, 100_000);
        view.zoom(whole, 50_000, true);
        assert_eq!(view.window, Some((25_000, 75_000)));
        view.pan(whole, true);
        assert_eq!(view.window, Some((12_500, 62_500)));
        view.reveal(whole, 90_000);
        assert_eq!(view.window, Some((50_000, 100_000)));
        view.zoom(whole, 75_000, false);
        view.zoom(whole, 75_000, false);
        assert_eq!(view.window, None);
    }

    #[test]
    fn extreme_times_do_not_overflow() {
        let whole = (i64::MIN, i64::MAX);
        let mut view = TimeView::default();
        for closer in [true, true, false, false, true] {
            view.zoom(whole, i64::MAX, closer);
            view.pan(whole, closer);
            view.reveal(whole, i64::MIN);
        }
    }
}
