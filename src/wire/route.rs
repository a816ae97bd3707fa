//! Which call of the Collection API a request's target is, and what a miss was meant to be.

use std::borrow::Cow;

/// A target, read. Any path prefix, doubled slashes, a trailing slash and a query are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route<'a> {
    /// `/api/v1/sessions`: opens a session.
    Sessions,
    /// `/api/v1/sessions/{sid}/events`: one event of a session.
    Events(Cow<'a, str>),
    /// `/api/v1/downloaded`: a batch.
    Downloaded,
    /// `/api/v1/schemas/{eventType}`.
    Schema(Cow<'a, str>),
    /// No call of the Collection API.
    Other,
}

impl<'a> Route<'a> {
    /// Reads a request's target (path and query as sent).
    ///
    /// Session ids and event types are taken as they stand: no client escapes them.
    pub fn of(target: &'a str) -> Self {
        match last_segments(path(target)) {
            [_, _, "api", "v1", "sessions"] => Route::Sessions,
            ["api", "v1", "sessions", sid, "events"] => Route::Events(Cow::Borrowed(sid)),
            [_, _, "api", "v1", "downloaded"] => Route::Downloaded,
            [_, "api", "v1", "schemas", kind] => Route::Schema(Cow::Borrowed(kind)),
            _ => Route::Other,
        }
    }

    /// A path that takes events: anything but a schema's and unknown ones.
    pub fn is_collection(&self) -> bool {
        matches!(self, Route::Sessions | Route::Events(_) | Route::Downloaded)
    }
}

/// The path of a target: without query and fragment.
pub fn path(target: &str) -> &str {
    let end = memchr::memchr2(b'?', b'#', target.as_bytes());
    end.and_then(|end| target.get(..end)).unwrap_or(target)
}

/// The query of a target, empty when it has none.
pub fn query(target: &str) -> &str {
    let whole = target.split('#').next().unwrap_or_default();
    whole.split_once('?').map_or("", |(_, query)| query)
}

/// The non-empty segments of a path.
pub fn segments(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// The last five segments, the missing ones empty and in front.
fn last_segments(path: &str) -> [&str; 5] {
    let mut last = [""; 5];
    let mut rest = path;
    for place in last.iter_mut().rev() {
        // Every call is read several times on its way: this is `segments` in a hurry.
        while let Some(shorter) = rest.strip_suffix('/') {
            rest = shorter;
        }
        let begin = memchr::memrchr(b'/', rest.as_bytes()).map_or(0, |slash| slash + 1);
        let (before, segment) = rest.split_at(begin);
        (*place, rest) = (segment, before);
    }
    last
}

/// A call that other parts of a page, an app or a browser make to the same host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stray {
    /// The identity service is asked for a visitor id.
    Identity,
    /// A browser looks for the site's icon.
    Favicon,
    /// A crawler looks for its rules.
    Robots,
    /// The root: a browser, or a health check.
    Root,
}

impl Stray {
    /// Recognises a stray by its target.
    pub fn of(target: &str) -> Option<Self> {
        let mut parts = segments(path(target)).rev();
        let (last, before) = (parts.next(), parts.next());
        let asks_for_id =
            || query(target).contains("d_visid_ver=") || query(target).contains("d_orgid=");
        match (last, before) {
            (None, _) => Some(Stray::Root),
            (Some("id"), None) | (Some("acquire"), Some("identity")) => Some(Stray::Identity),
            (Some(icon), _) if icon == "favicon.ico" || icon.starts_with("apple-touch-icon") => {
                Some(Stray::Favicon)
            }
            (Some("robots.txt"), _) => Some(Stray::Robots),
            _ => asks_for_id().then_some(Stray::Identity),
        }
    }

    /// What it is, in a few words.
    pub fn name(self) -> &'static str {
        match self {
            Stray::Identity => "identity look-up",
            Stray::Favicon => "favicon",
            Stray::Robots => "robots.txt",
            Stray::Root => "root",
        }
    }
}

/// The known path that a missed one was most likely meant to be, with the reason in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// The path to use; `{sid}` where the session's id is missing.
    pub path: String,
    /// What is wrong with the one used.
    pub reason: String,
}

/// Finds the nearest known path for one that is [`Route::Other`]; `None` when nothing is near.
pub fn nearest(target: &str) -> Option<Nearest> {
    let parts: Vec<&str> = segments(path(target)).collect();
    let tail = parts
        .iter()
        .rposition(|part| near(part, "sessions") || near(part, "downloaded"));
    let suggest = |path: String, reason: String| Some(Nearest { path, reason });
    let Some(place) = tail else {
        return without_keyword(&parts);
    };
    let (word, rest) = (parts[place], &parts[place + 1..]);
    let right = if near(word, "sessions") {
        "sessions"
    } else {
        "downloaded"
    };
    let rooted = place >= 2 && parts[place - 2] == "api" && parts[place - 1] == "v1";
    let mut faults = Vec::new();
    if !rooted {
        faults.push("`/api/v1` is missing before it".to_owned());
    }
    if word != right {
        faults.push(format!("it is spelled `{right}`"));
    }
    let path = match (right, rest) {
        ("sessions", ["events"]) => {
            faults.push(
                "the session id is missing: could the client read the Location header?".into(),
            );
            "/api/v1/sessions/{sid}/events".to_owned()
        }
        ("sessions", [sid]) => {
            faults.push("`/events` is missing after the session id".into());
            format!("/api/v1/sessions/{sid}/events")
        }
        ("sessions", [sid, other, ..]) => {
            if *other != "events" || rest.len() > 2 {
                faults.push("after the session id comes `/events` and nothing else".into());
            }
            format!("/api/v1/sessions/{sid}/events")
        }
        _ => format!("/api/v1/{right}"),
    };
    suggest(path, faults.join("; "))
}

/// The nearest path for one that names neither sessions nor downloaded.
fn without_keyword(parts: &[&str]) -> Option<Nearest> {
    let found = |path: String, reason: &str| {
        Some(Nearest {
            path,
            reason: reason.to_owned(),
        })
    };
    match parts {
        [.., "api", "v1"] | [.., "api"] => {
            found("/api/v1/sessions".into(), "`/sessions` is missing")
        }
        [.., "schemas"] => found(
            "/api/v1/schemas/{eventType}".into(),
            "the event type is missing",
        ),
        [.., schemas, kind] if near(schemas, "schemas") => found(
            format!("/api/v1/schemas/{kind}"),
            "schemas are under `/api/v1/schemas`",
        ),
        [.., "api", "v1", "events"] | ["events"] | ["v1", "events"] => found(
            "/api/v1/sessions/{sid}/events".into(),
            "`sessions` and the session id are missing before `/events`",
        ),
        [.., sid, "events"] => found(
            format!("/api/v1/sessions/{sid}/events"),
            "the `sessions` segment is missing before the session id",
        ),
        _ => None,
    }
}

/// The same but for case and a slip or two.
fn near(part: &str, word: &str) -> bool {
    part.len() <= 2 * word.len()
        && strsim::osa_distance(&part.to_ascii_lowercase(), word) <= word.len() / 4
}
