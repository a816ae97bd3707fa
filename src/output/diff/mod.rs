//! What differs between two captures: sessions paired, their events aligned, every difference named.

pub mod align;
mod body;
mod json;
pub mod leaf;
mod numbers;
mod payload;
mod text;
mod work;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{self, Write};

pub use body::{Bodies, Fetch, between};
pub use leaf::{Leaf, What};
pub use numbers::{NumberDiff, RuleDiff};
pub use work::Work;

use super::{Judged, Look};
use crate::inspection::Watched;
use crate::wire::EventType;
use crate::wire::event::Micros;
use align::{Item, PING, Pairing, is_landmark};

/// What counts as a difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Values that differ on every run count too.
    pub exact: bool,
    /// Keys, or starts of paths, that do not count at all.
    pub ignore: Vec<String>,
    /// Playheads and times that differ by no more are the same, µs.
    pub tolerance: Micros,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            exact: false,
            ignore: Vec::new(),
            tolerance: 1_000_000,
        }
    }
}

impl Options {
    /// What stands at a path does not count.
    pub fn ignores(&self, path: &str) -> bool {
        if self.ignore.is_empty() {
            return false;
        }
        // `params.media.show` and `$.params['media.show']` are the same to whoever types them.
        let dotted = |text: &str| text.replace("['", ".").replace("']", "");
        let path = dotted(path);
        self.ignore.iter().any(|key| {
            let key = format!(".{}", dotted(key).trim_start_matches("$."));
            path.match_indices(&key).any(|(at, found)| {
                let rest = path.get(at + found.len()..).unwrap_or_default();
                rest.is_empty() || rest.starts_with(['.', '['])
            })
        })
    }
}

/// Two sessions that are taken for the same, or one without a partner: indexes among the sessions.
pub type Pair = (Option<usize>, Option<usize>);

/// Pairs the sessions of two captures: those of the same content in their order; where one is left on each side,
/// these two.
pub fn pairs(a: &Judged<'_>, b: &Judged<'_>) -> Vec<Pair> {
    let mut waiting: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
    for (index, watched) in b.sessions() {
        waiting
            .entry(content(watched))
            .or_default()
            .push_back(index);
    }
    let mut pairs: Vec<Pair> = a
        .sessions()
        .map(|(index, watched)| {
            let partner = waiting.get_mut(&content(watched));
            (Some(index), partner.and_then(VecDeque::pop_front))
        })
        .collect();
    let mut rest: Vec<usize> = waiting.into_values().flatten().collect();
    rest.sort_unstable();
    let mut alone = pairs.iter_mut().filter(|(_, b)| b.is_none());
    if let (Some((_, partner)), None, [only]) = (alone.next(), alone.next(), rest.as_slice()) {
        *partner = Some(*only);
        rest.clear();
    }
    pairs.extend(rest.into_iter().map(|index| (None, Some(index))));
    pairs
}

/// What a session plays, as far as it says.
fn content(watched: &Watched) -> String {
    let start = watched.session().start();
    let id = start.media_id.as_deref().or(start.name.as_deref());
    id.unwrap_or_default().to_owned()
}

/// Two events that are taken for the same, or one without a partner.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Index among the arrivals of the first session.
    pub a: Option<usize>,
    /// Index among the arrivals of the second session.
    pub b: Option<usize>,
    /// Its place in the content, or in the order, is another.
    pub moved: bool,
    /// Values that differ.
    pub changes: Vec<Leaf>,
    /// The answers, where they differ.
    pub answers: Option<(u16, u16)>,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is as it was.
    Same,
    /// Only the first session has it.
    Missing,
    /// Only the second session has it.
    Extra,
    /// It is somewhere else.
    Moved,
    /// It says, or is answered, something else.
    Changed,
}

impl Fate {
    /// Its sign, in ASCII.
    pub fn sign(self) -> &'static str {
        match self {
            Fate::Same => " ",
            Fate::Missing => "-",
            Fate::Extra => "+",
            Fate::Moved => ">",
            Fate::Changed => "~",
        }
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Fate::Same => "same",
            Fate::Missing => "missing",
            Fate::Extra => "extra",
            Fate::Moved => "moved",
            Fate::Changed => "changed",
        }
    }
}

impl Row {
    /// What became of the event.
    pub fn fate(&self) -> Fate {
        match (self.a, self.b) {
            (_, None) => Fate::Missing,
            (None, _) => Fate::Extra,
            _ if !self.changes.is_empty() || self.answers.is_some() => Fate::Changed,
            _ if self.moved => Fate::Moved,
            _ => Fate::Same,
        }
    }
}

/// What differs between two sessions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Compared {
    /// Every event of both, in order.
    pub rows: Vec<Row>,
    /// Numbers of the report that differ.
    pub numbers: Vec<NumberDiff>,
    /// Rules that found something in one of them only.
    pub rules: Vec<RuleDiff>,
}

impl Compared {
    /// Nothing differs.
    pub fn is_same(&self) -> bool {
        self.numbers.is_empty()
            && self.rules.is_empty()
            && self.rows.iter().all(|row| row.fate() == Fate::Same)
    }

    /// How many events had a fate.
    pub fn count(&self, fate: Fate) -> usize {
        let rows = self.rows.iter();
        rows.filter(|row| row.fate() == fate).count()
    }
}

/// A session of one side.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The capture.
    pub judged: Judged<'a>,
    /// The session's index.
    pub session: usize,
    /// Fetches its calls.
    pub fetch: &'a Fetch<'a>,
}

impl<'a> Side<'a> {
    /// The session.
    pub fn watched(&self) -> Option<&'a Watched> {
        self.judged.inspection.sessions().get(self.session)
    }
}

/// Compares two sessions, event by event.
pub fn compare(a: &Side<'_>, b: &Side<'_>, options: &Options) -> Compared {
    let mut work = Work::new(a, b, options);
    loop {
        if let Some(compared) = work.part(a, b, || true) {
            return compared;
        }
    }
}

/// The events of two sessions side by side, without a look at what they say.
fn rows(pairing: Pairing, options: &Options) -> Vec<Row> {
    let (first, second, steps) = pairing.finish();
    let found_again = found_again(&first, &second, &steps);
    let partners: BTreeSet<usize> = found_again.values().copied().collect();
    let mut rows = Vec::with_capacity(steps.len());
    for (from, to) in steps {
        let pair = match (from, to) {
            (Some(from), Some(to)) => Some((from, to)),
            (Some(from), None) => found_again.get(&from).map(|to| (from, *to)),
            _ => None,
        };
        if from.is_none() && to.is_some_and(|to| partners.contains(&to)) {
            continue;
        }
        let moved = pair.is_some_and(|(from, to)| {
            let item = &first[from];
            let distance = item.place.abs_diff(second[to].place);
            // Where in its ten seconds a ping falls says nothing.
            let free = match item.kind {
                Some(EventType::Ping) if !options.exact => options.tolerance.max(PING),
                _ => options.tolerance,
            };
            distance > free.unsigned_abs() || found_again.contains_key(&from)
        });
        let to = pair.map_or(to, |(_, to)| Some(to));
        rows.push(Row {
            a: from.map(|at| first[at].arrival),
            b: to.map(|at| second[at].arrival),
            moved,
            changes: Vec::new(),
            answers: None,
        });
    }
    rows
}

/// Landmarks without a partner that are on the other side after all, in another place of the order.
fn found_again(a: &[Item], b: &[Item], steps: &[align::Step]) -> BTreeMap<usize, usize> {
    let mut waiting: BTreeMap<(Option<EventType>, Option<&str>), VecDeque<usize>> = BTreeMap::new();
    let key = |item: &Item| is_landmark(item.kind).then_some(item.kind);
    for to in steps.iter().filter(|(from, _)| from.is_none()) {
        if let Some(at) = to.1
            && let Some(kind) = key(&b[at])
        {
            let about = b[at].about.as_deref();
            waiting.entry((kind, about)).or_default().push_back(at);
        }
    }
    let mut found = BTreeMap::new();
    for from in steps.iter().filter(|(_, to)| to.is_none()) {
        if let Some(at) = from.0
            && let Some(kind) = key(&a[at])
            && let Some(queue) = waiting.get_mut(&(kind, a[at].about.as_deref()))
            && let Some(partner) = queue.pop_front()
        {
            found.insert(at, partner);
        }
    }
    found
}

/// Two captures and how their sessions belong together.
pub struct Captures<'a> {
    /// The first.
    pub a: Judged<'a>,
    /// The second.
    pub b: Judged<'a>,
    /// Fetches calls of the first.
    pub fetch_a: &'a Fetch<'a>,
    /// Fetches calls of the second.
    pub fetch_b: &'a Fetch<'a>,
    /// The sessions that are compared.
    pub pairs: Vec<Pair>,
    /// What counts.
    pub options: Options,
}

impl Captures<'_> {
    /// The sides of a pair that has both.
    fn sides(&self, pair: Pair) -> Option<(Side<'_>, Side<'_>)> {
        let (a, b) = (pair.0?, pair.1?);
        let first = Side {
            judged: self.a,
            session: a,
            fetch: self.fetch_a,
        };
        let second = Side {
            judged: self.b,
            session: b,
            fetch: self.fetch_b,
        };
        Some((first, second))
    }

    fn compare(&self, pair: Pair) -> Option<Compared> {
        let (a, b) = self.sides(pair)?;
        Some(compare(&a, &b, &self.options))
    }
}

/// A way to write differences; it says whether there are any.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub what: &'static str,
    /// Writes the differences and tells whether there are any.
    pub write: fn(&Captures<'_>, Look, &mut dyn Write) -> io::Result<bool>,
}

/// Every format; the first one is the usual one.
pub const FORMATS: &[Format] = &[
    Format {
        name: "text",
        what: "for people: what is missing, extra, moved and changed",
        write: text::write,
    },
    Format {
        name: "json",
        what: "for programs: every difference with both values",
        write: json::write,
    },
];
