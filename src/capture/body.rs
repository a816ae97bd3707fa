//! Reads a request's body within the limits.

use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};

use crate::endpoint::Limits;

/// How much of a body over the limit is kept, in bytes.
const KEPT: usize = 64 << 10;

/// How much more than the limit is read, so that a client that only reads once it has written sees the answer.
const SURPLUS: u64 = 64 << 20;

/// A body that was read to its end, or to the end of our patience.
#[derive(Debug)]
pub(super) struct Body {
    /// The body, or its first 64 KiB when it is too large.
    pub(super) bytes: Vec<u8>,
    /// Bytes that came.
    pub(super) length: u64,
    /// It is over the limit.
    pub(super) too_large: bool,
    /// It went on after the last byte that was read.
    pub(super) cut: bool,
}

/// Reads a body; `None` when the client went away before its end.
pub(super) async fn read(mut incoming: Incoming, limits: Limits) -> Option<Body> {
    let expected = incoming.size_hint().exact().unwrap_or_default();
    let expected = expected.min(limits.body);
    let mut body = Body {
        bytes: Vec::with_capacity(usize::try_from(expected).unwrap_or_default()),
        length: 0,
        too_large: false,
        cut: false,
    };
    while let Some(frame) = incoming.frame().await {
        // Trailers carry nothing that the protocol knows.
        let Ok(data) = frame.ok()?.into_data() else {
            continue;
        };
        body.length += data.len() as u64;
        if !body.too_large {
            body.bytes.extend_from_slice(&data);
            if body.length > limits.of(&body.bytes) {
                body.too_large = true;
                keep_start(&mut body.bytes);
            }
        } else if body.length > limits.batch.saturating_add(SURPLUS) {
            body.cut = true;
            break;
        }
    }
    Some(body)
}

/// Cuts after 64 KiB, at a character's end when it is text.
fn keep_start(bytes: &mut Vec<u8>) {
    bytes.truncate(KEPT);
    if let Err(error) = std::str::from_utf8(bytes)
        && error.error_len().is_none()
    {
        bytes.truncate(error.valid_up_to());
    }
    bytes.shrink_to_fit();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_ends_with_a_character() {
        let mut text = "a".repeat(KEPT - 1).into_bytes();
        text.extend("éé".bytes());
        keep_start(&mut text);
        assert_eq!(text.len(), KEPT - 1);
        let mut bytes = vec![0xff; KEPT + 10];
        keep_start(&mut bytes);
        assert_eq!(bytes.len(), KEPT);
    }
}
