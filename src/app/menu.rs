//! What opens over the screen to choose from by typing: the palette of actions, the list of keys, the themes.

mod rows;

use crate::inspection::Inspection;

use super::App;
use super::action::{Action, Effect, Pane, Tab};
use super::chord::{Chord, Key};
use super::filter::sorted::By;
use super::kept::RECENT;
use super::keymap::{self, Binding, Context};
use super::list::List;
use rows::{best, everything, help};

/// What is chosen from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Every key by its place, and what words and signs mean.
    Help,
    /// Every action, the ones used last first.
    Palette,
    /// What can be done in the pane in use.
    Here,
    /// The filters that have a name.
    Filters,
    /// The columns of the list in use.
    Columns,
    /// What events can be sorted by.
    SortEvents,
    /// The themes; the one under the cursor is in force.
    Themes,
}

/// What is open, as far as it was typed.
#[derive(Debug, Clone)]
pub struct Menu {
    /// What is chosen from.
    pub kind: Kind,
    /// What was typed to find it.
    pub query: String,
    /// What is left of it.
    pub rows: Vec<Row>,
    /// The cursor.
    pub list: List,
    /// The theme to go back to.
    before: String,
}

/// A line to choose from, or to read.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// A heading.
    Heading(&'static str),
    /// A key and what it does.
    Key(&'static Binding),
    /// A word of the filter and what it says.
    Word(&'static str, &'static str),
    /// A sign, by its number.
    Sign(usize),
    /// A theme: name and description.
    Theme(String, String),
    /// A filter that has a name.
    Filter {
        /// Its name.
        name: String,
        /// What it says.
        text: String,
        /// It was saved here, not configured.
        ours: bool,
    },
    /// A column: shown or left out.
    Column {
        /// Its name, or the value that it is of.
        name: String,
        /// What it tells.
        about: &'static str,
        /// It is shown.
        shown: bool,
    },
    /// An order of the events.
    Order(By),
    /// Nothing.
    Gap,
}

impl Row {
    /// It can be chosen.
    pub fn runs(&self) -> bool {
        !matches!(
            self,
            Row::Heading(_) | Row::Word(..) | Row::Sign(_) | Row::Gap
        )
    }
}

/// How many signs help explains.
pub const SIGNS: usize = 10;

impl App {
    /// Opens what is asked for, or closes it when it is open.
    pub(super) fn toggle_menu(&mut self, kind: Kind, inspection: &Inspection) {
        if self.menu.take().is_some_and(|menu| menu.kind == kind) {
            return;
        }
        let mut menu = Menu {
            kind,
            query: String::new(),
            rows: Vec::new(),
            list: List::default(),
            before: self.look.theme.clone(),
        };
        menu.rows = self.rows(&menu, inspection);
        menu.list.len = menu.rows.len();
        let sorted = self.filter.sorted.by().map_or(By::Arrival, |(by, _)| by);
        let current = |row: &Row| match row {
            Row::Theme(name, _) => *name == self.look.theme,
            Row::Order(by) => *by == sorted,
            _ => false,
        };
        let at = menu.rows.iter().position(current);
        menu.list.at = at
            .or_else(|| menu.rows.iter().position(Row::runs))
            .unwrap_or(0);
        self.menu = Some(menu);
    }

    /// Takes a key while something is open to choose from.
    pub(super) fn choose(&mut self, chord: Chord, inspection: &Inspection) -> Vec<Effect> {
        let Some(menu) = &mut self.menu else {
            return Vec::new();
        };
        let bare = menu.query.is_empty();
        match (chord.key, chord.ctrl || chord.alt) {
            (Key::Enter, _) => return self.run(inspection),
            (Key::Esc, _) | (Key::Char('c' | 'g'), true) => return self.close_menu(),
            (Key::Char('?') | Key::F(1), _) if menu.kind == Kind::Help && bare => {
                return self.close_menu();
            }
            (Key::Char('p'), true) if menu.kind == Kind::Palette => return self.close_menu(),
            (Key::Up | Key::BackTab, _) | (Key::Char('p' | 'k'), true) => menu.step(-1),
            (Key::Down | Key::Tab, _) | (Key::Char('n' | 'j'), true) => menu.step(1),
            (Key::PageUp, _) => menu.step(-menu.page()),
            (Key::PageDown, _) => menu.step(menu.page()),
            (Key::Home, _) => menu.step(isize::MIN),
            (Key::End, _) => menu.step(isize::MAX),
            (Key::Delete, _) if menu.kind == Kind::Filters => {
                return self.forget_filter(inspection);
            }
            (Key::Backspace, _) if bare => return self.close_menu(),
            (Key::Backspace, false) => {
                menu.query.pop();
                self.sift(inspection);
            }
            (Key::Backspace | Key::Char('u' | 'w'), true) => {
                menu.query.clear();
                self.sift(inspection);
            }
            (Key::Char(letter), false) if !letter.is_control() => {
                menu.query.push(letter);
                self.sift(inspection);
            }
            _ => {}
        }
        self.preview()
    }

    /// Takes pasted text into what is typed.
    pub(super) fn paste_into_menu(&mut self, text: &str, inspection: &Inspection) {
        if let Some(menu) = &mut self.menu {
            let typed = text.chars().filter(|letter| !letter.is_control());
            menu.query.extend(typed);
            self.sift(inspection);
        }
    }

    /// The wheel over the menu, or a click on one of its rows.
    pub(super) fn point_at_menu(&mut self, row: usize, inspection: &Inspection) -> Vec<Effect> {
        let Some(menu) = &mut self.menu else {
            return Vec::new();
        };
        if menu.rows.get(row).is_some_and(Row::runs) {
            menu.list.select(row);
            return self.run(inspection);
        }
        Vec::new()
    }

    /// Does what stands under the cursor.
    pub(super) fn run(&mut self, inspection: &Inspection) -> Vec<Effect> {
        let Some(menu) = self.menu.take() else {
            return Vec::new();
        };
        match menu.rows.get(menu.list.at) {
            Some(Row::Key(binding)) => {
                self.kept.recent.retain(|used| used != binding.name);
                self.kept.recent.insert(0, binding.name.to_owned());
                self.kept.recent.truncate(RECENT);
                self.step_into(binding.context);
                let mut effects = vec![Effect::Keep(self.kept.clone())];
                effects.extend(self.update(binding.action.clone(), inspection));
                effects
            }
            Some(Row::Theme(name, _)) => vec![Effect::Theme(name.clone())],
            Some(Row::Order(by)) => {
                self.step_into(Context::Events);
                self.sort_events(*by, inspection);
                Vec::new()
            }
            Some(Row::Filter { text, .. }) => {
                self.take_filter(text, inspection);
                Vec::new()
            }
            Some(Row::Column { name, .. }) => {
                // It stays open: columns are seldom chosen one by one.
                let name = name.clone();
                self.menu = Some(menu);
                self.turn_column(&name, inspection)
            }
            _ => {
                // Enter on nothing: there is something to correct.
                self.menu = Some(menu);
                Vec::new()
            }
        }
    }

    /// Closes it; a theme that was only looked at is taken off.
    pub(super) fn close_menu(&mut self) -> Vec<Effect> {
        match self.menu.take() {
            Some(menu) if menu.kind == Kind::Themes && menu.before != self.look.theme => {
                vec![Effect::Theme(menu.before)]
            }
            _ => Vec::new(),
        }
    }

    fn preview(&mut self) -> Vec<Effect> {
        let Some(menu) = &self.menu else {
            return Vec::new();
        };
        match menu.rows.get(menu.list.at) {
            Some(Row::Theme(name, _)) if *name != self.look.theme => {
                vec![Effect::Theme(name.clone())]
            }
            _ => Vec::new(),
        }
    }

    /// Goes to where the keys of a context are understood.
    fn step_into(&mut self, context: Context) {
        let go = match context {
            Context::Anywhere
            | Context::Empty
            | Context::Help
            | Context::Detail
            | Context::Editor
            | Context::Compare => {
                return;
            }
            Context::Sessions => Action::Go(Pane::Sessions),
            Context::Timeline => Action::Go(Pane::Timeline),
            Context::Events => Action::Go(Pane::Events),
            Context::Calls => Action::Go(Pane::Calls),
            Context::Payload => Action::Show(Tab::Payload),
            Context::Findings => Action::Show(Tab::Findings),
            Context::Report => Action::Show(Tab::Report),
        };
        self.step_to(&go);
    }

    /// Finds the rows anew for what is typed; the best is under the cursor.
    pub(super) fn sift(&mut self, inspection: &Inspection) {
        let Some(mut menu) = self.menu.take() else {
            return;
        };
        menu.rows = self.rows(&menu, inspection);
        let shown = menu.list.rows;
        menu.list = List {
            len: menu.rows.len(),
            rows: shown,
            at: menu.rows.iter().position(Row::runs).unwrap_or(0),
            ..List::default()
        };
        self.menu = Some(menu);
    }

    fn rows(&self, menu: &Menu, inspection: &Inspection) -> Vec<Row> {
        let here = self.beneath(inspection);
        match menu.kind {
            Kind::Themes => {
                let themes = self.look.themes.iter();
                let themes = themes.map(|(name, about)| Row::Theme(name.clone(), about.clone()));
                best(&menu.query, themes.collect())
            }
            Kind::Columns => self.column_rows(&menu.query),
            Kind::SortEvents => {
                let rows = By::ALL.iter().map(|(by, ..)| Row::Order(*by));
                best(&menu.query, rows.collect())
            }
            Kind::Filters => best(&menu.query, self.filter_rows()),
            Kind::Help if menu.query.is_empty() => help(here),
            Kind::Help => best(&menu.query, everything(here)),
            Kind::Here => {
                let rows = everything(here).into_iter().filter(|row| match row {
                    Row::Key(binding) => {
                        binding.context == here
                            || binding.context == Context::Anywhere && binding.footer.0 > 0
                    }
                    _ => false,
                });
                best(&menu.query, rows.collect())
            }
            Kind::Palette => {
                let recent = self.kept.recent.iter();
                let named = |name: &String| {
                    let mut bindings = keymap::ALL.iter();
                    bindings.find(|binding| binding.name == name)
                };
                let recent: Vec<&Binding> = recent.filter_map(named).collect();
                let rest = everything(here).into_iter().filter(|row| match row {
                    Row::Key(binding) => {
                        binding.action != Action::Palette
                            && !recent.iter().any(|used| used.action == binding.action)
                    }
                    _ => false,
                });
                let rows = recent.iter().copied().map(Row::Key).chain(rest);
                best(&menu.query, rows.collect())
            }
        }
    }
}

impl Menu {
    fn page(&self) -> isize {
        isize::try_from(self.list.rows.max(2) - 1).unwrap_or(isize::MAX)
    }

    /// Moves by rows, over what cannot be chosen.
    pub(super) fn step(&mut self, by: isize) {
        let runs = |row: &usize| self.rows.get(*row).is_some_and(Row::runs);
        let wish = self.list.at.saturating_add_signed(by);
        let wish = wish.min(self.rows.len().saturating_sub(1));
        let forward = by > 0;
        let found = if forward {
            (wish..self.rows.len()).find(runs)
        } else {
            (0..=wish).rev().find(runs)
        };
        match found {
            Some(row) => self.list.select(row),
            // Nothing more to choose: the rest is there to be read.
            None if forward => self.list.scroll(by),
            None => self.list.scroll(isize::MIN),
        }
    }
}
