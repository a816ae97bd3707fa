//! A cursor in a long list of which only some rows are on the screen.

use std::ops::Range;

/// Where the cursor stands, and which rows show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct List {
    /// The row under the cursor.
    pub at: usize,
    /// The first row on the screen.
    pub top: usize,
    /// Rows in all.
    pub len: usize,
    /// Rows on the screen.
    pub rows: usize,
    /// The cursor goes with the last row.
    pub follow: bool,
    /// Rows there were when the cursor stopped following.
    pub seen: usize,
    /// It is a page of text without a cursor: moving scrolls.
    pub text: bool,
    /// Rows away from the cursor are looked at, until it moves.
    pub away: bool,
}

impl List {
    /// A list that follows its tail.
    pub fn following() -> Self {
        List {
            follow: true,
            ..List::default()
        }
    }

    /// A page of text.
    pub fn text() -> Self {
        List {
            text: true,
            ..List::default()
        }
    }

    /// The rows on the screen.
    pub fn visible(&self) -> Range<usize> {
        self.top.min(self.len)..self.top.saturating_add(self.rows).min(self.len)
    }

    /// Rows that came since it stopped following.
    pub fn unseen(&self) -> usize {
        if self.follow {
            0
        } else {
            self.len.saturating_sub(self.seen)
        }
    }

    /// Takes the number of rows; the cursor stays on its row, or goes with the tail.
    pub fn grow(&mut self, len: usize) {
        self.len = len;
        if self.follow {
            self.at = len.saturating_sub(1);
            self.seen = len;
        }
        self.at = self.at.min(len.saturating_sub(1));
        self.seen = self.seen.min(len);
        self.reveal();
    }

    /// Takes the number of rows on the screen.
    pub fn fit(&mut self, rows: usize) {
        self.rows = rows;
        self.reveal();
    }

    /// Puts the cursor on a row; it follows no longer.
    pub fn select(&mut self, row: usize) {
        self.hold();
        self.away = false;
        self.at = row.min(self.len.saturating_sub(1));
        self.reveal();
    }

    /// Puts the cursor on a row and shows so many rows after it, as far as they fit.
    pub fn select_with(&mut self, row: usize, more: usize) {
        self.select(row);
        let first = (self.at + more + 1).saturating_sub(self.rows);
        self.top = self.top.max(first).min(self.at);
    }

    /// Moves by rows; negative is up.
    pub fn step(&mut self, by: isize) {
        if self.text {
            return self.scroll(by);
        }
        self.select(self.at.saturating_add_signed(by));
    }

    /// Moves by pages; negative is up.
    pub fn page(&mut self, by: isize) {
        let rows = isize::try_from(self.rows.max(2) - 1).unwrap_or(isize::MAX);
        self.step(by.saturating_mul(rows));
    }

    /// Scrolls without the cursor, which stays on the screen.
    pub fn scroll(&mut self, by: isize) {
        self.hold();
        let last = self.len.saturating_sub(self.rows);
        self.top = self.top.saturating_add_signed(by).min(last);
        if self.text {
            self.at = self.top;
            return;
        }
        let visible = self.visible();
        self.at = self.at.clamp(
            visible.start,
            visible.end.saturating_sub(1).max(visible.start),
        );
    }

    /// Looks at other rows; the cursor stays where it is, and may be out of sight.
    pub fn look(&mut self, by: isize) {
        self.hold();
        self.away = true;
        self.top = self.top.saturating_add_signed(by);
        self.reveal();
    }

    /// To the last row, and along with it from now on.
    pub fn follow(&mut self) {
        self.follow = true;
        self.away = false;
        self.grow(self.len);
    }

    fn hold(&mut self) {
        if self.follow {
            self.follow = false;
            self.seen = self.len;
        }
    }

    fn reveal(&mut self) {
        let last = self.len.saturating_sub(self.rows);
        if self.text {
            self.at = self.at.min(last);
            self.top = self.at;
            return;
        }
        if self.away {
            self.top = self.top.min(last);
            return;
        }
        let first = (self.at + 1).saturating_sub(self.rows);
        self.top = self.top.clamp(first, self.at.max(first)).min(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_follows_until_moved_and_counts_what_it_missed() {
        let mut list = List::following();
        list.fit(4);
        list.grow(10);
        assert_eq!((list.at, list.top, list.visible()), (9, 6, 6..10));
        list.step(-1);
        list.grow(13);
        assert_eq!((list.at, list.unseen(), list.top), (8, 3, 6));
        list.follow();
        assert_eq!((list.at, list.unseen(), list.top), (12, 0, 9));
    }

    #[test]
    fn one_may_look_away_from_the_cursor_until_it_moves() {
        let mut list = List::default();
        list.grow(100);
        list.fit(10);
        list.look(30);
        list.grow(101);
        assert_eq!((list.at, list.visible()), (0, 30..40));
        list.look(1000);
        assert_eq!((list.at, list.visible()), (0, 91..101));
        list.step(1);
        assert_eq!((list.at, list.visible()), (1, 1..11));
    }

    #[test]
    fn the_cursor_is_always_on_the_screen() {
        let mut list = List::default();
        list.grow(100);
        list.fit(10);
        list.page(2);
        assert_eq!((list.at, list.top), (18, 9));
        list.scroll(50);
        assert_eq!((list.at, list.top), (59, 59));
        list.grow(3);
        assert_eq!((list.at, list.top, list.visible()), (2, 0, 0..3));
        list.grow(0);
        list.step(1);
        assert_eq!((list.at, list.visible()), (0, 0..0));
    }
}
