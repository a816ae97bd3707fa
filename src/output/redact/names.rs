//! Which members and headers identify somebody, by their names.

/// Parts of member names (in lower case, without `-` and `_`) whose values identify somebody.
const MEMBERS: &[&str] = &[
    "aamblob",
    "aamlocationhint",
    "accountid",
    "address",
    "adobeanalyticsid",
    "advertisingid",
    "analytics.aid",
    "appinstallationid",
    "authorization",
    "birth",
    "configid",
    "cookie",
    "customerid",
    "datastreamid",
    "deviceid",
    "ecid",
    "email",
    "fingerprint",
    "fpid",
    "gaid",
    "hashedid",
    "householdid",
    "identitymap",
    "idfa",
    "idfv",
    "imei",
    "installationid",
    "ipaddress",
    "latitude",
    "login",
    "longitude",
    "macaddress",
    "marketingcloud",
    "mcid",
    "msisdn",
    "orgid",
    "password",
    "phone",
    "profileid",
    "reportsuite",
    "secret",
    "sessionid",
    "subscriberid",
    "token",
    "trackingserver",
    "userid",
    "username",
    "visitor",
];

/// Headers that say nothing about who sent them; the values of all others are made up.
pub(super) const HARMLESS_HEADERS: &[&str] = &[
    "accept",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "access-control-request-private-network",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "keep-alive",
    "pragma",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "transfer-encoding",
];

/// Words of a broken body that are kept.
pub(super) const KEPT_WORDS: &[&str] = &[
    "playerTime",
    "playhead",
    "ts",
    "eventType",
    "params",
    "qoeData",
    "customMetadata",
];

/// The value of a member of this name identifies somebody.
pub(super) fn identifies(name: &str) -> bool {
    let name = name.to_lowercase().replace(['_', '-'], "");
    name == "id" || MEMBERS.iter().any(|part| name.contains(part))
}
