//! The arguments of one call as data.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What one call of an operation gives or gets, by wire name, as JSON.
///
/// Shape: `path`, `query`, `headers` and `cookies` hold a member for each parameter that is given; an absent parameter has no
/// member. `body` is the request body as its schema describes it, so an object even where it travels as a form;
/// none where the call has no body. A form of which nothing is required is an empty one where it is not there, so a server
/// gives its handler an object wherever the operation takes one. Units and limits are those of the document.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Arguments {
    /// The path parameters.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub path: Map<String, Value>,
    /// The query parameters.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub query: Map<String, Value>,
    /// The header parameters that the document declares.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub headers: Map<String, Value>,
    /// The cookie parameters.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub cookies: Map<String, Value>,
    /// The request body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}
