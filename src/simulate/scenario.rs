//! The scenarios: what is played and what the viewer does, as data.

/// One session as a story.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scenario {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it shows, in a few words.
    pub what: &'static str,
    /// What is played.
    pub content: Content,
    /// How the events reach the service.
    pub delivery: Delivery,
    /// What happens, in order.
    pub acts: &'static [Act],
}

/// What is played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Content {
    /// `media.id`.
    pub id: &'static str,
    /// `media.name`.
    pub name: &'static str,
    /// `media.contentType`.
    pub kind: &'static str,
    /// `media.streamType`.
    pub stream: &'static str,
    /// `media.length`, s.
    pub length: f64,
    /// Playhead at the start, s; live content takes the second of the day instead.
    pub from: f64,
    /// An earlier session goes on.
    pub resume: bool,
}

/// How the events reach the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Each as it happens.
    Live,
    /// All at once afterwards, as a batch.
    Downloaded,
}

/// One thing that happens; lengths in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Act {
    /// Content plays for so long.
    Play(f64),
    /// The viewer pauses for so long; what comes next plays on.
    Pause(f64),
    /// The viewer jumps to this playhead.
    Seek(f64),
    /// The player waits for data for so long.
    Buffer(f64),
    /// An ad break with these ads.
    Break(&'static [Ad]),
    /// A chapter of this length begins; the one before it is complete.
    Chapter(&'static str, f64),
    /// The open chapter is complete.
    ChapterEnd,
    /// The open chapter is skipped: its end is jumped to.
    ChapterSkip,
    /// The bitrate changes, bits/s.
    Bitrate(u32),
    /// Frames are dropped, so many more.
    Drop(u32),
    /// A player state begins.
    State(&'static str),
    /// A player state ends.
    StateEnd(&'static str),
    /// Player states end and begin in one event.
    States(&'static [&'static str], &'static [&'static str]),
    /// An error of the player.
    Error(&'static str),
    /// The content was played to its end.
    Complete,
    /// The session is over.
    End,
}

/// An ad of a break.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ad {
    /// `media.ad.length`, s.
    pub length: f64,
    /// How it is left.
    pub left: Left,
}

/// How an ad is left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Left {
    /// Played to its end.
    Complete,
    /// Skipped after so many seconds.
    Skip(f64),
    /// The viewer is gone after so many seconds: nothing more of the break is sent.
    Gone(f64),
}

const fn ad(length: f64) -> Ad {
    Ad {
        length,
        left: Left::Complete,
    }
}

const fn skipped(length: f64, after: f64) -> Ad {
    Ad {
        length,
        left: Left::Skip(after),
    }
}

const fn gone(length: f64, after: f64) -> Ad {
    Ad {
        length,
        left: Left::Gone(after),
    }
}

const fn vod(id: &'static str, name: &'static str, length: f64) -> Content {
    Content {
        id,
        name,
        kind: "vod",
        stream: "video",
        length,
        from: 0.0,
        resume: false,
    }
}

/// Every scenario, by name. None takes more than five minutes, so that none, sent at any speed, has
/// event times far from its arrival.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "abandoned-ad",
        what: "the viewer leaves in the second pre-roll: a drop before the start",
        content: vod("pilot-1", "Pilot, part 1", 720.0),
        delivery: Delivery::Live,
        acts: &[Act::Break(&[ad(10.0), gone(20.0, 7.0)]), Act::End],
    },
    Scenario {
        name: "audio-chapters",
        what: "an audiobook with four chapters, one of them skipped",
        content: Content {
            kind: "audiobook",
            stream: "audio",
            ..vod("letters-07", "Letters from the Harbour", 180.0)
        },
        delivery: Delivery::Live,
        acts: &[
            Act::Chapter("Opening", 40.0),
            Act::Play(40.0),
            Act::Chapter("The letter", 50.0),
            Act::Play(50.0),
            Act::Chapter("An aside", 30.0),
            Act::Play(6.0),
            Act::ChapterSkip,
            Act::Chapter("The tide", 60.0),
            Act::Play(60.0),
            Act::ChapterEnd,
            Act::Complete,
            Act::End,
        ],
    },
    Scenario {
        name: "buffering",
        what: "a poor connection: buffering, bitrate changes, dropped frames, an error",
        content: vod("clip-88", "Clip 88", 120.0),
        delivery: Delivery::Live,
        acts: &[
            Act::Bitrate(3_200_000),
            Act::Play(25.0),
            Act::Drop(12),
            Act::Buffer(4.0),
            Act::Bitrate(1_400_000),
            Act::Play(30.0),
            Act::Error("network-stall-2"),
            Act::Buffer(13.0),
            Act::Bitrate(700_000),
            Act::Play(40.0),
            Act::Drop(3),
            Act::Bitrate(2_200_000),
            Act::Play(25.0),
            Act::Complete,
            Act::End,
        ],
    },
    Scenario {
        name: "downloaded",
        what: "content watched off line and sent later as one batch",
        content: vod("long-night-2", "The Long Night, part 2", 90.0),
        delivery: Delivery::Downloaded,
        acts: &[
            Act::Play(35.0),
            Act::Pause(20.0),
            Act::Play(55.0),
            Act::Complete,
            Act::End,
        ],
    },
    Scenario {
        name: "live",
        what: "live news with a break; the viewer leaves when it was enough",
        content: Content {
            kind: "live",
            ..vod("news-24", "Evening News", 86_400.0)
        },
        delivery: Delivery::Live,
        acts: &[
            Act::Bitrate(4_500_000),
            Act::Play(75.0),
            Act::Break(&[ad(15.0), ad(10.0)]),
            Act::Play(60.0),
            Act::End,
        ],
    },
    Scenario {
        name: "player-states",
        what: "fullscreen, captions, mute and picture in picture come and go",
        content: vod("bridge-3", "The Bridge Builders", 110.0),
        delivery: Delivery::Live,
        acts: &[
            Act::Play(15.0),
            Act::State("fullscreen"),
            Act::Play(20.0),
            Act::State("closedCaptioning"),
            Act::Play(15.0),
            Act::State("mute"),
            Act::Pause(12.0),
            Act::StateEnd("mute"),
            Act::Play(20.0),
            Act::States(&["fullscreen"], &["pictureInPicture", "inFocus"]),
            Act::Play(25.0),
            Act::States(&["pictureInPicture", "inFocus", "closedCaptioning"], &[]),
            Act::Play(15.0),
            Act::Complete,
            Act::End,
        ],
    },
    Scenario {
        name: "resumed",
        what: "a film goes on where an earlier session left it, with a seek",
        content: Content {
            from: 1260.0,
            resume: true,
            ..vod("harvest", "Harvest Road", 3000.0)
        },
        delivery: Delivery::Live,
        acts: &[
            Act::Play(40.0),
            Act::Seek(2400.0),
            Act::Play(30.0),
            Act::Pause(15.0),
            Act::Play(25.0),
            Act::End,
        ],
    },
    Scenario {
        name: "vod-with-ads",
        what: "a film with pre-, mid- and post-roll, one ad skipped, two chapters",
        content: vod("night-101", "The Long Night", 150.0),
        delivery: Delivery::Live,
        acts: &[
            Act::Break(&[ad(15.0), ad(7.0)]),
            Act::Chapter("Dusk", 80.0),
            Act::Bitrate(3_200_000),
            Act::Play(55.0),
            Act::Pause(6.0),
            Act::Play(25.0),
            Act::Chapter("Midnight", 70.0),
            Act::Play(10.0),
            Act::Break(&[skipped(30.0, 5.0), ad(10.0)]),
            Act::Play(60.0),
            Act::ChapterEnd,
            Act::Break(&[ad(8.0)]),
            Act::Complete,
            Act::End,
        ],
    },
];
