//! Events that arrive after later ones: `order/late-arrival`.

use super::Limits;
use crate::rules::course::{Found, TS, Tally, lasting};
use crate::rules::{Rule, Severity, Threshold, sources};
use crate::session::Arrival;
use crate::wire::Event;

/// An event that was overtaken.
pub(in crate::rules) static LATE_ARRIVAL: Rule = Rule {
    id: "order/late-arrival",
    severity: Severity::Warning,
    once: true,
    what: "An event arrives after one with a larger ts. The service re-orders what comes within a few seconds; one page says that more than a second may be too late.",
    cost: "An event that is too late to be put in order is taken in the wrong place: what it opens or closes is lost.",
    fix: "Send events one after the other, oldest first, and keep the order of the queue when calls fail.",
    sources: &[sources::GUIDE_ORDER, sources::IMPLEMENTATION],
    thresholds: &[Threshold {
        name: "seconds",
        default: 1.0,
    }],
    wrong: "
0 0 sessionStart
0.1 0 play
20 20 ping
@arrive 20.5
10 10 ping
25 25 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 ping
20 20 ping
25 25 sessionEnd
",
    ..Rule::BLANK
};

/// What is judged in order of arrival, in which the first event concerned is found too: it never goes back, only begins anew when events that counted turn
/// out to be late, or the other way round.
#[derive(Debug, Default)]
pub(in crate::rules) struct Arrived {
    tally: Tally,
    /// So many arrivals have been judged.
    seen: usize,
    /// The largest `ts` of a counted event so far.
    newest: Option<i64>,
    /// Place in the effective order of the last counted event among them.
    counted_to: Option<(i64, usize)>,
    /// The same of the first late one.
    late_from: Option<(i64, usize)>,
}

impl Arrived {
    /// Judges what arrived since. `first_late` is the first event that finds the session closed: the
    /// passing events before it, in effective order, are those that count.
    pub(in crate::rules) fn follow(
        &mut self,
        arrivals: &[Arrival],
        first_late: Option<u32>,
        limits: &Limits,
    ) {
        let end = first_late
            .map(|index| index as usize)
            .and_then(|index| Some((arrivals.get(index)?.event.as_ref()?.ts()?, index)));
        let counts = |key: (i64, usize)| end.is_none_or(|end| key < end);
        let stands =
            self.counted_to.is_none_or(counts) && self.late_from.is_none_or(|first| !counts(first));
        if !stands {
            *self = Arrived::default();
        }
        for (index, arrival) in arrivals.iter().enumerate().skip(self.seen) {
            let ts = arrival.event.as_ref().and_then(Event::ts);
            // The event that opened the session stands first, whatever its clock says.
            if let Some(ts) = ts.filter(|_| index > 0 && !arrival.rejected) {
                if counts((ts, index)) {
                    self.counted_to = self.counted_to.max(Some((ts, index)));
                    if arrival.item.is_none() {
                        self.judge(index, ts, limits);
                    }
                } else {
                    let first = self.late_from.unwrap_or((ts, index));
                    self.late_from = Some(first.min((ts, index)));
                }
            }
        }
        self.seen = arrivals.len();
    }

    fn judge(&mut self, index: usize, ts: i64, limits: &Limits) {
        let newest = self.newest.unwrap_or(ts).max(ts);
        self.newest = Some(newest);
        let late = newest.saturating_sub(ts);
        if late <= 0 {
            return;
        }
        let severity = if late > limits.late {
            Severity::Warning
        } else {
            Severity::Note
        };
        self.tally.add(severity, || {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            let message = format!(
                "This event arrived after one whose ts is {} later.",
                lasting(late)
            );
            Found::new(&LATE_ARRIVAL, index, TS, message)
        });
    }

    pub(in crate::rules) fn tell(&self, found: &mut Vec<Found>) {
        self.tally.tell(found);
    }
}
