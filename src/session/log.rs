//! What is over and done with: it only grows, so that going back means cutting its end off.

use super::{Activity, Outcome};
use crate::wire::event::Micros;

/// Something that lasted from one event to another; their times and playheads are in the arrivals.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_field_names, reason = "the words of the public span")]
pub(super) struct Closed<K> {
    pub(super) kind: K,
    pub(super) opened_by: u32,
    pub(super) closed_by: u32,
}

/// An ad that is over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ad {
    /// The adBreakStart that it belongs to.
    pub(super) ad_break: u32,
    /// Ad time, ms.
    pub(super) ms: i64,
}

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Entry {
    Playback(Closed<Activity>),
    Break(Closed<()>),
    Ad(Closed<Outcome>, Ad),
    /// A chapter and its content time, ms.
    Chapter(Closed<Outcome>, i64),
    /// A player state, by its place among the session's states.
    State(Closed<u8>),
    /// An error event whose id and source are told.
    Error(u32),
    /// A stretch of content that was seen.
    Seen((Micros, Micros)),
}

/// All entries, each kind in the order in which it ended.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Log {
    pub(super) playback: Vec<Closed<Activity>>,
    pub(super) breaks: Vec<Closed<()>>,
    pub(super) ads: Vec<(Closed<Outcome>, Ad)>,
    pub(super) chapters: Vec<(Closed<Outcome>, i64)>,
    pub(super) states: Vec<Closed<u8>>,
    pub(super) errors: Vec<u32>,
    pub(super) seen: Vec<(Micros, Micros)>,
}

/// How much of the log was written at some point of the session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) playback: usize,
    pub(super) breaks: usize,
    pub(super) ads: usize,
    pub(super) chapters: usize,
    pub(super) states: usize,
    pub(super) errors: usize,
    pub(super) seen: usize,
}

impl Extent {
    pub(super) fn grow(&mut self, entry: &Entry) {
        *match entry {
            Entry::Playback(_) => &mut self.playback,
            Entry::Break(_) => &mut self.breaks,
            Entry::Ad(..) => &mut self.ads,
            Entry::Chapter(..) => &mut self.chapters,
            Entry::State(_) => &mut self.states,
            Entry::Error(_) => &mut self.errors,
            Entry::Seen(_) => &mut self.seen,
        } += 1;
    }
}

impl Log {
    pub(super) fn write(&mut self, entry: Entry) {
        match entry {
            Entry::Playback(span) => self.playback.push(span),
            Entry::Break(span) => self.breaks.push(span),
            Entry::Ad(span, ad) => self.ads.push((span, ad)),
            Entry::Chapter(span, ms) => self.chapters.push((span, ms)),
            Entry::State(span) => self.states.push(span),
            Entry::Error(index) => self.errors.push(index),
            Entry::Seen(stretch) => self.seen.push(stretch),
        }
    }

    /// Forgets what was written after some point.
    pub(super) fn cut(&mut self, extent: &Extent) {
        self.playback.truncate(extent.playback);
        self.breaks.truncate(extent.breaks);
        self.ads.truncate(extent.ads);
        self.chapters.truncate(extent.chapters);
        self.states.truncate(extent.states);
        self.errors.truncate(extent.errors);
        self.seen.truncate(extent.seen);
    }
}
