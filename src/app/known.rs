//! What the screens need of the selected session, computed when it changes and not when it is drawn.

use crate::exchange::Time;
use crate::inspection::Inspection;
use crate::rules::{Finding, Severity};
use crate::session::{Arrival, Glance, Lanes, Machine, Place, Report, Session, Status};

/// One day, ms.
const DAY_MS: i64 = 86_400_000;

/// Facts about the selected session and event.
#[derive(Debug, Default)]
pub struct Known {
    key: Option<(usize, usize)>,
    pace: Pace,
    /// The lanes of its timeline.
    pub lanes: Lanes,
    /// Arrivals that open or close a span, in order of arrival.
    pub boundaries: Vec<usize>,
    /// First and last `ts` of its counted events, ms since the Unix epoch.
    pub clock: (i64, i64),
    /// Lowest and highest playhead of its counted events, ms.
    pub playhead: (i64, i64),
    /// The selected event.
    pub at: Option<At>,
    /// Rows of the list of events with findings, in order, with the worst severity of each.
    pub marks: Vec<(usize, Severity)>,
    marked: Option<(usize, (usize, u64), usize)>,
    /// Rows of the list of events that the search finds, in order.
    pub hits: Vec<usize>,
    /// For which session, rows and their order, search and bodies.
    pub(super) searched: Option<(usize, (usize, u64), String, usize)>,
}

/// Keeps what costs as much as there is of it from being done for every frame.
#[derive(Debug, Default, Clone, Copy)]
pub struct Pace {
    last: Option<Time>,
    behind: bool,
}

impl Pace {
    /// Up to this many things are looked through for every frame.
    const FEW: usize = 4000;
    /// More of them, at most so often, ms.
    const REST_MS: i64 = 400;

    /// The work is to be done now. Of something else than before, of little, or without a clock it always is.
    pub fn due(&mut self, other: bool, size: usize, now: Option<Time>) -> bool {
        let rested = match (self.last, now) {
            (Some(last), Some(now)) => !(0..Self::REST_MS).contains(&(now.ms() - last.ms())),
            _ => true,
        };
        let due = other || rested || size <= Self::FEW;
        if due {
            self.last = now;
        }
        self.behind = !due;
        due
    }

    /// Work was put off and is still to be done.
    pub fn is_behind(self) -> bool {
        self.behind
    }
}

/// The session as it stood at one event.
#[derive(Debug, Clone)]
pub struct At {
    /// The event's index among the arrivals.
    pub arrival: usize,
    /// What became of it.
    pub place: Place,
    /// The state machine before it; `None` before the first counted event.
    pub before: Option<Machine>,
    /// The state machine after it.
    pub after: Option<Machine>,
    /// The report so far, where it is shown.
    pub report: Option<Report>,
    /// The session and its number of arrivals when this was computed.
    key: (usize, usize),
}

impl At {
    /// How the session stood after the event.
    pub fn status(&self, glance: Glance<'_>) -> Status {
        let closing = glance
            .facts
            .closing
            .filter(|closing| self.place == Place::Late || closing.noticed_by == self.arrival);
        let machine = self.after.as_ref();
        machine.map_or(Status::Open, |machine| machine.status(closing))
    }
}

impl Known {
    /// Brings everything up to date; cheap when nothing changed. The report so far costs time in proportion to
    /// the ads and chapters before the event, so it is made only when it is `reported`.
    pub fn refresh(
        &mut self,
        inspection: &Inspection,
        session: Option<usize>,
        arrival: Option<usize>,
        reported: bool,
        now: Option<Time>,
    ) {
        let watched = session.and_then(|index| inspection.sessions().get(index));
        let (Some(index), Some(watched)) = (session, watched) else {
            *self = Known::default();
            return;
        };
        let session = watched.session();
        let arrivals = session.arrivals().len();
        let key = (index, arrivals);
        let other = self.key.is_none_or(|(before, _)| before != index);
        if self.key != Some(key) && self.pace.due(other, arrivals, now) {
            self.key = Some(key);
            self.lanes = session.lanes();
            self.boundaries = boundaries(&self.lanes);
            (self.clock, self.playhead) = extent(session);
        }
        let same = |at: &At| {
            Some(at.arrival) == arrival && at.key == key && (at.report.is_some() || !reported)
        };
        if !self.at.as_ref().is_some_and(same) {
            self.at = arrival
                .filter(|arrival| *arrival < session.arrivals().len())
                .map(|arrival| At::of(session, arrival, reported, key));
        }
    }
}

impl Known {
    /// Something of it is older than the session.
    pub fn is_behind(&self) -> bool {
        self.pace.is_behind()
    }

    /// Finds the rows with findings, when their number, their order or the findings changed; `row` tells the row of an
    /// arrival that shows.
    pub fn mark(
        &mut self,
        inspection: &Inspection,
        session: usize,
        rows: (usize, u64),
        row: impl Fn(usize) -> Option<usize>,
    ) {
        let findings = inspection.findings(session);
        let key = (session, rows, findings.len());
        if self.marked.replace(key) == Some(key) {
            return;
        }
        let Some(watched) = inspection.sessions().get(session) else {
            return;
        };
        let arrivals = watched.session().arrivals();
        self.marks.clear();
        for finding in findings {
            let Some(row) = arrival_of(arrivals, finding).and_then(&row) else {
                continue;
            };
            match self.marks.last_mut() {
                Some((last, worst)) if *last == row => *worst = finding.severity.max(*worst),
                _ => self.marks.push((row, finding.severity)),
            }
        }
        self.marks.sort_unstable_by_key(|(row, _)| *row);
    }
}

impl At {
    fn of(session: &Session, arrival: usize, reported: bool, key: (usize, usize)) -> Self {
        let place = session.place(arrival);
        let counted = |index: usize| match session.place(index) {
            Place::Counted(position) => Some(position),
            Place::Late | Place::Rejected => None,
        };
        // What does not count changes nothing: before and after it the session stood as the nearest
        // counted event before it left it.
        let position = (0..=arrival).rev().find_map(counted);
        let after = position.map(|position| session.machine_at(position));
        let before = match place {
            Place::Counted(0) => None,
            Place::Counted(position) => Some(session.machines_around(position).0),
            Place::Late | Place::Rejected => after.clone(),
        };
        let report = reported.then(|| {
            let report = position.map(|position| session.report_at(position));
            report.unwrap_or_default()
        });
        At {
            arrival,
            place,
            before,
            after,
            report,
            key,
        }
    }
}

/// The findings that stand on an event; `findings` are those of its session, in order of seq and item.
pub fn findings_on<'a>(findings: &'a [Finding], arrival: &Arrival) -> &'a [Finding] {
    let place = (arrival.seq, arrival.item.unwrap_or(0));
    let of = |finding: &Finding| (finding.seq, finding.item.unwrap_or(0));
    let from = findings.partition_point(|finding| of(finding) < place);
    let rest = findings.get(from..).unwrap_or_default();
    let count = rest.partition_point(|finding| of(finding) == place);
    rest.get(..count).unwrap_or_default()
}

/// The findings on an exchange of those of calls without a session, in order of seq.
pub fn findings_of(findings: &[Finding], seq: u64) -> &[Finding] {
    let from = findings.partition_point(|finding| finding.seq < seq);
    let to = findings.partition_point(|finding| finding.seq <= seq);
    findings.get(from..to).unwrap_or_default()
}

/// The worst severity among findings.
pub fn worst(findings: &[Finding]) -> Option<Severity> {
    findings.iter().map(|finding| finding.severity).max()
}

/// The arrival on which a finding stands; one about a whole batch stands on its first item.
pub fn arrival_of(arrivals: &[Arrival], finding: &Finding) -> Option<usize> {
    let wanted = (finding.seq, finding.item.unwrap_or(0));
    let place = |arrival: &Arrival| (arrival.seq, arrival.item.unwrap_or(0));
    // What opened the session stands first, whatever its number.
    let (first, rest) = arrivals.split_first()?;
    if place(first) == wanted {
        return Some(0);
    }
    Some(rest.binary_search_by_key(&wanted, place).ok()? + 1)
}

fn boundaries(lanes: &Lanes) -> Vec<usize> {
    let mut found = Vec::new();
    let mut take = |opened: u32, closed: Option<u32>| {
        found.push(opened as usize);
        found.extend(closed.map(|index| index as usize));
    };
    for span in &lanes.playback {
        take(span.opened_by, span.closed_by);
    }
    for span in &lanes.breaks {
        take(span.opened_by, span.closed_by);
    }
    for span in lanes.ads.iter().chain(&lanes.chapters) {
        take(span.opened_by, span.closed_by);
    }
    for span in lanes.states.iter().flat_map(|(_, spans)| spans) {
        take(span.opened_by, span.closed_by);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// First and last `ts`, lowest and highest playhead of the counted events.
fn extent(session: &Session) -> ((i64, i64), (i64, i64)) {
    let arrivals = session.arrivals();
    // Where nothing counts (a batch that is refused), the axis begins at the event that opened it.
    let opening = session.counted().is_empty().then_some(0);
    let indexes = session.counted().iter().copied().chain(opening);
    let events = indexes.filter_map(|index| arrivals.get(index as usize)?.event.as_ref());
    let mut clock: Option<(i64, i64)> = None;
    let mut playhead: Option<(i64, i64)> = None;
    let widen = |range: &mut Option<(i64, i64)>, value: Option<i64>| {
        if let Some(value) = value {
            let (low, high) = range.unwrap_or((value, value));
            *range = Some((low.min(value), high.max(value)));
        }
    };
    for event in events {
        widen(&mut clock, event.ts());
        widen(
            &mut playhead,
            event.playhead().map(|micros| micros.div_euclid(1000)),
        );
    }
    // The start stands on the axis though it was refused, unless its clock is of another day.
    let start = arrivals
        .first()
        .and_then(|first| first.event.as_ref()?.ts());
    if let (Some((low, _)), Some(start)) = (&mut clock, start)
        && (0..DAY_MS).contains(&low.saturating_sub(start))
    {
        *low = start;
    }
    (clock.unwrap_or_default(), playhead.unwrap_or_default())
}
