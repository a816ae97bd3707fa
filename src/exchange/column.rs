//! Numbers and places of exchanges as they are kept by the million.

/// Whole numbers that mostly grow, in four bytes each: what a number has over the first of its stretch.
#[derive(Debug, Clone, Default)]
pub struct Column {
    rest: Vec<u32>,
    /// Each begins where a number is below the first of the stretch before it, or too far above it.
    stretches: Vec<Stretch>,
    falls: bool,
    last: u64,
}

#[derive(Debug, Clone, Copy)]
struct Stretch {
    first: u64,
    /// Index of its first number.
    from: usize,
}

impl Column {
    /// Adds a number at the end.
    pub fn push(&mut self, number: u64) {
        self.falls |= number < self.last && !self.rest.is_empty();
        self.last = number;
        let stretch = self.stretches.last();
        let rest = stretch.and_then(|stretch| number.checked_sub(stretch.first));
        let rest = rest.and_then(|rest| u32::try_from(rest).ok());
        if rest.is_none() {
            self.stretches.push(Stretch {
                first: number,
                from: self.rest.len(),
            });
        }
        self.rest.push(rest.unwrap_or_default());
    }

    /// How many numbers there are.
    pub fn len(&self) -> usize {
        self.rest.len()
    }

    /// There is no number.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The number at an index.
    pub fn get(&self, index: usize) -> Option<u64> {
        let rest = *self.rest.get(index)?;
        let after = self
            .stretches
            .partition_point(|stretch| stretch.from <= index);
        let stretch = self.stretches.get(after.checked_sub(1)?)?;
        Some(stretch.first + u64::from(rest))
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
