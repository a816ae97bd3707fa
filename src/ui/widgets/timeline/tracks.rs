//! What a timeline shows beside the lanes: pings, findings, marks and numbers over time.

use crate::exchange::Verdict;
use crate::inspection::{Inspection, Where};
use crate::rules::{Finding, Severity};
use crate::session::Session;
use crate::wire::{Event, EventType};

use super::axis::Axis;
use super::track::Track;

/// Where something is on both axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// On the client's clock, ms since the Unix epoch.
    pub ts: i64,
    /// In the content, µs.
    pub playhead: i64,
}

impl At {
    /// The place on an axis, ms.
    pub fn on(self, axis: Axis) -> i64 {
        match axis {
            Axis::Wall => self.ts,
            Axis::Playhead => self.playhead.div_euclid(1000),
        }
    }
}

/// The points and numbers of one session, each list in order of `ts`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tracks {
    /// Pings.
    pub pings: Track<At>,
    /// Findings.
    pub findings: Track<(At, Severity)>,
    /// Bitrates as reported, in the unit sent.
    pub bitrate: Track<(At, f64)>,
    /// Running totals of dropped frames.
    pub dropped: Track<(At, f64)>,
    /// Some of them is above zero.
    pub has_drops: bool,
    /// Verdicts of people, and moments they noted.
    pub marks: Track<(At, Option<Verdict>, String)>,
}

impl Tracks {
    /// Gathers what a session's events tell. Costs time in proportion to its events: kept by the caller
    /// until the session or its findings change.
    pub fn gather(session: &Session, findings: &[Finding]) -> Self {
        let count = session.counted().len();
        let mut tracks = Tracks {
            pings: Track::with_room(count),
            bitrate: Track::with_room(count),
            dropped: Track::with_room(count),
            ..Tracks::default()
        };
        let arrivals = session.arrivals();
        for index in session.counted() {
            let Some(event) = arrivals
                .get(*index as usize)
                .and_then(|arrival| arrival.event.as_ref())
            else {
                continue;
            };
            let Some(ts) = event.ts() else { continue };
            let at = At {
                ts,
                playhead: event.playhead().unwrap_or_default(),
            };
            if event.kind == EventType::Ping {
                tracks.pings.push(at);
            }
            let Some(qoe) = &event.qoe else { continue };
            if let Some(rate) = qoe.bitrate() {
                tracks.bitrate.push((at, rate));
            }
            if let Some(total) = qoe.dropped_frames() {
                tracks.dropped.push((at, total));
                tracks.has_drops |= total > 0.0;
            }
        }
        let mut found: Vec<_> = findings
            .iter()
            .filter_map(|finding| place(session, finding))
            .collect();
        found.sort_by_key(|(at, severity)| (at.ts, *severity));
        tracks.findings = found.into_iter().collect();
        tracks
    }

    /// Adds what people noted: verdicts stand at their events, moments where our clock was when they were noted.
    pub fn add_marks(&mut self, session: &Session, index: usize, inspection: &Inspection) {
        let arrivals = session.arrivals();
        let mut noted = Vec::new();
        for mark in inspection.marks() {
            let Some(Where::Session { session, arrival }) = inspection.locate(mark.seq) else {
                continue;
            };
            let told = mark.verdict.is_some() || !mark.note.is_empty();
            let event = arrivals
                .get(arrival)
                .and_then(|arrival| arrival.event.as_ref());
            if let Some(ts) = event
                .and_then(Event::ts)
                .filter(|_| session == index && told)
            {
                let playhead = event.and_then(Event::playhead).unwrap_or_default();
                noted.push((At { ts, playhead }, mark.verdict, mark.note.clone()));
            }
        }
        let over = session.closed_ts().is_some();
        for moment in inspection.moments() {
            // The event that arrived last before it tells how far the clocks are apart.
            let after = arrivals.partition_point(|arrival| arrival.at <= moment.at);
            let before = after.checked_sub(1).and_then(|last| arrivals.get(last));
            let event = before.and_then(|arrival| arrival.event.as_ref());
            let (Some(before), Some(ts)) = (before, event.and_then(Event::ts)) else {
                continue;
            };
            if over && after == arrivals.len() && moment.at > before.at {
                continue;
            }
            let at = At {
                ts: ts.saturating_add(moment.at.ms().saturating_sub(before.at.ms())),
                playhead: event.and_then(Event::playhead).unwrap_or_default(),
            };
            noted.push((at, None, moment.text.clone()));
        }
        noted.sort_by_key(|(at, ..)| at.ts);
        self.marks = noted.into_iter().collect();
    }
}

/// Where a finding's event stands; events without a time stand where they arrived.
fn place(session: &Session, finding: &Finding) -> Option<(At, Severity)> {
    let arrivals = session.arrivals();
    let found = arrivals
        .partition_point(|arrival| (arrival.seq, arrival.item) < (finding.seq, finding.item));
    let arrival = arrivals
        .get(found)
        .filter(|arrival| arrival.seq == finding.seq)?;
    let event = arrival.event.as_ref();
    let at = At {
        ts: event.and_then(Event::ts).unwrap_or_else(|| arrival.at.ms()),
        playhead: event.and_then(Event::playhead).unwrap_or_default(),
    };
    Some((at, finding.severity))
}
