//! The state machine of one session: what each event does, and what the time between events counts for.

mod accrual;
mod average;
mod state;

use super::clock::Clock;
use super::log::{Ad, Closed, Entry, Extent, Log};
use super::{Activity, Outcome};
use crate::wire::EventType;
use crate::wire::event::{Details, Event, Micros, Qoe};
pub(super) use accrual::stretch;
use accrual::{Run, Waiting};
pub(super) use average::Average;
pub use state::{Counts, Playback, PlayerState, Point, Quality, Snapshot, Stand, Times};

/// So many different player states find a place in one session.
const STATES: usize = 10;

/// The state machine: everything that the next event may change.
///
/// Small, so that a copy every few hundred events is all it takes to go back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Machine {
    pub(super) clock: Clock,
    snapshot: Snapshot,
    /// sessionComplete came, and no play outside a break since.
    finishing: bool,
    /// The event before.
    pub(super) last: Option<Point>,
    /// The event that last moved the playhead.
    pub(super) moved: Option<Point>,
    counts: Counts,
    times: Times,
    /// Time of the open ad and of the open chapter, ms.
    ad_ms: i64,
    chapter_ms: i64,
    /// The ad that ended last and its time.
    ended_ad: Option<(u32, i64)>,
    states: Vec<PlayerState>,
    quality: Quality,
    pub(super) bitrate: Average,
    /// The highest playhead since content started.
    pub(super) furthest: Option<Micros>,
    /// What the playback lane shows, and the event since which it does.
    pub(super) shown: Option<(Activity, u32)>,
    /// Events of which the playhead stands still.
    run: Option<Run>,
    /// What cannot be counted before it is known whether the run is a stall.
    waiting: Waiting,
    /// The stretch of content seen last.
    pub(super) seen: Option<(Micros, Micros)>,
    /// So much of the log was written.
    pub(super) extent: Extent,
}

/// Where entries of the log go, if anywhere: whoever only looks back has them already.
pub(super) type Writer<'a> = Option<&'a mut Log>;

impl Machine {
    pub(super) fn new(clock: Clock) -> Self {
        Machine {
            clock,
            ..Machine::default()
        }
    }

    /// The state.
    pub fn snapshot(&self) -> Snapshot {
        self.snapshot
    }

    /// How often things happened.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// What the time counted for so far; what may yet turn out to be a stall counts as content.
    pub fn times(&self) -> Times {
        Times {
            content: self.times.content + self.waiting.ms(None),
            ..self.times
        }
    }

    /// Time of the open ad, ms.
    pub fn ad_ms(&self) -> i64 {
        self.ad_ms
    }

    /// Time of the open chapter, ms; what may yet turn out to be a stall is in it.
    pub fn chapter_ms(&self) -> i64 {
        let open = self.snapshot.chapter;
        self.chapter_ms + open.map_or(0, |chapter| self.waiting.ms(Some(chapter)))
    }

    /// The ad that ended last: index of its adStart and its ad time in ms.
    pub fn ended_ad(&self) -> Option<(usize, i64)> {
        self.ended_ad.map(|(index, ms)| (index as usize, ms))
    }

    /// The player states in the order in which they came up.
    pub fn states(&self) -> &[PlayerState] {
        &self.states
    }

    /// The last values reported in qoeData.
    pub fn quality(&self) -> Quality {
        self.quality
    }

    /// The last event and where it stands; of a refused session this may be its sessionStart.
    pub fn last(&self) -> Option<Point> {
        self.last
    }

    /// The last event that moved the playhead by more than 1 ms; at first the first event.
    pub fn moved(&self) -> Option<Point> {
        self.moved
    }

    /// While the playhead stands still for so long that it is a stall: the first event of the stall.
    pub fn stall(&self) -> Option<Point> {
        self.run.filter(|run| run.stalled).map(|run| run.first)
    }

    /// What the playback lane shows.
    pub fn activity(&self) -> Activity {
        if self.stall().is_some() {
            Activity::Stalled
        } else {
            Activity::Playback(self.snapshot.playback)
        }
    }

    /// How it stands, in short.
    pub fn stand(&self) -> Stand {
        Stand {
            snapshot: self.snapshot,
            activity: self.activity(),
            last: self.last,
        }
    }

    /// The sessionStart, from which the time runs; not an event with an effect of its own.
    pub(super) fn begin(&mut self, at: Point) {
        self.last = Some(at);
        self.moved = Some(at);
        self.shown = Some((Activity::Playback(Playback::Starting), at.index));
    }

    /// A counted event takes effect.
    pub(super) fn apply(&mut self, at: Point, event: &Event, mut log: Writer<'_>) {
        let log = &mut log;
        self.elapse(at);
        self.effect(at, event, log);
        self.follow(at, log);
        self.locate(at);
        if let Some(qoe) = &event.qoe {
            self.report(qoe);
        }
        self.last = Some(at);
    }

    /// Takes over what an event reports in its qoeData.
    pub(super) fn report(&mut self, qoe: &Qoe) {
        let last = &mut self.quality;
        last.bitrate = qoe.bitrate().or(last.bitrate);
        last.dropped_frames = qoe.dropped_frames().or(last.dropped_frames);
        last.frame_rate = qoe.frame_rate().or(last.frame_rate);
        last.time_to_start = qoe.time_to_start().or(last.time_to_start);
    }

    fn effect(&mut self, at: Point, event: &Event, log: &mut Writer<'_>) {
        let is = self.snapshot;
        match event.kind {
            EventType::AdStart if is.ad_break.is_some() => {
                self.end_ad(at, Outcome::Abandoned, log);
                self.snapshot.ad = Some(at.index);
                self.snapshot.playback = Playback::Playing;
                self.counts.ads += 1;
            }
            // A sessionStart that comes again (a list of events without calls may hold one) says nothing new.
            // Outside a break there is no ad: its time counts as content.
            EventType::SessionStart
            | EventType::Ping
            | EventType::SessionEnd
            | EventType::AdStart => {}
            EventType::Play => self.play(),
            EventType::PauseStart => {
                let began = self.interrupt(Playback::Paused);
                self.counts.pauses += u64::from(began);
            }
            EventType::BufferStart => {
                let began = self.interrupt(Playback::Buffering);
                self.counts.buffers += u64::from(began);
            }
            EventType::BitrateChange => self.counts.bitrate_changes += 1,
            EventType::Error => self.error(at, event, log),
            EventType::SessionComplete => self.complete(),
            EventType::AdBreakStart => {
                self.end_break(at, log);
                self.snapshot.ad_break = Some(at.index);
            }
            EventType::AdBreakComplete => self.end_break(at, log),
            EventType::AdComplete => self.end_ad(at, Outcome::Completed, log),
            EventType::AdSkip => self.end_ad(at, Outcome::Skipped, log),
            EventType::ChapterStart => {
                self.end_chapter(at, Outcome::Abandoned, log);
                self.snapshot.chapter = Some(at.index);
                self.counts.chapters += 1;
            }
            EventType::ChapterComplete => self.end_chapter(at, Outcome::Completed, log),
            EventType::ChapterSkip => self.end_chapter(at, Outcome::Skipped, log),
            EventType::StateStart | EventType::StateEnd | EventType::StatesUpdate => {
                self.change_states(at, event, log);
            }
        }
    }

    fn play(&mut self) {
        self.snapshot.playback = Playback::Playing;
        if self.snapshot.ad_break.is_none() {
            self.snapshot.content_started = true;
            self.finishing = false;
        }
    }

    /// Playback is paused or buffers; whether that is new.
    fn interrupt(&mut self, by: Playback) -> bool {
        let is = &mut self.snapshot.playback;
        if *is == Playback::Finished || *is == by {
            return false;
        }
        *is = by;
        true
    }

    fn complete(&mut self) {
        self.snapshot.completed = true;
        self.finishing = true;
        if self.snapshot.ad_break.is_none() {
            self.snapshot.playback = Playback::Finished;
        }
    }

    fn error(&mut self, at: Point, event: &Event, log: &mut Writer<'_>) {
        self.counts.errors += 1;
        if event.qoe.as_deref().and_then(error_of).is_some() {
            self.write(Entry::Error(at.index), log);
        }
    }

    fn end_break(&mut self, at: Point, log: &mut Writer<'_>) {
        let Some(opened_by) = self.snapshot.ad_break else {
            return;
        };
        self.end_ad(at, Outcome::Abandoned, log);
        self.snapshot.ad_break = None;
        self.snapshot.playback = if self.finishing {
            Playback::Finished
        } else if self.snapshot.content_started {
            Playback::Playing
        } else {
            Playback::Starting
        };
        self.write(Entry::Break(ended((), opened_by, at)), log);
    }

    fn end_ad(&mut self, at: Point, outcome: Outcome, log: &mut Writer<'_>) {
        let (Some(ad_break), Some(ad)) = (self.snapshot.ad_break, self.snapshot.ad.take()) else {
            return;
        };
        let ms = std::mem::take(&mut self.ad_ms);
        self.ended_ad = Some((ad, ms));
        self.write(Entry::Ad(ended(outcome, ad, at), Ad { ad_break, ms }), log);
    }

    fn end_chapter(&mut self, at: Point, outcome: Outcome, log: &mut Writer<'_>) {
        let Some(chapter) = self.snapshot.chapter.take() else {
            return;
        };
        let ms = std::mem::take(&mut self.chapter_ms);
        let span = ended(outcome, chapter, at);
        // Time that may yet turn out to be a stall belongs to it: it has to wait with it.
        if self.waiting.steps.is_empty() {
            self.write(Entry::Chapter(span, ms), log);
        } else {
            self.waiting.chapters.push((span, ms));
        }
    }

    fn change_states(&mut self, at: Point, event: &Event, log: &mut Writer<'_>) {
        match event.details() {
            Details::State(name) if event.kind == EventType::StateStart => {
                self.start_state(name, at);
            }
            Details::State(name) => self.end_state(name, at, log),
            Details::States(states) => {
                for name in &states.end {
                    self.end_state(name, at, log);
                }
                for name in &states.start {
                    self.start_state(name, at);
                }
            }
            _ => {}
        }
    }

    fn start_state(&mut self, name: &str, at: Point) {
        let name = name.to_lowercase();
        let known = self.states.iter_mut().find(|state| *state.name == *name);
        if let Some(state) = known {
            state.count += 1;
            state.since.get_or_insert(at.index);
        } else if self.states.len() < STATES {
            self.states.push(PlayerState {
                name: name.into(),
                count: 1,
                ms: 0,
                since: Some(at.index),
            });
        }
    }

    fn end_state(&mut self, name: &str, at: Point, log: &mut Writer<'_>) {
        let name = name.to_lowercase();
        let mut places = (0..).zip(&mut self.states);
        let found = places.find(|(_, state)| *state.name == *name);
        let ended_one =
            found.and_then(|(place, state)| state.since.take().map(|since| (place, since)));
        if let Some((place, since)) = ended_one {
            self.write(Entry::State(ended(place, since, at)), log);
        }
    }

    fn write(&mut self, entry: Entry, log: &mut Writer<'_>) {
        self.extent.grow(&entry);
        if let Some(log) = log {
            log.write(entry);
        }
    }

    /// Shows something else in the playback lane from an event on.
    fn show(&mut self, activity: Activity, since: u32, log: &mut Writer<'_>) {
        match self.shown {
            Some((before, _)) if before == activity => {}
            // What one event opened and changed at once was never there.
            Some((before, opened_by)) if opened_by != since => {
                let span = Closed {
                    kind: before,
                    opened_by,
                    closed_by: since,
                };
                self.write(Entry::Playback(span), log);
                self.shown = Some((activity, since));
            }
            _ => self.shown = Some((activity, since)),
        }
    }

    /// Notes where the playhead went.
    fn locate(&mut self, at: Point) {
        let still = self
            .moved
            .is_some_and(|moved| self.clock.same(moved.playhead, at.playhead));
        if !still {
            self.moved = Some(at);
        }
        if self.snapshot.content_started {
            self.furthest = self.furthest.max(Some(at.playhead));
        }
    }
}

/// An error's id and whether it is the player's own, when both are told.
pub(super) fn error_of(qoe: &Qoe) -> Option<(&str, bool)> {
    let id = qoe.error_id().filter(|id| !id.is_empty())?;
    match qoe.error_source()? {
        "player" => Some((id, true)),
        "external" => Some((id, false)),
        _ => None,
    }
}

fn ended<K>(kind: K, opened_by: u32, at: Point) -> Closed<K> {
    Closed {
        kind,
        opened_by,
        closed_by: at.index,
    }
}
