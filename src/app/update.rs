//! One action, and what follows from it.

use crate::exchange::Time;
use crate::inspection::{Inspection, Watched, Where};
use crate::session::Status;

use super::action::{Action, Effect, Message, Pane, Tab};
use super::list::List;
use super::menu::Kind;
use super::{App, Screen};

impl App {
    /// Takes an action; the program must do what is returned.
    pub fn update(&mut self, action: Action, inspection: &Inspection) -> Vec<Effect> {
        let (hint, leaving) = (self.way.hint, action == Action::Quit);
        let over_it = self.menu.is_some() || self.typing.is_some() || self.way.labels;
        if let Some(hint) = hint.filter(|_| action == Action::Back && !over_it) {
            return vec![self.read_hint(hint)];
        }
        let mut effects = self.take_action(action, inspection);
        if let Some(hint) = hint.filter(|_| leaving || self.due_hint(inspection) != self.way.hint) {
            // Before what else is to be done: that may be leaving.
            effects.insert(0, self.read_hint(hint));
        }
        effects
    }

    fn take_action(&mut self, action: Action, inspection: &Inspection) -> Vec<Effect> {
        if !action.is_news() {
            self.message = None;
        }
        if self.menu.is_none() {
            let taken = self.in_editor(&action, inspection);
            let taken = taken.or_else(|| self.in_comparison(&action, inspection));
            if let Some(effects) = taken {
                return effects;
            }
        }
        match action {
            news if news.is_news() => self.take_news(news, inspection),
            Action::Quit => return vec![Effect::Quit],
            Action::Suspend => return vec![Effect::Suspend],
            Action::Redraw => return vec![Effect::Redraw],
            Action::Demo => return vec![Effect::Demo],
            Action::Mouse => {
                self.mouse = !self.mouse;
                return vec![Effect::Mouse(self.mouse)];
            }
            Action::Labels => self.way.labels = true,
            Action::Letter(chord) => return self.go_by_letter(chord, inspection),
            Action::Help => self.toggle_menu(Kind::Help, inspection),
            Action::Palette => self.toggle_menu(Kind::Palette, inspection),
            Action::Here => self.toggle_menu(Kind::Here, inspection),
            Action::Theme => self.toggle_menu(Kind::Themes, inspection),
            Action::Filters => self.list_filters(inspection),
            Action::SaveFilter => self.name_filter(),
            Action::Columns => self.list_columns(inspection),
            Action::Choose(chord) => return self.choose(chord, inspection),
            Action::Point(row) => return self.point_at_menu(row, inspection),
            Action::Open if self.menu.is_some() => return self.run(inspection),
            Action::Back if self.menu.is_some() => return self.close_menu(),
            Action::Paste(text) if self.menu.is_some() => self.paste_into_menu(&text, inspection),
            Action::Enlarge => self.enlarged = !self.enlarged,
            Action::Edit => self.edit(inspection),
            Action::Edited(_) => {}
            Action::Send | Action::SendTo => {
                let key = self.keys.first("edit");
                let why = format!("nothing is edited: {key} edits the payload of the event");
                self.message = Some(Message::bad(why));
            }
            Action::Compare => return self.open_comparison(inspection),
            Action::Partner(_)
            | Action::CompareAs
            | Action::CompareAll
            | Action::Swap
            | Action::CompareFrom => {
                let key = self.keys.first("compare");
                let why = format!("nothing is compared: {key} compares the event, or the session");
                self.message = Some(Message::bad(why));
            }
            Action::Copy(what) => return self.copy(what, inspection),
            Action::Mute => return self.mute(inspection),
            Action::Mark(verdict) => return self.mark(verdict, inspection),
            Action::Type(chord) => return self.typed(chord, inspection),
            Action::Paste(text) => self.paste(&text),
            Action::Note => self.write_note(inspection),
            Action::Moment => self.type_moment(inspection),
            Action::Jq => self.type_jq(),
            Action::Back if self.filter.progress.is_some() => return vec![Effect::StopSearch],
            Action::Search => self.type_search(),
            Action::LeaveOut => self.leave_out(),
            Action::AsSent => self.as_sent(),
            Action::Mend => return self.mend(inspection),
            other => {
                // What goes elsewhere is seen only without the comparison.
                self.comparing = None;
                self.travel(&other, inspection);
            }
        }
        Vec::new()
    }

    /// Takes what the program found out or was told.
    fn take_news(&mut self, news: Action, inspection: &Inspection) {
        match news {
            Action::Tick(now) => self.now = Some(now),
            Action::Beat(now) => self.beat(now, inspection),
            Action::Fetched(seq, exchange) => {
                self.fetched_for_comparison(seq, exchange.as_deref(), inspection);
                self.take(seq, exchange);
            }
            Action::Peeked(seq, exchange) => self.peeked(seq, exchange.as_deref()),
            Action::Searched(text, found, all) => self.searched(inspection, &text, found, all),
            Action::Searching(done, all) => {
                self.filter.progress = self.filter.progress.map(|_| (done, all));
            }
            Action::ComparingOn(a, b, percent) => self.comparing_on(a, b, percent),
            Action::Compared(a, b, compared) => self.compared(a, b, compared),
            Action::Say(message) => self.message = Some(message),
            // An answer to an editor that was closed meanwhile.
            _ => {}
        }
    }

    /// Brings what is derived from the inspection up to date; to be called before a frame is drawn.
    pub fn refresh(&mut self, inspection: &Inspection) -> Vec<Effect> {
        self.follow_sessions(inspection);
        self.follow_events(inspection, self.now);
        self.lists.calls.grow(inspection.calls().len());
        self.count_live(inspection);
        let arrival = self.arrival();
        let reported = matches!(self.shown_tab(), Tab::State | Tab::Report);
        self.known
            .refresh(inspection, self.session, arrival, reported, self.now);
        if let Some(session) = self.session {
            let filter = &self.filter;
            let row = |arrival| filter.row_exactly(arrival);
            let rows = (self.lists.events.len, filter.sorted.turns());
            self.known.mark(inspection, session, rows, row);
        }
        self.find_hits(inspection);
        if self.tab == Tab::Findings {
            let at = self.lists.findings.at;
            let row = self.found.refresh(inspection, self.session, self.now, at);
            self.lists.findings.grow(self.found.rows.len());
            if row != at {
                self.lists.findings.select(row);
            }
        }
        self.refresh_report(inspection);
        self.way.hint = self.due_hint(inspection);
        self.keep_cursor_in_view(inspection);
        let wanted = self.subject(inspection);
        if wanted == self.body.wanted {
            return Vec::new();
        }
        let same_call = wanted.map(|(seq, _)| seq) == self.body.wanted.map(|(seq, _)| seq);
        self.body.wanted = wanted;
        if same_call && self.body.exchange.is_some() {
            return Vec::new();
        }
        self.body.missing = false;
        if wanted.is_none() {
            // What was shown before would be taken for a call that is not there.
            self.body.exchange = None;
        }
        // The old body stays on the screen until the new one is there, so that stepping does not flicker.
        wanted
            .map(|(seq, _)| Effect::Fetch(seq))
            .into_iter()
            .collect()
    }

    /// Finds the rows that the search finds, when search or session changed.
    fn find_hits(&mut self, inspection: &Inspection) {
        let (Some(session), false) = (self.session, self.filter.search.is_empty()) else {
            self.known.hits.clear();
            self.known.searched = None;
            return;
        };
        let rows = self.lists.events.len;
        let key = (
            session,
            (rows, self.filter.sorted.turns()),
            self.filter.search.clone(),
            self.filter.found.len(),
        );
        if self.known.searched.as_ref() != Some(&key) {
            self.known.hits = self.hit_rows(inspection);
            self.known.searched = Some(key);
        }
    }

    /// A session selects itself only when there is none, or when the selected one is followed and over.
    fn follow_sessions(&mut self, inspection: &Inspection) {
        let sessions = inspection.sessions();
        self.order.refresh(inspection, self.session, self.now);
        let over = |session: usize| {
            sessions
                .get(session)
                .is_none_or(|watched| watched.glance().status() != Status::Open)
        };
        let (follow, live) = (self.lists.sessions.follow, self.is_live());
        let wish = match (self.session, self.order.newest()) {
            (None, Some(last)) if live => Some(last),
            (None, Some(_)) => self.order.session(0),
            (Some(_), Some(last)) if follow => Some(last),
            (Some(session), Some(last))
                if live
                    && !self.settled
                    && self.lists.events.follow
                    && session < last
                    && over(session)
                    && !over(last) =>
            {
                Some(last)
            }
            (session, _) => session,
        };
        let cursor = &mut self.lists.sessions;
        cursor.grow(self.order.len(sessions.len()));
        if !follow && let Some(row) = wish.and_then(|session| self.order.row(session)) {
            cursor.at = row;
            let rows = cursor.rows;
            cursor.fit(rows);
        }
        if let Some(session) = wish.filter(|_| self.session != wish) {
            self.enter(session);
        }
    }

    /// Counts the open sessions: once a second, or when one was opened.
    fn count_live(&mut self, inspection: &Inspection) {
        let Some(now) = self.now else {
            return;
        };
        let key = (now.ms() / 1000, inspection.sessions().len());
        if self.counted.replace(key) != Some(key) {
            let open = |watched: &&Watched| watched.glance().status_at(now) == Status::Open;
            self.live = inspection.sessions().iter().filter(open).count();
        }
    }

    /// Makes a session the selected one; its events are followed.
    pub(super) fn enter(&mut self, session: usize) {
        self.session = Some(session);
        self.lists.events = List {
            rows: self.lists.events.rows,
            ..List::following()
        };
        self.time.window = None;
        self.time.corner = None;
    }

    /// Brings the rows of the events up to date; without a time at once, whatever it costs.
    pub(super) fn follow_events(&mut self, inspection: &Inspection, now: Option<Time>) {
        let Some(session) = self.session else {
            self.lists.events.grow(0);
            return;
        };
        let held = (!self.lists.events.follow)
            .then(|| self.arrival())
            .flatten();
        let changed = self.filter.refresh(inspection, session, now);
        let arrivals = self.watched(inspection).map_or(0, Watched::events);
        let events = &mut self.lists.events;
        events.grow(self.filter.len(arrivals));
        if let (true, Some(arrival)) = (changed, held) {
            events.at = self.filter.row(arrival).min(events.len.saturating_sub(1));
            events.grow(events.len);
        }
    }

    fn take(&mut self, seq: u64, exchange: Option<Box<crate::exchange::Exchange<'static>>>) {
        self.reporting.what_if.fetched(seq, exchange.as_deref());
        if self.body.wanted.map(|(wanted, _)| wanted) != Some(seq) {
            return;
        }
        self.body.missing = exchange.is_none();
        self.body.exchange = exchange;
    }

    /// Goes to where an exchange is shown.
    pub(super) fn show(&mut self, inspection: &Inspection, seq: u64, item: Option<u32>) {
        match inspection.locate(seq) {
            Some(Where::Session { session, arrival }) => {
                let arrival = arrival + item.unwrap_or(0) as usize;
                self.show_event(inspection, session, arrival);
            }
            Some(Where::Call(index)) => {
                self.screen = Screen::Calls;
                self.focus = Pane::Calls;
                self.lists.calls.select(index);
            }
            None => self.message = Some(Message::bad("its call is not known any more")),
        }
    }

    /// Selects an event of a session, taking a filter off that would hide it.
    pub(super) fn show_event(&mut self, inspection: &Inspection, session: usize, arrival: usize) {
        self.screen = Screen::Sessions;
        self.settled = true;
        if self.session != Some(session) {
            self.show_session(inspection, session);
            self.enter(session);
        }
        self.follow_events(inspection, None);
        if self.filter.row_exactly(arrival).is_none() {
            self.filter.toggle();
            self.message = Some(Message::good("the filter is off: it hides this event"));
            self.follow_events(inspection, None);
        }
        self.lists.events.select(self.filter.row(arrival));
    }

    /// Puts the cursor of the sessions on one, taking a filter off that would hide it.
    fn show_session(&mut self, inspection: &Inspection, session: usize) {
        if self.order.row(session).is_none() && self.order.sieve.asked.is_on() {
            self.order.sieve.asked.toggle();
            self.order.forget();
            self.order.refresh(inspection, None, None);
            let said = "the filter of sessions is off: it hides this one";
            self.message = Some(Message::good(said));
        }
        let sessions = &mut self.lists.sessions;
        sessions.grow(self.order.len(inspection.sessions().len()));
        if let Some(row) = self.order.row(session) {
            sessions.select(row);
        }
    }
}
