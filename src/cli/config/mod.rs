//! `playscope.toml`: severities and thresholds of rules, the profile, expectations, the theme, the keys.

mod expect;
mod explain;
mod filters;
mod keys;
mod rules;
mod text;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use etcetera::BaseStrategy;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) use explain::explain;
pub(super) use rules::{AD_PING, check_rule, severity};
use text::{Text, in_order};

use crate::app::Keys;
use crate::inspection::Inspection;
use crate::rules::{Settings, Severity};
use crate::schema::{Profile, Schemas};
use crate::ui::theme::Theme;

/// The name of the file that is looked for.
const NAME: &str = "playscope.toml";

/// Reads one key of the file into what is in force.
type Read = fn(&Text<'_>, &Spanned<DeValue<'_>>, &mut Config) -> anyhow::Result<()>;

/// What may stand at the top of the file.
const KEYS: &[(&str, &str, Read)] = &[
    (
        "ad-ping",
        "how often a ping is expected in ads: `10s` (when left out), or `1s`, which switches `ping/slow-in-ad` on",
        rules::ad_ping,
    ),
    (
        "expect",
        "what you expect of your own tracking, one table each",
        expect::read,
    ),
    (
        "filters",
        "filters of the dashboard by name: `ads = \"type:ad\"`",
        filters::read,
    ),
    (
        "keys",
        "the keys of actions: `next-error = \"ctrl-e\"`, a list of keys, or `[]` for none",
        keys::read,
    ),
    (
        "profile",
        "how unknown keys are taken: `strict` (when left out) rejects the event, `lenient` warns",
        profile,
    ),
    (
        "rules",
        "severities (`off`, `note`, `warning`, `error`) and thresholds, by rule",
        rules::read,
    ),
    (
        "theme",
        "a name that `playscope themes` lists, or a file beside the configuration; without one, `light` on a light terminal, `mono` with `NO_COLOR`, else `dark`",
        theme,
    ),
];

/// The keys of the file, and those of an expectation, as Markdown.
pub(super) fn markdown() -> String {
    let top = KEYS.iter().map(|(name, what, _)| (*name, *what));
    let expect = expect::KEYS.iter().map(|(name, what, _)| (*name, *what));
    let expect = expect.map(|(name, what)| (format!("[[expect]] {name}"), what));
    let mut table = "| Key | What it says |\n|---|---|\n".to_owned();
    for (name, what) in top
        .map(|(name, what)| (name.to_owned(), what))
        .chain(expect)
    {
        let _ = writeln!(table, "| `{name}` | {what} |");
    }
    table
}

/// What is in force: a configuration file, with the command line put over it.
#[derive(Debug, Clone, Default)]
pub(super) struct Config {
    /// The rules as configured.
    pub(super) settings: Settings,
    /// The schemas that events are judged by.
    pub(super) schemas: Schemas,
    /// Filters of the dashboard, by name.
    pub(super) filters: BTreeMap<String, String>,
    /// The keys of the dashboard.
    pub(super) keys: Keys,
    /// Name or file of the theme.
    pub(super) theme: Option<String>,
    /// The file that was read.
    pub(super) file: Option<PathBuf>,
    /// Where the schemas come from, when not built in.
    pub(super) schemas_from: Option<String>,
    /// Where what is not built in was set, by key: `profile`, `ping/late`, `ping/late seconds`.
    pub(super) origins: BTreeMap<String, String>,
}

impl Config {
    /// An empty inspection under it.
    pub(super) fn inspection(&self) -> Inspection {
        Inspection::new(self.settings.clone(), self.schemas.clone())
    }

    /// Takes the profile from somewhere.
    pub(super) fn set_profile(&mut self, profile: Profile, origin: &str) {
        self.settings.profile = profile;
        self.set("profile", origin);
    }

    /// Takes the severity of a rule, or none for off, from somewhere.
    pub(super) fn set_severity(&mut self, rule: &str, severity: Option<Severity>, origin: &str) {
        self.settings.severities.insert(rule.to_owned(), severity);
        self.set(rule, origin);
    }

    fn set(&mut self, key: &str, origin: &str) {
        self.origins.insert(key.to_owned(), origin.to_owned());
    }

    /// Where something was set.
    fn origin(&self, key: &str) -> &str {
        self.origins.get(key).map_or("built in", String::as_str)
    }
}

/// Reads the file given, or the one that is found from the working folder upwards, or the user's.
pub(super) fn find(given: Option<&Path>) -> anyhow::Result<Config> {
    let Some(path) = given.map(Path::to_owned).or_else(discover) else {
        return Ok(Config::default());
    };
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read the configuration {}", path.display()))?;
    let mut config =
        parse(&text, &path).with_context(|| format!("in the configuration {}", path.display()))?;
    config.file = Some(path);
    Ok(config)
}

fn discover() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let above = here.ancestors().map(|folder| folder.join(NAME));
    above.chain(of_user()).find(|path| path.is_file())
}

/// The file in the user's configuration folder, whether or not it is there.
fn of_user() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.config_dir().join("playscope").join(NAME))
}

/// Reads the text of a configuration.
fn parse(text: &str, path: &Path) -> anyhow::Result<Config> {
    let text = Text::new(text, path);
    let root = DeTable::parse(text.as_str()).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        text.at(start, error.message())
    })?;
    let mut config = Config::default();
    for (key, value) in in_order(root.get_ref()) {
        let known = KEYS.iter().find(|(name, ..)| name == key.get_ref());
        match known {
            Some((_, _, read)) => read(&text, value, &mut config)?,
            None => return Err(text.unknown(key, KEYS.iter().map(|(name, ..)| *name))),
        }
    }
    Ok(config)
}

fn profile(
    text: &Text<'_>,
    value: &Spanned<DeValue<'_>>,
    config: &mut Config,
) -> anyhow::Result<()> {
    let profile = match value.get_ref().as_str() {
        Some("strict") => Profile::Strict,
        Some("lenient") => Profile::Lenient,
        _ => return Err(text.bad(value, "`profile` must be \"strict\" or \"lenient\"")),
    };
    config.set_profile(profile, &text.origin(value));
    Ok(())
}

fn theme(text: &Text<'_>, value: &Spanned<DeValue<'_>>, config: &mut Config) -> anyhow::Result<()> {
    let Some(name) = value.get_ref().as_str() else {
        return Err(text.bad(value, "`theme` must be a text, as in theme = \"dark\""));
    };
    let is_file = Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "toml");
    config.theme = Some(if is_file {
        text.beside(name)
    } else {
        Theme::named(name).map_err(|error| text.bad(value, &error.to_string()))?;
        name.to_owned()
    });
    config.set("theme", &text.origin(value));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Config, Settings};
    use crate::rules::Severity;
    use crate::schema::Profile;

    fn parse(text: &str) -> Result<Config, String> {
        super::parse(text, Path::new("lab/playscope.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn an_empty_file_changes_nothing() {
        let config = parse("# nothing\n").expect("a good file");
        assert_eq!(config.settings, Settings::default());
        assert_eq!((config.theme, config.origins.len()), (None, 0));
    }

    #[test]
    fn what_is_said_is_taken_with_its_line() {
        let text = "profile = \"lenient\"\ntheme = \"light\"\nad-ping = \"1s\"\n[rules]\n\
                    \"ads/not-open\" = \"off\"\n\"ping/late\" = { seconds = 0x10 }\n";
        let config = parse(text).expect("a good file");
        assert_eq!(config.settings.profile, Profile::Lenient);
        assert_eq!(config.theme.as_deref(), Some("light"));
        let severities = &config.settings.severities;
        assert_eq!(severities["ping/slow-in-ad"], Some(Severity::Note));
        assert_eq!(severities["ads/not-open"], None);
        let seconds = config.settings.thresholds["ping/late"]["seconds"];
        assert!((seconds - 16.0).abs() < 1e-9);
        for (key, line) in [
            ("profile", 1),
            ("theme", 2),
            ("ad-ping", 3),
            ("ads/not-open", 5),
            ("ping/late seconds", 6),
        ] {
            assert_eq!(config.origin(key), format!("playscope.toml:{line}"));
        }
        assert_eq!(config.origin("ping/late"), "built in");
    }

    #[test]
    fn a_rule_that_is_named_wins_over_the_setting_that_switches_it() {
        for text in [
            "ad-ping = \"1s\"\n[rules]\n\"ping/slow-in-ad\" = \"off\"\n",
            "rules = { \"ping/slow-in-ad\" = \"off\" }\nad-ping = \"1s\"\n",
        ] {
            let config = parse(text).expect("a good file");
            assert_eq!(config.settings.severities["ping/slow-in-ad"], None);
        }
    }

    #[test]
    fn keys_are_taken_with_their_lines() {
        let text = "[keys]\nnext-error = [\"ctrl-e\", \"f8\"]\nmark-bad = []\naxis = \"z\"\n";
        let config = parse(text).expect("a good file");
        assert_eq!(config.keys.first("next-error"), "^E");
        assert_eq!(config.keys.first("mark-bad"), "");
        assert_eq!(config.keys.first("axis"), "z");
        assert_eq!(config.origin("keys mark-bad"), "playscope.toml:3");
    }

    #[test]
    fn a_theme_file_stands_beside_the_configuration() {
        let config = parse("theme = \"mine.toml\"").expect("a good file");
        let expected = Path::new("lab").join("mine.toml");
        assert_eq!(config.theme.as_deref(), expected.to_str());
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
                "line 1: unknown key `colours`; known are ad-ping, expect, filters, keys, profile, rules, theme",
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
                "filters = 1",
                "line 1: `filters` must be a table: write [filters]",
            ),
            (
                "[filters]\nads = 1",
                "line 2: `ads` must be a filter as a text, as in \"type:ad\"",
            ),
            ("keys = 1", "line 1: `keys` must be a table: write [keys]"),
            (
                "[keys]\nnext-eror = \"x\"",
                "line 2: unknown action `next-eror`; did you mean `next-error`? the README lists them",
            ),
            (
                "[keys]\nnext-error = \"ctrl\"",
                "line 2: `ctrl` is no key; an example is \"ctrl-e\", \"f8\", \"pagedown\" or \"x\"",
            ),
            (
                "[keys]\nnext-error = \"pagedwn\"",
                "line 2: `pagedwn` is no key; did you mean `pagedown`?",
            ),
            (
                "[keys]\nnext-error = 1",
                "line 2: `next-error` must be a key or a list of keys, as in \"ctrl-e\"",
            ),
            (
                "[keys]\n\nnext-error = [\"f8\", \"w\"]",
                "line 3: the key w of `next-error` is that of `next-warning` (Anywhere); give one of them another key, or none: []",
            ),
            (
                "[keys]\nnext-error = \"x\"",
                "line 2: the key x of `next-error` is that of `axis` (Timeline); give one of them another key, or none: []",
            ),
            ("[keys]\nquit = []", "line 2: `quit` needs a key"),
            ("ad-ping = 1", "line 1: `ad-ping` must be \"1s\" or \"10s\""),
            (
                "[rules]\n\"no/such\" = \"off\"",
                "line 2: no rule `no/such`; `playscope rules` lists them",
            ),
            (
                "[rules]\n\"ping/lat\" = \"off\"",
                "line 2: no rule `ping/lat`; did you mean `ping/late`? `playscope rules` lists them",
            ),
            (
                "[rules]\n\"expect/x\" = \"off\"",
                "line 2: `expect/x` has its severity in its own [[expect]]",
            ),
            (
                "[rules]\n\"ping/late\" = \"loud\"",
                "line 2: `loud` is no severity; use off, note, warning or error",
            ),
            (
                "[rules]\n\"ping/late\" = { second = 1 }",
                "line 2: unknown key `second`; did you mean `seconds`?",
            ),
            (
                "[rules.\"ping/late\"]\nseconds = -1",
                "line 2: `seconds` of `ping/late` must be a number from 0 on",
            ),
            (
                "[rules]\n\"ping/late\" = 1",
                "line 2: `ping/late` must be a severity or a table, as in { severity = \"note\" }",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).err().as_deref(), Some(expected));
        }
        let error = parse("theme = \"drak\"").expect_err("no theme");
        assert!(error.starts_with("line 1: "), "{error}");
        let error = parse("[filters]\n\nbad = \"tpye:ad\"").expect_err("no filter");
        assert!(
            error.starts_with("line 3: `bad`: no field tpye: did you mean type?"),
            "{error}"
        );
        let error = parse("a = \n").expect_err("no TOML");
        assert!(error.starts_with("line 1: "), "{error}");
    }
}
