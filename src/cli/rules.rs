//! `playscope rules`: the catalogue and the project's own rules, and the page of one.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::Outcome;
use super::config::{self, check_rule};
use super::console::Console;
use crate::output::catalogue;
use crate::rules::registry;

const EXAMPLES: &str = "\
Examples:
  playscope rules
  playscope rules ads
  playscope rules ads/not-closed
  playscope rules --format markdown > rules.md";

/// List the rules, or explain one: what, what it costs, how to mend it, sources
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// A rule, as in `ads/not-closed`, or an area, as in `ads`
    #[arg(value_name = "ID")]
    rule: Option<String>,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Configuration file, whose severities and expectations are shown [default: playscope.toml in this
    /// folder or above it, or the user's]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// How rules are printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Markdown,
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let settings = config::find(options.config.as_deref())?.settings;
    let look = console.look();
    let room = console.is_terminal().then_some(look.width);
    let wanted = options.rule.as_deref();
    let of_area = |area: &&str| {
        let known = registry::ALL.iter().any(|rule| rule.area() == *area);
        known || (*area == "expect" && !settings.expectations.is_empty())
    };
    let only = wanted.filter(of_area);
    let out = console.out();
    match (wanted, options.format) {
        (Some(id), format) if only.is_none() => {
            let Some(page) = settings.page(id) else {
                bail!(
                    check_rule(id, &settings.expectations)
                        .err()
                        .unwrap_or_default()
                );
            };
            match format {
                Format::Text => catalogue::page(&settings, &page, look, out)?,
                Format::Markdown => catalogue::page_markdown(&settings, &page, out)?,
            }
        }
        (_, Format::Text) => catalogue::list(&settings, only, look, room, out)?,
        (_, Format::Markdown) => catalogue::list_markdown(&settings, only, out)?,
    }
    Ok(Outcome::Clean)
}
