//! Rules about player states.

mod active;
mod too_many;

pub(in crate::rules) use active::{ALREADY_ACTIVE, NOT_ACTIVE, NOT_ENDED};
pub(in crate::rules) use too_many::TOO_MANY;

use super::course::{Act, End, Found, Here, Memory};
use crate::wire::event::Details;
use crate::wire::{Event, EventType};

/// The state of the area.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Watch {
    active: active::Watch,
    too_many: too_many::Watch,
}

impl Watch {
    pub(in crate::rules) fn act(&mut self, act: &Act<'_>, memory: &mut Memory) {
        self.active.act(act, memory);
    }

    pub(in crate::rules) fn step(&mut self, here: &Here<'_>) {
        self.too_many.step(here);
    }

    pub(in crate::rules) fn tell(&self, end: &End, found: &mut Vec<Found>) {
        self.active.tell(end, found);
        self.too_many.tell(found);
    }
}

/// How many distinct states a session can have.
const PLACES: usize = 10;

/// What an event does to one state.
struct Change<'a> {
    /// The state's name as sent.
    name: &'a str,
    starts: bool,
    /// Its place in a statesUpdate.
    item: Option<usize>,
}

impl Change<'_> {
    /// Where the name stands in the event.
    fn path(&self) -> String {
        let name = "['media.state.name']";
        match (self.item, self.starts) {
            (None, _) => format!("$.params{name}"),
            (Some(item), true) => format!("$.params.statesStart[{item}]{name}"),
            (Some(item), false) => format!("$.params.statesEnd[{item}]{name}"),
        }
    }

    /// Names are compared in lower case.
    fn key(&self) -> String {
        self.name.to_lowercase()
    }
}

/// What an event does to states, in the order in which it does it: ends first.
fn changes(event: &Event) -> impl Iterator<Item = Change<'_>> {
    let (single, ends, starts) = match event.details() {
        Details::State(name) => (Some(name), [].as_slice(), [].as_slice()),
        Details::States(states) => (None, states.end.as_slice(), states.start.as_slice()),
        _ => (None, [].as_slice(), [].as_slice()),
    };
    let starting = event.kind == EventType::StateStart;
    let single = single.map(move |name| Change {
        name,
        starts: starting,
        item: None,
    });
    let ends = ends.iter().enumerate().map(|(item, name)| Change {
        name,
        starts: false,
        item: Some(item),
    });
    let starts = starts.iter().enumerate().map(|(item, name)| Change {
        name,
        starts: true,
        item: Some(item),
    });
    single.into_iter().chain(ends).chain(starts)
}
