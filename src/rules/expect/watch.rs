//! What expectations ask of a session: how many events of a kind, and which before which.
//!
//! Rejected events of a known type take part, as in the rules about structure: that they are lost is
//! told by their own findings. None of these stands on one of them.

use std::borrow::Cow;

use super::words::amount;
use super::{COST, Expectation, Facts};
use crate::rules::Finding;
use crate::rules::course::{Act, EVENT, End};
use crate::session::Session;
use crate::wire::EventType;

/// How far a session has come with each expectation; copied at checkpoints.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Watch {
    /// Types of event that came, a bit each.
    came: u32,
    each: Vec<Progress>,
}

/// How far it has come with one.
#[derive(Debug, Clone, Default)]
struct Progress {
    /// Events that count for it.
    count: u64,
    /// The first event that was too many.
    excess: Option<u32>,
    /// For each pair that stands in an order: the first event that came too early, and their number.
    early: Vec<Option<(u32, u64)>>,
}

impl Watch {
    pub(in crate::rules) fn act(&mut self, act: &Act<'_>, facts: &Facts) {
        if facts.all.is_empty() {
            return;
        }
        if self.each.is_empty() {
            let progress = |expectation: &Expectation| Progress {
                early: vec![None; expectation.order.len()],
                ..Progress::default()
            };
            self.each = facts.all.iter().map(progress).collect();
        }
        let kind = act.event.kind;
        for (number, expectation) in (0..).zip(facts.all.iter()) {
            if !expectation.follows_session() {
                continue;
            }
            let progress = &mut self.each[number as usize];
            if let Some(count) = expectation.count
                && expectation.is_about(kind)
                && !facts.left_out.contains(&(act.index, number))
            {
                progress.count += 1;
                let excess = count.max.is_some_and(|max| progress.count > max);
                if excess && act.counted && progress.excess.is_none() {
                    progress.excess = Some(act.index);
                }
            }
            for ((before, after), early) in expectation.order.iter().zip(&mut progress.early) {
                if kind == *after && act.counted && self.came & bit(*before) == 0 {
                    let (first, count) = early.unwrap_or((act.index, 0));
                    *early = Some((first, count + 1));
                }
            }
        }
        self.came |= bit(kind);
    }

    pub(in crate::rules) fn tell(
        &self,
        facts: &Facts,
        session: &Session,
        end: &End,
        found: &mut Vec<Finding>,
    ) {
        let empty = Progress::default();
        for (number, expectation) in facts.all.iter().enumerate() {
            let progress = self.each.get(number).unwrap_or(&empty);
            if let Some(finding) = count(expectation, progress, session, end) {
                found.push(finding);
            }
            for ((before, after), early) in expectation.order.iter().zip(&progress.early) {
                let Some((index, times)) = *early else {
                    continue;
                };
                let said = if self.came & bit(*before) == 0 {
                    format!("{after} comes in a session without any {before}.")
                } else {
                    format!("{after} comes before the session's first {before}.")
                };
                let fix = format!("Send {before} before {after}.");
                found.extend(
                    finding(expectation, &said, fix, index, session)
                        .map(|finding| finding.count(times)),
                );
            }
        }
    }
}

/// Too few is only known at the end, and stands on the last counted event; too many stands on the first
/// that is too many.
fn count(
    expectation: &Expectation,
    progress: &Progress,
    session: &Session,
    end: &End,
) -> Option<Finding> {
    let wanted = expectation.count?;
    let many = wanted.max.is_some_and(|max| progress.count > max);
    let few = progress.count < wanted.min && (end.closed || end.over);
    if !many && !few {
        return None;
    }
    let last = end.last.unwrap_or(0);
    let index = progress.excess.filter(|_| many).unwrap_or(last);
    let said = format!(
        "This session has {} {}, but must have {}.",
        progress.count,
        expectation.counted(),
        amount(wanted)
    );
    let fix = format!(
        "Send {} {} in a session.",
        amount(wanted),
        expectation.counted()
    );
    finding(expectation, &said, fix, index, session)
}

fn finding(
    expectation: &Expectation,
    said: &str,
    fix: String,
    index: u32,
    session: &Session,
) -> Option<Finding> {
    let arrival = session.arrivals().get(index as usize)?;
    Some(Finding {
        rule: Cow::Owned(expectation.id.clone()),
        severity: expectation.severity,
        session: None,
        seq: arrival.seq,
        item: arrival.item,
        path: EVENT.to_owned(),
        message: expectation.told(said),
        count: 1,
        effect: Cow::Borrowed(COST),
        fix: Cow::Owned(fix),
    })
}

/// The bit of a type of event: there are twenty.
fn bit(kind: EventType) -> u32 {
    1 << (kind as u32)
}
