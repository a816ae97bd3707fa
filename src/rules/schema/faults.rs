//! The faults that a schema finds, each kind a rule.

use super::super::case::Findings;
use super::super::{Rule, Severity, sources};
use crate::schema::{self, Fault};

/// schema/required.
pub(in super::super) static REQUIRED: Rule = Rule {
    id: schema::REQUIRED,
    severity: Severity::Error,
    what: "A member that every event of this type needs is missing.",
    cost: "The service answers 400 and drops the event; without its sessionStart a whole session is lost.",
    fix: "Add it.",
    sources: &[sources::PARAMETERS, sources::GUIDE_VALIDATION],
    wrong: "0 0 sessionStart {\"params\":{\"media.id\":null}}",
    right: "0 0 sessionStart",
    ..Rule::BLANK
};

/// schema/type.
pub(in super::super) static TYPE: Rule = Rule {
    id: schema::TYPE,
    severity: Severity::Error,
    what: "A value has another JSON type than its key asks for; null counts as one. 30.0 is an integer.",
    cost: "The service answers 400 and drops the event.",
    fix: "Send the value with the right type.",
    sources: &[sources::PARAMETERS, sources::GUIDE_VALIDATION],
    wrong: "0 0 sessionStart {\"params\":{\"media.length\":\"600\"}}",
    right: "0 0 sessionStart {\"params\":{\"media.length\":600}}",
    ..Rule::BLANK
};

/// schema/event-type.
pub(in super::super) static EVENT_TYPE: Rule = Rule {
    id: schema::UNKNOWN_TYPE,
    severity: Severity::Error,
    what: "eventType is none of the protocol's event types; case matters.",
    cost: "The service answers 400 and drops the event.",
    fix: "Send one of the protocol's event types.",
    sources: &[sources::EVENTS, sources::GUIDE_EVENT_TYPES],
    wrong: "0 0 sessionStart\n1 0 play\n11 10 pause\n12 10 sessionEnd",
    right: "0 0 sessionStart\n1 0 play\n11 10 pauseStart\n12 10 sessionEnd",
    ..Rule::BLANK
};

/// schema/unknown-key.
pub(in super::super) static UNKNOWN_KEY: Rule = Rule {
    id: schema::UNKNOWN_KEY,
    severity: Severity::Error,
    what: "A member that the schema does not list, at the root, in playerTime, params or qoeData. The lenient profile takes \
           it for a warning, as keys may be added to the API at any time.",
    cost: "The service answers 400 and drops the event; where it does not, the value goes nowhere.",
    fix: "Use the key's right name and place; your own metadata belongs in customMetadata.",
    sources: &[sources::PARAMETERS, sources::GUIDE_VALIDATION],
    wrong: "0 0 sessionStart {\"params\":{\"media.titel\":\"x\"}}",
    right: "0 0 sessionStart {\"customMetadata\":{\"titel\":\"x\"}}",
    ..Rule::BLANK
};

/// schema/pattern.
pub(in super::super) static PATTERN: Rule = Rule {
    id: schema::PATTERN,
    severity: Severity::Error,
    what: "A key of customMetadata or the name of a player state holds other characters than letters, digits, `_` and `.`, or \
           (a state) more than 64.",
    cost: "The service answers 400 and drops the event.",
    fix: "Rename it.",
    sources: &[sources::CUSTOM_METADATA, sources::GUIDE_EVENT_TYPES],
    wrong: "0 0 sessionStart {\"customMetadata\":{\"user group\":\"x\"}}",
    right: "0 0 sessionStart {\"customMetadata\":{\"user_group\":\"x\"}}",
    ..Rule::BLANK
};

/// schema/value.
pub(in super::super) static VALUE: Rule = Rule {
    id: schema::VALUE,
    severity: Severity::Error,
    what: "A loaded schema asks for more than type and presence (a range, a list of values, a length), and the value does not \
           meet it.",
    cost: "The service answers 400 and drops the event.",
    fix: "Send a value that the schema allows.",
    sources: &[sources::PARAMETERS],
    // Only a loaded schema can find it: tested apart.
    wrong: "",
    right: "0 0 sessionStart",
    ..Rule::BLANK
};

/// Turns the faults of an event into findings.
pub(in super::super) fn report(faults: &[Fault], findings: &mut Findings<'_>) {
    for fault in faults {
        let rule = match fault.rule {
            schema::REQUIRED => &REQUIRED,
            schema::TYPE => &TYPE,
            schema::UNKNOWN_TYPE => &EVENT_TYPE,
            schema::UNKNOWN_KEY => &UNKNOWN_KEY,
            schema::PATTERN => &PATTERN,
            _ => &VALUE,
        };
        findings.rejects |= !fault.tolerated;
        let finding = findings.add(rule, fault.path.clone(), fault.message.clone());
        if fault.tolerated {
            finding.severity = Severity::Warning;
            finding.effect = "The event is accepted; the value may go nowhere.".into();
        }
        if let Some(fix) = &fault.fix {
            finding.fix.clone_from(fix);
        }
    }
}
