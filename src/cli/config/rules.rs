//! `[rules]` and `ad-ping`: severities and thresholds.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Config;
use super::text::{Text, in_order, number};
use crate::rules::expect::{AREA, Expectations};
use crate::rules::{Severity, registry};
use crate::schema::nearest;

/// The rule that asks for a ping each second in ads.
pub(in crate::cli) const AD_PING: &str = "ping/slow-in-ad";

/// How often a ping is expected in ads: each second, as most pages say, or every ten, as libraries do.
pub(super) fn ad_ping(
    text: &Text<'_>,
    value: &Spanned<DeValue<'_>>,
    config: &mut Config,
) -> anyhow::Result<()> {
    let usual = registry::find(AD_PING).map(|rule| rule.severity);
    let severity = match value.get_ref().as_str() {
        Some("1s") => usual,
        Some("10s") => None,
        _ => return Err(text.bad(value, "`ad-ping` must be \"1s\" or \"10s\"")),
    };
    let origin = text.origin(value);
    // The rule itself, where it is named, says more.
    if !config.settings.severities.contains_key(AD_PING) {
        config.set_severity(AD_PING, severity, &origin);
    }
    config.set("ad-ping", &origin);
    Ok(())
}

/// Reads the table of rules.
pub(super) fn read(
    text: &Text<'_>,
    value: &Spanned<DeValue<'_>>,
    config: &mut Config,
) -> anyhow::Result<()> {
    for (key, value) in text.table("rules", value)? {
        let id = key.get_ref().as_ref();
        if id.starts_with(AREA) {
            let reason = format!("`{id}` has its severity in its own [[expect]]");
            return Err(text.bad(key, &reason));
        }
        let none = Expectations::default();
        check_rule(id, &none).map_err(|reason| text.bad(key, &reason))?;
        match value.get_ref() {
            DeValue::String(word) => {
                let severity = severity(word).map_err(|reason| text.bad(value, &reason))?;
                config.set_severity(id, severity, &text.origin(key));
            }
            DeValue::Table(members) => rule(text, id, members, config)?,
            _ => {
                let reason = format!(
                    "`{id}` must be a severity or a table, as in {{ severity = \"note\" }}"
                );
                return Err(text.bad(value, &reason));
            }
        }
    }
    Ok(())
}

fn rule(
    text: &Text<'_>,
    id: &str,
    members: &DeTable<'_>,
    config: &mut Config,
) -> anyhow::Result<()> {
    let thresholds = registry::find(id).map_or(&[][..], |rule| rule.thresholds);
    let names = thresholds.iter().map(|threshold| threshold.name);
    for (key, value) in in_order(members) {
        let name = key.get_ref().as_ref();
        let bad = |reason: String| text.bad(value, &reason);
        if name == "severity" {
            let word = value.get_ref().as_str();
            let word = word.ok_or_else(|| bad(format!("the severity of `{id}` must be a text")))?;
            config.set_severity(id, severity(word).map_err(bad)?, &text.origin(key));
            continue;
        }
        if !names.clone().any(|known| known == name) {
            return Err(text.unknown(key, std::iter::once("severity").chain(names)));
        }
        let number = number(value.get_ref()).filter(|number| *number >= 0.0);
        let number =
            number.ok_or_else(|| bad(format!("`{name}` of `{id}` must be a number from 0 on")))?;
        let thresholds = config.settings.thresholds.entry(id.to_owned());
        thresholds.or_default().insert(name.to_owned(), number);
        config.set(&format!("{id} {name}"), &text.origin(key));
    }
    Ok(())
}

/// A severity, or none for `off`.
pub(in crate::cli) fn severity(word: &str) -> Result<Option<Severity>, String> {
    match (word, Severity::parse(word)) {
        ("off", _) => Ok(None),
        (_, Some(severity)) => Ok(Some(severity)),
        _ => Err(format!(
            "`{word}` is no severity; use off, note, warning or error"
        )),
    }
}

/// Whether there is a rule of this id, in the catalogue or among the project's own.
pub(in crate::cli) fn check_rule(id: &str, own: &Expectations) -> Result<(), String> {
    if registry::find(id).is_some() || own.find(id).is_some() {
        return Ok(());
    }
    let known = registry::ALL.iter().map(|rule| rule.id);
    let known = known.chain(own.iter().map(|each| each.id.as_str()));
    let hint = nearest(id, known)
        .map(|nearest| format!("did you mean `{nearest}`? "))
        .unwrap_or_default();
    Err(format!(
        "no rule `{id}`; {hint}`playscope rules` lists them"
    ))
}
