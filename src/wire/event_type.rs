//! The event types of the protocol.

use std::fmt;

macro_rules! event_types {
    ($(#[doc = $doc:literal] $variant:ident $name:literal,)*) => {
        /// An event type of the Collection API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum EventType { $(#[doc = $doc] $variant,)* }

        impl EventType {
            /// Every type, in the order of the protocol's documentation.
            pub const ALL: &'static [EventType] = &[$(EventType::$variant,)*];

            /// The name on the wire.
            pub fn name(self) -> &'static str {
                match self { $(EventType::$variant => $name,)* }
            }

            /// What it stands for, in a sentence.
            pub fn what(self) -> &'static str {
                match self { $(EventType::$variant => $doc.trim_ascii(),)* }
            }

            /// The type of a name on the wire; names are case-sensitive.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(EventType::$variant),)* _ => None }
            }
        }
    };
}

event_types! {
    /// Opens a session.
    SessionStart "sessionStart",
    /// Playback starts, or goes on after a pause, a buffer or an ad.
    Play "play",
    /// Sent at a steady interval while the session lives.
    Ping "ping",
    /// Playback is paused, or a seek begins.
    PauseStart "pauseStart",
    /// The player waits for data.
    BufferStart "bufferStart",
    /// The player changed to another bitrate.
    BitrateChange "bitrateChange",
    /// An error, of the player or from outside it.
    Error "error",
    /// The content was played to its end.
    SessionComplete "sessionComplete",
    /// The session is over, whether or not the content was played to its end.
    SessionEnd "sessionEnd",
    /// An ad break opens.
    AdBreakStart "adBreakStart",
    /// An ad break is over.
    AdBreakComplete "adBreakComplete",
    /// An ad starts.
    AdStart "adStart",
    /// An ad was played to its end.
    AdComplete "adComplete",
    /// An ad was skipped.
    AdSkip "adSkip",
    /// A chapter starts.
    ChapterStart "chapterStart",
    /// A chapter was played to its end.
    ChapterComplete "chapterComplete",
    /// A chapter was skipped.
    ChapterSkip "chapterSkip",
    /// A player state (fullscreen, mute, …) begins.
    StateStart "stateStart",
    /// A player state ends.
    StateEnd "stateEnd",
    /// Several player states begin and end at once.
    StatesUpdate "statesUpdate",
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
