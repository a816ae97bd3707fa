//! Rules about an event against the schema of its type, and about where which event may be sent.

pub(super) mod batch_order;
pub(super) mod downloaded;
pub(super) mod endpoint;
pub(super) mod faults;

pub(super) use batch_order::Batch;
pub(super) use faults::report;

use super::case::Case;
use crate::wire::Route;

/// Judges an event that is not part of a batch by the path it was sent to.
pub(super) fn judge_single(case: &mut Case<'_, '_>, route: &Route<'_>) {
    endpoint::judge(case, route);
    downloaded::judge_single(case, route);
}
