//! The state table, event by event.

use std::collections::{BTreeMap, BTreeSet};

use playscope::session::{Playback, StateTotals};
use playscope::wire::event::{Details, Qoe};
use playscope::wire::{Event, EventType};

#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) playback: Playback,
    pub(super) started: bool,
    pub(super) completed: bool,
    pub(super) finishing: bool,
    pub(super) in_break: Option<usize>,
    /// Place in the list of ads, of chapters.
    pub(super) ad: Option<usize>,
    pub(super) chapter: Option<usize>,
    pub(super) active: BTreeSet<String>,
    pub(super) qoe: Qoe,
}

impl State {
    pub(super) fn plays_content(&self) -> bool {
        self.playback == Playback::Playing && self.in_break.is_none()
    }
}

#[derive(Clone)]
pub(super) struct Part {
    pub(super) event: usize,
    pub(super) of_break: usize,
    pub(super) outcome: &'static str,
    pub(super) ms: i64,
}

#[derive(Default)]
pub(super) struct Sums {
    pub(super) state: State,
    pub(super) counts: BTreeMap<&'static str, u64>,
    pub(super) ads: Vec<Part>,
    pub(super) chapters: Vec<Part>,
    pub(super) names: Vec<String>,
    pub(super) states: BTreeMap<String, StateTotals>,
    pub(super) ids: [BTreeSet<String>; 2],
}

impl Sums {
    pub(super) fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    fn close_ad(&mut self, outcome: &'static str) {
        if let Some(ad) = self.state.ad.take() {
            self.ads[ad].outcome = outcome;
        }
    }

    fn close_chapter(&mut self, outcome: &'static str) {
        if let Some(chapter) = self.state.chapter.take() {
            self.chapters[chapter].outcome = outcome;
        }
    }

    fn close_break(&mut self) {
        if self.state.in_break.is_none() {
            return;
        }
        self.close_ad("abandoned");
        self.state.in_break = None;
        self.state.playback = match (self.state.finishing, self.state.started) {
            (true, _) => Playback::Finished,
            (false, false) => Playback::Starting,
            (false, true) => Playback::Playing,
        };
    }

    fn start_state(&mut self, name: &str) {
        let name = name.to_lowercase();
        if !self.names.contains(&name) {
            if self.names.len() == 10 {
                return;
            }
            self.names.push(name.clone());
        }
        self.states.entry(name.clone()).or_default().count += 1;
        self.state.active.insert(name);
    }

    pub(super) fn apply(&mut self, index: usize, event: &Event) {
        let state = &mut self.state;
        let part = Part {
            event: index,
            of_break: 0,
            outcome: "open",
            ms: 0,
        };
        match event.kind {
            EventType::Play => {
                state.playback = Playback::Playing;
                if state.in_break.is_none() {
                    state.started = true;
                    state.finishing = false;
                }
            }
            EventType::PauseStart if state.playback != Playback::Finished => {
                let new = state.playback != Playback::Paused;
                state.playback = Playback::Paused;
                if new {
                    self.count("pause");
                }
            }
            EventType::BufferStart if state.playback != Playback::Finished => {
                let new = state.playback != Playback::Buffering;
                state.playback = Playback::Buffering;
                if new {
                    self.count("buffer");
                }
            }
            EventType::AdBreakStart => {
                self.close_break();
                self.state.in_break = Some(index);
            }
            EventType::AdBreakComplete => self.close_break(),
            EventType::AdStart => {
                if let Some(of_break) = state.in_break {
                    self.close_ad("abandoned");
                    self.ads.push(Part { of_break, ..part });
                    self.state.ad = Some(self.ads.len() - 1);
                    self.state.playback = Playback::Playing;
                    self.count("ad");
                }
            }
            EventType::AdComplete => self.close_ad("completed"),
            EventType::AdSkip => self.close_ad("skipped"),
            EventType::ChapterStart => {
                self.close_chapter("abandoned");
                self.chapters.push(part);
                self.state.chapter = Some(self.chapters.len() - 1);
                self.count("chapter");
            }
            EventType::ChapterComplete => self.close_chapter("completed"),
            EventType::ChapterSkip => self.close_chapter("skipped"),
            EventType::BitrateChange => self.count("bitrateChange"),
            EventType::Error => self.error(event),
            EventType::SessionComplete => {
                state.completed = true;
                state.finishing = true;
                if state.in_break.is_none() {
                    state.playback = Playback::Finished;
                }
            }
            _ => {}
        }
        match (event.details(), event.kind) {
            (Details::State(name), EventType::StateStart) => self.start_state(name),
            (Details::State(name), _) => {
                self.state.active.remove(&name.to_lowercase());
            }
            (Details::States(both), _) => {
                for name in &both.end {
                    self.state.active.remove(&name.to_lowercase());
                }
                both.start.iter().for_each(|name| self.start_state(name));
            }
            _ => {}
        }
        if let Some(qoe) = &event.qoe {
            let last = &mut self.state.qoe;
            let numbers = [
                qoe.bitrate().or(last.bitrate()),
                qoe.dropped_frames().or(last.dropped_frames()),
                None,
                qoe.time_to_start().or(last.time_to_start()),
            ];
            *last = Qoe::of(numbers, None);
        }
    }

    fn error(&mut self, event: &Event) {
        self.count("error");
        let Some(qoe) = &event.qoe else { return };
        let list = match qoe.error_source() {
            Some("player") => 0,
            Some("external") => 1,
            _ => return,
        };
        if let Some(id) = qoe.error_id().filter(|id| !id.is_empty()) {
            self.ids[list].insert(id.to_owned());
        }
    }
}
