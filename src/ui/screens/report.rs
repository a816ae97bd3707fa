//! The predicted report of the session, as it stands after the event under the cursor.

use ratatui::style::Style;

use super::{Line, Scene};
use crate::session::metrics::METRICS;
use crate::session::{Place, Report, Value};
use crate::ui::text;

/// The lines of the report tab.
pub fn lines(scene: Scene<'_>, width: u16) -> Vec<Line> {
    let theme = scene.theme;
    let (Some(watched), Some(at)) = (scene.app.watched(scene.inspection), &scene.app.known.at)
    else {
        return Vec::new();
    };
    let tally = watched.session.tally();
    let all = tally.counted;
    let upto = match at.place {
        Place::Counted(position) if position + 1 < all => {
            format!("up to event {} of {all}", position + 1)
        }
        _ => format!("{} counted", text::counted(all as u64, "event")),
    };
    let mut words = vec![(upto, theme.dim)];
    if tally.rejected > 0 {
        words.push((format!(", {} rejected", tally.rejected), theme.error));
    }
    if tally.late > 0 {
        words.push((format!(", {} late", tally.late), theme.warning));
    }
    let mut lines = vec![words];
    if watched.session.is_refused() {
        lines.push(vec![(
            "Refused: Adobe would not open this session, and none of this would be reported."
                .to_owned(),
            theme.error,
        )]);
    }
    lines.push(Vec::new());
    lines.extend(metrics(scene, width, false));
    parts("ads", &at.report.ads, scene, &mut lines);
    parts("chapters", &at.report.chapters, scene, &mut lines);
    states(&at.report, scene, &mut lines);
    lines
}

/// The metrics with their names; `some` leaves out those that are zero or false.
pub fn metrics(scene: Scene<'_>, width: u16, some: bool) -> Vec<Line> {
    let theme = scene.theme;
    let Some(at) = &scene.app.known.at else {
        return Vec::new();
    };
    let keys = width >= 76;
    let mut lines = Vec::new();
    for metric in METRICS {
        let Some(value) = at.report.get(metric.key) else {
            continue;
        };
        let nothing = is_nothing(value);
        if some && nothing {
            continue;
        }
        let style = if nothing { theme.dim } else { Style::new() };
        let name = if nothing { theme.dim } else { theme.member };
        let mut line = vec![(
            text::left(&text::cut(metric.name, 27, theme.glyphs.ellipsis), 28),
            name,
        )];
        if keys {
            let key = text::cut(metric.key, 33, theme.glyphs.ellipsis);
            line.push((text::left(&key, 34), theme.dim));
        }
        line.push((told(value), style));
        lines.push(line);
    }
    lines
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Flag(flag) => !flag,
        Value::Count(count) => *count == 0,
        Value::Duration(ms) => *ms == 0,
        Value::Number(number) => number.abs() < f64::EPSILON,
        Value::Text(text) => text.is_empty(),
        Value::Ids(ids) => ids.is_empty(),
    }
}

/// A value in words.
pub fn told(value: &Value) -> String {
    match value {
        Value::Flag(true) => "yes".to_owned(),
        Value::Flag(false) => "no".to_owned(),
        Value::Count(count) => text::number(*count),
        Value::Duration(ms) => text::clock_tenths(*ms),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Ids(ids) => ids.join(", "),
    }
}

type Part = Vec<(&'static str, Value)>;

/// Ads or chapters, one a line: time, outcome, and which it is.
fn parts(title: &str, parts: &[Part], scene: Scene<'_>, lines: &mut Vec<Line>) {
    if parts.is_empty() {
        return;
    }
    let theme = scene.theme;
    lines.push(Vec::new());
    lines.push(vec![(title.to_owned(), theme.title)]);
    for (index, part) in parts.iter().enumerate() {
        let find = |wanted: fn(&str) -> bool| {
            part.iter()
                .find(|(key, _)| wanted(key))
                .map(|(_, value)| told(value))
        };
        let time = find(|key| key.ends_with("timePlayed")).unwrap_or_default();
        let outcome = find(|key| key == "outcome").unwrap_or_default();
        let id =
            find(|key| key == "media.ad.id" || key == "media.chapter.index").unwrap_or_default();
        let style = if outcome == "completed" {
            theme.ok
        } else {
            theme.warning
        };
        lines.push(vec![
            (text::right(&(index + 1).to_string(), 4), theme.dim),
            (text::right(&time, 10), Style::new()),
            (format!("  {}", text::left(&outcome, 11)), style),
            (text::clean(&id).into_owned(), theme.dim),
        ]);
    }
}

fn states(report: &Report, scene: Scene<'_>, lines: &mut Vec<Line>) {
    if report.states.is_empty() {
        return;
    }
    let theme = scene.theme;
    lines.push(Vec::new());
    lines.push(vec![("player states".to_owned(), theme.title)]);
    for (name, totals) in &report.states {
        let name = text::cut(name, 22, theme.glyphs.ellipsis).into_owned();
        lines.push(vec![
            (text::left(&format!("    {name}"), 28), theme.member),
            (text::clock_tenths(totals.time_ms), Style::new()),
            (
                format!("  {}", text::counted(totals.count, "time")),
                theme.dim,
            ),
        ]);
    }
}
