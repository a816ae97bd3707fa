//! When to look whether files have grown: often where something comes, seldom where nothing does.

use std::time::Duration;

use tokio::time::Instant;

use super::follow::News;

/// Between two looks at files that grow.
const PACE: Duration = Duration::from_millis(400);

/// Between two looks at files that have been still for long.
const SLOWEST: Duration = Duration::from_secs(3);

/// Files that have been still for so long are looked at less and less often.
const STILL: Duration = Duration::from_secs(20);

/// When to look at the files. They are looked at, not watched by the operating system: on a disk that several machines
/// share only a look tells what another one wrote. Where nothing comes the looks become rare, so that they cost nothing.
pub(super) struct Looks {
    next: Instant,
    /// When there was last something new, or somebody at the keyboard.
    stirred: Instant,
}

impl Looks {
    /// The first look is at once.
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Looks {
            next: now,
            stirred: now,
        }
    }

    /// Waits for the next look.
    pub(super) async fn next(&self) {
        tokio::time::sleep_until(self.next).await;
    }

    /// The next look comes soon, as after something new.
    pub(super) fn soon(&mut self) {
        let now = Instant::now();
        self.stirred = now;
        self.next = self.next.min(now + PACE);
    }

    /// Takes what a look came to.
    pub(super) fn looked(&mut self, news: &News) {
        let now = Instant::now();
        if news.changed {
            self.stirred = now;
        }
        let still = now.duration_since(self.stirred);
        self.next = match still.checked_sub(STILL) {
            _ if news.unfinished => now,
            None => now + PACE,
            // A tenth of the time that it has been still.
            Some(long) => now + (long / 10).clamp(PACE, SLOWEST),
        };
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::super::follow::News;
    use super::{Looks, PACE, SLOWEST};

    #[test]
    fn a_file_that_is_still_is_looked_at_less_and_less() {
        let after = |seconds: u64| {
            let mut looks = Looks::new();
            let still = Duration::from_secs(seconds);
            looks.stirred = Instant::now().checked_sub(still).expect("a clock");
            looks.looked(&News::default());
            looks.next.duration_since(Instant::now())
        };
        assert!(after(1) <= PACE);
        assert!(after(45) > PACE * 2 && after(45) < SLOWEST);
        assert!(after(3600) > SLOWEST / 2 && after(3600) <= SLOWEST);
        let mut looks = Looks::new();
        looks.next += SLOWEST;
        looks.soon();
        assert!(looks.next.duration_since(Instant::now()) <= PACE);
    }
}
