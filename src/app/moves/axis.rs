//! The time axis: where the cursor stands on it, what of it shows, and going to a place on it.

use crate::app::App;
use crate::app::action::{Action, Message};
use crate::app::known::At;
use crate::app::time::Axis;
use crate::inspection::Inspection;

impl App {
    /// Takes an action that only changes what shows of the axis, or how.
    pub(super) fn look_at_time(&mut self, action: &Action, inspection: &Inspection) {
        match *action {
            Action::Zoom(closer) => {
                let (whole, cursor) = (self.whole(), self.cursor(inspection));
                self.time.zoom(whole, cursor.unwrap_or(whole.1), closer);
            }
            Action::Pan(earlier) => self.time.pan(self.whole(), earlier),
            Action::Fit => self.time.window = None,
            Action::ZoomTo => self.zoom_to(inspection),
            Action::Axis => {
                self.time.axis = match self.time.axis {
                    Axis::Clock => Axis::Playhead,
                    Axis::Playhead => Axis::Clock,
                };
                self.time.window = None;
                self.time.corner = None;
            }
            _ => {}
        }
    }

    /// The whole time axis.
    pub fn whole(&self) -> (i64, i64) {
        match self.time.axis {
            Axis::Clock => self.known.clock,
            Axis::Playhead => self.known.playhead,
        }
    }

    /// Where the selected event stands on the time axis.
    pub fn cursor(&self, inspection: &Inspection) -> Option<i64> {
        let event = self.event(inspection)?.event.as_ref()?;
        match self.time.axis {
            Axis::Clock => event.ts(),
            Axis::Playhead => event.playhead().map(|micros| micros.div_euclid(1000)),
        }
    }

    /// Notes the place of the cursor, or shows what is between it and the place noted before.
    fn zoom_to(&mut self, inspection: &Inspection) {
        let Some(here) = self.cursor(inspection) else {
            return;
        };
        let key = self.keys.first("zoom-to");
        let said = match self.time.corner.take() {
            None => {
                self.time.corner = Some(here);
                Message::good(format!("go to another event: {key} shows what is between"))
            }
            Some(corner)
                if self
                    .time
                    .show(self.whole(), (corner.min(here), corner.max(here))) =>
            {
                let key = self.keys.first("fit");
                Message::good(format!("{key} shows the whole session again"))
            }
            Some(_) => Message::bad("there is too little between to show"),
        };
        self.message = Some(said);
    }

    /// Moves what shows of the axis when the cursor left it.
    pub(in crate::app) fn keep_cursor_in_view(&mut self, inspection: &Inspection) {
        let at = self.known.at.as_ref().map(|at: &At| at.arrival);
        if self.time.window.is_some() && self.time.shown != at {
            let whole = self.whole();
            if let Some(place) = self.cursor(inspection) {
                self.time.reveal(whole, place);
            }
        }
        self.time.shown = at;
    }

    /// To the event that stands nearest to a place on the time axis.
    pub(super) fn seek(&mut self, inspection: &Inspection, place: i64) {
        let axis = self.time.axis;
        let Some(watched) = self.watched(inspection) else {
            return;
        };
        let arrivals = watched.session().arrivals();
        let value = |index: u32| {
            let event = arrivals.get(index as usize)?.event.as_ref()?;
            match axis {
                Axis::Clock => event.ts(),
                Axis::Playhead => event.playhead().map(|micros| micros.div_euclid(1000)),
            }
        };
        let nearest = watched
            .session()
            .counted()
            .iter()
            .filter_map(|index| Some((value(*index)?.abs_diff(place), *index as usize)))
            .min();
        if let Some((_, arrival)) = nearest {
            let row = self.filter.row(arrival);
            self.lists.events.select(row);
        }
    }
}
