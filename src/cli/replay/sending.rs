//! Sends the lanes of a plan: each in order, all side by side, at the pace of the recording or as fast as it goes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::anyhow;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::answers::{Answers, Fate, opens};
use super::call;
use super::client::{CONNECTIONS, Client, Failure};
use super::plan::{Lane, Plan};
use super::progress::{Progress, State};
use crate::cli::console::Console;
use crate::cli::players::Target;
use crate::cli::{now, signals};
use crate::exchange::{Exchange, Time};
use crate::output::export;
use crate::recording::Store;

/// The longest time that is waited for a call: what a wrong clock in a file asks for has no end.
const FOREVER: Duration = Duration::from_hours(24 * 365);

/// So many calls in a row without an answer, and nobody is taken to be there.
const SILENCE: u32 = 10;

/// How the capture keeps a body that was over its limit, in bytes (a character at its end may be missing).
const KEPT: usize = (64 << 10) - 4;

/// A replay at work.
pub(super) struct Sending {
    shared: Arc<Shared>,
    /// Yet to be begun, the next one last.
    waiting: Vec<Lane>,
    stop: watch::Sender<Option<Ending>>,
    calls: u64,
    /// How long the recording takes at this pace.
    length: Duration,
}

/// What became of it.
#[derive(Debug)]
pub(super) struct Sent {
    /// The answers.
    pub(super) answers: Answers,
    /// How long it took.
    pub(super) took: Duration,
    /// How it ended.
    pub(super) ending: Ending,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ending {
    /// Everything was sent.
    Complete,
    /// Somebody stopped it.
    Stopped,
    /// There is nobody to send to; why.
    Broken(String),
}

/// What every lane needs.
struct Shared {
    client: Client,
    store: Mutex<Store>,
    answers: Mutex<Answers>,
    pace: Pace,
    restamp: bool,
    stop: watch::Sender<Option<Ending>>,
    /// Calls in a row without an answer.
    silent: Mutex<u32>,
}

/// When calls are due.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// When the first call was recorded.
    recorded: Time,
    /// When it is sent.
    begun: Instant,
    /// How many times faster than recorded; infinite is as fast as it goes.
    speed: f64,
}

impl Pace {
    fn due(self, at: Time) -> Instant {
        self.begun + self.length(at)
    }

    /// From the begin to a call.
    fn length(self, at: Time) -> Duration {
        scaled(self.recorded, at, self.speed)
    }
}

/// A recorded length of time at a speed.
fn scaled(from: Time, to: Time, speed: f64) -> Duration {
    let micros = u64::try_from(to.0.saturating_sub(from.0)).unwrap_or(0);
    let recorded = Duration::from_micros(micros).as_secs_f64();
    Duration::try_from_secs_f64(recorded / speed).map_or(FOREVER, |time| time.min(FOREVER))
}

impl Sending {
    pub(super) fn new(plan: Plan, target: Target, speed: f64, restamp: bool) -> Self {
        let (stop, _) = watch::channel(None);
        let (calls, end) = (plan.calls(), plan.end());
        let pace = Pace {
            recorded: plan.begin,
            begun: Instant::now(),
            speed,
        };
        let mut waiting = plan.lanes;
        waiting.sort_by_key(|lane| std::cmp::Reverse(lane.first()));
        Sending {
            length: pace.length(end),
            shared: Arc::new(Shared {
                client: Client::new(target),
                store: Mutex::new(plan.store),
                answers: Mutex::default(),
                pace,
                restamp,
                stop: stop.clone(),
                silent: Mutex::new(0),
            }),
            waiting,
            stop,
            calls,
        }
    }

    /// Sends everything, or until somebody stops it.
    pub(super) async fn run(mut self, console: &Console) -> anyhow::Result<Sent> {
        let begun = self.shared.pace.begun;
        let mut stopped = std::pin::pin!(signals::stopped()?);
        let mut progress = Progress::new();
        let mut ticks = interval_at(begun + progress.interval(), progress.interval());
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut running = JoinSet::new();
        loop {
            let ended = self.stop.borrow().is_some();
            if running.is_empty() && (self.waiting.is_empty() || ended) {
                break;
            }
            let next = self
                .waiting
                .last()
                .filter(|_| !ended && self.has_room(running.len()));
            let due = next.map(|lane| self.shared.pace.due(lane.first()));
            tokio::select! {
                () = &mut stopped, if !ended => {
                    self.stop.send_replace(Some(Ending::Stopped));
                }
                Some(done) = running.join_next() => done??,
                () = until(due), if due.is_some() => {
                    if let Some(lane) = self.waiting.pop() {
                        running.spawn(run_lane(Arc::clone(&self.shared), lane));
                    }
                }
                _ = ticks.tick() => progress.show(self.state(), console),
            }
        }
        progress.clear();
        let ending = self.stop.borrow().clone().unwrap_or(Ending::Complete);
        let answers = std::mem::take(&mut *lock(&self.shared.answers));
        Ok(Sent {
            answers,
            took: begun.elapsed(),
            ending,
        })
    }

    /// Without a pace nothing but this keeps thousands of sessions from opening at once.
    fn has_room(&self, running: usize) -> bool {
        self.shared.pace.speed.is_finite() || running < CONNECTIONS
    }

    fn state(&self) -> State {
        State {
            done: lock(&self.shared.answers).done,
            all: self.calls,
            elapsed: self.shared.pace.begun.elapsed(),
            length: self.length,
        }
    }
}

async fn until(due: Option<Instant>) {
    if let Some(due) = due {
        tokio::time::sleep_until(due).await;
    }
}

/// Sends the calls of one lane in order.
async fn run_lane(shared: Arc<Shared>, lane: Lane) -> anyhow::Result<()> {
    let mut stop = shared.stop.subscribe();
    // The last event is due when it is sent, however fast: none comes from the future.
    let length = scaled(lane.first(), lane.last(), shared.pace.speed);
    let end = now()
        .ms()
        .saturating_add(i64::try_from(length.as_millis())?);
    let shift = shared.restamp.then(|| end - lane.last().ms());
    let mut home = Home::Recorded;
    for (place, step) in lane.steps.iter().enumerate() {
        tokio::select! {
            biased;
            _ = stop.wait_for(Option::is_some) => return Ok(()),
            () = tokio::time::sleep_until(shared.pace.due(step.at)) => {}
        }
        let found = lock(&shared.store).fetch(step.seq);
        let recorded = found.ok_or_else(|| {
            anyhow!(
                "call {} cannot be read again; did the file change?",
                step.seq
            )
        })?;
        shared
            .send(&export::call(&recorded, place == 0), shift, &mut home)
            .await;
    }
    Ok(())
}

/// Where the events of a session go.
enum Home {
    /// To the id in the recording: its opening is not in there, or not yet.
    Recorded,
    /// To the id that the endpoint gave.
    New(String),
    /// Nowhere: the endpoint did not open it.
    None,
}

impl Shared {
    async fn send(&self, exchange: &Exchange<'_>, shift: Option<i64>, home: &mut Home) {
        let opens = opens(exchange);
        let sid = match home {
            Home::New(sid) => Some(sid.as_str()),
            Home::None if !opens => {
                lock(&self.answers).differs(exchange, Fate::Homeless);
                return;
            }
            Home::Recorded | Home::None => None,
        };
        if is_cut(exchange) {
            lock(&self.answers).differs(exchange, Fate::Cut);
            return;
        }
        let Ok(request) = call::request(&self.client.target, exchange, sid, shift) else {
            lock(&self.answers).differs(exchange, Fate::Unsendable);
            return;
        };
        let answer = self.client.send(request).await;
        if opens {
            let sid = answer.as_ref().ok().and_then(|answer| answer.sid.clone());
            *home = sid.map_or(Home::None, Home::New);
        }
        match answer {
            Ok(answer) => {
                *lock(&self.silent) = 0;
                lock(&self.answers).answered(exchange, &answer);
            }
            Err(Failure::Silent) => self.silence(exchange),
            Err(Failure::Unreachable(reason)) => self.give_up(reason),
        }
    }

    fn silence(&self, exchange: &Exchange<'_>) {
        let mut answers = lock(&self.answers);
        answers.sent += 1;
        answers.differs(exchange, Fate::Silent);
        let mut silent = lock(&self.silent);
        *silent += 1;
        if *silent >= SILENCE {
            self.give_up(format!("{SILENCE} calls in a row got no answer"));
        }
    }

    fn give_up(&self, reason: String) {
        self.stop.send_if_modified(|ending| {
            let first = ending.is_none();
            if first {
                *ending = Some(Ending::Broken(reason));
            }
            first
        });
    }
}

/// The recording holds less than was sent: a body over the limit, or one that an archive did not keep.
fn is_cut(exchange: &Exchange<'_>) -> bool {
    let kept = exchange.body.len();
    exchange.sent_length() > kept as u64 && (kept == 0 || kept >= KEPT)
}

/// A lock that nobody leaves in disorder: what it guards is changed in one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
