//! The points of one line of a timeline, found on either axis without looking at the others.

use std::ops::Deref;

use super::axis::Axis;
use super::tracks::At;

/// What has a place on both axes.
pub trait Placed {
    /// Its place.
    fn at(&self) -> At;
}

impl Placed for At {
    fn at(&self) -> At {
        *self
    }
}

impl<T> Placed for (At, T) {
    fn at(&self) -> At {
        self.0
    }
}

impl<T, U> Placed for (At, T, U) {
    fn at(&self) -> At {
        self.0
    }
}

/// Points in order of `ts`.
#[derive(Debug, Clone, PartialEq)]
pub struct Track<T> {
    points: Vec<T>,
    /// Before these the playhead went back: between two of them the points are in its order, too.
    turns: Vec<usize>,
}

impl<T> Default for Track<T> {
    fn default() -> Self {
        Track {
            points: Vec::new(),
            turns: Vec::new(),
        }
    }
}

impl<T: Placed> Track<T> {
    /// An empty one with room for so many points: a list that doubles while it grows costs twice the memory.
    pub fn with_room(count: usize) -> Self {
        Track {
            points: Vec::with_capacity(count),
            turns: Vec::new(),
        }
    }

    /// Adds a point that is not before the last one.
    pub fn push(&mut self, point: T) {
        let last = self.points.last().map(|last| last.at().playhead);
        if last.is_some_and(|last| last > point.at().playhead) {
            self.turns.push(self.points.len());
        }
        self.points.push(point);
    }

    /// The points in stretches of which each is in the order of an axis.
    pub(super) fn stretches(&self, axis: Axis) -> impl Iterator<Item = &[T]> {
        let turns = match axis {
            Axis::Wall => &[],
            Axis::Playhead => self.turns.as_slice(),
        };
        let begins = std::iter::once(0).chain(turns.iter().copied());
        let ends = turns.iter().copied().chain([self.points.len()]);
        begins
            .zip(ends)
            .filter_map(|(from, to)| self.points.get(from..to))
    }
}

impl<T: Placed> FromIterator<T> for Track<T> {
    fn from_iter<I: IntoIterator<Item = T>>(points: I) -> Self {
        let mut track = Track::default();
        for point in points {
            track.push(point);
        }
        track
    }
}

impl<T> Deref for Track<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.points
    }
}
