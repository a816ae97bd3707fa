//! Numbers over time: the bitrate as reported, frames dropped in each column.

use super::axis::Axis;
use super::spans::View;
use super::track::Track;
use super::tracks::At;

/// The last value reported up to each column's end; nothing before the first report nor from `end` on.
pub(super) fn held(view: &View, values: &Track<(At, f64)>, end: i64) -> Vec<Option<f64>> {
    let mut out = vec![None; usize::from(view.width)];
    let mut last = match view.axis {
        Axis::Wall => {
            let before = values.partition_point(|(at, _)| at.ts < view.window.start);
            before
                .checked_sub(1)
                .and_then(|index| values.get(index))
                .map(|(_, value)| *value)
        }
        Axis::Playhead => None,
    };
    let mut reported = vec![None; usize::from(view.width)];
    view.points(values, |column, points| {
        if let (Some(slot), Some((_, value))) =
            (reported.get_mut(usize::from(column)), points.last())
        {
            *slot = Some(*value);
        }
    });
    for ((column, slot), value) in (0_u16..).zip(&mut out).zip(reported) {
        if view.window.edge(column, view.width) > end {
            break;
        }
        last = value.or(last);
        *slot = last;
    }
    out
}

/// What a running total grew by in each column; nothing where it did not grow.
pub fn growth(held: &[Option<f64>], before: f64) -> Vec<Option<f64>> {
    let mut last = before;
    held.iter()
        .map(|value| {
            let value = (*value)?;
            let grown = value - last;
            last = value;
            (grown > 0.0).then_some(grown)
        })
        .collect()
}
