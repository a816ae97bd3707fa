//! A row of the list: an event, column by column.

use ratatui::style::Style;

use super::columns::{Columns, VALUE};
use crate::app::known;
use crate::session::{Arrival, Place, Session};
use crate::ui::screens::{Scene, ink};
use crate::ui::text;
use crate::ui::theme::Theme;
use crate::ui::widgets::Pen;
use crate::wire::{Event, EventType};

/// The sign of a note.
const NOTE: &str = "\"";

/// What a row is drawn from.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) scene: Scene<'a>,
    pub(super) session: &'a Session,
    /// Its number among the arrivals.
    pub(super) index: usize,
    /// That of the event before it, as the list is sorted and filtered.
    pub(super) before: Option<usize>,
    /// When the session began, ms since 1970.
    pub(super) origin: i64,
}

impl Row<'_> {
    /// Writes it.
    pub(super) fn draw(self, columns: &Columns, pen: &mut Pen<'_>) {
        let Some(arrival) = self.session.arrivals().get(self.index) else {
            return;
        };
        let base = self.base(arrival);
        self.lead(arrival, pen);
        self.tail(columns, arrival, pen);
        if let Some(width) = columns.seq {
            let seq = arrival.seq.to_string();
            pen.number(&seq, width, ink(self.scene.theme.dim)).skip(1);
        }
        let time = ts(arrival).map_or_else(
            || "?".to_owned(),
            |ts| text::clock_tenths(ts.saturating_sub(self.origin)),
        );
        pen.number(&time, 8, base).skip(2);
        self.kind(arrival, pen);
        self.values(columns, arrival, base, pen);
        if columns.playhead {
            let playhead = arrival.event.as_ref().and_then(Event::playhead);
            let words = playhead.map(|micros| playhead_in(8, micros));
            pen.skip(1).number(&words.unwrap_or_default(), 8, base);
        }
        if columns.delta {
            pen.skip(1);
            self.between(columns, pen);
        }
        if columns.lag {
            pen.skip(1);
            self.lag(arrival, pen);
        }
        if columns.status {
            self.answer(arrival, pen);
        }
    }

    /// The style of what has none of its own: pings and what came too late stand back.
    fn base(self, arrival: &Arrival) -> Style {
        let event = arrival.event.as_ref();
        let quiet = event.is_some_and(|event| event.kind == EventType::Ping);
        if quiet || self.session.place(self.index) == Place::Late {
            ink(self.scene.theme.dim)
        } else {
            Style::new()
        }
    }

    /// The first column: that the event is left out of the report, or what a person thinks of it.
    fn lead(self, arrival: &Arrival, pen: &mut Pen<'_>) {
        let Scene {
            app,
            inspection,
            theme,
            ..
        } = self.scene;
        if app.reporting.what_if.is_left(app.session, self.index) {
            pen.write(theme.glyphs.abandoned, ink(theme.warning));
            return;
        }
        let mark = inspection.mark_on(arrival.seq);
        let sign = mark.and_then(|mark| match mark.verdict {
            Some(_) => Some(theme.verdict(mark.verdict)),
            None => (!mark.note.is_empty()).then_some((NOTE, theme.note)),
        });
        match sign {
            Some((sign, style)) => pen.write(sign, ink(style)),
            None => pen.skip(1),
        };
    }

    /// What stands at the end of the row: findings, what became of the event, and that there is a note on it.
    fn tail(self, columns: &Columns, arrival: &Arrival, pen: &mut Pen<'_>) {
        let (scene, theme) = (self.scene, self.scene.theme);
        let findings = scene.app.session.map_or(&[][..], |session| {
            known::findings_on(scene.inspection.findings(session), arrival)
        });
        let sign = known::worst(findings).map(|severity| theme.severity(severity));
        let (glyph, style) = sign.unwrap_or((" ", Style::new()));
        pen.at_end(glyph, ink(style)).at_end(" ", Style::new());
        if !columns.fate {
            return;
        }
        if let Some((word, style)) = fate(self.session.place(self.index), theme) {
            pen.at_end(word, style).at_end(" ", Style::new());
        }
        let mark = scene.inspection.mark_on(arrival.seq);
        if mark.is_some_and(|mark| mark.verdict.is_some() && !mark.note.is_empty()) {
            pen.at_end(NOTE, ink(theme.note)).at_end(" ", Style::new());
        }
    }

    fn kind(self, arrival: &Arrival, pen: &mut Pen<'_>) {
        let (filter, theme) = (&self.scene.app.filter, self.scene.theme);
        let style = if filter.hits(arrival) {
            theme.found
        } else {
            kind_style(arrival, theme)
        };
        pen.column(crate::app::filter::kind(arrival), 15, style);
    }

    /// The values of the payload that were asked for.
    fn values(self, columns: &Columns, arrival: &Arrival, base: Style, pen: &mut Pen<'_>) {
        let values = self.scene.app.columns.of_event(arrival.seq, arrival.item);
        for column in 0..columns.values {
            let value = values.get(column).map_or("", String::as_str);
            pen.skip(1).column(value, VALUE, base);
        }
    }

    /// How long after the event before; or what became of it, where that has no place of its own.
    fn between(self, columns: &Columns, pen: &mut Pen<'_>) {
        let theme = self.scene.theme;
        let arrivals = self.session.arrivals();
        let time = |index: usize| arrivals.get(index).and_then(ts);
        let delta = time(self.index)
            .zip(self.before.and_then(time))
            .map(|(ts, earlier)| ts.saturating_sub(earlier));
        let backwards = delta.is_some_and(|delta| delta < 0);
        let style = ink(if backwards { theme.warning } else { theme.dim });
        let fate = fate(self.session.place(self.index), theme);
        match fate.filter(|_| !columns.fate) {
            Some((word, style)) => pen.number(word, 8, style),
            None => pen.number(&delta.map(text::difference).unwrap_or_default(), 8, style),
        };
    }

    /// How long after its time the event came.
    fn lag(self, arrival: &Arrival, pen: &mut Pen<'_>) {
        let theme = self.scene.theme;
        let lag = ts(arrival).map(|ts| arrival.at.ms().saturating_sub(ts));
        let odd = lag.is_some_and(|lag| lag.abs() > 1000);
        let style = ink(if odd { theme.warning } else { theme.dim });
        pen.number(&lag.map(text::difference).unwrap_or_default(), 8, style);
    }

    fn answer(self, arrival: &Arrival, pen: &mut Pen<'_>) {
        let theme = self.scene.theme;
        let good = (200..300).contains(&arrival.status);
        let style = ink(if good { theme.dim } else { theme.error });
        pen.skip(2).write(&arrival.status.to_string(), style);
    }
}

/// What became of an event that does not count.
fn fate(place: Place, theme: &Theme) -> Option<(&'static str, Style)> {
    match place {
        Place::Rejected => Some(("rejected", ink(theme.error))),
        Place::Late => Some(("late", ink(theme.warning))),
        Place::Counted(_) => None,
    }
}

/// The colour of an event's type: what it is about.
pub fn kind_style(arrival: &Arrival, theme: &Theme) -> Style {
    use EventType as E;
    let Some(event) = &arrival.event else {
        return ink(theme.error);
    };
    ink(match event.kind {
        E::Ping => theme.dim,
        E::AdBreakStart | E::AdBreakComplete | E::AdStart | E::AdComplete | E::AdSkip => theme.ad,
        E::ChapterStart | E::ChapterComplete | E::ChapterSkip => theme.chapter,
        E::StateStart | E::StateEnd | E::StatesUpdate => theme.state,
        E::Play => theme.playing,
        E::PauseStart => theme.paused,
        E::BufferStart => theme.buffering,
        E::Error => theme.error,
        E::SessionStart | E::SessionComplete | E::SessionEnd | E::BitrateChange => {
            return Style::new();
        }
    })
}

pub(super) fn ts(arrival: &Arrival) -> Option<i64> {
    arrival.event.as_ref()?.ts()
}

/// A playhead in seconds with one decimal.
pub fn seconds(micros: i64) -> String {
    let tenths = (micros.unsigned_abs() + 50_000) / 100_000;
    let sign = if micros < 0 && tenths > 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

/// A playhead that fits so many columns: one in milliseconds, as a faulty player sends it, stands without decimals.
fn playhead_in(columns: usize, micros: i64) -> String {
    let words = seconds(micros);
    match words.split_once('.') {
        Some((whole, _)) if words.len() > columns => whole.to_owned(),
        _ => words,
    }
}
