//! `[[expect]]`: what the project expects of its tracking.

mod values;

use toml::de::DeTable;

use super::Config;
use super::text::{Text, in_order};
use crate::rules::Severity;
use crate::rules::expect::{AREA, Expectation};
use values::{Value, count, equals, kinds, level, matches, name, order, places, program};

/// Reads one key of an expectation.
type Read = fn(&Text<'_>, &Value<'_>, &mut Expectation) -> anyhow::Result<()>;

/// What an expectation may say.
pub(super) const KEYS: &[(&str, &str, Read)] = &[
    (
        "name",
        "findings are told as `expect/NAME`",
        |text, value, expectation| {
            expectation.id = format!("{AREA}{}", name(text, value)?);
            Ok(())
        },
    ),
    (
        "on",
        "an event type or a list of them; left out: every event",
        |text, value, expectation| {
            expectation.on = kinds(text, value)?;
            Ok(())
        },
    ),
    (
        "when",
        "only events for which this jq filter holds are meant",
        |text, value, expectation| {
            expectation.when = Some(program(text, value, "when")?);
            Ok(())
        },
    ),
    (
        "require",
        "keys that must be there, neither null nor empty",
        |text, value, expectation| {
            expectation.require = places(text, value, "require")?;
            Ok(())
        },
    ),
    (
        "forbid",
        "keys that must not be there",
        |text, value, expectation| {
            expectation.forbid = places(text, value, "forbid")?;
            Ok(())
        },
    ),
    (
        "equals",
        "a table of keys and the values they must have",
        equals,
    ),
    (
        "matches",
        "a table of keys and regular expressions; `^` and `$` anchor them",
        matches,
    ),
    (
        "where",
        "a jq filter that must hold for the event",
        |text, value, expectation| {
            expectation.holds = Some(program(text, value, "where")?);
            Ok(())
        },
    ),
    (
        "count",
        "how many such events a session must have: `1`, or `{ min = 1, max = 3 }`",
        count,
    ),
    (
        "order",
        "`\"A before B\"`, or a list: no B before the session's first A",
        order,
    ),
    (
        "severity",
        "`error` (when left out), `warning`, `note` or `off`",
        level,
    ),
    (
        "message",
        "what is told before the actual values",
        |text, value, expectation| {
            let told = value.get_ref().as_str();
            let told = told.filter(|told| !told.trim().is_empty());
            let told = told.ok_or_else(|| text.bad(value, "`message` must be a text"))?;
            expectation.message = Some(told.to_owned());
            Ok(())
        },
    ),
];

/// Reads every expectation.
pub(super) fn read(text: &Text<'_>, value: &Value<'_>, config: &mut Config) -> anyhow::Result<()> {
    let tables = value.get_ref().as_array();
    let tables = tables.map(|items| {
        let items = items.iter();
        items.map(|item| Some((item, item.get_ref().as_table()?)))
    });
    let mut all: Vec<Expectation> = Vec::new();
    for table in tables.into_iter().flatten().map(Some).chain([None]) {
        let Some(table) = table else { break };
        let Some((place, table)) = table else {
            return Err(text.bad(value, "`expect` must be tables: write [[expect]]"));
        };
        let (expectation, off) = one(text, place, table)?;
        if let Some(first) = all.iter().find(|each| each.id == expectation.id) {
            let reason = format!("`{}` is there already, in {}", expectation.id, first.source);
            return Err(text.bad(place, &reason));
        }
        if off {
            config.set_severity(&expectation.id, None, &expectation.source);
        }
        config.set(&expectation.id, &expectation.source);
        all.push(expectation);
    }
    if all.is_empty() {
        return Err(text.bad(value, "`expect` must be tables: write [[expect]]"));
    }
    config.settings.expectations = all.into_iter().collect();
    Ok(())
}

/// One expectation, and whether it is off.
fn one(
    text: &Text<'_>,
    place: &Value<'_>,
    table: &DeTable<'_>,
) -> anyhow::Result<(Expectation, bool)> {
    let mut expectation = Expectation {
        id: String::new(),
        severity: Severity::Error,
        on: Vec::new(),
        when: None,
        require: Vec::new(),
        forbid: Vec::new(),
        equals: Vec::new(),
        matches: Vec::new(),
        holds: None,
        count: None,
        order: Vec::new(),
        message: None,
        source: text.origin(place),
    };
    let mut off = false;
    for (key, value) in in_order(table) {
        let Some((name, _, read)) = KEYS.iter().find(|(name, ..)| name == key.get_ref()) else {
            return Err(text.unknown(key, KEYS.iter().map(|(name, ..)| *name)));
        };
        read(text, value, &mut expectation)?;
        off |= *name == "severity" && value.get_ref().as_str() == Some("off");
    }
    sound(&expectation).map_err(|reason| text.bad(place, &reason))?;
    Ok((expectation, off))
}

/// Whether an expectation asks something, and of the events that it names.
fn sound(expectation: &Expectation) -> Result<(), String> {
    if expectation.id.is_empty() {
        return Err("this expectation has no `name`; findings are told as expect/NAME".to_owned());
    }
    let of_events = !expectation.require.is_empty()
        || !expectation.forbid.is_empty()
        || !expectation.equals.is_empty()
        || !expectation.matches.is_empty()
        || expectation.holds.is_some()
        || expectation.count.is_some();
    let id = &expectation.id;
    if !of_events && expectation.order.is_empty() {
        return Err(format!(
            "`{id}` asks nothing; give it require, forbid, equals, matches, where, count or order"
        ));
    }
    if !of_events && (!expectation.on.is_empty() || expectation.when.is_some()) {
        return Err(format!(
            "`order` of `{id}` names its events itself; take `on` and `when` out"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Config;
    use crate::rules::Severity;
    use crate::rules::expect::Count;

    fn parse(text: &str) -> Result<Config, String> {
        let text = format!("[[expect]]\n{text}");
        super::super::parse(&text, Path::new("playscope.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn an_expectation_is_read_in_full() {
        let config = parse(
            "name = 'x'\non = ['adStart', 'adComplete']\nwhen = '.params'\nrequire = 'media.ad.id'\n\
             forbid = ['media.ad.podFriendlyName']\nequals = { media.ad.length = 30 }\n\
             matches = { 'media.ad.id' = '^a' }\nwhere = '.params | length > 1'\n\
             count = { min = 1, max = 3 }\norder = 'adBreakStart before adStart before adComplete'\n\
             severity = 'note'\nmessage = 'Ads need an id'\n[[expect]]\nname = 'y'\ncount = 2\nseverity = 'off'\n",
        )
        .expect("a good file");
        let all = &config.settings.expectations;
        let x = all.find("expect/x").expect("the first");
        assert_eq!(
            (x.severity, x.on.len(), x.order.len()),
            (Severity::Note, 2, 2)
        );
        assert_eq!(
            x.count,
            Some(Count {
                min: 1,
                max: Some(3)
            })
        );
        assert_eq!(x.equals[0].0.path(), "$.params['media.ad.length']");
        assert_eq!(x.source, "playscope.toml:1");
        assert_eq!(
            x.what(),
            "Ads need an id. Each adStart or adComplete for which `.params` holds must have `media.ad.id`; \
             it must not have `media.ad.podFriendlyName`; it must have `media.ad.length` equal to 30; \
             it must have `media.ad.id` like /^a/; it must satisfy `.params | length > 1`. \
             A session must have 1 to 3 adStart or adComplete for which `.params` holds. \
             In a session adBreakStart must come before adStart. In a session adStart must come before adComplete."
        );
        assert_eq!(
            config.settings.severity("expect/x", x.severity),
            Some(Severity::Note)
        );
        assert_eq!(config.settings.severity("expect/y", Severity::Error), None);
        assert_eq!(config.origin("expect/y"), "playscope.toml:14");
    }

    #[test]
    fn errors_name_the_line_and_what_is_right() {
        let cases = [
            (
                "on = 'play'\ncount = 1",
                "line 1: this expectation has no `name`",
            ),
            ("name = 'a b'", "line 2: `name` must be letters"),
            (
                "name = 'x'",
                "line 1: `expect/x` asks nothing; give it require,",
            ),
            (
                "name = 'x'\nrequires = 'a'",
                "line 3: unknown key `requires`; did you mean `require`?",
            ),
            (
                "name = 'x'\non = 'sesionStart'",
                "line 3: no event type `sesionStart`; did you mean `sessionStart`?",
            ),
            (
                "name = 'x'\non = [\n'play',\n'plya']",
                "line 5: no event type `plya`; did you mean `play`?",
            ),
            (
                "name = 'x'\nrequire = ['media.shwo']",
                "line 3: unknown key `media.shwo`; did you mean `media.show`?",
            ),
            (
                "name = 'x'\nmatches = { 'media.id' = '[' }",
                "line 3: `[` is no regular expression: unclosed character class",
            ),
            (
                "name = 'x'\nwhere = '.a ='",
                "line 3: `where` is no jq filter: ",
            ),
            (
                "name = 'x'\nwhen = 'nosuch'",
                "line 3: `when` is no jq filter: there is no filter `nosuch`",
            ),
            (
                "name = 'x'\ncount = -1",
                "line 3: `count` must be a whole number",
            ),
            (
                "name = 'x'\ncount = { mn = 1 }",
                "line 3: unknown key `mn`; known are min, max",
            ),
            (
                "name = 'x'\ncount = { min = 2, max = 1 }",
                "line 3: `min` of `count` is above its `max`",
            ),
            (
                "name = 'x'\norder = 'play, ping'",
                "line 3: `order` must be like \"adBreakStart before adStart\"",
            ),
            (
                "name = 'x'\norder = 'play before pnig'",
                "line 3: no event type `pnig`; did you mean `ping`?",
            ),
            (
                "name = 'x'\norder = 'play before play'",
                "line 3: an event type cannot come before itself",
            ),
            (
                "name = 'x'\non = 'play'\norder = 'play before ping'",
                "line 1: `order` of `expect/x` names its events itself",
            ),
            (
                "name = 'x'\ncount = 1\nseverity = 'bad'",
                "line 4: `bad` is no severity; use off, note, warning or error",
            ),
            (
                "name = 'x'\nequals = { playhead = 2026-01-01 }",
                "line 3: JSON has no such value",
            ),
            (
                "name = 'x'\ncount = 1\n[[expect]]\nname = 'x'\ncount = 2",
                "line 4: `expect/x` is there already, in playscope.toml:1",
            ),
        ];
        for (text, expected) in cases {
            let error = parse(text).expect_err("a bad file");
            assert!(error.starts_with(expected), "{error:?} is not {expected:?}");
        }
    }
}
