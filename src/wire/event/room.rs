//! Numbers that may be absent, in the room of the number alone: `Option` would double it.

/// A whole number that may be absent. The least of all numbers stands for that: times end at ±2^53 ms, playheads at
/// ±10^18 µs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Whole(i64);

impl Whole {
    const ABSENT: i64 = i64::MIN;

    pub(super) fn get(self) -> Option<i64> {
        (self.0 != Self::ABSENT).then_some(self.0)
    }
}

impl From<Option<i64>> for Whole {
    fn from(value: Option<i64>) -> Self {
        Whole(value.unwrap_or(Self::ABSENT))
    }
}

/// A number that may be absent. No JSON tells one that is none, so that stands for absence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount(f64);

impl Amount {
    pub(super) fn get(self) -> Option<f64> {
        (!self.0.is_nan()).then_some(self.0)
    }
}

impl From<Option<f64>> for Amount {
    fn from(value: Option<f64>) -> Self {
        Amount(value.unwrap_or(f64::NAN))
    }
}

impl Default for Amount {
    fn default() -> Self {
        Amount::from(None)
    }
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, Whole};

    #[test]
    fn what_is_told_comes_back_and_what_is_not_stays_absent() {
        for told in [None, Some(0), Some(-1), Some(i64::MAX)] {
            assert_eq!(Whole::from(told).get(), told);
        }
        for told in [None, Some(0.0), Some(-1.5), Some(f64::MAX)] {
            assert_eq!(Amount::from(told).get(), told);
        }
        assert_eq!(Amount::default(), Amount::from(None));
    }
}
