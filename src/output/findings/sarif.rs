//! Findings as SARIF 2.1.0, the format of code scanning: one run, a result a line.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::place;
use crate::output::text::clean;
use crate::output::{Judged, Look, json as text};
use crate::rules::{Finding, Page};

/// The rules that found something, then the results, each at its recording and, as a logical place, at its
/// session and exchange.
pub(super) fn write(recordings: &[Judged<'_>], _: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: BTreeMap<&str, Value> = BTreeMap::new();
    for recording in recordings {
        for finding in recording.findings() {
            rules
                .entry(&finding.rule)
                .or_insert_with(|| descriptor(recording, finding));
        }
    }
    let places: BTreeMap<&str, usize> = rules.keys().copied().zip(0..).collect();
    let driver = json!({
        "name": "playscope",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.into_values().collect::<Vec<_>>(),
    });
    out.write_all(
        b"{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\n\"tool\":{\"driver\":",
    )?;
    text::write(&driver, out)?;
    out.write_all(b"},\n\"columnKind\":\"utf16CodeUnits\",\n\"results\":[")?;
    let mut separator = "\n";
    for recording in recordings {
        let uri = uri(recording.name);
        for finding in recording.findings() {
            out.write_all(separator.as_bytes())?;
            let rule = places.get(finding.rule.as_ref()).copied();
            text::write(&result(&uri, finding, rule), out)?;
            separator = ",\n";
        }
    }
    out.write_all(b"\n]}]}\n")
}

fn descriptor(recording: &Judged<'_>, finding: &Finding) -> Value {
    let Some(page) = recording.inspection.settings().page(&finding.rule) else {
        return json!({ "id": finding.rule, "shortDescription": { "text": finding.rule } });
    };
    let mut told = json!({
        "id": page.id,
        "shortDescription": { "text": page.what },
        "fullDescription": { "text": format!("{} {}", page.what, page.cost) },
        "help": { "text": help(&page, "\n"), "markdown": help(&page, "\n\n") },
        "defaultConfiguration": { "level": page.severity.word() },
        "properties": { "tags": [page.id.split('/').next().unwrap_or_default()] },
    });
    if let Some(address) = page.sources.iter().find_map(|source| address(source)) {
        told["helpUri"] = json!(address);
    }
    told
}

/// What a rule costs, how to mend it, and where that is written.
fn help(page: &Page<'_>, gap: &str) -> String {
    let mut parts = vec![format!("Cost: {}", page.cost)];
    parts.extend(page.fix.map(|fix| format!("Fix: {fix}")));
    parts.extend(page.sources.iter().map(|source| format!("See: {source}")));
    parts.join(gap)
}

/// The address in a source, which follows its title.
fn address(source: &str) -> Option<&str> {
    let start = source.find("https://")?;
    source.get(start..)
}

fn result(uri: &str, finding: &Finding, rule: Option<usize>) -> Value {
    let session = finding.session.as_deref().unwrap_or("calls");
    let name = format!("{session}/{}{}", place(finding), finding.path);
    json!({
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": finding.severity.word(),
        "message": {
            "text": clean(&format!("{} {} {}", finding.message, finding.effect, finding.fix)),
        },
        "occurrenceCount": finding.count,
        "locations": [{
            "physicalLocation": { "artifactLocation": { "uri": uri } },
            "logicalLocations": [{ "fullyQualifiedName": clean(&name), "kind": "member" }],
        }],
        "partialFingerprints": { "rulePath/v1": format!("{}:{}", finding.rule, clean(&finding.path)) },
        "properties": {
            "session": finding.session,
            "seq": finding.seq,
            "item": finding.item,
            "path": clean(&finding.path),
        },
    })
}

/// A path as a URI reference, an absolute one with its scheme: what is no plain character is escaped.
fn uri(path: &str) -> String {
    let escaped = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    let bytes = |path: &str| path.bytes().map(escaped).collect::<Vec<_>>().concat();
    match path {
        "-" => "stdin".to_owned(),
        path if path.starts_with('/') => format!("file://{}", bytes(path)),
        // A drive of Windows.
        path if path.get(1..3) == Some(":\\") => {
            format!(
                "file:///{}",
                bytes(&path.replace('\\', "/")).replacen("%3A", ":", 1)
            )
        }
        path => bytes(path),
    }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_is_a_uri_reference() {
        for (path, expected) in [
            ("a b.jsonl", "a%20b.jsonl"),
            ("../é#.jsonl", "../%C3%A9%23.jsonl"),
            ("/lab/a.jsonl", "file:///lab/a.jsonl"),
            ("C:\\lab\\a.jsonl", "file:///C:/lab/a.jsonl"),
            ("-", "stdin"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
