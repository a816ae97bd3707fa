//! Which sessions their list shows: the same language as the filter of events, with fields of its own.
//!
//! Terms stand side by side and all must hold: `content:news`, `is:live`, `!sev:error`, `events:>100`, or words that
//! occur in what the session says of itself.

use crate::exchange::Time;
use crate::inspection::{Inspection, Watched, Where};
use crate::rules::Severity;
use crate::session::{Activity, Glance, Playback, Status};

use super::filter::language::{self, Asked, Compare, Said, Term, nearest, one_of};
use super::filter::severity;

/// A filter of sessions.
#[derive(Debug, Default)]
pub struct Sieve {
    /// What was asked for.
    pub asked: Asked,
    terms: Vec<Term<Test>>,
}

#[derive(Debug, Clone, PartialEq)]
enum Test {
    Said(Part, String),
    Severity(Severity),
    Number(Count, Compare, f64),
    Is(Standing),
    Status(Doing),
    Words(String),
}

/// A part of what a session says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Content,
    Player,
    Channel,
    Type,
    Sid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    Events,
    Errors,
    Warnings,
    Playhead,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Live,
    Closed,
    Refused,
    Downloaded,
    Marked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Over(Status),
    Plays(Activity),
    Ad,
}

/// The fields that a term may name, with what help says of them.
pub const FIELDS: &[(&str, &str)] = &[
    ("content", "part of the content's name or id: content:news"),
    ("player", "part of the player's name: player:html5"),
    ("channel", "part of the channel's name"),
    ("type", "kind of content or stream: type:live"),
    ("sid", "part of the session's id"),
    ("sev", "has a finding: sev:error, sev:warning, sev:note"),
    (
        "is",
        "is:live, is:closed, is:refused, is:downloaded, is:marked",
    ),
    (
        "status",
        "status:playing, paused, ad, completed, timed-out, …",
    ),
    ("events", "how many: events:>100"),
    ("errors", "faults that are errors: errors:>0"),
    ("warnings", "faults that are warnings: warnings:>2"),
    ("playhead", "how far it is, in seconds: playhead:<60"),
];

const STANDINGS: &[(&str, Standing)] = &[
    ("live", Standing::Live),
    ("closed", Standing::Closed),
    ("refused", Standing::Refused),
    ("downloaded", Standing::Downloaded),
    ("marked", Standing::Marked),
];

const DOINGS: &[(&str, Doing)] = &[
    (
        "playing",
        Doing::Plays(Activity::Playback(Playback::Playing)),
    ),
    ("paused", Doing::Plays(Activity::Playback(Playback::Paused))),
    (
        "buffering",
        Doing::Plays(Activity::Playback(Playback::Buffering)),
    ),
    ("stalled", Doing::Plays(Activity::Stalled)),
    (
        "starting",
        Doing::Plays(Activity::Playback(Playback::Starting)),
    ),
    ("ad", Doing::Ad),
    ("completed", Doing::Over(Status::Completed)),
    ("ended", Doing::Over(Status::Ended)),
    ("timed-out", Doing::Over(Status::TimedOut)),
];

impl Sieve {
    /// Takes a filter as typed.
    ///
    /// # Errors
    ///
    /// When a field or a value is unknown; the error names the nearest.
    pub fn set(&mut self, text: &str) -> Result<(), String> {
        self.terms = language::parse(text, test)?;
        self.asked.type_in(text);
        Ok(())
    }

    /// What passes changes with the clock alone.
    pub fn looks_at_the_clock(&self) -> bool {
        let clock = |term: &Term<Test>| {
            matches!(
                term.test,
                Test::Is(Standing::Live | Standing::Closed) | Test::Status(_)
            )
        };
        self.terms.iter().any(clock)
    }

    /// A session passes; `now` is the time by the clock where something is captured.
    pub fn passes(&self, inspection: &Inspection, watched: &Watched, now: Option<Time>) -> bool {
        let glance = watched.glance();
        self.terms.iter().all(|term| {
            let holds = match &term.test {
                Test::Said(part, text) => said(*part, glance).any(|own| has(own, text)),
                Test::Severity(severity) => faults(watched, *severity) > 0,
                Test::Number(count, compare, value) => {
                    number(*count, watched).is_some_and(|have| compare.holds(have, *value))
                }
                Test::Is(standing) => is(*standing, inspection, watched, now),
                Test::Status(doing) => does(glance, now) == Some(*doing),
                Test::Words(words) => {
                    let parts = [
                        Part::Content,
                        Part::Player,
                        Part::Channel,
                        Part::Type,
                        Part::Sid,
                    ];
                    let mut all = parts.into_iter().flat_map(|part| said(part, glance));
                    all.any(|own| has(own, words))
                }
            };
            holds != term.negated
        })
    }
}

fn test(words: Said<'_>) -> Result<Test, String> {
    let (field, value) = match words {
        Said::Words(words) => return Ok(Test::Words(words.to_lowercase())),
        Said::Field(field, value) => (field, value),
    };
    let part = |part| Ok(Test::Said(part, value.to_lowercase()));
    let number = |count| {
        let (compare, value) = Compare::number(field, value, &format!("{field}:>10"))?;
        Ok(Test::Number(count, compare, value))
    };
    match field {
        "content" => part(Part::Content),
        "player" => part(Part::Player),
        "channel" => part(Part::Channel),
        "type" => part(Part::Type),
        "sid" => part(Part::Sid),
        "sev" => severity(value).map(Test::Severity),
        "is" => one_of("state", value, STANDINGS).map(Test::Is),
        "status" => one_of("status", value, DOINGS).map(Test::Status),
        "events" => number(Count::Events),
        "errors" => number(Count::Errors),
        "warnings" => number(Count::Warnings),
        "playhead" => number(Count::Playhead),
        _ => {
            let names: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
            Err(nearest("field of a session", field, &names))
        }
    }
}

fn has(own: &str, text: &str) -> bool {
    own.to_lowercase().contains(text)
}

/// What a session says of itself in a part.
fn said(part: Part, glance: Glance<'_>) -> impl Iterator<Item = &str> {
    let start = glance.start;
    let (one, other) = match part {
        Part::Content => (&start.name, &start.media_id),
        Part::Player => (&start.player, &None),
        Part::Channel => (&start.channel, &None),
        Part::Type => (&start.content_type, &start.stream_type),
        Part::Sid => (&None, &None),
    };
    let sid = (part == Part::Sid).then_some(glance.sid);
    one.as_deref()
        .into_iter()
        .chain(other.as_deref())
        .chain(sid)
}

fn faults(watched: &Watched, severity: Severity) -> u64 {
    let badges = watched.badges;
    match severity {
        Severity::Error => badges.errors,
        Severity::Warning => badges.warnings,
        Severity::Note => badges.notes,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "compared with what a person typed"
)]
fn number(count: Count, watched: &Watched) -> Option<f64> {
    match count {
        Count::Events => Some(watched.events() as f64),
        Count::Errors => Some(watched.badges.errors as f64),
        Count::Warnings => Some(watched.badges.warnings as f64),
        Count::Playhead => {
            let last = watched.glance().facts.stand.last?;
            Some(last.playhead as f64 / 1e6)
        }
    }
}

fn status(glance: Glance<'_>, now: Option<Time>) -> Status {
    now.map_or_else(|| glance.status(), |now| glance.status_at(now))
}

fn is(standing: Standing, inspection: &Inspection, watched: &Watched, now: Option<Time>) -> bool {
    let glance = watched.glance();
    match standing {
        Standing::Live => status(glance, now) == Status::Open,
        Standing::Closed => status(glance, now) != Status::Open,
        Standing::Refused => glance.facts.refused,
        Standing::Downloaded => glance.facts.batch,
        Standing::Marked => {
            let here = inspection.session_of(glance.sid);
            let mut marked = inspection.marks().map(|mark| inspection.locate(mark.seq));
            marked.any(|place| match place {
                Some(Where::Session { session, .. }) => Some(session) == here,
                _ => false,
            })
        }
    }
}

/// What a session does, as the list says it.
fn does(glance: Glance<'_>, now: Option<Time>) -> Option<Doing> {
    match status(glance, now) {
        Status::Open if glance.facts.batch => None,
        Status::Open => {
            let stand = glance.facts.stand;
            let in_break = stand.snapshot.ad.is_some() || stand.snapshot.ad_break.is_some();
            Some(if in_break {
                Doing::Ad
            } else {
                Doing::Plays(stand.activity)
            })
        }
        over => Some(Doing::Over(over)),
    }
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails"
)]
mod tests {
    use super::Sieve;
    use crate::inspection::{AsOf, Inspection};
    use crate::simulate::script;

    fn inspection() -> Inspection {
        let script = "0 0 sessionStart {\"params\":{\"media.name\":\"Evening News\",\"media.playerName\":\"html5\"}}\n1 0 play\n11 10 ping\n12 11 pauseStart";
        let script = script::parse(script).unwrap();
        let mut inspection = Inspection::default();
        for exchange in &script.exchanges {
            inspection.push(exchange);
        }
        inspection.settle(AsOf::End);
        inspection
    }

    #[test]
    fn sessions_pass_by_what_they_say_and_do() {
        let inspection = inspection();
        let watched = inspection.sessions().first().unwrap();
        for (text, passes) in [
            ("news", true),
            ("content:NEWS player:html", true),
            ("content:harbour", false),
            ("!content:harbour", true),
            ("is:live status:paused", true),
            ("is:closed", false),
            ("events:>=4 events:<5", true),
            ("playhead:>60", false),
            ("", true),
        ] {
            let mut sieve = Sieve::default();
            sieve.set(text).unwrap();
            assert_eq!(sieve.passes(&inspection, watched, None), passes, "{text}");
        }
    }

    #[test]
    fn unknown_words_are_refused_with_the_nearest() {
        let fault = |text| Sieve::default().set(text).unwrap_err();
        assert!(fault("contnet:news").contains("did you mean content?"));
        assert!(fault("status:palying").contains("did you mean playing?"));
        assert!(fault("is:open").contains("live, closed"));
        assert!(fault("events:many").contains("needs a number, as in events:>10"));
    }
}
