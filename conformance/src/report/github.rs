//! The report as workflow commands of GitHub Actions, which become annotations of files.

use std::fmt::Write as _;

use super::Report;
use super::visible::{short, visible};

/// One `::error` for each finding, then the run in one sentence.
pub fn github(report: &Report) -> String {
    let mut out = String::new();
    for entry in report.findings() {
        let mut message = short(&entry.message());
        for line in entry.finding.iter().flat_map(|it| &it.reproduce) {
            message.push('\n');
            message.push_str(line);
        }
        error(&mut out, &entry.name, &entry.file, entry.line, &message);
    }
    for fault in &report.faults {
        error(&mut out, &fault.id, &fault.file, fault.line, &fault.message);
    }
    let _ = writeln!(out, "{}", report.sentence());
    out
}

fn error(out: &mut String, title: &str, file: &str, line: usize, message: &str) {
    let _ = writeln!(
        out,
        "::error title={},file={},line={line}::{}",
        property(title),
        property(file),
        data(message)
    );
}

fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_would_end_a_command_or_a_property_is_escaped() {
        assert_eq!(super::data("100%\r\n::x"), "100%25\\r%0A::x");
        assert_eq!(super::property("a::b,c%\n"), "a%3A%3Ab%2Cc%25%0A");
    }
}
