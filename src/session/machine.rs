//! The state machine of one session and the times it accrues.

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

/// The state machine: everything that the next event may change.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    snapshot: Snapshot,
}

impl Machine {
    /// The state.
    pub fn snapshot(&self) -> Snapshot {
        self.snapshot
    }
}
