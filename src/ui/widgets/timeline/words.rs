//! What is written into spans.

use crate::session::{Arrival, Outcome, Span};
use crate::ui::text;
use crate::ui::theme::Theme;
use crate::wire::event::{Details, Event, Micros};

/// The event that opened a span.
fn details<'a, K>(span: &Span<K>, arrivals: &'a [Arrival]) -> Option<&'a Details> {
    let arrival = arrivals.get(span.opened_by as usize)?;
    arrival.event.as_ref().map(Event::details)
}

/// A break: `pre`, `mid` or `post`.
pub(super) fn ad_break(span: &Span<()>, length: Option<Micros>, live: bool) -> &'static str {
    const SECOND: Micros = 1_000_000;
    let at = span.start_playhead;
    match length {
        _ if live => "break",
        _ if at < SECOND / 2 => "pre",
        Some(length) if length > 0 && at >= length.saturating_sub(SECOND) => "post",
        _ => "mid",
    }
}

/// An ad: its outcome, its length in time, its name, the longest first.
pub(super) fn ad(span: &Span<Outcome>, arrivals: &[Arrival], theme: &Theme) -> Vec<String> {
    let (sign, _) = theme.outcome(span.kind);
    let short = format!(
        "{sign} {}",
        text::duration(span.end_ts.saturating_sub(span.start_ts))
    );
    let name = match details(span, arrivals) {
        Some(Details::Ad(ad)) => ad.name.as_deref().or(ad.id.as_deref()),
        _ => None,
    };
    let long = name.map(|name| format!("{short} {}", text::cut(name, 24, theme.glyphs.ellipsis)));
    long.into_iter().chain([short, sign.to_owned()]).collect()
}

/// A chapter: its number and name, and its outcome when it was not played to its end.
pub(super) fn chapter(span: &Span<Outcome>, arrivals: &[Arrival], theme: &Theme) -> Vec<String> {
    let (index, name) = match details(span, arrivals) {
        Some(Details::Chapter(chapter)) => (chapter.index, chapter.name.as_deref()),
        _ => (None, None),
    };
    let index = index.map(|index| format!("{index}")).unwrap_or_default();
    let name = name
        .map(|name| text::cut(name, 40, theme.glyphs.ellipsis))
        .unwrap_or_default();
    let end = match span.kind {
        Outcome::Completed | Outcome::Open => "",
        Outcome::Skipped | Outcome::Abandoned => theme.outcome(span.kind).0,
    };
    let join = |parts: &[&str]| {
        let parts: Vec<&str> = parts
            .iter()
            .copied()
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(" ")
    };
    let room = text::head(&name, 12);
    vec![
        join(&[&index, &name, end]),
        join(&[&index, room, end]),
        join(&[&index, end]),
    ]
}
