//! Quality over time: bitrate and dropped frames as charts, buffering and stalls as shares, values at the cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;

use super::{Line, Scene, ink};
use crate::output::report::{bitrate, count, duration, grouped, words};
use crate::session::Report;
use crate::ui::screens::timeline::timeline;
use crate::ui::text;
use crate::ui::widgets::timeline::{Timeline, growth, held, label};
use crate::ui::widgets::{Pen, chart};

/// Lines that a chart takes with its title, at least.
const LEAST: u16 = 3;

/// Draws the tab.
pub fn draw(scene: Scene<'_>, area: Rect, buf: &mut Buffer) {
    let lines = told(scene, area.width);
    super::page(&lines, 0, scene.theme, area, buf);
    let Some(timeline) = timeline(scene).filter(is_told) else {
        return;
    };
    let used = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let below = Rect {
        y: area.y + used.min(area.height),
        height: area.height.saturating_sub(used),
        width: area.width.saturating_sub(1),
        ..area
    };
    if below.height > LEAST && below.width >= 10 {
        charts(scene, &timeline, below, buf);
    }
}

/// Some quality was reported: without it there is nothing to chart.
fn is_told(timeline: &Timeline<'_>) -> bool {
    !(timeline.tracks.bitrate.is_empty() && timeline.tracks.dropped.is_empty())
}

/// Both charts, and the time axis below them.
fn charts(scene: Scene<'_>, timeline: &Timeline<'_>, area: Rect, buf: &mut Buffer) {
    let [charts, axis] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
    timeline.draw_axis(scene.theme, axis, buf);
    let lower = if charts.height >= 2 * LEAST {
        charts.height * 2 / 5
    } else {
        0
    };
    let [first, second] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(lower)]).areas(charts);
    let known = &scene.app.known;
    let end = match scene.app.time.axis {
        crate::app::Axis::Clock => known.clock.1,
        crate::app::Axis::Playhead => known.playhead.1,
    };
    let values = |track| held(track, timeline.axis, timeline.window, charts.width, end);
    let tracks = timeline.tracks;
    let bitrate = values(&tracks.bitrate);
    let title = ("bitrate", scale(&bitrate, &bitrate));
    one(scene, timeline, title, &bitrate, first, buf);
    let totals = values(&tracks.dropped);
    let dropped = growth(&totals, 0.0);
    let title = ("frames dropped", scale(&totals, &dropped));
    one(scene, timeline, title, &dropped, second, buf);
}

/// The highest value of a chart, or why there is none.
fn scale(reported: &[Option<f64>], shown: &[Option<f64>]) -> String {
    let top = highest(shown);
    if top > 0.0 {
        format!("up to {}", grouped(top))
    } else if reported.iter().any(Option::is_some) {
        "none".to_owned()
    } else {
        "none was reported here".to_owned()
    }
}

fn highest(values: &[Option<f64>]) -> f64 {
    values.iter().flatten().copied().fold(0.0, f64::max)
}

/// A chart with its title and scale.
fn one(
    scene: Scene<'_>,
    timeline: &Timeline<'_>,
    (title, scale): (&str, String),
    values: &[Option<f64>],
    area: Rect,
    buf: &mut Buffer,
) {
    if area.height == 0 {
        return;
    }
    let theme = scene.theme;
    let mut pen = Pen::new(buf, Rect { height: 1, ..area }, theme);
    pen.write(title, ink(theme.title)).write("  ", Style::new());
    pen.write(&scale, ink(theme.dim));
    let body = Rect {
        y: area.y + 1,
        height: area.height - 1,
        ..area
    };
    chart::draw(values, highest(values), ink(theme.series), theme, body, buf);
    let cursor = timeline
        .cursor
        .and_then(|moment| timeline.window.column(moment, area.width));
    if let Some(column) = cursor {
        chart::cursor(area.x + column, theme, body, buf);
    }
}

/// What is told in words above the charts.
fn told(scene: Scene<'_>, width: u16) -> Vec<Line> {
    let theme = scene.theme;
    let Some(watched) = scene.app.watched(scene.inspection) else {
        return Vec::new();
    };
    let report = watched.session().report();
    let dot = format!(" {} ", theme.glyphs.dot);
    let start = report.get("a.media.qoe.timeToStart");
    let start = start.map_or_else(|| "not reported".to_owned(), words);
    let first = [
        format!("time to start {start}"),
        waited(
            "buffering",
            &report,
            "a.media.qoe.bufferCount",
            "a.media.qoe.bufferTime",
        ),
        waited(
            "stalled",
            &report,
            "a.media.qoe.stallCount",
            "a.media.qoe.stallTime",
        ),
    ];
    let average = match report.get("a.media.qoe.bitrateAverage") {
        Some(crate::session::Value::Number(value)) => {
            format!("average bitrate {}", bitrate(*value))
        }
        _ => "no bitrate was reported: players send it as media.qoe.bitrate in qoeData".to_owned(),
    };
    let width = usize::from(width);
    let mut lines: Vec<Line> = Vec::new();
    for (words, style) in [
        (first.join(&dot), Style::new()),
        (average, Style::new()),
        (at_cursor(scene), theme.accent),
    ] {
        lines.extend(
            text::wrap(&words, width)
                .into_iter()
                .map(|line| vec![(line, style)]),
        );
    }
    lines
}

/// How often and how long the viewer waited, with its share of the time in which they wanted to watch.
fn waited(what: &str, report: &Report, times: &str, time: &str) -> String {
    let lasted = duration(report, time);
    let wanted = [
        "a.media.totalTimePlayed",
        "a.media.qoe.bufferTime",
        "a.media.qoe.stallTime",
    ];
    let wanted: i64 = wanted.iter().map(|key| duration(report, key)).sum();
    match count(report, times) {
        0 => format!("never {what}"),
        times => {
            let share = if wanted > 0 {
                lasted.saturating_mul(1000) / wanted
            } else {
                0
            };
            let times = text::counted(times, "time");
            format!(
                "{what} {times}, {} ({}.{} %)",
                text::clock_tenths(lasted),
                share / 10,
                share % 10
            )
        }
    }
}

/// What was last reported at the cursor.
fn at_cursor(scene: Scene<'_>) -> String {
    let app = scene.app;
    let Some((at, machine)) = app
        .known
        .at
        .as_ref()
        .and_then(|at| Some((at, at.after.as_ref()?)))
    else {
        return "nothing counts up to the cursor".to_owned();
    };
    let moment = timeline(scene).and_then(|timeline| {
        app.cursor(scene.inspection)
            .map(|moment| label(moment, timeline.labels, true))
    });
    let quality = machine.quality();
    let parts = [
        Some(super::sessions::activity_word(machine.activity()).to_owned()),
        quality
            .bitrate
            .map(|value| format!("bitrate {}", grouped(value))),
        quality
            .dropped_frames
            .map(|value| format!("{} frames dropped so far", grouped(value))),
        quality
            .frame_rate
            .map(|value| format!("{} frames a second", grouped(value))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let moment = moment.unwrap_or_else(|| format!("event {}", at.arrival + 1));
    format!("at {moment}: {}", parts.join(", "))
}
