//! The public pages that rules cite.

/// Endpoints, status codes, the body's shape.
pub const OVERVIEW: &str = "Media Collection API overview, https://developer.adobe.com/analytics-collection-apis/methods/media-collection/";
/// The sessions endpoint.
pub const SESSIONS: &str = "Sessions endpoint, https://developer.adobe.com/analytics-collection-apis/methods/media-collection/sessions";
/// The events endpoint and the event types.
pub const EVENTS: &str = "Events endpoint, https://developer.adobe.com/analytics-collection-apis/methods/media-collection/events";
/// Keys, types, required or not, schemas.
pub const PARAMETERS: &str = "Request parameters, https://developer.adobe.com/analytics-collection-apis/methods/media-collection/parameters";
/// Request type, session ids, pings, quality, time-outs, order, queues.
pub const IMPLEMENTATION: &str = "Implementation guide, https://developer.adobe.com/analytics-collection-apis/methods/media-collection/implementation";
/// Custom metadata.
pub const CUSTOM_METADATA: &str = "Custom metadata, https://developer.adobe.com/analytics-collection-apis/methods/media-collection/custom-metadata";
/// The older guide: event types and what each stands for.
pub const GUIDE_EVENT_TYPES: &str = "Event types and descriptions, https://experienceleague.adobe.com/en/docs/media-analytics/using/implementation/analytics-only/streaming-media-apis/mc-api-ref/mc-api-event-types";
/// The older guide: a table of parameters.
pub const GUIDE_PARAMETERS: &str = "Streaming media request parameters, https://experienceleague.adobe.com/en/docs/media-analytics/using/implementation/analytics-only/streaming-media-apis/mc-api-ref/mc-api-req-params";
/// The older guide: validation schemas.
pub const GUIDE_VALIDATION: &str = "JSON validation schemas, https://experienceleague.adobe.com/en/docs/media-analytics/using/implementation/analytics-only/streaming-media-apis/mc-api-ref/mc-api-json-validation";
/// The older guide: pings.
pub const GUIDE_PINGS: &str = "Sending ping events, https://experienceleague.adobe.com/en/docs/media-analytics/using/implementation/analytics-only/streaming-media-apis/mc-api-impl/mc-api-sed-pings";
/// The older guide: order of events.
pub const GUIDE_ORDER: &str = "Controlling the order of events, https://experienceleague.adobe.com/en/docs/media-analytics/using/implementation/analytics-only/streaming-media-apis/mc-api-impl/mc-api-ctrl-order";
/// The older guide: time-outs.
pub const GUIDE_TIMEOUT: &str = "Timeout conditions, https://experienceleague.adobe.com/en/docs/media-analytics/using/implementation/analytics-only/streaming-media-apis/mc-api-impl/mc-api-timeout";
/// The older guide: a session with pre-roll and mid-roll, event by event.
pub const GUIDE_TIMELINE: &str = "Timeline 1, view to end of content, https://experienceleague.adobe.com/en/docs/media-analytics/using/implementation/analytics-only/streaming-media-apis/mc-api-timelines/mc-api-timeline-1";
/// Parameters and metrics of the content.
pub const CONTENT: &str = "Audio and video parameters, https://experienceleague.adobe.com/en/docs/media-analytics/using/implementation/variables/audio-video-parameters";
/// Parameters and metrics of ads.
pub const ADS: &str = "Ad parameters, https://experienceleague.adobe.com/en/docs/media-analytics/using/implementation/variables/ad-parameters";
/// Parameters and metrics of chapters.
pub const CHAPTERS: &str = "Chapter parameters, https://experienceleague.adobe.com/en/docs/media-analytics/using/implementation/variables/chapter-parameters";
/// Parameters and metrics of quality.
pub const QUALITY: &str = "Quality parameters, https://experienceleague.adobe.com/en/docs/media-analytics/using/implementation/variables/quality-parameters";
/// Parameters and metrics of player states.
pub const STATES: &str = "Player state parameters, https://experienceleague.adobe.com/en/docs/media-analytics/using/implementation/variables/player-state-parameters";
/// Downloaded content.
pub const DOWNLOADED: &str = "Track downloaded content, https://experienceleague.adobe.com/en/docs/media-analytics/using/media-use-cases/track-downloaded-content";
/// The neighbouring protocol, Media Edge.
pub const MEDIA_EDGE: &str =
    "Media Edge API, https://developer.adobe.com/data-collection-apis/docs/api/media-edge";
/// How a browser lets a page read an answer's headers.
pub const CORS: &str = "Access-Control-Expose-Headers, https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Access-Control-Expose-Headers";
/// JSON itself.
pub const JSON: &str = "RFC 8259, The JavaScript Object Notation Data Interchange Format, https://www.rfc-editor.org/rfc/rfc8259";
