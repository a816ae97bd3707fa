//! Opening a comparison, moving in it, and leaving it.

use super::{Comparing, Line, Mode, Spot};
use crate::app::action::{Action, Effect, Message, Pane};
use crate::app::{App, List, Screen};
use crate::exchange::Exchange;
use crate::inspection::{Inspection, Watched};
use crate::output::diff::{Bodies, Compared, Options, between};

impl App {
    /// Opens a comparison: of the session under the cursor, or of the event.
    pub(in crate::app) fn open_comparison(&mut self, inspection: &Inspection) -> Vec<Effect> {
        if self.screen == Screen::Calls {
            let key = self.keys.first("sessions");
            let why =
                format!("calls without a session are not compared; {key} goes to the sessions");
            self.message = Some(Message::bad(why));
            return Vec::new();
        }
        let Some(session) = self.session else {
            return Vec::new();
        };
        let arrival = self.arrival().unwrap_or(0);
        let here = Spot { session, arrival };
        let (mode, partner) = if self.focus == Pane::Sessions {
            (Mode::Sessions, self.other_session(inspection, here))
        } else {
            (Mode::Events, self.other_event(inspection, here))
        };
        match (partner, mode) {
            // What was first stands left: what is new is then what is extra.
            (Some(later), Mode::Sessions) if self.compare_from.is_none() && later > here => {
                self.begin(Comparing::new(mode, here, later), inspection)
            }
            (Some(a), mode) => self.begin(Comparing::new(mode, a, here), inspection),
            (None, Mode::Sessions) => {
                let why = "there is no other session to compare: playscope open A B opens two recordings as one";
                self.message = Some(Message::bad(why));
                Vec::new()
            }
            (None, Mode::Events) => {
                let why = "no other event has this type";
                self.message = Some(Message::bad(why));
                Vec::new()
            }
        }
    }

    fn begin(&mut self, comparing: Comparing, inspection: &Inspection) -> Vec<Effect> {
        let effects = match comparing.mode {
            Mode::Sessions => vec![Effect::Compare(comparing.a.session, comparing.b.session)],
            Mode::Events => {
                let both = [comparing.a, comparing.b];
                let events = both.iter().filter_map(|spot| spot.event(inspection));
                events.map(|event| Effect::Fetch(event.seq)).collect()
            }
        };
        let rows = self.comparing.take().map_or(0, |before| before.list.rows);
        self.comparing = Some(Comparing {
            list: List {
                rows,
                ..List::default()
            },
            ..comparing
        });
        effects
    }

    /// The session to compare with: that of the event taken, one before or after with the same content, any before or
    /// after.
    fn other_session(&self, inspection: &Inspection, here: Spot) -> Option<Spot> {
        let sessions = inspection.sessions();
        let own = sessions.get(here.session)?.glance().start;
        let like = |index: &usize| {
            let start = sessions[*index].glance().start;
            start.media_id.is_some() && start.media_id == own.media_id
        };
        let taken = self
            .compare_from
            .filter(|spot| spot.session != here.session);
        let taken = taken.map(|spot| spot.session);
        let same = (0..here.session).rev().find(like);
        let later = (here.session + 1..sessions.len()).find(like);
        let before = here.session.checked_sub(1);
        let after = Some(here.session + 1).filter(|after| *after < sessions.len());
        let session = taken.or(same).or(later).or(before).or(after)?;
        Some(Spot {
            session,
            arrival: 0,
        })
    }

    /// The event to compare with: the one that was taken, or the one before or after of the same type.
    fn other_event(&self, inspection: &Inspection, here: Spot) -> Option<Spot> {
        self.compare_from
            .filter(|spot| *spot != here)
            .or_else(|| next_alike(inspection, here, here, false))
            .or_else(|| next_alike(inspection, here, here, true))
    }

    /// Takes an action while a comparison is open; `None` when it is not about it.
    pub(in crate::app) fn in_comparison(
        &mut self,
        action: &Action,
        inspection: &Inspection,
    ) -> Option<Vec<Effect>> {
        let comparing = self.comparing.as_mut()?;
        match *action {
            Action::Move(by) => comparing.list.step(by),
            Action::Page(by) => comparing.list.page(by),
            Action::Wheel(_, by) => comparing.list.scroll(by),
            Action::First => comparing.list.select(0),
            Action::Last => comparing.list.select(usize::MAX),
            Action::Point(row) if row == comparing.list.at => self.leave_to(inspection),
            Action::Point(row) => comparing.list.select(row),
            Action::Open => self.leave_to(inspection),
            Action::Back | Action::Compare => self.comparing = None,
            Action::Swap => {
                let (a, b, mode) = (comparing.b, comparing.a, comparing.mode);
                return Some(self.begin(Comparing::new(mode, a, b), inspection));
            }
            Action::Partner(forward) => return Some(self.next_partner(forward, inspection)),
            Action::CompareAs => return Some(self.other_mode(inspection)),
            Action::CompareAll => {
                comparing.all = !comparing.all;
                comparing.lay();
            }
            Action::CompareFrom => {
                self.compare_from = Some(comparing.b);
                self.comparing = None;
                let key = self.keys.first("compare");
                let said = format!("kept: go to any event or session and press {key}");
                self.message = Some(Message::good(said));
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Goes to the event of the line under the cursor.
    fn leave_to(&mut self, inspection: &Inspection) {
        let spot = self.comparing.as_ref().and_then(Comparing::spot);
        let Some(spot) = spot else {
            self.message = Some(Message::good("this line belongs to no single event"));
            return;
        };
        self.comparing = None;
        self.show_event(inspection, spot.session, spot.arrival);
        self.focus = Pane::Events;
    }

    fn next_partner(&mut self, forward: bool, inspection: &Inspection) -> Vec<Effect> {
        let Some(now) = &self.comparing else {
            return Vec::new();
        };
        let (mode, a, b) = (now.mode, now.a, now.b);
        let found = match mode {
            Mode::Events => next_alike(inspection, a, b, forward),
            Mode::Sessions => {
                let other = |index: &usize| *index != b.session;
                let session = if forward {
                    (a.session + 1..inspection.sessions().len()).find(other)
                } else {
                    (0..a.session).rev().find(other)
                };
                session.map(|session| Spot {
                    session,
                    arrival: 0,
                })
            }
        };
        if let Some(a) = found {
            return self.begin(Comparing::new(mode, a, b), inspection);
        }
        let (what, where_to) = (
            if mode == Mode::Events {
                "event of this type"
            } else {
                "session"
            },
            if forward { "after" } else { "before" },
        );
        self.message = Some(Message::good(format!("there is no {what} {where_to} it")));
        Vec::new()
    }

    /// From the sessions to the payloads of the events under the cursor, and back.
    fn other_mode(&mut self, inspection: &Inspection) -> Vec<Effect> {
        let Some(now) = &self.comparing else {
            return Vec::new();
        };
        let (mut a, mut b) = (now.a, now.b);
        if now.mode == Mode::Events {
            if a.session == b.session {
                let key = self.keys.first("compare");
                let why = format!(
                    "both events are of one session; {key} in the list of sessions compares two"
                );
                self.message = Some(Message::bad(why));
                return Vec::new();
            }
            return self.begin(Comparing::new(Mode::Sessions, a, b), inspection);
        }
        let row = match now.line() {
            Some(Line::Event(row)) => now.compared.as_ref().and_then(|all| all.rows.get(*row)),
            _ => None,
        };
        if let Some((Some(from), Some(to))) = row.map(|row| (row.a, row.b)) {
            (a.arrival, b.arrival) = (from, to);
            return self.begin(Comparing::new(Mode::Events, a, b), inspection);
        }
        self.message = Some(Message::bad("this line has no event on both sides"));
        Vec::new()
    }

    /// Takes a call that was fetched for a comparison.
    pub(in crate::app) fn fetched_for_comparison(
        &mut self,
        seq: u64,
        exchange: Option<&Exchange<'static>>,
        inspection: &Inspection,
    ) {
        let Some(comparing) = self.comparing.as_mut() else {
            return;
        };
        if comparing.mode != Mode::Events || !comparing.is_waiting() {
            return;
        }
        let events = [comparing.a, comparing.b].map(|spot| spot.event(inspection));
        for (body, event) in comparing.bodies.iter_mut().zip(events) {
            if event.is_some_and(|event| event.seq == seq) {
                comparing.missing |= exchange.is_none();
                *body = exchange.map(|exchange| Box::new(exchange.clone()));
            }
        }
        let payload = |place: usize| {
            let exchange = comparing.bodies[place].as_deref()?;
            let fetch = |_| Some(exchange.clone());
            Bodies::default().get(&fetch, events[place]?)
        };
        if let (Some(a), Some(b)) = (payload(0), payload(1)) {
            comparing.leaves = between(&a, &b, &Options::default(), false);
            comparing.lay();
        }
    }

    /// Takes how much of two sessions is compared.
    pub(in crate::app) fn comparing_on(&mut self, a: usize, b: usize, percent: usize) {
        if let Some(comparing) = self
            .comparing
            .as_mut()
            .filter(|comparing| comparing.waits_for(a, b))
        {
            comparing.percent = percent;
        }
    }

    /// Takes what differs between two sessions.
    pub(in crate::app) fn compared(&mut self, a: usize, b: usize, compared: Box<Compared>) {
        if let Some(comparing) = &mut self.comparing
            && comparing.waits_for(a, b)
        {
            comparing.compared = Some(compared);
            comparing.lay();
        }
    }
}

/// The next event of the same type after (or before) one, in any session, other than the one it is compared with.
fn next_alike(inspection: &Inspection, from: Spot, than: Spot, forward: bool) -> Option<Spot> {
    let kind = than.event(inspection)?.event.as_ref()?.kind;
    let fits = |spot: &Spot| {
        let event = spot
            .event(inspection)
            .and_then(|arrival| arrival.event.as_ref());
        *spot != than && event.is_some_and(|event| event.kind == kind)
    };
    let spots = |session: usize| {
        let watched = inspection.sessions().get(session);
        let count = watched.map_or(0, Watched::events);
        (0..count).map(move |arrival| Spot { session, arrival })
    };
    if forward {
        let sessions = from.session..inspection.sessions().len();
        let mut all = sessions.flat_map(spots).filter(|spot| *spot > from);
        return all.find(fits);
    }
    let mut all = (0..=from.session)
        .rev()
        .flat_map(|session| spots(session).rev())
        .filter(|spot| *spot < from);
    all.find(fits)
}
