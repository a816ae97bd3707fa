//! The options that decide how strictly events are judged, and the settings that they come to.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::{Args, ValueEnum};

use super::config::{self, Config, check_rule, severity};
use super::console::Console;
use super::schemas;
use crate::rules::Severity;
use crate::schema::{Profile, Schemas};

/// How strictly events are judged.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Judging")]
pub(super) struct Judging {
    /// Give a rule another severity, or switch it off: ping/slow-in-ad=warning
    #[arg(long = "rule", value_name = "ID=off|note|warning|error", value_parser = rule)]
    rules: Vec<(String, Option<Severity>)>,

    /// How unknown keys are taken: strict rejects the event, lenient warns
    #[arg(long, value_name = "PROFILE")]
    profile: Option<ProfileName>,

    /// Real schemas in place of the built-in ones: a folder of <eventType>.json, or the address of an
    /// endpoint that serves them
    #[arg(long, value_name = "DIR|URL")]
    schemas: Option<String>,

    /// Configuration file [default: playscope.toml in this folder or above it, or the user's]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ProfileName {
    Strict,
    Lenient,
}

impl Judging {
    /// The configuration with the options of the command line put over it.
    pub(super) fn config(&self, console: &Console) -> anyhow::Result<Config> {
        let mut config = config::find(self.config.as_deref())?;
        match self.profile {
            Some(ProfileName::Strict) => config.set_profile(Profile::Strict, "--profile"),
            Some(ProfileName::Lenient) => config.set_profile(Profile::Lenient, "--profile"),
            None => {}
        }
        for (id, severity) in &self.rules {
            // The project's own rules are only known now.
            check_rule(id, &config.settings.expectations)
                .map_err(|reason| anyhow!("--rule: {reason}"))?;
            config.set_severity(id, *severity, "--rule");
        }
        config.schemas = Schemas::built_in(config.settings.profile);
        if let Some(source) = &self.schemas {
            schemas::load(source, &mut config.schemas, console)?;
            config.schemas_from = Some(source.clone());
        }
        Ok(config)
    }
}

fn rule(text: &str) -> Result<(String, Option<Severity>), String> {
    let (id, word) = text
        .split_once('=')
        .ok_or("write it as ID=off, ID=note, ID=warning or ID=error")?;
    Ok((id.to_owned(), severity(word)?))
}
