//! Playscope at work: the capture, its recording, and a dashboard that draws into a buffer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use playscope::app::{Action, App, Effect, Source};
use playscope::capture::{self, Bounds, Examine, Handle, Notice};
use playscope::endpoint::{Endpoint, Limits, Mode, Reading};
use playscope::exchange::{Header, Time};
use playscope::inspection::Inspection;
use playscope::recording::{Store, Writer};
use playscope::rules::{Examined, Settings, examine};
use playscope::schema::{Profile, Schemas};
use playscope::ui::{Canvas, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tempfile::TempDir;

/// Size of the screen, in cells.
const SCREEN: Rect = Rect::new(0, 0, 200, 60);
/// Frames that only show new calls are at least this far apart, as in the real loop.
const CALM: Duration = Duration::from_millis(40);
/// They take at most one part in so many of the time, as in the real loop.
const SHARE: u32 = 20;
/// They are at most this far apart all the same, as in the real loop.
const CALMEST: Duration = Duration::from_millis(80);
/// Notices taken at a time, as in the real loop.
const BATCH: usize = 4096;

/// A capture with its dashboard.
pub(crate) struct Watched {
    pub(crate) address: SocketAddr,
    handle: Handle,
    dashboard: JoinHandle<Drawn>,
}

/// What a dashboard did.
pub(crate) struct Drawn {
    pub(crate) calls: usize,
    pub(crate) bytes: u64,
    pub(crate) frames: u64,
}

impl Watched {
    /// Ends the capture.
    pub(crate) fn finish(self) -> Drawn {
        self.handle.stop();
        self.dashboard.join().expect("a dashboard")
    }
}

fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Time(since.map_or(0, |since| {
        i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
    }))
}

/// Starts it on a port of its own.
pub(crate) fn start() -> Watched {
    let (tell, told) = mpsc::channel();
    let thread = std::thread::Builder::new().name("dashboard".to_owned());
    let dashboard = thread
        .spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .thread_name("playscope")
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async {
                let folder = tempfile::tempdir().expect("a folder");
                let file = folder.path().join("capture.jsonl");
                let header = Header {
                    version: 1,
                    created: Some(now()),
                    ..Header::default()
                };
                let writer = Writer::to_file(file.clone(), header, false).expect("a recording");
                let schemas = Arc::new(Schemas::built_in(Profile::default()));
                let limits = Limits::default();
                let endpoint =
                    Endpoint::new(Mode::Observe, limits, Arc::clone(&schemas), capture::seed());
                let settings = Settings::default();
                let examine: Examine<Examined> = Arc::new(move |exchange| {
                    let examined = examine(exchange, &schemas, &settings);
                    let reading = examined.passing().map(Reading::passing);
                    (examined, reading)
                });
                let bound = capture::bind(Some(([127, 0, 0, 1], 0).into())).expect("a port");
                let bounds = Bounds::default();
                let running = capture::serve(bound, None, bounds, endpoint, examine, writer, now)
                    .expect("a capture");
                tell.send((running.address, running.handle.clone()))
                    .expect("the bench waits");
                let dashboard = Dashboard::new(Store::of_file(&file));
                Box::pin(dashboard.run(running.notices, &folder)).await
            })
        })
        .expect("a thread");
    let (address, handle) = told.recv().expect("an address");
    Watched {
        address,
        handle,
        dashboard,
    }
}

/// The dashboard's loop without a terminal.
struct Dashboard {
    app: App,
    inspection: Inspection,
    store: Store,
    canvas: Canvas,
    theme: Theme,
    buffer: Buffer,
    frames: u64,
}

impl Dashboard {
    fn new(store: Store) -> Self {
        Dashboard {
            app: App::new(Source::Live {
                address: "http://127.0.0.1:8900".to_owned(),
                remark: None,
                recording: Some("capture.jsonl".to_owned()),
            }),
            inspection: Inspection::new(Settings::default(), Schemas::built_in(Profile::default())),
            store,
            canvas: Canvas::default(),
            theme: Theme::named("dark").expect("a theme"),
            buffer: Buffer::empty(SCREEN),
            frames: 0,
        }
    }

    async fn run(
        mut self,
        mut notices: tokio::sync::mpsc::Receiver<Notice<Examined>>,
        folder: &TempDir,
    ) -> Drawn {
        let mut batch = Vec::with_capacity(BATCH);
        let mut drawn = Instant::now();
        let mut calm = CALM;
        while notices.recv_many(&mut batch, BATCH).await > 0 {
            self.take(&mut batch);
            tokio::time::sleep_until((drawn + calm).into()).await;
            batch.extend(std::iter::from_fn(|| notices.try_recv().ok()).take(BATCH));
            self.take(&mut batch);
            let begun = Instant::now();
            self.frame();
            drawn = Instant::now();
            calm = (SHARE * (drawn - begun)).clamp(CALM, CALMEST);
        }
        let file = folder.path().join("capture.jsonl");
        Drawn {
            calls: self.store.len(),
            bytes: std::fs::metadata(file).map_or(0, |data| data.len()),
            frames: self.frames,
        }
    }

    fn take(&mut self, batch: &mut Vec<Notice<Examined>>) {
        for notice in batch.drain(..) {
            if let Notice::Exchange {
                exchange,
                examined,
                place,
            } = notice
            {
                self.store.add(&exchange, place);
                self.inspection.take(&exchange, examined);
            }
        }
    }

    fn frame(&mut self) {
        let effects = self.app.update(Action::Tick(now()), &self.inspection);
        self.perform(effects);
        self.inspection.settle(self.app.as_of());
        let effects = self.app.refresh(&self.inspection);
        self.perform(effects);
        self.canvas
            .fit(&mut self.app, &self.inspection, &self.theme, SCREEN);
        self.buffer.reset();
        self.canvas.draw(
            &self.app,
            &self.inspection,
            &self.theme,
            SCREEN,
            &mut self.buffer,
        );
        self.frames += 1;
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Fetch(seq) = effect {
                let exchange = self.store.fetch(seq).map(Box::new);
                let fetched = Action::Fetched(seq, exchange);
                let effects = self.app.update(fetched, &self.inspection);
                self.perform(effects);
            }
        }
    }
}
