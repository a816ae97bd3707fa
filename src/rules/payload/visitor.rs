//! payload/org-id and payload/no-visitor: whose session it is.

use super::super::case::{Case, Slot};
use super::super::{Rule, Severity, sources};
use super::empty;
use crate::wire::EventType;
use crate::wire::json::{Value, quoted};

/// payload/org-id.
pub(in super::super) static ORG_ID: Rule = Rule {
    id: "payload/org-id",
    what: "`visitor.marketingCloudOrgId` is not 24 characters of 0-9 and A-F, followed by @AdobeOrg.",
    cost: "Visitors cannot be matched with the organisation: they are counted anew, and federation does not work.",
    fix: "Copy the organisation id from the Experience Cloud, with @AdobeOrg and in capitals.",
    sources: &[sources::PARAMETERS],
    wrong: "0 0 sessionStart {\"params\":{\"visitor.marketingCloudOrgId\":\"0123456789abcdef01234567@AdobeOrg\"}}",
    right: "0 0 sessionStart {\"params\":{\"visitor.marketingCloudOrgId\":\"0123456789ABCDEF01234567@AdobeOrg\"}}",
    ..Rule::BLANK
};

/// payload/no-visitor.
pub(in super::super) static NO_VISITOR: Rule = Rule {
    id: "payload/no-visitor",
    severity: Severity::Note,
    what: "sessionStart says nothing about the visitor: no Experience Cloud id, app installation id, Analytics visitor id, \
           legacy id or customer ids.",
    cost: "The service makes up a visitor for the session: people are counted once for every view.",
    fix: "Send `visitor.marketingCloudUserId` (the ECID), or a lasting `appInstallationId`.",
    sources: &[sources::PARAMETERS],
    wrong: "0 0 sessionStart {\"params\":{\"visitor.marketingCloudUserId\":null,\"appInstallationId\":null,\
            \"analytics.visitorId\":null,\"analytics.aid\":null,\"visitor.customerIDs\":null}}",
    right: "0 0 sessionStart {\"params\":{\"visitor.marketingCloudUserId\":\"12345678901234567890123456789012345678\"}}",
    ..Rule::BLANK
};

const ORG_KEY: &str = "visitor.marketingCloudOrgId";

const IDS: [&str; 5] = [
    "visitor.marketingCloudUserId",
    "appInstallationId",
    "analytics.visitorId",
    "analytics.aid",
    "visitor.customerIDs",
];

pub(super) fn judge(case: &mut Case<'_, '_>) {
    if case.kind != EventType::SessionStart {
        return;
    }
    let org = case.param(ORG_KEY);
    if let (Some(text), false) = (org.text(), empty::tells(&org))
        && !is_org_id(text)
    {
        let message = format!("`{ORG_KEY}` is {}, no organisation id.", quoted(text));
        case.on_param(&ORG_ID, ORG_KEY, message);
    }
    if IDS.iter().all(|key| says_nothing(&case.param(key))) {
        let message = "sessionStart carries no id of the visitor.".to_owned();
        case.on_param(&NO_VISITOR, IDS[0], message);
    }
}

fn is_org_id(text: &str) -> bool {
    let digits = |id: &str| {
        id.len() == 24
            && id
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'))
    };
    text.strip_suffix("@AdobeOrg").is_some_and(digits)
}

/// What has a schema finding was meant to say something.
fn says_nothing(slot: &Slot<'_>) -> bool {
    match slot {
        Slot::Absent => true,
        Slot::Clean(Value::Text(text)) => text.is_empty(),
        Slot::Clean(Value::Object(ids)) => ids.is_empty(),
        Slot::Faulty | Slot::Clean(_) => false,
    }
}
