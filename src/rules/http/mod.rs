//! Rules about the call: method, path, headers, size, and the session it addresses.

pub(super) mod closed_session;
pub(super) mod content_type;
pub(super) mod method;
pub(super) mod other_dialect;
pub(super) mod path;
pub(super) mod too_large;
pub(super) mod unknown_session;
