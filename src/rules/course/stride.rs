//! One event on its way through the rules: where it stands, and the step that led to it.

use super::{Facts, small};
use crate::session::{Machine, Playback, Snapshot, Step};
use crate::wire::{Event, EventType, event::Micros};

/// An event as the rules about structure see it: those that its faults keep out of the model take part,
/// but no finding stands on them.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Act<'a> {
    /// Its index among the session's arrivals.
    pub(in crate::rules) index: u32,
    /// The event.
    pub(in crate::rules) event: &'a Event,
    /// It counts.
    pub(in crate::rules) counted: bool,
}

/// A counted event.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Here<'a> {
    /// Its index among the session's arrivals.
    pub(in crate::rules) index: u32,
    /// The event.
    pub(in crate::rules) event: &'a Event,
    /// It came in a call of its own, not in a batch.
    pub(in crate::rules) single: bool,
    /// From its `ts` to its arrival, µs.
    pub(in crate::rules) lag: i64,
    /// Its `ts`, ms.
    pub(in crate::rules) ts: i64,
    /// Its playhead, µs.
    pub(in crate::rules) playhead: Micros,
    /// The state before it.
    pub(in crate::rules) before: Snapshot,
    /// The state after it.
    pub(in crate::rules) after: Snapshot,
    /// The model after it.
    pub(in crate::rules) machine: &'a Machine,
    /// The step that ends here; the session's first event has none.
    pub(in crate::rules) stride: Option<Stride>,
}

/// The step from one counted event to the next.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Stride {
    /// Type of the event it began at.
    pub(in crate::rules) from: EventType,
    /// The event it began at came in a call of its own.
    pub(in crate::rules) from_single: bool,
    /// `ts` of the event it began at, ms.
    pub(in crate::rules) from_ts: i64,
    /// Playhead of the event it began at, µs.
    pub(in crate::rules) from_playhead: Micros,
    /// Its length by the client's clock, ms; 0 when the clock went back.
    pub(in crate::rules) gap: i64,
    /// How far the playhead went, µs.
    pub(in crate::rules) advance: Micros,
    /// The playhead leapt.
    pub(in crate::rules) leap: bool,
}

impl<'a> Here<'a> {
    pub(super) fn of(step: &Step<'a>, facts: &Facts) -> Option<Self> {
        let event = step.arrival.event.as_ref()?;
        let (ts, playhead) = (event.ts()?, event.playhead()?);
        let stride = step.previous.and_then(|(_, from)| {
            let (single, from) = (from.item.is_none(), from.event.as_ref()?);
            Stride::between(from, single, ts, playhead, facts)
        });
        Some(Here {
            index: small(step.index),
            event,
            single: step.arrival.item.is_none(),
            lag: step.arrival.at.0.saturating_sub(ts.saturating_mul(1000)),
            ts,
            playhead,
            before: step.before,
            after: step.after,
            machine: step.machine,
            stride,
        })
    }

    /// The step that ends here, when it ran through main content.
    pub(in crate::rules) fn in_content(&self) -> Option<&Stride> {
        self.stride.as_ref().filter(|_| is_content(&self.before))
    }

    /// The same, when the playback was in this state.
    pub(in crate::rules) fn in_content_while(&self, playback: Playback) -> Option<&Stride> {
        self.in_content()
            .filter(|_| self.before.playback == playback)
    }
}

/// Main content: no break open, content started, not finished.
pub(in crate::rules) fn is_content(state: &Snapshot) -> bool {
    state.ad_break.is_none() && state.content_started && state.playback != Playback::Finished
}

impl Stride {
    fn between(
        from: &Event,
        from_single: bool,
        ts: i64,
        playhead: Micros,
        facts: &Facts,
    ) -> Option<Self> {
        let (from_ts, from_playhead) = (from.ts()?, from.playhead()?);
        let gap = ts.saturating_sub(from_ts).max(0);
        let advance = facts.clock.advance(from_playhead, playhead);
        let slack = i128::from(facts.playhead.leap);
        let far = i128::from(gap) * 2500 + slack;
        Some(Stride {
            from: from.kind,
            from_single,
            from_ts,
            from_playhead,
            gap,
            advance,
            leap: i128::from(advance) < -slack || i128::from(advance) > far,
        })
    }

    /// The playhead advanced at least `low` and at most `high` thousandths as fast as the clock.
    pub(in crate::rules) fn speed_within(&self, low: i64, high: i64) -> bool {
        Stride::speed(self.gap, self.advance, low, high)
    }

    /// The same of any time (ms) and way (µs).
    pub(in crate::rules) fn speed(gap: i64, advance: Micros, low: i64, high: i64) -> bool {
        // A thousandth of a ms is a µs.
        let (gap, advance) = (i128::from(gap), i128::from(advance));
        gap > 0 && gap * i128::from(low) <= advance && advance <= gap * i128::from(high)
    }
}
