//! Which events made a number of the report, and how much each of them gave to it.

mod walk;

use std::collections::BTreeMap;

use super::machine::{error_of, stretch};
use super::{Activity, Outcome, Playback, Session, Span, Status, metrics};
use crate::wire::EventType;
use crate::wire::event::{Details, Event, Micros};

pub use walk::Passed;

/// A number of the report, or the few that belong to one thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Number {
    /// A metric of the session, by its context-data key.
    Metric(&'static str),
    /// An ad, by its place among the ads of the report.
    Ad(usize),
    /// A chapter, by its place among the chapters of the report.
    Chapter(usize),
    /// A player state, by its lower-case name.
    State(String),
}

/// One event's part in a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// Index of the event among the session's arrivals.
    pub arrival: usize,
    /// The time from it to the next counted event, as far as it is in the number, µs.
    pub lasted: Option<Micros>,
    /// The value that it reported.
    pub value: Option<f64>,
}

impl Piece {
    fn of(arrival: usize) -> Self {
        Piece {
            arrival,
            lasted: None,
            value: None,
        }
    }
}

/// Which events make a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// The one that opened the session.
    Opening,
    /// The first play outside a break.
    Start,
    /// Every sessionComplete.
    Complete,
    /// Those after which content played.
    Content,
    /// Those after which content or an ad played.
    Media,
    /// Those after which content played that was not seen before.
    Unique,
    /// The first that is so many percent into the content.
    Progress(u8),
    /// Those that began a pause.
    Pauses,
    /// Those after which playback was paused.
    PauseTime,
    /// The ads that started in a break.
    Ads,
    /// The chapters that started.
    Chapters,
    /// Those that began a buffering.
    Buffers,
    /// Those after which the player waited for data.
    BufferTime,
    /// The first of each stall.
    Stalls,
    /// Those of the stalls.
    StallTime,
    /// Every bitrateChange.
    BitrateChanges,
    /// Those that reported another bitrate than before.
    Bitrates,
    /// The last that reported dropped frames.
    Dropped,
    /// The last that reported a time to start.
    TimeToStart,
    /// Every error.
    Errors,
    /// The errors of the player (`true`) or from outside with an id.
    ErrorsOf(bool),
    /// What ended the session, or started its content.
    Drop,
    /// What ended the session.
    Close,
}

impl Passed<'_> {
    fn piece(&self) -> Piece {
        Piece::of(self.index)
    }

    /// Its time, when it has any and a condition holds.
    fn lasting(&self, condition: bool) -> Option<Piece> {
        (condition && self.ms > 0).then(|| Piece {
            lasted: Some(self.ms.saturating_mul(1000)),
            ..self.piece()
        })
    }

    fn when(&self, condition: bool) -> Option<Piece> {
        condition.then(|| self.piece())
    }
}

impl Session {
    /// The events that made a number, in effective order. The parts that last add up to the time that the
    /// number tells.
    pub fn evidence(&self, number: &Number) -> Vec<Piece> {
        match number {
            Number::Metric(key) => {
                metrics::find(key).map_or_else(Vec::new, |metric| self.made(metric.made))
            }
            Number::Ad(place) => self.of_span(self.lanes().ads.get(*place), |passed, opened_by| {
                passed.plays_ad() && passed.machine.snapshot().ad == Some(opened_by)
            }),
            Number::Chapter(place) => {
                self.of_span(self.lanes().chapters.get(*place), |passed, opened_by| {
                    passed.plays_content() && passed.machine.snapshot().chapter == Some(opened_by)
                })
            }
            Number::State(name) => self.of_state(name),
        }
    }

    fn made(&self, made: Made) -> Vec<Piece> {
        match made {
            Made::Opening => vec![Piece::of(0)],
            Made::Drop if self.machine().snapshot().content_started => self.made(Made::Start),
            Made::Drop | Made::Close => self.closers(),
            Made::Start | Made::Progress(_) => self.select(made).into_iter().take(1).collect(),
            Made::Dropped | Made::TimeToStart => self.select(made).pop().into_iter().collect(),
            Made::Bitrates => self.bitrates(),
            Made::Unique => self.unseen(),
            Made::Stalls => {
                let lanes = self.lanes();
                let stalls = lanes
                    .playback
                    .iter()
                    .filter(|span| span.kind == Activity::Stalled);
                stalls
                    .map(|span| Piece::of(span.opened_by as usize))
                    .collect()
            }
            made => self.select(made),
        }
    }

    fn select(&self, made: Made) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.walk(|passed| pieces.extend(self.part(made, passed)));
        pieces
    }

    /// What a counted event gives to a metric.
    fn part(&self, made: Made, passed: &Passed<'_>) -> Option<Piece> {
        let (is, kind) = (passed.machine.snapshot(), passed.event.kind);
        let began = |playback| is.playback == playback && passed.before.playback != playback;
        let qoe = passed.event.qoe.as_deref();
        match made {
            Made::Start => passed.when(is.content_started && !passed.before.content_started),
            Made::Complete => passed.when(kind == EventType::SessionComplete),
            Made::Content => passed.lasting(passed.plays_content()),
            Made::Media => passed.lasting(passed.plays_content() || passed.plays_ad()),
            Made::Progress(percent) => {
                passed.when(is.content_started && self.is_past(passed.playhead, percent))
            }
            Made::Pauses => passed.when(kind == EventType::PauseStart && began(Playback::Paused)),
            Made::PauseTime => passed.lasting(is.playback == Playback::Paused),
            Made::Buffers => {
                passed.when(kind == EventType::BufferStart && began(Playback::Buffering))
            }
            Made::BufferTime => passed.lasting(is.playback == Playback::Buffering),
            Made::StallTime => passed.lasting(passed.stalled),
            Made::Ads => passed.when(kind == EventType::AdStart && is.ad_break.is_some()),
            Made::Chapters => passed.when(kind == EventType::ChapterStart),
            Made::BitrateChanges => passed.when(kind == EventType::BitrateChange),
            Made::Errors => passed.when(kind == EventType::Error),
            Made::ErrorsOf(player) => {
                let source = qoe.and_then(error_of).map(|(_, of_player)| of_player);
                passed.when(kind == EventType::Error && source == Some(player))
            }
            Made::Dropped => reported(passed, qoe?.dropped_frames()),
            Made::TimeToStart => reported(passed, qoe?.time_to_start()),
            Made::Opening
            | Made::Unique
            | Made::Bitrates
            | Made::Stalls
            | Made::Drop
            | Made::Close => None,
        }
    }

    /// A playhead is so many percent into the content.
    fn is_past(&self, playhead: Micros, percent: u8) -> bool {
        let length = self
            .start()
            .length
            .filter(|length| *length > 0 && !self.clock().live);
        length.is_some_and(|length| {
            i128::from(playhead) * 100 >= i128::from(length) * i128::from(percent)
        })
    }

    /// What ended the session.
    fn closers(&self) -> Vec<Piece> {
        match (self.status(), self.closing()) {
            (Status::Completed, _) => self.made(Made::Complete),
            (_, Some(closing)) => vec![Piece::of(closing.noticed_by)],
            (_, None) => Vec::new(),
        }
    }

    /// The bitrates with the media time for which each was the last reported.
    fn bitrates(&self) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        self.walk(|passed| {
            let last = pieces.last().and_then(|piece| piece.value);
            let now = passed.machine.quality().bitrate;
            if now.is_some() && now != last {
                pieces.push(Piece {
                    lasted: Some(0),
                    value: now,
                    ..passed.piece()
                });
            }
            let played = passed.lasting(passed.plays_content() || passed.plays_ad());
            if let (
                Some(Piece {
                    lasted: Some(sum), ..
                }),
                Some(more),
            ) = (pieces.last_mut(), played.and_then(|piece| piece.lasted))
            {
                *sum = sum.saturating_add(more);
            }
        });
        pieces
    }

    /// The content that was not seen before, by the event from which it played.
    fn unseen(&self) -> Vec<Piece> {
        let mut seen = Seen::default();
        let mut pieces = Vec::new();
        self.walk(|passed| {
            let step = passed.lasting(passed.plays_content()).and(passed.next);
            let shown =
                step.and_then(|next| stretch(self.clock(), passed.playhead, next, passed.ms));
            let new = shown.map_or(0, |(from, to)| seen.add(from, to));
            if new > 0 {
                pieces.push(Piece {
                    lasted: Some(new),
                    ..passed.piece()
                });
            }
        });
        pieces
    }

    /// Start, end and the time between of an ad or a chapter.
    fn of_span(
        &self,
        span: Option<&Span<Outcome>>,
        during: impl Fn(&Passed<'_>, u32) -> bool,
    ) -> Vec<Piece> {
        let Some(span) = span else {
            return Vec::new();
        };
        let mut pieces = Vec::new();
        self.walk(|passed| {
            let edge = passed.index == span.opened_by as usize
                || span.closed_by.is_some_and(|by| passed.index == by as usize);
            let lasting = passed.lasting(during(passed, span.opened_by));
            pieces.extend(lasting.or(passed.when(edge)));
        });
        pieces
    }

    /// Starts, ends and the time between of a player state.
    fn of_state(&self, name: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.walk(|passed| {
            let state = passed
                .machine
                .states()
                .iter()
                .find(|state| *state.name == *name);
            let Some(state) = state else { return };
            let lasting = passed.lasting(state.since.is_some());
            pieces.extend(lasting.or(passed.when(names(passed.event, name))));
        });
        pieces
    }
}

fn reported(passed: &Passed<'_>, value: Option<f64>) -> Option<Piece> {
    value.map(|value| Piece {
        value: Some(value),
        ..passed.piece()
    })
}

/// Whether an event starts or ends a player state.
fn names(event: &Event, name: &str) -> bool {
    match event.details() {
        Details::State(state) => state.to_lowercase() == name,
        Details::States(states) => {
            let mut all = states.start.iter().chain(&states.end);
            all.any(|state| state.to_lowercase() == name)
        }
        _ => false,
    }
}

/// Stretches of content, apart from each other.
#[derive(Default)]
struct Seen(BTreeMap<Micros, Micros>);

impl Seen {
    /// Adds a stretch; how much of it is new, µs.
    fn add(&mut self, from: Micros, to: Micros) -> Micros {
        let (mut start, mut end) = (from, to);
        let mut known: Micros = 0;
        while let Some((first, last)) = self
            .0
            .range(..=end)
            .next_back()
            .map(|(from, to)| (*from, *to))
        {
            if last < start {
                break;
            }
            self.0.remove(&first);
            known = known.saturating_add(last.min(to).saturating_sub(first.max(from)).max(0));
            start = start.min(first);
            end = end.max(last);
        }
        self.0.insert(start, end);
        to.saturating_sub(from).saturating_sub(known)
    }
}
