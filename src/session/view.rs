//! One point of a session, looked at: what the machine and the log say there, put together.

use super::log::{Ad, Closed, Extent, Log};
use super::machine::Machine;
use super::{Cause, Closing, Lanes, Outcome, Session, Span};
use crate::wire::event::Micros;

/// A session as it stood after some event.
pub(super) struct View<'a> {
    pub(super) session: &'a Session,
    pub(super) machine: Machine,
    pub(super) closing: Option<Closing>,
    /// So much of the session's log was written by then …
    extent: Extent,
    /// … and this is added by what cannot wait any longer.
    added: Log,
}

/// An ad or a chapter.
pub(super) struct Part<T> {
    pub(super) outcome: Outcome,
    pub(super) opened_by: u32,
    pub(super) closed_by: Option<u32>,
    pub(super) what: T,
}

impl<'a> View<'a> {
    pub(super) fn new(
        session: &'a Session,
        mut machine: Machine,
        closing: Option<Closing>,
    ) -> Self {
        let extent = machine.extent;
        let mut added = Log::default();
        // Whether what waits becomes a stall is not known yet: until then it is content.
        machine.count_as_content(&mut Some(&mut added));
        View {
            session,
            machine,
            closing,
            extent,
            added,
        }
    }

    fn log(&self) -> &'a Log {
        self.session.fold.log()
    }

    /// The ads in breaks, in order.
    pub(super) fn ads(&self) -> impl Iterator<Item = Part<Ad>> + '_ {
        let is = self.machine.snapshot();
        let open = is.ad.zip(is.ad_break).map(|(ad, ad_break)| {
            let ms = self.machine.ad_ms();
            self.left_open(ad, Ad { ad_break, ms })
        });
        let ended = self.log().ads.iter().take(self.extent.ads);
        ended.map(|(span, ad)| Part::ended(*span, *ad)).chain(open)
    }

    /// The chapters, in order, with their content time in ms.
    pub(super) fn chapters(&self) -> impl Iterator<Item = Part<i64>> + '_ {
        let open = self.machine.snapshot().chapter;
        let open = open.map(|chapter| self.left_open(chapter, self.machine.chapter_ms()));
        let ended = self.log().chapters.iter().take(self.extent.chapters);
        let ended = ended.chain(&self.added.chapters);
        ended.map(|(span, ms)| Part::ended(*span, *ms)).chain(open)
    }

    /// Indexes of the error events that tell an id and its source.
    pub(super) fn errors(&self) -> &'a [u32] {
        &self.log().errors[..self.extent.errors]
    }

    /// How much of the content was seen at least once, µs.
    pub(super) fn seen(&self) -> Micros {
        let logged = &self.log().seen[..self.extent.seen];
        let last = self.machine.seen.iter();
        let mut stretches: Vec<_> = logged.iter().chain(&self.added.seen).chain(last).collect();
        stretches.sort_unstable();
        let mut sum: Micros = 0;
        let mut reached = Micros::MIN;
        for (from, to) in stretches {
            sum = sum.saturating_add(to.saturating_sub(reached.max(*from)).max(0));
            reached = reached.max(*to);
        }
        sum
    }

    /// The lanes of the timeline.
    pub(super) fn lanes(&self) -> Lanes {
        let log = self.log();
        let open = self.machine.snapshot();
        let playback = log.playback.iter().take(self.extent.playback);
        let shown = self
            .machine
            .shown
            .map(|(kind, since)| self.span(kind, since, self.closed_by()));
        let breaks = log.breaks.iter().take(self.extent.breaks);
        let break_left = open.ad_break.map(|by| self.span((), by, self.closed_by()));
        Lanes {
            playback: playback
                .map(|span| self.closed(span))
                .chain(shown)
                .collect(),
            breaks: breaks
                .map(|span| self.closed(span))
                .chain(break_left)
                .collect(),
            ads: self
                .ads()
                .map(|ad| self.span(ad.outcome, ad.opened_by, ad.closed_by))
                .collect(),
            chapters: self
                .chapters()
                .map(|chapter| self.span(chapter.outcome, chapter.opened_by, chapter.closed_by))
                .collect(),
            states: self.state_lanes(),
        }
    }

    fn state_lanes(&self) -> Vec<(String, Vec<Span<()>>)> {
        let ended = &self.log().states[..self.extent.states];
        let lane = |(place, state): (u8, &super::PlayerState)| {
            let open = state.since.map(|by| self.span((), by, self.closed_by()));
            let spans = ended
                .iter()
                .filter(|span| span.kind == place)
                .map(|span| self.span((), span.opened_by, Some(span.closed_by)));
            (state.name.to_string(), spans.chain(open).collect())
        };
        let mut lanes: Vec<_> = (0..).zip(self.machine.states()).map(lane).collect();
        lanes.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        lanes
    }

    /// What is still open: a close abandons it.
    fn left_open<T>(&self, opened_by: u32, what: T) -> Part<T> {
        let outcome = match self.closing {
            Some(_) => Outcome::Abandoned,
            None => Outcome::Open,
        };
        Part {
            outcome,
            opened_by,
            closed_by: self.closed_by(),
            what,
        }
    }

    /// The event that closes what is left open: a time-out has none.
    fn closed_by(&self) -> Option<u32> {
        let closing = self.closing.filter(|closing| closing.cause == Cause::End)?;
        u32::try_from(closing.noticed_by).ok()
    }

    fn closed<K: Copy>(&self, span: &Closed<K>) -> Span<K> {
        self.span(span.kind, span.opened_by, Some(span.closed_by))
    }

    fn span<K>(&self, kind: K, opened_by: u32, closed_by: Option<u32>) -> Span<K> {
        let arrivals = self.session.arrivals();
        let place = |index: u32| {
            let (_, ts, playhead) = arrivals.get(index as usize)?.place()?;
            Some((ts, playhead))
        };
        let last = self.machine.last().map(|last| (last.ts, last.playhead));
        let start = place(opened_by).or(last).unwrap_or_default();
        let end = closed_by.and_then(place).or(last).unwrap_or(start);
        Span {
            kind,
            // A sessionStart whose clock is ahead of the next event's has no extent.
            start_ts: start.0.min(end.0),
            end_ts: end.0,
            start_playhead: start.1,
            end_playhead: end.1,
            opened_by,
            closed_by,
        }
    }
}

impl<T> Part<T> {
    fn ended(span: Closed<Outcome>, what: T) -> Self {
        Part {
            outcome: span.kind,
            opened_by: span.opened_by,
            closed_by: Some(span.closed_by),
            what,
        }
    }
}
