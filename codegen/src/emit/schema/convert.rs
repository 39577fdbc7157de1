//! Schemas of OpenAPI 3.0 in the words of JSON Schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::formats;
use crate::keywords;
use crate::schema::{Kind, Listed, Member, Object, Rest, Schema, SchemaId, Schemas, Union};

/// Which way the values go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::emit) enum Side {
    /// To the service: what it would refuse is refused.
    Request,
    /// From the service: what it may say tomorrow is admitted.
    Response,
}

impl Side {
    /// Whether a member is one of the other side alone.
    pub(in crate::emit) fn is_without(self, schemas: &Schemas, member: &Member) -> bool {
        let other = match self {
            Side::Request => "readOnly",
            Side::Response => "writeOnly",
        };
        let ids = [member.schema, schemas.resolve(member.schema)];
        ids.into_iter().any(|id| schemas[id].is_true(other))
    }

    /// Whether values that `enum` lists may have others beside them one day.
    pub(in crate::emit) fn is_open(self, kind: &Kind) -> bool {
        let has_more = matches!(kind, Kind::Text | Kind::Integer | Kind::Number);
        self == Side::Response && has_more
    }
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

/// Words for people and tools that are the same in both languages.
const SAME: [&str; 5] = [
    "default",
    "deprecated",
    "description",
    "readOnly",
    "writeOnly",
];

/// How deep schemas without a name nest. What merging makes of components that lead into themselves has none.
pub(in crate::emit) const MAX_DEPTH: usize = 128;

/// Says what schemas mean on one side.
pub(super) struct Saying<'a, 'n> {
    pub(super) schemas: &'a Schemas,
    pub(super) side: Side,
    /// By what name a component goes.
    pub(super) name: &'n mut dyn FnMut(&str) -> String,
    pub(super) depth: usize,
}

impl Saying<'_, '_> {
    /// One schema, with its references into `$defs`.
    pub(super) fn schema(&mut self, id: SchemaId) -> Value {
        let schema = &self.schemas[id];
        if let Kind::Reference(to) = schema.kind
            && schema.parts.is_empty()
        {
            return self.reference(to);
        }
        if self.depth == MAX_DEPTH {
            return json!({});
        }
        self.depth += 1;
        let made = self.of_keywords(schema);
        self.depth -= 1;
        Value::Object(made)
    }

    fn of_keywords(&mut self, schema: &Schema) -> Map<String, Value> {
        let mut made = keywords::said(schema);
        for key in SAME {
            if let Some(stated) = schema.get(key) {
                made.insert(key.to_owned(), stated.value.clone());
            }
        }
        if self.side == Side::Request {
            formats::hold(schema, &mut made);
        }
        if let Some(example) = schema.get("example") {
            made.insert("examples".to_owned(), json!([example.value]));
        }
        facts(schema, &mut made);
        if let Some(kind) = schema.kind.type_name() {
            made.insert("type".to_owned(), json!(kind));
        }
        match &schema.kind {
            // With words of its own beside the reference.
            Kind::Reference(to) => {
                made.insert("allOf".to_owned(), json!([self.reference(*to)]));
            }
            Kind::List(Some(items)) => {
                made.insert("items".to_owned(), self.schema(*items));
            }
            Kind::Object(object) => self.object(object, &mut made),
            Kind::Union(union) => {
                let branches = union.branches.iter();
                let branches = branches.map(|branch| self.branch(union, *branch));
                // Of `oneOf` too: what two branches take is of the first, and refused by nobody.
                made.insert("anyOf".to_owned(), branches.collect());
            }
            _ => {}
        }
        self.values(schema, &mut made);
        if schema.adds_null() {
            nullable(&mut made);
        }
        made
    }

    /// A branch, and in a request what its discriminator says of it, unless it lists that itself.
    fn branch(&mut self, union: &Union, branch: SchemaId) -> Value {
        let made = self.schema(branch);
        if self.side == Side::Request
            && let Some((name, values)) = self.schemas.tagged(union, branch)
        {
            let properties = json!({ name: { "enum": values } });
            let said = json!({ "properties": properties, "required": [name], "type": "object" });
            return json!({ "allOf": [made, said] });
        }
        made
    }

    fn reference(&mut self, to: SchemaId) -> Value {
        match self.schemas.name(to) {
            Some(component) => json!({ "$ref": format!("#/$defs/{}", (self.name)(component)) }),
            None => self.schema(to),
        }
    }

    /// A request with an unknown member may be a misspelt amount; a response with one is tomorrow's.
    fn object(&mut self, object: &Object, made: &mut Map<String, Value>) {
        let others = match object.rest {
            Rest::Of(rest) => Some(self.rest(rest)),
            _ if self.side == Side::Request && object.is_closed_in_requests() => Some(json!(false)),
            _ => None,
        };
        let open = others
            .as_ref()
            .is_some_and(|others| *others != json!(false));
        let mut properties = Map::new();
        let mut foreign = BTreeSet::new();
        for (name, member) in &object.members {
            if self.side.is_without(self.schemas, member) {
                // Where others pass, the ones of answers alone are named to be refused.
                if open && self.side == Side::Request {
                    properties.insert(name.clone(), json!(false));
                }
                foreign.insert(name);
                continue;
            }
            properties.insert(name.clone(), self.schema(member.schema));
        }
        let required = object.required.iter();
        let required: Vec<&String> = required.filter(|name| !foreign.contains(name)).collect();
        if !object.members.is_empty() {
            made.insert("properties".to_owned(), Value::Object(properties));
        }
        if !required.is_empty() {
            made.insert("required".to_owned(), json!(required));
        }
        made.extend(others.map(|others| ("additionalProperties".to_owned(), others)));
    }

    fn rest(&mut self, rest: SchemaId) -> Value {
        match self.schema(rest) {
            Value::Object(made) if made.is_empty() => json!(true),
            made => made,
        }
    }

    fn values(&self, schema: &Schema, made: &mut Map<String, Value>) {
        let known = match &schema.values {
            Some(values) => known(values),
            None if self.side == Side::Response => schema.known_texts().collect(),
            None => Vec::new(),
        };
        if known.is_empty() {
            return;
        }
        if schema.values.is_some()
            && let [only] = known[..]
        {
            made.insert("const".to_owned(), only.clone());
            return;
        }
        if !self.side.is_open(&schema.kind) {
            made.insert("enum".to_owned(), json!(known));
            return;
        }
        let kind = schema.kind.type_name();
        // What binds values of a type has to stand beside the type, or strict validators refuse the schema; listed values
        // are within it.
        made.remove("type");
        let mut open = json!({ "type": kind });
        let bounds = keywords::said(schema);
        for keyword in bounds.keys().map(String::as_str).chain(["format"]) {
            if let Some(bound) = made.remove(keyword) {
                open[keyword] = bound;
            }
        }
        // The members first: generators of types make unions of them where they can.
        let branches = json!([{ "enum": known, "type": kind }, open]);
        made.insert("anyOf".to_owned(), branches);
        made.insert("x-open-enum".to_owned(), json!(known));
    }
}

/// The values that are listed. Where null is admitted it is listed too; `nullable` carries it.
pub(in crate::emit) fn known(values: &[Listed]) -> Vec<&Value> {
    let values = values.iter().map(|listed| &listed.value);
    values.filter(|value| !value.is_null()).collect()
}

/// What no validator needs and a reader does. An unknown `format` would be an error to some validators.
pub(in crate::emit) fn facts(schema: &Schema, made: &mut Map<String, Value>) {
    match schema.text("format") {
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
    if let Some(unit) = schema.get("x-unit") {
        made.insert("x-unit".to_owned(), unit.value.clone());
    }
    if !schema.expansions.is_empty() {
        made.insert("x-expandable".to_owned(), json!(true));
    }
}

/// Admits null beside what a schema admits.
fn nullable(made: &mut Map<String, Value>) {
    let nothing = json!({ "type": "null" });
    if let Some(Value::Array(branches)) = made.get_mut("anyOf") {
        branches.push(nothing);
        // Beside branches it would hold for null too.
        if let Some(kind) = made.remove("type") {
            made.insert("type".to_owned(), json!([kind, "null"]));
        }
        return;
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
