//! Every rule, in order of id.

use super::{
    Rule, ads, chapters, http, json, order, payload, ping, playback, playhead, qoe, schema,
    session, states,
};

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
    &http::closed_session::RULE,
    &http::content_type::RULE,
    &http::method::RULE,
    &http::other_dialect::RULE,
    &http::path::RULE,
    &http::too_large::RULE,
    &http::unknown_session::RULE,
    // json
    &json::duplicate_key::RULE,
    &json::encoding::RULE,
    &json::not_an_object::RULE,
    &json::syntax::RULE,
    // order
    &order::CLOCK_JUMP,
    &order::EQUAL_TS,
    &order::LATE_ARRIVAL,
    // payload
    &payload::bitrate_change::RULE,
    &payload::clock::SKEW,
    &payload::content::CONTENT_TYPE,
    &payload::custom_metadata::EVENT,
    &payload::custom_metadata::PREFIX,
    &payload::states::CUSTOM,
    &payload::empty::RULE,
    &payload::error_details::RULE,
    &payload::content::LENGTH,
    &payload::numbers::NEGATIVE,
    &payload::visitor::NO_VISITOR,
    &payload::visitor::ORG_ID,
    &payload::content::PASS_AUTH,
    &payload::ping_params::RULE,
    &payload::placeholder::RULE,
    &payload::playhead_range::RULE,
    &payload::ads::POD_NAME,
    &payload::ads::POD_POSITION,
    &payload::content::SHOW_TYPE,
    &payload::states::UPDATE_EMPTY,
    &payload::content::STREAM_TYPE,
    &payload::numbers::TIME_TO_START,
    &payload::clock::UNIT,
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
    &schema::batch_order::RULE,
    &schema::downloaded::RULE,
    &schema::endpoint::RULE,
    &schema::faults::EVENT_TYPE,
    &schema::faults::PATTERN,
    &schema::faults::REQUIRED,
    &schema::faults::TYPE,
    &schema::faults::UNKNOWN_KEY,
    &schema::faults::VALUE,
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
