//! Searching events and payloads, and putting payloads through jq.

use std::collections::BTreeMap;

use crate::inspection::{Inspection, Where};
use crate::output::{bug_report, text::counted};

use super::action::{Action, Effect, Message, Pane, Tab};
use super::known;
use super::moves::{name_of, turn};
use super::typing::{Purpose, Typing};
use super::{App, Jq, Screen, shell};

/// So many sessions without a hit are named.
const NAMED: usize = 3;
/// So many expressions are kept.
const EXPRESSIONS: usize = 50;

impl App {
    /// Searches for a text; nothing typed ends the search.
    pub(super) fn search(&mut self, text: &str) -> Vec<Effect> {
        self.filter.found.clear();
        self.filter.search = text.trim().to_lowercase();
        let before = self.filter.progress.take().map(|_| Effect::StopSearch);
        let next = (!self.filter.search.is_empty()).then(|| {
            self.filter.progress = Some((0, 0));
            Effect::Search(self.filter.search.clone())
        });
        before.into_iter().chain(next).collect()
    }

    /// Takes the exchanges whose bodies hold the text, goes to the next hit and says in how many sessions there are
    /// any, and in which there are none.
    pub(super) fn searched(
        &mut self,
        inspection: &Inspection,
        text: &str,
        mut found: Vec<u64>,
        all: bool,
    ) {
        if self.filter.search != text {
            return;
        }
        self.filter.progress = None;
        // What came meanwhile was looked at as it came.
        found.append(&mut self.filter.found);
        found.sort_unstable();
        found.dedup();
        self.filter.found = found;
        let (hits, without) = self.count_hits(inspection);
        self.next_hit(inspection, true);
        if hits > 0 {
            let sessions = inspection.sessions().len();
            let mut words = self.hits_in_words(hits, sessions, &without);
            if !all {
                words.push_str(" (stopped: only the newest calls were looked through)");
            }
            self.message = Some(Message::good(words));
        }
    }

    /// How many events hold what is searched for, and what the sessions are called in which none does.
    fn count_hits(&self, inspection: &Inspection) -> (usize, Vec<String>) {
        let mut hits = 0;
        let mut without = Vec::new();
        let found = self.found_in(inspection);
        for (index, watched) in inspection.sessions().iter().enumerate() {
            let here = if watched.is_resting() {
                found.get(&index).copied().unwrap_or_default()
            } else {
                let arrivals = watched.session().arrivals().iter();
                arrivals.filter(|arrival| self.filter.hits(arrival)).count()
            };
            hits += here;
            if here == 0 {
                without.push(name_of(watched));
            }
        }
        (hits, without)
    }

    fn hits_in_words(&self, hits: usize, sessions: usize, without: &[String]) -> String {
        let events = counted(hits as u64, "event");
        let with = sessions - without.len();
        let mut words = format!("{events} in {with} of {sessions} sessions");
        if hits > 1 {
            let next = self.keys.first("next-hit");
            words = format!("{words} ({next} goes on)");
        }
        if without.is_empty() && sessions > 1 {
            words.push_str(": in every one");
        } else if !without.is_empty() {
            let named = without.get(..NAMED).unwrap_or(without).join(", ");
            let more = if without.len() > NAMED { ", …" } else { "" };
            words = format!("{words}; not in {named}{more}");
        }
        words
    }

    /// In how many calls of each session a body holds what is searched for: all that there is to know of a session at
    /// rest, as whatever an event says stands in its body.
    fn found_in(&self, inspection: &Inspection) -> BTreeMap<usize, usize> {
        let mut found = BTreeMap::new();
        for seq in &self.filter.found {
            if let Some(Where::Session { session, .. }) = inspection.locate(*seq) {
                *found.entry(session).or_default() += 1;
            }
        }
        found
    }

    /// To the next or previous event that the search finds: in this session, then in the others.
    pub(super) fn next_hit(&mut self, inspection: &Inspection, forward: bool) {
        if self.filter.search.is_empty() {
            let key = self.keys.first("search");
            let text = format!("nothing is searched for: {key} asks what");
            self.message = Some(Message::bad(text));
            return;
        }
        let sessions = inspection.sessions();
        let here = self.session.unwrap_or(0);
        let known = self.found_in(inspection);
        let found = (0..=sessions.len()).find_map(|step| {
            let session = turn(here, step, sessions.len(), forward)?;
            if sessions.get(session)?.is_resting() && !known.contains_key(&session) {
                return None;
            }
            let held = step == 0 && !self.lists.events.follow;
            let from = held.then(|| self.arrival()).flatten();
            let arrivals = sessions
                .get(session)?
                .session()
                .arrivals()
                .iter()
                .enumerate();
            let mut hits = arrivals
                .filter(|(_, arrival)| self.filter.hits(arrival))
                .map(|(index, _)| index)
                .filter(|index| match from {
                    Some(from) if forward => *index > from,
                    Some(from) => *index < from,
                    None => true,
                });
            let hit = if forward {
                hits.next()
            } else {
                hits.next_back()
            };
            Some((session, hit?))
        });
        let Some((session, arrival)) = found else {
            let text = format!("no event and no payload holds {}", self.filter.search);
            self.message = Some(Message::bad(text));
            return;
        };
        self.show_event(inspection, session, arrival);
        self.body.seek = Some(self.filter.search.clone());
        if matches!(self.focus, Pane::Sessions | Pane::Calls) {
            self.focus = Pane::Events;
        }
        if session != here {
            let name = sessions.get(session).map(name_of).unwrap_or_default();
            self.message = Some(Message::good(format!(
                "no more in this session: a hit in {name}"
            )));
        }
    }

    pub(super) fn type_jq(&mut self) {
        let text = self.body.jq.as_ref().map_or("", |jq| jq.text.as_str());
        self.typing = Some(Typing::new(Purpose::Jq, text));
    }

    /// The expression typed before (or after) the one that stands in the line.
    pub(super) fn earlier_jq(&self, typing: &Typing, earlier: bool) -> Typing {
        let text = typing.text();
        let all = &self.body.expressions;
        let here = all.iter().position(|known| *known == text);
        let next = match (here, earlier) {
            (None, true) => Some(0),
            (Some(here), true) => Some((here + 1).min(all.len().saturating_sub(1))),
            (Some(here), false) => here.checked_sub(1),
            (None, false) => None,
        };
        let text = next
            .and_then(|next| all.get(next))
            .map_or("", String::as_str);
        Typing::new(Purpose::Jq, text)
    }

    /// Puts payloads through an expression from now on; through none when nothing is typed.
    pub(super) fn take_jq(&mut self, text: &str) -> Result<(), String> {
        let text = text.trim();
        self.body.jq = if text.is_empty() {
            None
        } else {
            Some(Jq::parse(text)?)
        };
        if !text.is_empty() {
            self.body.expressions.retain(|known| known != text);
            self.body.expressions.insert(0, text.to_owned());
            self.body.expressions.truncate(EXPRESSIONS);
            let key = self.keys.first("back");
            let said = format!("{key} in the payload shows all of it again");
            self.message = Some(Message::good(said));
        }
        self.body.payload.refresh();
        self.step_to(&Action::Show(Tab::Payload));
        Ok(())
    }

    /// The event under the cursor as a bug report.
    pub(super) fn bug_report(&self, inspection: &Inspection) -> Option<String> {
        if self.screen != Screen::Sessions {
            return None;
        }
        let exchange = self.body.exchange.as_deref()?;
        let (session, arrival) = (self.session?, self.arrival()?);
        let event = self.event(inspection)?;
        if event.seq != exchange.seq {
            return None;
        }
        Some(bug_report::write(bug_report::Subject {
            inspection,
            session,
            arrival,
            findings: known::findings_on(inspection.findings(session), event),
            exchange,
            command: &|exchange| shell::curl(self.base(inspection), exchange),
        }))
    }

    /// Rows of the list of events that the search finds.
    pub(super) fn hit_rows(&self, inspection: &Inspection) -> Vec<usize> {
        let Some(watched) = self.watched(inspection) else {
            return Vec::new();
        };
        let arrivals = watched.session().arrivals().iter().enumerate();
        let mut rows: Vec<usize> = arrivals
            .filter(|(_, arrival)| self.filter.hits(arrival))
            .filter_map(|(index, _)| self.filter.row_exactly(index))
            .collect();
        rows.sort_unstable();
        rows
    }
}

/// The events of a recording that can be searched, the newest first.
pub fn searchable(inspection: &Inspection) -> impl Iterator<Item = u64> {
    let mut seqs: Vec<u64> = inspection.event_calls().collect();
    seqs.sort_unstable();
    seqs.dedup();
    seqs.into_iter().rev()
}
