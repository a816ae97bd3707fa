//! Reports as JSON: one object, a session a line, keys in the order of the documentation.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{number, status_word};
use crate::output::{Judged, Look};
use crate::session::{Report, Session, StateTotals, Value};

/// Members in their own order.
struct Members<'a>(&'a [(&'static str, Value)]);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, number(value))))
    }
}

struct States<'a>(&'a BTreeMap<String, StateTotals>);

impl Serialize for States<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let told = |totals: &StateTotals| {
            [
                ("set", Value::Flag(true)),
                ("count", Value::Count(totals.count)),
                ("time", Value::Duration(totals.time_ms)),
            ]
        };
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, totals) in self.0 {
            map.serialize_entry(name, &Members(&told(totals)))?;
        }
        map.end()
    }
}

struct Told<'a> {
    file: Option<&'a str>,
    session: &'a Session,
    report: Report,
}

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tally = self.session.tally();
        let mut map = serializer.serialize_map(None)?;
        if let Some(file) = self.file {
            map.serialize_entry("file", file)?;
        }
        map.serialize_entry("sid", self.session.sid())?;
        map.serialize_entry("status", status_word(self.session.status()))?;
        map.serialize_entry("refused", &self.session.is_refused())?;
        map.serialize_entry("counted", &tally.counted)?;
        map.serialize_entry("rejected", &tally.rejected)?;
        map.serialize_entry("late", &tally.late)?;
        map.serialize_entry("metrics", &Members(&self.report.metrics))?;
        map.serialize_entry("ads", &listed(&self.report.ads))?;
        map.serialize_entry("chapters", &listed(&self.report.chapters))?;
        map.serialize_entry("states", &States(&self.report.states))?;
        map.end()
    }
}

fn listed<'a>(list: &'a [Vec<(&'static str, Value)>]) -> Vec<Members<'a>> {
    list.iter().map(|members| Members(members)).collect()
}

/// The file of a session is named where there are several.
pub(super) fn write(recordings: &[Judged<'_>], _: Look, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"sessions\":[")?;
    let mut separator = "\n";
    for recording in recordings {
        for (_, watched) in recording.sessions() {
            out.write_all(separator.as_bytes())?;
            let told = Told {
                file: (recordings.len() > 1).then_some(recording.name),
                session: watched.session(),
                report: watched.session().report(),
            };
            serde_json::to_writer(&mut *out, &told)?;
            separator = ",\n";
        }
    }
    if separator != "\n" {
        out.write_all(b"\n")?;
    }
    out.write_all(b"]}\n")
}
