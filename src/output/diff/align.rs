//! Which event of one session is which of another: the cheapest pairing by type, place in the content and order.

use crate::session::{Arrival, Session};
use crate::wire::EventType;
use crate::wire::event::{Details, Event, Micros};

/// An event as far as the pairing looks at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Index among the session's arrivals.
    pub arrival: usize,
    /// Its type; `None` when it is unknown.
    pub kind: Option<EventType>,
    /// What it is about: the id of an ad, the number of a chapter, the name of a state.
    pub about: Option<Box<str>>,
    /// Where in the content, µs; that of the event before when it says none.
    pub place: Micros,
}

/// Two events that are taken for the same, or one without a partner: indexes among the items.
pub type Step = (Option<usize>, Option<usize>);

/// What an event without a partner costs.
const GAP: u32 = 100;
/// What an event of another ad, chapter or state costs as a partner.
const OTHER: u32 = 70;
/// The most that a landmark far away costs as a partner: less than two events without one.
const FAR: u32 = 150;
/// Events that come now and then are partners up to this distance in the content, µs.
const NEAR: Micros = 40_000_000;
/// So much distance costs 1, µs.
const UNIT: Micros = 200_000;
/// Pings come every 10 s, wherever that is: partners up to half of it, and a little, µs.
pub const PING: Micros = 6_000_000;
/// Events that differ by no more than this are partners at once when the next ones are too, µs.
const CLOSE: Micros = 1_000_000;
/// So many events of each side are looked at together.
const WINDOW: usize = 1000;

/// A session's events in effective order; those of unknown type follow the event that came before them.
pub fn items(session: &Session) -> Vec<Item> {
    let arrivals = session.arrivals();
    let mut after: Vec<(usize, usize)> = Vec::new();
    let mut last = None;
    let mut rank = vec![0; arrivals.len()];
    for (place, index) in session.ordered().iter().enumerate() {
        rank[*index as usize] = place;
    }
    for (index, arrival) in arrivals.iter().enumerate() {
        if arrival.event.is_some() {
            last = Some(rank[index]);
        }
        after.push((last.map_or(0, |place| place + 1), index));
    }
    after.sort_by_key(|(place, index)| (*place, *index));
    // Live content has a clock for a playhead: there, what counts is how far into the session.
    let first = arrivals.iter().find_map(place_of).unwrap_or(0);
    let origin = if session.start().is_live() { first } else { 0 };
    let mut place = 0;
    after
        .into_iter()
        .map(|(_, index)| {
            let arrival = &arrivals[index];
            place = place_of(arrival).map_or(place, |playhead| playhead.saturating_sub(origin));
            Item {
                arrival: index,
                kind: arrival.event.as_ref().map(|event| event.kind),
                about: arrival.event.as_ref().and_then(about),
                place,
            }
        })
        .collect()
}

fn place_of(arrival: &Arrival) -> Option<Micros> {
    arrival.event.as_ref()?.playhead()
}

/// What an event is about.
pub fn about(event: &Event) -> Option<Box<str>> {
    match event.details() {
        Details::Ad(ad) => ad.id.clone(),
        Details::Break(pod) => pod.pod_index.map(|index| index.to_string().into()),
        Details::Chapter(chapter) => chapter.index.map(|index| index.to_string().into()),
        Details::State(name) => Some(name.clone()),
        _ => None,
    }
}

/// Events that stand for something of which there is one, or few.
pub fn is_landmark(kind: Option<EventType>) -> bool {
    !matches!(
        kind,
        None | Some(
            EventType::Ping
                | EventType::Play
                | EventType::PauseStart
                | EventType::BufferStart
                | EventType::BitrateChange
                | EventType::Error
        )
    )
}

/// What it costs to take two events for the same; `None` when they never are.
fn cost(a: &Item, b: &Item) -> Option<u32> {
    if a.kind != b.kind {
        return None;
    }
    let distance = a.place.abs_diff(b.place);
    let reach = match a.kind {
        Some(EventType::Ping) => Some(PING),
        kind if is_landmark(kind) => None,
        _ => Some(NEAR),
    };
    if reach.is_some_and(|reach| distance > reach.unsigned_abs()) {
        return None;
    }
    let far = u32::try_from(distance / UNIT.unsigned_abs()).unwrap_or(u32::MAX);
    let cost = far.min(FAR) + if a.about == b.about { 0 } else { OTHER };
    (cost < 2 * GAP).then_some(cost)
}

/// The pairing of two sessions' events in order, as far as it is made. Each part costs at most a window, so that
/// sessions of any length can be paired.
#[derive(Debug)]
pub struct Pairing {
    a: Vec<Item>,
    b: Vec<Item>,
    /// The events that come next.
    i: usize,
    j: usize,
    steps: Vec<Step>,
}

impl Pairing {
    /// Nothing is paired yet.
    pub fn new(a: Vec<Item>, b: Vec<Item>) -> Self {
        Pairing {
            steps: Vec::with_capacity(a.len().max(b.len())),
            a,
            b,
            i: 0,
            j: 0,
        }
    }

    /// Pairs some more of them; false when all are paired.
    pub fn part(&mut self) -> bool {
        let until = self.steps.len() + WINDOW;
        while self.goes_on() && self.twins(0) && self.twins(1) && self.steps.len() < until {
            self.steps.push((Some(self.i), Some(self.j)));
            (self.i, self.j) = (self.i + 1, self.j + 1);
        }
        if self.goes_on() {
            if self.steps.len() < until {
                self.window();
            }
            return true;
        }
        let (a, b) = (self.a.len(), self.b.len());
        self.steps.extend((self.i..a).map(|i| (Some(i), None)));
        self.steps.extend((self.j..b).map(|j| (None, Some(j))));
        (self.i, self.j) = (a, b);
        false
    }

    /// So many events are paired, of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.i + self.j, self.a.len() + self.b.len())
    }

    /// The events, and how they belong together.
    pub fn finish(mut self) -> (Vec<Item>, Vec<Item>, Vec<Step>) {
        while self.part() {}
        (self.a, self.b, self.steps)
    }

    fn goes_on(&self) -> bool {
        self.i < self.a.len() && self.j < self.b.len()
    }

    /// The events so many places on are the same at first sight.
    fn twins(&self, on: usize) -> bool {
        match (self.a.get(self.i + on), self.b.get(self.j + on)) {
            (Some(a), Some(b)) => {
                a.kind == b.kind
                    && a.about == b.about
                    && a.place.abs_diff(b.place) <= CLOSE.unsigned_abs()
            }
            (None, None) => true,
            _ => false,
        }
    }

    /// Pairs the events of a window.
    fn window(&mut self) {
        let (i, j) = (self.i, self.j);
        let (end_a, end_b) = (
            (i + WINDOW).min(self.a.len()),
            (j + WINDOW).min(self.b.len()),
        );
        let whole = (end_a, end_b) == (self.a.len(), self.b.len());
        let mut path = window(&self.a[i..end_a], &self.b[j..end_b], whole);
        if !whole {
            // Near the edge of a window the pairing does not know what comes.
            path.truncate(path.len().div_ceil(2));
        }
        for (from_a, from_b) in path {
            self.i += usize::from(from_a.is_some());
            self.j += usize::from(from_b.is_some());
            let step = (from_a.map(|at| at + i), from_b.map(|at| at + j));
            self.steps.push(step);
        }
    }
}

/// How a cell was reached.
const PAIRED: u8 = 0;
const ONLY_A: u8 = 1;
const ONLY_B: u8 = 2;

/// The cheapest pairing of two short stretches, to their ends or (not `whole`) to the end of one of them.
fn window(a: &[Item], b: &[Item], whole: bool) -> Vec<Step> {
    let width = b.len() + 1;
    let mut how = vec![PAIRED; (a.len() + 1) * width];
    let mut edge: Vec<(u32, usize, usize)> = Vec::new();
    let mut above: Vec<u32> = Vec::with_capacity(width);
    let mut sum = 0;
    for reached in how.iter_mut().take(width) {
        *reached = ONLY_B;
        above.push(sum);
        sum += GAP;
    }
    edge.push((above[b.len()], 0, b.len()));
    let mut row = vec![0; width];
    for (i, from) in a.iter().enumerate() {
        row[0] = above[0] + GAP;
        how[(i + 1) * width] = ONLY_A;
        for (j, to) in b.iter().enumerate() {
            let mut best = (row[j] + GAP, ONLY_B);
            if above[j + 1] + GAP < best.0 {
                best = (above[j + 1] + GAP, ONLY_A);
            }
            if let Some(cost) = cost(from, to)
                && above[j] + cost <= best.0
            {
                best = (above[j] + cost, PAIRED);
            }
            (row[j + 1], how[(i + 1) * width + j + 1]) = best;
        }
        edge.push((row[b.len()], i + 1, b.len()));
        std::mem::swap(&mut above, &mut row);
    }
    edge.extend((0..b.len()).map(|j| (above[j], a.len(), j)));
    let end = if whole {
        (a.len(), b.len())
    } else {
        // The end that costs least per event; of equal ones that where the content goes on at the same place.
        let apart = |i: usize, j: usize| {
            let a = a.get(i).or(a.last()).map_or(0, |item| item.place);
            let b = b.get(j).or(b.last()).map_or(0, |item| item.place);
            a.abs_diff(b)
        };
        let best = edge.into_iter().min_by_key(|(cost, i, j)| {
            let each = u64::from(*cost) * 1000 / (i + j).max(1) as u64;
            (each, apart(*i, *j))
        });
        best.map_or((a.len(), b.len()), |(_, i, j)| (i, j))
    };
    walk_back(&how, width, end)
}

fn walk_back(how: &[u8], width: usize, end: (usize, usize)) -> Vec<Step> {
    let (mut i, mut j) = end;
    let mut path = Vec::with_capacity(i.max(j));
    while i > 0 || j > 0 {
        let reached = match (i, j) {
            (0, _) => ONLY_B,
            (_, 0) => ONLY_A,
            _ => how[i * width + j],
        };
        path.push(match reached {
            ONLY_A => (Some(i - 1), None),
            ONLY_B => (None, Some(j - 1)),
            _ => (Some(i - 1), Some(j - 1)),
        });
        i -= usize::from(reached != ONLY_B);
        j -= usize::from(reached != ONLY_A);
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn align(a: &[Item], b: &[Item]) -> Vec<Step> {
        Pairing::new(a.to_vec(), b.to_vec()).finish().2
    }

    fn at(kind: EventType, seconds: i64, about: &str) -> Item {
        Item {
            arrival: 0,
            kind: Some(kind),
            about: (!about.is_empty()).then(|| about.into()),
            place: seconds * 1_000_000,
        }
    }

    fn pings(count: i64) -> Vec<Item> {
        (0..count)
            .map(|at_| at(EventType::Ping, at_ * 10, ""))
            .collect()
    }

    /// So many pairs, only in A, only in B.
    fn counts(steps: &[Step]) -> (usize, usize, usize) {
        let count = |wanted: fn(&Step) -> bool| steps.iter().filter(|step| wanted(step)).count();
        (
            count(|(a, b)| a.is_some() && b.is_some()),
            count(|(_, b)| b.is_none()),
            count(|(a, _)| a.is_none()),
        )
    }

    fn is_in_order(steps: &[Step], a: usize, b: usize) {
        let left: Vec<usize> = steps.iter().filter_map(|(a, _)| *a).collect();
        let right: Vec<usize> = steps.iter().filter_map(|(_, b)| *b).collect();
        assert_eq!(left, (0..a).collect::<Vec<_>>());
        assert_eq!(right, (0..b).collect::<Vec<_>>());
    }

    #[test]
    fn the_same_events_are_pairs() {
        let events = pings(50);
        assert_eq!(counts(&align(&events, &events)), (50, 0, 0));
    }

    #[test]
    fn a_missing_ad_is_missing_and_not_the_one_after_it() {
        let ads = |ids: &[&str]| -> Vec<Item> {
            let ads = ids.iter().map(|id| at(EventType::AdStart, 30, id));
            ads.collect()
        };
        let steps = align(&ads(&["a", "b", "c"]), &ads(&["a", "c"]));
        assert_eq!(
            steps,
            [(Some(0), Some(0)), (Some(1), None), (Some(2), Some(1)),]
        );
        let other = align(&ads(&["a", "b", "c"]), &ads(&["a", "x", "c"]));
        assert_eq!(counts(&other), (3, 0, 0));
    }

    #[test]
    fn pings_that_come_twice_as_often_are_extra() {
        let often: Vec<Item> = (0..40)
            .map(|at_| at(EventType::Ping, at_ * 5, ""))
            .collect();
        let steps = align(&pings(20), &often);
        assert_eq!(counts(&steps), (20, 0, 20));
        is_in_order(&steps, 20, 40);
    }

    #[test]
    fn a_long_stretch_that_is_gone_is_found_again_after_it() {
        let all = pings(9000);
        let rest: Vec<Item> = all
            .iter()
            .take(500)
            .chain(all.iter().skip(4500))
            .cloned()
            .collect();
        let steps = align(&all, &rest);
        assert_eq!(counts(&steps), (5000, 4000, 0));
        is_in_order(&steps, 9000, 5000);
        let back = align(&rest, &all);
        assert_eq!(counts(&back), (5000, 0, 4000));
    }

    #[test]
    fn sessions_with_nothing_in_common_are_walked_to_their_ends() {
        let errors: Vec<Item> = (0..3000).map(|at_| at(EventType::Error, at_, "")).collect();
        let steps = align(&pings(3000), &errors);
        assert_eq!(counts(&steps), (0, 3000, 3000));
        is_in_order(&steps, 3000, 3000);
        assert_eq!(counts(&align(&pings(3), &[])), (0, 3, 0));
    }
}
