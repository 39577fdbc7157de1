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
    plain(&mut schema);
    schema
}

/// Says what the file has, and not what Rust does. A member that need not be there is absent and never null, which in
/// Rust is one `Option`; and `uint16` is no format of JSON Schema, so that a strict validator would refuse it.
fn plain(schema: &mut Value) {
    let required = schema.get("required").cloned().unwrap_or_default();
    let inner = |schema: &mut Value, name, each: &mut dyn FnMut(&str, &mut Value)| {
        let members = schema.get_mut(name).and_then(Value::as_object_mut);
        for (name, member) in members.into_iter().flatten() {
            each(name, member);
        }
    };
    inner(schema, "properties", &mut |name, member| {
        let must = required.as_array();
        let must = must.is_some_and(|all| all.iter().any(|it| it == name));
        if let Some(Value::Array(kinds)) = member.get_mut("type")
            && !must
        {
            kinds.retain(|kind| kind != "null");
            if let [only] = &mut kinds[..] {
                member["type"] = only.take();
            }
        }
        if let Some(members) = member.as_object_mut() {
            members.remove("format");
        }
    });
    inner(schema, "$defs", &mut |_, definition| plain(definition));
}

/// The files to lie beside the schemas, by name.
///
/// Errors: as for [`reversals_codegen::emit::print::document`], which no suite can cause.
pub fn files(
    suite: &Suite,
    names: &BTreeMap<String, Names>,
) -> Result<BTreeMap<String, Extra>, reversals_codegen::Error> {
    let vectors = Extra {
        bytes: print::vectors(of(suite, names))?,
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
