//! The events of two sessions that differ, in lines: alike ones in a row are one.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{LABEL, arrow, both, fit, tone};
use crate::output::Look;
use crate::output::diff::leaf::{Told, brief, kind, parted, with_moves};
use crate::output::diff::{Fate, Leaf, Row, What, align};
use crate::output::text::{clean, clock_tenths, left, number, right, width};
use crate::session::{Arrival, Session};

/// Events of one type with one fate.
pub(super) struct Entry<'a> {
    first: &'a Row,
    last: &'a Row,
    count: usize,
}

/// The rows that are told: runs of the same fate and type are one entry, and so are equal changes wherever they are.
pub(super) fn entries<'a>(rows: &'a [Row], a: &Session, b: &Session) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    let mut changes: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in rows {
        let fate = row.fate();
        if fate == Fate::Same {
            continue;
        }
        let same = if fate == Fate::Changed {
            let told = format!("{:?}{:?}{}", row.answers, row.changes, row.moved);
            let next = entries.len();
            let place = *changes.entry((label(row, a, b), told)).or_insert(next);
            (place < next).then_some(place)
        } else {
            let last = entries.len().checked_sub(1);
            last.filter(|place| {
                let before = entries[*place].last;
                before.fate() == fate && label(before, a, b) == label(row, a, b)
            })
        };
        match same {
            Some(place) => {
                entries[place].last = row;
                entries[place].count += 1;
            }
            None => entries.push(Entry {
                first: row,
                last: row,
                count: 1,
            }),
        }
    }
    entries
}

fn arrivals<'a>(row: &Row, a: &'a Session, b: &'a Session) -> [Option<&'a Arrival>; 2] {
    [
        row.a.and_then(|at| a.arrivals().get(at)),
        row.b.and_then(|at| b.arrivals().get(at)),
    ]
}

/// The type of an event and what it is about.
fn label(row: &Row, a: &Session, b: &Session) -> String {
    let [from, to] = arrivals(row, a, b);
    let event = from.or(to).and_then(|arrival| arrival.event.as_ref());
    let Some(event) = event else {
        return "unreadable".to_owned();
    };
    match align::about(event) {
        Some(about) => format!("{} {}", event.kind.name(), clean(&about)),
        None => event.kind.name().to_owned(),
    }
}

/// A playhead, in words.
fn place(arrival: Option<&Arrival>) -> String {
    let playhead = arrival.and_then(|arrival| arrival.event.as_ref()?.playhead());
    playhead.map_or_else(|| "-".to_owned(), |micros| clock_tenths(micros / 1000))
}

impl Entry<'_> {
    /// What became of the events, and where.
    fn detail(&self, a: &Session, b: &Session) -> String {
        let fate = self.first.fate();
        let [from, to] = arrivals(self.first, a, b);
        let mut detail = fate.word().to_owned();
        if self.first.moved && self.count == 1 {
            let to = place(to);
            detail = match fate {
                Fate::Moved if to == place(from) => "moved in the order".to_owned(),
                Fate::Moved => format!("moved to {to}"),
                _ => format!("{detail}, moved to {to}"),
            };
        }
        if self.count > 1 {
            let [from, to] = arrivals(self.last, a, b);
            detail = format!("{detail}, the last at {}", place(from.or(to)));
        } else if let (Fate::Missing | Fate::Extra, Some(arrival)) = (fate, from.or(to)) {
            let side = if fate == Fate::Missing { "A" } else { "B" };
            detail = format!("{detail}: call {} of {side}", arrival.seq);
        }
        detail
    }

    pub(super) fn write(
        &self,
        a: &Session,
        b: &Session,
        look: Look,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let fate = self.first.fate();
        let [from, to] = arrivals(self.first, a, b);
        let mut told = label(self.first, a, b);
        if self.count > 1 {
            let times = if look.ascii { "x" } else { "×" };
            told = format!("{told} {times}{}", number(self.count as u64));
        }
        let detail = self.detail(a, b);
        let room = LABEL.max(width(&told));
        let line = format!(
            "  {} {}  {} {detail}",
            fate.sign(),
            right(&place(from.or(to)), 8),
            left(&told, room)
        );
        writeln!(out, "{}", look.paint(tone(fate), &fit(&line, look)))?;
        if let Some((a, b)) = self.first.answers {
            let line = format!("      ~ answer  {a} {} {b}", arrow(look));
            writeln!(out, "{}", fit(&line, look))?;
        }
        for told in with_moves(&self.first.changes) {
            let line = match told {
                Told::One(leaf) => value(leaf, look),
                Told::Moved(from, to) => moved(from, to, look),
            };
            writeln!(out, "{}", fit(&line, look))?;
        }
        Ok(())
    }
}

/// A key that stands in another member.
fn moved(from: &Leaf, to: &Leaf, look: Look) -> String {
    let (member, key) = parted(&from.path);
    let (there, _) = parted(&to.path);
    let side = |value: &Option<serde_json::Value>| value.as_ref().map(brief).unwrap_or_default();
    format!(
        "      > {}  {} {} {}  {}",
        clean(&key),
        clean(member),
        arrow(look),
        clean(there),
        both(&side(&from.a), &side(&to.b), look)
    )
}

fn value(leaf: &Leaf, look: Look) -> String {
    let path = clean(leaf.path.strip_prefix("$.").unwrap_or(&leaf.path)).into_owned();
    let side = |value: &Option<serde_json::Value>| value.as_ref().map(brief).unwrap_or_default();
    match leaf.what {
        What::Removed => format!("      - {path}  {}", side(&leaf.a)),
        What::Added => format!("      + {path}  {}", side(&leaf.b)),
        _ => {
            let types = match (&leaf.a, &leaf.b) {
                (Some(a), Some(b)) if !leaf.is_of_one_type() => {
                    format!("  ({} {} {})", kind(a), arrow(look), kind(b))
                }
                _ => String::new(),
            };
            format!(
                "      ~ {path}  {} {} {}{types}",
                side(&leaf.a),
                arrow(look),
                side(&leaf.b)
            )
        }
    }
}
