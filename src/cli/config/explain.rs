//! What is in force, and where each of it comes from: built in, a line of the configuration, a flag.

use std::io::{self, Write};

use super::{AD_PING, Config, NAME, of_user};
use crate::app::keymap::{self, Context};
use crate::output::Look;
use crate::output::look::Tone;
use crate::output::text::{clean, left, wrap};
use crate::rules::{Rule, Severity, registry};
use crate::schema::Profile;

/// Columns of the setting's name, of its value.
const COLUMNS: (usize, usize) = (32, 12);

/// Writes everything that is in force; what is not built in stands out.
pub(in crate::cli) fn explain(config: &Config, look: Look, out: &mut dyn Write) -> io::Result<()> {
    look.write(out, |out| {
        let mut rows = Rows { config, look, out };
        rows.file()?;
        rows.settings()?;
        rows.title("Rules")?;
        for rule in registry::ALL {
            rows.rule(rule)?;
        }
        rows.expectations()?;
        rows.filters()?;
        rows.keys()
    })
}

struct Rows<'a, 'w> {
    config: &'a Config,
    look: Look,
    out: &'w mut dyn Write,
}

impl Rows<'_, '_> {
    fn file(&mut self) -> io::Result<()> {
        let told = if let Some(file) = &self.config.file {
            file.display().to_string()
        } else {
            let user = of_user().map(|file| file.display().to_string());
            format!(
                "none: there is no {NAME} in this folder or above it, and no {}",
                user.unwrap_or_else(|| "folder of the user's".to_owned())
            )
        };
        writeln!(
            self.out,
            "{} {}\n",
            left("configuration", COLUMNS.0),
            clean(&told)
        )
    }

    fn settings(&mut self) -> io::Result<()> {
        let settings = &self.config.settings;
        let profile = match settings.profile {
            Profile::Strict => "strict",
            Profile::Lenient => "lenient",
        };
        self.row("profile", profile, self.config.origin("profile"))?;
        let each_second = registry::find(AD_PING).is_some_and(|rule| settings.is_on(rule));
        let origin = match self.config.origins.get("ad-ping") {
            Some(origin) if !self.config.origins.contains_key(AD_PING) => origin,
            _ => self.config.origin(AD_PING),
        };
        let ad_ping = if each_second { "1s" } else { "10s" };
        self.row("ad-ping", ad_ping, origin)?;
        let theme = self.config.theme.as_deref();
        let theme = theme.unwrap_or("dark, or light on a light terminal");
        self.row("theme", theme, self.config.origin("theme"))?;
        match &self.config.schemas_from {
            Some(source) => self.row("schemas", source, "--schemas"),
            None => self.row("schemas", "built in", "built in"),
        }
    }

    fn rule(&mut self, rule: &Rule) -> io::Result<()> {
        let settings = &self.config.settings;
        let severity = settings.severity(rule.id, rule.severity);
        self.row(rule.id, word(severity), self.config.origin(rule.id))?;
        for threshold in rule.thresholds {
            let value = settings.threshold(rule, threshold.name).to_string();
            let key = format!("{} {}", rule.id, threshold.name);
            let name = format!("  {}", threshold.name);
            self.row(&name, &value, self.config.origin(&key))?;
        }
        Ok(())
    }

    fn expectations(&mut self) -> io::Result<()> {
        if self.config.settings.expectations.is_empty() {
            return Ok(());
        }
        self.title("Expectations")?;
        for expectation in self.config.settings.expectations.iter() {
            let id = &expectation.id;
            let severity = self.config.settings.severity(id, expectation.severity);
            self.row(id, word(severity), self.config.origin(id))?;
            let columns = self.look.width.saturating_sub(2).max(20);
            for line in wrap(&expectation.what(), columns) {
                writeln!(self.out, "  {}", self.look.paint(Tone::Dim, &line))?;
            }
        }
        Ok(())
    }

    fn filters(&mut self) -> io::Result<()> {
        if self.config.filters.is_empty() {
            return Ok(());
        }
        self.title("Filters")?;
        for (name, filter) in &self.config.filters {
            let origin = self.config.origin(&format!("filters {name}"));
            self.row(name, filter, origin)?;
        }
        Ok(())
    }

    fn keys(&mut self) -> io::Result<()> {
        self.title("Keys")?;
        let keys = &self.config.keys;
        let bindings = keymap::ALL.iter();
        for binding in bindings.filter(|each| each.context != Context::Help) {
            let shown = match keys.shown(binding) {
                none if none.is_empty() => "none".to_owned(),
                shown => shown,
            };
            let origin = self.config.origin(&format!("keys {}", binding.name));
            self.row(binding.name, &shown, origin)?;
        }
        Ok(())
    }

    fn title(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "\n{}", self.look.paint(Tone::Title, text))
    }

    fn row(&mut self, name: &str, value: &str, origin: &str) -> io::Result<()> {
        let tone = if origin == "built in" {
            Tone::Dim
        } else {
            Tone::Title
        };
        let value = left(&clean(value), COLUMNS.1);
        writeln!(
            self.out,
            "{} {} {}",
            left(&clean(name), COLUMNS.0),
            self.look.paint(tone, &value),
            self.look.paint(tone, &clean(origin))
        )
    }
}

fn word(severity: Option<Severity>) -> &'static str {
    severity.map_or("off", Severity::word)
}
