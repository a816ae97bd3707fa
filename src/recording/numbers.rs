//! Numbers of the exchanges of a capture that was put together from several files, each of which begins at 1.

use std::collections::BTreeMap;

/// Gives every exchange a number of its own: the one in its line where that is still free, else, for the rest of its
/// part, one after all that were given before.
///
/// A part begins with a file, with a header, or where a number comes again.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// The numbers given: first and last of each run.
    runs: BTreeMap<u64, u64>,
    /// The highest number given.
    highest: u64,
    parts: Vec<Part>,
    /// Which file is read.
    file: usize,
    /// How many there are.
    files: usize,
}

/// Exchanges whose numbers are moved alike.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// Every number of it is above this one; those of parts before it are not.
    above: u64,
    /// What was added to the numbers of the lines.
    shift: u64,
    /// Which file it is from.
    file: usize,
}

impl Numbers {
    /// A file begins; what it is known by.
    pub(super) fn file(&mut self) -> usize {
        self.files += 1;
        self.file = self.files;
        self.part();
        self.file
    }

    /// A file goes on that was read before: its numbers are moved as they were there, while they are free.
    pub(super) fn resume(&mut self, file: usize) {
        let before = self.parts.iter().rfind(|part| part.file == file);
        let shift = before.map_or(0, |part| part.shift);
        self.file = file;
        self.part();
        if let Some(part) = self.parts.last_mut() {
            part.shift = shift;
        }
    }

    /// A capture begins.
    pub(super) fn part(&mut self) {
        let part = Part {
            above: self.highest,
            shift: 0,
            file: self.file,
        };
        match self.parts.last_mut() {
            // Nothing came in the part before.
            Some(last) if last.above == part.above => *last = part,
            _ => self.parts.push(part),
        }
    }

    /// The number of the next exchange, whose line says `seq`.
    pub(super) fn next(&mut self, seq: u64) -> u64 {
        if self.parts.is_empty() {
            self.part();
        }
        let Part { above, shift, .. } = self.last();
        // Of the first part the numbers may begin at 0.
        let first = self.parts.len() == 1;
        let wanted = seq.checked_add(shift);
        let free = |number: &u64| (first || *number > above) && !self.is_given(*number);
        let number = wanted.filter(free).unwrap_or_else(|| {
            self.part();
            let shift = self.highest.saturating_add(1 - seq.min(1));
            if let Some(part) = self.parts.last_mut() {
                part.shift = shift;
            }
            // At the far end of the numbers there is nothing left but to repeat the last.
            seq.saturating_add(shift)
        });
        self.give(number);
        number
    }

    /// The number of the exchange that a mark in the present part is about.
    pub(super) fn marked(&self, seq: u64) -> u64 {
        seq.saturating_add(self.last().shift)
    }

    /// The number in the line of an exchange.
    pub(super) fn in_line(&self, number: u64) -> u64 {
        let part = self.part_of(number).and_then(|part| self.parts.get(part));
        number.saturating_sub(part.map_or(0, |part| part.shift))
    }

    /// A mark with the number of its line, put at the end of its file, is about this exchange.
    pub(super) fn is_in_last_part(&self, number: u64) -> bool {
        let Some(part) = self.part_of(number) else {
            return true;
        };
        let file = |part: usize| self.parts.get(part).map(|part| part.file);
        file(part + 1) != file(part)
    }

    fn part_of(&self, number: u64) -> Option<usize> {
        let after = self.parts.partition_point(|part| part.above < number);
        after.checked_sub(1)
    }

    fn last(&self) -> Part {
        self.parts.last().copied().unwrap_or(Part {
            above: 0,
            shift: 0,
            file: 0,
        })
    }

    fn is_given(&self, number: u64) -> bool {
        number <= self.highest
            && self
                .runs
                .range(..=number)
                .next_back()
                .is_some_and(|(_, last)| number <= *last)
    }

    fn give(&mut self, number: u64) {
        self.highest = self.highest.max(number);
        let mut last = number;
        if let Some((&next, &end)) = self.runs.range(number..).next()
            && number.checked_add(1) == Some(next)
        {
            self.runs.remove(&next);
            last = end;
        }
        match self.runs.range_mut(..number).next_back() {
            Some((_, end)) if end.checked_add(1) == Some(number) => *end = last,
            _ => {
                self.runs.insert(number, last);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Numbers;

    fn given(numbers: &mut Numbers, lines: &[u64]) -> Vec<u64> {
        lines.iter().map(|seq| numbers.next(*seq)).collect()
    }

    #[test]
    fn numbers_that_do_not_repeat_stay_as_they_are() {
        let mut numbers = Numbers::default();
        assert_eq!(
            given(&mut numbers, &[0, 1, 2, 5, 4, 3, 9]),
            [0, 1, 2, 5, 4, 3, 9]
        );
        numbers.part();
        assert_eq!(given(&mut numbers, &[10, 12, 11]), [10, 12, 11]);
        assert_eq!((numbers.in_line(4), numbers.in_line(11)), (4, 11));
        assert_eq!(numbers.runs.len(), 2, "runs are joined: {:?}", numbers.runs);
    }

    #[test]
    fn what_repeats_is_counted_on() {
        let mut numbers = Numbers::default();
        assert_eq!(given(&mut numbers, &[1, 2, 3]), [1, 2, 3]);
        numbers.part();
        assert_eq!(given(&mut numbers, &[1, 2]), [4, 5]);
        assert_eq!(numbers.marked(2), 5);
        numbers.part();
        assert_eq!(given(&mut numbers, &[3, 50, 1]), [8, 55, 6]);
        assert_eq!(numbers.in_line(5), 2);
        assert_eq!(numbers.in_line(55), 50);
        assert_eq!(numbers.in_line(3), 3);
    }

    #[test]
    fn files_that_go_on_by_turns_are_told_apart() {
        let mut numbers = Numbers::default();
        let one = numbers.file();
        assert_eq!(given(&mut numbers, &[1, 2]), [1, 2]);
        let other = numbers.file();
        assert_eq!(given(&mut numbers, &[1, 2]), [3, 4]);
        numbers.resume(one);
        assert_eq!(numbers.marked(2), 2);
        assert_eq!(given(&mut numbers, &[3, 4]), [7, 8]);
        numbers.resume(other);
        assert_eq!(given(&mut numbers, &[3]), [11]);
        numbers.resume(one);
        assert_eq!(numbers.marked(4), 8);
        assert_eq!((numbers.in_line(8), numbers.in_line(11)), (4, 3));
        assert_eq!(numbers.in_line(4), 2);
        assert_ne!(numbers.file(), one);
    }

    #[test]
    fn a_repeat_without_a_header_begins_a_part() {
        let mut numbers = Numbers::default();
        assert_eq!(given(&mut numbers, &[1, 2, 1, 2, 0, u64::MAX]).len(), 6);
        let mut numbers = Numbers::default();
        assert_eq!(given(&mut numbers, &[1, 2, 1, 2, 0]), [1, 2, 3, 4, 5]);
        assert!(!numbers.is_in_last_part(3) && numbers.is_in_last_part(5));
    }
}
