//! `playscope export`: a capture in the forms of other programs.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};

use anyhow::Context;
use clap::Args;
use clap::builder::PossibleValuesParser;

use super::Outcome;
use super::console::Console;
use super::input::{self, Recording};
use super::judging::Judging;
use crate::app::shell;
use crate::exchange::{Exchange, Header};
use crate::inspection::{AsOf, Inspection};
use crate::output::Judged;
use crate::output::export::{self, base, csv, har, markdown};
use crate::output::redact::Redactor;
use crate::recording::{exchange_line, header_line, mark_line, moment_line};
use crate::wire::json;

const EXAMPLES: &str = "\
Examples:
  playscope export capture.jsonl --to har -o calls.har
  playscope export capture.jsonl --to jsonl --redact -o shared.jsonl
  playscope export page.har --to jsonl --session 8caa89a1 > session.jsonl
  playscope export capture.jsonl --to curl --session 8caa89a1 | sh
  playscope export capture.jsonl --to csv > events.csv";

/// The forms, with what they are for.
const FORMS: &[(&str, &str)] = &[
    ("har", "calls, for browsers' network panels and proxies"),
    ("jsonl", "a recording, marks included"),
    ("curl", "a shell script that sends the calls again"),
    ("csv", "an event a line, for sheets"),
    ("markdown", "timelines, events and findings, for tickets"),
];

/// Write a capture as HAR, curl commands, CSV and more, redacted if asked for
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// A recording, HAR file, list of events or call log; a folder is one capture; - is STDIN
    #[arg(value_name = "FILE")]
    file: String,

    /// The form to write
    #[arg(long, value_name = "FORM", value_parser = PossibleValuesParser::new(FORMS.iter().map(|(name, what)| clap::builder::PossibleValue::new(*name).help(*what))))]
    to: String,

    /// Only the session with this id, or whose id begins so
    #[arg(long, value_name = "SID")]
    session: Option<String>,

    /// Make up every value that identifies a visitor, a device or an organisation; equal ones stay equal
    #[arg(long)]
    redact: bool,

    /// Where to write; - is STDOUT
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: String,

    #[command(flatten)]
    judging: Judging,
}

pub(super) fn run(options: &Options, console: &mut Console) -> anyhow::Result<Outcome> {
    let config = options.judging.config(console)?;
    let files = std::slice::from_ref(&options.file);
    let recordings = input::read(files, &config, console)?;
    let selected = input::selected(&recordings, options.session.as_deref())?;
    let (Some(recording), Some(judged)) = (recordings.first(), selected.first()) else {
        return Ok(Outcome::Clean);
    };
    let mut export = Export {
        recording,
        judged: *judged,
        redactor: options.redact.then(Redactor::default),
    };
    if options.output == "-" {
        export.write(&options.to, console.out())?;
    } else {
        let failed = || {
            format!(
                "cannot write {}; check the folder and its permissions",
                options.output
            )
        };
        let mut file = BufWriter::new(File::create(&options.output).with_context(failed)?);
        export.write(&options.to, &mut file).with_context(failed)?;
        file.flush().with_context(failed)?;
    }
    Ok(Outcome::Clean)
}

/// What is written.
struct Export<'a> {
    recording: &'a Recording,
    judged: Judged<'a>,
    redactor: Option<Redactor>,
}

impl Export<'_> {
    fn write(&mut self, form: &str, out: &mut dyn Write) -> io::Result<()> {
        match form {
            "har" => self.har(out),
            "jsonl" => self.recording(out),
            "curl" => self.curl(out),
            _ => self.events(form, out),
        }
    }

    fn har(&mut self, out: &mut dyn Write) -> io::Result<()> {
        har::begin("playscope", env!("CARGO_PKG_VERSION"), out)?;
        let header = self.header();
        let mut first = true;
        self.each(|exchange| {
            har::entry(&header, exchange, first, out)?;
            first = false;
            Ok(())
        })?;
        har::end(out)
    }

    fn recording(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let header = self.header();
        let mut line = Vec::new();
        header_line(&mut line, &header);
        out.write_all(&line)?;
        let numbers = self.numbers();
        self.each_as_kept(|exchange| {
            line.clear();
            exchange_line(&mut line, exchange, json::parse(&exchange.body).is_ok());
            out.write_all(&line)
        })?;
        line.clear();
        for mark in self.judged.inspection.marks() {
            if numbers.contains(&mark.seq) {
                let made = self.redactor.as_mut().map(|redactor| redactor.mark(mark));
                mark_line(&mut line, made.as_ref().unwrap_or(mark));
            }
        }
        for moment in self.judged.inspection.moments() {
            let made = self
                .redactor
                .as_mut()
                .map(|redactor| redactor.moment(moment));
            moment_line(&mut line, made.as_ref().unwrap_or(moment));
        }
        out.write_all(&line)
    }

    fn curl(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "#!/bin/sh")?;
        let header = self.header();
        self.each(|exchange| {
            let address = base(&header, exchange);
            let address = if exchange.target.starts_with('/') {
                &*address
            } else {
                ""
            };
            writeln!(out, "\n{}", shell::curl(address, exchange))
        })
    }

    /// Forms made of what the calls came to.
    fn events(&mut self, form: &str, out: &mut dyn Write) -> io::Result<()> {
        let write = if form == "csv" {
            csv::write
        } else {
            markdown::write
        };
        if self.redactor.is_none() {
            return write(&self.judged, out);
        }
        // Findings quote values: judged again, they quote what was made up.
        let inspection = self.judged.inspection;
        let mut again =
            Inspection::new(inspection.settings().clone(), inspection.schemas().clone());
        again.describe(self.header());
        self.each_as_kept(|exchange| {
            again.push(exchange);
            Ok(())
        })?;
        again.settle(AsOf::End);
        let judged = Judged {
            name: "",
            inspection: &again,
            only: None,
        };
        write(&judged, out)
    }

    fn header(&mut self) -> Header {
        let header = self.judged.inspection.header();
        match &mut self.redactor {
            Some(redactor) => redactor.describe(header),
            None => header.clone(),
        }
    }

    /// The numbers of the calls asked for, in order.
    fn numbers(&self) -> BTreeSet<u64> {
        let arrivals = self
            .judged
            .sessions()
            .flat_map(|(_, watched)| watched.session().arrivals());
        let mut numbers: BTreeSet<u64> = arrivals.map(|arrival| arrival.seq).collect();
        if self.judged.only.is_none() {
            numbers.extend(self.judged.inspection.calls().iter().map(|call| call.seq));
        }
        numbers
    }

    /// Each call as it was kept.
    fn each_as_kept(
        &mut self,
        mut take: impl FnMut(&Exchange<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        for number in self.numbers() {
            let Some(exchange) = self.recording.store.fetch(number) else {
                return Err(io::Error::other(format!(
                    "call {number} cannot be read again; did the file change?"
                )));
            };
            match &mut self.redactor {
                Some(redactor) => take(&redactor.exchange(&exchange))?,
                None => take(&exchange)?,
            }
        }
        Ok(())
    }

    /// Each call as it was sent; an event without one is given its own.
    fn each(&mut self, mut take: impl FnMut(&Exchange<'_>) -> io::Result<()>) -> io::Result<()> {
        let sessions = self.judged.sessions();
        let openings: BTreeSet<u64> = sessions
            .filter_map(|(_, watched)| Some(watched.session().arrivals().first()?.seq))
            .collect();
        self.each_as_kept(|exchange| {
            take(&export::call(exchange, openings.contains(&exchange.seq)))
        })
    }
}
