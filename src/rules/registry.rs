//! Every rule, in order of id.

use super::Rule;

/// The catalogue.
pub static ALL: &[&Rule] = &[
    // ads
    // chapters
    // http
    // json
    // order
    // payload
    // ping
    // playback
    // playhead
    // qoe
    // schema
    // session
    // states
];

/// The rule of an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    let place = ALL.binary_search_by(|rule| rule.id.cmp(id)).ok()?;
    Some(ALL[place])
}
