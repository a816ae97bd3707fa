//! `[keys]`: which keys do what in the dashboard.

use toml::Spanned;
use toml::de::DeValue;

use super::Config;
use super::text::{Key, Text, texts};
use crate::app::{Chord, Key as Named, Keys};
use crate::schema::nearest;

/// Reads the table of keys.
pub(super) fn read(
    text: &Text<'_>,
    value: &Spanned<DeValue<'_>>,
    config: &mut Config,
) -> anyhow::Result<()> {
    let members = text.table("keys", value)?;
    for (key, value) in &members {
        let name = key.get_ref().as_ref();
        let Some(words) = texts(value) else {
            let reason = format!("`{name}` must be a key or a list of keys, as in \"ctrl-e\"");
            return Err(text.bad(value, &reason));
        };
        let chords = words
            .iter()
            .map(|word| chord(word.get_ref()).map_err(|reason| text.bad(word, &reason)));
        if !config.keys.bind(name, chords.collect::<Result<_, _>>()?) {
            return Err(text.bad(key, &unknown(name)));
        }
        config.set(&format!("keys {name}"), &text.origin(key));
    }
    check(text, &members, &config.keys)
}

/// Whether each key means one thing in one place, and there is a way out.
fn check(
    text: &Text<'_>,
    members: &[(&Key<'_>, &Spanned<DeValue<'_>>)],
    keys: &Keys,
) -> anyhow::Result<()> {
    let of = |name: &str| members.iter().find(|(key, _)| key.get_ref() == name);
    if let Some((key, _)) = of("quit").filter(|_| !keys.can_quit()) {
        return Err(text.bad(key, "`quit` needs a key"));
    }
    let Some(clash) = keys.clash() else {
        return Ok(());
    };
    let (ours, other) = match of(clash.loser.name) {
        Some(_) => (clash.loser, clash.winner),
        None => (clash.winner, clash.loser),
    };
    let reason = format!(
        "the key {} of `{}` is that of `{}` ({}); give one of them another key, or none: []",
        clash.chord,
        ours.name,
        other.name,
        other.context.title()
    );
    Err(match of(ours.name) {
        Some((key, _)) => text.bad(key, &reason),
        None => text.at(0, &reason),
    })
}

fn unknown(name: &str) -> String {
    let hint = nearest(name, Keys::names())
        .map(|nearest| format!("did you mean `{nearest}`? "))
        .unwrap_or_default();
    format!("unknown action `{name}`; {hint}the README lists them")
}

fn chord(word: &str) -> Result<Chord, String> {
    Chord::parse(word).ok_or_else(|| match nearest(word, Named::names()) {
        Some(nearest) => format!("`{word}` is no key; did you mean `{nearest}`?"),
        None => {
            format!("`{word}` is no key; an example is \"ctrl-e\", \"f8\", \"pagedown\" or \"x\"")
        }
    })
}
