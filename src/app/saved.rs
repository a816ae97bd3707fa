//! Filters that have a name: those of the configuration, and those that were saved here.

use std::collections::BTreeMap;

use crate::inspection::Inspection;

use super::App;
use super::action::{Effect, Message, Pane};
use super::menu::{Kind, Row};
use super::typing::{Purpose, Typing};

/// A name is no longer than this.
const LONGEST: usize = 40;

impl App {
    /// The filters to choose from, by name: those of the configuration first. In the list of sessions those of sessions.
    pub(super) fn filter_rows(&self) -> Vec<Row> {
        let row = |ours: bool| {
            move |(name, text): (&String, &String)| Row::Filter {
                name: name.clone(),
                text: text.clone(),
                ours,
            }
        };
        if self.of_sessions() {
            return self.kept.session_filters.iter().map(row(true)).collect();
        }
        let configured = self.filters.iter().map(row(false));
        let kept = self.kept.filters.iter();
        let kept = kept.filter(|(name, _)| !self.filters.contains_key(*name));
        configured.chain(kept.map(row(true))).collect()
    }

    /// The filter meant is that of sessions.
    fn of_sessions(&self) -> bool {
        self.focus == Pane::Sessions
    }

    /// The filter meant, as typed.
    fn filter_text(&self) -> &str {
        if self.of_sessions() {
            &self.order.sieve.asked.text
        } else {
            &self.filter.asked.text
        }
    }

    /// The filters meant that were saved here.
    fn saved(&mut self) -> &mut BTreeMap<String, String> {
        if self.of_sessions() {
            &mut self.kept.session_filters
        } else {
            &mut self.kept.filters
        }
    }

    /// Opens the list of them.
    pub(super) fn list_filters(&mut self, inspection: &Inspection) {
        if self.filter_rows().is_empty() {
            let key = self.keys.first("save-filter");
            let text = format!("no filter is saved yet: {key} saves the one in force");
            self.message = Some(Message::bad(text));
        } else {
            self.toggle_menu(Kind::Filters, inspection);
        }
    }

    /// Asks for a name for the filter in force.
    pub(super) fn name_filter(&mut self) {
        let text = self.filter_text();
        if text.is_empty() {
            let key = self.keys.first("filter");
            let text = format!("there is no filter to save: {key} asks for one");
            self.message = Some(Message::bad(text));
            return;
        }
        let rows = self.filter_rows();
        let mut named = rows.iter().filter_map(|row| match row {
            Row::Filter {
                name, text: own, ..
            } if own == text => Some(name.as_str()),
            _ => None,
        });
        let name = named.next().unwrap_or("");
        self.typing = Some(Typing::new(Purpose::FilterName, name));
    }

    /// Saves the filter in force under a name.
    pub(super) fn save_filter(&mut self, name: &str) -> Result<Vec<Effect>, String> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST {
            return Err(format!("a name has 1 to {LONGEST} letters"));
        }
        if self.filters.contains_key(name) && !self.of_sessions() {
            return Err(format!(
                "{name} stands in the configuration: take another name"
            ));
        }
        let text = self.filter_text().to_owned();
        let before = self.saved().insert(name.to_owned(), text);
        let verb = if before.is_some() { "changed" } else { "saved" };
        let key = self.keys.first("filters");
        self.message = Some(Message::good(format!("{verb} as {name}: {key} lists them")));
        Ok(vec![Effect::Keep(self.kept.clone())])
    }

    /// Takes the filter of a name into force.
    pub(super) fn take_filter(&mut self, text: &str, inspection: &Inspection) {
        let taken = if self.of_sessions() {
            let taken = self.order.sieve.set(text);
            taken.map(|()| self.resift(inspection))
        } else {
            let held = self.arrival();
            let taken = self.filter.set(text);
            taken.map(|()| self.refilter(inspection, held))
        };
        if let Err(fault) = taken {
            self.message = Some(Message::bad(fault));
        }
    }

    /// Forgets the saved filter under the cursor of the list.
    pub(super) fn forget_filter(&mut self, inspection: &Inspection) -> Vec<Effect> {
        let row = self
            .menu
            .as_ref()
            .and_then(|menu| menu.rows.get(menu.list.at));
        let Some(Row::Filter { name, ours, .. }) = row else {
            return Vec::new();
        };
        if !ours {
            let text = format!("{name} stands in the configuration: take it out there");
            self.message = Some(Message::bad(text));
            return Vec::new();
        }
        let name = name.clone();
        self.saved().remove(&name);
        self.sift(inspection);
        self.message = Some(Message::good(format!("{name} is forgotten")));
        vec![Effect::Keep(self.kept.clone())]
    }
}
