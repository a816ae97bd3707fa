//! Verdicts and notes on events, and what is typed for them, for the filter and for the search.

use crate::exchange::{Mark, Moment, Time, Verdict};
use crate::inspection::{Inspection, Where};

use super::App;
use super::action::{Effect, Message};
use super::chord::{Chord, Key};
use super::typing::{Purpose, Typed, Typing};

impl App {
    /// Puts a verdict on the exchange under the cursor; the same one again takes it back.
    pub(super) fn mark(&mut self, verdict: Verdict, inspection: &Inspection) -> Vec<Effect> {
        let Some((seq, _)) = self.subject(inspection) else {
            return Vec::new();
        };
        let old = inspection.mark_on(seq);
        let again = old.and_then(|mark| mark.verdict) == Some(verdict);
        let note = old.map(|mark| mark.note.clone()).unwrap_or_default();
        let verdict = (!again).then_some(verdict);
        self.message = Some(Message::good(match verdict {
            Some(verdict) => format!("call {seq} is marked as {}", verdict.said()),
            None => format!("the mark on call {seq} is taken back"),
        }));
        vec![Effect::Write(self.new_mark(seq, verdict, note))]
    }

    fn new_mark(&self, seq: u64, verdict: Option<Verdict>, note: String) -> Mark {
        Mark {
            seq,
            at: self.now.unwrap_or(Time(0)),
            verdict,
            note,
        }
    }

    pub(super) fn write_note(&mut self, inspection: &Inspection) {
        if let Some((seq, _)) = self.subject(inspection) {
            let old = inspection.mark_on(seq);
            let note = old.map(|mark| mark.note.as_str()).unwrap_or_default();
            self.typing = Some(Typing::new(Purpose::Note(seq), note));
        }
    }

    /// Asks what happened now, or, away from the tail, when the selected event arrived.
    pub(super) fn type_moment(&mut self, inspection: &Inspection) {
        let event = self.event(inspection).map(|arrival| arrival.at);
        let at = if self.is_live() && self.lists.events.follow {
            self.now.or(event)
        } else {
            event.or(self.now)
        };
        match at {
            Some(at) => self.typing = Some(Typing::new(Purpose::Moment(at), "")),
            None => self.message = Some(Message::bad("there is no time axis yet")),
        }
    }

    pub(super) fn type_search(&mut self) {
        self.typing = Some(Typing::new(Purpose::Search, ""));
    }

    /// Takes a key into what is typed.
    pub(super) fn typed(&mut self, chord: Chord, inspection: &Inspection) -> Vec<Effect> {
        let Some(mut typing) = self.typing.take() else {
            return Vec::new();
        };
        if typing.purpose == Purpose::Jq && matches!(chord.key, Key::Up | Key::Down) {
            self.typing = Some(self.earlier_jq(&typing, chord.key == Key::Up));
            return Vec::new();
        }
        match typing.key(chord) {
            Typed::Dropped => {}
            Typed::On => {
                typing.fault = None;
                self.typing = Some(typing);
            }
            Typed::Done => return self.finish(typing, inspection),
        }
        Vec::new()
    }

    pub(super) fn paste(&mut self, text: &str) {
        if let Some(typing) = &mut self.typing {
            typing.paste(text);
        }
    }

    fn finish(&mut self, mut typing: Typing, inspection: &Inspection) -> Vec<Effect> {
        let text = typing.text();
        match typing.purpose {
            Purpose::Filter => {
                let held = self.arrival();
                match self.filter.set(&text) {
                    Ok(()) => self.refilter(inspection, held),
                    Err(fault) => {
                        typing.fault = Some(fault);
                        self.typing = Some(typing);
                    }
                }
            }
            Purpose::Sieve => match self.order.sieve.set(&text) {
                Ok(()) => self.resift(inspection),
                Err(fault) => {
                    typing.fault = Some(fault);
                    self.typing = Some(typing);
                }
            },
            Purpose::FilterName => match self.save_filter(&text) {
                Ok(effects) => return effects,
                Err(fault) => {
                    typing.fault = Some(fault);
                    self.typing = Some(typing);
                }
            },
            Purpose::Search => return self.search(&text),
            Purpose::SendTo => return self.send_to(&text, inspection),
            Purpose::Jq => {
                if let Err(fault) = self.take_jq(&text) {
                    typing.fault = Some(fault);
                    self.typing = Some(typing);
                }
            }
            Purpose::Moment(at) => {
                let text = text.trim().to_owned();
                if !text.is_empty() {
                    self.message = Some(Message::good("the moment is on the time axis"));
                    return vec![Effect::WriteMoment(Moment { text, at })];
                }
            }
            Purpose::Note(seq) => {
                let old = inspection.mark_on(seq).and_then(|mark| mark.verdict);
                let note = text.trim().to_owned();
                self.message = Some(Message::good(format!("noted on call {seq}")));
                return vec![Effect::Write(self.new_mark(seq, old, note))];
            }
        }
        Vec::new()
    }

    /// To the next or previous exchange with a mark.
    pub(super) fn jump_mark(&mut self, inspection: &Inspection, forward: bool) {
        let here = self.subject(inspection).map_or(0, |(seq, _)| seq);
        let seqs: Vec<u64> = inspection
            .marks()
            .filter(|mark| mark.verdict.is_some() || !mark.note.is_empty())
            .map(|mark| mark.seq)
            .filter(|seq| {
                matches!(
                    inspection.locate(*seq),
                    Some(Where::Session { .. } | Where::Call(_))
                )
            })
            .collect();
        let next = if forward {
            seqs.iter().find(|seq| **seq > here).or(seqs.first())
        } else {
            seqs.iter().rev().find(|seq| **seq < here).or(seqs.last())
        };
        if let Some(seq) = next {
            self.show(inspection, *seq, None);
        } else {
            let keys = ["mark-bad", "mark-ok", "mark-question"].map(|name| self.keys.first(name));
            let text = format!("nothing is marked yet: {} mark an event", keys.join(", "));
            self.message = Some(Message::good(text));
        }
    }
}
