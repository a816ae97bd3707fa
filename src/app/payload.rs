//! The lines of the payload on the screen: what they stand for, and what of it is folded.

use std::collections::BTreeSet;

/// The lines as the screen laid them out, and what the user folded.
#[derive(Debug, Default)]
pub struct Payload {
    /// The lines on and off the screen, from top to bottom.
    pub lines: Vec<Line>,
    folded: BTreeSet<String>,
    version: u64,
}

/// One line of a payload.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// `JSONPath` of the value that it shows or tells about; empty when there is none.
    pub path: String,
    /// The line of what holds it.
    pub parent: Option<usize>,
    /// The value has members.
    pub branch: bool,
}

impl Payload {
    /// Paths of what is other than at first: branches are open and long texts cut unless they are in here.
    pub fn folded(&self) -> &BTreeSet<String> {
        &self.folded
    }

    /// Grows with each change of what is folded.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Has the lines laid out anew.
    pub fn refresh(&mut self) {
        self.version += 1;
    }

    /// Folds or unfolds a line's value; of a text, shows all or cuts it.
    pub fn toggle(&mut self, row: usize) {
        let path = self.lines.get(row).map(|line| line.path.clone());
        if let Some(path) = path.filter(|path| !path.is_empty()) {
            if !self.folded.remove(&path) {
                self.folded.insert(path);
            }
            self.version += 1;
        }
    }

    /// Folds every branch, or unfolds all when some are folded.
    pub fn toggle_all(&mut self) {
        self.version += 1;
        if self.folded.is_empty() {
            let branches = self.lines.iter().filter(|line| line.branch);
            self.folded = branches.map(|line| line.path.clone()).collect();
        } else {
            self.folded.clear();
        }
    }

    /// Unfolds everything around a place.
    pub fn reveal(&mut self, path: &str) {
        let around = |folded: &String| {
            let rest = path.strip_prefix(folded.as_str());
            rest.is_some_and(|rest| rest.starts_with(['.', '[']))
        };
        let before = self.folded.len();
        self.folded.retain(|folded| !around(folded));
        if self.folded.len() != before {
            self.version += 1;
        }
    }

    /// What a step to the left (`fold`) or to the right does on a line: fold it, or go to another line.
    pub fn step(&mut self, row: usize, fold: bool) -> Option<usize> {
        let line = self.lines.get(row)?;
        let folded = self.folded.contains(&line.path);
        if line.branch && folded != fold || !line.branch && folded && fold {
            self.toggle(row);
            return None;
        }
        if fold { line.parent } else { Some(row + 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload() -> Payload {
        let line = |path: &str, parent, branch| Line {
            path: path.to_owned(),
            parent,
            branch,
        };
        Payload {
            lines: vec![
                line("$.params", None, true),
                line("$.params['media.id']", Some(0), false),
                line("", None, false),
            ],
            ..Payload::default()
        }
    }

    #[test]
    fn left_folds_then_goes_out_and_right_unfolds_then_goes_in() {
        let mut payload = payload();
        assert_eq!(payload.step(1, true), Some(0));
        assert_eq!(payload.step(0, true), None);
        assert!(payload.folded().contains("$.params"));
        assert_eq!(payload.step(0, true), None);
        assert_eq!(payload.step(0, false), None);
        assert!(payload.folded().is_empty());
        assert_eq!(payload.step(0, false), Some(1));
        payload.toggle(2);
        assert!(payload.folded().is_empty());
    }

    #[test]
    fn a_place_is_revealed_by_unfolding_what_holds_it() {
        let mut payload = payload();
        payload.toggle_all();
        let version = payload.version();
        payload.reveal("$.params['media.id']");
        assert!(payload.folded().is_empty() && payload.version() > version);
        payload.toggle_all();
        payload.reveal("$.paramsX");
        assert_eq!(payload.folded().len(), 1);
    }
}
