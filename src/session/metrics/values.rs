//! How the metrics are worked out that take more than a look at the state machine.

use std::collections::BTreeSet;

use crate::session::machine::error_of;
use crate::session::report::to_three_decimals;
use crate::session::view::View;
use crate::session::{Cause, Status, Value};

#[expect(
    clippy::unnecessary_wraps,
    reason = "the shape of every entry of the table"
)]
pub(super) fn flag(value: bool) -> Option<Value> {
    Some(Value::Flag(value))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the shape of every entry of the table"
)]
pub(super) fn count(value: u64) -> Option<Value> {
    Some(Value::Count(value))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the shape of every entry of the table"
)]
pub(super) fn time(ms: i64) -> Option<Value> {
    Some(Value::Duration(ms))
}

/// Content and ads, ms.
pub(super) fn media(view: &View<'_>) -> i64 {
    let times = view.machine.times();
    times.content + times.ads
}

/// µs as ms: in seconds to 3 decimals.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "what was seen of a content lasts for less than 2^53 ms"
)]
pub(super) fn to_ms(micros: i64) -> i64 {
    (to_three_decimals(micros as f64 / 1e6) * 1e3).round() as i64
}

/// `media.length` in µs, when it is above 0 and the content is not live.
fn length(view: &View<'_>) -> Option<i64> {
    let start = view.session.start();
    start.length.filter(|length| *length > 0)
}

pub(super) fn authorized(view: &View<'_>) -> Option<Value> {
    let sent = view.session.start().pass_auth.as_deref();
    (sent == Some("true")).then_some(Value::Flag(true))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a session would have to last for centuries to lose a ms"
)]
pub(super) fn average_minute_audience(view: &View<'_>) -> Option<Value> {
    let length = length(view).filter(|_| !view.session.clock().live)?;
    let content = view.machine.times().content as f64 * 1e3;
    Some(Value::Number(to_three_decimals(content / length as f64)))
}

pub(super) fn progress(view: &View<'_>, percent: i128) -> Option<Value> {
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

pub(super) fn bitrate_average(view: &View<'_>) -> Option<Value> {
    let average = view.machine.bitrate.value();
    average
        .or(view.machine.quality().bitrate)
        .map(Value::Number)
}

pub(super) fn time_to_start(view: &View<'_>) -> Option<Value> {
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

pub(super) fn error_ids(view: &View<'_>, of_player: bool) -> Option<Value> {
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

pub(super) fn dropped_before_start(view: &View<'_>) -> Option<Value> {
    let over = view.machine.status(view.closing) != Status::Open;
    flag(over && !view.machine.snapshot().content_started)
}

pub(super) fn seconds_since_last_call(view: &View<'_>) -> Option<Value> {
    let cause = view.closing.map(|closing| closing.cause);
    let seconds = match (view.machine.status(view.closing), cause) {
        (Status::Open, _) => return None,
        (Status::TimedOut, Some(Cause::Stillness)) => 1800,
        (Status::TimedOut, _) => 600,
        (Status::Completed | Status::Ended, _) => 0,
    };
    count(seconds)
}
