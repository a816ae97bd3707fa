//! Moving about: through lists, panes, time and findings.

mod axis;
mod panes;

use crate::inspection::{Inspection, Watched};

use super::App;
use super::action::{Action, Pane, Tab};
use super::list::List;
use super::order::Sort;

impl App {
    /// Takes an action that only changes what is looked at.
    pub(super) fn travel(&mut self, action: &Action, inspection: &Inspection) {
        match *action {
            Action::Move(by) if self.walks_time() => self.walk(inspection, by),
            Action::Move(by) => self.scroll(|list| list.step(by)),
            Action::Page(by) => self.scroll(|list| list.page(by)),
            Action::First => self.scroll(|list| list.select(0)),
            Action::Last => self.last(),
            Action::Wheel(pane, by) => self.wheel(pane, by),
            Action::Select(pane, row) => self.select(inspection, pane, row),
            Action::Seek(place) => self.seek(inspection, place),
            Action::Play => self.toggle_play(inspection),
            Action::Pace => self.next_pace(),
            Action::Back => self.back(inspection),
            Action::Open => self.open(inspection),
            Action::Go(pane) => self.go(pane),
            Action::Show(tab) => self.show_tab(tab),
            Action::NextPane => self.turn_pane(1),
            Action::PreviousPane => self.turn_pane(-1),
            Action::NextTab => self.turn_tab(1),
            Action::PreviousTab => self.turn_tab(-1),
            Action::Boundary(forward) => self.boundary(inspection, forward),
            Action::Jump(severity, forward) => self.jump(inspection, severity, forward),
            Action::JumpMark(forward) => self.jump_mark(inspection, forward),
            Action::Hit(forward) => self.next_hit(inspection, forward),
            Action::Fold => self.fold(),
            Action::FoldTo(fold) => self.fold_to(fold),
            Action::FoldAll => self.body.payload.toggle_all(),
            Action::Zoom(_) | Action::Pan(_) | Action::Fit | Action::ZoomTo | Action::Axis => {
                self.look_at_time(action, inspection);
            }
            Action::Sort => {
                self.order.by = self.order.by.next();
                self.lists.sessions.follow = false;
                self.order.refresh(inspection, self.session, None);
                let row = self.session.and_then(|session| self.order.row(session));
                self.lists.sessions.select(row.unwrap_or(0));
            }
            Action::Scope => {
                self.found.everywhere = !self.found.everywhere;
                self.lists.findings = List {
                    rows: self.lists.findings.rows,
                    ..List::default()
                };
            }
            _ => self.choose_rows(action, inspection),
        }
    }

    /// The list that the keys of a pane move in.
    fn list(&mut self, pane: Pane) -> &mut List {
        let tab = self.shown_tab();
        match pane {
            Pane::Sessions => &mut self.lists.sessions,
            Pane::Timeline | Pane::Events => &mut self.lists.events,
            Pane::Calls => &mut self.lists.calls,
            Pane::Detail => match tab {
                Tab::Payload => &mut self.lists.payload,
                Tab::Findings => &mut self.lists.findings,
                Tab::Report if self.reporting.page.is_some() => &mut self.lists.number,
                Tab::Report => &mut self.lists.report,
                // They show what is at the cursor: the keys move that.
                Tab::Qoe | Tab::Order => &mut self.lists.events,
                Tab::Raw | Tab::State => &mut self.lists.page,
            },
        }
    }

    fn scroll(&mut self, by: impl FnOnce(&mut List)) {
        let focus = self.focus;
        by(self.list(focus));
        self.moved(focus);
    }

    /// The keys that move go through the events as they came, though their list stands in another order.
    fn walks_time(&self) -> bool {
        let shown = self.shown_tab();
        self.filter.sorted.is_on()
            && match self.focus {
                Pane::Timeline => true,
                Pane::Detail => matches!(shown, Tab::Qoe | Tab::Order),
                _ => false,
            }
    }

    fn walk(&mut self, inspection: &Inspection, by: isize) {
        let arrivals = self.watched(inspection).map_or(0, Watched::events);
        let next = self
            .arrival()
            .and_then(|here| self.filter.beside(here, by, arrivals));
        if let Some(next) = next {
            self.lists.events.select(self.filter.row(next));
        }
    }

    /// A cursor moved: what hangs on it goes along.
    fn moved(&mut self, pane: Pane) {
        if pane == Pane::Detail && self.shown_tab() == Tab::Report {
            self.follow_number();
        }
        if pane == Pane::Sessions {
            self.settled = true;
            let at = self.lists.sessions.at;
            let session = self.order.session(at);
            if let Some(session) = session.filter(|_| self.session != session)
                && at < self.lists.sessions.len
            {
                self.enter(session);
            }
        }
    }

    fn last(&mut self) {
        let focus = self.focus;
        // In another order than that of opening or arrival, what comes is not the last row.
        let sorted = match focus {
            Pane::Sessions => self.order.by != Sort::Opened,
            Pane::Timeline | Pane::Events => self.filter.sorted.is_on(),
            Pane::Detail | Pane::Calls => false,
        };
        if focus == Pane::Detail || sorted {
            self.scroll(|list| list.select(usize::MAX));
            return;
        }
        self.list(focus).follow();
        self.moved(focus);
    }

    fn wheel(&mut self, pane: Pane, by: isize) {
        if let Some(menu) = &mut self.menu {
            menu.list.scroll(by);
        } else if pane == Pane::Timeline {
            self.time.pan(self.whole(), by < 0);
        } else {
            // Looking around in the list of sessions selects none.
            if pane == Pane::Sessions {
                self.settled = true;
                self.lists.sessions.look(by);
            } else {
                self.list(pane).scroll(by);
            }
        }
    }

    fn select(&mut self, inspection: &Inspection, pane: Pane, row: usize) {
        self.focus = pane;
        let again = self.list(pane).at == row;
        self.list(pane).select(row);
        self.moved(pane);
        if again
            && pane == Pane::Detail
            && self.shown_tab() == Tab::Report
            && self.reporting.page.is_none()
        {
            self.open_number(inspection);
        }
        if again && pane == Pane::Detail && self.shown_tab() == Tab::Payload {
            self.body.payload.toggle(row);
        }
    }

    /// To the next or previous event that opens or closes something.
    fn boundary(&mut self, inspection: &Inspection, forward: bool) {
        let Some(here) = self.arrival() else {
            return;
        };
        let bounds = &self.known.boundaries;
        let next = bounds.partition_point(|arrival| *arrival <= here);
        let place = if forward {
            bounds.get(next)
        } else {
            let before = bounds.partition_point(|arrival| *arrival < here);
            before.checked_sub(1).and_then(|before| bounds.get(before))
        };
        match place {
            Some(arrival) => {
                let row = self.filter.row(*arrival);
                self.lists.events.select(row);
            }
            None if forward => self.walk(inspection, isize::MAX),
            None => self.walk(inspection, isize::MIN),
        }
    }

    fn fold(&mut self) {
        if self.shown_tab() == Tab::Findings {
            self.found.toggle(self.lists.findings.at);
        } else {
            self.body.payload.toggle(self.lists.payload.at);
        }
    }

    fn fold_to(&mut self, fold: bool) {
        let row = self.lists.payload.at;
        if let Some(row) = self.body.payload.step(row, fold) {
            self.lists.payload.select(row);
        }
    }
}

/// What a session is called: its content's name or id, else its own id.
pub fn name_of(watched: &Watched) -> String {
    let glance = watched.glance();
    let start = glance.start;
    let name = start.name.as_deref().filter(|name| !name.trim().is_empty());
    let id = start.media_id.as_deref().filter(|id| !id.trim().is_empty());
    name.or(id).unwrap_or(glance.sid).to_owned()
}

/// The index `step` further round a circle.
pub(super) fn turn(from: usize, step: usize, len: usize, forward: bool) -> Option<usize> {
    let by = step.checked_rem(len)?;
    Some(if forward {
        (from + by) % len
    } else {
        (from + len - by) % len
    })
}
