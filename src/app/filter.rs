//! The small language that says which events to show, and the search among them.
//!
//! Terms stand side by side and all must hold: `type:ping`, `!sev:error`, `playhead:>60`, `is:late`, or
//! words that occur in an event's type or names.

pub mod language;
pub mod sorted;

use rayon::prelude::*;

use crate::exchange::Time;
use crate::inspection::{Inspection, Watched};
use crate::rules::Severity;
use crate::session::{Arrival, Place};
use crate::wire::event::Details;

use language::{Asked, Compare, Said, Term, nearest, one_of};
use sorted::Sorted;

/// Which events show, and what is searched among them.
#[derive(Debug, Default)]
pub struct Filter {
    /// What was asked for.
    pub asked: Asked,
    /// What is searched for, in lower case; empty when nothing is.
    pub search: String,
    /// The exchanges whose bodies hold it, in order.
    pub found: Vec<u64>,
    /// Bodies that were looked through, of how many, while the search goes on.
    pub progress: Option<(usize, usize)>,
    /// Another order of the rows than that of arrival.
    pub sorted: Sorted,
    terms: Vec<Term<Test>>,
    /// The arrivals that show, in order of arrival; all without a filter.
    rows: Option<Vec<u32>>,
    key: Option<(usize, usize, usize, usize)>,
}

/// More events than this are asked on all cores.
const MANY: usize = 10_000;

#[derive(Debug, Clone, PartialEq)]
enum Test {
    Kind(String),
    Severity(Severity),
    Number(Field, Compare, f64),
    Is(Standing),
    Words(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Status,
    Playhead,
    Lag,
    Seq,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Counted,
    Late,
    Rejected,
    Marked,
}

/// The fields that a term may name, with what help says of them.
pub const FIELDS: &[(&str, &str)] = &[
    ("type", "part of the event's type: type:ad"),
    ("sev", "has a finding: sev:error, sev:warning, sev:note"),
    ("status", "answered: status:204, status:>=400"),
    ("playhead", "seconds: playhead:>60"),
    ("lag", "seconds from ts to arrival: lag:>1"),
    ("seq", "number of the exchange: seq:>100"),
    ("is", "is:counted, is:late, is:rejected, is:marked"),
];

impl Filter {
    /// Takes a filter as typed.
    ///
    /// # Errors
    ///
    /// When a field or a value is unknown; the error names the nearest.
    pub fn set(&mut self, text: &str) -> Result<(), String> {
        self.terms = language::parse(text, test)?;
        self.asked.type_in(text);
        self.key = None;
        Ok(())
    }

    /// Switches it off or on.
    pub fn toggle(&mut self) {
        self.asked.toggle();
        self.key = None;
    }

    /// The arrival shown in a row.
    pub fn arrival(&self, row: usize) -> Option<usize> {
        if self.sorted.is_on() {
            return self.sorted.arrival(row);
        }
        self.shown(row)
    }

    /// The row that shows an arrival, or the next one that is shown; beyond all rows where there is none.
    pub fn row(&self, arrival: usize) -> usize {
        let place = self.place(arrival);
        if !self.sorted.is_on() {
            return place;
        }
        let next = self.shown(place);
        let row = next.and_then(|next| self.sorted.row(next));
        row.unwrap_or(self.sorted.count())
    }

    /// The row that shows an arrival; `None` when it is hidden.
    pub fn row_exactly(&self, arrival: usize) -> Option<usize> {
        let row = self.row(arrival);
        (self.arrival(row) == Some(arrival)).then_some(row)
    }

    /// The arrival that shows so many places after another in order of arrival, however the rows are sorted; the first
    /// or the last one where there are not so many.
    pub fn beside(&self, arrival: usize, by: isize, arrivals: usize) -> Option<usize> {
        let last = self.count(arrivals).checked_sub(1)?;
        let place = self.place(arrival).saturating_add_signed(by);
        self.shown(place.min(last))
    }

    /// The arrival that shows before another in order of arrival.
    pub fn before(&self, arrival: usize) -> Option<usize> {
        self.shown(self.place(arrival).checked_sub(1)?)
    }

    /// How many rows show of a session with this many arrivals.
    pub fn len(&self, arrivals: usize) -> usize {
        if self.sorted.is_on() {
            self.sorted.count()
        } else {
            self.count(arrivals)
        }
    }

    fn count(&self, arrivals: usize) -> usize {
        self.rows.as_ref().map_or(arrivals, Vec::len)
    }

    /// The arrival at a place among those that show, in order of arrival.
    fn shown(&self, place: usize) -> Option<usize> {
        match &self.rows {
            Some(rows) => rows.get(place).map(|arrival| *arrival as usize),
            None => Some(place),
        }
    }

    /// The place of an arrival, or of the next, among those that show.
    fn place(&self, arrival: usize) -> usize {
        match &self.rows {
            Some(rows) => rows.partition_point(|shown| (*shown as usize) < arrival),
            None => arrival,
        }
    }

    /// Finds the rows of a session anew where that is needed; says whether old rows may have changed.
    pub fn refresh(&mut self, inspection: &Inspection, session: usize, now: Option<Time>) -> bool {
        let changed = self.choose(inspection, session);
        if changed {
            self.sorted.forget();
        }
        let shown = self.rows.as_deref();
        self.sorted.refresh(inspection, session, shown, now) || changed
    }

    /// Finds the arrivals that show anew where that is needed; says whether old ones may have gone.
    fn choose(&mut self, inspection: &Inspection, session: usize) -> bool {
        let Some(watched) = inspection.sessions().get(session) else {
            return false;
        };
        if !self.asked.is_on() {
            self.key = None;
            return self.rows.take().is_some();
        }
        let arrivals = watched.session().arrivals().len();
        let findings = inspection.findings(session).len();
        let key = (session, arrivals, findings, inspection.marks().count());
        let before = self.key.replace(key);
        if before == Some(key) {
            return false;
        }
        let from = match (before, &self.rows) {
            (Some(before), Some(_)) if before.0 == session && !self.looks_around() => before.1,
            _ => 0,
        };
        let mut rows = self.rows.take().filter(|_| from > 0).unwrap_or_default();
        let passes = |arrival: &u32| {
            let index = *arrival as usize;
            self.passes(inspection, watched, session, index)
        };
        let small = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        let new = small(from)..small(arrivals);
        if new.len() > MANY {
            rows.par_extend(new.into_par_iter().filter(passes));
        } else {
            rows.extend(new.filter(passes));
        }
        self.rows = Some(rows);
        from == 0
    }

    /// A term looks at more than the event itself, so that old rows may come and go.
    fn looks_around(&self) -> bool {
        let around = |term: &Term<Test>| matches!(term.test, Test::Severity(_) | Test::Is(_));
        self.terms.iter().any(around)
    }

    fn passes(
        &self,
        inspection: &Inspection,
        watched: &Watched,
        session: usize,
        index: usize,
    ) -> bool {
        let Some(arrival) = watched.session().arrivals().get(index) else {
            return false;
        };
        self.terms.iter().all(|term| {
            let holds = match &term.test {
                Test::Kind(part) => holds_part(kind(arrival), part),
                Test::Severity(severity) => {
                    on(inspection, session, arrival).any(|found| found == *severity)
                }
                Test::Number(field, compare, value) => {
                    number(*field, arrival).is_some_and(|have| compare.holds(have, *value))
                }
                Test::Is(Standing::Marked) => inspection.mark_on(arrival.seq).is_some(),
                Test::Is(standing) => *standing == standing_of(watched.session().place(index)),
                Test::Words(words) => says(arrival, words),
            };
            holds != term.negated
        })
    }

    /// An event holds what is searched for.
    pub fn hits(&self, arrival: &Arrival) -> bool {
        !self.search.is_empty()
            && (self.found.binary_search(&arrival.seq).is_ok() || says(arrival, &self.search))
    }
}

fn test(said: Said<'_>) -> Result<Test, String> {
    let (field, value) = match said {
        Said::Words(words) => return Ok(Test::Words(words.to_lowercase())),
        Said::Field(field, value) => (field, value),
    };
    let number = |which| {
        let (compare, value) = Compare::number(field, value, &format!("{field}:>60"))?;
        Ok(Test::Number(which, compare, value))
    };
    match field {
        "type" => Ok(Test::Kind(value.to_ascii_lowercase())),
        "sev" => severity(value).map(Test::Severity),
        "is" => one_of("state", value, STANDINGS).map(Test::Is),
        "status" => number(Field::Status),
        "playhead" => number(Field::Playhead),
        "lag" => number(Field::Lag),
        "seq" => number(Field::Seq),
        _ => {
            let names: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
            Err(nearest("field", field, &names))
        }
    }
}

const STANDINGS: &[(&str, Standing)] = &[
    ("counted", Standing::Counted),
    ("late", Standing::Late),
    ("rejected", Standing::Rejected),
    ("marked", Standing::Marked),
];

/// The severity that `sev:` names.
pub(super) fn severity(word: &str) -> Result<Severity, String> {
    let severities = [Severity::Error, Severity::Warning, Severity::Note];
    one_of("severity", word, &severities.map(|one| (one.word(), one)))
}

fn standing_of(place: Place) -> Standing {
    match place {
        Place::Counted(_) => Standing::Counted,
        Place::Late => Standing::Late,
        Place::Rejected => Standing::Rejected,
    }
}

/// The type of an event as the list of events shows it.
pub fn kind(arrival: &Arrival) -> &'static str {
    arrival
        .event
        .as_ref()
        .map_or("(unreadable)", |event| event.kind.name())
}

/// The severities of the findings on an event.
pub fn on<'a>(
    inspection: &'a Inspection,
    session: usize,
    arrival: &Arrival,
) -> impl Iterator<Item = Severity> + 'a {
    super::known::findings_on(inspection.findings(session), arrival)
        .iter()
        .map(|finding| finding.severity)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "compared with what a person typed"
)]
fn number(field: Field, arrival: &Arrival) -> Option<f64> {
    let event = arrival.event.as_ref();
    match field {
        Field::Status => Some(f64::from(arrival.status)),
        Field::Seq => Some(arrival.seq as f64),
        Field::Playhead => Some(event?.playhead()? as f64 / 1e6),
        Field::Lag => Some(arrival.at.ms().saturating_sub(event?.ts()?) as f64 / 1e3),
    }
}

/// A part (in lower case) occurs in the name of a type; nothing is copied, as a million events may be asked.
fn holds_part(name: &str, part: &str) -> bool {
    let (name, part) = (name.as_bytes(), part.as_bytes());
    part.is_empty()
        || name
            .windows(part.len())
            .any(|window| window.eq_ignore_ascii_case(part))
}

/// Words (in lower case) occur in an event's type or names.
fn says(arrival: &Arrival, words: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(words);
    if holds_part(kind(arrival), words) {
        return true;
    }
    let Some(event) = &arrival.event else {
        return false;
    };
    let holds = |name: &Option<Box<str>>| name.as_deref().is_some_and(has);
    let quality = event.qoe.as_deref().is_some_and(|qoe| {
        let told = [qoe.error_id(), qoe.error_source()];
        told.into_iter().flatten().any(has)
    });
    quality
        || match event.details() {
            Details::None | Details::Break(_) => false,
            Details::Start(start) => {
                let names = [
                    &start.media_id,
                    &start.name,
                    &start.content_type,
                    &start.stream_type,
                    &start.player,
                    &start.channel,
                    &start.sdk_version,
                ];
                names.into_iter().any(holds)
            }
            Details::Ad(ad) => holds(&ad.id) || holds(&ad.name),
            Details::Chapter(chapter) => holds(&chapter.name),
            Details::State(name) => has(name),
            Details::States(states) => states.start.iter().chain(&states.end).any(|name| has(name)),
        }
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails"
)]
mod tests {
    use super::*;

    #[test]
    fn unknown_words_are_refused_with_the_nearest() {
        let mut filter = Filter::default();
        let fault = |filter: &mut Filter, text| filter.set(text).unwrap_err();
        assert!(fault(&mut filter, "tpye:ping").contains("did you mean type?"));
        assert!(fault(&mut filter, "sev:eror").contains("did you mean error?"));
        assert!(fault(&mut filter, "playhead:soon").contains("needs a number"));
        assert!(fault(&mut filter, "is:lat").contains("did you mean late?"));
        assert!(!filter.asked.is_on());
        filter.set("!type:ping playhead:>=60 word").unwrap();
        assert!(filter.asked.is_on());
        filter.toggle();
        assert!(!filter.asked.is_on() && filter.asked.text == "!type:ping playhead:>=60 word");
    }
}
