//! What the model computes with: the right-typed values of one event, without its text.
//!
//! A value of another type than the protocol's is absent here. That makes decoding total: a faulty
//! event still has a place on the timeline, and its faults are told by the schema.

mod room;

use room::{Amount, Whole};

use super::EventType;
use super::json::{Object, Value};

/// One event, decoded.
///
/// A capture keeps millions of them: what may be absent takes no more room than what it would be.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its type.
    pub kind: EventType,
    ts: Whole,
    playhead: Whole,
    details: Option<Box<Details>>,
    /// `qoeData`, when it carries at least one known value.
    pub qoe: Option<Box<Qoe>>,
}

/// A length or position in content, in µs: compared as integers so that equal means equal.
pub type Micros = i64;

/// The parameters that only some types of event carry.
#[derive(Debug, Clone, PartialEq)]
pub enum Details {
    /// Nothing that the model needs.
    None,
    /// sessionStart.
    Start(Box<Start>),
    /// adBreakStart.
    Break(Break),
    /// adStart.
    Ad(Ad),
    /// chapterStart.
    Chapter(Chapter),
    /// stateStart and stateEnd: `media.state.name` as sent.
    State(Box<str>),
    /// statesUpdate.
    States(States),
}

/// The parameters of a sessionStart that the model or the rules across events need.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Start {
    /// `media.id`.
    pub media_id: Option<Box<str>>,
    /// `media.name`.
    pub name: Option<Box<str>>,
    /// `media.length`, µs.
    pub length: Option<Micros>,
    /// `media.contentType` as sent.
    pub content_type: Option<Box<str>>,
    /// `media.streamType` as sent.
    pub stream_type: Option<Box<str>>,
    /// `media.playerName`.
    pub player: Option<Box<str>>,
    /// `media.channel`.
    pub channel: Option<Box<str>>,
    /// `media.sdkVersion`.
    pub sdk_version: Option<Box<str>>,
    /// `media.resume`.
    pub resume: Option<bool>,
    /// `media.downloaded`.
    pub downloaded: Option<bool>,
    /// `media.pass.auth` as sent.
    pub pass_auth: Option<Box<str>>,
}

impl Start {
    /// Live or linear content: its playhead is a clock (second of the day).
    pub fn is_live(&self) -> bool {
        self.content_type.as_deref().is_some_and(|kind| {
            kind.eq_ignore_ascii_case("live") || kind.eq_ignore_ascii_case("linear")
        })
    }
}

/// The parameters of an adBreakStart.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Break {
    /// `media.ad.podIndex`; an integer by value.
    pub pod_index: Option<f64>,
    /// `media.ad.podSecond`, µs.
    pub pod_second: Option<Micros>,
}

/// The parameters of an adStart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ad {
    /// `media.ad.id`.
    pub id: Option<Box<str>>,
    /// `media.ad.name`.
    pub name: Option<Box<str>>,
    /// `media.ad.length`, µs.
    pub length: Option<Micros>,
    /// `media.ad.podPosition`; an integer by value.
    pub pod_position: Option<f64>,
}

/// The parameters of a chapterStart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chapter {
    /// `media.chapter.index`; an integer by value.
    pub index: Option<f64>,
    /// `media.chapter.offset`, µs.
    pub offset: Option<Micros>,
    /// `media.chapter.length`, µs.
    pub length: Option<Micros>,
    /// `media.chapter.friendlyName`.
    pub name: Option<Box<str>>,
}

/// The state names of a statesUpdate, as sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct States {
    /// States that begin.
    pub start: Vec<Box<str>>,
    /// States that end.
    pub end: Vec<Box<str>>,
}

/// The quality of experience that an event reports.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Qoe {
    bitrate: Amount,
    dropped_frames: Amount,
    frame_rate: Amount,
    time_to_start: Amount,
    /// What is told of an error; few events carry one.
    pub error: Option<Box<Failure>>,
}

/// The error that an event tells of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Failure {
    /// `media.qoe.errorID`.
    pub id: Option<Box<str>>,
    /// `media.qoe.errorSource`.
    pub source: Option<Box<str>>,
}

impl Qoe {
    /// The four numbers: bitrate, dropped frames, frames per second, time to start.
    pub fn of(numbers: [Option<f64>; 4], error: Option<Failure>) -> Self {
        let [bitrate, dropped_frames, frame_rate, time_to_start] = numbers.map(Amount::from);
        Qoe {
            bitrate,
            dropped_frames,
            frame_rate,
            time_to_start,
            error: error.map(Box::new),
        }
    }

    /// `media.qoe.bitrate`, unit as sent; an integer by value.
    pub fn bitrate(&self) -> Option<f64> {
        self.bitrate.get()
    }

    /// `media.qoe.droppedFrames`: a running total.
    pub fn dropped_frames(&self) -> Option<f64> {
        self.dropped_frames.get()
    }

    /// `media.qoe.framesPerSecond`.
    pub fn frame_rate(&self) -> Option<f64> {
        self.frame_rate.get()
    }

    /// `media.qoe.timeToStart`, ms.
    pub fn time_to_start(&self) -> Option<f64> {
        self.time_to_start.get()
    }

    /// `media.qoe.errorID`.
    pub fn error_id(&self) -> Option<&str> {
        self.error.as_ref()?.id.as_deref()
    }

    /// `media.qoe.errorSource`.
    pub fn error_source(&self) -> Option<&str> {
        self.error.as_ref()?.source.as_deref()
    }
}

/// Seconds of content as whole µs: half away from zero, clamped to ±10^12 s.
pub fn micros(seconds: f64) -> Micros {
    const EDGE: f64 = 1e18;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "clamped to a range that an i64 holds"
    )]
    let micros = (seconds * 1e6).round().clamp(-EDGE, EDGE) as i64;
    micros
}

impl Event {
    /// Takes what the model needs out of an event's JSON; `None` when its `eventType` is unknown.
    pub fn decode(root: &Object<'_>) -> Option<Self> {
        let kind = EventType::parse(root.get("eventType")?.as_str()?)?;
        let empty = Object::default();
        let object = |key| root.get(key).and_then(Value::as_object).unwrap_or(&empty);
        let (time, params, qoe) = (object("playerTime"), object("params"), object("qoeData"));
        let ts = time.get("ts").and_then(Value::as_timestamp);
        let event = Event::new(kind, ts, seconds(time, "playhead"));
        Some(event.with(details(kind, params), decode_qoe(qoe)))
    }

    /// An event that tells nothing but where it stands: its `ts` in ms, its playhead in µs.
    pub fn new(kind: EventType, ts: Option<i64>, playhead: Option<Micros>) -> Self {
        Event {
            kind,
            ts: ts.into(),
            playhead: playhead.into(),
            details: None,
            qoe: None,
        }
    }

    /// The same with what else it tells.
    #[must_use]
    pub fn with(self, details: Details, qoe: Option<Qoe>) -> Self {
        Event {
            details: (details != Details::None).then(|| Box::new(details)),
            qoe: qoe.map(Box::new),
            ..self
        }
    }

    /// Puts it somewhere else: its `ts` in ms, its playhead in µs.
    pub fn move_to(&mut self, ts: Option<i64>, playhead: Option<Micros>) {
        (self.ts, self.playhead) = (ts.into(), playhead.into());
    }

    /// `playerTime.ts`: the client's clock, in ms since the Unix epoch; within ±2^53.
    pub fn ts(&self) -> Option<i64> {
        self.ts.get()
    }

    /// `playerTime.playhead`, in µs of content.
    pub fn playhead(&self) -> Option<Micros> {
        self.playhead.get()
    }

    /// What only this type of event carries.
    pub fn details(&self) -> &Details {
        self.details.as_deref().unwrap_or(&Details::None)
    }

    /// The parameters of a sessionStart.
    pub fn start(&self) -> Option<&Start> {
        match self.details() {
            Details::Start(start) => Some(start),
            _ => None,
        }
    }
}

fn details(kind: EventType, params: &Object<'_>) -> Details {
    match kind {
        EventType::SessionStart => Details::Start(Box::new(Start {
            media_id: text(params, "media.id"),
            name: text(params, "media.name"),
            length: seconds(params, "media.length"),
            content_type: text(params, "media.contentType"),
            stream_type: text(params, "media.streamType"),
            player: text(params, "media.playerName"),
            channel: text(params, "media.channel"),
            sdk_version: text(params, "media.sdkVersion"),
            resume: params.get("media.resume").and_then(Value::as_bool),
            downloaded: params.get("media.downloaded").and_then(Value::as_bool),
            pass_auth: text(params, "media.pass.auth"),
        })),
        EventType::AdBreakStart => Details::Break(Break {
            pod_index: integer(params, "media.ad.podIndex"),
            pod_second: seconds(params, "media.ad.podSecond"),
        }),
        EventType::AdStart => Details::Ad(Ad {
            id: text(params, "media.ad.id"),
            name: text(params, "media.ad.name"),
            length: seconds(params, "media.ad.length"),
            pod_position: integer(params, "media.ad.podPosition"),
        }),
        EventType::ChapterStart => Details::Chapter(Chapter {
            index: integer(params, "media.chapter.index"),
            offset: seconds(params, "media.chapter.offset"),
            length: seconds(params, "media.chapter.length"),
            name: text(params, "media.chapter.friendlyName"),
        }),
        EventType::StateStart | EventType::StateEnd => {
            text(params, "media.state.name").map_or(Details::None, Details::State)
        }
        EventType::StatesUpdate => Details::States(States {
            start: names(params, "statesStart"),
            end: names(params, "statesEnd"),
        }),
        _ => Details::None,
    }
}

fn names(params: &Object<'_>, key: &str) -> Vec<Box<str>> {
    let items = params.get(key).and_then(Value::as_list).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| text(item.as_object()?, "media.state.name"))
        .collect()
}

fn decode_qoe(qoe: &Object<'_>) -> Option<Qoe> {
    let failure = Failure {
        id: text(qoe, "media.qoe.errorID"),
        source: text(qoe, "media.qoe.errorSource"),
    };
    let numbers = [
        "media.qoe.bitrate",
        "media.qoe.droppedFrames",
        "media.qoe.framesPerSecond",
        "media.qoe.timeToStart",
    ];
    let told = (failure != Failure::default()).then_some(failure);
    let decoded = Qoe::of(numbers.map(|key| integer(qoe, key)), told);
    (decoded != Qoe::default()).then_some(decoded)
}

fn text(object: &Object<'_>, key: &str) -> Option<Box<str>> {
    object.get(key).and_then(Value::as_str).map(Into::into)
}

fn seconds(object: &Object<'_>, key: &str) -> Option<Micros> {
    object.get(key).and_then(Value::as_f64).map(micros)
}

fn integer(object: &Object<'_>, key: &str) -> Option<f64> {
    object.get(key).and_then(Value::as_integer)
}
