//! Which keys are understood where the user is.

use super::Context;
use crate::app::{Action, App, Chord, Pane, Tab};
use crate::inspection::Inspection;

impl App {
    /// Where keys are understood.
    pub fn context(&self, inspection: &Inspection) -> Context {
        if self.menu.is_some() {
            return Context::Help;
        }
        self.beneath(inspection)
    }

    /// Where keys are understood once what is open over the screen is closed.
    pub fn beneath(&self, inspection: &Inspection) -> Context {
        if self.is_waiting(inspection) {
            return Context::Empty;
        }
        if self.editing.is_some() {
            return Context::Editor;
        }
        if self.comparing.is_some() {
            return Context::Compare;
        }
        match self.focus {
            Pane::Sessions => Context::Sessions,
            Pane::Timeline => Context::Timeline,
            Pane::Events => Context::Events,
            Pane::Calls => Context::Calls,
            Pane::Detail => match self.shown_tab() {
                Tab::Payload => Context::Payload,
                Tab::Findings => Context::Findings,
                Tab::Report => Context::Report,
                Tab::Raw | Tab::State | Tab::Qoe | Tab::Order => Context::Detail,
            },
        }
    }

    /// What a key asks for.
    pub fn key(&self, inspection: &Inspection, chord: Chord) -> Option<Action> {
        if self.typing.is_some() {
            return Some(Action::Type(chord));
        }
        if self.menu.is_some() {
            return Some(Action::Choose(chord));
        }
        if self.editing.is_some() {
            let own = self.keys.own(Context::Editor, chord);
            return Some(own.unwrap_or(Action::Edited(chord)));
        }
        if self.way.labels {
            return Some(Action::Letter(chord));
        }
        self.keys.action(self.context(inspection), chord)
    }
}
