//! A walk through a session: each counted event with what it did.

use crate::session::{Activity, Machine, Playback, Session, Snapshot};
use crate::wire::event::{Event, Micros};

/// A counted event with what it did, on a walk through the session.
#[derive(Debug, Clone, Copy)]
pub struct Passed<'a> {
    /// Its index among the arrivals.
    pub index: usize,
    /// What it says.
    pub event: &'a Event,
    /// Its `ts`, ms since the Unix epoch.
    pub ts: i64,
    /// Its playhead, µs.
    pub playhead: Micros,
    /// The state before it.
    pub before: Snapshot,
    /// The state machine after it.
    pub machine: &'a Machine,
    /// The time from it to the next counted event, ms; 0 for the last one.
    pub ms: i64,
    /// The playhead of the next counted event.
    pub next: Option<Micros>,
    /// That time is part of a stall.
    pub stalled: bool,
}

impl Passed<'_> {
    /// Content plays after it.
    pub(super) fn plays_content(&self) -> bool {
        self.machine.snapshot().plays_content() && !self.stalled
    }

    /// An ad plays after it.
    pub(super) fn plays_ad(&self) -> bool {
        let is = self.machine.snapshot();
        is.playback == Playback::Playing && is.ad_break.is_some() && is.ad.is_some()
    }
}

impl Session {
    /// Walks the counted events in effective order.
    pub fn walk(&self, mut each: impl FnMut(&Passed<'_>)) {
        let arrivals = self.arrivals();
        let mut machine = Machine::new(self.clock());
        if !arrivals[0].passes() {
            machine.enter(0, arrivals, None);
        }
        let lanes = self.lanes();
        let stalls = lanes.playback.iter();
        let mut stalls = stalls
            .filter(|span| span.kind == Activity::Stalled)
            .peekable();
        let mut stalled = false;
        for (position, index) in self.counted().iter().enumerate() {
            let Some((event, ts, playhead)) = arrivals[*index as usize].place() else {
                continue;
            };
            let before = machine.snapshot();
            machine.enter(*index, arrivals, None);
            if stalled && stalls.peek().and_then(|span| span.closed_by) == Some(*index) {
                stalls.next();
                stalled = false;
            }
            stalled |= stalls.peek().is_some_and(|span| span.opened_by == *index);
            let next = self.counted().get(position + 1);
            let next = next.and_then(|next| arrivals[*next as usize].place());
            each(&Passed {
                index: *index as usize,
                event,
                ts,
                playhead,
                before,
                machine: &machine,
                ms: next.map_or(0, |(_, then, _)| then.saturating_sub(ts).max(0)),
                next: next.map(|(_, _, playhead)| playhead),
                stalled,
            });
        }
    }
}
