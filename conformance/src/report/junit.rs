//! The report as `JUnit` XML, for the test views of CI services.

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
    let mut folders: Vec<&str> = report
        .tests
        .iter()
        .map(|entry| entry.folder.as_str())
        .collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        let mut suite = TestSuite::new(visible(folder));
        suite.set_time(Duration::ZERO);
        let mine = report.tests.iter().filter(|entry| entry.folder == folder);
        suite.add_test_cases(mine.map(case));
        out.add_test_suite(suite);
    }
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
    let mut status = match entry.outcome {
        Outcome::Passed => TestCaseStatus::success(),
        Outcome::Known => TestCaseStatus::skipped(),
        Outcome::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
    };
    match entry.outcome {
        Outcome::Passed => {}
        Outcome::Known => {
            status.set_message(visible(entry.reason.as_deref().unwrap_or_default()));
        }
        Outcome::Failed => {
            status
                .set_message(visible(&entry.message()))
                .set_type(visible(&entry.kind));
            status.set_description(visible(&shown::finding(entry)));
        }
    }
    let mut case = TestCase::new(visible(&entry.name), status);
    case.set_classname(visible(&entry.folder))
        .set_time(Duration::ZERO);
    place(&mut case, &entry.file, entry.line);
    case
}

fn place(case: &mut TestCase, file: &str, line: usize) {
    case.extra.insert("file".into(), visible(file).into());
    case.extra.insert("line".into(), line.to_string().into());
}
