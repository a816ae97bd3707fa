//! Which pane and which tab is in use: going there, going in, and going back.

use crate::app::action::{Action, Pane, Tab};
use crate::app::list::List;
use crate::app::{App, Screen};
use crate::inspection::Inspection;

impl App {
    /// Goes to a pane or a tab, as an action says it.
    pub(in crate::app) fn step_to(&mut self, action: &Action) {
        match *action {
            Action::Go(pane) => self.go(pane),
            Action::Show(tab) => self.show_tab(tab),
            _ => {}
        }
    }

    /// One step back: out of what is enlarged, put through jq, or opened; then a pane.
    pub(super) fn back(&mut self, inspection: &Inspection) {
        if self.enlarged {
            self.enlarged = false;
            return;
        }
        if self.focus == Pane::Detail && self.shown_tab() == Tab::Payload && self.body.jq.is_some()
        {
            self.body.jq = None;
            self.body.payload.refresh();
            return;
        }
        let in_report = self.focus == Pane::Detail && self.shown_tab() == Tab::Report;
        if in_report && self.reporting.page.take().is_some() {
            return;
        }
        if self.focus == Pane::Events && self.filter.sorted.is_on() {
            self.as_arrived(inspection);
            return;
        }
        match (self.screen, self.focus) {
            (Screen::Calls, Pane::Detail) => self.focus = Pane::Calls,
            (Screen::Calls, _) => self.go(Pane::Sessions),
            (Screen::Sessions, Pane::Detail) => self.focus = Pane::Events,
            (Screen::Sessions, _) => self.focus = Pane::Sessions,
        }
    }

    /// Goes into what is under the cursor.
    pub(super) fn open(&mut self, inspection: &Inspection) {
        match self.focus {
            Pane::Sessions => {
                self.settled = true;
                self.focus = Pane::Events;
            }
            Pane::Timeline => self.focus = Pane::Events,
            Pane::Calls => {
                self.focus = Pane::Detail;
                self.tab = Tab::Raw;
            }
            Pane::Events => {
                // Raw call and state are of the event, too; whoever goes through events in them stays there.
                if !matches!(self.shown_tab(), Tab::Raw | Tab::State) {
                    self.turn_to(Tab::Payload);
                }
                self.focus = Pane::Detail;
            }
            Pane::Detail if self.shown_tab() == Tab::Findings => self.open_finding(inspection),
            Pane::Detail if self.shown_tab() == Tab::Report => self.open_number(inspection),
            Pane::Detail => {}
        }
    }

    /// Shows the payload of the event under the cursor, at a place of it.
    pub(in crate::app) fn show_payload(&mut self, path: Option<String>) {
        self.focus = Pane::Detail;
        self.turn_to(Tab::Payload);
        self.body.reveal = path.filter(|path| !path.is_empty());
    }

    /// Goes to a pane, and to the screen that it is on.
    pub(super) fn go(&mut self, pane: Pane) {
        match pane {
            Pane::Calls => self.screen = Screen::Calls,
            Pane::Detail => {}
            Pane::Sessions | Pane::Timeline | Pane::Events => self.screen = Screen::Sessions,
        }
        self.focus = pane;
    }

    /// Goes to a tab, and to the screen that it is on.
    pub(super) fn show_tab(&mut self, tab: Tab) {
        if matches!(
            tab,
            Tab::State | Tab::Findings | Tab::Report | Tab::Qoe | Tab::Order
        ) {
            self.screen = Screen::Sessions;
        }
        self.turn_to(tab);
        self.focus = Pane::Detail;
    }

    /// Shows a tab, a page of text from its start.
    fn turn_to(&mut self, tab: Tab) {
        if self.tab != tab {
            self.lists.page = List {
                rows: self.lists.page.rows,
                ..List::text()
            };
        }
        self.tab = tab;
    }

    /// To a pane so many further round the screen.
    pub(super) fn turn_pane(&mut self, by: isize) {
        let panes: &[Pane] = match self.screen {
            Screen::Sessions => &[Pane::Sessions, Pane::Timeline, Pane::Events, Pane::Detail],
            Screen::Calls => &[Pane::Calls, Pane::Detail],
        };
        self.focus = turned(panes, self.focus, by);
    }

    /// To a tab so many further round.
    pub(super) fn turn_tab(&mut self, by: isize) {
        let tabs: &[Tab] = match self.screen {
            Screen::Sessions => &Tab::ALL,
            Screen::Calls => &[Tab::Payload, Tab::Raw],
        };
        self.turn_to(turned(tabs, self.shown_tab(), by));
        self.focus = Pane::Detail;
    }
}

/// The one so many further round a circle.
fn turned<T: Copy + PartialEq>(all: &[T], from: T, by: isize) -> T {
    let here = all.iter().position(|one| *one == from).unwrap_or(0);
    let len = isize::try_from(all.len()).unwrap_or(1).max(1);
    let next = isize::try_from(here)
        .unwrap_or(0)
        .saturating_add(by)
        .rem_euclid(len);
    usize::try_from(next)
        .ok()
        .and_then(|next| all.get(next).copied())
        .unwrap_or(from)
}
