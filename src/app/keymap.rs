//! The table of keys: what each does, where, and in which words help, footer and README tell it.

pub mod bound;
mod here;

use crate::exchange::Verdict;
use crate::rules::Severity;

use super::action::{Action, Copied, Pane, Tab};
use super::chord::Chord;

/// Where a key means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// Everywhere but where text is typed.
    Anywhere,
    /// While there is nothing to show yet.
    Empty,
    /// In the list of sessions.
    Sessions,
    /// On the timeline.
    Timeline,
    /// In the list of events.
    Events,
    /// In the payload.
    Payload,
    /// In the other tabs of the detail pane.
    Detail,
    /// In the list of findings.
    Findings,
    /// In the report, and on the page of a number.
    Report,
    /// In the call log.
    Calls,
    /// While a payload is edited.
    Editor,
    /// While two events or sessions are compared.
    Compare,
    /// While the list of keys is open.
    Help,
}

impl Context {
    /// Its heading in help and README.
    pub fn title(self) -> &'static str {
        match self {
            Context::Anywhere => "Anywhere",
            Context::Empty => "While waiting",
            Context::Sessions => "Sessions",
            Context::Timeline => "Timeline",
            Context::Events => "Events",
            Context::Payload => "Payload",
            Context::Detail => "Raw, state and QoE",
            Context::Findings => "Findings",
            Context::Report => "Report",
            Context::Calls => "Calls",
            Context::Editor => "Editor",
            Context::Compare => "Comparing",
            Context::Help => "Lists to choose from",
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// What the configuration calls it.
    pub name: &'static str,
    /// The keys that it has when no others are configured, as [`Chord::parse`] reads them; the first is the one shown
    /// in the footer.
    pub keys: &'static [&'static str],
    /// Where they mean it.
    pub context: Context,
    /// What they do.
    pub action: Action,
    /// In the footer: rank (1 comes first, 0 is never shown) and words.
    pub footer: (u8, &'static str),
    /// In help and README.
    pub help: &'static str,
}

/// The same in the other direction, for keys that the footer shows side by side.
pub(super) fn opposite(action: &Action) -> Option<Action> {
    match action {
        Action::Move(by) => Some(Action::Move(-by)),
        Action::Boundary(forward) => Some(Action::Boundary(!forward)),
        Action::Zoom(closer) => Some(Action::Zoom(!closer)),
        Action::Pan(earlier) => Some(Action::Pan(!earlier)),
        Action::PreviousTab => Some(Action::NextTab),
        _ => None,
    }
}

macro_rules! keys {
    ($($context:ident { $($name:literal [$($key:literal)+] $action:expr, $rank:literal $short:literal, $help:literal;)* })*) => {
        /// Every key, by context; in a context the first line that has the key wins.
        pub const ALL: &[Binding] = &[$($(Binding {
            name: $name,
            keys: &[$($key),+],
            context: Context::$context,
            action: $action,
            footer: ($rank, $short),
            help: $help,
        },)*)*];
    };
}

keys! {
    Empty {
        "demo" ["d"] Action::Demo, 1 "demo", "play a demo: simulated players send real calls";
        "copy-test" ["c"] Action::Copy(Copied::Test), 2 "copy a curl test", "copy a curl command that opens a session here";
    }
    Sessions {
        "open-session" ["enter" "right"] Action::Open, 3 "events", "to the events of the session";
        "sort-sessions" ["s"] Action::Sort, 7 "sort", "sort by: opened, worst first, last heard first, name";
        "filter-sessions" ["f"] Action::Sift, 7 "filter", "filter the sessions: content:news, is:live, sev:error, events:>9, text";
        "filter-sessions-off" ["F"] Action::SiftOff, 0 "", "switch the filter of sessions off, and on again";
    }
    Timeline {
        "timeline-previous-boundary" ["left"] Action::Boundary(false), 3 "boundary", "to the event before that opens or closes something";
        "timeline-next-boundary" ["right"] Action::Boundary(true), 0 "", "to the next event that opens or closes something";
        "timeline-up" ["up" "k"] Action::Move(-1), 0 "", "to the event before";
        "timeline-down" ["down" "j"] Action::Move(1), 0 "", "to the next event";
        "zoom-in" ["+" "="] Action::Zoom(true), 4 "zoom", "show less time, around the cursor";
        "zoom-out" ["-"] Action::Zoom(false), 0 "", "show more time";
        "pan-earlier" ["," "<"] Action::Pan(true), 5 "pan", "show earlier times";
        "pan-later" ["." ">"] Action::Pan(false), 0 "", "show later times";
        "zoom-to" ["v"] Action::ZoomTo, 0 "", "from this event (again at another): show what is between";
        "fit" ["0"] Action::Fit, 6 "fit", "show the whole session";
        "axis" ["x"] Action::Axis, 7 "axis", "time axis: the clock, or the playhead";
    }
    Events {
        "previous-boundary" ["left" "h"] Action::Boundary(false), 3 "boundary", "to the event before that opens or closes something";
        "next-boundary" ["right" "l"] Action::Boundary(true), 0 "", "to the next event that opens or closes something";
        "open-event" ["enter"] Action::Open, 4 "payload", "into the payload of the event";
        "leave-out" ["x"] Action::LeaveOut, 0 "", "what if the event had not been sent? again: take it back";
        "as-sent" ["X"] Action::AsSent, 0 "", "take the report as sent again";
        "sort-events" ["s"] Action::SortEvents, 9 "sort", "sort by a column, again: the other way round; esc: as they arrived";
    }
    Payload {
        "fold-line" ["enter" "space"] Action::Fold, 3 "fold", "fold or unfold; show a long text in full";
        "fold-out" ["left" "h"] Action::FoldTo(true), 0 "", "fold, or go to what holds this line";
        "fold-in" ["right" "l"] Action::FoldTo(false), 0 "", "unfold, or go into it";
        "copy-value" ["y"] Action::Copy(Copied::Value), 5 "copy value", "copy the value under the cursor";
        "copy-path" ["Y"] Action::Copy(Copied::Path), 0 "", "copy its path";
        "fold-all" ["z"] Action::FoldAll, 4 "fold all", "fold or unfold everything";
    }
    Findings {
        "open-finding" ["enter" "right"] Action::Open, 3 "to its event", "to the event of the finding";
        "findings-scope" ["s"] Action::Scope, 4 "this or all sessions", "findings of this session, or of all";
        "fold-rule" ["space"] Action::Fold, 5 "fold", "fold or unfold the rule";
        "copy-finding" ["y"] Action::Copy(Copied::Finding), 7 "copy", "copy the finding: fault, cost, fix and sources";
        "mute-rule" ["x"] Action::Mute, 6 "rule off", "switch the rule off for this view, and on again";
        "mend-finding" ["m"] Action::Mend, 8 "what if mended", "what if the finding were mended? again: take it back";
    }
    Report {
        "open-number" ["enter" "right"] Action::Open, 3 "its events", "into the number: what it is, what spoils it, the events that made it";
        "all-numbers" ["left"] Action::Back, 0 "", "back to all numbers";
        "leave-out-number" ["x"] Action::LeaveOut, 4 "leave out", "what if the event under the cursor had not been sent? again: take it back";
        "mend-number" ["m"] Action::Mend, 5 "mend", "what if what spoils the number were mended? again: take it back";
        "report-as-sent" ["X"] Action::AsSent, 6 "as sent", "take the report as sent again";
        "copy-report" ["y" "c"] Action::Copy(Copied::Numbers), 12 "copy", "copy the report as text";
    }
    Calls {
        "open-call" ["enter" "right"] Action::Open, 3 "the call", "the call as it came, and its answer";
    }
    Editor {
        "send" ["ctrl-s" "f5"] Action::Send, 1 "send", "send what is typed to this endpoint";
        "send-to" ["ctrl-o" "f6"] Action::SendTo, 2 "send to …", "send it to another address";
        "copy-edited" ["f7"] Action::Copy(Copied::Payload), 3 "copy", "copy it as JSON";
        "copy-edited-curl" ["f9"] Action::Copy(Copied::Curl), 4 "as curl", "copy it as a curl command";
        "close-editor" ["esc"] Action::Back, 5 "close", "close the editor; when something was typed, twice";
    }
    Compare {
        "open-compared" ["enter"] Action::Open, 3 "to the event", "to the event of the line; of two payloads, to that of A";
        "partner-before" ["left" "h"] Action::Partner(false), 4 "partner", "compare with the one before it";
        "partner-after" ["right" "l"] Action::Partner(true), 0 "", "compare with the next one";
        "compare-as" ["tab" "p"] Action::CompareAs, 5 "payloads or sessions", "from two sessions to the payloads of the line, and back";
        "compare-all" ["a"] Action::CompareAll, 6 "all", "show what is the same too, or differences only";
        "swap-sides" ["x"] Action::Swap, 7 "swap", "exchange the two sides";
        "compare-from" ["f"] Action::CompareFrom, 8 "from here", "keep B, to be compared with what D is pressed on";
    }
    Help {
        "run" ["enter"] Action::Open, 1 "choose", "do what stands under the cursor; what is typed finds it";
        "close" ["esc"] Action::Back, 2 "close", "close the list";
    }
    Anywhere {
        "up" ["up" "k"] Action::Move(-1), 2 "move", "one row up";
        "down" ["down" "j"] Action::Move(1), 0 "", "one row down";
        "page-up" ["pageup" "ctrl-b"] Action::Page(-1), 0 "", "one page up";
        "page-down" ["pagedown" "ctrl-f"] Action::Page(1), 0 "", "one page down";
        "first" ["home" "g"] Action::First, 0 "", "to the first row";
        "last" ["end" "G"] Action::Last, 9 "follow", "to the last row, and follow what comes";
        "back" ["esc" "backspace"] Action::Back, 10 "back", "one step back";
        "next-pane" ["tab"] Action::NextPane, 8 "next pane", "to the next pane";
        "previous-pane" ["shift-tab"] Action::PreviousPane, 0 "", "to the pane before";
        "sessions" ["1"] Action::Go(Pane::Sessions), 0 "", "sessions";
        "timeline" ["2"] Action::Go(Pane::Timeline), 0 "", "timeline";
        "events" ["3"] Action::Go(Pane::Events), 0 "", "events";
        "payload" ["4"] Action::Show(Tab::Payload), 0 "", "payload of the event";
        "findings" ["5"] Action::Show(Tab::Findings), 0 "", "findings";
        "report" ["6"] Action::Show(Tab::Report), 0 "", "predicted report, what spoils it, and what if";
        "calls" ["7"] Action::Go(Pane::Calls), 0 "", "calls that are no events of a session";
        "quality" ["8"] Action::Show(Tab::Qoe), 0 "", "quality over time: bitrate, dropped frames, buffering, stalls";
        "order" ["9"] Action::Show(Tab::Order), 0 "", "order of arrival beside the order that the service sees";
        "labels" ["'"] Action::Labels, 0 "", "put letters on panes and tabs: a letter goes there";
        "next-tab" ["]"] Action::NextTab, 0 "", "next tab: payload, raw call, state, findings, report, quality, order";
        "previous-tab" ["["] Action::PreviousTab, 7 "tabs", "tab before";
        "enlarge" ["Z"] Action::Enlarge, 0 "", "give the pane the whole screen, or take it back";
        "next-error" ["e"] Action::Jump(Severity::Error, true), 5 "next ✖", "to the next event with an error";
        "previous-error" ["E"] Action::Jump(Severity::Error, false), 0 "", "to the event before with an error";
        "next-warning" ["w"] Action::Jump(Severity::Warning, true), 6 "next ▲", "to the next event with a warning";
        "previous-warning" ["W"] Action::Jump(Severity::Warning, false), 0 "", "to the event before with a warning";
        "mark-bad" ["b"] Action::Mark(Verdict::Bad), 11 "mark bad", "mark the event as bad (again: take it back)";
        "mark-ok" ["o"] Action::Mark(Verdict::Ok), 0 "", "mark it as fine";
        "mark-question" ["u"] Action::Mark(Verdict::Question), 0 "", "mark it as unclear";
        "note" ["a"] Action::Note, 12 "note", "add a note to the event";
        "moment" ["t"] Action::Moment, 0 "", "put a moment on the time axis: pressed seek, …";
        "next-mark" ["m"] Action::JumpMark(true), 0 "", "to the next marked event";
        "previous-mark" ["M"] Action::JumpMark(false), 0 "", "to the marked event before";
        "filter" ["f"] Action::Filter, 7 "filter", "filter the events: type:ad, sev:error, playhead:>60, !type:ping, text";
        "filter-off" ["F"] Action::FilterOff, 0 "", "switch the filter off, and on again";
        "filters" ["L"] Action::Filters, 0 "", "choose a filter that has a name";
        "save-filter" ["A"] Action::SaveFilter, 0 "", "save the filter under a name";
        "columns" ["K"] Action::Columns, 0 "", "choose columns of the sessions or events: any value of a payload";
        "jq" ["J"] Action::Jq, 0 "", "put payloads through a jq expression";
        "search" ["/"] Action::Search, 8 "search", "search all events and payloads for a text";
        "next-hit" ["n"] Action::Hit(true), 0 "", "to the next hit of the search, in any session";
        "previous-hit" ["N"] Action::Hit(false), 0 "", "to the hit before";
        "copy-payload" ["c" "y"] Action::Copy(Copied::Payload), 13 "copy", "copy the payload";
        "copy-curl" ["C"] Action::Copy(Copied::Curl), 0 "", "copy the call as a curl command";
        "copy-bug-report" ["B"] Action::Copy(Copied::Report), 0 "", "copy a bug report of the event: Markdown, redacted";
        "copy-session-id" ["I"] Action::Copy(Copied::Sid), 0 "", "copy the id of the session";
        "play" ["p"] Action::Play, 0 "", "play the session on from the event, as if it were live; again: stop";
        "pace" ["P"] Action::Pace, 0 "", "play at ×1, ×2, ×5, ×10, ×30, ×60";
        "mouse" ["S"] Action::Mouse, 0 "", "leave the mouse to the terminal, to select text; again: take it back";
        "theme" ["T"] Action::Theme, 0 "", "choose a theme, seeing each";
        "here" ["space"] Action::Here, 0 "", "what can be done in this pane";
        "palette" ["ctrl-p" ":"] Action::Palette, 13 "palette", "find any action by typing, and run it";
        "edit" ["i"] Action::Edit, 13 "edit", "edit the payload: judged while typing, then sent or copied";
        "compare" ["D"] Action::Compare, 13 "compare", "compare the event (or the session) with another";
        "redraw" ["ctrl-l"] Action::Redraw, 0 "", "draw the screen again";
        "suspend" ["ctrl-z"] Action::Suspend, 0 "", "back to the shell for a while (fg returns)";
        "help" ["?" "f1"] Action::Help, 14 "help", "every key: type to find one, enter runs it";
        "quit" ["q" "ctrl-c"] Action::Quit, 15 "quit", "quit";
    }
}

/// The key list of the README, as a Markdown table.
pub fn markdown() -> String {
    let mut text = String::from("| Where | Keys | What they do | Name |\n|---|---|---|---|\n");
    for binding in ALL {
        let keys: Vec<String> = binding
            .keys
            .iter()
            .filter_map(|key| Chord::parse(key))
            .map(|chord| format!("`{}`", chord.shown()))
            .collect();
        let name = match binding.context {
            Context::Help => String::new(),
            _ => format!("`{}`", binding.name),
        };
        let row = [
            binding.context.title(),
            &keys.join(" "),
            binding.help,
            &name,
        ]
        .join(" | ");
        text.push_str("| ");
        text.push_str(&row);
        text.push_str(" |\n");
    }
    text
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails"
)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_key_is_a_key_and_stands_once_in_its_context() {
        let (mut seen, mut names) = (BTreeSet::new(), BTreeSet::new());
        for binding in ALL {
            assert!(!binding.help.is_empty());
            assert!(names.insert(binding.name), "{} twice", binding.name);
            for key in binding.keys {
                let chord = Chord::parse(key);
                assert!(chord.is_some(), "{key} is no key");
                assert!(
                    seen.insert((binding.context, chord)),
                    "{key} twice in {:?}",
                    binding.context
                );
            }
        }
    }

    #[test]
    fn contexts_stand_together_and_win_over_anywhere() {
        let mut order: Vec<Context> = ALL.iter().map(|binding| binding.context).collect();
        order.dedup();
        let distinct: BTreeSet<Context> = order.iter().copied().collect();
        assert_eq!(order.len(), distinct.len());
        let (z, keys) = (Chord::parse("left").unwrap(), bound::Keys::default());
        assert_eq!(
            keys.action(Context::Events, z),
            Some(Action::Boundary(false))
        );
        assert_eq!(keys.action(Context::Payload, z), Some(Action::FoldTo(true)));
    }
}
