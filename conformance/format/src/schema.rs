//! The JSON Schema of the format, made of the types that read it.

use std::path::Path;

use serde_json::Value;

use super::load::{Error, as_written};

/// Where the schema is published in this repository.
pub const FILE: &str = "conformance/cases/case.schema.json";

/// The JSON Schema (2020-12) of a file of cases.
#[cfg(feature = "schema")]
pub fn schema() -> Value {
    let generator = schemars::generate::SchemaSettings::draft2020_12().into_generator();
    let schema = generator.into_root_schema_for::<super::format::File>();
    let mut schema = schema.to_value();
    schema["title"] = Value::from("File of cases");
    schema
}

/// A file of cases as JSON, as an editor or another tool reads it: repetitions are not written out.
///
/// Errors: a file that can't be read or is no YAML.
pub fn json(path: &Path) -> Result<Value, Error> {
    as_written(path)
}
