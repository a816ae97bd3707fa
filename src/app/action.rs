//! What a user can ask for, and what the program must then do outside of the app.

use crate::exchange::{Exchange, Mark, Moment, Time, Verdict};
use crate::output::diff::Compared;
use crate::rules::Severity;

use super::chord::Chord;
use super::edit::Sent;
use super::filter::sorted::By;
use super::kept::Kept;

/// One thing asked for: by a key, the mouse, the clock or an answer to an effect.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Leave the program.
    Quit,
    /// Hand the terminal back to the shell for a while.
    Suspend,
    /// Draw everything again.
    Redraw,
    /// Show or hide the list of keys.
    Help,
    /// One step out: close what is open on top, else go to the pane before.
    Back,
    /// One step in: session, then event, then payload; a finding's event.
    Open,
    /// Go to a pane.
    Go(Pane),
    /// The next pane on the screen.
    NextPane,
    /// The pane before.
    PreviousPane,
    /// The next tab of the detail pane.
    NextTab,
    /// The tab before.
    PreviousTab,
    /// Put letters on the panes, to go to one by its letter.
    Labels,
    /// A key pressed while they stand there.
    Letter(Chord),
    /// Show a tab of the detail pane.
    Show(Tab),
    /// Give the whole screen to the pane in use, or take it back.
    Enlarge,
    /// Move by rows; negative is up.
    Move(isize),
    /// Move by pages; negative is up.
    Page(isize),
    /// To the first row.
    First,
    /// To the last row, and follow it.
    Last,
    /// To the next event that opens or closes something; back with `false`.
    Boundary(bool),
    /// To the next (or with `false` the previous) event with a finding of a severity.
    Jump(Severity, bool),
    /// To the next (or with `false` the previous) marked event.
    JumpMark(bool),
    /// To the next (or with `false` the previous) place that the search finds.
    Hit(bool),
    /// Fold or unfold the line of the payload.
    Fold,
    /// Fold (`true`) the line or go to its parent; unfold (`false`) it or go into it.
    FoldTo(bool),
    /// Fold everything, or unfold everything.
    FoldAll,
    /// Show less time on the timeline (`true`) or more.
    Zoom(bool),
    /// Show other times: towards the past (`true`) or the future.
    Pan(bool),
    /// Show the whole session on the timeline.
    Fit,
    /// Note a place on the time axis; the second time, show what is between.
    ZoomTo,
    /// Change between the clock and the playhead on the time axis.
    Axis,
    /// Sort the sessions by something else.
    Sort,
    /// Findings of this session or of all.
    Scope,
    /// Leave out what the rule under the cursor finds, or take it in again.
    Mute,
    /// Leave the event out of the report, or take it back.
    LeaveOut,
    /// Take the findings under the cursor as mended, or as they stand.
    Mend,
    /// Take the report as sent again.
    AsSent,
    /// Copy something.
    Copy(Copied),
    /// Play a demo into the endpoint.
    Demo,
    /// Switch the mouse off or on, so that the terminal can select text.
    Mouse,
    /// Choose a theme, seeing each.
    Theme,
    /// Find an action by typing, and run it.
    Palette,
    /// What can be done in the pane in use.
    Here,
    /// A key typed into what is open to choose from.
    Choose(Chord),
    /// A row of it was pointed at.
    Point(usize),
    /// Compare the event, or the session, with another; or close the comparison.
    Compare,
    /// Compare with the next (or with `false` the previous) event of the type, or session.
    Partner(bool),
    /// From the sessions compared to the payloads, and back.
    CompareAs,
    /// Show what is the same too, or hide it.
    CompareAll,
    /// Exchange the two sides of the comparison.
    Swap,
    /// Take the event as the one that the next comparison is with.
    CompareFrom,
    /// Edit the payload of the event.
    Edit,
    /// A key typed into the payload.
    Edited(Chord),
    /// Send the edited payload to this endpoint.
    Send,
    /// Ask for an address, and send the edited payload there.
    SendTo,
    /// What came of sending it.
    Sent(Sent),
    /// Put a verdict on the event, or take the same one back.
    Mark(Verdict),
    /// Write a note on the event.
    Note,
    /// Put a text on the time axis.
    Moment,
    /// Type a jq expression that payloads are put through; with one in force, change it.
    Jq,
    /// Type a filter.
    Filter,
    /// Switch the filter off or on.
    FilterOff,
    /// Type a filter of the sessions.
    Sift,
    /// Switch it off or on.
    SiftOff,
    /// Choose what the events are sorted by.
    SortEvents,
    /// Sort them by a column; by the same one again, the other way round.
    SortBy(By),
    /// Choose a filter that has a name.
    Filters,
    /// Save the filter under a name.
    SaveFilter,
    /// Choose the columns of the list in use.
    Columns,
    /// Type what to search for.
    Search,
    /// A key typed into what is open for typing.
    Type(Chord),
    /// Text pasted by the terminal.
    Paste(String),
    /// A row of a pane was pointed at.
    Select(Pane, usize),
    /// A place on the timeline was pointed at: ms on its axis.
    Seek(i64),
    /// The wheel turned over a pane.
    Wheel(Pane, isize),
    /// Play the session on from the event, or stop.
    Play,
    /// Play faster; after the fastest comes the slowest.
    Pace,
    /// The clock.
    Tick(Time),
    /// The clock, while something is played.
    Beat(Time),
    /// The body that an effect asked for; `None` when it cannot be read.
    Fetched(u64, Option<Box<Exchange<'static>>>),
    /// The body that a row on the screen asked for.
    Peeked(u64, Option<Box<Exchange<'static>>>),
    /// The exchanges whose bodies hold what is searched for, in order; whether all were looked through.
    Searched(String, Vec<u64>, bool),
    /// So many bodies of so many are looked through.
    Searching(usize, usize),
    /// So much of the comparison of two sessions, by their indexes, is done: in per cent.
    ComparingOn(usize, usize, usize),
    /// What differs between two sessions, by their indexes.
    Compared(usize, usize, Box<Compared>),
    /// Something to say in the footer.
    Say(Message),
}

impl Action {
    /// The program found it out or was told; nobody asked for it just now, and what was last said stays.
    pub fn is_news(&self) -> bool {
        matches!(
            self,
            Action::Tick(_)
                | Action::Beat(_)
                | Action::Fetched(..)
                | Action::Peeked(..)
                | Action::Say(_)
                | Action::Searched(..)
                | Action::Searching(..)
                | Action::ComparingOn(..)
                | Action::Compared(..)
                | Action::Sent(_)
        )
    }
}

/// What the program must do for the app: only `cli` does.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Leave.
    Quit,
    /// Hand the terminal back for a while.
    Suspend,
    /// Draw everything again.
    Redraw,
    /// Read an exchange from the recording and answer with [`Action::Fetched`].
    Fetch(u64),
    /// Read an exchange for a row on the screen and answer with [`Action::Peeked`].
    Peek(u64),
    /// Put text on the clipboard; the words say what it is.
    Copy(String, &'static str),
    /// Play a demo into the endpoint.
    Demo,
    /// Take or leave the mouse.
    Mouse(bool),
    /// Take a theme into force, by name.
    Theme(String),
    /// Write a mark to the recording.
    Write(Mark),
    /// Write a moment to the recording.
    WriteMoment(Moment),
    /// Look through all bodies for a text (in lower case); tell [`Action::Searching`], and [`Action::Searched`] at last.
    Search(String),
    /// Leave the rest of the search out and answer with [`Action::Searched`].
    StopSearch,
    /// Post a body to a URL and answer with [`Action::Sent`].
    Send(String, Vec<u8>),
    /// Compare two sessions, by their indexes; tell [`Action::ComparingOn`], and [`Action::Compared`] at last. Nobody waits
    /// for it any longer once the app's comparison says so.
    Compare(usize, usize),
    /// Leave out what a rule finds (`true`), or take it in again.
    Mute(String, bool),
    /// Remember this from one run to the next.
    Keep(Kept),
}

/// A line for the footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What is said.
    pub text: String,
    /// It tells of something that went wrong.
    pub bad: bool,
}

impl Message {
    /// Something that went well.
    pub fn good(text: impl Into<String>) -> Self {
        Message {
            text: text.into(),
            bad: false,
        }
    }

    /// Something that went wrong.
    pub fn bad(text: impl Into<String>) -> Self {
        Message {
            text: text.into(),
            bad: true,
        }
    }
}

/// Something that can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// The body of the call.
    Payload,
    /// The call as a curl command.
    Curl,
    /// The id of the session.
    Sid,
    /// The event as a bug report in Markdown.
    Report,
    /// The value under the payload's cursor.
    Value,
    /// Its path.
    Path,
    /// The finding under the cursor.
    Finding,
    /// A curl command that opens a session here.
    Test,
    /// The numbers of the report.
    Numbers,
}

/// A part of the screen that can be in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pane {
    /// The list of sessions.
    Sessions,
    /// The lanes of one session.
    Timeline,
    /// The events of one session.
    Events,
    /// One event, in tabs.
    Detail,
    /// Calls that are no events of a session.
    Calls,
}

/// What the detail pane shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tab {
    /// The body as a tree.
    Payload,
    /// The call as it came, and its answer.
    Raw,
    /// The state machine before and after the event.
    State,
    /// What is wrong.
    Findings,
    /// The predicted report, and what if.
    Report,
    /// Bitrate, dropped frames, buffering and stalls over time.
    Qoe,
    /// The events as they arrived, beside the order that the service sees.
    Order,
}

impl Tab {
    /// Every tab, from left to right.
    pub const ALL: [Tab; 7] = [
        Tab::Payload,
        Tab::Raw,
        Tab::State,
        Tab::Findings,
        Tab::Report,
        Tab::Qoe,
        Tab::Order,
    ];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Tab::Payload => "Payload",
            Tab::Raw => "Raw",
            Tab::State => "State",
            Tab::Findings => "Findings",
            Tab::Report => "Report",
            Tab::Qoe => "QoE",
            Tab::Order => "Order",
        }
    }
}
