//! http/path: a path that is none of the API's.

use super::super::case::Findings;
use super::super::{Rule, Severity, sources};
use crate::exchange::Exchange;
use crate::wire::json::quoted;
use crate::wire::route::{self, Stray};

/// The rule's page.
pub(in super::super) static RULE: Rule = Rule {
    id: "http/path",
    severity: Severity::Error,
    what: "The path is no call of the API. A GET outside the API, and calls that belong to a page rather than to tracking \
           (favicon, identity look-up), are only noted.",
    cost: "The service answers 404: whatever the call carried is lost.",
    fix: "Open sessions at /api/v1/sessions and send events to /api/v1/sessions/{sid}/events.",
    sources: &[sources::OVERVIEW],
    wrong: "0 0 sessionStart\n1 0 play\n@status 404\n@call POST /api/v1/sessions/{sid}\n\
            |{\"playerTime\":{\"playhead\":10,\"ts\":1768507211000},\"eventType\":\"ping\"}\n12 11 sessionEnd",
    right: "0 0 sessionStart\n1 0 play\n11 10 ping\n12 11 sessionEnd",
    ..Rule::BLANK
};

pub(in super::super) fn found(
    exchange: &Exchange<'_>,
    stray: Option<Stray>,
    findings: &mut Findings<'_>,
) {
    let path = route::path(&exchange.target);
    let shown = quoted(path);
    let elsewhere = !exchange.target.starts_with('/') && exchange.target.contains("://");
    if let Some(stray) = stray.filter(|_| !elsewhere) {
        let message = match stray {
            Stray::Identity => {
                format!("{shown} asks the identity service for a visitor id: no call of this API.")
            }
            Stray::Favicon => {
                format!("{shown} is a browser looking for the site's icon: no call of this API.")
            }
            Stray::Robots => {
                format!("{shown} is a crawler looking for its rules: no call of this API.")
            }
            Stray::Root => {
                "The root was called, as browsers and health checks do: no call of this API."
                    .to_owned()
            }
        };
        let finding = findings.add(&RULE, "", message);
        finding.severity = Severity::Note;
        finding.effect = "None: tracking is not touched.".into();
        finding.fix = match stray {
            Stray::Identity => "Nothing to mend; give the identity service its own server name if it was meant for it.",
            _ => "Nothing to mend.",
        }
        .into();
        return;
    }
    let nearest = route::nearest(&exchange.target);
    // An importer keeps the whole address of a call to another host: what does not even look like the API is no
    // call that missed it.
    if elsewhere && (nearest.is_none() || !path.contains("/api/v1")) {
        return;
    }
    let message = match &nearest {
        Some(near) => {
            format!(
                "{shown} is no path of the API; the nearest is {}: {}.",
                quoted(&near.path),
                near.reason
            )
        }
        None => format!("{shown} is no path of the API."),
    };
    let get = exchange.method == "GET" && !path.contains("/api/");
    let finding = findings.add(&RULE, "", message);
    if get {
        finding.severity = Severity::Note;
    }
    if let Some(near) = nearest {
        finding.fix = format!("Use {}.", quoted(&near.path)).into();
    }
}
