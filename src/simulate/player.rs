//! A scripted player: turns a scenario's acts into the events that a careful player sends.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::Setting;
use super::healthy::{self, Counts};
use super::scenario::{Act, Ad, Content, Delivery, Left, Scenario};
use crate::wire::EventType;

/// Between two pings of main content, ms.
const PING_MS: i64 = 10_000;

/// Between two pings in an ad, ms.
const AD_PING_MS: i64 = 1_000;

/// A ping that would come this shortly before the end of an act is left out, ms.
const PING_MARGIN_MS: i64 = 400;

/// How long a jump to another place takes, ms.
const SEEK_MS: i64 = 1_200;

const DAY_MS: i64 = 86_400_000;

/// A player's name, channel, version and User-Agent.
type Device = (&'static str, &'static str, &'static str, &'static str);

const DEVICES: &[Device] = &[
    (
        "html5-player",
        "web",
        "4.2.0",
        "Mozilla/5.0 (X11; Linux x86_64) WebPlayer/4.2.0",
    ),
    (
        "exo-player",
        "android-app",
        "7.1.3",
        "Dalvik/2.1.0 (Linux; U; Android 15) ExampleTV/7.1.3",
    ),
    (
        "av-player",
        "ios-app",
        "7.1.1",
        "ExampleTV/7.1.1 CFNetwork/1568 Darwin/24.0.0",
    ),
    (
        "tv-player",
        "living-room",
        "2.9.4",
        "ExampleTV/2.9.4 (Tizen 8.0; TV)",
    ),
];

/// An event with the moment it is due, in ms since the session began.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    pub(super) due_ms: i64,
    pub(super) body: Map<String, Value>,
}

/// Plays a scenario; the player's User-Agent and its events.
pub(super) fn play(scenario: &Scenario, setting: Setting, random: &mut Rng) -> (String, Vec<Sent>) {
    let turn = setting.seed.wrapping_add(setting.number) % DEVICES.len() as u64;
    let device = DEVICES[usize::try_from(turn).unwrap_or(0)];
    let mut player = Player {
        content: scenario.content,
        start_ts: setting.start_ts,
        now_ms: 0,
        playhead_ms: whole_ms(scenario.content.from),
        playing: false,
        next_ping_ms: 0,
        counts: Counts::default(),
        quality: Quality::default(),
        chapter_end_ms: None,
        random,
        sent: Vec::new(),
    };
    player.open(
        device,
        setting.take,
        scenario.delivery == Delivery::Downloaded,
    );
    for act in scenario.acts {
        player.act(*act);
    }
    (device.3.to_owned(), player.sent)
}

struct Player<'a> {
    content: Content,
    start_ts: i64,
    now_ms: i64,
    /// Of live content: how long it has been watched.
    playhead_ms: i64,
    playing: bool,
    next_ping_ms: i64,
    counts: Counts,
    quality: Quality,
    chapter_end_ms: Option<i64>,
    random: &'a mut Rng,
    sent: Vec<Sent>,
}

/// What the player measures; nothing is reported before the first bitrate is known.
#[derive(Default)]
struct Quality {
    bitrate: Option<u32>,
    dropped: u32,
    time_to_start: i64,
}

impl Player<'_> {
    fn open(&mut self, device: Device, take: u64, downloaded: bool) {
        let content = self.content;
        let (id, name) = match take {
            0 => (content.id.to_owned(), content.name.to_owned()),
            // Two sessions of one run never look like one play that was opened twice.
            _ => (
                format!("{}-{take}", content.id),
                format!("{} #{}", content.name, take + 1),
            ),
        };
        let visitor: String = (0..38)
            .map(|_| char::from(self.random.u8(b'0'..=b'9')))
            .collect();
        let mut params = json!({
            "visitor.marketingCloudUserId": visitor,
            "media.id": id,
            "media.name": name,
            "media.length": healthy::seconds(content.length),
            "media.contentType": content.kind,
            "media.streamType": content.stream,
            "media.playerName": device.0,
            "media.channel": device.1,
            "media.sdkVersion": device.2,
        });
        if content.resume {
            params["media.resume"] = json!(true);
        }
        if downloaded {
            params["media.downloaded"] = json!(true);
        }
        self.send(EventType::SessionStart, &json!({ "params": params }));
        self.quality.time_to_start = self.random.i64(280..900);
        self.now_ms += self.quality.time_to_start;
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Play(length) => self.watch(whole_ms(length)),
            Act::Pause(length) => self.halt(EventType::PauseStart, whole_ms(length)),
            Act::Buffer(length) => self.halt(EventType::BufferStart, whole_ms(length)),
            Act::Seek(to) => self.seek(whole_ms(to)),
            Act::Break(ads) => self.ad_break(ads),
            Act::Chapter(name, length) => self.chapter(name, length),
            Act::ChapterEnd => self.leave_chapter(EventType::ChapterComplete),
            Act::ChapterSkip => {
                let end = self.chapter_end_ms;
                self.leave_chapter(EventType::ChapterSkip);
                self.playhead_ms = end.unwrap_or(self.playhead_ms);
            }
            Act::Bitrate(bitrate) => {
                self.quality.bitrate = Some(bitrate);
                self.send(EventType::BitrateChange, &json!({}));
            }
            Act::Drop(frames) => self.quality.dropped += frames,
            Act::State(name) => self.state(EventType::StateStart, name),
            Act::StateEnd(name) => self.state(EventType::StateEnd, name),
            Act::States(ended, begun) => self.states(ended, begun),
            Act::Error(id) => {
                let qoe = json!({ "media.qoe.errorID": id, "media.qoe.errorSource": "player" });
                self.send(EventType::Error, &json!({ "qoeData": qoe }));
            }
            Act::Complete => self.send(EventType::SessionComplete, &json!({})),
            Act::End => {
                self.now_ms += self.random.i64(5..60);
                self.send(EventType::SessionEnd, &json!({}));
            }
        }
    }

    fn watch(&mut self, length: i64) {
        if !self.playing {
            self.send(EventType::Play, &json!({}));
            self.playing = true;
        }
        self.run(length, PING_MS, true);
    }

    fn halt(&mut self, kind: EventType, length: i64) {
        self.send(kind, &json!({}));
        self.playing = false;
        self.run(length, PING_MS, false);
    }

    fn seek(&mut self, to: i64) {
        self.halt(EventType::PauseStart, SEEK_MS);
        self.playhead_ms = to;
    }

    fn ad_break(&mut self, ads: &[Ad]) {
        let start = self.playhead_ms == whole_ms(self.content.from);
        let name = match (start, self.playhead_ms >= whole_ms(self.content.length)) {
            (true, _) => "pre-roll",
            (_, true) => "post-roll",
            _ => "mid-roll",
        };
        self.send(
            EventType::AdBreakStart,
            &json!({ "params": { "media.ad.podFriendlyName": name } }),
        );
        self.playing = false;
        for ad in ads {
            let length = healthy::seconds(ad.length);
            self.send(
                EventType::AdStart,
                &json!({ "params": { "media.ad.length": length } }),
            );
            let (seen, end) = match ad.left {
                Left::Complete => (ad.length, EventType::AdComplete),
                Left::Skip(after) => (after, EventType::AdSkip),
                Left::Gone(after) => {
                    self.run(whole_ms(after), AD_PING_MS, false);
                    return;
                }
            };
            self.run(whole_ms(seen), AD_PING_MS, false);
            self.send(end, &json!({}));
        }
        self.send(EventType::AdBreakComplete, &json!({}));
    }

    fn chapter(&mut self, name: &str, length: f64) {
        self.leave_chapter(EventType::ChapterComplete);
        let params = json!({
            "media.chapter.length": healthy::seconds(length),
            "media.chapter.friendlyName": name,
        });
        self.send(EventType::ChapterStart, &json!({ "params": params }));
        self.chapter_end_ms = Some(self.playhead_ms + whole_ms(length));
    }

    fn leave_chapter(&mut self, how: EventType) {
        if self.chapter_end_ms.take().is_some() {
            self.send(how, &json!({}));
        }
    }

    fn state(&mut self, kind: EventType, name: &str) {
        self.send(kind, &json!({ "params": { "media.state.name": name } }));
    }

    fn states(&mut self, ended: &[&str], begun: &[&str]) {
        let list = |names: &[&str]| {
            let items: Vec<Value> = names
                .iter()
                .map(|name| json!({ "media.state.name": name }))
                .collect();
            if items.is_empty() {
                Value::Null
            } else {
                Value::from(items)
            }
        };
        let params = json!({ "statesEnd": list(ended), "statesStart": list(begun) });
        self.send(EventType::StatesUpdate, &json!({ "params": params }));
    }

    /// Lets time pass, with a ping whenever one is due; timers are never quite on time.
    fn run(&mut self, length: i64, interval: i64, moving: bool) {
        let end = self.now_ms + length;
        self.next_ping_ms = self.now_ms + interval;
        while self.next_ping_ms < end - PING_MARGIN_MS {
            let late = self.random.i64(0..30);
            self.pass(self.next_ping_ms + late, moving);
            self.send(EventType::Ping, &json!({ "qoeData": self.measured() }));
            self.next_ping_ms += interval;
        }
        self.pass(end, moving);
    }

    fn pass(&mut self, until: i64, moving: bool) {
        if moving {
            self.playhead_ms += until - self.now_ms;
        }
        self.now_ms = until;
    }

    fn measured(&self) -> Value {
        let Some(bitrate) = self.quality.bitrate else {
            return Value::Null;
        };
        json!({
            "media.qoe.bitrate": bitrate,
            "media.qoe.droppedFrames": self.quality.dropped,
            "media.qoe.framesPerSecond": 25,
            "media.qoe.timeToStart": self.quality.time_to_start,
        })
    }

    /// No two events of a session share a `ts`.
    fn send(&mut self, kind: EventType, patch: &Value) {
        if let Some(last) = self.sent.last() {
            self.now_ms = self.now_ms.max(last.due_ms + 1);
        }
        self.counts.note(kind);
        let ts = self.start_ts.saturating_add(self.now_ms);
        let event = healthy::event(kind, ts, self.playhead(), self.counts);
        let mut event = Value::Object(event);
        if kind == EventType::BitrateChange {
            healthy::merge(&mut event, &json!({ "qoeData": self.measured() }));
        }
        healthy::merge(&mut event, patch);
        if let Value::Object(body) = event {
            self.sent.push(Sent {
                due_ms: self.now_ms,
                body,
            });
        }
    }

    /// The playhead as sent, s: of live content the second of the day at the start and what was watched.
    fn playhead(&self) -> f64 {
        let ms = if self.is_live() {
            self.start_ts
                .saturating_add(self.playhead_ms)
                .rem_euclid(DAY_MS)
        } else {
            self.playhead_ms
        };
        #[expect(clippy::cast_precision_loss, reason = "some days in ms fit a double")]
        let seconds = ms as f64 / 1000.0;
        seconds
    }

    fn is_live(&self) -> bool {
        ["live", "linear"].contains(&self.content.kind)
    }
}

fn whole_ms(seconds: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "lengths of a scenario, hours at most"
    )]
    let ms = (seconds * 1000.0).round() as i64;
    ms
}
