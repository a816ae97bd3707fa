//! Sessions as Markdown: for each its events, its findings and its timeline.

use std::io::{self, Write};

use crate::output::text::{clean, clock_tenths};
use crate::output::{Judged, Look, timeline};
use crate::session::Place;
use crate::wire::Event;

/// Writes the sessions asked for.
pub fn write(judged: &Judged<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (index, watched) in judged.sessions() {
        let session = watched.session();
        let start = session.start();
        let name = start.name.as_deref().unwrap_or("(no name)");
        writeln!(out, "# {}\n", cell(name))?;
        writeln!(
            out,
            "Session `{}`, player {}.\n",
            cell(session.sid()),
            cell(start.player.as_deref().unwrap_or("unknown"))
        )?;
        let only = Judged {
            only: Some(index),
            ..*judged
        };
        let mut drawn = Vec::new();
        timeline::write(&[only], Look::default(), &mut drawn)?;
        // No fence of the text's own can end this one.
        let drawn = String::from_utf8_lossy(&drawn).replace("```", "'''");
        writeln!(out, "```\n{}\n```\n", drawn.trim_end())?;
        writeln!(
            out,
            "| # | Event | Time | Playhead | Answer | Place |\n|---|---|---|---|---|---|"
        )?;
        let begin = session
            .arrivals()
            .iter()
            .find_map(|arrival| arrival.event.as_ref()?.ts());
        for (place, arrival) in session.arrivals().iter().enumerate() {
            let event = arrival.event.as_ref();
            let time = event.and_then(|event| Some(event.ts()?.saturating_sub(begin?)));
            let playhead = event.and_then(Event::playhead);
            writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} |",
                arrival.seq,
                event.map_or("(unreadable)", |event| event.kind.name()),
                time.map(clock_tenths).unwrap_or_default(),
                playhead
                    .map(|micros| clock_tenths(micros / 1000))
                    .unwrap_or_default(),
                arrival.status,
                match session.place(place) {
                    Place::Counted(_) => "counted",
                    Place::Late => "late",
                    Place::Rejected => "rejected",
                }
            )?;
        }
        writeln!(out)?;
        for finding in judged.inspection.findings(index) {
            writeln!(
                out,
                "- **{}** `{}` on {}: {}",
                finding.severity.word(),
                finding.rule,
                finding.seq,
                cell(&finding.message)
            )?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Text that ends neither its line nor its cell, and is no markup.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in clean(text).chars() {
        match c {
            '\n' => out.push(' '),
            '|' | '<' | '>' | '`' | '*' | '_' | '[' | ']' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
