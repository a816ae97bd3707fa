//! Filters and orders of events and sessions taken into force: what becomes of the cursors.

use crate::inspection::{Inspection, Watched};

use super::App;
use super::action::{Action, Message};
use super::filter::sorted::By;
use super::menu::Kind;
use super::typing::{Purpose, Typing};

impl App {
    /// Takes an action that says which rows show, and in which order.
    pub(super) fn choose_rows(&mut self, action: &Action, inspection: &Inspection) {
        let typing = |purpose, text: &str| Some(Typing::new(purpose, text));
        match action {
            Action::Filter => self.typing = typing(Purpose::Filter, &self.filter.asked.text),
            Action::Sift => self.typing = typing(Purpose::Sieve, &self.order.sieve.asked.text),
            Action::FilterOff => self.toggle_filter(inspection),
            Action::SiftOff => self.toggle_sieve(inspection),
            Action::SortEvents => self.toggle_menu(Kind::SortEvents, inspection),
            Action::SortBy(by) => self.sort_events(*by, inspection),
            _ => {}
        }
    }

    fn toggle_filter(&mut self, inspection: &Inspection) {
        if self.filter.asked.text.is_empty() {
            self.say_no_filter("filter");
            return;
        }
        let held = self.arrival();
        self.filter.toggle();
        self.refilter(inspection, held);
    }

    fn toggle_sieve(&mut self, inspection: &Inspection) {
        if self.order.sieve.asked.text.is_empty() {
            self.say_no_filter("filter-sessions");
            return;
        }
        self.order.sieve.asked.toggle();
        self.resift(inspection);
    }

    fn say_no_filter(&mut self, action: &str) {
        let key = self.keys.first(action);
        let text = format!("there is no filter: {key} asks for one");
        self.message = Some(Message::bad(text));
    }

    /// Takes a changed filter into force; the cursor stays on its event, or goes to the next that shows.
    pub(super) fn refilter(&mut self, inspection: &Inspection, held: Option<usize>) {
        let Some(session) = self.session else {
            return;
        };
        self.filter.refresh(inspection, session, None);
        let arrivals = self.watched(inspection).map_or(0, Watched::events);
        let events = &mut self.lists.events;
        let follow = events.follow;
        events.grow(self.filter.len(arrivals));
        if let (false, Some(arrival)) = (follow, held) {
            events.select(self.filter.row(arrival));
        }
        events.seen = events.len;
    }

    /// Takes a changed filter of sessions into force; a session that it hides gives way to the nearest that shows.
    pub(super) fn resift(&mut self, inspection: &Inspection) {
        self.order.forget();
        self.order.refresh(inspection, None, self.now);
        let sessions = &mut self.lists.sessions;
        sessions.grow(self.order.len(inspection.sessions().len()));
        if sessions.follow {
            return;
        }
        let near = self.session.and_then(|session| self.order.nearest(session));
        let Some(near) = near else {
            return;
        };
        if let Some(row) = self.order.row(near) {
            sessions.select(row);
        }
        if self.session != Some(near) {
            self.enter(near);
        }
    }

    /// Sorts the events by a column. The cursor stays on its event; where it followed it goes to the first row, as nobody
    /// chose the event that it is on.
    pub(super) fn sort_events(&mut self, by: By, inspection: &Inspection) {
        if by == By::Arrival {
            return self.as_arrived(inspection);
        }
        if self.play.pace().is_some() {
            let key = self.keys.first("play");
            let text = format!("a session is being played in order of arrival: {key} stops it");
            self.message = Some(Message::bad(text));
            return;
        }
        let held = self.arrival().filter(|_| !self.lists.events.follow);
        self.filter.sorted.sort_by(by);
        self.lists.events.select(0);
        self.refilter(inspection, held);
    }

    /// Shows the events as they arrived; the cursor stays on its event.
    pub(super) fn as_arrived(&mut self, inspection: &Inspection) {
        if !self.filter.sorted.is_on() {
            return;
        }
        let held = self.arrival();
        self.filter.sorted.sort_by(By::Arrival);
        self.refilter(inspection, held);
        self.message = Some(Message::good("in order of arrival again"));
    }
}
