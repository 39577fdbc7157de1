//! Steps from one document to another that is likely to be a document as well.

use serde_json::{Map, Value, json};

/// The keys that OpenAPI 3.0 gives a meaning, and a few that it does not.
const KEYS: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "allowEmptyValue",
    "allowReserved",
    "anyOf",
    "application/json",
    "application/x-www-form-urlencoded",
    "components",
    "content",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "encoding",
    "enum",
    "error",
    "example",
    "exclusiveMinimum",
    "explode",
    "format",
    "get",
    "headers",
    "id",
    "in",
    "items",
    "mapping",
    "maxItems",
    "maxLength",
    "maximum",
    "maxProperties",
    "minItems",
    "minLength",
    "minimum",
    "minProperties",
    "multipleOf",
    "name",
    "not",
    "nullable",
    "object",
    "oneOf",
    "operationId",
    "parameters",
    "path",
    "paths",
    "pattern",
    "post",
    "properties",
    "propertyName",
    "readOnly",
    "requestBody",
    "required",
    "responses",
    "schema",
    "schemas",
    "scheme",
    "security",
    "securitySchemes",
    "servers",
    "style",
    "tags",
    "title",
    "type",
    "uniqueItems",
    "writeOnly",
    "x-expansionResources",
    "200",
    "204",
    "4XX",
    "default",
    "self",
    "Self",
    "crate",
    "type",
    "_",
    "",
    "a b",
    "1a",
    "é",
    "/v1/{a}",
    "/v1/{a}/b",
    "a[b]",
];

fn values() -> Vec<Value> {
    let mut values = vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(1),
        json!(9_223_372_036_854_775_807_i64),
        json!(u64::MAX),
        json!(1.5),
        json!(1e300),
        json!([]),
        json!({}),
        json!(""),
        json!([""]),
        json!({"": {}}),
        json!({"type": "string"}),
        json!({"type": "integer"}),
        json!({"type": "number"}),
        json!({"type": "boolean"}),
        json!({"type": "object"}),
        json!({"type": "array", "items": {"type": "string"}}),
        json!({"type": "object", "additionalProperties": {"type": "string"}}),
        json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}),
        json!({"type": "string", "enum": ["a", "b"]}),
        json!({"type": "string", "enum": [""]}),
        json!({"anyOf": [{"type": "string"}, {"type": "object", "properties": {"id": {"type": "string"}}}]}),
        json!({"$ref": "#/components/schemas/error"}),
        json!({"$ref": "#"}),
        json!({"$ref": "fragment.yaml#/paths"}),
    ];
    let texts = [
        "string",
        "integer",
        "number",
        "boolean",
        "object",
        "array",
        "query",
        "path",
        "header",
        "cookie",
        "form",
        "deepObject",
        "simple",
        "int32",
        "int64",
        "uint64",
        "float",
        "double",
        "date",
        "date-time",
        "uuid",
        "byte",
        "binary",
        "password",
        "unix-time",
        "decimal",
        "ipv4",
        "^a+$",
        "(",
        "\\d{1000}",
        "3.0.3",
        "http",
        "basic",
        "bearer",
        "//",
        "/*",
        "*/",
        "```",
        "\"",
        "\\",
        "\n",
        "\u{202e}",
        "{",
        "#/components/schemas/a",
    ];
    values.extend(texts.map(Value::from));
    values.extend(KEYS.iter().map(|&key| Value::from(key)));
    values
}

/// Another document near this one; `None` where it is no JSON, or where the bytes should be touched instead.
pub fn document(bytes: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut dice = Dice(u64::from(seed) << 1 | 1);
    if dice.below(8) == 0 {
        return None;
    }
    let mut root: Value = serde_json::from_slice(bytes).ok()?;
    for _ in 0..=dice.below(8).saturating_sub(5) {
        // Wild steps try the checks; tame ones mostly pass them, and try what is behind.
        if dice.below(4) == 0 {
            step(&mut root, &mut dice);
        } else {
            tame(&mut root, &mut dice);
        }
    }
    serde_json::to_vec(&root).ok()
}

/// Names that are legal in a document and awkward in Rust.
const NAMES: &[&str] = &[
    "a", "b", "A", "aB", "a_b", "a-b", "a b", "1a", "é", "ß", "漢", "_", "__", "-1", "+1", "$x",
    "#", "*", "type", "self", "Self", "crate", "super", "fn", "async", "gen", "true", "String",
    "Option", "Vec", "Box", "Result", "Ok", "Default", "std", "serde", "types", "builder",
    "Client", "client", "value", "request", "body", "error", "Error", "id", "object", "data",
    "expand", "r#type", "a.b", "Other", "Unknown", "None", "new", "clone", "send", "default",
];

const TYPES: &[&str] = &["string", "integer", "number", "boolean"];

const FORMATS: &[&str] = &[
    "unix-time",
    "currency",
    "decimal",
    "int32",
    "int64",
    "date-time",
    "uuid",
    "byte",
    "x",
];

/// A step that leaves the document what it is: a schema for a schema, a parameter or a component more.
fn tame(root: &mut Value, dice: &mut Dice) {
    let mut places = Vec::new();
    collect(root, &mut String::new(), &mut places);
    let name = (*dice.one_of(NAMES)).to_owned();
    let made = schema(dice, 2);
    match dice.below(8) {
        0 => {
            if let Some(schemas) = root
                .pointer_mut("/components/schemas")
                .and_then(Value::as_object_mut)
            {
                schemas.insert(name, made);
            }
        }
        1 => {
            let operations: Vec<_> = places
                .iter()
                .filter(|place| place.ends_with("/get") || place.ends_with("/post"))
                .collect();
            if operations.is_empty() {
                return;
            }
            let Some(Value::Object(operation)) =
                root.pointer_mut(dice.one_of::<&String>(&operations))
            else {
                return;
            };
            if dice.below(4) == 0 {
                operation.insert("operationId".to_owned(), json!(name));
            } else if let Some(parameters) = operation
                .entry("parameters")
                .or_insert(json!([]))
                .as_array_mut()
            {
                let mut parameter = json!({"name": name, "in": "query", "schema": made});
                if dice.below(2) == 0 {
                    parameter["style"] = json!("deepObject");
                    parameter["explode"] = json!(true);
                }
                parameters.push(parameter);
            }
        }
        _ => {
            let schemas: Vec<_> = places.iter().filter(|place| is_schema(place)).collect();
            if schemas.is_empty() {
                return;
            }
            let other = root
                .pointer(dice.one_of::<&String>(&schemas))
                .cloned()
                .unwrap_or_default();
            let Some(place) = root.pointer_mut(dice.one_of::<&String>(&schemas)) else {
                return;
            };
            match (dice.below(4), place) {
                (0, place) => *place = other,
                (1, Value::Object(members)) => {
                    if let Some(properties) =
                        members.get_mut("properties").and_then(Value::as_object_mut)
                    {
                        properties.insert(name, made);
                    } else {
                        members.insert("nullable".to_owned(), json!(true));
                    }
                }
                (_, place) => *place = made,
            }
        }
    }
}

/// Whether a document has a schema at this place, judged by the pointer alone.
fn is_schema(place: &str) -> bool {
    let mut tokens = place.rsplit('/');
    let (last, parent) = (
        tokens.next().unwrap_or_default(),
        tokens.next().unwrap_or_default(),
    );
    matches!(last, "schema" | "items" | "additionalProperties")
        || matches!(parent, "properties" | "schemas" | "anyOf")
}

fn schema(dice: &mut Dice, depth: usize) -> Value {
    let mut made = match dice.below(if depth == 0 { 5 } else { 10 }) {
        0 => json!({"type": dice.one_of(TYPES)}),
        1 => {
            json!({"type": "string", "enum": (0..=dice.below(3)).map(|_| *dice.one_of(NAMES)).collect::<Vec<_>>()})
        }
        2 => json!({"type": dice.one_of(TYPES), "format": dice.one_of(FORMATS)}),
        3 => json!({"type": "string", "maxLength": dice.below(9)}),
        4 => json!({"$ref": format!("#/components/schemas/{}", dice.one_of(&["a", "b", "error"]))}),
        5 => json!({"type": "array", "items": schema(dice, depth - 1)}),
        6 => json!({"type": "object", "additionalProperties": schema(dice, depth - 1)}),
        7 => {
            let members: Map<_, _> = (0..dice.below(4))
                .map(|_| ((*dice.one_of(NAMES)).to_owned(), schema(dice, depth - 1)))
                .collect();
            let required: Vec<_> = members
                .keys()
                .filter(|_| dice.below(2) == 0)
                .cloned()
                .collect();
            let mut made = json!({"type": "object", "properties": members});
            if !required.is_empty() {
                made["required"] = json!(required);
            }
            made
        }
        8 => json!({"anyOf": [{"type": "string"}, schema(dice, depth - 1)]}),
        _ => json!({"anyOf": [schema(dice, depth - 1), {"type": "string", "enum": [""]}]}),
    };
    if made.get("$ref").is_none() {
        if dice.below(5) == 0 {
            made["nullable"] = json!(true);
        }
        if dice.below(8) == 0 {
            made["description"] = dice.one_of(&values()).as_str().unwrap_or("d").into();
        }
    }
    made
}

fn step(root: &mut Value, dice: &mut Dice) {
    let mut places = Vec::new();
    collect(root, &mut String::new(), &mut places);
    let source = match dice.below(2) {
        0 => root
            .pointer(dice.one_of::<String>(&places))
            .cloned()
            .unwrap_or_default(),
        _ => dice.one_of(&values()).clone(),
    };
    let key = match dice.below(3) {
        0 => dice
            .one_of(&places)
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .replace("~1", "/")
            .replace("~0", "~"),
        _ => (*dice.one_of(KEYS)).to_owned(),
    };
    let place = dice.one_of(&places).clone();
    let choice = dice.below(5);
    let Some(node) = root.pointer_mut(&place) else {
        return;
    };
    match (choice, node) {
        (0, Value::Object(members)) => {
            members.insert(key, source);
        }
        (1, Value::Object(members)) if !members.is_empty() => {
            let old = nth(members, dice);
            members.remove(&old);
        }
        (2, Value::Object(members)) if !members.is_empty() => {
            let old = nth(members, dice);
            let value = members.remove(&old).unwrap_or_default();
            members.insert(key, value);
        }
        (0, Value::Array(items)) => items.push(source),
        (1, Value::Array(items)) if !items.is_empty() => {
            items.remove(dice.below(items.len()));
        }
        (_, node) => *node = source,
    }
}

fn nth(members: &Map<String, Value>, dice: &mut Dice) -> String {
    members
        .keys()
        .nth(dice.below(members.len()))
        .cloned()
        .unwrap_or_default()
}

/// The JSON pointer of every node below this one.
fn collect(node: &Value, at: &mut String, places: &mut Vec<String>) {
    places.push(at.clone());
    let length = at.len();
    let mut child = |key: &str, value: &Value| {
        at.push('/');
        at.push_str(&key.replace('~', "~0").replace('/', "~1"));
        collect(value, at, places);
        at.truncate(length);
    };
    match node {
        Value::Object(members) => members.iter().for_each(|(key, value)| child(key, value)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, value)| child(&index.to_string(), value)),
        _ => {}
    }
}

/// `SplitMix64`: the fuzzer's seed is all the chance there is, so that a run can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let small = (mixed ^ (mixed >> 31)) % u64::try_from(bound.max(1)).unwrap_or(1);
        usize::try_from(small).unwrap_or(0)
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}
