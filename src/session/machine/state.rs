//! What a state machine's state is made of.

use std::sync::Arc;

use crate::session::Activity;
use crate::wire::event::Micros;

/// What the player is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Playback {
    /// Before the first play, or waiting for one after a pre-roll.
    #[default]
    Starting,
    /// Playing content, or an ad.
    Playing,
    /// Paused, or seeking.
    Paused,
    /// Waiting for data.
    Buffering,
    /// After sessionComplete.
    Finished,
}

/// The state at one point of a session; the indexes are those of the arrivals that opened what is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// What the player is doing.
    pub playback: Playback,
    /// A play outside a break came.
    pub content_started: bool,
    /// A sessionComplete came.
    pub completed: bool,
    /// The open ad break.
    pub ad_break: Option<u32>,
    /// The open ad.
    pub ad: Option<u32>,
    /// The open chapter.
    pub chapter: Option<u32>,
}

impl Snapshot {
    /// Playing main content: no break is open.
    pub fn plays_content(&self) -> bool {
        self.playback == Playback::Playing && self.ad_break.is_none()
    }
}

/// An event's place in time and content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Index of the arrival.
    pub index: u32,
    /// The client's clock, ms since the Unix epoch.
    pub ts: i64,
    /// The playhead, µs.
    pub playhead: Micros,
}

/// What a list tells of a state machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// The state.
    pub snapshot: Snapshot,
    /// What the playback lane shows.
    pub activity: Activity,
    /// The last event and where it stands.
    pub last: Option<Point>,
}

/// How often things happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pauses that began.
    pub pauses: u64,
    /// Bufferings that began.
    pub buffers: u64,
    /// Stalls.
    pub stalls: u64,
    /// Ads that started in a break.
    pub ads: u64,
    /// Chapters that started.
    pub chapters: u64,
    /// bitrateChange events.
    pub bitrate_changes: u64,
    /// error events.
    pub errors: u64,
}

/// What the time counted for, ms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    /// Content played.
    pub content: i64,
    /// Ads played in breaks.
    pub ads: i64,
    /// Paused.
    pub pause: i64,
    /// Waiting for data.
    pub buffer: i64,
    /// Playing with the playhead standing still.
    pub stall: i64,
}

/// One player state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayerState {
    /// Its name in lower case.
    pub name: Arc<str>,
    /// How often it started.
    pub count: u64,
    /// How long it was active, ms.
    pub ms: i64,
    /// Index of the arrival that made it active, while it is.
    pub since: Option<u32>,
}

/// The last values reported in qoeData.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Quality {
    /// The bitrate, unit as sent.
    pub bitrate: Option<f64>,
    /// Frames dropped so far.
    pub dropped_frames: Option<f64>,
    /// Frames per second.
    pub frame_rate: Option<f64>,
    /// Time to start, ms.
    pub time_to_start: Option<f64>,
}
