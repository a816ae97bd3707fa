//! Differences for people: a session a block, an event a line, runs of the same kind as one.

mod entries;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{Captures, Compared, Fate, NumberDiff, Pair, RuleDiff};
use crate::output::look::Tone;
use crate::output::report::{difference, words};
use crate::output::text::{clean, counted, cut, left, number, short_id, wrap};
use crate::output::{Judged, Look};
use crate::rules::Severity;
use crate::session::Session;

use entries::entries;

/// Room for a type with what it is about.
const LABEL: usize = 24;

pub(super) fn write(captures: &Captures<'_>, look: Look, out: &mut dyn Write) -> io::Result<bool> {
    let mut differs = false;
    look.write(out, |out| {
        differs = write_all(captures, look, out)?;
        Ok(())
    })?;
    Ok(differs)
}

/// What was told so far.
#[derive(Default)]
struct Sum {
    sessions: [usize; 4],
    events: BTreeMap<Fate, usize>,
}

const SAME: usize = 0;
const DIFFERENT: usize = 1;
const ONLY_A: usize = 2;
const ONLY_B: usize = 3;

fn write_all(captures: &Captures<'_>, look: Look, out: &mut dyn Write) -> io::Result<bool> {
    for (side, judged) in [("A", &captures.a), ("B", &captures.b)] {
        let line = format!(
            "{side}  {}{}{}, {}",
            clean(judged.name),
            look.dot(),
            counted(judged.sessions().count() as u64, "session"),
            counted(judged.events() as u64, "event")
        );
        writeln!(out, "{}", look.paint(Tone::Title, &fit(&line, look)))?;
    }
    let mut sum = Sum::default();
    for pair in &captures.pairs {
        match (captures.compare(*pair), *pair) {
            (Some(compared), (Some(a), Some(b))) => {
                let (a, b) = (session(&captures.a, a), session(&captures.b, b));
                if let (Some(a), Some(b)) = (a, b) {
                    block(&compared, a, b, look, out)?;
                    sum.take(&compared);
                }
            }
            (_, pair) => alone(captures, pair, &mut sum, look, out)?,
        }
    }
    let differs = sum.sessions[SAME] != captures.pairs.len();
    let tone = if differs { Tone::Title } else { Tone::Good };
    for line in wrap(&sum.words(), look.width) {
        writeln!(out, "{}", look.paint(tone, &line))?;
    }
    if !captures.options.exact {
        let note = "Times, visitor ids and network quality differ on every run: they count when they are missing or \
                    of another type. --exact compares their values too.";
        for line in wrap(note, look.width) {
            writeln!(out, "{}", look.paint(Tone::Dim, &line))?;
        }
    }
    Ok(differs)
}

fn session<'a>(judged: &Judged<'a>, index: usize) -> Option<&'a Session> {
    let watched = judged.inspection.sessions().get(index)?;
    Some(watched.session())
}

impl Sum {
    fn take(&mut self, compared: &Compared) {
        self.sessions[if compared.is_same() { SAME } else { DIFFERENT }] += 1;
        for row in &compared.rows {
            *self.events.entry(row.fate()).or_default() += 1;
        }
    }

    fn words(&self) -> String {
        let [same, different, only_a, only_b] = self.sessions;
        let mut parts = Vec::new();
        if different > 0 {
            let fates = fates(|fate| self.events.get(&fate).copied().unwrap_or(0));
            let verb = if different == 1 { "differs" } else { "differ" };
            let fates = if fates.is_empty() {
                String::new()
            } else {
                format!(" ({fates})")
            };
            parts.push(format!(
                "{} {verb}{fates}",
                counted(different as u64, "session")
            ));
        }
        for (count, side) in [(only_a, "A"), (only_b, "B")] {
            if count > 0 {
                parts.push(format!(
                    "{} only in {side}",
                    counted(count as u64, "session")
                ));
            }
        }
        if parts.is_empty() {
            return format!("no difference in {}", counted(same as u64, "session"));
        }
        if same > 0 {
            parts.push(format!("{} the same", number(same as u64)));
        }
        parts.join(", ")
    }
}

/// How many events had which fate, in words.
fn fates(count: impl Fn(Fate) -> usize) -> String {
    let parts: Vec<String> = [Fate::Missing, Fate::Extra, Fate::Moved, Fate::Changed]
        .into_iter()
        .filter_map(|fate| match count(fate) {
            0 => None,
            count => Some(format!("{} {}", number(count as u64), fate.word())),
        })
        .collect();
    parts.join(", ")
}

/// A session that only one side has.
fn alone(
    captures: &Captures<'_>,
    pair: Pair,
    sum: &mut Sum,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (place, sign, side, found) = match pair {
        (Some(a), None) => (ONLY_A, "-", "A", session(&captures.a, a)),
        (None, Some(b)) => (ONLY_B, "+", "B", session(&captures.b, b)),
        _ => return Ok(()),
    };
    let Some(found) = found else {
        return Ok(());
    };
    sum.sessions[place] += 1;
    let line = format!(
        "{sign} {}{dot}{}{dot}{}{dot}only in {side}",
        name(found),
        short_id(found.sid(), look.ellipsis()),
        counted(found.arrivals().len() as u64, "event"),
        dot = look.dot()
    );
    let fate = if place == ONLY_A {
        Fate::Missing
    } else {
        Fate::Extra
    };
    writeln!(out, "{}", look.paint(tone(fate), &fit(&line, look)))
}

fn name(session: &Session) -> String {
    let start = session.start();
    let name = start.name.as_deref().or(start.media_id.as_deref());
    clean(name.unwrap_or("(no name)")).into_owned()
}

fn tone(fate: Fate) -> Tone {
    match fate {
        Fate::Same => Tone::Dim,
        Fate::Missing => Tone::Bad(Severity::Error),
        Fate::Extra => Tone::Good,
        Fate::Moved => Tone::Bad(Severity::Note),
        Fate::Changed => Tone::Bad(Severity::Warning),
    }
}

fn fit(line: &str, look: Look) -> String {
    cut(line, look.width, look.ellipsis()).into_owned()
}

fn arrow(look: Look) -> &'static str {
    if look.ascii { "->" } else { "→" }
}

/// Two values; one when they are equal.
fn both(a: &str, b: &str, look: Look) -> String {
    if a == b {
        a.to_owned()
    } else {
        format!("{a} {} {b}", arrow(look))
    }
}

/// Two sessions and all that differs between them.
fn block(
    compared: &Compared,
    a: &Session,
    b: &Session,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let title = if compared.is_same() {
        Tone::Dim
    } else {
        Tone::Title
    };
    let line = fit(&summary(compared, a, b, look), look);
    writeln!(out, "{}", look.paint(title, &line))?;
    for entry in entries(&compared.rows, a, b) {
        entry.write(a, b, look, out)?;
    }
    for diff in &compared.numbers {
        let line = fit(&number_line(diff, look), look);
        writeln!(out, "{}", look.paint(tone(Fate::Changed), &line))?;
    }
    for rule in &compared.rules {
        let line = fit(&rule_line(rule, look), look);
        let tone = if rule.a == 0 {
            Tone::Bad(rule.severity)
        } else {
            Tone::Good
        };
        writeln!(out, "{}", look.paint(tone, &line))?;
    }
    Ok(())
}

/// Two sessions in a line: what they are called, and how many of their events differ how.
fn summary(compared: &Compared, a: &Session, b: &Session, look: Look) -> String {
    let same = compared.is_same();
    let ids = both(
        &short_id(a.sid(), look.ellipsis()),
        &short_id(b.sid(), look.ellipsis()),
        look,
    );
    let (from, to) = (a.arrivals().len() as u64, b.arrivals().len() as u64);
    let events = if from == to {
        counted(to, "event")
    } else {
        both(&number(from), &counted(to, "event"), look)
    };
    let fates = fates(|fate| compared.count(fate));
    let told = match (same, fates.is_empty()) {
        (true, _) => "no difference",
        (false, true) => "same events",
        (false, false) => &fates,
    };
    format!(
        "{} {}{dot}{ids}{dot}{events}{dot}{told}",
        if same { "=" } else { "~" },
        both(&name(a), &name(b), look),
        dot = look.dot()
    )
}

fn number_line(diff: &NumberDiff, look: Look) -> String {
    let side = |value: &Option<crate::session::Value>| {
        value.as_ref().map_or_else(|| "none".to_owned(), words)
    };
    let by = difference(diff.a.as_ref(), diff.b.as_ref()).unwrap_or_default();
    format!(
        "  ~ report    {} {}  ({by})",
        left(&cut(&diff.name, LABEL, look.ellipsis()), LABEL),
        both(&side(&diff.a), &side(&diff.b), look)
    )
}

fn rule_line(rule: &RuleDiff, look: Look) -> String {
    let (sign, side, count) = if rule.a == 0 {
        ("+", "B", rule.b)
    } else {
        ("-", "A", rule.a)
    };
    format!(
        "  {sign} finding   {} {}, only in {side}",
        left(&cut(&rule.rule, LABEL, look.ellipsis()), LABEL),
        counted(count, rule.severity.word())
    )
}
