//! The metrics of the predicted report: their names, and how each is worked out.

use std::collections::BTreeSet;

use super::machine::error_of;
use super::report::to_three_decimals;
use super::view::View;
use super::{Cause, Status, Value};

/// One metric of a session.
pub struct Metric {
    /// Its context-data key.
    pub key: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Where the Media Edge API's reporting data has it.
    pub xdm: &'static str,
    /// How it is worked out, in a sentence.
    pub formula: &'static str,
    pub(super) value: fn(&View<'_>) -> Option<Value>,
}

const fn metric(
    key: &'static str,
    name: &'static str,
    xdm: &'static str,
    formula: &'static str,
    value: fn(&View<'_>) -> Option<Value>,
) -> Metric {
    Metric {
        key,
        name,
        xdm,
        formula,
        value,
    }
}

/// Every metric, in the order of the report.
pub static METRICS: &[Metric] = &[
    metric(
        "a.media.view",
        "Media starts",
        "mediaReporting.sessionDetails.isViewed",
        "The session was opened.",
        |_| flag(true),
    ),
    metric(
        "a.media.play",
        "Content starts",
        "mediaReporting.sessionDetails.isPlayed",
        "A play came while no ad break was open.",
        |view| flag(view.machine.snapshot().content_started),
    ),
    metric(
        "a.media.complete",
        "Content completes",
        "mediaReporting.sessionDetails.isCompleted",
        "A sessionComplete came.",
        |view| flag(view.machine.snapshot().completed),
    ),
    metric(
        "a.media.resume",
        "Content resumes",
        "mediaReporting.sessionDetails.hasResume",
        "media.resume is true on the sessionStart.",
        |view| flag(view.session.start().resume == Some(true)),
    ),
    metric(
        "a.media.pass.auth",
        "Authorized",
        "mediaReporting.sessionDetails.authorized",
        "media.pass.auth is \"true\" on the sessionStart.",
        authorized,
    ),
    metric(
        "a.media.timePlayed",
        "Content time spent",
        "mediaReporting.sessionDetails.timePlayed",
        "Time in which content played: no ad break open, not paused, buffering or stalled.",
        |view| time(view.machine.times().content),
    ),
    metric(
        "a.media.totalTimePlayed",
        "Media time spent",
        "mediaReporting.sessionDetails.totalTimePlayed",
        "Content time and the time of ads in breaks.",
        |view| time(media(view)),
    ),
    metric(
        "a.media.uniqueTimePlayed",
        "Unique time played",
        "mediaReporting.sessionDetails.uniqueTimePlayed",
        "Length of the content that was played at least once.",
        |view| Some(Value::Duration(to_ms(view.seen()))),
    ),
    metric(
        "a.media.averageMinuteAudience",
        "Average minute audience",
        "mediaReporting.sessionDetails.averageMinuteAudience",
        "Content time divided by media.length; not for live content.",
        average_minute_audience,
    ),
    metric(
        "a.media.estimatedStreams",
        "Estimated streams",
        "mediaReporting.sessionDetails.estimatedStreams",
        "One, and one more for each full half hour of media time.",
        |view| count(u64::try_from(media(view) / 1_800_000).unwrap_or(0) + 1),
    ),
    metric(
        "a.media.progress10",
        "Ten percent progress marker",
        "mediaReporting.sessionDetails.hasProgress10",
        "After the content start some playhead is at or beyond 10 % of media.length (our reading: a seek forward passes it too); not for live content.",
        |view| progress(view, 10),
    ),
    metric(
        "a.media.progress25",
        "Twenty-five percent progress marker",
        "mediaReporting.sessionDetails.hasProgress25",
        "After the content start some playhead is at or beyond 25 % of media.length (our reading: a seek forward passes it too); not for live content.",
        |view| progress(view, 25),
    ),
    metric(
        "a.media.progress50",
        "Fifty percent progress marker",
        "mediaReporting.sessionDetails.hasProgress50",
        "After the content start some playhead is at or beyond 50 % of media.length (our reading: a seek forward passes it too); not for live content.",
        |view| progress(view, 50),
    ),
    metric(
        "a.media.progress75",
        "Seventy-five percent progress marker",
        "mediaReporting.sessionDetails.hasProgress75",
        "After the content start some playhead is at or beyond 75 % of media.length (our reading: a seek forward passes it too); not for live content.",
        |view| progress(view, 75),
    ),
    metric(
        "a.media.progress95",
        "Ninety-five percent progress marker",
        "mediaReporting.sessionDetails.hasProgress95",
        "After the content start some playhead is at or beyond 95 % of media.length (our reading: a seek forward passes it too); not for live content.",
        |view| progress(view, 95),
    ),
    metric(
        "a.media.segmentView",
        "Content segment views",
        "mediaReporting.sessionDetails.hasSegmentView",
        "Content started.",
        |view| flag(view.machine.snapshot().content_started),
    ),
    metric(
        "a.media.pause",
        "Paused impacted streams",
        "mediaReporting.sessionDetails.hasPauseImpactedStreams",
        "There was a pause.",
        |view| flag(view.machine.counts().pauses > 0),
    ),
    metric(
        "a.media.pauseCount",
        "Pause events",
        "mediaReporting.sessionDetails.pauseCount",
        "Pauses that began.",
        |view| count(view.machine.counts().pauses),
    ),
    metric(
        "a.media.pauseTime",
        "Total pause duration",
        "mediaReporting.sessionDetails.pauseTime",
        "Time in which playback was paused, in ad breaks too.",
        |view| time(view.machine.times().pause),
    ),
    metric(
        "a.media.adCount",
        "Ads",
        "mediaReporting.sessionDetails.adCount",
        "Ads that started in an ad break.",
        |view| count(view.machine.counts().ads),
    ),
    metric(
        "a.media.chapterCount",
        "Chapters",
        "mediaReporting.sessionDetails.chapterCount",
        "Chapters that started.",
        |view| count(view.machine.counts().chapters),
    ),
    metric(
        "a.media.qoe.buffer",
        "Buffer impacted streams",
        "mediaReporting.qoeDataDetails.hasBufferImpactedStreams",
        "There was a buffering.",
        |view| flag(view.machine.counts().buffers > 0),
    ),
    metric(
        "a.media.qoe.bufferCount",
        "Buffer events",
        "mediaReporting.qoeDataDetails.bufferCount",
        "Bufferings that began.",
        |view| count(view.machine.counts().buffers),
    ),
    metric(
        "a.media.qoe.bufferTime",
        "Total buffer duration",
        "mediaReporting.qoeDataDetails.bufferTime",
        "Time in which the player waited for data, in ad breaks too.",
        |view| time(view.machine.times().buffer),
    ),
    metric(
        "a.media.qoe.stall",
        "Stalling impacted streams",
        "mediaReporting.qoeDataDetails.hasStallImpactedStreams",
        "There was a stall.",
        |view| flag(view.machine.counts().stalls > 0),
    ),
    metric(
        "a.media.qoe.stallCount",
        "Stalling events",
        "mediaReporting.qoeDataDetails.stallCount",
        "Times that content should play but the playhead stood still, for at least three events and (our reading) two seconds.",
        |view| count(view.machine.counts().stalls),
    ),
    metric(
        "a.media.qoe.stallTime",
        "Total stalling duration",
        "mediaReporting.qoeDataDetails.stallTime",
        "Time of the stalls; it is taken from the content time.",
        |view| time(view.machine.times().stall),
    ),
    metric(
        "a.media.qoe.bitrateChange",
        "Bitrate change impacted streams",
        "mediaReporting.qoeDataDetails.hasBitrateChangeImpactedStreams",
        "There was a bitrateChange.",
        |view| flag(view.machine.counts().bitrate_changes > 0),
    ),
    metric(
        "a.media.qoe.bitrateChangeCount",
        "Bitrate changes",
        "mediaReporting.qoeDataDetails.bitrateChangeCount",
        "bitrateChange events.",
        |view| count(view.machine.counts().bitrate_changes),
    ),
    metric(
        "a.media.qoe.bitrateAverage",
        "Average bitrate",
        "mediaReporting.qoeDataDetails.bitrateAverage",
        "Mean of the bitrates reported, weighted by the media time for which each was the last; in the unit sent.",
        bitrate_average,
    ),
    metric(
        "a.media.qoe.droppedFrames",
        "Dropped frame impacted streams",
        "mediaReporting.qoeDataDetails.hasDroppedFrameImpactedStreams",
        "The last number of dropped frames is above 0.",
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
        |view| view.machine.quality().dropped_frames.map(Value::Number),
    ),
    metric(
        "a.media.qoe.timeToStart",
        "Time to start",
        "mediaReporting.qoeDataDetails.timeToStart",
        "The last time to start that was reported.",
        time_to_start,
    ),
    metric(
        "a.media.qoe.error",
        "Error impacted streams",
        "mediaReporting.qoeDataDetails.hasErrorImpactedStreams",
        "There was an error.",
        |view| flag(view.machine.counts().errors > 0),
    ),
    metric(
        "a.media.qoe.errorCount",
        "Errors",
        "mediaReporting.qoeDataDetails.errorCount",
        "error events.",
        |view| count(view.machine.counts().errors),
    ),
    metric(
        "a.media.qoe.playerSdkErrors",
        "Player SDK error ids",
        "mediaReporting.qoeDataDetails.playerSdkErrors",
        "Ids of the errors whose source is the player.",
        |view| error_ids(view, true),
    ),
    metric(
        "a.media.qoe.externalErrors",
        "External error ids",
        "mediaReporting.qoeDataDetails.externalErrors",
        "Ids of the errors whose source is external.",
        |view| error_ids(view, false),
    ),
    metric(
        "a.media.qoe.dropBeforeStart",
        "Drops before start",
        "mediaReporting.qoeDataDetails.isDroppedBeforeStart",
        "The session is over and content never started.",
        dropped_before_start,
    ),
    metric(
        "secondsSinceLastCall",
        "Seconds since last call",
        "mediaReporting.sessionDetails.secondsSinceLastCall",
        "0 when the session was ended or completed, else the time-out that closed it.",
        seconds_since_last_call,
    ),
];

#[expect(
    clippy::unnecessary_wraps,
    reason = "the shape of every entry of the table"
)]
fn flag(value: bool) -> Option<Value> {
    Some(Value::Flag(value))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the shape of every entry of the table"
)]
fn count(value: u64) -> Option<Value> {
    Some(Value::Count(value))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the shape of every entry of the table"
)]
fn time(ms: i64) -> Option<Value> {
    Some(Value::Duration(ms))
}

/// Content and ads, ms.
fn media(view: &View<'_>) -> i64 {
    let times = view.machine.times();
    times.content + times.ads
}

/// µs as ms: in seconds to 3 decimals.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "what was seen of a content lasts for less than 2^53 ms"
)]
fn to_ms(micros: i64) -> i64 {
    (to_three_decimals(micros as f64 / 1e6) * 1e3).round() as i64
}

/// `media.length` in µs, when it is above 0 and the content is not live.
fn length(view: &View<'_>) -> Option<i64> {
    let start = view.session.start();
    start.length.filter(|length| *length > 0)
}

fn authorized(view: &View<'_>) -> Option<Value> {
    let sent = view.session.start().pass_auth.as_deref();
    (sent == Some("true")).then_some(Value::Flag(true))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a session would have to last for centuries to lose a ms"
)]
fn average_minute_audience(view: &View<'_>) -> Option<Value> {
    let length = length(view).filter(|_| !view.session.clock().live)?;
    let content = view.machine.times().content as f64 * 1e3;
    Some(Value::Number(to_three_decimals(content / length as f64)))
}

fn progress(view: &View<'_>, percent: i128) -> Option<Value> {
    if view.session.clock().live {
        return None;
    }
    let reached = length(view)
        .zip(view.machine.furthest)
        .is_some_and(|(length, furthest)| {
            i128::from(furthest) * 100 >= i128::from(length) * percent
        });
    flag(reached)
}

fn bitrate_average(view: &View<'_>) -> Option<Value> {
    let average = view.machine.bitrate.value();
    average
        .or(view.machine.quality().bitrate)
        .map(Value::Number)
}

fn time_to_start(view: &View<'_>) -> Option<Value> {
    // Whole ms; what is beyond an exact double is beyond a duration too.
    const EDGE: f64 = 9_007_199_254_740_992.0;
    let ms = view.machine.quality().time_to_start?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "within the range that is exact"
    )]
    let value = if ms.abs() <= EDGE {
        Value::Duration(ms as i64)
    } else {
        Value::Number(ms / 1000.0)
    };
    Some(value)
}

fn error_ids(view: &View<'_>, of_player: bool) -> Option<Value> {
    let ids: BTreeSet<&str> = view
        .errors()
        .iter()
        .filter_map(|index| error_of(view.event(*index)?.qoe.as_deref()?))
        .filter(|(_, player)| *player == of_player)
        .map(|(id, _)| id)
        .collect();
    let list = || ids.iter().map(|id| (*id).to_owned()).collect();
    (!ids.is_empty()).then(|| Value::Ids(list()))
}

fn dropped_before_start(view: &View<'_>) -> Option<Value> {
    let over = view.machine.status(view.closing) != Status::Open;
    flag(over && !view.machine.snapshot().content_started)
}

fn seconds_since_last_call(view: &View<'_>) -> Option<Value> {
    let cause = view.closing.map(|closing| closing.cause);
    let seconds = match (view.machine.status(view.closing), cause) {
        (Status::Open, _) => return None,
        (Status::TimedOut, Some(Cause::Stillness)) => 1800,
        (Status::TimedOut, _) => 600,
        (Status::Completed | Status::Ended, _) => 0,
    };
    count(seconds)
}
