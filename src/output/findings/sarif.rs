//! Findings as SARIF 2.1.0, the format of code scanning.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::place;
use crate::output::{Judged, Look};
use crate::rules::{Finding, registry};

/// One run; the rules that found something, then the results, each at its recording and, as a logical
/// place, at its session and exchange.
pub(super) fn write(recordings: &[Judged<'_>], _: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: BTreeMap<&str, Value> = BTreeMap::new();
    for finding in recordings.iter().flat_map(Judged::findings) {
        rules
            .entry(&finding.rule)
            .or_insert_with(|| descriptor(finding));
    }
    let places: BTreeMap<&str, usize> = rules
        .keys()
        .enumerate()
        .map(|(index, id)| (*id, index))
        .collect();
    let results: Vec<Value> = recordings
        .iter()
        .flat_map(|recording| {
            recording
                .findings()
                .map(|finding| (recording.name, finding))
        })
        .map(|(file, finding)| result(file, finding, places.get(finding.rule.as_ref()).copied()))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "playscope",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.into_values().collect::<Vec<_>>(),
            }},
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn descriptor(finding: &Finding) -> Value {
    // A rule of the user's own is not in the registry; the finding itself says what there is to say.
    let Some(rule) = registry::find(&finding.rule) else {
        return json!({ "id": finding.rule, "shortDescription": { "text": finding.rule } });
    };
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.what },
        "fullDescription": { "text": rule.cost },
        "help": { "text": rule.fix },
        "defaultConfiguration": { "level": rule.severity.word() },
    })
}

fn result(file: &str, finding: &Finding, rule: Option<usize>) -> Value {
    let session = finding.session.as_deref().unwrap_or("calls");
    let name = format!("{session}/{}{}", place(finding), finding.path);
    json!({
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": finding.severity.word(),
        "message": { "text": format!("{} {} {}", finding.message, finding.effect, finding.fix) },
        "occurrenceCount": finding.count,
        "locations": [{
            "physicalLocation": { "artifactLocation": { "uri": uri(file) } },
            "logicalLocations": [{ "fullyQualifiedName": name }],
        }],
    })
}

/// A path as a relative or absolute URI reference: what is no plain character is escaped.
fn uri(path: &str) -> String {
    let escaped = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        b'\\' => "/".to_owned(),
        _ => format!("%{byte:02X}"),
    };
    path.bytes().map(escaped).collect::<Vec<_>>().concat()
}
