//! The report screen: its rows, what spoils them, and the number that was entered.

use super::App;
use super::action::Message;
use super::known::Pace;
use super::list::List;
use super::what_if::WhatIf;
use crate::exchange::Time;
use crate::inspection::Inspection;
pub use crate::output::report::{Row, Spoilt, key, name, outcome, rows, value};
use crate::output::report::{difference, words};
use crate::output::text::clean;
use crate::session::{Number, Piece, Report, Session, Value};

/// What the report screen shows, computed when it changes and not when it is drawn.
#[derive(Debug, Default)]
pub struct Reporting {
    /// The rows, from top to bottom.
    pub rows: Vec<Row>,
    /// The report of all that was sent.
    pub sent: Report,
    /// The report with what is taken to be otherwise, when something is.
    pub changed: Option<Report>,
    /// The number that was entered.
    pub page: Option<Page>,
    /// What is taken to be otherwise.
    pub what_if: WhatIf,
    key: Option<(usize, usize, usize, u64)>,
    pace: Pace,
}

/// A number that was entered.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The number.
    pub number: Number,
    /// What spoils it and what made it, in order.
    pub rows: Vec<PageRow>,
}

/// One row of a number's page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PageRow {
    /// A finding that spoils it.
    Spoilt(Spoilt),
    /// An event that made it.
    Event(Piece),
}

impl PageRow {
    /// The event that it is about, by its index among the arrivals.
    pub fn arrival(self) -> usize {
        match self {
            PageRow::Spoilt(spoilt) => spoilt.arrival,
            PageRow::Event(piece) => piece.arrival,
        }
    }
}

impl Reporting {
    /// Brings everything up to date; cheap when nothing changed.
    pub fn refresh(&mut self, inspection: &Inspection, session: Option<usize>, now: Option<Time>) {
        let watched = session.and_then(|index| inspection.sessions().get(index));
        let (Some(index), Some(watched)) = (session, watched) else {
            self.rows.clear();
            self.page = None;
            self.key = None;
            return;
        };
        let session = watched.session();
        let findings = inspection.findings(index);
        let key = (
            index,
            session.arrivals().len(),
            findings.len(),
            self.what_if.version(),
        );
        let same = self.key.map(|key| (key.0, key.3)) == Some((index, key.3));
        if self.key == Some(key) || !self.pace.due(!same, key.1, now) {
            return;
        }
        if self.key.is_some_and(|before| before.0 != index) {
            self.page = None;
        }
        self.key = Some(key);
        self.sent = session.report();
        let changes = self.what_if.changes(index, session, inspection);
        let otherwise = !self.what_if.taken(Some(index)).is_empty();
        self.changed = otherwise.then(|| session.what_if(&changes).report());
        self.rows = rows(session, &self.sent, findings);
        let page = self.page.take();
        self.page = page.map(|page| Page {
            rows: page_rows(session, &page.number, &self.spoilt_of(&page.number)),
            ..page
        });
    }

    /// Something of it is older than the session.
    pub fn is_behind(&self) -> bool {
        self.pace.is_behind()
    }

    /// The number of a row.
    pub fn number(&self, row: usize) -> Option<&Number> {
        match self.rows.get(row)? {
            Row::Title(_) => None,
            Row::Number(number, _) => Some(number),
        }
    }

    /// What spoils the number of a row.
    pub fn spoilt(&self, row: usize) -> &[Spoilt] {
        match self.rows.get(row) {
            Some(Row::Number(_, spoilt)) => spoilt,
            _ => &[],
        }
    }

    fn spoilt_of(&self, number: &Number) -> Vec<Spoilt> {
        let found = self.rows.iter().find_map(|row| match row {
            Row::Number(known, spoilt) if known == number => Some(spoilt.clone()),
            _ => None,
        });
        found.unwrap_or_default()
    }

    /// A row of the number that was entered.
    pub fn page_row(&self, row: usize) -> Option<PageRow> {
        self.page.as_ref()?.rows.get(row).copied()
    }

    /// The whole report as lines for a ticket: name, as sent, what if, difference, key.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for row in &self.rows {
            let line = match row {
                Row::Title(title) => (*title).to_owned(),
                Row::Number(number, _) => self.line(number),
            };
            text.push_str(clean(line.trim_end()).as_ref());
            text.push('\n');
        }
        text
    }

    fn line(&self, number: &Number) -> String {
        let sent = value(&self.sent, number);
        let told = |value: Option<Value>| value.map(|value| words(&value)).unwrap_or_default();
        let mut line = format!(
            "{:<34} {:>12}",
            name(&self.sent, number),
            told(sent.clone())
        );
        if let Some(changed) = &self.changed {
            let changed = value(changed, number);
            let by = difference(sent.as_ref(), changed.as_ref()).unwrap_or_default();
            line = format!("{line} {:>12} {by:>10}", told(changed));
        }
        format!("{line}  {}", key(number))
    }
}

fn page_rows(session: &Session, number: &Number, spoilt: &[Spoilt]) -> Vec<PageRow> {
    let events = session.evidence(number).into_iter().map(PageRow::Event);
    spoilt
        .iter()
        .copied()
        .map(PageRow::Spoilt)
        .chain(events)
        .collect()
}

impl App {
    /// Goes into the number under the cursor; from its page on to the event.
    pub(super) fn open_number(&mut self, inspection: &Inspection) {
        let Some(session) = self.watched(inspection) else {
            return;
        };
        if let Some(page) = &self.reporting.page {
            let row = page.rows.get(self.lists.number.at);
            let finding = match row {
                Some(PageRow::Spoilt(spoilt)) => self
                    .session
                    .and_then(|session| inspection.findings(session).get(spoilt.finding)),
                _ => None,
            };
            let path = finding.map(|finding| finding.path.clone());
            if row.is_some() {
                self.follow_number();
                self.show_payload(path);
            }
            return;
        }
        let row = self.lists.report.at;
        let Some(number) = self.reporting.number(row).cloned() else {
            return;
        };
        let rows = page_rows(session.session(), &number, self.reporting.spoilt(row));
        if rows.is_empty() {
            self.message = Some(Message::good(
                "no event made this number: nothing of the kind came",
            ));
        }
        self.lists.number = List {
            rows: self.lists.number.rows,
            len: rows.len(),
            ..List::default()
        };
        self.reporting.page = Some(Page { number, rows });
        self.follow_number();
    }

    /// Takes the dashboard to the event under the cursor of a number's page.
    pub(super) fn follow_number(&mut self) {
        if let Some(row) = self.reporting.page_row(self.lists.number.at) {
            self.lists.events.select(self.filter.row(row.arrival()));
        }
    }

    /// Brings the report up to date while it shows.
    pub(super) fn refresh_report(&mut self, inspection: &Inspection) {
        if self.shown_tab() == super::Tab::Report {
            self.reporting.refresh(inspection, self.session, self.now);
        }
        self.lists.report.grow(self.reporting.rows.len());
        let rows = self
            .reporting
            .page
            .as_ref()
            .map_or(0, |page| page.rows.len());
        self.lists.number.grow(rows);
    }
}
