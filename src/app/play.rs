//! Playing a session: its events come at their times, as if it were live, at once to sixty times the speed.

use super::App;
use super::action::Message;
use crate::exchange::Time;
use crate::inspection::Inspection;
use crate::session::Session;

/// How many times faster than it was.
pub const PACES: &[i64] = &[1, 2, 5, 10, 30, 60];

/// What is being played, and how fast.
#[derive(Debug, Default)]
pub struct Play {
    /// Index into [`PACES`].
    pace: usize,
    reel: Option<Reel>,
}

/// A session being played.
#[derive(Debug)]
struct Reel {
    session: usize,
    /// The arrival that is shown.
    shown: usize,
    /// When by the clock it began to be shown; `None` before the clock was told.
    since: Option<Time>,
}

impl Play {
    /// Something is being played: so many times faster than it was.
    pub fn pace(&self) -> Option<i64> {
        self.reel.as_ref().map(|_| PACES[self.pace])
    }
}

/// When an event was sent by the player's clock, µs: a capture may have been made at another speed, and a batch
/// arrives at once. One without a time comes with the one before it.
fn when(session: &Session, index: usize) -> Option<i64> {
    let until = session.arrivals().get(..=index)?.iter().rev();
    let mut times = until.filter_map(|arrival| arrival.event.as_ref()?.ts());
    Some(times.next()?.saturating_mul(1000))
}

impl App {
    /// Plays the selected session on from its selected event, or stops.
    pub(super) fn toggle_play(&mut self, inspection: &Inspection) {
        if self.play.reel.take().is_some() {
            self.message = Some(Message::good("stopped"));
            return;
        }
        // What is played comes in the order in which it came.
        self.as_arrived(inspection);
        let (Some(session), Some(_)) = (self.session, self.watched(inspection)) else {
            self.message = Some(Message::bad("there is no session to play"));
            return;
        };
        let events = &mut self.lists.events;
        // At its end it begins anew.
        let row = if events.at + 1 >= events.len {
            0
        } else {
            events.at
        };
        events.select(row);
        let Some(shown) = self.arrival() else {
            self.message = Some(Message::bad("the filter hides every event of the session"));
            return;
        };
        self.play.reel = Some(Reel {
            session,
            shown,
            since: None,
        });
        self.say_pace();
    }

    /// Plays at the next pace; after the last comes the first.
    pub(super) fn next_pace(&mut self) {
        self.play.pace = (self.play.pace + 1) % PACES.len();
        if let Some(reel) = &mut self.play.reel {
            // From here on: what was played stays.
            reel.since = None;
        }
        self.say_pace();
    }

    fn say_pace(&mut self) {
        let pace = PACES[self.play.pace];
        let verb = if self.play.reel.is_some() {
            "playing"
        } else {
            "plays"
        };
        self.message = Some(Message::good(format!("{verb} at ×{pace}")));
    }

    /// When by the clock the next event is due; at once before the clock was told, `None` when nothing is played.
    pub fn next_beat(&self, inspection: &Inspection) -> Option<Option<Time>> {
        let reel = self.play.reel.as_ref()?;
        let Some(since) = reel.since else {
            return Some(None);
        };
        let watched = inspection.sessions().get(reel.session)?;
        let next = self.filter.arrival(self.lists.events.at + 1);
        let wait = next.and_then(|next| {
            let (from, to) = (
                when(watched.session(), reel.shown)?,
                when(watched.session(), next)?,
            );
            Some(to.saturating_sub(from).max(0) / PACES[self.play.pace])
        });
        Some(Some(Time(since.0.saturating_add(wait.unwrap_or(0)))))
    }

    /// Takes the clock: shows the events whose time has come.
    pub(super) fn beat(&mut self, now: Time, inspection: &Inspection) {
        let (selected, arrival) = (self.session, self.arrival());
        let Some(reel) = &mut self.play.reel else {
            return;
        };
        let watched = inspection.sessions().get(reel.session);
        let (Some(watched), Some(at), true) = (watched, arrival, selected == Some(reel.session))
        else {
            // Another session was chosen.
            self.play.reel = None;
            return;
        };
        // Whoever moves meanwhile is followed.
        if reel.shown != at {
            (reel.shown, reel.since) = (at, None);
        }
        let since = *reel.since.get_or_insert(now);
        let passed = now.0.saturating_sub(since.0).max(0);
        let played = passed.saturating_mul(PACES[self.play.pace]);
        let session = watched.session();
        let until = when(session, at).map(|from| from.saturating_add(played));
        let due = |row| {
            let arrival = self.filter.arrival(row)?;
            (when(session, arrival)? <= until?).then_some(arrival)
        };
        let (first, len) = (self.lists.events.at, self.lists.events.len);
        let mut last = first;
        while last + 1 < len
            && let Some(arrival) = due(last + 1)
        {
            // Time goes on from the event's own time, so that nothing is lost by being shown late.
            let gone = when(session, arrival).zip(when(session, reel.shown));
            let gone = gone.map_or(0, |(to, from)| to.saturating_sub(from).max(0));
            let gone = gone / PACES[self.play.pace];
            reel.since = reel.since.map(|since| Time(since.0.saturating_add(gone)));
            reel.shown = arrival;
            last += 1;
        }
        if last > first {
            self.lists.events.select(last);
        }
        if last + 1 >= len {
            self.play.reel = None;
            self.message = Some(Message::good("played to the end"));
        }
    }
}
