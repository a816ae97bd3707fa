//! Rules about the text of a body: that it is JSON, and an object.

pub(super) mod duplicate_key;
pub(super) mod encoding;
pub(super) mod not_an_object;
pub(super) mod syntax;

use super::case::Findings;
use crate::exchange::Exchange;
use crate::wire::json::Error;

/// Reports a body that cannot be read.
pub(super) fn unreadable(error: &Error, exchange: &Exchange<'_>, findings: &mut Findings<'_>) {
    findings.rejects = true;
    match error {
        Error::Encoding { offset } => encoding::found(*offset, findings),
        Error::Syntax { .. } => syntax::found(error, exchange, findings),
    }
}
