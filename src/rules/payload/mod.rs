//! Rules about one event that is accepted but doubtful.

pub(super) mod ads;
pub(super) mod bitrate_change;
pub(super) mod clock;
pub(super) mod content;
pub(super) mod custom_metadata;
pub(super) mod empty;
pub(super) mod error_details;
pub(super) mod numbers;
pub(super) mod ping_params;
pub(super) mod placeholder;
pub(super) mod playhead_range;
pub(super) mod states;
pub(super) mod visitor;

use super::case::Case;

/// The rules that need nothing but the event.
const CHECKS: &[fn(&mut Case<'_, '_>)] = &[
    ads::judge,
    bitrate_change::judge,
    clock::judge_unit,
    content::judge,
    custom_metadata::judge,
    empty::judge,
    error_details::judge,
    numbers::judge,
    ping_params::judge,
    placeholder::judge,
    states::judge,
    visitor::judge,
];

/// Judges an event, its type being known; rejected or not.
pub(super) fn judge(case: &mut Case<'_, '_>) {
    for check in CHECKS {
        check(case);
    }
}
