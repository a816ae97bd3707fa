//! The line of round moments above the lanes.

use super::window::Window;
use crate::exchange::Time;
use crate::ui::text;

/// What the axis counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Axis {
    /// Time that passed, on the client's clock.
    #[default]
    Wall,
    /// The place in the content.
    Playhead,
}

/// How moments on the axis are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// As time since a moment: the session's start, or 0 for the playhead.
    Since(i64),
    /// As time of the day, at an offset from UTC in seconds.
    TimeOfDay(i32),
}

/// Steps that are round to people, ms.
const STEPS: [i64; 24] = [
    100,
    200,
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    15_000,
    30_000,
    60_000,
    120_000,
    300_000,
    600_000,
    900_000,
    1_800_000,
    3_600_000,
    7_200_000,
    10_800_000,
    21_600_000,
    43_200_000,
    86_400_000,
    172_800_000,
    604_800_000,
    2_592_000_000,
];

/// Columns from one label's start to the next one's at least.
const ROOM: i64 = 10;

/// Round moments with their labels, as many as fit.
pub fn ticks(window: Window, width: u16, labels: Labels) -> Vec<(i64, String)> {
    let most = (i64::from(width) / ROOM).max(1);
    let wanted = window.length() / most;
    // Beyond the longest step come its multiples.
    let step = STEPS.into_iter().find(|step| *step >= wanted);
    let step = step.unwrap_or_else(|| (wanted / 2_592_000_000 + 1).saturating_mul(2_592_000_000));
    let zero = match labels {
        Labels::Since(zero) => zero,
        Labels::TimeOfDay(offset) => i64::from(offset).saturating_mul(-1000),
    };
    let behind = window.start.saturating_sub(zero).rem_euclid(step);
    let mut at = window
        .start
        .saturating_add(if behind == 0 { 0 } else { step - behind });
    let mut out = Vec::new();
    while at < window.end && out.len() < usize::from(width) {
        out.push((at, label(at, labels, step < 1000)));
        let next = at.saturating_add(step);
        if next == at {
            break;
        }
        at = next;
    }
    out
}

/// A moment in words; with tenths where they matter.
pub fn label(moment: i64, labels: Labels, tenths: bool) -> String {
    match labels {
        Labels::Since(zero) if tenths => text::clock_tenths(moment.saturating_sub(zero)),
        Labels::Since(zero) => text::clock(moment.saturating_sub(zero)),
        Labels::TimeOfDay(offset) if tenths => {
            let time = text::time_of_day(Time::from_ms(moment), offset);
            time.strip_suffix("00")
                .map_or_else(|| time.clone(), ToOwned::to_owned)
        }
        Labels::TimeOfDay(offset) => text::time_of_day_short(Time::from_ms(moment), offset),
    }
}
