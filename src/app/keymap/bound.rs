//! The keys in force: those of the table, or others that the configuration gives an action.

use std::collections::BTreeMap;

use super::{ALL, Binding, Context, opposite};
use crate::app::action::Action;
use crate::app::chord::Chord;

/// The action without which nobody gets out.
const QUIT: &str = "quit";

/// Which keys do what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// The keys of the actions that have others than the table says.
    changed: BTreeMap<&'static str, Vec<Chord>>,
}

/// A key that would mean two things in one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Clash {
    /// The key.
    pub chord: Chord,
    /// The action that it does there.
    pub winner: &'static Binding,
    /// The action that it would not do.
    pub loser: &'static Binding,
}

impl Keys {
    /// The names that actions are configured by.
    pub fn names() -> impl Iterator<Item = &'static str> + Clone {
        // The keys of lists are those of typing: they cannot be others.
        let bindings = ALL.iter().filter(|each| each.context != Context::Help);
        bindings.map(|binding| binding.name)
    }

    /// Gives an action these keys and no others; false when no action has the name.
    pub fn bind(&mut self, name: &str, chords: Vec<Chord>) -> bool {
        let found = Self::names().find(|known| *known == name);
        if let Some(name) = found {
            self.changed.insert(name, chords);
        }
        found.is_some()
    }

    /// The actions whose keys are not those of the table.
    pub fn is_changed(&self, name: &str) -> bool {
        self.changed.contains_key(name)
    }

    /// The first key that means two things in one place, and did not in the table.
    pub fn clash(&self) -> Option<Clash> {
        let table = Keys::default();
        let changed = ALL.iter().filter(|each| self.is_changed(each.name));
        changed
            .flat_map(|binding| {
                self.of(binding)
                    .into_iter()
                    .map(move |chord| (binding, chord))
            })
            .find_map(|(binding, chord)| {
                let meets = |other: &&Binding| {
                    let place = other.context == binding.context
                        || other.context == Context::Anywhere
                        || binding.context == Context::Anywhere;
                    let both = |keys: &Keys| keys.has(binding, chord) && keys.has(other, chord);
                    place && other.name != binding.name && both(self) && !both(&table)
                };
                let other = ALL
                    .iter()
                    .filter(|each| !matches!(each.context, Context::Help))
                    .find(meets)?;
                let wins =
                    binding.context != Context::Anywhere && other.context == Context::Anywhere;
                let (winner, loser) = if wins {
                    (binding, other)
                } else {
                    (other, binding)
                };
                Some(Clash {
                    chord,
                    winner,
                    loser,
                })
            })
    }

    /// There is a way out.
    pub fn can_quit(&self) -> bool {
        self.changed
            .get(QUIT)
            .is_none_or(|chords| !chords.is_empty())
    }

    /// The keys of an action, the first that the footer shows first.
    pub fn of(&self, binding: &Binding) -> Vec<Chord> {
        match self.changed.get(binding.name) {
            Some(chords) if binding.context != Context::Help => chords.clone(),
            _ => {
                let keys = binding.keys.iter();
                keys.filter_map(|key| Chord::parse(key)).collect()
            }
        }
    }

    fn has(&self, binding: &Binding, chord: Chord) -> bool {
        self.of(binding).contains(&chord)
    }

    /// The keys of an action as shown: `↑ k`.
    pub fn shown(&self, binding: &Binding) -> String {
        let keys: Vec<String> = self.of(binding).into_iter().map(Chord::shown).collect();
        keys.join(" ")
    }

    /// The first key of an action, by its name, as shown; empty when it has none.
    pub fn first(&self, name: &str) -> String {
        let binding = ALL.iter().find(|binding| binding.name == name);
        let chord = binding.and_then(|binding| self.of(binding).first().copied());
        chord.map(Chord::shown).unwrap_or_default()
    }

    /// The shortest key of an action, by its name, as shown: for sentences.
    pub fn shortest(&self, name: &str) -> String {
        let binding = ALL.iter().find(|binding| binding.name == name);
        let chords = binding.map(|binding| self.of(binding)).unwrap_or_default();
        let shown = chords.into_iter().map(Chord::shown);
        shown
            .min_by_key(|key| key.chars().count())
            .unwrap_or_default()
    }

    /// The key of an action for the footer; with that of the opposite direction where there is one.
    pub fn short(&self, binding: &Binding) -> String {
        let first = |binding: &Binding| {
            let chord = self.of(binding).first().copied();
            chord.map(Chord::shown).unwrap_or_default()
        };
        let other = opposite(&binding.action).and_then(|wanted| {
            ALL.iter()
                .find(|other| other.context == binding.context && other.action == wanted)
        });
        let (one, two) = (first(binding), other.map(first).unwrap_or_default());
        if two.is_empty() || one.chars().count() + two.chars().count() > 2 {
            return one;
        }
        format!("{one}{two}")
    }

    /// What a key does in a context itself.
    pub fn own(&self, context: Context, chord: Chord) -> Option<Action> {
        let mut within = ALL.iter().filter(|each| each.context == context);
        let found = within.find(|binding| self.has(binding, chord));
        found.map(|binding| binding.action.clone())
    }

    /// What a key does in a context.
    pub fn action(&self, context: Context, chord: Chord) -> Option<Action> {
        let within = |wanted: Context| ALL.iter().filter(move |each| each.context == wanted);
        within(context)
            .find(|binding| self.has(binding, chord))
            .or_else(|| within(Context::Anywhere).find(|binding| self.has(binding, chord)))
            .map(|binding| binding.action.clone())
    }

    /// The lines for the footer of a context, best first; the key that follows what comes only where a list is `held`.
    pub fn footer(&self, context: Context, held: bool) -> Vec<&'static Binding> {
        // Where there is nothing to move in, keys that move are noise; where one types, letters are letters.
        let everywhere = |action: &Action| match context {
            Context::Empty => matches!(action, Action::Help | Action::Quit | Action::Palette),
            Context::Compare => matches!(
                action,
                Action::Move(_) | Action::Back | Action::Help | Action::Quit | Action::Palette
            ),
            Context::Help | Context::Editor => false,
            _ => true,
        };
        let mut lines: Vec<&Binding> = ALL
            .iter()
            .filter(|binding| {
                binding.context == context
                    || binding.context == Context::Anywhere && everywhere(&binding.action)
            })
            .filter(|binding| binding.footer.0 > 0 && (held || binding.action != Action::Last))
            .filter(|binding| {
                let first = self.of(binding).first().copied();
                let means = first.and_then(|chord| self.action(context, chord));
                means.as_ref() == Some(&binding.action)
            })
            .collect();
        lines.sort_by_key(|binding| binding.footer.0);
        lines
    }
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails"
)]
mod tests {
    use super::*;

    fn chord(text: &str) -> Chord {
        Chord::parse(text).unwrap()
    }

    #[test]
    fn other_keys_take_the_place_of_those_of_the_table() {
        let mut keys = Keys::default();
        assert_eq!(keys.clash(), None);
        assert!(keys.bind("next-error", vec![chord("ctrl-e"), chord("f8")]));
        assert!(keys.bind("mark-bad", Vec::new()));
        assert!(!keys.bind("no-such", Vec::new()) && !keys.bind("run", Vec::new()));
        let does = |key: &str| keys.action(Context::Events, chord(key));
        assert_eq!(does("e"), None);
        assert_eq!(does("b"), None);
        assert_eq!(does("f8"), does("ctrl-e"));
        assert!(does("f8").is_some());
        assert_eq!(keys.first("next-error"), "^E");
        assert_eq!(keys.first("mark-bad"), "");
        let footer = keys.footer(Context::Events, false);
        assert!(footer.iter().all(|binding| binding.name != "mark-bad"));
        assert_eq!(keys.clash(), None);
        assert!(keys.can_quit());
        keys.bind("quit", Vec::new());
        assert!(!keys.can_quit());
    }

    #[test]
    fn a_key_that_would_mean_two_things_in_one_place_is_told() {
        let mut keys = Keys::default();
        keys.bind("next-error", vec![chord("w")]);
        let clash = keys.clash().unwrap();
        assert_eq!(
            (clash.winner.name, clash.loser.name),
            ("next-warning", "next-error")
        );
        // In another place the key is free, unless what is meant is everywhere.
        keys.bind("next-error", vec![chord("e")]);
        keys.bind("axis", vec![chord("z")]);
        assert_eq!(keys.clash(), None);
        keys.bind("next-error", vec![chord("x")]);
        assert!(keys.clash().is_some());
        // Keys may change places.
        let mut keys = Keys::default();
        keys.bind("next-error", vec![chord("w")]);
        keys.bind("next-warning", vec![chord("e")]);
        assert_eq!(keys.clash(), None);
    }
}
