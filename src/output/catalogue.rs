//! The rules for people: the list, and the page of one, as text and as Markdown.

use std::io::{self, Write};

use super::Look;
use super::look::Tone;
use super::text::{clean, cut, left, wrap};
use crate::rules::{Page, Rule, Settings, Severity, registry};

/// Longest line of running text: longer ones are hard to read.
const MEASURE: usize = 92;

/// How the lines of an example are to be read.
const EXAMPLE: &str = "seconds, playhead, event, changes to a healthy event";

/// Every rule in force or not: the catalogue's, then the project's own.
fn pages(settings: &Settings) -> Vec<Page<'_>> {
    let ids = registry::ALL.iter().map(|rule| rule.id);
    let own = settings.expectations.iter().map(|each| each.id.as_str());
    let pages = ids.chain(own).map(|id| settings.page(id));
    pages.flatten().collect()
}

/// How a rule is told here.
fn severity(settings: &Settings, page: &Page<'_>) -> (&'static str, Tone) {
    match settings.severity(page.id, page.severity) {
        Some(severity) => (severity.word(), Tone::Bad(severity)),
        None => ("off", Tone::Dim),
    }
}

fn area(id: &str) -> &str {
    id.split('/').next().unwrap_or_default()
}

/// Writes a rule a line: id, severity, what it looks for; with a width, cut to it and grouped by area.
pub fn list(
    settings: &Settings,
    only: Option<&str>,
    look: Look,
    room: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let pages = pages(settings);
    let chosen = || {
        let pages = pages.iter();
        pages.filter(move |page| only.is_none_or(|only| area(page.id) == only))
    };
    let widest = chosen().map(|page| page.id.len()).max().unwrap_or(0);
    let mut last = None;
    for page in chosen() {
        if room.is_some() && last.replace(area(page.id)) != Some(area(page.id)) {
            writeln!(out, "{}", look.paint(Tone::Title, area(page.id)))?;
        }
        let (word, tone) = severity(settings, page);
        let what = match room {
            Some(width) => cut(
                &page.what,
                width.saturating_sub(widest + 11),
                look.ellipsis(),
            ),
            None => clean(&page.what),
        };
        let word = look.paint(tone, &left(word, 7));
        writeln!(out, "{}  {word}  {what}", left(page.id, widest))?;
    }
    Ok(())
}

/// Writes the list as a Markdown table per area.
pub fn list_markdown(
    settings: &Settings,
    only: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut last = String::new();
    for page in pages(settings) {
        let area = area(page.id);
        if only.is_some_and(|only| only != area) {
            continue;
        }
        if last != area {
            let gap = if last.is_empty() { "" } else { "\n" };
            writeln!(
                out,
                "{gap}## {area}\n\n| Rule | Severity | What |\n|---|---|---|"
            )?;
            area.clone_into(&mut last);
        }
        let (word, _) = severity(settings, &page);
        writeln!(
            out,
            "| `{}` | {word} | {} |",
            page.id,
            prose(&page.what).replace('|', "\\|")
        )?;
    }
    Ok(())
}

/// Writes the page of a rule.
pub fn page(
    settings: &Settings,
    page: &Page<'_>,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rule = registry::find(page.id);
    let (word, tone) = severity(settings, page);
    let title = look.paint(Tone::Title, page.id);
    writeln!(out, "{title}  {}{}\n", look.paint(tone, word), manner(rule))?;
    paragraph("What", &page.what, look, out)?;
    paragraph("Costs", page.cost, look, out)?;
    if let Some(fix) = page.fix {
        paragraph("Fix", fix, look, out)?;
    }
    for (index, source) in page.sources.iter().enumerate() {
        let label = if index == 0 { "Source" } else { "" };
        // An address is never broken: it is there to be clicked.
        writeln!(out, "{}{}", left(label, 8), clean(source))?;
    }
    let Some(rule) = rule else { return Ok(()) };
    if !rule.thresholds.is_empty() {
        writeln!(out, "\n{}", look.paint(Tone::Title, "Configure"))?;
        writeln!(out, "  [rules]\n  {}", setting(settings, rule))?;
    }
    for (title, script) in [("Wrong", rule.wrong), ("Right", rule.right)] {
        let how = look.paint(Tone::Dim, &format!("  {EXAMPLE}"));
        let how = if title == "Wrong" { how } else { String::new() };
        writeln!(out, "\n{}{how}", look.paint(Tone::Title, title))?;
        for line in script.trim().lines() {
            writeln!(out, "  {}", line.trim())?;
        }
    }
    Ok(())
}

/// Writes the page of a rule as Markdown.
pub fn page_markdown(settings: &Settings, page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rule = registry::find(page.id);
    let (word, _) = severity(settings, page);
    writeln!(out, "# {}\n\n**{word}**{}\n", page.id, manner(rule))?;
    writeln!(
        out,
        "{}\n\n**Costs:** {}",
        prose(&page.what),
        prose(page.cost)
    )?;
    if let Some(fix) = page.fix {
        writeln!(out, "\n**Fix:** {}", prose(fix))?;
    }
    writeln!(out)?;
    for source in &page.sources {
        match source.split_once(", https://") {
            Some((title, address)) => writeln!(out, "- [{}](https://{address})", prose(title))?,
            None => writeln!(out, "- {}", prose(source))?,
        }
    }
    let Some(rule) = rule else { return Ok(()) };
    if !rule.thresholds.is_empty() {
        writeln!(out, "\n```toml\n[rules]\n{}\n```", setting(settings, rule))?;
    }
    for (title, script) in [("Wrong", rule.wrong), ("Right", rule.right)] {
        let lines: Vec<_> = script.trim().lines().map(str::trim).collect();
        writeln!(
            out,
            "\n{title} ({EXAMPLE}):\n\n```\n{}\n```",
            lines.join("\n")
        )?;
    }
    Ok(())
}

/// How often a rule is told, and whether it is at all.
fn manner(rule: Option<&Rule>) -> &'static str {
    match rule {
        Some(Rule { opt_in: true, .. }) => ", off unless switched on",
        Some(Rule { once: true, .. }) => ", told once per session with a count",
        _ => "",
    }
}

/// The line of a configuration that holds what is in force.
fn setting(settings: &Settings, rule: &Rule) -> String {
    let severity = settings.severity(rule.id, rule.severity);
    let severity = severity.map_or("off", Severity::word);
    let mut parts = vec![format!("severity = \"{severity}\"")];
    let thresholds = rule.thresholds.iter();
    parts.extend(thresholds.map(|each| {
        let value = settings.threshold(rule, each.name);
        format!("{} = {value}", each.name)
    }));
    format!("\"{}\" = {{ {} }}", rule.id, parts.join(", "))
}

fn paragraph(label: &str, text: &str, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let columns = look.width.saturating_sub(8).clamp(20, MEASURE);
    for (index, line) in wrap(text, columns).iter().enumerate() {
        let label = if index == 0 { label } else { "" };
        writeln!(out, "{}{line}", left(label, 8))?;
    }
    Ok(())
}

/// Text that Markdown does not take for HTML.
fn prose(text: &str) -> String {
    clean(text).replace('<', "&lt;")
}
