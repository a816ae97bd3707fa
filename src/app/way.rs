//! Finding one's way: letters that go to panes, the trail to where one is, and hints that are read once.

use crate::inspection::Inspection;

use super::action::{Action, Effect, Pane, Tab};
use super::chord::{Chord, Key};
use super::filter;
use super::keymap::Context;
use super::moves::name_of;
use super::{App, Screen};

/// A place that a letter goes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The letter.
    pub letter: char,
    /// What stands there.
    pub title: &'static str,
    /// What goes there.
    pub action: Action,
}

/// What helps to find one's way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Way {
    /// Letters stand on the panes: the next key goes to one.
    pub labels: bool,
    /// Hints are told, once each.
    pub hints: bool,
    /// The hint that shows.
    pub hint: Option<&'static str>,
}

const fn label(letter: char, title: &'static str, action: Action) -> Label {
    Label {
        letter,
        title,
        action,
    }
}

/// The letters, by the places from left to right.
pub const LABELS: &[Label] = &[
    label('s', "Sessions", Action::Go(Pane::Sessions)),
    label('t', "Timeline", Action::Go(Pane::Timeline)),
    label('e', "Events", Action::Go(Pane::Events)),
    label('p', "Payload", Action::Show(Tab::Payload)),
    label('w', "Raw", Action::Show(Tab::Raw)),
    label('a', "State", Action::Show(Tab::State)),
    label('f', "Findings", Action::Show(Tab::Findings)),
    label('r', "Report", Action::Show(Tab::Report)),
    label('c', "Calls", Action::Go(Pane::Calls)),
    label('q', "QoE", Action::Show(Tab::Qoe)),
    label('o', "Order", Action::Show(Tab::Order)),
];

/// What is told once in each place; a name in braces stands for the key of an action.
const HINTS: &[(Context, &str, &str)] = &[
    (
        Context::Sessions,
        "sessions",
        "Each row is one play of a player. {open-session} goes into it, {next-error} to the next fault, {here} says what can be done.",
    ),
    (
        Context::Timeline,
        "timeline",
        "{timeline-next-boundary} walks what opens and closes, {zoom-in} {zoom-out} zoom, {axis} changes clock and playhead.",
    ),
    (
        Context::Events,
        "events",
        "Moving through events takes the whole screen back in time. {last} follows what comes, {filter} filters, {leave-out} asks what if.",
    ),
    (
        Context::Payload,
        "payload",
        "Faults stand below the very value. {copy-value} copies a value, {jq} asks with jq, {copy-bug-report} makes a bug report.",
    ),
    (
        Context::Findings,
        "findings",
        "By rule, the worst first. {open-finding} goes to the event, {findings-scope} takes in all sessions, {mend-finding} asks what if it were mended.",
    ),
    (
        Context::Report,
        "report",
        "What will be reported, and what spoils it. {open-number} shows the events behind a number, {mend-number} what if they were mended.",
    ),
    (
        Context::Calls,
        "calls",
        "Calls that are no events of a session: wrong paths, preflights, identity calls. {open-call} shows one.",
    ),
];

impl App {
    /// Takes a key while letters stand on the panes: a letter goes there, any other key takes them off.
    pub(super) fn go_by_letter(&mut self, chord: Chord, inspection: &Inspection) -> Vec<Effect> {
        self.way.labels = false;
        let found = LABELS
            .iter()
            .find(|label| chord == Chord::plain(Key::Char(label.letter)));
        match found {
            Some(label) => self.update(label.action.clone(), inspection),
            None => Vec::new(),
        }
    }

    /// From the session down to the value: where one is.
    pub fn trail(&self, inspection: &Inspection) -> Vec<String> {
        let mut trail = Vec::new();
        if self.screen == Screen::Calls {
            let call = inspection.calls().get(self.lists.calls.at);
            trail.push("calls".to_owned());
            trail.extend(call.map(|call| format!("call {}", call.seq)));
            return trail;
        }
        let Some(watched) = self.watched(inspection) else {
            return trail;
        };
        trail.push(name_of(watched));
        if self.focus == Pane::Sessions {
            return trail;
        }
        if let Some(event) = self.event(inspection) {
            trail.push(format!("{} {}", filter::kind(event), event.seq));
        }
        if self.focus == Pane::Detail {
            let tab = self.shown_tab();
            let lines = &self.body.payload.lines;
            let path = lines
                .get(self.lists.payload.at)
                .map(|line| line.path.as_str());
            match path.filter(|path| tab == Tab::Payload && !path.is_empty()) {
                Some(path) => trail.push(path.to_owned()),
                None => trail.push(tab.title().to_lowercase()),
            }
        }
        trail
    }

    /// The hint of the place one is in, unless it was read.
    pub(super) fn due_hint(&self, inspection: &Inspection) -> Option<&'static str> {
        if !self.way.hints {
            return None;
        }
        let here = self.beneath(inspection);
        let (_, name, _) = HINTS.iter().find(|(context, ..)| *context == here)?;
        (!self.kept.hints.contains(*name)).then_some(*name)
    }

    /// The words of the hint that shows.
    pub fn hint_words(&self) -> Option<String> {
        let (.., words) = HINTS
            .iter()
            .find(|(_, name, _)| Some(*name) == self.way.hint)?;
        let mut text = String::new();
        for part in words.split('}') {
            match part.split_once('{') {
                Some((before, name)) => {
                    text.push_str(before);
                    text.push_str(&self.keys.first(name));
                }
                None => text.push_str(part),
            }
        }
        Some(text)
    }

    /// Takes a hint as read, for good.
    pub(super) fn read_hint(&mut self, name: &str) -> Effect {
        self.kept.hints.insert(name.to_owned());
        self.way.hint = None;
        Effect::Keep(self.kept.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{HINTS, LABELS};
    use crate::app::keymap;

    #[test]
    fn letters_stand_once_and_hints_name_actions() {
        let letters: BTreeSet<char> = LABELS.iter().map(|label| label.letter).collect();
        assert_eq!(letters.len(), LABELS.len());
        for (.., words) in HINTS {
            for part in words.split('{').skip(1) {
                let (name, _) = part.split_once('}').expect("a name in braces");
                let known = keymap::ALL.iter().any(|binding| binding.name == name);
                assert!(known, "{name}");
            }
        }
    }
}
