//! A full, healthy event of each type, to be changed where a script or a scenario wants something else.

use serde_json::{Map, Value, json};

use crate::wire::EventType;

/// An organisation id of the right shape.
pub const ORG_ID: &str = "5A1B2C3D4E5F60718293A4B5@AdobeOrg";

/// A visitor id of the right shape: 38 digits.
pub const VISITOR_ID: &str = "41093812650573148692041175536780216490";

/// How often things happened so far in a session, so that what comes next can be numbered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Ad breaks begun.
    pub breaks: u32,
    /// Ads begun in the break that was begun last.
    pub ads: u32,
    /// Chapters begun.
    pub chapters: u32,
}

impl Counts {
    /// Takes the next event into account; call it before [`event`].
    pub fn note(&mut self, kind: EventType) {
        match kind {
            EventType::SessionStart => *self = Counts::default(),
            EventType::AdBreakStart => {
                self.breaks += 1;
                self.ads = 0;
            }
            EventType::AdStart => self.ads += 1,
            EventType::ChapterStart => self.chapters += 1,
            _ => {}
        }
    }
}

/// The event of a type as a careful player would send it: every required parameter, the usual others.
///
/// `ts` is in ms since the Unix epoch, `playhead` in seconds.
pub fn event(kind: EventType, ts: i64, playhead: f64, counts: Counts) -> Map<String, Value> {
    let mut event = bare(kind.name(), ts, playhead);
    if let Some(params) = params(kind, playhead, counts) {
        event.insert("params".to_owned(), params);
    }
    if let Some(qoe) = qoe(kind) {
        event.insert("qoeData".to_owned(), qoe);
    }
    event
}

/// An event of any type, known or not, with what every event carries.
pub fn bare(kind: &str, ts: i64, playhead: f64) -> Map<String, Value> {
    let mut event = Map::new();
    event.insert(
        "playerTime".to_owned(),
        json!({ "playhead": seconds(playhead), "ts": ts }),
    );
    event.insert("eventType".to_owned(), json!(kind));
    event
}

fn params(kind: EventType, playhead: f64, counts: Counts) -> Option<Value> {
    let params = match kind {
        EventType::SessionStart => json!({
            "analytics.trackingServer": "metrics.example.com",
            "analytics.reportSuite": "example.media",
            "visitor.marketingCloudOrgId": ORG_ID,
            "visitor.marketingCloudUserId": VISITOR_ID,
            "media.id": "night-101",
            "media.name": "The Long Night",
            "media.length": 600,
            "media.contentType": "vod",
            "media.streamType": "video",
            "media.playerName": "html5-player",
            "media.channel": "web",
            "media.sdkVersion": "4.2.0",
        }),
        EventType::AdBreakStart => json!({
            "media.ad.podFriendlyName": format!("break {}", counts.breaks),
            "media.ad.podIndex": counts.breaks,
            "media.ad.podSecond": seconds(playhead),
        }),
        EventType::AdStart => json!({
            "media.ad.id": format!("ad-{}-{}", counts.breaks, counts.ads),
            "media.ad.name": format!("Spot {} of break {}", counts.ads, counts.breaks),
            "media.ad.length": 15,
            "media.ad.podPosition": counts.ads,
            "media.ad.playerName": "html5-player",
        }),
        EventType::ChapterStart => json!({
            "media.chapter.index": counts.chapters,
            "media.chapter.offset": seconds(playhead),
            "media.chapter.length": 60,
            "media.chapter.friendlyName": format!("Chapter {}", counts.chapters),
        }),
        EventType::StateStart | EventType::StateEnd => json!({ "media.state.name": "fullscreen" }),
        EventType::StatesUpdate => json!({ "statesStart": [{ "media.state.name": "fullscreen" }] }),
        _ => return None,
    };
    Some(params)
}

fn qoe(kind: EventType) -> Option<Value> {
    match kind {
        EventType::BitrateChange => Some(json!({ "media.qoe.bitrate": 3_200_000 })),
        EventType::Error => Some(json!({
            "media.qoe.errorID": "decode-3016",
            "media.qoe.errorSource": "player",
        })),
        _ => None,
    }
}

/// A number of seconds as players write it: whole ones without a fraction.
pub fn seconds(value: f64) -> Value {
    const EXACT: f64 = 9.0e15;
    if value.fract() == 0.0 && value.abs() < EXACT {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a whole number that a double holds exactly"
        )]
        let whole = value as i64;
        json!(whole)
    } else {
        json!(value)
    }
}

/// The event as JSON text, its members in the order of the protocol's documentation.
pub fn text(event: &Map<String, Value>) -> String {
    const ORDER: [&str; 5] = [
        "playerTime",
        "eventType",
        "params",
        "qoeData",
        "customMetadata",
    ];
    let known = ORDER.iter().filter_map(|key| event.get_key_value(*key));
    let others = event
        .iter()
        .filter(|(key, _)| !ORDER.contains(&key.as_str()));
    let members: Vec<String> = known
        .chain(others)
        .map(|(key, value)| format!("{}:{value}", Value::from(key.as_str())))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// Applies a merge patch (RFC 7396): objects are merged, null removes, anything else replaces.
pub fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        target.clone_from(patch);
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(members) = target else {
        return;
    };
    for (key, value) in patch {
        if value.is_null() {
            members.remove(key);
        } else {
            merge(members.entry(key.as_str()).or_insert(Value::Null), value);
        }
    }
}
