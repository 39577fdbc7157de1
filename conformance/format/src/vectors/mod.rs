//! The cases as vectors: JSON that a program in any language can run. Groups, rows, payload files and carriers are
//! written out; what only this project's own sides can be asked is left out.

mod format;
mod made;
mod print;

use std::collections::BTreeMap;

use reversals_codegen::emit::{Extra, Names};
use schemars::generate::SchemaSettings;
use serde_json::Value;

pub use format::{
    Decode, Encode, FORMAT, Generated, Input, RefuseRequest, Request, Response, Vectors,
};

use crate::Suite;

/// The vectors' file, beside the schemas.
pub const FILE: &str = "cases.json";

/// The schema of that file, beside it.
pub const SCHEMA: &str = "cases.schema.json";

/// The vectors of a suite; `names` has the names of the published schemas, by operationId.
pub fn of(suite: &Suite, names: &BTreeMap<String, Names>) -> Vectors {
    made::vectors(suite, names)
}

/// The JSON Schema (2020-12) of the file.
pub fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Vectors>().to_value();
    schema["title"] = Value::from("Conformance cases as test vectors");
    schema
}

/// The files to lie beside the schemas, by name.
///
/// Errors: as for [`reversals_codegen::emit::print::document`], which no suite can cause.
pub fn files(
    suite: &Suite,
    names: &BTreeMap<String, Names>,
) -> Result<BTreeMap<String, Extra>, reversals_codegen::Error> {
    let vectors = Extra {
        bytes: print::vectors(&of(suite, names))?,
        kind: "vectors".to_owned(),
        purpose:
            "Requests and responses with what must come of them, to test any client or server with."
                .to_owned(),
    };
    let schema = Extra {
        bytes: print::schema(schema())?,
        kind: "vectors-schema".to_owned(),
        purpose: format!("The form of `{FILE}`."),
    };
    Ok(BTreeMap::from([
        (FILE.to_owned(), vectors),
        (SCHEMA.to_owned(), schema),
    ]))
}
