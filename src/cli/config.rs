//! `playscope.toml`: severities and thresholds of rules, the profile, the theme.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use etcetera::BaseStrategy;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::judging::{check_rule, severity};
use crate::rules::{Settings, registry};
use crate::schema::{Profile, nearest};

/// The name of the file that is looked for.
const NAME: &str = "playscope.toml";

/// What may stand at the top of the file.
const KEYS: &[&str] = &["profile", "rules", "theme"];

/// What a configuration file says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Config {
    /// The rules as configured.
    pub(super) settings: Settings,
    /// Name or file of the theme.
    pub(super) theme: Option<String>,
}

/// Reads the file given, or the one that is found from the working folder upwards, or the user's.
pub(super) fn find(given: Option<&Path>) -> anyhow::Result<Config> {
    let Some(path) = given.map(Path::to_owned).or_else(discover) else {
        return Ok(Config::default());
    };
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read the configuration {}", path.display()))?;
    parse(&text).with_context(|| format!("in the configuration {}", path.display()))
}

fn discover() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let above = here.ancestors().map(|folder| folder.join(NAME));
    let user = etcetera::choose_base_strategy()
        .ok()
        .map(|base| base.config_dir().join("playscope").join(NAME));
    above.chain(user).find(|path| path.is_file())
}

/// Reads the text of a configuration.
fn parse(text: &str) -> anyhow::Result<Config> {
    let root = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        anyhow::anyhow!("line {line}: {}", error.message())
    })?;
    let mut config = Config::default();
    for (key, value) in root.get_ref() {
        let at =
            |reason: String| anyhow::anyhow!("line {}: {reason}", line_of(text, key.span().start));
        match key.get_ref().as_ref() {
            "profile" => config.settings.profile = profile(value.get_ref()).map_err(at)?,
            "theme" => {
                let name = value
                    .get_ref()
                    .as_str()
                    .ok_or("`theme` must be a text, as in theme = \"dark\"".to_owned());
                config.theme = Some(name.map_err(at)?.to_owned());
            }
            "rules" => {
                let table = value.get_ref().as_table();
                let table = table
                    .ok_or("`rules` must be a table: write [rules]".to_owned())
                    .map_err(at)?;
                rules(text, table, &mut config.settings)?;
            }
            unknown => {
                let hint = match nearest(unknown, KEYS.iter().copied()) {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => format!("known are {}", KEYS.join(", ")),
                };
                return Err(at(format!("unknown key `{unknown}`; {hint}")));
            }
        }
    }
    Ok(config)
}

fn profile(value: &DeValue<'_>) -> Result<Profile, String> {
    match value.as_str() {
        Some("strict") => Ok(Profile::Strict),
        Some("lenient") => Ok(Profile::Lenient),
        _ => Err("`profile` must be \"strict\" or \"lenient\"".to_owned()),
    }
}

fn rules(text: &str, table: &DeTable<'_>, settings: &mut Settings) -> anyhow::Result<()> {
    for (key, value) in table {
        let id = key.get_ref().as_ref();
        let at =
            |reason: String| anyhow::anyhow!("line {}: {reason}", line_of(text, key.span().start));
        check_rule(id).map_err(at)?;
        match value.get_ref() {
            DeValue::String(word) => {
                settings
                    .severities
                    .insert(id.to_owned(), severity(word).map_err(at)?);
            }
            DeValue::Table(members) => {
                for (name, value) in members {
                    member(id, name, value, settings).map_err(at)?;
                }
            }
            _ => bail!(at(format!(
                "`{id}` must be a severity or a table, as in {{ severity = \"note\" }}"
            ))),
        }
    }
    Ok(())
}

fn member(
    id: &str,
    name: &Spanned<std::borrow::Cow<'_, str>>,
    value: &Spanned<DeValue<'_>>,
    settings: &mut Settings,
) -> Result<(), String> {
    let name = name.get_ref().as_ref();
    if name == "severity" {
        let word = value
            .get_ref()
            .as_str()
            .ok_or(format!("the severity of `{id}` must be a text"))?;
        settings.severities.insert(id.to_owned(), severity(word)?);
        return Ok(());
    }
    let thresholds = registry::find(id).map_or(&[][..], |rule| rule.thresholds);
    let mut known: Vec<&str> = thresholds.iter().map(|threshold| threshold.name).collect();
    if !known.contains(&name) {
        known.insert(0, "severity");
        return Err(format!(
            "`{id}` has no `{name}`; it has {}",
            known.join(", ")
        ));
    }
    let number = number(value.get_ref()).ok_or(format!("`{name}` of `{id}` must be a number"))?;
    settings
        .thresholds
        .entry(id.to_owned())
        .or_default()
        .insert(name.to_owned(), number);
    Ok(())
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    let text = match value {
        DeValue::Integer(number) => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        _ => return None,
    };
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The line, from 1, of a byte of the text.
fn line_of(text: &str, offset: usize) -> usize {
    text.bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::schema::Profile;

    #[test]
    fn an_empty_file_changes_nothing() {
        assert_eq!(parse("# nothing\n").ok(), Some(super::Config::default()));
    }

    #[test]
    fn what_is_said_is_taken() {
        let config = parse("profile = \"lenient\"\ntheme = \"light\"\n").expect("a good file");
        assert_eq!(config.settings.profile, Profile::Lenient);
        assert_eq!(config.theme.as_deref(), Some("light"));
    }

    #[test]
    fn errors_name_the_line_and_the_nearest_name() {
        let cases = [
            (
                "\ntehme = \"x\"",
                "line 2: unknown key `tehme`; did you mean `theme`?",
            ),
            (
                "colours = 1",
                "line 1: unknown key `colours`; known are profile, rules, theme",
            ),
            (
                "profile = \"lax\"",
                "line 1: `profile` must be \"strict\" or \"lenient\"",
            ),
            (
                "rules = 1",
                "line 1: `rules` must be a table: write [rules]",
            ),
            (
                "[rules]\n\"no/such\" = \"off\"",
                "line 2: no rule `no/such`; `playscope rules` lists them",
            ),
        ];
        for (text, expected) in cases {
            let error = parse(text).expect_err("a bad file");
            assert_eq!(error.to_string(), expected);
        }
    }
}
