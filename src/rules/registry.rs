//! Every rule, in order of id.

use super::{Rule, ads, chapters, order, ping, playback, playhead, qoe, session, states};

/// The catalogue.
pub static ALL: &[&Rule] = &[
    // ads
    &ads::BREAK_NOT_CLOSED,
    &ads::BREAK_NOT_OPEN,
    &ads::EMPTY_BREAK,
    &ads::LENGTH_MISMATCH,
    &ads::NO_PLAY_AFTER_BREAK,
    &ads::NOT_CLOSED,
    &ads::NOT_OPEN,
    &ads::OUTSIDE_BREAK,
    &ads::PLAY_BEFORE_PREROLL,
    &ads::PLAYBACK_BEFORE_AD,
    &ads::POD_INDEX_REPEATED,
    &ads::POD_POSITION_ORDER,
    &ads::POD_SECOND_MISMATCH,
    // chapters
    &chapters::BEYOND_CONTENT,
    &chapters::EARLY_COMPLETE,
    &chapters::INDEX_REPEATED,
    &chapters::NOT_CLOSED,
    &chapters::NOT_OPEN,
    &chapters::OFFSET_MISMATCH,
    &chapters::OVERLAP,
    // http
    // json
    // order
    &order::CLOCK_JUMP,
    &order::EQUAL_TS,
    &order::LATE_ARRIVAL,
    // payload
    // ping
    &ping::LATE,
    &ping::LATE_IN_AD,
    &ping::NONE,
    &ping::SLOW_IN_AD,
    &ping::TOO_OFTEN,
    // playback
    &playback::BUFFER_NOT_ENDED,
    &playback::PAUSE_NOT_ENDED,
    &playback::REDUNDANT_PAUSE,
    &playback::REDUNDANT_PLAY,
    // playhead
    &playhead::DRIFT,
    &playhead::FROZEN,
    &playhead::JUMP,
    &playhead::MOVES_IN_AD,
    &playhead::UNIT,
    // qoe
    &qoe::BITRATE_MAGNITUDE,
    &qoe::BITRATE_SAME,
    &qoe::DROPPED_FRAMES_DECREASE,
    &qoe::FRAME_RATE,
    // schema
    // session
    &session::AFTER_CLOSE,
    &session::AFTER_COMPLETE,
    &session::BEFORE_START,
    &session::DOUBLE_START,
    &session::DROP_BEFORE_START,
    &session::EARLY_COMPLETE,
    &session::END_WITHOUT_COMPLETE,
    &session::IDLE_TIMEOUT,
    &session::NEVER_CLOSED,
    &session::NO_PLAY,
    &session::PLAYHEAD_TIMEOUT,
    &session::RESUME_FROM_ZERO,
    &session::TOO_LONG,
    // states
    &states::ALREADY_ACTIVE,
    &states::NOT_ACTIVE,
    &states::NOT_ENDED,
    &states::TOO_MANY,
];

/// The rule of an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    let place = ALL.binary_search_by(|rule| rule.id.cmp(id)).ok()?;
    Some(ALL[place])
}
