//! What each fault costs: the numbers of the report that it spoils, with a few words to stand beside them.

use crate::wire::EventType;

/// The numbers that a fault spoils.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Id of the rule.
    pub rule: &'static str,
    /// What it does to them, in a few words.
    pub words: &'static str,
    /// Their context-data keys; [`AD`], [`CHAPTER`] and [`STATE`] stand for the numbers of all of them.
    pub keys: &'static [&'static str],
}

/// The numbers of the ads.
pub const AD: &str = "a.media.ad";
/// The numbers of the chapters.
pub const CHAPTER: &str = "a.media.chapter";
/// The numbers of the player states.
pub const STATE: &str = "a.media.states";

const VIEW: &str = "a.media.view";
const PLAY: &str = "a.media.play";
const COMPLETE: &str = "a.media.complete";
const RESUME: &str = "a.media.resume";
const AUTHORIZED: &str = "a.media.pass.auth";
const CONTENT: &str = "a.media.timePlayed";
const MEDIA: &str = "a.media.totalTimePlayed";
const UNIQUE: &str = "a.media.uniqueTimePlayed";
const AUDIENCE: &str = "a.media.averageMinuteAudience";
const SEGMENT: &str = "a.media.segmentView";
const PAUSES: &str = "a.media.pauseCount";
const PAUSE_TIME: &str = "a.media.pauseTime";
const ADS: &str = "a.media.adCount";
const CHAPTERS: &str = "a.media.chapterCount";
const BUFFERS: &str = "a.media.qoe.bufferCount";
const BUFFER_TIME: &str = "a.media.qoe.bufferTime";
const STALLS: &str = "a.media.qoe.stallCount";
const STALL_TIME: &str = "a.media.qoe.stallTime";
const CHANGES: &str = "a.media.qoe.bitrateChangeCount";
const BITRATE: &str = "a.media.qoe.bitrateAverage";
const DROPPED: &str = "a.media.qoe.droppedFrameCount";
const TIME_TO_START: &str = "a.media.qoe.timeToStart";
const ERRORS: &str = "a.media.qoe.errorCount";
const PLAYER_ERRORS: &str = "a.media.qoe.playerSdkErrors";
const EXTERNAL_ERRORS: &str = "a.media.qoe.externalErrors";
const DROP: &str = "a.media.qoe.dropBeforeStart";
const LAST_CALL: &str = "secondsSinceLastCall";

const PROGRESS: &[&str] = &[
    "a.media.progress10",
    "a.media.progress25",
    "a.media.progress50",
    "a.media.progress75",
    "a.media.progress95",
];

const fn cost(rule: &'static str, words: &'static str, keys: &'static [&'static str]) -> Cost {
    Cost { rule, words, keys }
}

/// What the faults cost that let the event pass, in order of id; a rule may stand more than once.
pub const COSTS: &[Cost] = &[
    cost(
        "ads/break-not-closed",
        "content after the ads is lost",
        &[PLAY, CONTENT, MEDIA, UNIQUE, AUDIENCE, SEGMENT],
    ),
    cost(
        "ads/break-not-open",
        "a break may be missing",
        &[ADS, CONTENT],
    ),
    cost("ads/empty-break", "the break's time is lost", &[ADS, MEDIA]),
    cost(
        "ads/length-mismatch",
        "not the announced length",
        &[AD, MEDIA],
    ),
    cost(
        "ads/no-play-after-break",
        "no play after the break",
        &[PLAY, CONTENT, UNIQUE, SEGMENT],
    ),
    cost("ads/not-closed", "an ad counts as abandoned", &[AD]),
    cost("ads/not-open", "an end without its ad", &[ADS, AD]),
    cost(
        "ads/outside-break",
        "ad time counted as content",
        &[CONTENT, UNIQUE, AUDIENCE],
    ),
    cost(
        "ads/outside-break",
        "an ad outside a break is lost",
        &[ADS, MEDIA],
    ),
    cost(
        "ads/play-before-preroll",
        "started before the pre-roll",
        &[PLAY, CONTENT, SEGMENT, DROP],
    ),
    cost(
        "ads/playback-before-ad",
        "playback before the ad",
        &[PAUSES, PAUSE_TIME],
    ),
    cost(
        "chapters/early-complete",
        "completed before its end",
        &[CHAPTER],
    ),
    cost(
        "chapters/index-repeated",
        "two chapters share an index",
        &[CHAPTER],
    ),
    cost(
        "chapters/not-closed",
        "a chapter is not complete",
        &[CHAPTER],
    ),
    cost(
        "chapters/not-open",
        "an end without its chapter",
        &[CHAPTERS, CHAPTER],
    ),
    cost(
        "chapters/overlap",
        "a chapter counts as abandoned",
        &[CHAPTER],
    ),
    cost(
        "order/equal-ts",
        "events in the wrong order",
        &[ADS, CHAPTERS, CONTENT, AD, CHAPTER],
    ),
    cost(
        "order/late-arrival",
        "may be sorted in too late",
        &[CONTENT, MEDIA],
    ),
    cost(
        "payload/bitrate-change",
        "a change without its bitrate",
        &[BITRATE],
    ),
    cost(
        "payload/error-details",
        "an error without its id",
        &[PLAYER_ERRORS, EXTERNAL_ERRORS],
    ),
    cost(
        "payload/length",
        "no right length to measure by",
        &[
            AUDIENCE,
            "a.media.progress10",
            "a.media.progress25",
            "a.media.progress50",
            "a.media.progress75",
            "a.media.progress95",
        ],
    ),
    cost("payload/negative", "a value below 0", &[BITRATE, DROPPED]),
    cost(
        "payload/pass-auth",
        "not taken as authorized",
        &[AUTHORIZED],
    ),
    cost(
        "payload/playhead-range",
        "a playhead out of range",
        PROGRESS,
    ),
    cost("payload/state-update-empty", "no state in it", &[STATE]),
    cost(
        "payload/time-to-start",
        "not a time to start in ms",
        &[TIME_TO_START],
    ),
    cost(
        "payload/ts-unit",
        "times are not in ms",
        &[
            CONTENT,
            MEDIA,
            UNIQUE,
            AUDIENCE,
            PAUSE_TIME,
            BUFFER_TIME,
            STALL_TIME,
            AD,
            CHAPTER,
            STATE,
        ],
    ),
    cost(
        "ping/late",
        "what happened meanwhile is unknown",
        &[CONTENT],
    ),
    cost(
        "ping/late-in-ad",
        "what happened meanwhile is unknown",
        &[AD],
    ),
    cost("ping/none", "no pings to measure by", &[CONTENT, UNIQUE]),
    cost(
        "playback/buffer-not-ended",
        "content counted as buffering",
        &[CONTENT, BUFFER_TIME],
    ),
    cost(
        "playback/pause-not-ended",
        "content counted as a pause",
        &[CONTENT, PAUSE_TIME],
    ),
    cost("playhead/drift", "playhead and clock disagree", &[UNIQUE]),
    cost(
        "playhead/frozen",
        "content counted as a stall",
        &[CONTENT, STALLS, STALL_TIME],
    ),
    cost("playhead/jump", "a seek nobody announced", &[UNIQUE]),
    cost(
        "playhead/unit",
        "playheads are in milliseconds",
        &[
            UNIQUE,
            "a.media.progress10",
            "a.media.progress25",
            "a.media.progress50",
            "a.media.progress75",
            "a.media.progress95",
        ],
    ),
    cost(
        "qoe/bitrate-magnitude",
        "bits and kilobits mixed",
        &[BITRATE],
    ),
    cost(
        "qoe/bitrate-same",
        "a change to the same bitrate",
        &[CHANGES],
    ),
    cost(
        "qoe/dropped-frames-decrease",
        "not a running total",
        &[DROPPED],
    ),
    cost(
        "session/after-close",
        "events after the close are lost",
        &[CONTENT, MEDIA, COMPLETE],
    ),
    cost(
        "session/after-complete",
        "goes on after the end",
        &[CONTENT, COMPLETE],
    ),
    cost(
        "session/double-start",
        "the play is counted twice",
        &[VIEW, PLAY],
    ),
    cost(
        "session/drop-before-start",
        "left before the content",
        &[DROP],
    ),
    cost(
        "session/early-complete",
        "complete before its end",
        &[COMPLETE],
    ),
    cost(
        "session/end-without-complete",
        "a completion is missing",
        &[COMPLETE],
    ),
    cost(
        "session/idle-timeout",
        "closed by 10 min of silence",
        &[LAST_CALL, CONTENT, COMPLETE],
    ),
    cost(
        "session/never-closed",
        "its end was never told",
        &[LAST_CALL],
    ),
    cost("session/no-play", "a start is lost", &[PLAY, SEGMENT, DROP]),
    cost(
        "session/no-play",
        "no time without a start",
        &[CONTENT, UNIQUE],
    ),
    cost(
        "session/playhead-timeout",
        "closed by 30 min without movement",
        &[LAST_CALL, CONTENT, COMPLETE],
    ),
    cost("session/resume-from-zero", "resumes at 0", &[RESUME]),
    cost(
        "session/too-long",
        "more than a day in one session",
        &[CONTENT, MEDIA],
    ),
    cost("states/already-active", "started twice", &[STATE]),
    cost("states/not-active", "an end without its start", &[STATE]),
    cost("states/not-ended", "active to the end", &[STATE]),
    cost("states/too-many", "an 11th state is lost", &[STATE]),
];

/// Rules whose faults spoil no number: they are about metadata, transport and habits, or the number stays right.
pub const FREE: &[&str] = &[
    "ads/pod-index-repeated",
    "ads/pod-position-order",
    "ads/pod-second-mismatch",
    "chapters/beyond-content",
    "chapters/offset-mismatch",
    "http/content-type",
    "http/other-dialect",
    "http/path",
    "http/unknown-session",
    "json/duplicate-key",
    "order/clock-jump",
    "payload/clock-skew",
    "payload/content-type",
    "payload/custom-metadata-event",
    "payload/custom-metadata-prefix",
    "payload/custom-state",
    "payload/empty",
    "payload/no-visitor",
    "payload/org-id",
    "payload/ping-params",
    "payload/placeholder",
    "payload/pod-name-on-ad",
    "payload/pod-position",
    "payload/show-type",
    "payload/stream-type",
    "ping/slow-in-ad",
    "ping/too-often",
    "playback/redundant-pause",
    "playback/redundant-play",
    "playhead/moves-in-ad",
    "qoe/frame-rate",
    "session/before-start",
];

/// Rules whose faults lose the event as a whole: what that costs depends on its type.
pub const LOSING: &[&str] = &[
    "http/closed-session",
    "http/method",
    "http/too-large",
    "json/encoding",
    "json/not-an-object",
    "json/syntax",
    "schema/batch-order",
    "schema/downloaded",
    "schema/endpoint",
    "schema/event-type",
    "schema/pattern",
    "schema/required",
    "schema/type",
    "schema/unknown-key",
    "schema/value",
];

/// What it costs that an event is lost, by its type.
fn lost(kind: EventType) -> (&'static str, &'static [&'static str]) {
    match kind {
        EventType::SessionStart => ("the whole session would be refused", &[VIEW]),
        EventType::Play => ("a play is lost", &[PLAY, CONTENT, SEGMENT, DROP]),
        EventType::PauseStart => ("a pause is lost", &[PAUSES, PAUSE_TIME, CONTENT]),
        EventType::BufferStart => ("a buffering is lost", &[BUFFERS, BUFFER_TIME, CONTENT]),
        EventType::BitrateChange => ("a bitrate change is lost", &[CHANGES, BITRATE]),
        EventType::Error => (
            "an error is lost",
            &[ERRORS, PLAYER_ERRORS, EXTERNAL_ERRORS],
        ),
        EventType::SessionComplete => ("the completion is lost", &[COMPLETE]),
        EventType::SessionEnd => ("the end is lost", &[LAST_CALL]),
        EventType::AdBreakStart => ("a break is lost", &[ADS, MEDIA, CONTENT]),
        EventType::AdBreakComplete => ("the end of a break is lost", &[CONTENT, PLAY]),
        EventType::AdStart => ("an ad is lost", &[ADS, AD, MEDIA]),
        EventType::AdComplete | EventType::AdSkip => ("the end of an ad is lost", &[AD]),
        EventType::ChapterStart => ("a chapter is lost", &[CHAPTERS, CHAPTER]),
        EventType::ChapterComplete | EventType::ChapterSkip => {
            ("the end of a chapter is lost", &[CHAPTER])
        }
        EventType::StateStart | EventType::StateEnd | EventType::StatesUpdate => {
            ("a player state is lost", &[STATE])
        }
        EventType::Ping => ("a ping is lost", &[UNIQUE]),
    }
}

/// What a rule's fault does to a number, in a few words; `None` when it leaves it alone. `kind` is the type of
/// the event that it stands on, `rejected` whether that event is kept out.
pub fn on(rule: &str, kind: Option<EventType>, rejected: bool, key: &str) -> Option<&'static str> {
    if LOSING.contains(&rule) {
        let (words, keys) = lost(kind.filter(|_| rejected)?);
        return keys.contains(&key).then_some(words);
    }
    let found = COSTS
        .iter()
        .find(|cost| cost.rule == rule && cost.keys.contains(&key));
    found.map(|cost| cost.words)
}
