//! A session's timeline as text that can be pasted into a ticket: lanes over time, then what they hold.

mod numbers;
mod scale;

use std::io::{self, Write};

use super::findings::{headline, place};
use super::look::Tone;
use super::text::{clock_tenths, cut, duration, left, right, wrap};
use super::{Judged, Look};
use crate::inspection::Watched;
use crate::rules::Finding;
use crate::session::{Activity, Lanes, Outcome, Playback, Session, Span};
use crate::wire::event::{Details, Micros};
use crate::wire::{Event, EventType};
use scale::{Scale, bars, curve, marks};

/// Columns of the lanes' names.
const NAMES: usize = 16;

/// Writes every session of the recordings that is asked for.
pub fn write(recordings: &[Judged<'_>], look: Look, out: &mut dyn Write) -> io::Result<()> {
    look.write(out, |out| write_all(recordings, look, out))
}

fn write_all(recordings: &[Judged<'_>], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut first = true;
    for recording in recordings {
        for (index, watched) in recording.sessions() {
            if !first {
                writeln!(out)?;
            }
            first = false;
            session(watched, recording.inspection.findings(index), look, out)?;
        }
    }
    Ok(())
}

fn session(
    watched: &Watched,
    findings: &[Finding],
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let session = watched.session();
    // Colours would be counted as letters; a terminal breaks its lines itself.
    let head = headline(session, look);
    if look.colour {
        writeln!(out, "{head}")?;
    } else {
        for line in wrap(&head, look.width) {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out)?;
    let lanes = session.lanes();
    if let Some(scale) = Scale::of(&lanes, look) {
        drawn(session, &lanes, findings, &scale, look, out)?;
    } else {
        writeln!(out, "nothing of it counts, so it has no timeline")?;
    }
    let start = lanes.playback.first().map_or(0, |span| span.start_ts);
    spans(session, "ads", start, &lanes.ads, look, out)?;
    spans(session, "chapters", start, &lanes.chapters, look, out)?;
    if !findings.is_empty() {
        writeln!(out, "\nfindings")?;
    }
    for finding in findings {
        let sign = look.paint(Tone::Bad(finding.severity), look.sign(finding.severity));
        let text = format!("{} {}: {}", place(finding), finding.rule, finding.message);
        for (place, line) in wrap(&text, look.width.saturating_sub(4)).iter().enumerate() {
            let lead = if place == 0 { sign.as_str() } else { " " };
            writeln!(out, "  {lead} {line}")?;
        }
    }
    numbers::write(session, findings, look, out)
}

fn drawn(
    session: &Session,
    lanes: &Lanes,
    findings: &[Finding],
    scale: &Scale,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut lane = |name: &str, line: &str| {
        let name = left(&cut(name, NAMES, look.ellipsis()), NAMES);
        writeln!(out, "{}", format!("{name} {line}").trim_end())
    };
    lane("", &scale.axis())?;
    lane("playback", &playback(lanes, scale, look))?;
    if !lanes.breaks.is_empty() {
        lane(
            "breaks",
            &bars(&lanes.breaks, scale, look, |_| String::new()),
        )?;
        lane(
            "ads",
            &bars(&lanes.ads, scale, look, |span| {
                outcome_sign(span.kind, look).to_owned()
            }),
        )?;
    }
    if !lanes.chapters.is_empty() {
        lane(
            "chapters",
            &bars(&lanes.chapters, scale, look, |span| {
                name_of(session, span.opened_by)
            }),
        )?;
    }
    for (name, spans) in &lanes.states {
        lane(name, &bars(spans, scale, look, |_| String::new()))?;
    }
    let bitrates =
        events(session).filter_map(|(ts, event)| Some((ts, event.qoe.as_ref()?.bitrate()?)));
    let curve = curve(bitrates, scale, look);
    if !curve.trim().is_empty() {
        lane("bitrate", &curve)?;
    }
    let tick = if look.ascii { "." } else { "·" };
    let pings = events(session).filter(|(_, event)| event.kind == EventType::Ping);
    let pings = pings.map(|(ts, _)| (ts, tick));
    lane("pings", &marks(pings, scale))?;
    if !findings.is_empty() {
        let mut worst: Vec<&Finding> = findings.iter().collect();
        // The worst is drawn last, over the others of its column.
        worst.sort_by_key(|finding| finding.severity);
        let marked = worst.into_iter().filter_map(|finding| {
            let ts = ts_of(session, finding)?;
            Some((ts, look.sign(finding.severity)))
        });
        lane("findings", &marks(marked, scale))?;
    }
    writeln!(out)?;
    for part in wrap(&legend(lanes, look), look.width) {
        // Lines are not broken between a sign and its word.
        let part = part.replace('\u{a0}', " ");
        writeln!(out, "{}", look.paint(Tone::Dim, &part))?;
    }
    for line in wrap(&numbers::first(session, look), look.width) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The counted events with their times.
fn events(session: &Session) -> impl Iterator<Item = (i64, &Event)> {
    session.counted().iter().filter_map(|index| {
        let arrival = session.arrivals().get(usize::try_from(*index).ok()?)?;
        let event = arrival.event.as_ref()?;
        Some((event.ts()?, event))
    })
}

fn playback(lanes: &Lanes, scale: &Scale, look: Look) -> String {
    let mut cells = vec![" "; scale.columns];
    for span in &lanes.playback {
        let (first, length) = scale.range(span);
        for cell in cells.iter_mut().skip(first).take(length) {
            *cell = activity_cell(span.kind, look);
        }
    }
    // What is short is drawn again, over what surrounds it.
    for span in lanes
        .playback
        .iter()
        .filter(|span| span.kind == Activity::Stalled)
    {
        let (first, length) = scale.range(span);
        for cell in cells.iter_mut().skip(first).take(length) {
            *cell = activity_cell(span.kind, look);
        }
    }
    cells.concat()
}

fn activity_cell(activity: Activity, look: Look) -> &'static str {
    let (glyph, plain) = match activity {
        Activity::Stalled => ("!", "!"),
        Activity::Playback(Playback::Starting) => ("·", "."),
        Activity::Playback(Playback::Playing) => ("█", "="),
        Activity::Playback(Playback::Paused) => ("░", "-"),
        Activity::Playback(Playback::Buffering) => ("≈", "~"),
        Activity::Playback(Playback::Finished) => ("_", "_"),
    };
    if look.ascii { plain } else { glyph }
}

fn legend(lanes: &Lanes, look: Look) -> String {
    const WORDS: &[(Activity, &str)] = &[
        (Activity::Playback(Playback::Starting), "starting"),
        (Activity::Playback(Playback::Playing), "playing"),
        (Activity::Playback(Playback::Paused), "paused"),
        (Activity::Playback(Playback::Buffering), "buffering"),
        (Activity::Stalled, "stalled"),
        (Activity::Playback(Playback::Finished), "finished"),
    ];
    let seen = WORDS
        .iter()
        .filter(|(activity, _)| lanes.playback.iter().any(|span| span.kind == *activity));
    let words: Vec<String> = seen
        .map(|(activity, word)| format!("{}\u{a0}{word}", activity_cell(*activity, look)))
        .collect();
    words.join("  ")
}

fn ts_of(session: &Session, finding: &Finding) -> Option<i64> {
    let same = |seq: u64, item| seq == finding.seq && item == finding.item;
    let arrival = session
        .arrivals()
        .iter()
        .find(|arrival| same(arrival.seq, arrival.item))?;
    arrival.event.as_ref()?.ts()
}

fn outcome_sign(outcome: Outcome, look: Look) -> &'static str {
    let (glyph, plain) = match outcome {
        Outcome::Completed => ("✔", "v"),
        Outcome::Skipped => ("»", ">"),
        Outcome::Abandoned => ("✖", "x"),
        Outcome::Open => ("…", "?"),
    };
    if look.ascii { plain } else { glyph }
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Completed => "completed",
        Outcome::Skipped => "skipped",
        Outcome::Abandoned => "abandoned",
        Outcome::Open => "open",
    }
}

/// What an ad or a chapter is called.
fn name_of(session: &Session, opened_by: u32) -> String {
    let arrival = usize::try_from(opened_by)
        .ok()
        .and_then(|index| session.arrivals().get(index));
    match arrival
        .and_then(|arrival| arrival.event.as_ref())
        .map(Event::details)
    {
        Some(Details::Ad(ad)) => ad
            .name
            .as_deref()
            .or(ad.id.as_deref())
            .unwrap_or("(no name)")
            .to_owned(),
        Some(Details::Chapter(chapter)) => {
            chapter.name.as_deref().unwrap_or("(no name)").to_owned()
        }
        _ => "(no name)".to_owned(),
    }
}

/// The length that was announced for an ad or a chapter.
fn length_of(session: &Session, opened_by: u32) -> Option<Micros> {
    let arrival = session.arrivals().get(usize::try_from(opened_by).ok()?)?;
    match arrival.event.as_ref()?.details() {
        Details::Ad(ad) => ad.length,
        Details::Chapter(chapter) => chapter.length,
        _ => None,
    }
}

fn spans(
    session: &Session,
    title: &str,
    start: i64,
    spans: &[Span<Outcome>],
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    if spans.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    for span in spans {
        // The times and the outcome take 50 columns.
        let room = look.width.saturating_sub(50).clamp(8, 34);
        let name = cut(&name_of(session, span.opened_by), room, look.ellipsis()).into_owned();
        let announced = length_of(session, span.opened_by);
        let of = announced
            .map(|length| format!(" of {}", duration(length / 1000)))
            .unwrap_or_default();
        let head = format!(
            "  {} {} {}",
            outcome_sign(span.kind, look),
            left(&name, room),
            right(&clock_tenths(span.start_ts - start), 8),
        );
        let lasted = format!(
            "lasted {}{of}, {}",
            clock_tenths(span.end_ts - span.start_ts),
            outcome_word(span.kind),
        );
        if head.chars().count() + 2 + lasted.chars().count() <= look.width {
            writeln!(out, "{head}  {lasted}")?;
        } else {
            writeln!(out, "{head}\n    {lasted}")?;
        }
    }
    Ok(())
}
