//! Which call of the Collection API a request's target is.

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
    pub fn of(target: &'a str) -> Self {
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [.., "api", "v1", "sessions"] => Route::Sessions,
            [.., "api", "v1", "sessions", sid, "events"] => Route::Events(Cow::Borrowed(sid)),
            [.., "api", "v1", "downloaded"] => Route::Downloaded,
            [.., "api", "v1", "schemas", kind] => Route::Schema(Cow::Borrowed(kind)),
            _ => Route::Other,
        }
    }

    /// A path that takes events: anything but a schema's and unknown ones.
    pub fn is_collection(&self) -> bool {
        matches!(self, Route::Sessions | Route::Events(_) | Route::Downloaded)
    }
}
