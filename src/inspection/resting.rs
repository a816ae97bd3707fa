//! Sessions that are over rest: how they stand is kept, their events are read again when somebody looks.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::model::Model;
use crate::exchange::{Column, Exchange};
use crate::rules::{Examined, Finding, Settings, examine};
use crate::schema::Schemas;
use crate::session::{Arrival, Gist, Glance, Session};

/// So many events of a capture are held in memory when all their sessions are over: some 25 MB.
pub const HELD: usize = 100_000;

/// A longer session stays: reading so many events again would be felt.
pub(super) const LONGEST: usize = 20_000;

/// So long after its last event a session that is closed rests, ms: until then late ones are likely.
pub(super) const SETTLED_MS: i64 = 60_000;

/// Gives an exchange again that was taken before, by its number.
pub type Again = Arc<dyn Fn(u64) -> Option<Exchange<'static>> + Send + Sync>;

/// Works out again what was worked out before.
#[derive(Clone)]
pub(super) struct Recall {
    /// So many events are held though they could rest.
    pub(super) held: usize,
    pub(super) again: Again,
    pub(super) settings: Arc<Settings>,
    pub(super) schemas: Arc<Schemas>,
}

/// A session at rest.
#[derive(Debug)]
pub(super) struct Resting {
    gist: Gist,
    /// The exchanges that brought its events.
    calls: Column,
    replay: bool,
    recall: Recall,
    /// The whole of it, while somebody looks.
    whole: OnceLock<Box<Model>>,
    /// While it is told as live, what is told of it where nothing more will come, and the other way round; `None` when
    /// that is the same.
    pub(super) otherwise: Option<Vec<Finding>>,
}

impl fmt::Debug for Recall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Recall").finish_non_exhaustive()
    }
}

impl Resting {
    /// Lays a session to rest.
    pub(super) fn of(session: &Session, replay: bool, recall: &Recall) -> Self {
        let mut calls = Column::default();
        let mut last = None;
        for arrival in session.arrivals() {
            // The items of a batch came in one.
            if last.replace(arrival.seq) != Some(arrival.seq) {
                calls.push(arrival.seq);
            }
        }
        calls.shrink_to_fit();
        Resting {
            gist: session.glance().gist(),
            calls,
            replay,
            recall: recall.clone(),
            whole: OnceLock::new(),
            otherwise: None,
        }
    }

    pub(super) fn glance(&self) -> Glance<'_> {
        self.gist.glance()
    }

    /// The whole session, read again if need be.
    pub(super) fn session(&self) -> &Session {
        &self.whole.get_or_init(|| Box::new(self.model())).session
    }

    /// Rests again after somebody looked.
    pub(super) fn lie_down(&mut self) {
        self.whole.take();
    }

    /// The whole of it, to go on with.
    pub(super) fn wake(&mut self) -> Box<Model> {
        self.whole.take().unwrap_or_else(|| Box::new(self.model()))
    }

    fn model(&self) -> Model {
        let settings = &self.recall.settings;
        let mut model: Option<Model> = None;
        for seq in self.calls.iter() {
            let examined = self.examined(seq);
            match &mut model {
                Some(model) => {
                    model.take(examined, settings);
                }
                None => model = Some(self.open(seq, examined)),
            }
        }
        let mut model = model.unwrap_or_else(|| self.open(0, Examined::default()));
        model.settle();
        model
    }

    fn open(&self, seq: u64, mut examined: Examined) -> Model {
        let first = examined.first.take().unwrap_or_else(|| self.lost(seq));
        let sid = self.glance().sid.to_owned();
        Model::open(sid, first, examined, self.replay, &self.recall.settings)
    }

    fn examined(&self, seq: u64) -> Examined {
        let Some(exchange) = (self.recall.again)(seq) else {
            return Examined {
                batch: self.glance().facts.batch,
                first: Some(self.lost(seq)),
                ..Examined::default()
            };
        };
        let mut examined = examine(&exchange, &self.recall.schemas, &self.recall.settings);
        examined.answered(seq, exchange.status);
        examined
    }

    /// Stands for an event whose call cannot be read again: its file is gone.
    fn lost(&self, seq: u64) -> Arrival {
        Arrival {
            seq,
            item: None,
            at: self.glance().facts.opened,
            status: 0,
            rejected: true,
            event: None,
        }
    }
}
