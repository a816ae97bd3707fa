//! The headers that let a page of any origin read the answer.

use std::borrow::Cow;

use crate::exchange::Headers;

/// Adds the headers to an answer.
pub(super) fn allow(answer: &mut Vec<(&'static str, Cow<'static, str>)>, request: &Headers<'_>) {
    if let Some(origin) = request.get("origin") {
        // A credentialed request accepts no `*`, so whoever asks is named.
        answer.push(("access-control-allow-origin", own(origin)));
        answer.push(("access-control-allow-credentials", "true".into()));
        answer.push(("vary", "Origin".into()));
    } else {
        answer.push(("access-control-allow-origin", "*".into()));
    }
    answer.push((
        "access-control-allow-methods",
        "OPTIONS,GET,POST,PUT".into(),
    ));
    let wanted = request
        .get("access-control-request-headers")
        .filter(|wanted| !wanted.trim().is_empty());
    let allowed = wanted.map_or(Cow::Borrowed("Content-Type"), own);
    answer.push(("access-control-allow-headers", allowed));
    answer.push(("access-control-expose-headers", "Location".into()));
    if request.get("access-control-request-private-network") == Some("true") {
        answer.push(("access-control-allow-private-network", "true".into()));
    }
}

fn own(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}
