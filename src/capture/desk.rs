//! The one task that owns the endpoint and the recording.

use std::borrow::Cow;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};

use super::{Notice, Summary};
use crate::endpoint::{Answer, Endpoint, Reading, Request};
use crate::exchange::{Exchange, Time};
use crate::recording::{News, Note, Writer};

/// Calls that are decided and written together, at most.
const BATCH: usize = 256;

/// How often to look whether the recording is still there, or can be written again, when calls came a moment ago.
const LOOK: Duration = Duration::from_secs(1);

/// How often to look when none came for a while.
const SELDOM: Duration = Duration::from_secs(10);

/// So long after the last call the looks become seldom.
const STILL: Duration = Duration::from_secs(30);

/// A complete request that waits for its answer.
#[derive(Debug)]
pub(super) struct Call<T> {
    /// The request; number, status and session are still open.
    pub(super) exchange: Box<Exchange<'static>>,
    /// What was made of it.
    pub(super) examined: T,
    /// What it turned out to be.
    pub(super) reading: Reading,
    /// Only the start of its body was kept.
    pub(super) too_large: bool,
    /// Where the answer goes.
    pub(super) reply: oneshot::Sender<Answer>,
}

/// The state of the desk.
#[derive(Debug)]
pub(super) struct Desk<T> {
    endpoint: Endpoint,
    writer: Writer,
    now: fn() -> Time,
    notices: mpsc::Sender<Notice<T>>,
    /// What was last told about the recording.
    told: Option<String>,
    /// Calls of this capture.
    count: u64,
}

/// A call that was decided but not yet written.
struct Decided<T> {
    exchange: Box<Exchange<'static>>,
    examined: T,
    answer: Answer,
    reply: oneshot::Sender<Answer>,
    /// Where in the batch its line begins.
    place: u64,
}

impl<T> Desk<T> {
    pub(super) fn new(
        endpoint: Endpoint,
        writer: Writer,
        now: fn() -> Time,
        notices: mpsc::Sender<Notice<T>>,
    ) -> Self {
        Desk {
            endpoint,
            writer,
            now,
            notices,
            told: None,
            count: 0,
        }
    }

    fn decide(&mut self, call: Call<T>) -> Decided<T> {
        let Call {
            mut exchange,
            examined,
            reading,
            too_large,
            reply,
        } = call;
        let request = Request {
            method: &exchange.method,
            target: &exchange.target,
            headers: &exchange.headers,
            body: &exchange.body,
            too_large,
        };
        let mut answer = self.endpoint.decide(&request, &reading, exchange.at);
        self.count += 1;
        if self.count == 1 && exchange.is_replayed() {
            self.writer.replayed();
        }
        exchange.seq = self.writer.next_seq();
        exchange.status = answer.status;
        exchange.sid = answer.sid.take().map(Into::into);
        let took = (self.now)().0.saturating_sub(exchange.at.0);
        exchange.took_us = u64::try_from(took).unwrap_or_default();
        let place = self.writer.stage(&exchange, reading.is_json());
        Decided {
            exchange,
            examined,
            answer,
            reply,
            place,
        }
    }

    /// Writes the batch, then answers, then tells.
    async fn settle(&mut self, decided: &mut Vec<Decided<T>>) {
        let start = self.writer.commit((self.now)());
        let mut notices = Vec::with_capacity(decided.len());
        // What the calls below are recorded in comes before them.
        notices.extend(self.files());
        for Decided {
            mut exchange,
            examined,
            answer,
            reply,
            place,
        } in decided.drain(..)
        {
            // A client that is gone needs no answer; its call is recorded all the same.
            let _ = reply.send(answer);
            let place = start.map(|start| start + place);
            if place.is_some() {
                // Bodies are most of the memory of what waits for a slow reader, and the file has them.
                exchange.body = Cow::Borrowed(&[]);
            }
            notices.push(Notice::Exchange {
                exchange,
                examined,
                place,
            });
        }
        notices.extend(self.news());
        self.tell(notices).await;
    }

    /// There is a recording that may vanish, or one that cannot be written now: without one nothing is to be seen.
    fn has_to_look(&self) -> bool {
        self.told.is_some() || self.writer.has_file()
    }

    /// What became of the file since it was last told.
    fn files(&mut self) -> impl Iterator<Item = Notice<T>> + use<T> {
        let news = self.writer.news().into_iter();
        news.map(|news| match news {
            News::Next(path) => Notice::File(path),
            News::Moved(path) => Notice::Moved(path),
            News::Said(text) => Notice::Said(text),
        })
    }

    /// What changed about the recording since it was last told.
    fn news(&mut self) -> Option<Notice<T>> {
        let now = self.writer.trouble_in_words();
        if now == self.told {
            return None;
        }
        self.told.clone_from(&now);
        Some(now.map_or(Notice::Recovered, Notice::Trouble))
    }

    async fn tell(&self, notices: Vec<Notice<T>>) {
        // When nobody listens any more, the recording still has everything.
        if let Ok(places) = self.notices.reserve_many(notices.len()).await {
            for (place, notice) in places.zip(notices) {
                place.send(notice);
            }
        }
    }

    async fn end(mut self) {
        self.writer.finish();
        let mut notices: Vec<_> = self.files().collect();
        let summary = Summary {
            file: self.writer.path().filter(|_| self.writer.has_file()),
            files: self.writer.files(),
            exchanges: self.count,
            trouble: self.writer.trouble().map(ToString::to_string),
        };
        notices.push(Notice::Ended(summary));
        self.tell(notices).await;
    }
}

/// Works until no connection is left that could bring a call.
pub(super) async fn run<T>(
    mut desk: Desk<T>,
    mut calls: mpsc::Receiver<Call<T>>,
    mut notes: mpsc::Receiver<Note>,
) {
    let mut waiting = Vec::with_capacity(BATCH);
    let mut decided = Vec::with_capacity(BATCH);
    let mut called = Instant::now();
    let mut next = called + LOOK;
    loop {
        tokio::select! {
            biased;
            Some(note) = notes.recv() => desk.writer.note(&note),
            count = calls.recv_many(&mut waiting, BATCH) => {
                if count == 0 {
                    break;
                }
                decided.extend(waiting.drain(..).map(|call| desk.decide(call)));
                called = Instant::now();
                next = next.min(called + LOOK);
            }
            () = sleep_until(next), if desk.has_to_look() => {
                let seldom = desk.told.is_none() && called.elapsed() > STILL;
                next = Instant::now() + if seldom { SELDOM } else { LOOK };
            }
        }
        desk.settle(&mut decided).await;
        // Connections that are ready put their calls first: one write then holds many of them.
        tokio::task::yield_now().await;
    }
    while let Ok(note) = notes.try_recv() {
        desk.writer.note(&note);
    }
    desk.end().await;
}
