//! Which members are structure, and the order in which they are written.

use crate::openapi::Object;
use crate::tree::Member;

/// Members that are words, or say only what words would.
const WORDS: &[&str] = &[
    "callbacks",
    "description",
    "example",
    "examples",
    "externalDocs",
    "links",
    "message",
    "summary",
    "termsOfService",
];

/// Extensions that are no keywords, of which something is made all the same, or that tell people how things belong together.
pub(super) const EXTENSIONS: &[&str] = &["x-expandableFields", "x-resourceId"];

/// Keywords in the order in which they are written; all others stand between the two, in the order in which they came.
const FIRST: &[&str] = &[
    "$ref",
    "operationId",
    "tags",
    "name",
    "in",
    "title",
    "description",
    "required",
    "style",
    "explode",
    "allowReserved",
    "encoding",
    "schema",
    "content",
];

const FIRST_OF_SCHEMA: &[&str] = &[
    "$ref",
    "title",
    "type",
    "enum",
    "x-extensible-enum",
    "format",
    "minLength",
    "maxLength",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "items",
    "anyOf",
    "oneOf",
    "allOf",
    "discriminator",
    "required",
    "properties",
    "additionalProperties",
    "nullable",
];

const LAST: &[&str] = &[
    "deprecated",
    "description",
    "parameters",
    "requestBody",
    "responses",
    "x-expansionResources",
    "x-expandableFields",
    "x-resourceId",
];

/// Whether a member is left out.
pub(super) fn is_word(member: &Member, object: Object) -> bool {
    match member.key.as_str() {
        // A name stays, by which people compare; what has several words is a sentence.
        "title" => member
            .value
            .as_str()
            .is_none_or(|title| title.is_empty() || title.contains(char::is_whitespace)),
        // Nobody describes them anew.
        "tags" => object == Object::Document,
        key => WORDS.contains(&key),
    }
}

/// Where a member stands among its siblings.
pub(super) fn rank(key: &str, object: Object, is_component: bool) -> usize {
    let first = match object {
        Object::Schema => FIRST_OF_SCHEMA,
        Object::Operation
        | Object::Parameter
        | Object::Header
        | Object::RequestBody
        | Object::Response
        | Object::MediaType
        | Object::Encoding => FIRST,
        _ => return 0,
    };
    // Beside the name, as nothing else is.
    if is_component && matches!(key, "title" | "description") {
        return usize::from(key == "description");
    }
    let at = |list: &[&str]| list.iter().position(|name| *name == key);
    let offset = 2;
    if let Some(at) = at(first) {
        return offset + at;
    }
    match at(LAST) {
        Some(at) => offset + first.len() + 1 + at,
        None => offset + first.len(),
    }
}
