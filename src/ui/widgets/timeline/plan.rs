//! Which lanes are shown when there are more of them than lines.

use super::tracks::Tracks;
use crate::session::Lanes;

/// One line of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// What the player does.
    Content,
    /// Ad breaks.
    Breaks,
    /// Ads.
    Ads,
    /// Chapters.
    Chapters,
    /// One player state, by its place among the lanes.
    State(usize),
    /// All player states on one line.
    States,
    /// The bitrate.
    Bitrate,
    /// Frames dropped.
    Dropped,
    /// Pings.
    Pings,
    /// What people marked and noted.
    Marks,
    /// Findings.
    Findings,
}

/// Player states that get lines of their own at most.
const MOST_STATES: usize = 10;

/// The lanes to show in a number of lines, in the order they stand.
pub(super) fn lanes(room: usize, lanes: &Lanes, tracks: &Tracks) -> Vec<Lane> {
    let states = lanes.states.len().min(MOST_STATES);
    let mut all = every(lanes, tracks, (0..states).map(Lane::State));
    if all.len() > room && states > 1 {
        all = every(lanes, tracks, std::iter::once(Lane::States));
    }
    let mut by_weight: Vec<Lane> = all.clone();
    by_weight.sort_by_key(|lane| weight(*lane));
    by_weight.truncate(room);
    all.retain(|lane| by_weight.contains(lane));
    all
}

/// Every lane that has something to show; the content's always.
fn every(lanes: &Lanes, tracks: &Tracks, states: impl Iterator<Item = Lane>) -> Vec<Lane> {
    let mut all = vec![Lane::Content];
    let mut add = |lane, empty: bool| {
        if !empty {
            all.push(lane);
        }
    };
    add(Lane::Breaks, lanes.breaks.is_empty());
    add(Lane::Ads, lanes.ads.is_empty());
    add(Lane::Chapters, lanes.chapters.is_empty());
    for state in states {
        add(state, lanes.states.is_empty());
    }
    add(Lane::Bitrate, tracks.bitrate.is_empty());
    add(Lane::Dropped, !tracks.has_drops);
    add(Lane::Pings, tracks.pings.is_empty());
    add(Lane::Marks, tracks.marks.is_empty());
    add(Lane::Findings, tracks.findings.is_empty());
    all
}

/// What stays longest has the lowest weight.
fn weight(lane: Lane) -> usize {
    match lane {
        Lane::Content => 0,
        Lane::Findings => 1,
        Lane::Ads => 2,
        Lane::Breaks => 3,
        Lane::Chapters => 4,
        Lane::States => 5,
        Lane::Marks => 6,
        Lane::Bitrate => 7,
        Lane::Pings => 8,
        Lane::Dropped => 9,
        Lane::State(index) => 10 + index,
    }
}

/// The name in the gutter.
pub(super) fn name(lane: Lane, lanes: &Lanes) -> &str {
    match lane {
        Lane::Content => "content",
        Lane::Breaks => "breaks",
        Lane::Ads => "ads",
        Lane::Chapters => "chapters",
        Lane::State(index) => lanes.states.get(index).map_or("", |(name, _)| name),
        Lane::States => "states",
        Lane::Bitrate => "bitrate",
        Lane::Dropped => "dropped",
        Lane::Pings => "pings",
        Lane::Marks => "marks",
        Lane::Findings => "findings",
    }
}
