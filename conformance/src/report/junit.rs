//! The report as `JUnit` XML, for the test views of CI services.

use std::collections::BTreeMap;
use std::time::Duration;

use quick_junit::{NonSuccessKind, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::shown;
use super::visible::visible;
use super::{Entry, Outcome, Report};

/// One suite for each folder of cases, one test case for each derived test. Times are 0: they would differ from run to
/// run.
///
/// Errors: none that a report can have.
pub fn junit(report: &Report) -> Result<String, SerializeError> {
    let mut out = quick_junit::Report::new("reversals-conformance");
    out.set_time(Duration::ZERO);
    let judged = report.tests.iter().map(|it| (&it.folder, case(it)));
    let skipped = report.skipped.iter();
    let skipped = skipped.map(|it| (&it.folder, because(&it.name, &it.folder, &it.reason)));
    let mut suites: BTreeMap<&String, TestSuite> = BTreeMap::new();
    for (folder, case) in judged.chain(skipped) {
        let suite = suites.entry(folder);
        let suite = suite.or_insert_with(|| TestSuite::new(visible(folder)));
        suite.set_time(Duration::ZERO).add_test_case(case);
    }
    out.add_test_suites(suites.into_values());
    if !report.faults.is_empty() {
        let mut suite = TestSuite::new("suite");
        suite.set_time(Duration::ZERO);
        for fault in &report.faults {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(visible(&fault.message));
            let mut case = TestCase::new(visible(&fault.id), status);
            case.set_classname("suite").set_time(Duration::ZERO);
            place(&mut case, &fault.file, fault.line);
            suite.add_test_case(case);
        }
        out.add_test_suite(suite);
    }
    out.to_string()
}

fn case(entry: &Entry) -> TestCase {
    let mut case = match entry.outcome {
        Outcome::Passed => one(&entry.name, &entry.folder, TestCaseStatus::success()),
        Outcome::Known => {
            let reason = entry.reason.as_deref().unwrap_or_default();
            because(&entry.name, &entry.folder, reason)
        }
        Outcome::Failed => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status
                .set_message(visible(&entry.message()))
                .set_type(visible(&entry.kind))
                .set_description(visible(&shown::finding(entry)));
            one(&entry.name, &entry.folder, status)
        }
    };
    place(&mut case, &entry.file, entry.line);
    case
}

/// A test that is skipped, and why.
fn because(name: &str, folder: &str, reason: &str) -> TestCase {
    let mut status = TestCaseStatus::skipped();
    status.set_message(visible(reason));
    one(name, folder, status)
}

fn one(name: &str, folder: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(visible(name), status);
    case.set_classname(visible(folder)).set_time(Duration::ZERO);
    case
}

fn place(case: &mut TestCase, file: &str, line: usize) {
    case.extra.insert("file".into(), visible(file).into());
    case.extra.insert("line".into(), line.to_string().into());
}
