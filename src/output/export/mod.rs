//! A capture in the forms of other programs, one file per form.

pub mod csv;
pub mod har;
pub mod markdown;

use std::borrow::Cow;

use crate::exchange::{Exchange, Header};

/// Where the calls of a capture went: its own address, else the host that a call names.
pub fn base<'a>(header: &'a Header, exchange: &Exchange<'_>) -> Cow<'a, str> {
    if !header.base.is_empty() {
        return Cow::Borrowed(header.base.trim_end_matches('/'));
    }
    let host = exchange.headers.get("host").unwrap_or("127.0.0.1:8900");
    Cow::Owned(format!("http://{host}"))
}

/// A call as it would have been sent: an event out of a file without calls is given the one that belongs to it.
pub fn call<'a>(exchange: &'a Exchange<'a>, opens: bool) -> Exchange<'a> {
    let mut call = exchange.clone();
    if call.method.is_empty() && call.target.is_empty() {
        let sid = call.sid.as_deref().unwrap_or("session-1");
        let target = if opens {
            "/api/v1/sessions".to_owned()
        } else {
            format!("/api/v1/sessions/{sid}/events")
        };
        call.method = "POST".into();
        call.target = target.into();
        call.headers
            .0
            .push(("content-type".into(), "application/json".into()));
    }
    call
}
