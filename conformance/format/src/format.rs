//! The format of case files, as it is written. `conformance/cases/README.md` shows it; `case.schema.json` beside it
//! is made of these types.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The version of the format that this crate reads.
pub const FORMAT: u32 = 1;

/// One file of cases: those of one operation, or of an object that several operations carry.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The version of the format.
    #[cfg_attr(feature = "schema", schemars(extend("const" = FORMAT)))]
    pub format: u32,
    /// What the cases of this file are about.
    pub about: String,
    /// The operationId that the cases are of. Not together with `carried_by`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The exchanges in whose response each case of this file takes place. Not together with `operation`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried_by: Vec<Carrier>,
    /// What every case of the file begins with.
    #[serde(default)]
    pub base: Part,
    /// The cases.
    pub cases: Vec<Group>,
}

/// An exchange that carries an object.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Carrier {
    /// The id of a case, whose input, request and response are taken.
    pub case: String,
    /// The JSON pointer of the object in its response. The pointers of the carried cases begin there.
    #[serde(default)]
    pub at: String,
}

/// One case, or, with `rows`, several that differ a little.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The stable name, unique in its folder.
    pub id: String,
    /// What the case rests on.
    pub origin: Origin,
    /// The sides that the case judges: both where it is not said. What judges one side only must say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sides: Option<Vec<Side>>,
    /// What a reader should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the caller gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Input>,
    /// What goes over the wire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    /// What comes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// What the client gives, where that is not the response's body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Output>,
    /// The server refuses the request before its handler.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
    /// The client refuses the response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refuses: Option<Refuses>,
    /// The client's types can't express the input: why that is right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unrepresentable: Option<String>,
    /// The client keeps the response as it came, since the document describes none of that status or media type: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undocumented: Option<String>,
    /// The published schemas list these values and no others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Values>,
    /// Where the published schema judges otherwise than the case does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
    /// Cases by name; each overrides parts of this one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rows: BTreeMap<String, Part>,
}

/// Parts of a case. What a row says goes over what its group says, and that over the file's `base`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What a reader should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the caller gives; goes over the group's member by member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Input>,
    /// What goes over the wire; goes over the group's member by member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    /// What comes back; goes over the group's member by member, changes after the group's changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// What the client gives, where that is not the response's body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Output>,
    /// The server refuses the request before its handler; goes over the group's member by member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
    /// The client refuses the response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refuses: Option<Refuses>,
    /// Where the published schema judges otherwise than the case does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
}

/// What a case rests on.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Origin {
    /// A sample that the documentation prints.
    Documented(Documented),
    /// A rule of the spec.
    Derived {
        /// The rule in one sentence.
        rule: String,
    },
    /// Made for the suite.
    Authored {
        /// Why it is right: what was observed on the wire and by whom, or what follows from what.
        reason: String,
    },
}

/// A sample that the documentation prints.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Documented {
    /// The page's address.
    pub page: String,
    /// The heading over the sample.
    pub title: String,
    /// The SHA-256 of the payload as printed, in hexadecimal.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[0-9a-f]{64}$")))]
    pub sha256: String,
    /// The command line as printed, with a made-up key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curl: Option<String>,
    /// What had to be mended in the payload, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<Repair>,
}

/// What had to be mended in a payload.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Repair {
    /// The change.
    pub what: String,
    /// The reason.
    pub why: String,
    /// The SHA-256 of the mended payload, in hexadecimal, made like that of the printed one.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[0-9a-f]{64}$")))]
    pub sha256: String,
}

/// One side of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Who asks.
    Client,
    /// Who answers.
    Server,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "client",
            Self::Server => "server",
        })
    }
}

/// What the caller gives, by wire name. An absent member is an absent parameter.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// The request body; none where the call has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// Who calls: a bearer token and nothing else where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
}

/// Who calls. Only what is given goes over what was said before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Caller {
    /// The scheme that the key goes by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization: Option<Authorization>,
    /// `Idempotency-Key`: 1 to 255 visible ASCII characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// `Stripe-Account`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// `Stripe-Version`, where it is not the document's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// The scheme that a key goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Authorization {
    /// HTTP Basic, the key as user name and an empty password.
    Basic,
    /// A bearer token.
    Bearer,
    /// No key.
    None,
}

/// What goes over the wire.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The method in upper case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path, percent-encoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The exact query without its question mark; no question mark where it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// All headers by lower-case name; `<uuid>` stands for any version 4 UUID, null for a header that is not there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Option<String>>,
    /// The exact body; no body where it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Other spellings that a server must read as the same call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same_as: Vec<Spelling>,
    /// Names of parameters that the request must not have in any form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<String>,
}

/// Another spelling of a request: what differs from the canonical one.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Spelling {
    /// The path, percent-encoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Headers by lower-case name; null for one that is left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Option<String>>,
    /// The body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// What comes back.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Headers by lower-case name; `content-type: application/json` where none is given.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The file of the body, below `conformance/cases/payloads/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// The body itself, instead of a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The body as text, where it is not JSON or must be this very text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Changes of the body: JSON pointers and what is put there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, Value>,
    /// Changes of the body: JSON pointers of what is taken away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
}

/// What the client gives where that is not the response's body: the same body with these changes.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// The folding that makes the difference, by its name in `conformance/cases/foldings.yaml`.
    pub folding: String,
    /// JSON pointers and what is put there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, Value>,
    /// JSON pointers of what is taken away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
}

/// The refusal of a request, as the error envelope says it. A member that is not given must be absent.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// The status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// `error.type`
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// `error.code`; empty for none, where the group has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// `error.param`; empty for none, where the group has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// `error.message`, where its wording is known; any where it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// The refusal of a response.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Refuses {
    /// The JSON pointer of the refused place; of the missing member itself where one is missing.
    pub at: String,
    /// What is expected there.
    pub expected: Expected,
}

/// What is expected at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Expected {
    /// A whole number of 64 bits.
    #[serde(rename = "integer")]
    Integer,
    /// A number.
    #[serde(rename = "number")]
    Number,
    /// A text.
    #[serde(rename = "string")]
    String,
    /// A truth value.
    #[serde(rename = "boolean")]
    Boolean,
    /// An object.
    #[serde(rename = "object")]
    Object,
    /// A list.
    #[serde(rename = "array")]
    Array,
    /// The id of an object, or the object.
    #[serde(rename = "id or object")]
    IdOrObject,
    /// One of the documented values.
    #[serde(rename = "one of")]
    OneOf,
    /// Any value at all: the member is missing.
    #[serde(rename = "present")]
    Present,
    /// Nothing: nobody knows the member, and the object has no others.
    #[serde(rename = "absent")]
    Absent,
    /// One member of that name, not two.
    #[serde(rename = "once")]
    Once,
    /// JSON.
    #[serde(rename = "json")]
    Json,
}

/// The values that the published schemas list, by JSON pointer; an item of a list is at `0`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Values {
    /// Below the arguments: `/query/status`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub arguments: BTreeMap<String, Vec<String>>,
    /// Below the body of a success.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub success: BTreeMap<String, Vec<String>>,
    /// Below the body of a failure.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub failure: BTreeMap<String, Vec<String>>,
}

/// Where the published schema judges otherwise than the case does.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// What the schema says of the payload.
    pub verdict: Verdict,
    /// Why that is not what the case says.
    pub why: String,
    /// Whether only the OpenAPI document judges so, and the JSON Schemas beside it judge as the case does: they leave
    /// lists open that grow.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub document_only: bool,
    /// Whether the schema judges the arguments so, and not the response: a client sends what its types hold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub arguments: bool,
}

/// What a schema says of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It fits.
    Valid,
    /// It does not fit.
    Invalid,
}
