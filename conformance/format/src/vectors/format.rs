//! The form of the file of vectors. Its JSON Schema is made of these types.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The version of this form.
pub const FORMAT: u32 = 1;

/// The file.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vectors {
    /// Where the schema of this file is.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// What made the file.
    #[serde(rename = "x-generated")]
    pub generated: Generated,
    /// The version of the form.
    #[schemars(extend("const" = FORMAT))]
    pub format: u32,
    /// What each list means, by its name.
    pub about: BTreeMap<String, String>,
    /// What a client must send.
    pub encode: Vec<Encode>,
    /// What a server must read.
    pub decode: Vec<Decode>,
    /// What a server must refuse.
    pub refuse_request: Vec<RefuseRequest>,
    /// What a client must read, and what it must refuse.
    pub responses: Vec<Response>,
}

/// What made the file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Generated {
    /// The command.
    pub by: String,
    /// What it read.
    pub from: Vec<String>,
    /// How to change the file.
    pub edit: String,
}

/// What the caller gives, by wire name. A member or parameter that is not here is not given.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The path parameters.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub path: Map<String, Value>,
    /// The query parameters.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub query: Map<String, Value>,
    /// The header parameters that the document declares.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub headers: Map<String, Value>,
    /// The request body, decoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// An input, and the request that a client must make of it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Encode {
    /// The id of the case.
    pub case: String,
    /// The operationId.
    pub operation: String,
    /// What the caller gives.
    pub input: Input,
    /// The method in upper case.
    pub method: String,
    /// The path, percent-encoded, without the query.
    pub path: String,
    /// The exact query without its question mark; absent where there is no question mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The exact body; absent where the request has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// A request to send to a server as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The method in upper case.
    pub method: String,
    /// The path, percent-encoded, without the query.
    pub path: String,
    /// The query without its question mark; absent where there is no question mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// All headers by lower-case name, as pairs; `<uuid>` stands for any version 4 UUID.
    pub headers: Vec<(String, String)>,
    /// The body; absent where the request has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// A request, and the input that a server must read it as.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decode {
    /// The id of the case.
    pub case: String,
    /// The operationId.
    pub operation: String,
    /// The request.
    pub same_as: Request,
    /// What it says.
    pub input: Input,
}

/// A request that a server must refuse, and what the error envelope must say.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefuseRequest {
    /// The id of the case.
    pub case: String,
    /// The operationId.
    pub operation: String,
    /// The request.
    pub request: Request,
    /// The status of the answer.
    pub status: u16,
    /// `error.type`
    #[serde(rename = "type")]
    pub type_: String,
    /// `error.code`; absent where the answer must not have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// `error.param`; absent where the answer must not have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
}

/// A response, and whether a client must read or refuse it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The id of the case.
    pub case: String,
    /// The operationId.
    pub operation: String,
    /// The status.
    pub status: u16,
    /// The body. Absent where there is `text`; it may be `null`.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub body: Option<Value>,
    /// The body as text, where it is no JSON, or where a JSON value would not keep what matters: a number's spelling, a
    /// member that is there twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whether a client must read it.
    pub valid: bool,
    /// The JSON pointer of the place that is refused, of the missing member itself where one is missing; absent where
    /// the response is valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The name of its schema in the bundle; absent where the document has none for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Why that schema judges otherwise than `valid` says; absent where it judges the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_differs: Option<String>,
}

/// A member that is there with `null` is not one that is missing.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
