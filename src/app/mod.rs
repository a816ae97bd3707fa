//! What the user is doing: where they look, what they selected, what they typed.
//!
//! [`App::update`] takes one [`Action`] and says which [`Effect`]s the program must do for it;
//! [`App::refresh`] brings what is derived from the inspection up to date before a frame is drawn.
//! Nothing here knows a clock, a file or a colour.

pub mod action;
pub mod chord;
pub mod columns;
pub mod compare;
pub mod edit;
pub mod filter;
pub mod health;
pub mod jq;
pub mod kept;
pub mod keymap;
pub mod known;
pub mod list;
pub mod menu;
pub mod order;
pub mod payload;
pub mod play;
pub mod report;
pub mod search;
pub mod select;
pub mod shell;
pub mod sieve;
pub mod time;
pub mod typing;
pub mod what_if;

mod copy;
mod jump;
mod marks;
pub mod moves;
mod saved;
mod sifting;
mod update;
pub mod way;

pub use action::{Action, Copied, Effect, Message, Pane, Tab};
pub use chord::{Chord, Key};
pub use jq::Jq;
pub use kept::Kept;
pub use keymap::bound::Keys;
pub use keymap::{Binding, Context};
pub use known::{At, Known};
pub use list::List;
pub use menu::Menu;
pub use time::{Axis, TimeView};

use std::collections::BTreeMap;

use crate::exchange::{Exchange, Time};
use crate::inspection::{AsOf, Inspection, Watched};
use crate::session::{Arrival, Status};

use columns::Columns;
use compare::{Comparing, Spot};
use edit::Editing;
use filter::Filter;
use order::Order;
use payload::Payload;
use play::Play;
use report::Reporting;
use select::Found;
use typing::Typing;

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A capture that goes on.
    Live {
        /// Where players send to, as a URL.
        address: String,
        /// What must be known about the address (the wished port was taken, …).
        remark: Option<String>,
        /// Name of the recording; `None` when none is written.
        recording: Option<String>,
    },
    /// A recording.
    File {
        /// Its name.
        name: String,
    },
    /// A recording that another program is still writing.
    Followed {
        /// Its name.
        name: String,
    },
}

/// Which part of the program fills the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Screen {
    /// Sessions, timeline, events and payload.
    #[default]
    Sessions,
    /// The call log.
    Calls,
}

/// The user's side of the dashboard.
#[derive(Debug)]
pub struct App {
    /// What is looked at.
    pub source: Source,
    /// The clock, while live.
    pub now: Option<Time>,
    /// The user's time zone, in seconds east of UTC.
    pub utc_offset: i32,
    /// What fills the screen.
    pub screen: Screen,
    /// The pane in use.
    pub focus: Pane,
    /// The tab of the detail pane.
    pub tab: Tab,
    /// The pane in use has the whole screen.
    pub enlarged: bool,
    /// Which keys do what.
    pub keys: Keys,
    /// What is open to choose from: keys, actions, themes.
    pub menu: Option<Menu>,
    /// Letters on the panes, and hints.
    pub way: way::Way,
    /// What is remembered from one run to the next.
    pub kept: Kept,
    /// Columns of values from payloads.
    pub columns: Columns,
    /// Filters of the configuration, by name.
    pub filters: BTreeMap<String, String>,
    /// The look in force, and what there is to choose from.
    pub look: Looks,
    /// A line or a text being typed.
    pub typing: Option<Typing>,
    /// What is filtered and searched.
    pub filter: Filter,
    /// In which order the sessions stand.
    pub order: Order,
    /// The selected session.
    pub session: Option<usize>,
    /// The user chose the session: no other takes its place by itself.
    pub settled: bool,
    /// The panes' cursors.
    pub lists: Lists,
    /// What the timeline shows.
    pub time: TimeView,
    /// The call under the cursor.
    pub body: Body,
    /// What is being played.
    pub play: Play,
    /// What is known about the selected session.
    pub known: Known,
    /// The findings shown, grouped.
    pub found: Found,
    /// The report, and what is taken to be otherwise.
    pub reporting: Reporting,
    /// A payload that is edited over the panes.
    pub editing: Option<Editing>,
    /// A comparison that is open over the panes.
    pub comparing: Option<Comparing>,
    /// The event that the next comparison is to be with.
    pub compare_from: Option<Spot>,
    /// Sessions that are open by the clock.
    pub live: usize,
    counted: Option<(i64, usize)>,
    /// Why the recording is not being written.
    pub trouble: Option<String>,
    /// What was last said.
    pub message: Option<Message>,
    /// The mouse is ours.
    pub mouse: bool,
}

/// Themes by name: the program tells them, only it knows where they come from.
#[derive(Debug, Default)]
pub struct Looks {
    /// The one in force.
    pub theme: String,
    /// Those to choose from: name and description.
    pub themes: Vec<(String, String)>,
}

/// A cursor for each list.
#[derive(Debug, Default)]
pub struct Lists {
    /// Sessions, the newest first.
    pub sessions: List,
    /// Events of the selected session.
    pub events: List,
    /// Calls.
    pub calls: List,
    /// Lines of the payload.
    pub payload: List,
    /// Findings.
    pub findings: List,
    /// Rows of the report.
    pub report: List,
    /// Rows of the number that was entered.
    pub number: List,
    /// The lines of raw call and state.
    pub page: List,
}

/// The call under the cursor, as far as it was read.
#[derive(Debug, Default)]
pub struct Body {
    /// The exchange that is wanted, and the item of a batch.
    pub wanted: Option<(u64, Option<u32>)>,
    /// It, when it was read.
    pub exchange: Option<Box<Exchange<'static>>>,
    /// It could not be read.
    pub missing: bool,
    /// A place in the payload to go to when it is there.
    pub reveal: Option<String>,
    /// A text in it to go to when it is there.
    pub seek: Option<String>,
    /// Its lines on the screen.
    pub payload: Payload,
    /// What payloads are put through before they are shown.
    pub jq: Option<Jq>,
    /// The expressions typed before, the last first.
    pub expressions: Vec<String>,
}

impl App {
    /// A fresh dashboard on a source.
    pub fn new(source: Source) -> Self {
        App {
            source,
            now: None,
            utc_offset: 0,
            screen: Screen::Sessions,
            focus: Pane::Sessions,
            tab: Tab::Payload,
            enlarged: false,
            keys: Keys::default(),
            menu: None,
            way: way::Way::default(),
            kept: Kept::default(),
            columns: Columns::default(),
            filters: BTreeMap::new(),
            look: Looks::default(),
            typing: None,
            filter: Filter::default(),
            order: Order::default(),
            session: None,
            settled: false,
            lists: Lists {
                events: List::following(),
                calls: List::following(),
                page: List::text(),
                ..Lists::default()
            },
            time: TimeView::default(),
            body: Body::default(),
            play: Play::default(),
            known: Known::default(),
            found: Found::default(),
            reporting: Reporting::default(),
            editing: None,
            comparing: None,
            compare_from: None,
            live: 0,
            counted: None,
            trouble: None,
            message: None,
            mouse: true,
        }
    }

    /// The moment for which rules about absence are judged.
    pub fn as_of(&self) -> AsOf {
        match self.now.filter(|_| self.is_live()) {
            Some(now) => AsOf::Now(now),
            None => AsOf::End,
        }
    }

    /// The recording looked at is being written by another program, or is not any more; with the time by the clock.
    pub fn follow(&mut self, now: Option<Time>) {
        if let Source::File { name } | Source::Followed { name } = &mut self.source {
            let name = std::mem::take(name);
            self.source = match now {
                Some(_) => Source::Followed { name },
                None => Source::File { name },
            };
            self.now = now;
        }
    }

    /// The capture is recorded to another file from now on.
    pub fn records_to(&mut self, file: String) {
        if let Source::Live { recording, .. } = &mut self.source {
            *recording = Some(file);
        }
    }

    /// Something is captured, now: here, or by the program that writes the recording looked at.
    pub fn is_live(&self) -> bool {
        !matches!(self.source, Source::File { .. })
    }

    /// There is nothing to show yet.
    pub fn is_waiting(&self, inspection: &Inspection) -> bool {
        inspection.sessions().is_empty() && self.screen == Screen::Sessions
    }

    /// The selected session.
    pub fn watched<'a>(&self, inspection: &'a Inspection) -> Option<&'a Watched> {
        inspection.sessions().get(self.session?)
    }

    /// Index of the selected event among the arrivals of the selected session.
    pub fn arrival(&self) -> Option<usize> {
        self.filter.arrival(self.lists.events.at)
    }

    /// The selected event.
    pub fn event<'a>(&self, inspection: &'a Inspection) -> Option<&'a Arrival> {
        let watched = self.watched(inspection)?;
        watched.session().arrivals().get(self.arrival()?)
    }

    /// The exchange whose body the detail pane shows, and the item of a batch.
    pub fn subject(&self, inspection: &Inspection) -> Option<(u64, Option<u32>)> {
        match self.screen {
            Screen::Calls => {
                let call = inspection.calls().get(self.lists.calls.at)?;
                Some((call.seq, None))
            }
            Screen::Sessions => self
                .event(inspection)
                .map(|arrival| (arrival.seq, arrival.item)),
        }
    }

    /// The detail tab in use; a call outside of a session has only a body and a raw view.
    pub fn shown_tab(&self) -> Tab {
        match (self.screen, self.tab) {
            (Screen::Calls, Tab::State | Tab::Findings | Tab::Report | Tab::Qoe | Tab::Order) => {
                Tab::Raw
            }
            (_, tab) => tab,
        }
    }

    /// A countdown shows, so that the clock must be told once a second.
    pub fn wants_clock(&self, inspection: &Inspection) -> bool {
        let Some(now) = self.now.filter(|_| self.is_live()) else {
            return false;
        };
        let open = |watched: &Watched| watched.glance().status_at(now) == Status::Open;
        self.live > 0
            || self.known.is_behind()
            || self.reporting.is_behind()
            || self.filter.sorted.is_behind()
            || inspection.sessions().last().is_some_and(open)
    }
}
