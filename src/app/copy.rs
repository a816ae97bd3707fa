//! What can be put on the clipboard.

use crate::exchange::Time;
use crate::inspection::Inspection;
use crate::wire::json::{self, Value, path};

use super::action::{Copied, Effect, Message};
use super::{App, Source, shell};

impl App {
    /// Puts something on the clipboard, or says that there is nothing.
    pub(super) fn copy(&mut self, what: Copied, inspection: &Inspection) -> Vec<Effect> {
        let copied = self.text_of(what, inspection);
        match copied {
            Some((text, words)) if !text.is_empty() => vec![Effect::Copy(text, words)],
            _ => {
                self.message = Some(Message::bad("there is nothing to copy here"));
                Vec::new()
            }
        }
    }

    fn text_of(&self, what: Copied, inspection: &Inspection) -> Option<(String, &'static str)> {
        let exchange = self.body.exchange.as_deref();
        match what {
            Copied::Test => {
                let now = self.now.map_or(0, Time::ms);
                Some((shell::test(self.base(inspection), now), "a curl test"))
            }
            Copied::Sid => {
                let watched = self.watched(inspection)?;
                Some((watched.session().sid().to_owned(), "session id"))
            }
            Copied::Payload => {
                let body = &exchange?.body;
                Some((String::from_utf8_lossy(body).into_owned(), "payload"))
            }
            Copied::Curl => Some((
                shell::curl(self.base(inspection), exchange?),
                "call as curl",
            )),
            Copied::Report => Some((self.bug_report(inspection)?, "bug report")),
            Copied::Numbers => Some((self.reporting.text(), "report")),
            Copied::Path => Some((self.place()?.to_owned(), "path")),
            Copied::Value => Some((self.value()?, "value")),
            Copied::Finding => Some((self.finding_text(inspection)?, "finding")),
        }
    }

    /// The path under the payload's cursor.
    fn place(&self) -> Option<&str> {
        let line = self.body.payload.lines.get(self.lists.payload.at)?;
        Some(line.path.as_str()).filter(|path| !path.is_empty())
    }

    /// The value under the payload's cursor: a text as it is, anything else as JSON.
    fn value(&self) -> Option<String> {
        let (body, item) = (&self.body.exchange.as_deref()?.body, self.body.wanted?.1);
        let made = match &self.body.jq {
            Some(jq) => Some(jq.run(body, item).ok()?),
            None => None,
        };
        let item = item.filter(|_| made.is_none());
        let root = json::parse(made.as_deref().map_or(body, str::as_bytes)).ok()?;
        let root = item
            .and_then(|item| root.as_list()?.get(item as usize))
            .unwrap_or(&root);
        match at(root, path::ROOT, self.place()?)? {
            Value::Text(text) => Some(text.to_string()),
            other => serde_json::to_string(other).ok(),
        }
    }

    fn finding_text(&self, inspection: &Inspection) -> Option<String> {
        let finding = self.found.finding(inspection, self.lists.findings.at)?;
        let mut text = format!(
            "{} {}: {}\ncost: {}\nfix: {}",
            finding.severity.word(),
            finding.rule,
            finding.message,
            finding.effect,
            finding.fix
        );
        for source in inspection.settings().sources(&finding.rule) {
            text.push_str("\nsee: ");
            text.push_str(source);
        }
        Some(text)
    }

    /// The address that commands are written for.
    pub(super) fn base<'a>(&'a self, inspection: &'a Inspection) -> &'a str {
        match &self.source {
            Source::Live { address, .. } => address,
            Source::File { .. } | Source::Followed { .. } => match &*inspection.header().base {
                "" => "http://127.0.0.1:8900",
                base => base,
            },
        }
    }
}

/// The value at a path, from one whose own path is known.
fn at<'a, 'b>(value: &'b Value<'a>, here: &str, wanted: &str) -> Option<&'b Value<'a>> {
    if here == wanted {
        return Some(value);
    }
    let within = |path: &String| {
        let rest = wanted.strip_prefix(path.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    match value {
        Value::Object(object) => {
            // Of a key that is given twice the last one counts.
            let members = object.0.iter().rev();
            members
                .map(|(key, value)| (path::member(here, key), value))
                .filter(|(path, _)| within(path))
                .find_map(|(path, value)| at(value, &path, wanted))
        }
        Value::List(items) => {
            let items = items.iter().enumerate();
            items
                .map(|(index, value)| (path::item(here, index), value))
                .filter(|(path, _)| within(path))
                .find_map(|(path, value)| at(value, &path, wanted))
        }
        _ => None,
    }
}
