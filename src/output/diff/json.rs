//! Differences as JSON: one object, a session a line.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Captures, Compared, Fate, Leaf, Row, What};
use crate::output::report::number as plain;
use crate::output::{Judged, Look};
use crate::session::{Arrival, Session};
use crate::wire::Event;

pub(super) fn write(captures: &Captures<'_>, _: Look, out: &mut dyn Write) -> io::Result<bool> {
    let mut differs = false;
    out.write_all(b"{\"a\":")?;
    crate::output::json::write(&side(&captures.a), out)?;
    out.write_all(b",\"b\":")?;
    crate::output::json::write(&side(&captures.b), out)?;
    out.write_all(b",\"sessions\":[")?;
    let mut separator = "\n";
    for pair in &captures.pairs {
        let compared = captures.compare(*pair);
        differs |= compared.as_ref().is_none_or(|compared| !compared.is_same());
        let a = session(&captures.a, pair.0);
        let b = session(&captures.b, pair.1);
        out.write_all(separator.as_bytes())?;
        crate::output::json::write(&told(a, b, compared.as_ref()), out)?;
        separator = ",\n";
    }
    if separator != "\n" {
        out.write_all(b"\n")?;
    }
    writeln!(out, "],\"same\":{}}}", !differs)?;
    Ok(differs)
}

fn side(judged: &Judged<'_>) -> Value {
    json!({
        "file": judged.name,
        "sessions": judged.sessions().count(),
        "events": judged.events(),
    })
}

fn session<'a>(judged: &Judged<'a>, index: Option<usize>) -> Option<&'a Session> {
    let watched = judged.inspection.sessions().get(index?)?;
    Some(watched.session())
}

fn told(a: Option<&Session>, b: Option<&Session>, compared: Option<&Compared>) -> Value {
    let head = |session: Option<&Session>| {
        session.map(|session| {
            json!({
                "sid": session.sid(),
                "id": session.start().media_id,
                "name": session.start().name,
                "events": session.arrivals().len(),
            })
        })
    };
    let nothing = Compared::default();
    let differences = compared.unwrap_or(&nothing);
    let rows = differences.rows.iter();
    let events: Vec<Value> = rows
        .filter(|row| row.fate() != Fate::Same)
        .map(|row| event(row, a, b))
        .collect();
    let numbers = differences.numbers.iter().map(|number| {
        json!({
            "key": number.key,
            "name": number.name,
            "a": number.a.as_ref().map(plain),
            "b": number.b.as_ref().map(plain),
        })
    });
    let rules = differences.rules.iter().map(
        |rule| json!({"rule": rule.rule, "severity": rule.severity.word(), "a": rule.a, "b": rule.b}),
    );
    json!({
        "a": head(a),
        "b": head(b),
        "same": compared.is_some_and(Compared::is_same),
        "events": events,
        "report": numbers.collect::<Vec<_>>(),
        "findings": rules.collect::<Vec<_>>(),
    })
}

fn event(row: &Row, a: Option<&Session>, b: Option<&Session>) -> Value {
    let from = a.and_then(|session| session.arrivals().get(row.a?));
    let to = b.and_then(|session| session.arrivals().get(row.b?));
    let event = from.or(to).and_then(|arrival| arrival.event.as_ref());
    let kind = event.map(|event| event.kind.name());
    let changes: Vec<Value> = row.changes.iter().map(change).collect();
    json!({
        "what": row.fate().word(),
        "eventType": kind,
        "moved": row.moved,
        "a": from.map(place),
        "b": to.map(place),
        "changes": changes,
    })
}

fn place(arrival: &Arrival) -> Value {
    let event = arrival.event.as_ref();
    #[expect(clippy::cast_precision_loss, reason = "playheads are within 10^12 s")]
    let playhead = event
        .and_then(Event::playhead)
        .map(|micros| micros as f64 / 1e6);
    json!({
        "seq": arrival.seq,
        "item": arrival.item,
        "playhead": playhead,
        "ts": event.and_then(Event::ts),
        "status": arrival.status,
    })
}

fn change(leaf: &Leaf) -> Value {
    let mut change = json!({"what": leaf.what.word(), "path": leaf.path});
    if leaf.what != What::Added {
        change["a"] = leaf.a.clone().unwrap_or_default();
    }
    if leaf.what != What::Removed {
        change["b"] = leaf.b.clone().unwrap_or_default();
    }
    change
}
