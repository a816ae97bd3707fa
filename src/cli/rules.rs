//! `playscope rules`: the catalogue, and the page of a rule.

use std::io::{self, Write};

use anyhow::bail;
use clap::Args;

use super::Outcome;
use super::console::Console;
use super::judging::check_rule;
use crate::output::Look;
use crate::output::look::Tone;
use crate::output::text::{cut, left, wrap};
use crate::rules::{Rule, registry};

const EXAMPLES: &str = "\
Examples:
  playscope rules
  playscope rules ads/not-closed";

/// List the rules, or explain one: what, what it costs, how to mend it, sources
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// A rule, as in `ads/not-closed`
    #[arg(value_name = "ID")]
    rule: Option<String>,
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let look = console.look();
    match &options.rule {
        None => {
            let room = console.is_terminal().then_some(look.width);
            list(look, room, console.out())?;
        }
        Some(id) => match registry::find(id) {
            Some(rule) => page(rule, look, console.out())?,
            None => bail!(check_rule(id).err().unwrap_or_default()),
        },
    }
    Ok(Outcome::Clean)
}

/// A rule a line; on a terminal cut to its width.
fn list(look: Look, room: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let widest = registry::ALL
        .iter()
        .map(|rule| rule.id.len())
        .max()
        .unwrap_or(0);
    for rule in registry::ALL {
        let severity = left(rule.severity.word(), 8);
        let off = if rule.opt_in { "(off) " } else { "" };
        let what = match room {
            Some(width) => cut(
                rule.what,
                width.saturating_sub(widest + 10 + off.len()),
                look.ellipsis(),
            ),
            None => rule.what.into(),
        };
        let painted = look.paint(Tone::Bad(rule.severity), &severity);
        writeln!(out, "{}  {painted}{off}{}", left(rule.id, widest), what)?;
    }
    Ok(())
}

fn page(rule: &Rule, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let severity = look.paint(Tone::Bad(rule.severity), rule.severity.word());
    let once = if rule.once {
        ", told once per session with a count"
    } else {
        ""
    };
    let off = if rule.opt_in {
        ", off unless switched on"
    } else {
        ""
    };
    writeln!(
        out,
        "{}  {severity}{once}{off}\n",
        look.paint(Tone::Title, rule.id)
    )?;
    for (title, text) in [("What", rule.what), ("Costs", rule.cost), ("Fix", rule.fix)] {
        for (index, line) in wrap(text, look.width.saturating_sub(8).clamp(20, 92))
            .iter()
            .enumerate()
        {
            let label = if index == 0 { title } else { "" };
            writeln!(out, "{}{line}", left(label, 8))?;
        }
    }
    for threshold in rule.thresholds {
        writeln!(
            out,
            "{}{} = {}",
            left("Limit", 8),
            threshold.name,
            threshold.default
        )?;
    }
    for source in rule.sources {
        writeln!(out, "{}{source}", left("Source", 8))?;
    }
    for (title, script) in [("Wrong", rule.wrong), ("Right", rule.right)] {
        writeln!(out, "\n{}", look.paint(Tone::Title, title))?;
        for line in script.lines() {
            writeln!(out, "  {}", line.trim())?;
        }
    }
    Ok(())
}
