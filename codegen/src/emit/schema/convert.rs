//! Schemas of OpenAPI 3.0 in the words of JSON Schema.

use serde_json::{Map, Value, json};

use super::formats;

/// Which way the values go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// To the service: what it would refuse is refused.
    Request,
    /// From the service: what it may say tomorrow is admitted.
    Response,
}

/// What says in 2020-12 what OpenAPI has no word for, or another one.
pub(in crate::emit) const FACTS: [(&str, &str); 5] = [
    (
        "x-exclusive",
        "Groups of members of which a request may have one at most, and what the service says to two.",
    ),
    (
        "x-expandable",
        "The member is an ID, or the object where `expand` asked for it.",
    ),
    (
        "x-format",
        "A `format` of the document that JSON Schema does not define.",
    ),
    (
        "x-open-enum",
        "The known values of a member that may have others one day.",
    ),
    (
        "x-unit",
        "What a number counts: `minor-unit`, the smallest unit of the currency beside it, or `unix-seconds`.",
    ),
];

/// The formats that JSON Schema defines.
const FORMATS: [&str; 12] = [
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "regex",
    "time",
    "uri",
    "uri-reference",
    "uuid",
];

/// What means the same in both languages.
const SAME: [&str; 18] = [
    "additionalProperties",
    "allOf",
    "default",
    "deprecated",
    "description",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "minItems",
    "minLength",
    "minProperties",
    "multipleOf",
    "not",
    "pattern",
    "readOnly",
    "uniqueItems",
    "writeOnly",
];

/// One schema, with its references into `$defs`. `name` says by what name a component goes.
pub(super) fn schema(given: &Value, side: Side, name: &mut dyn FnMut(&str) -> String) -> Value {
    let Value::Object(given) = given else {
        // `true` and `false`, which `additionalProperties` may be.
        return given.clone();
    };
    if let Some(component) = given.get("$ref").and_then(component) {
        return json!({ "$ref": format!("#/$defs/{}", name(component)) });
    }
    let mut made = Map::new();
    for key in SAME {
        if let Some(value) = given.get(key) {
            made.insert(key.to_owned(), inner(key, value, side, name));
        }
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(branches) = given.get(key) {
            made.insert(key.to_owned(), inner(key, branches, side, name));
        }
    }
    bounds(given, &mut made);
    if side == Side::Request {
        formats::hold(given, &mut made);
    }
    if let Some(example) = given.get("example") {
        made.insert("examples".to_owned(), json!([example]));
    }
    facts(given, &mut made);
    if let Some(Value::Object(properties)) = given.get("properties") {
        let properties: Map<String, Value> = properties
            .iter()
            .filter(|(_, value)| !foreign(value, side))
            .map(|(key, value)| (key.clone(), schema(value, side, name)))
            .collect();
        made.insert("properties".to_owned(), Value::Object(properties));
        made.entry("type").or_insert_with(|| json!("object"));
    }
    if let Some(required) = given.get("required") {
        made.insert("required".to_owned(), asked(required, given, side));
    }
    if let Some(kind) = given.get("type") {
        made.insert("type".to_owned(), kind.clone());
    }
    closed(given, side, &mut made);
    values(given, side, &mut made);
    if given.get("nullable") == Some(&Value::Bool(true)) {
        nullable(&mut made);
    }
    Value::Object(made)
}

/// Whether a member is one of the other side alone.
fn foreign(member: &Value, side: Side) -> bool {
    let other = match side {
        Side::Request => "readOnly",
        Side::Response => "writeOnly",
    };
    member.get(other) == Some(&Value::Bool(true))
}

/// The names that must be there, without those of the other side.
fn asked(required: &Value, given: &Map<String, Value>, side: Side) -> Value {
    let of_side = |name: &&Value| {
        let pointer = |name: &str| given.get("properties")?.get(name);
        !name
            .as_str()
            .and_then(pointer)
            .is_some_and(|member| foreign(member, side))
    };
    let names = required.as_array().into_iter().flatten();
    names.filter(of_side).cloned().collect()
}

/// The name of the component schema to which a reference leads.
pub(super) fn component(reference: &Value) -> Option<&str> {
    reference.as_str()?.strip_prefix("#/components/schemas/")
}

fn inner(key: &str, value: &Value, side: Side, name: &mut dyn FnMut(&str) -> String) -> Value {
    match (key, value) {
        ("additionalProperties" | "items" | "not", value) => schema(value, side, name),
        ("allOf" | "anyOf" | "oneOf", Value::Array(all)) => {
            all.iter().map(|one| schema(one, side, name)).collect()
        }
        _ => value.clone(),
    }
}

/// In OpenAPI 3.0, whether a bound is itself within is said beside it.
fn bounds(given: &Map<String, Value>, made: &mut Map<String, Value>) {
    for (bound, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        if let Some(value) = given.get(bound) {
            let outside = given.get(exclusive) == Some(&Value::Bool(true));
            let key = if outside { exclusive } else { bound };
            made.insert(key.to_owned(), value.clone());
        }
    }
}

/// What no validator needs and a reader does. An unknown `format` would be an error to some validators.
fn facts(given: &Map<String, Value>, made: &mut Map<String, Value>) {
    match given.get("format").and_then(Value::as_str) {
        Some("unix-time") => {
            made.insert("x-unit".to_owned(), json!("unix-seconds"));
        }
        Some(format) => {
            let key = if FORMATS.contains(&format) {
                "format"
            } else {
                "x-format"
            };
            made.insert(key.to_owned(), json!(format));
        }
        None => {}
    }
    if let Some(unit) = given.get("x-unit") {
        made.insert("x-unit".to_owned(), unit.clone());
    }
    if given.contains_key("x-expansionResources") {
        made.insert("x-expandable".to_owned(), json!(true));
    }
}

/// A request with an unknown member may be a misspelt amount; a response with one is tomorrow's.
fn closed(given: &Map<String, Value>, side: Side, made: &mut Map<String, Value>) {
    match side {
        Side::Request if given.contains_key("properties") => {
            let others = made.entry("additionalProperties").or_insert(json!(false));
            let open = *others != json!(false);
            // Where others pass, the ones of answers alone are named to be refused.
            let of_answers = given.get("properties").and_then(Value::as_object);
            for (name, member) in of_answers.into_iter().flatten().filter(|_| open) {
                if foreign(member, side) {
                    made["properties"][name.as_str()] = json!(false);
                }
            }
        }
        Side::Response if made.get("additionalProperties") == Some(&Value::Bool(false)) => {
            made.remove("additionalProperties");
        }
        _ => {}
    }
}

fn values(given: &Map<String, Value>, side: Side, made: &mut Map<String, Value>) {
    let Some(Value::Array(values)) = given.get("enum") else {
        return;
    };
    // Where null is admitted it is listed too; `nullable` carries it.
    let known: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
    if let [only] = known[..] {
        made.insert("const".to_owned(), only.clone());
        return;
    }
    let kind = match known.first() {
        Some(Value::String(_)) => json!("string"),
        Some(Value::Number(_)) => given.get("type").cloned().unwrap_or(json!("number")),
        _ => Value::Null,
    };
    if side == Side::Request || kind.is_null() {
        made.insert("enum".to_owned(), json!(known));
        return;
    }
    // The members first: generators of types make unions of them where they can.
    made.remove("type");
    let branches = json!([{ "enum": known, "type": kind }, { "type": kind }]);
    made.insert("anyOf".to_owned(), branches);
    made.insert("x-open-enum".to_owned(), json!(known));
}

/// Admits null beside what a schema admits.
fn nullable(made: &mut Map<String, Value>) {
    let nothing = json!({ "type": "null" });
    for key in ["anyOf", "oneOf"] {
        if let Some(Value::Array(branches)) = made.get_mut(key) {
            branches.push(nothing);
            // Beside branches it would hold for null too.
            if let Some(kind) = made.remove("type") {
                made.insert("type".to_owned(), json!([kind, "null"]));
            }
            return;
        }
    }
    // Generators of types lose what a map holds where it is of two types.
    let map = made
        .get("additionalProperties")
        .is_some_and(Value::is_object);
    if map || made.contains_key("const") || made.contains_key("allOf") || !made.contains_key("type")
    {
        let mut value = std::mem::take(made);
        for key in ["description", "x-expandable", "x-unit", "x-format"] {
            if let Some(text) = value.remove(key) {
                made.insert(key.to_owned(), text);
            }
        }
        made.insert("anyOf".to_owned(), json!([value, nothing]));
        return;
    }
    if let Some(Value::Array(values)) = made.get_mut("enum") {
        values.push(Value::Null);
    }
    if let Some(kind) = made.remove("type") {
        made.insert("type".to_owned(), json!([kind, "null"]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nullable_of(schema: Value) -> Value {
        let Value::Object(mut made) = schema else {
            return Value::Null;
        };
        nullable(&mut made);
        Value::Object(made)
    }

    #[test]
    fn null_is_a_type_of_its_own_beside_what_generators_know_of_one_type_only() {
        let nothing = json!({ "type": "null" });
        for schema in [
            json!({ "type": "object", "additionalProperties": { "type": "string" } }),
            json!({ "type": "string", "const": "a" }),
            json!({ "allOf": [{ "$ref": "#/components/schemas/a" }] }),
        ] {
            let made = json!({ "anyOf": [schema, nothing] });
            assert_eq!(nullable_of(schema), made);
        }
        let branches = json!({ "anyOf": [{ "type": "string" }] });
        assert_eq!(nullable_of(branches)["anyOf"][1], nothing);
        let scalar = json!({ "type": "string", "maxLength": 5 });
        assert_eq!(nullable_of(scalar)["type"], json!(["string", "null"]));
    }
}
