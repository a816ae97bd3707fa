//! The options that decide how strictly events are judged, and the settings that they come to.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::config::{self, Config};
use crate::inspection::Inspection;
use crate::rules::{Settings, Severity, registry};
use crate::schema::{Profile, Schemas, nearest};

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
    pub(super) fn config(&self) -> anyhow::Result<Config> {
        let mut config = config::find(self.config.as_deref())?;
        match self.profile {
            Some(ProfileName::Strict) => config.settings.profile = Profile::Strict,
            Some(ProfileName::Lenient) => config.settings.profile = Profile::Lenient,
            None => {}
        }
        config
            .settings
            .severities
            .extend(self.rules.iter().cloned());
        Ok(config)
    }
}

/// An empty inspection under these settings.
pub(super) fn inspection(settings: &Settings) -> Inspection {
    Inspection::new(settings.clone(), Schemas::built_in(settings.profile))
}

fn rule(text: &str) -> Result<(String, Option<Severity>), String> {
    let (id, word) = text
        .split_once('=')
        .ok_or("write it as ID=off, ID=note, ID=warning or ID=error")?;
    check_rule(id)?;
    Ok((id.to_owned(), severity(word)?))
}

/// A severity, or none for `off`.
pub(super) fn severity(word: &str) -> Result<Option<Severity>, String> {
    match (word, Severity::parse(word)) {
        ("off", _) => Ok(None),
        (_, Some(severity)) => Ok(Some(severity)),
        _ => Err(format!(
            "`{word}` is no severity; use off, note, warning or error"
        )),
    }
}

/// Whether a rule of this id exists.
pub(super) fn check_rule(id: &str) -> Result<(), String> {
    if registry::find(id).is_some() {
        return Ok(());
    }
    let nearest = nearest(id, registry::ALL.iter().map(|rule| rule.id));
    let hint = nearest
        .map(|nearest| format!("did you mean `{nearest}`? "))
        .unwrap_or_default();
    Err(format!(
        "no rule `{id}`; {hint}`playscope rules` lists them"
    ))
}
