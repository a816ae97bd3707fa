//! The metrics of the predicted report: their names, and how each is worked out.

mod values;

use super::Value;
use super::evidence::Made;
use super::view::View;
use values::{
    authorized, average_minute_audience, bitrate_average, count, dropped_before_start, error_ids,
    flag, media, progress, seconds_since_last_call, time, time_to_start, to_ms,
};

/// One metric of a session.
pub struct Metric {
    /// Its context-data key.
    pub key: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Where the reporting data of the Media Edge API (XDM) has it.
    pub xdm: &'static str,
    /// How it is worked out, in a sentence.
    pub formula: &'static str,
    /// What is our reading in it, where the documentation is silent or contradicts itself.
    pub reading: Option<&'static str>,
    pub(super) made: Made,
    pub(super) value: fn(&View<'_>) -> Option<Value>,
}

/// A number that an ad, a chapter or a player state has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detail {
    /// Its context-data key; `<name>` stands for the name of a player state.
    pub key: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Where the reporting data of the Media Edge API (XDM) has it.
    pub xdm: &'static str,
    /// How it is worked out, in a sentence.
    pub formula: &'static str,
}

/// The metric of a context-data key.
pub fn find(key: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.key == key)
}

const fn metric(
    key: &'static str,
    name: &'static str,
    xdm: &'static str,
    formula: &'static str,
    made: Made,
    value: fn(&View<'_>) -> Option<Value>,
) -> Metric {
    Metric {
        key,
        name,
        xdm,
        formula,
        reading: None,
        made,
        value,
    }
}

impl Metric {
    const fn ours(self, reading: &'static str) -> Self {
        Metric {
            reading: Some(reading),
            ..self
        }
    }
}

/// A progress marker.
const fn marker(
    key: &'static str,
    name: &'static str,
    xdm: &'static str,
    formula: &'static str,
    percent: u8,
    value: fn(&View<'_>) -> Option<Value>,
) -> Metric {
    metric(key, name, xdm, formula, Made::Progress(percent), value)
        .ours("A seek forward sets all the markers that it passes.")
}

/// What makes a stall one beyond the three events that the documentation names.
const STALL: &str = "Three events do not make a stall unless two seconds pass between them.";

/// Every metric, in the order of the report.
pub static METRICS: &[Metric] = &[
    metric(
        "a.media.view",
        "Media starts",
        "mediaReporting.sessionDetails.isViewed",
        "The session was opened.",
        Made::Opening,
        |_| flag(true),
    ),
    metric(
        "a.media.play",
        "Content starts",
        "mediaReporting.sessionDetails.isPlayed",
        "A play came while no ad break was open.",
        Made::Start,
        |view| flag(view.machine.snapshot().content_started),
    ),
    metric(
        "a.media.complete",
        "Content completes",
        "mediaReporting.sessionDetails.isCompleted",
        "A sessionComplete came.",
        Made::Complete,
        |view| flag(view.machine.snapshot().completed),
    ),
    metric(
        "a.media.resume",
        "Content resumes",
        "mediaReporting.sessionDetails.hasResume",
        "media.resume is true on the sessionStart.",
        Made::Opening,
        |view| flag(view.session.start().resume == Some(true)),
    ),
    metric(
        "a.media.pass.auth",
        "Authorized",
        "mediaReporting.sessionDetails.authorized",
        "media.pass.auth is \"true\" on the sessionStart.",
        Made::Opening,
        authorized,
    ),
    metric(
        "a.media.timePlayed",
        "Content time spent",
        "mediaReporting.sessionDetails.timePlayed",
        "Time in which content played: no ad break open, not paused, buffering or stalled.",
        Made::Content,
        |view| time(view.machine.times().content),
    ),
    metric(
        "a.media.totalTimePlayed",
        "Media time spent",
        "mediaReporting.sessionDetails.totalTimePlayed",
        "Content time and the time of ads in breaks.",
        Made::Media,
        |view| time(media(view)),
    ),
    metric(
        "a.media.uniqueTimePlayed",
        "Unique time played",
        "mediaReporting.sessionDetails.uniqueTimePlayed",
        "Length of the content that was played at least once.",
        Made::Unique,
        |view| Some(Value::Duration(to_ms(view.seen()))),
    ),
    metric(
        "a.media.averageMinuteAudience",
        "Average minute audience",
        "mediaReporting.sessionDetails.averageMinuteAudience",
        "Content time divided by media.length; not for live content.",
        Made::Content,
        average_minute_audience,
    ),
    metric(
        "a.media.estimatedStreams",
        "Estimated streams",
        "mediaReporting.sessionDetails.estimatedStreams",
        "One, and one more for each full half hour of media time.",
        Made::Media,
        |view| count(u64::try_from(media(view) / 1_800_000).unwrap_or(0) + 1),
    ),
    marker(
        "a.media.progress10",
        "10 % progress marker",
        "mediaReporting.sessionDetails.hasProgress10",
        "After the content start some playhead is at or beyond 10 % of media.length; not for live content.",
        10,
        |view| progress(view, 10),
    ),
    marker(
        "a.media.progress25",
        "25 % progress marker",
        "mediaReporting.sessionDetails.hasProgress25",
        "After the content start some playhead is at or beyond 25 % of media.length; not for live content.",
        25,
        |view| progress(view, 25),
    ),
    marker(
        "a.media.progress50",
        "50 % progress marker",
        "mediaReporting.sessionDetails.hasProgress50",
        "After the content start some playhead is at or beyond 50 % of media.length; not for live content.",
        50,
        |view| progress(view, 50),
    ),
    marker(
        "a.media.progress75",
        "75 % progress marker",
        "mediaReporting.sessionDetails.hasProgress75",
        "After the content start some playhead is at or beyond 75 % of media.length; not for live content.",
        75,
        |view| progress(view, 75),
    ),
    marker(
        "a.media.progress95",
        "95 % progress marker",
        "mediaReporting.sessionDetails.hasProgress95",
        "After the content start some playhead is at or beyond 95 % of media.length; not for live content.",
        95,
        |view| progress(view, 95),
    ),
    metric(
        "a.media.segmentView",
        "Content segment views",
        "mediaReporting.sessionDetails.hasSegmentView",
        "Content started.",
        Made::Start,
        |view| flag(view.machine.snapshot().content_started),
    ),
    metric(
        "a.media.pause",
        "Paused impacted streams",
        "mediaReporting.sessionDetails.hasPauseImpactedStreams",
        "There was a pause.",
        Made::Pauses,
        |view| flag(view.machine.counts().pauses > 0),
    ),
    metric(
        "a.media.pauseCount",
        "Pause events",
        "mediaReporting.sessionDetails.pauseCount",
        "Pauses that began.",
        Made::Pauses,
        |view| count(view.machine.counts().pauses),
    ),
    metric(
        "a.media.pauseTime",
        "Total pause duration",
        "mediaReporting.sessionDetails.pauseTime",
        "Time in which playback was paused, in ad breaks too.",
        Made::PauseTime,
        |view| time(view.machine.times().pause),
    ),
    metric(
        "a.media.adCount",
        "Ads",
        "mediaReporting.sessionDetails.adCount",
        "Ads that started in an ad break.",
        Made::Ads,
        |view| count(view.machine.counts().ads),
    ),
    metric(
        "a.media.chapterCount",
        "Chapters",
        "mediaReporting.sessionDetails.chapterCount",
        "Chapters that started.",
        Made::Chapters,
        |view| count(view.machine.counts().chapters),
    ),
    metric(
        "a.media.qoe.buffer",
        "Buffer impacted streams",
        "mediaReporting.qoeDataDetails.hasBufferImpactedStreams",
        "There was a buffering.",
        Made::Buffers,
        |view| flag(view.machine.counts().buffers > 0),
    ),
    metric(
        "a.media.qoe.bufferCount",
        "Buffer events",
        "mediaReporting.qoeDataDetails.bufferCount",
        "Bufferings that began.",
        Made::Buffers,
        |view| count(view.machine.counts().buffers),
    ),
    metric(
        "a.media.qoe.bufferTime",
        "Total buffer duration",
        "mediaReporting.qoeDataDetails.bufferTime",
        "Time in which the player waited for data, in ad breaks too.",
        Made::BufferTime,
        |view| time(view.machine.times().buffer),
    ),
    metric(
        "a.media.qoe.stall",
        "Stalling impacted streams",
        "mediaReporting.qoeDataDetails.hasStallImpactedStreams",
        "There was a stall.",
        Made::Stalls,
        |view| flag(view.machine.counts().stalls > 0),
    ).ours(STALL),
    metric(
        "a.media.qoe.stallCount",
        "Stalling events",
        "mediaReporting.qoeDataDetails.stallCount",
        "Times that content should play but the playhead stood still, for at least three events and two seconds.",
        Made::Stalls,
        |view| count(view.machine.counts().stalls),
    ).ours(STALL),
    metric(
        "a.media.qoe.stallTime",
        "Total stalling duration",
        "mediaReporting.qoeDataDetails.stallTime",
        "Time of the stalls; it is taken from the content time.",
        Made::StallTime,
        |view| time(view.machine.times().stall),
    ).ours(STALL),
    metric(
        "a.media.qoe.bitrateChange",
        "Bitrate change impacted streams",
        "mediaReporting.qoeDataDetails.hasBitrateChangeImpactedStreams",
        "There was a bitrateChange.",
        Made::BitrateChanges,
        |view| flag(view.machine.counts().bitrate_changes > 0),
    ),
    metric(
        "a.media.qoe.bitrateChangeCount",
        "Bitrate changes",
        "mediaReporting.qoeDataDetails.bitrateChangeCount",
        "bitrateChange events.",
        Made::BitrateChanges,
        |view| count(view.machine.counts().bitrate_changes),
    ),
    metric(
        "a.media.qoe.bitrateAverage",
        "Average bitrate",
        "mediaReporting.qoeDataDetails.bitrateAverage",
        "Mean of the bitrates reported, weighted by the media time for which each was the last; in the unit sent.",
        Made::Bitrates,
        bitrate_average,
    ),
    metric(
        "a.media.qoe.droppedFrames",
        "Dropped frame impacted streams",
        "mediaReporting.qoeDataDetails.hasDroppedFrameImpactedStreams",
        "The last number of dropped frames is above 0.",
        Made::Dropped,
        |view| {
            flag(
                view.machine
                    .quality()
                    .dropped_frames
                    .is_some_and(|last| last > 0.0),
            )
        },
    ),
    metric(
        "a.media.qoe.droppedFrameCount",
        "Dropped frames",
        "mediaReporting.qoeDataDetails.droppedFrames",
        "The last number of dropped frames that was reported.",
        Made::Dropped,
        |view| view.machine.quality().dropped_frames.map(Value::Number),
    ),
    metric(
        "a.media.qoe.timeToStart",
        "Time to start",
        "mediaReporting.qoeDataDetails.timeToStart",
        "The last time to start that was reported.",
        Made::TimeToStart,
        time_to_start,
    ),
    metric(
        "a.media.qoe.error",
        "Error impacted streams",
        "mediaReporting.qoeDataDetails.hasErrorImpactedStreams",
        "There was an error.",
        Made::Errors,
        |view| flag(view.machine.counts().errors > 0),
    ),
    metric(
        "a.media.qoe.errorCount",
        "Errors",
        "mediaReporting.qoeDataDetails.errorCount",
        "error events.",
        Made::Errors,
        |view| count(view.machine.counts().errors),
    ),
    metric(
        "a.media.qoe.playerSdkErrors",
        "Player SDK error ids",
        "mediaReporting.qoeDataDetails.playerSdkErrors",
        "Ids of the errors whose source is the player.",
        Made::ErrorsOf(true),
        |view| error_ids(view, true),
    ),
    metric(
        "a.media.qoe.externalErrors",
        "External error ids",
        "mediaReporting.qoeDataDetails.externalErrors",
        "Ids of the errors whose source is external.",
        Made::ErrorsOf(false),
        |view| error_ids(view, false),
    ),
    metric(
        "a.media.qoe.dropBeforeStart",
        "Drops before start",
        "mediaReporting.qoeDataDetails.isDroppedBeforeStart",
        "The session is over and content never started.",
        Made::Drop,
        dropped_before_start,
    ),
    metric(
        "secondsSinceLastCall",
        "Seconds since last call",
        "mediaReporting.sessionDetails.secondsSinceLastCall",
        "0 when the session was ended or completed, else the time-out that closed it.",
        Made::Close,
        seconds_since_last_call,
    ),
];

/// The numbers of each ad in a break.
pub const AD: &[Detail] = &[
    Detail {
        key: "a.media.ad.view",
        name: "Ad starts",
        xdm: "mediaReporting.advertisingDetails.isStarted",
        formula: "An adStart came in an open ad break.",
    },
    Detail {
        key: "a.media.ad.complete",
        name: "Ad completes",
        xdm: "mediaReporting.advertisingDetails.isCompleted",
        formula: "An adComplete came while the ad was open.",
    },
    Detail {
        key: "a.media.ad.timePlayed",
        name: "Ad time spent",
        xdm: "mediaReporting.advertisingDetails.timePlayed",
        formula: "Time in which the ad was open and playing.",
    },
];

/// The numbers of each chapter.
pub const CHAPTER: &[Detail] = &[
    Detail {
        key: "a.media.chapter.view",
        name: "Chapter starts",
        xdm: "mediaReporting.chapterDetails.isStarted",
        formula: "A chapterStart came.",
    },
    Detail {
        key: "a.media.chapter.complete",
        name: "Chapter completes",
        xdm: "mediaReporting.chapterDetails.isCompleted",
        formula: "A chapterComplete came while the chapter was open.",
    },
    Detail {
        key: "a.media.chapter.timePlayed",
        name: "Chapter time spent",
        xdm: "mediaReporting.chapterDetails.timePlayed",
        formula: "Content time in which the chapter was open.",
    },
];

/// The numbers of each player state.
pub const STATE: &[Detail] = &[
    Detail {
        key: "a.media.states.<name>.set",
        name: "Streams impacted",
        xdm: "mediaReporting.states[].isSet",
        formula: "The state began at least once.",
    },
    Detail {
        key: "a.media.states.<name>.count",
        name: "Count",
        xdm: "mediaReporting.states[].count",
        formula: "How often the state began.",
    },
    Detail {
        key: "a.media.states.<name>.time",
        name: "Total duration",
        xdm: "mediaReporting.states[].time",
        formula: "Time in which the state was active, whatever the playback.",
    },
];
