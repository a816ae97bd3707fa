//! Comparing two sessions a little at a time, so that whoever waits for it can do something else in between.

use super::align::{Pairing, items};
use super::body::{Bodies, between};
use super::{Compared, Options, Row, Side, numbers, rows};
use crate::session::Arrival;

/// A comparison that goes on.
#[derive(Debug)]
pub struct Work {
    options: Options,
    /// Which event is which, until that is known.
    pairing: Option<Pairing>,
    /// The events side by side; the payloads of those before `next` are compared.
    rows: Vec<Row>,
    next: usize,
    bodies: (Bodies, Bodies),
}

impl Work {
    /// Begins to compare two sessions.
    pub fn new(a: &Side<'_>, b: &Side<'_>, options: &Options) -> Self {
        let items = |side: &Side<'_>| {
            let watched = side.watched();
            watched.map_or_else(Vec::new, |watched| items(watched.session()))
        };
        Work {
            options: options.clone(),
            pairing: Some(Pairing::new(items(a), items(b))),
            rows: Vec::new(),
            next: 0,
            bodies: Default::default(),
        }
    }

    /// Goes on as long as `goes_on` says, which is asked after a few ms at most. The sides are those that it began with;
    /// they may have got more events meanwhile, which are left out. Returns what differs, once all is compared.
    pub fn part(
        &mut self,
        a: &Side<'_>,
        b: &Side<'_>,
        mut goes_on: impl FnMut() -> bool,
    ) -> Option<Compared> {
        while let Some(pairing) = &mut self.pairing {
            if !pairing.part()
                && let Some(pairing) = self.pairing.take()
            {
                self.rows = rows(pairing, &self.options);
            }
            if !goes_on() {
                return None;
            }
        }
        while self.next < self.rows.len() {
            self.row(a, b);
            self.next += 1;
            // The clock costs as much as a few rows do.
            if self.next.is_multiple_of(16) && !goes_on() {
                return None;
            }
        }
        let (Some(first), Some(second)) = (a.watched(), b.watched()) else {
            return Some(Compared::default());
        };
        Some(Compared {
            rows: std::mem::take(&mut self.rows),
            numbers: numbers::numbers(first.session(), second.session(), &self.options),
            rules: numbers::rules(
                a.judged.inspection.findings(a.session),
                b.judged.inspection.findings(b.session),
            ),
        })
    }

    /// How much is done, in per cent: pairing is a small part of it.
    pub fn percent(&self) -> usize {
        const PAIRING: usize = 10;
        let share = |(done, all): (usize, usize)| done.saturating_mul(100) / all.max(1);
        match &self.pairing {
            Some(pairing) => share(pairing.progress()) * PAIRING / 100,
            None => PAIRING + share((self.next, self.rows.len())) * (100 - PAIRING) / 100,
        }
    }

    /// Compares the answers and payloads of a row.
    fn row(&mut self, a: &Side<'_>, b: &Side<'_>) {
        let Some(row) = self.rows.get_mut(self.next) else {
            return;
        };
        let (Some(from), Some(to)) = (arrival(a, row.a), arrival(b, row.b)) else {
            return;
        };
        row.answers = (from.status != to.status).then_some((from.status, to.status));
        let first = self.bodies.0.get(a.fetch, from);
        let second = self.bodies.1.get(b.fetch, to);
        if let (Some(first), Some(second)) = (first, second) {
            row.changes = between(&first, &second, &self.options, true);
        }
    }
}

fn arrival<'a>(side: &Side<'a>, index: Option<usize>) -> Option<&'a Arrival> {
    side.watched()?.session().arrivals().get(index?)
}
