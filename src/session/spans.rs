//! What a session looks like on the time axis: lanes of spans.

use super::Playback;

/// A stretch of time on a lane: `[start, end)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Span<K> {
    /// What it is.
    pub kind: K,
    /// Start on the client's clock, ms since the Unix epoch.
    pub start_ts: i64,
    /// End on the client's clock; of an open span, the last counted event's.
    pub end_ts: i64,
    /// Playhead at the start, µs.
    pub start_playhead: i64,
    /// Playhead at the end, µs.
    pub end_playhead: i64,
    /// Index of the arrival that opened it.
    pub opened_by: u32,
    /// Index of the arrival that closed it; `None` while it is open.
    pub closed_by: Option<u32>,
}

/// What fills the playback lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// A state of the playback.
    Playback(Playback),
    /// Playing, but the playhead stands still.
    Stalled,
}

/// How an ad or a chapter went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Played to its end.
    Completed,
    /// Skipped.
    Skipped,
    /// Left without either.
    Abandoned,
    /// Still open.
    Open,
}

/// The lanes of a session; each in order of start.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lanes {
    /// What the player did, without gaps.
    pub playback: Vec<Span<Activity>>,
    /// Ad breaks.
    pub breaks: Vec<Span<()>>,
    /// Ads in breaks.
    pub ads: Vec<Span<Outcome>>,
    /// Chapters.
    pub chapters: Vec<Span<Outcome>>,
    /// Player states by lower-case name.
    pub states: Vec<(String, Vec<Span<()>>)>,
}
