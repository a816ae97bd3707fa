//! What an event may hold: one table, from which both the judge and the JSON schemas are made.

use crate::wire::EventType;

/// One member of an event.
#[derive(Debug)]
pub(super) struct Member {
    /// Its key.
    pub(super) key: &'static str,
    /// What its value must be.
    pub(super) kind: Kind,
    /// The types of event that must carry it.
    pub(super) required: On,
    /// The types of event that may carry it.
    pub(super) allowed: On,
    /// What it stands for.
    pub(super) meaning: &'static str,
}

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A string.
    Text,
    /// A string that names a player state.
    StateName,
    /// A number.
    Number,
    /// A whole number by value.
    Integer,
    /// A whole number within ±2^53.
    Time,
    /// `true` or `false`.
    Flag,
    /// An object of any shape.
    Object,
    /// An array of objects that hold a state name.
    States,
    /// The name of the event's type.
    EventType,
    /// The object of [`PLAYER_TIME`].
    PlayerTime,
    /// The object of [`PARAMS`].
    Params,
    /// The object of [`QUALITY`].
    Quality,
    /// The object of free text by name.
    Custom,
}

impl Kind {
    /// The JSON type, as a schema names it.
    pub(super) fn json_type(self) -> &'static str {
        match self {
            Kind::Text | Kind::StateName | Kind::EventType => "string",
            Kind::Number => "number",
            Kind::Integer | Kind::Time => "integer",
            Kind::Flag => "boolean",
            Kind::States => "array",
            Kind::Object | Kind::PlayerTime | Kind::Params | Kind::Quality | Kind::Custom => {
                "object"
            }
        }
    }
}

/// A set of event types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct On(u32);

impl On {
    const fn of(kinds: &[EventType]) -> On {
        let (mut set, mut index) = (0, 0);
        while index < kinds.len() {
            set |= 1 << kinds[index] as u32;
            index += 1;
        }
        On(set)
    }

    const fn and(self, other: On) -> On {
        On(self.0 | other.0)
    }

    /// Whether a type is in the set.
    pub(super) fn has(self, kind: EventType) -> bool {
        self.0 & (1 << kind as u32) != 0
    }

    /// The types in the set.
    pub(super) fn kinds(self) -> impl Iterator<Item = EventType> {
        EventType::ALL
            .iter()
            .copied()
            .filter(move |kind| self.has(*kind))
    }
}

const NONE: On = On(0);
/// Every type.
pub(super) const EVERY: On = On::of(EventType::ALL);
const SESSION: On = On::of(&[EventType::SessionStart]);
const BREAK: On = On::of(&[EventType::AdBreakStart]);
const AD: On = On::of(&[EventType::AdStart]);
const CHAPTER: On = On::of(&[EventType::ChapterStart]);
const STATE: On = On::of(&[EventType::StateStart, EventType::StateEnd]);
const STATES: On = On::of(&[EventType::StatesUpdate]);

const fn member(
    key: &'static str,
    kind: Kind,
    required: On,
    optional: On,
    meaning: &'static str,
) -> Member {
    let allowed = required.and(optional);
    Member {
        key,
        kind,
        required,
        allowed,
        meaning,
    }
}

/// A key of `customMetadata`, as a schema writes it.
pub(super) const CUSTOM_KEY: &str = r"^[a-zA-Z0-9_\.]+$";
/// The name of a player state, as a schema writes it.
pub(super) const STATE_NAME: &str = r"^[a-zA-Z0-9_.]{1,64}$";

/// Whether a text is a key that `customMetadata` may have.
pub(super) fn is_custom_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(is_name_byte)
}

/// Whether a text can name a player state.
pub(super) fn is_state_name(name: &str) -> bool {
    is_custom_key(name) && name.len() <= 64
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.'
}

/// The member of a key, in one of the tables below (they are in order of key).
pub(super) fn find(members: &'static [Member], key: &str) -> Option<(usize, &'static Member)> {
    let place = members
        .binary_search_by(|member| member.key.cmp(key))
        .ok()?;
    Some((place, &members[place]))
}

/// The keys of `params` that a type must carry as a string.
pub(super) fn required_texts(kind: EventType) -> impl Iterator<Item = &'static str> {
    let text = |member: &&Member| matches!(member.kind, Kind::Text | Kind::StateName);
    PARAMS
        .iter()
        .filter(text)
        .filter(move |member| member.required.has(kind))
        .map(|member| member.key)
}

/// The members of an event.
pub(super) static ROOT: &[Member] = &[
    member(
        "customMetadata",
        Kind::Custom,
        NONE,
        EVERY,
        "Your own metadata, text by name.",
    ),
    member("eventType", Kind::EventType, EVERY, NONE, "What happened."),
    member(
        "params",
        Kind::Params,
        SESSION
            .and(BREAK)
            .and(AD)
            .and(CHAPTER)
            .and(STATE)
            .and(STATES),
        EVERY,
        "What the event type carries.",
    ),
    member(
        "playerTime",
        Kind::PlayerTime,
        EVERY,
        NONE,
        "When the event happened.",
    ),
    member(
        "qoeData",
        Kind::Quality,
        NONE,
        EVERY,
        "Quality of experience.",
    ),
];

/// The members of `playerTime`.
pub(super) static PLAYER_TIME: &[Member] = &[
    member(
        "playhead",
        Kind::Number,
        EVERY,
        NONE,
        "Position in the content, in seconds; for live content the second of the day.",
    ),
    member(
        "ts",
        Kind::Time,
        EVERY,
        NONE,
        "The client's clock, in milliseconds since 1970, UTC.",
    ),
];

/// The members of `params`.
pub(super) static PARAMS: &[Member] = &[
    member(
        "analytics.aid",
        Kind::Text,
        NONE,
        SESSION,
        "Analytics' old visitor id (AID).",
    ),
    member(
        "analytics.enableSSL",
        Kind::Flag,
        NONE,
        SESSION,
        "Whether the data travels over HTTPS.",
    ),
    member(
        "analytics.optOutServerSideForwarding",
        Kind::Flag,
        NONE,
        SESSION,
        "The user opted out of server-side forwarding.",
    ),
    member(
        "analytics.optOutShare",
        Kind::Flag,
        NONE,
        SESSION,
        "The user opted out of federated sharing.",
    ),
    member(
        "analytics.reportSuite",
        Kind::Text,
        SESSION,
        NONE,
        "Report suite that the data goes to.",
    ),
    member(
        "analytics.trackingServer",
        Kind::Text,
        SESSION,
        NONE,
        "Host name of the Analytics tracking server.",
    ),
    member(
        "analytics.visitorId",
        Kind::Text,
        NONE,
        SESSION,
        "A visitor id of your own (VID).",
    ),
    member(
        "appInstallationId",
        Kind::Text,
        NONE,
        SESSION,
        "Id of this installation of the app, kept for its life.",
    ),
    member("media.ad.advertiser", Kind::Text, NONE, AD, "Advertiser."),
    member("media.ad.campaignId", Kind::Text, NONE, AD, "Campaign."),
    member("media.ad.creativeId", Kind::Text, NONE, AD, "Creative."),
    member(
        "media.ad.creativeURL",
        Kind::Text,
        NONE,
        AD,
        "Address of the creative.",
    ),
    member("media.ad.id", Kind::Text, AD, NONE, "Id of the ad."),
    member(
        "media.ad.length",
        Kind::Number,
        AD,
        NONE,
        "Length of the ad, in seconds.",
    ),
    member("media.ad.name", Kind::Text, NONE, AD, "Title of the ad."),
    member("media.ad.placementId", Kind::Text, NONE, AD, "Placement."),
    member(
        "media.ad.playerName",
        Kind::Text,
        AD,
        NONE,
        "Name of the player that shows the ad.",
    ),
    member(
        "media.ad.podFriendlyName",
        Kind::Text,
        NONE,
        BREAK.and(AD),
        "Name of the ad break.",
    ),
    member(
        "media.ad.podIndex",
        Kind::Integer,
        BREAK,
        NONE,
        "Index of the ad break in the session.",
    ),
    member(
        "media.ad.podPosition",
        Kind::Integer,
        AD,
        NONE,
        "Place of the ad in its break, from 1.",
    ),
    member(
        "media.ad.podSecond",
        Kind::Number,
        BREAK,
        NONE,
        "Playhead at which the ad break starts, in seconds.",
    ),
    member("media.ad.siteId", Kind::Text, NONE, AD, "Site of the ad."),
    member(
        "media.adLoad",
        Kind::Text,
        NONE,
        SESSION,
        "How ads are loaded.",
    ),
    member("media.album", Kind::Text, NONE, SESSION, "Album."),
    member("media.artist", Kind::Text, NONE, SESSION, "Artist."),
    member(
        "media.assetId",
        Kind::Text,
        NONE,
        SESSION,
        "Id of the asset (EIDR, Gracenote, …).",
    ),
    member(
        "media.author",
        Kind::Text,
        NONE,
        SESSION,
        "Author of an audiobook.",
    ),
    member(
        "media.channel",
        Kind::Text,
        SESSION,
        NONE,
        "Where it is distributed: site, app, channel.",
    ),
    member(
        "media.chapter.friendlyName",
        Kind::Text,
        NONE,
        CHAPTER,
        "Title of the chapter.",
    ),
    member(
        "media.chapter.index",
        Kind::Integer,
        CHAPTER,
        NONE,
        "Index of the chapter.",
    ),
    member(
        "media.chapter.length",
        Kind::Number,
        CHAPTER,
        NONE,
        "Length of the chapter, in seconds.",
    ),
    member(
        "media.chapter.offset",
        Kind::Number,
        CHAPTER,
        NONE,
        "Playhead at which the chapter starts, in seconds.",
    ),
    member(
        "media.contentType",
        Kind::Text,
        SESSION,
        NONE,
        "Kind of content: vod, live, linear, podcast, …",
    ),
    member(
        "media.dayPart",
        Kind::Text,
        NONE,
        SESSION,
        "Part of the day of the broadcast.",
    ),
    member(
        "media.downloaded",
        Kind::Flag,
        NONE,
        SESSION,
        "Downloaded content, played offline.",
    ),
    member(
        "media.episode",
        Kind::Text,
        NONE,
        SESSION,
        "Episode of the season.",
    ),
    member("media.feed", Kind::Text, NONE, SESSION, "Feed, as West-HD."),
    member(
        "media.firstAirDate",
        Kind::Text,
        NONE,
        SESSION,
        "Day of the first broadcast.",
    ),
    member(
        "media.firstDigitalDate",
        Kind::Text,
        NONE,
        SESSION,
        "Day of the first digital release.",
    ),
    member("media.genre", Kind::Text, NONE, SESSION, "Genre."),
    member("media.id", Kind::Text, SESSION, NONE, "Id of the content."),
    member("media.label", Kind::Text, NONE, SESSION, "Record label."),
    member(
        "media.length",
        Kind::Number,
        SESSION,
        NONE,
        "Length of the content, in seconds.",
    ),
    member(
        "media.libraryVersion",
        Kind::Text,
        NONE,
        SESSION,
        "Version of the tracking library.",
    ),
    member(
        "media.name",
        Kind::Text,
        NONE,
        SESSION,
        "Title of the content.",
    ),
    member("media.network", Kind::Text, NONE, SESSION, "Network."),
    member("media.originator", Kind::Text, NONE, SESSION, "Creator."),
    member(
        "media.pass.auth",
        Kind::Text,
        NONE,
        SESSION,
        "\"true\" when the viewer is authorised; else absent.",
    ),
    member(
        "media.pass.mvpd",
        Kind::Text,
        NONE,
        SESSION,
        "TV provider that signed the viewer in.",
    ),
    member(
        "media.playerName",
        Kind::Text,
        SESSION,
        NONE,
        "Name of the player that shows the content.",
    ),
    member("media.publisher", Kind::Text, NONE, SESSION, "Publisher."),
    member("media.rating", Kind::Text, NONE, SESSION, "Age rating."),
    member(
        "media.resume",
        Kind::Flag,
        NONE,
        SESSION,
        "A session that was closed goes on.",
    ),
    member(
        "media.sdkVersion",
        Kind::Text,
        NONE,
        SESSION,
        "Version of the app or player.",
    ),
    member(
        "media.season",
        Kind::Text,
        NONE,
        SESSION,
        "Season of the series.",
    ),
    member("media.show", Kind::Text, NONE, SESSION, "Series."),
    member(
        "media.showType",
        Kind::Text,
        NONE,
        SESSION,
        "\"0\" full episode, \"1\" preview, \"2\" clip, \"3\" other.",
    ),
    member(
        "media.state.name",
        Kind::StateName,
        STATE,
        NONE,
        "Name of the player state.",
    ),
    member("media.station", Kind::Text, NONE, SESSION, "Radio station."),
    member(
        "media.streamFormat",
        Kind::Text,
        NONE,
        SESSION,
        "Stream format, as HD.",
    ),
    member(
        "media.streamType",
        Kind::Text,
        NONE,
        SESSION,
        "video or audio.",
    ),
    member(
        "statesEnd",
        Kind::States,
        NONE,
        STATES,
        "Player states that end.",
    ),
    member(
        "statesStart",
        Kind::States,
        NONE,
        STATES,
        "Player states that begin.",
    ),
    member(
        "visitor.aamLocationHint",
        Kind::Integer,
        NONE,
        SESSION,
        "Audience Manager region.",
    ),
    member(
        "visitor.customerIDs",
        Kind::Object,
        NONE,
        SESSION,
        "Declared ids of the customer, by name.",
    ),
    member(
        "visitor.marketingCloudOrgId",
        Kind::Text,
        SESSION,
        NONE,
        "Organisation id: 24 hex digits and @AdobeOrg.",
    ),
    member(
        "visitor.marketingCloudUserId",
        Kind::Text,
        NONE,
        SESSION,
        "Experience Cloud visitor id (ECID).",
    ),
];

/// The members of `qoeData`.
pub(super) static QUALITY: &[Member] = &[
    member(
        "media.qoe.bitrate",
        Kind::Integer,
        NONE,
        EVERY,
        "Bitrate now.",
    ),
    member(
        "media.qoe.droppedFrames",
        Kind::Integer,
        NONE,
        EVERY,
        "Frames dropped so far: a running total.",
    ),
    member(
        "media.qoe.errorID",
        Kind::Text,
        NONE,
        EVERY,
        "Id of an error.",
    ),
    member(
        "media.qoe.errorSource",
        Kind::Text,
        NONE,
        EVERY,
        "player or external.",
    ),
    member(
        "media.qoe.framesPerSecond",
        Kind::Integer,
        NONE,
        EVERY,
        "Frame rate now.",
    ),
    member(
        "media.qoe.timeToStart",
        Kind::Integer,
        NONE,
        EVERY,
        "From the wish to play to the first frame, in milliseconds.",
    ),
];

/// The members of an item of `statesStart` and `statesEnd`.
pub(super) static STATE_ITEM: &[Member] = &[member(
    "media.state.name",
    Kind::StateName,
    EVERY,
    NONE,
    "Name of the player state.",
)];
