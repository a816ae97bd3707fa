//! Numbers and places of exchanges as they are kept by the million.

/// Whole numbers that mostly grow. Where each is one more than the one before they take no room, elsewhere four bytes
/// each: what a number has over the first of its stretch.
#[derive(Debug, Clone, Default)]
pub struct Column {
    rest: Vec<u32>,
    /// Each begins where the one before it cannot tell a number.
    stretches: Vec<Stretch>,
    len: usize,
    falls: bool,
    last: u64,
}

#[derive(Debug, Clone, Copy)]
struct Stretch {
    first: u64,
    /// Index of its first number.
    from: usize,
    /// Where in `rest` its numbers begin; `None` where each is one more than the one before.
    rest: Option<usize>,
}

/// A row of numbers without gaps is told by its first and last when it is so long; a shorter one would not be worth a
/// stretch of its own.
const LONG: usize = 64;

impl Column {
    /// Adds a number at the end.
    pub fn push(&mut self, number: u64) {
        self.falls |= number < self.last && self.len > 0;
        let follows = self.last.checked_add(1) == Some(number);
        self.last = number;
        let told = match self.stretches.last_mut() {
            None => false,
            Some(Stretch { rest: None, .. }) if follows => true,
            Some(Stretch {
                rest: None, from, ..
            }) if self.len - *from >= LONG => false,
            Some(stretch) => {
                let rest = number.checked_sub(stretch.first);
                let rest = rest.and_then(|rest| u32::try_from(rest).ok());
                if let (Some(rest), None) = (rest, stretch.rest) {
                    // It turned out to have gaps.
                    let row = u32::try_from(self.len - stretch.from).unwrap_or(rest);
                    stretch.rest = Some(self.rest.len());
                    self.rest.extend(0..row);
                }
                self.rest.extend(rest);
                rest.is_some()
            }
        };
        if !told {
            self.stretches.push(Stretch {
                first: number,
                from: self.len,
                rest: None,
            });
        }
        self.len += 1;
    }

    /// How many numbers there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// There is no number.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The number at an index.
    pub fn get(&self, index: usize) -> Option<u64> {
        if index >= self.len {
            return None;
        }
        let after = self
            .stretches
            .partition_point(|stretch| stretch.from <= index);
        let stretch = self.stretches.get(after.checked_sub(1)?)?;
        let place = index - stretch.from;
        let rest = match stretch.rest {
            Some(rest) => u64::from(*self.rest.get(rest + place)?),
            None => place as u64,
        };
        Some(stretch.first + rest)
    }

    /// All numbers, in order.
    pub fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// A number is below the one before it.
    pub fn falls(&self) -> bool {
        self.falls
    }

    /// Index of a number, of equal ones the first.
    pub fn find(&self, number: u64) -> Option<usize> {
        if self.falls {
            return self.iter().position(|other| other == number);
        }
        let mut from = 0;
        let mut to = self.len();
        while from < to {
            let middle = usize::midpoint(from, to);
            if self.get(middle)? < number {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        (self.get(from) == Some(number)).then_some(from)
    }

    /// Puts the numbers in order, and says which index each of them had; equal ones stay as they are.
    pub fn sort(&mut self) -> Vec<usize> {
        let mut numbers: Vec<(u64, usize)> = self.iter().zip(0..).collect();
        numbers.sort_unstable();
        *self = Column::default();
        for (number, _) in &numbers {
            self.push(*number);
        }
        numbers.into_iter().map(|(_, index)| index).collect()
    }

    /// Gives back the room that it does not need.
    pub fn shrink_to_fit(&mut self) {
        self.rest.shrink_to_fit();
        self.stretches.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::Column;

    fn column(numbers: &[u64]) -> Column {
        let mut column = Column::default();
        for number in numbers {
            column.push(*number);
        }
        column
    }

    #[test]
    fn numbers_far_apart_are_kept_and_found() {
        let far = 1 << 40;
        let numbers = [1, 2, 5, far, far + 1, u64::MAX];
        let column = column(&numbers);
        assert_eq!(column.iter().collect::<Vec<_>>(), numbers);
        assert_eq!(column.stretches.len(), 3);
        for (index, number) in numbers.into_iter().enumerate() {
            assert_eq!(column.find(number), Some(index));
        }
        assert_eq!(column.find(3), None);
        assert_eq!(column.get(numbers.len()), None);
    }

    #[test]
    fn numbers_without_gaps_take_no_room() {
        let gaps = [5_000, 5_010, 5_011, 5_012, 9_000];
        let rows = (1..=1_000)
            .chain(2_000..2_300)
            .chain(gaps)
            .chain(9_001..=9_100);
        let numbers: Vec<u64> = rows.collect();
        let column = column(&numbers);
        assert_eq!(column.iter().collect::<Vec<_>>(), numbers);
        for (index, number) in numbers.iter().enumerate() {
            assert_eq!(column.find(*number), Some(index), "{number}");
            assert_eq!(column.get(index), Some(*number));
        }
        assert_eq!(
            (column.find(0), column.find(1_500), column.find(9_101)),
            (None, None, None)
        );
        assert_eq!(column.stretches.len(), 3);
        assert!(
            column.rest.len() <= gaps.len() + 100,
            "{}",
            column.rest.len()
        );
    }

    #[test]
    fn numbers_out_of_order_are_found_before_and_after_they_are_sorted() {
        let mut column = column(&[7, 9, 8, 0, 7]);
        assert!(column.falls());
        assert_eq!((column.find(8), column.find(1)), (Some(2), None));
        assert_eq!(column.sort(), [3, 0, 4, 2, 1]);
        assert!(!column.falls());
        assert_eq!(column.iter().collect::<Vec<_>>(), [0, 7, 7, 8, 9]);
        assert_eq!(column.find(7), Some(1));
    }
}
