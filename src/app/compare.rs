//! Two payloads side by side, and two sessions event by event.

mod moves;

use crate::exchange::Exchange;
use crate::inspection::Inspection;
use crate::output::diff::leaf::parted;
use crate::output::diff::{Compared, Fate, Leaf};
use crate::session::Arrival;

use super::list::List;

/// An event, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Index of the session.
    pub session: usize,
    /// Index among its arrivals.
    pub arrival: usize,
}

impl Spot {
    /// The event.
    pub fn event(self, inspection: &Inspection) -> Option<&Arrival> {
        let watched = inspection.sessions().get(self.session)?;
        watched.session().arrivals().get(self.arrival)
    }
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Two payloads.
    Events,
    /// Two sessions.
    Sessions,
}

/// A line of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// What the lines below belong to.
    Heading(String),
    /// A value of the payloads, by its index among the leaves.
    Leaf(usize),
    /// An event of the sessions, by its index among the rows.
    Event(usize),
    /// A number of the reports.
    Number(usize),
    /// A rule that found something in one of them only.
    Rule(usize),
}

/// A comparison that is open.
#[derive(Debug, Clone)]
pub struct Comparing {
    /// What is compared.
    pub mode: Mode,
    /// On the left.
    pub a: Spot,
    /// On the right.
    pub b: Spot,
    /// What is the same shows too.
    pub all: bool,
    /// The lines, and the cursor in them.
    pub lines: Vec<Line>,
    /// The cursor.
    pub list: List,
    /// The values of two payloads.
    pub leaves: Vec<Leaf>,
    /// What differs between two sessions.
    pub compared: Option<Box<Compared>>,
    /// How much of two sessions is compared, in per cent.
    pub percent: usize,
    /// A payload cannot be read any more.
    pub missing: bool,
    bodies: [Option<Box<Exchange<'static>>>; 2],
}

impl Comparing {
    fn new(mode: Mode, a: Spot, b: Spot) -> Self {
        Comparing {
            mode,
            a,
            b,
            // All of a payload fits a screen, all of a session seldom does.
            all: mode == Mode::Events,
            lines: Vec::new(),
            list: List::default(),
            leaves: Vec::new(),
            compared: None,
            percent: 0,
            missing: false,
            bodies: [None, None],
        }
    }

    /// What it needs is not there yet.
    pub fn is_waiting(&self) -> bool {
        match self.mode {
            Mode::Events => !self.missing && self.bodies.iter().any(Option::is_none),
            Mode::Sessions => self.compared.is_none(),
        }
    }

    /// It needs what differs between two sessions, by their indexes.
    pub fn waits_for(&self, a: usize, b: usize) -> bool {
        (self.mode, self.a.session, self.b.session) == (Mode::Sessions, a, b)
            && self.compared.is_none()
    }

    /// The line under the cursor.
    pub fn line(&self) -> Option<&Line> {
        self.lines.get(self.list.at)
    }

    /// Where the event of a line is: on the right, or where only the left has it, there.
    fn spot(&self) -> Option<Spot> {
        match (self.mode, self.line()) {
            (Mode::Events, _) => Some(self.a),
            (Mode::Sessions, Some(Line::Event(row))) => {
                let row = self.compared.as_ref()?.rows.get(*row)?;
                let on = |side: Spot, arrival| Spot { arrival, ..side };
                let right = row.b.map(|arrival| on(self.b, arrival));
                right.or(row.a.map(|arrival| on(self.a, arrival)))
            }
            _ => None,
        }
    }

    /// Makes the lines anew; the cursor goes to the first difference when there was none.
    fn lay(&mut self) {
        let first = self.lines.is_empty();
        self.lines = match self.mode {
            Mode::Events => self.values(),
            Mode::Sessions => self.events(),
        };
        let at = self.list.at;
        self.list.grow(self.lines.len());
        let differs = |line: &Line| match line {
            Line::Heading(_) => false,
            Line::Leaf(leaf) => self.leaves[*leaf].what.counts(),
            _ => true,
        };
        let at = match self.lines.iter().position(differs) {
            Some(found) if first => found,
            _ => at,
        };
        self.list.select(at);
    }

    fn values(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut group = "";
        for (index, leaf) in self.leaves.iter().enumerate() {
            if !self.all && !leaf.what.counts() {
                continue;
            }
            let (of, key) = parted(&leaf.path);
            if of != group && !key.is_empty() {
                lines.push(Line::Heading(of.to_owned()));
            }
            group = of;
            lines.push(Line::Leaf(index));
        }
        lines
    }

    fn events(&self) -> Vec<Line> {
        let Some(compared) = &self.compared else {
            return Vec::new();
        };
        let rows = compared.rows.iter().enumerate();
        let mut lines: Vec<Line> = rows
            .filter(|(_, row)| self.all || row.fate() != Fate::Same)
            .map(|(index, _)| Line::Event(index))
            .collect();
        if !compared.numbers.is_empty() {
            lines.push(Line::Heading("numbers of the report".to_owned()));
            lines.extend((0..compared.numbers.len()).map(Line::Number));
        }
        if !compared.rules.is_empty() {
            lines.push(Line::Heading("findings in one of them only".to_owned()));
            lines.extend((0..compared.rules.len()).map(Line::Rule));
        }
        lines
    }
}
