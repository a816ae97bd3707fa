//! payload/empty: a required string without content.

use super::super::case::{Case, Slot};
use super::super::{Rule, sources};
use crate::schema::required_texts;

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "payload/empty",
    what: "A required string is empty or only spaces.",
    cost: "The event is accepted, but the report shows the value as unspecified, or cannot tell contents apart.",
    fix: "Send the real value.",
    sources: &[sources::PARAMETERS],
    wrong: "0 0 sessionStart {\"params\":{\"media.channel\":\" \"}}",
    right: "0 0 sessionStart {\"params\":{\"media.channel\":\"web\"}}",
    ..Rule::BLANK
};

/// Whether a string says nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Whether this rule already tells about a value: the others leave it out.
pub(super) fn tells(slot: &Slot<'_>) -> bool {
    slot.text().is_some_and(is_blank)
}

pub(super) fn judge(case: &mut Case<'_, '_>) {
    for key in required_texts(case.kind) {
        if case.param(key).text().is_some_and(is_blank) {
            case.on_param(
                &RULE,
                key,
                format!("`{key}` is required, but holds nothing."),
            );
        }
    }
}
