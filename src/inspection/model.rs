//! What is worked out from the events of one session: the same whether they come for the first time or again.

use crate::rules::course::Course;
use crate::rules::{Examined, Intake, Settings};
use crate::session::{Arrival, Session};
use crate::wire::EventType;

/// So many events of a session wait for the next settle at most: a long one is folded while others are read.
const AHEAD: usize = 4_096;

/// A session with the rules that follow it.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) session: Session,
    pub(super) course: Course,
    pub(super) intake: Intake,
}

impl Model {
    /// Opens a session with the event that did, and what was examined with it.
    pub(super) fn open(
        sid: String,
        first: Arrival,
        mut examined: Examined,
        replay: bool,
        settings: &Settings,
    ) -> Self {
        let mut session = Session::open(sid, examined.batch, first.clone());
        let mut course = Course::new(&session, settings);
        course.leave_out(0, &examined.left_out);
        let mut intake = Intake::session(session.start(), replay);
        examined.first = Some(first);
        intake.take(&mut examined, settings);
        for arrival in examined.rest {
            session.push(arrival);
        }
        Model {
            session,
            course,
            intake,
        }
    }

    /// Takes the events of another call; says whether one of them ends the session.
    pub(super) fn take(&mut self, mut examined: Examined, settings: &Settings) -> bool {
        let first = self.session.arrivals().len();
        if self.intake.take(&mut examined, settings) {
            self.course.told_closed(first);
        }
        self.course.leave_out(first, &examined.left_out);
        let mut over = false;
        for arrived in examined.first.into_iter().chain(examined.rest) {
            let kind = arrived.event.as_ref().map(|event| event.kind);
            let ends = matches!(
                kind,
                Some(EventType::SessionEnd | EventType::SessionComplete)
            );
            over |= ends && arrived.passes();
            self.session.push(arrived);
        }
        if self.session.waiting() >= AHEAD {
            self.settle();
        }
        over
    }

    /// Brings the fold up to date.
    pub(super) fn settle(&mut self) {
        self.course.settle(&mut self.session);
    }
}
