//! What needs many bodies: looking for a text, a little at a time, so that keys and calls are served in between, and
//! comparing two sessions.

use std::time::{Duration, Instant};

use crate::app::search::searchable;
use crate::app::{Action, App};
use crate::inspection::Inspection;
use crate::output::Judged;
use crate::output::diff::{self, Compared, Fetch, Options, Side, Work};
use crate::recording::Store;

/// How long one part of a search may hold up the keyboard.
const PART: Duration = Duration::from_millis(8);

/// A search that goes on.
pub(in crate::cli) struct Hunt {
    text: String,
    /// What is still to be looked through: the newest is the last.
    left: Vec<u64>,
    all: usize,
    found: Vec<u64>,
}

impl Hunt {
    /// Begins to look for a text, which is in lower case.
    pub(in crate::cli) fn new(inspection: &Inspection, text: String) -> Self {
        let mut left: Vec<u64> = searchable(inspection).collect();
        left.reverse();
        Hunt {
            text,
            all: left.len(),
            left,
            found: Vec::new(),
        }
    }

    /// Looks on for a moment; tells how far it is, or what it found.
    pub(super) fn part(&mut self, store: &Store) -> Action {
        let until = Instant::now() + PART;
        while let Some(seq) = self.left.pop() {
            self.look(store, seq);
            if Instant::now() >= until && !self.left.is_empty() {
                return Action::Searching(self.all - self.left.len(), self.all);
            }
        }
        self.told(true)
    }

    /// Looks through all at once; tells what it found.
    pub(in crate::cli) fn whole(mut self, store: &Store) -> Action {
        while let Some(seq) = self.left.pop() {
            self.look(store, seq);
        }
        self.told(true)
    }

    /// It is over.
    pub(super) fn is_over(&self) -> bool {
        self.left.is_empty()
    }

    /// Leaves the rest out; tells what it found so far.
    pub(super) fn stop(&mut self) -> Action {
        let through = self.left.is_empty();
        self.left.clear();
        self.told(through)
    }

    fn told(&mut self, through: bool) -> Action {
        let mut found = std::mem::take(&mut self.found);
        found.reverse();
        Action::Searched(self.text.clone(), found, through)
    }

    fn look(&mut self, store: &Store, seq: u64) {
        if holds_again(store, seq, &self.text) {
            self.found.push(seq);
        }
    }
}

/// The body of an exchange, fetched from where it is kept, holds a text; see [`holds`].
pub(super) fn holds_again(store: &Store, seq: u64, text: &str) -> bool {
    let body = || {
        store
            .fetch(seq)
            .is_some_and(|exchange| holds(&exchange.body, text))
    };
    !text.is_empty() && body()
}

/// A body holds a text, which is in lower case and not empty.
pub(super) fn holds(body: &[u8], text: &str) -> bool {
    !text.is_empty() && String::from_utf8_lossy(body).to_lowercase().contains(text)
}

/// A comparison of two sessions that goes on.
pub(super) struct Comparison {
    a: usize,
    b: usize,
    work: Work,
}

impl Comparison {
    /// Begins to compare two sessions, by their indexes.
    pub(super) fn new(inspection: &Inspection, store: &Store, a: usize, b: usize) -> Self {
        let fetch = |seq| store.fetch(seq);
        let side = |session| side(inspection, &fetch, session);
        let work = Work::new(&side(a), &side(b), &Options::default());
        Comparison { a, b, work }
    }

    /// Somebody waits for what comes of it.
    pub(super) fn is_wanted(&self, app: &App) -> bool {
        let open = app.comparing.as_ref();
        open.is_some_and(|comparing| comparing.waits_for(self.a, self.b))
    }

    /// Compares on for a moment; tells how far it is, or what differs.
    pub(super) fn part(&mut self, inspection: &Inspection, store: &Store) -> Action {
        let until = Instant::now() + PART;
        let fetch = |seq| store.fetch(seq);
        let side = |session| side(inspection, &fetch, session);
        let goes_on = || Instant::now() < until;
        match self.work.part(&side(self.a), &side(self.b), goes_on) {
            Some(compared) => Action::Compared(self.a, self.b, Box::new(compared)),
            None => Action::ComparingOn(self.a, self.b, self.work.percent()),
        }
    }
}

fn side<'a>(inspection: &'a Inspection, fetch: &'a Fetch<'a>, session: usize) -> Side<'a> {
    Side {
        judged: Judged {
            name: "",
            inspection,
            only: None,
        },
        session,
        fetch,
    }
}

/// What differs between two sessions of one capture.
pub(in crate::cli) fn compare(
    inspection: &Inspection,
    store: &Store,
    a: usize,
    b: usize,
) -> Compared {
    let fetch = |seq| store.fetch(seq);
    let side = |session| side(inspection, &fetch, session);
    diff::compare(&side(a), &side(b), &Options::default())
}

#[cfg(test)]
mod tests {
    use super::{Comparison, Hunt, compare};
    use crate::app::Action;
    use crate::inspection::Inspection;
    use crate::recording::Store;
    use crate::simulate::script;

    #[test]
    fn a_comparison_in_parts_is_the_whole_one() {
        let film = "0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 pauseStart\n15 11 play\n";
        let other = "@session b\n0 0 sessionStart\n1 0 play\n11 10 ping\n21 20 ping\n31 30 ping\n";
        let script = script::parse(&format!("@session a\n{film}{other}")).expect("a script");
        let (mut inspection, mut store) = (Inspection::default(), Store::in_memory());
        for exchange in &script.exchanges {
            inspection.push(exchange);
            store.add(exchange, None);
        }
        let whole = compare(&inspection, &store, 0, 1);
        assert!(!whole.is_same());
        let mut parts = Comparison::new(&inspection, &store, 0, 1);
        let told = std::iter::repeat_with(|| parts.part(&inspection, &store));
        let last = told
            .take(1000)
            .find(|told| !matches!(told, Action::ComparingOn(..)));
        assert_eq!(last, Some(Action::Compared(0, 1, Box::new(whole))));
    }

    #[test]
    fn it_finds_all_of_it_and_when_stopped_the_newest() {
        let script = "0 0 sessionStart {\"params\":{\"media.name\":\"Night\"}}\n1 0 play\n2 1 ping";
        let script = script::parse(script).expect("a script");
        let (mut inspection, mut store) = (Inspection::default(), Store::in_memory());
        for exchange in &script.exchanges {
            inspection.push(exchange);
            store.add(exchange, None);
        }
        let hunt = |text: &str| Hunt::new(&inspection, text.to_owned());
        let told = |text: &str, found, all| Action::Searched(text.to_owned(), found, all);
        assert_eq!(hunt("night").part(&store), told("night", vec![1], true));
        assert_eq!(hunt("ts").whole(&store), told("ts", vec![1, 2, 3], true));
        let mut stopped = hunt("night");
        stopped.look(&store, 3);
        assert_eq!(stopped.stop(), told("night", vec![], false));
        assert!(stopped.is_over());
    }
}
