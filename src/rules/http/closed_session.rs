//! http/closed-session: an event for a session that is over, by the clock of arrival.

use super::super::course::lasting;
use super::super::{Finding, Rule, Severity, sources};
use crate::exchange::Time;
use crate::session::{Arrival, SILENCE_MS, STILLNESS_MS};
use crate::wire::EventType;
use crate::wire::event::Micros;

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "http/closed-session",
    severity: Severity::Error,
    once: true,
    what: "An event arrives after sessionEnd, more than 10 min after the session's last event, or more than 30 min after \
           the playhead last moved. One that merely raced sessionEnd, and a second sessionEnd, are only noted.",
    cost: "The service answers 410 and drops the event.",
    fix: "Send sessionEnd last. After 10 min of silence or 30 min of stillness open a new session; send pings in pauses \
          too.",
    sources: &[sources::IMPLEMENTATION, sources::GUIDE_TIMEOUT],
    wrong: "0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionEnd\n@status 410\n13 11 ping",
    right: "0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

/// What the clock of arrival knows about a session.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Watch {
    /// `ts` and arrival of the first sessionEnd that passed.
    ended: Option<(i64, Time)>,
    /// When the last event that passed arrived, the session being open.
    last: Option<Time>,
    /// When the playhead last moved, and where to.
    moved: Option<(Time, Micros)>,
    /// A time-out closed it; it stays closed.
    timed_out: Option<Cause>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    Silence,
    Stillness,
}

/// Less than this is no movement.
const STILL: Micros = 1_000;

impl Watch {
    /// Takes the event that opened the session, or an item of its batch.
    pub(in super::super) fn open(&mut self, arrival: &Arrival) {
        self.last = Some(arrival.at);
        self.follow(arrival);
    }

    /// Judges an event in order of arrival, then takes it in.
    pub(in super::super) fn judge(&mut self, arrival: &Arrival) -> Option<Finding> {
        self.time_out(arrival.at);
        let finding = self.finding(arrival);
        if arrival.passes() && self.timed_out.is_none() && self.ended.is_none() {
            self.last = Some(arrival.at);
        }
        self.follow(arrival);
        finding
    }

    /// A refused event keeps no session alive, so what the clock closed stays closed.
    fn time_out(&mut self, at: Time) {
        let since = |time: Option<Time>| time.map_or(0, |time| at.0.saturating_sub(time.0));
        if self.timed_out.is_some() || self.ended.is_some() {
            return;
        }
        if since(self.last) > SILENCE_MS * 1_000 {
            self.timed_out = Some(Cause::Silence);
        } else if since(self.moved.map(|(time, _)| time)) > STILLNESS_MS * 1_000 {
            self.timed_out = Some(Cause::Stillness);
        }
    }

    fn follow(&mut self, arrival: &Arrival) {
        let event = arrival.event.as_ref().filter(|_| arrival.passes());
        let Some((event, ts, playhead)) =
            event.and_then(|event| Some((event, event.ts()?, event.playhead()?)))
        else {
            return;
        };
        if event.kind == EventType::SessionEnd && self.ended.is_none() {
            self.ended = Some((ts, arrival.at));
        }
        let moves = |(_, from): (Time, Micros)| playhead.abs_diff(from) > STILL.unsigned_abs();
        if self.timed_out.is_none() && self.moved.is_none_or(moves) {
            self.moved = Some((arrival.at, playhead));
        }
    }

    fn finding(&self, arrival: &Arrival) -> Option<Finding> {
        let event = arrival.event.as_ref();
        let kind = event.map_or("An event", |event| event.kind.name());
        let note = |message: String| {
            Some(
                RULE.finding(arrival.seq, None, "", message)
                    .severity(Severity::Note),
            )
        };
        let error = |message: String| Some(RULE.finding(arrival.seq, None, "", message));
        let after = |time: Time| {
            let micros = arrival.at.0.saturating_sub(time.0);
            lasting(micros.saturating_add(999) / 1_000)
        };
        if let Some((end, at)) = self.ended {
            return match event {
                Some(event) if event.kind == EventType::SessionEnd => {
                    note("A second sessionEnd arrived; it does nothing.".to_owned())
                }
                Some(event) if event.ts().is_some_and(|ts| ts < end) => {
                    let early = event.ts().map_or(0, |ts| end.saturating_sub(ts));
                    note(format!(
                        "{kind} arrived after the sessionEnd that it precedes by {early} ms: it raced it, and counts."
                    ))
                }
                _ => error(format!("{kind} arrived {} after sessionEnd.", after(at))),
            };
        }
        match self.timed_out {
            Some(Cause::Silence) => error(format!(
                "{kind} arrived {} after the session's last event: 10 min of silence closed the session.",
                after(self.last.unwrap_or(arrival.at))
            )),
            Some(Cause::Stillness) => error(format!(
                "{kind} arrived {} after the playhead last moved: 30 min of stillness closed the session.",
                after(self.moved.map_or(arrival.at, |(time, _)| time))
            )),
            None if arrival.status == 410 => {
                error(format!("{kind} was answered 410: the session was closed."))
            }
            None => None,
        }
    }
}
