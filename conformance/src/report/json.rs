//! The report for programs. Its schema is `conformance/report.schema.json`.

use super::Report;

/// The report as JSON, with a line end behind it.
///
/// Errors: none that a report can have.
pub fn json(report: &Report) -> serde_json::Result<String> {
    serde_json::to_string_pretty(report).map(|text| text + "\n")
}

/// The JSON Schema of the format.
#[cfg(feature = "schema")]
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Report).to_value()
}
