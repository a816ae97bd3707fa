//! What the loop waits for.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use super::BATCH;
use crate::capture::Notice;
use crate::cli::now;
use crate::exchange::Time;
use crate::rules::Examined;

/// The next batch of notices; 0 when there are no more. Waits for ever where nothing is captured.
pub(super) async fn receive(
    notices: &mut Option<&mut mpsc::Receiver<Notice<Examined>>>,
    batch: &mut Vec<Notice<Examined>>,
) -> usize {
    match notices {
        Some(notices) => notices.recv_many(batch, BATCH).await,
        None => std::future::pending().await,
    }
}

pub(super) async fn sleep_until(wake: Option<Instant>) {
    match wake {
        Some(wake) => tokio::time::sleep_until(wake).await,
        None => std::future::pending().await,
    }
}

/// When the clock shows this time; at once without one.
pub(super) fn by_clock(time: Option<Time>) -> Instant {
    let wait = time.map_or(0, |time| time.0.saturating_sub(now().0).max(0));
    Instant::now() + Duration::from_micros(u64::try_from(wait).unwrap_or(0))
}

/// When the clock shows another second.
pub(super) fn next_second() -> Instant {
    let past = u64::try_from(now().0.rem_euclid(1_000_000)).unwrap_or(0);
    Instant::now() + Duration::from_micros(1_000_000 - past)
}
