//! Findings as `JUnit` XML: a suite per recording, a case per session, a failure where something is wrong.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Counts, place};
use crate::output::text::clean;
use crate::output::{Judged, Look};
use crate::rules::{Finding, Severity};

/// Errors and warnings fail a case; notes are its output.
pub(super) fn write(recordings: &[Judged<'_>], _: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new("playscope check");
    for recording in recordings {
        let mut suite = TestSuite::new(clean(recording.name).as_ref());
        if !recording.strays().is_empty() {
            suite.add_test_case(case(
                "calls without a session",
                recording.name,
                recording.strays(),
            ));
        }
        for (index, watched) in recording.sessions() {
            let name = watched
                .session()
                .start()
                .name
                .as_deref()
                .unwrap_or("(no name)");
            let name = format!("{name} ({})", watched.session().sid());
            suite.add_test_case(case(
                &name,
                recording.name,
                recording.inspection.findings(index),
            ));
        }
        report.add_test_suite(suite);
    }
    let text = report.to_string().map_err(io::Error::other)?;
    // The schema that CI servers publish knows this attribute on suites, not on the root.
    out.write_all(text.replacen(" skipped=\"0\"", "", 1).as_bytes())
}

fn case(name: &str, file: &str, findings: &[Finding]) -> TestCase {
    let (notes, faults): (Vec<_>, Vec<_>) = findings
        .iter()
        .partition(|finding| finding.severity == Severity::Note);
    let mut status = TestCaseStatus::success();
    if !faults.is_empty() {
        status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(Counts::of(faults.iter().copied()).words());
        status.set_type(faults[0].rule.as_ref());
        status.set_description(listing(&faults));
    }
    let mut case = TestCase::new(clean(name).as_ref(), status);
    case.set_classname(clean(file).as_ref());
    if !notes.is_empty() {
        case.set_system_out(listing(&notes));
    }
    case
}

fn listing(findings: &[&Finding]) -> String {
    let line = |finding: &&Finding| {
        format!(
            "{} {} {} {}\n  {}\n  cost: {}\n  fix: {}\n",
            finding.severity.word(),
            finding.rule,
            place(finding),
            clean(&finding.path),
            clean(&finding.message),
            clean(&finding.effect),
            clean(&finding.fix)
        )
    };
    findings.iter().map(line).collect()
}
