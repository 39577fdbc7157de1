//! Values that schemas are asked about: the documented payloads, one value of each type with every member, and systematic
//! mutations of both.

use std::sync::Arc;

use reversals_cases::{Judge, Origin};
use serde_json::{Map, Value, json};

/// A value, and what was done to make it.
pub(crate) struct Mutant {
    /// What was done, in words that don't name the place.
    pub(crate) what: String,
    /// Where.
    pub(crate) at: String,
    pub(crate) value: Value,
}

/// The documented payloads, each with the definition that it is of.
pub(crate) fn payloads(index: &Value) -> Vec<(String, Value)> {
    let suite = reversals_cases::load(&reversals_cases::folder()).unwrap();
    let mut found = Vec::new();
    for case in suite.cases {
        let case = Arc::unwrap_or_clone(case);
        if let (Origin::Documented(_), Judge::Exchange { body, .. }) = (&case.origin, case.judge) {
            let of = &index["operations"][&case.call.operation]["response"];
            found.push((of.as_str().unwrap().to_owned(), body));
        }
    }
    found
}

/// A value with every member, of objects within objects only so far that it ends.
pub(crate) fn whole(root: &Value, schema: &Value, depth: usize) -> Value {
    let schema = resolved(root, schema);
    if let Some(fixed) = schema.get("const") {
        return fixed.clone();
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        return values[0].clone();
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(Value::Array(branches)) = schema.get(key) {
            // The last but null: of an expandable member the object, while there is room for it.
            let mut rest = branches.iter().filter(|it| it["type"] != "null");
            let branch = if depth < 2 {
                rest.next_back()
            } else {
                rest.next()
            };
            return whole(root, branch.unwrap(), depth);
        }
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => &kinds[0],
        kind => kind,
    };
    match kind.as_str().unwrap_or_default() {
        "string" => json!("a"),
        "integer" => json!(7),
        "number" => json!(1.5),
        "boolean" => json!(true),
        "array" => json!([whole(root, &schema["items"], depth + 1)]),
        _ => {
            let mut object = Map::new();
            for (name, member) in schema["properties"].as_object().into_iter().flatten() {
                object.insert(name.clone(), whole(root, member, depth + 1));
            }
            if let Some(rest) = schema
                .get("additionalProperties")
                .filter(|it| it.is_object())
            {
                object.insert("key".to_owned(), whole(root, rest, depth + 1));
            }
            for others in exclusive(schema) {
                for name in others {
                    object.remove(&name);
                }
            }
            Value::Object(object)
        }
    }
}

/// The members that may not be there beside the first of their group, group by group.
fn exclusive(schema: &Value) -> Vec<Vec<String>> {
    let groups = schema["x-exclusive"].as_array().into_iter().flatten();
    let names = groups.map(|group| group["parameters"].as_array().into_iter().flatten());
    let texts = names.map(|names| names.filter_map(|name| name.as_str().map(str::to_owned)));
    texts.map(|names| names.skip(1).collect()).collect()
}

/// Every mutation of a value, by what the schema says of its parts.
pub(crate) fn mutants(root: &Value, schema: &Value, value: &Value) -> Vec<Mutant> {
    let mut all = Vec::new();
    mutate(
        root,
        schema,
        value,
        "",
        "the value",
        &mut |what, at, part| {
            let mut value = value.clone();
            put(&mut value, at, part);
            all.push(Mutant {
                what,
                at: at.to_owned(),
                value,
            });
        },
    );
    all
}

type Take<'a> = &'a mut dyn FnMut(String, &str, Option<Value>);

fn mutate(root: &Value, schema: &Value, value: &Value, at: &str, role: &str, take: Take<'_>) {
    let schema = branch(root, schema, value);
    for (what, other) in wrong(schema, value) {
        take(format!("{what} for {}", kind(value)), at, Some(other));
    }
    take(format!("null for {role}"), at, Some(Value::Null));
    match value {
        Value::Object(members) => {
            let required = schema["required"].as_array();
            for (name, member) in members {
                let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
                let given = &schema["properties"][name];
                let must = required.is_some_and(|all| all.iter().any(|it| it == name));
                let role = match (must, given.is_object()) {
                    (true, _) => "a required member",
                    (false, true) if nullable(root, given) => "an optional member that may be null",
                    (false, true) => "an optional member",
                    (false, false) => "a map's value",
                };
                let role = if must && nullable(root, given) {
                    "a required member that may be null"
                } else {
                    role
                };
                if given.is_object() {
                    take(format!("{role} absent"), &at, None);
                    mutate(root, given, member, &at, role, take);
                } else if schema["additionalProperties"].is_object() {
                    mutate(
                        root,
                        &schema["additionalProperties"],
                        member,
                        &at,
                        role,
                        take,
                    );
                }
            }
            if schema["additionalProperties"].is_object() {
                return;
            }
            for name in exclusive(schema).into_iter().flatten() {
                let mut both = members.clone();
                let other = whole(root, &schema["properties"][&name], 1);
                both.insert(name, other);
                let what = "two members that exclude one another".to_owned();
                take(what, at, Some(Value::Object(both)));
            }
            let mut more = members.clone();
            more.insert("unheard_of".to_owned(), json!(1));
            take(
                "an unknown member".to_owned(),
                at,
                Some(Value::Object(more)),
            );
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                mutate(
                    root,
                    &schema["items"],
                    item,
                    &format!("{at}/{number}"),
                    "an item",
                    take,
                );
            }
            take("an empty list".to_owned(), at, Some(json!([])));
        }
        _ => {}
    }
}

/// Values of other kinds and beyond bounds.
fn wrong(schema: &Value, value: &Value) -> Vec<(&'static str, Value)> {
    match value {
        Value::String(_) => {
            let mut all = vec![
                ("a number", json!(1)),
                ("an object", json!({})),
                ("a list", json!([])),
            ];
            if schema.get("const").is_some() || schema.get("enum").is_some() {
                all.push(("another text than the fixed one", json!("other")));
            }
            if let Some(longest) = schema["maxLength"].as_u64() {
                let longest = usize::try_from(longest).unwrap();
                all.push(("the longest text", json!("é".repeat(longest))));
                all.push(("too long a text", json!("é".repeat(longest + 1))));
            }
            all
        }
        Value::Number(_) => {
            let mut all = vec![
                ("a text", json!("1")),
                ("a fraction", json!(1.5)),
                ("a whole number with a point", json!(1.0)),
                ("true", json!(true)),
            ];
            match schema["minimum"].as_i64() {
                None => all.push(("a negative number", json!(-1))),
                Some(least) => {
                    all.push(("the least number", json!(least)));
                    all.push(("too small a number", json!(least - 1)));
                }
            }
            match schema["maximum"].as_i64() {
                None => all.push(("a number beyond 64 bits", json!(1e30))),
                Some(greatest) => {
                    all.push(("the greatest number", json!(greatest)));
                    all.push(("too great a number", json!(greatest + 1)));
                }
            }
            all
        }
        Value::Bool(_) => vec![("a text", json!("true")), ("a number", json!(1))],
        Value::Array(_) => vec![("an object", json!({})), ("a text", json!("a"))],
        Value::Object(_) => vec![
            ("a number", json!(1)),
            ("a list", json!([])),
            ("true", json!(true)),
        ],
        Value::Null => vec![("a number", json!(1.5))],
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    while let Some(reference) = schema["$ref"].as_str() {
        schema = root.pointer(reference.strip_prefix('#').unwrap()).unwrap();
    }
    schema
}

/// The branch of a union that a value is of.
fn branch<'a>(root: &'a Value, schema: &'a Value, value: &Value) -> &'a Value {
    let schema = resolved(root, schema);
    for key in ["anyOf", "oneOf"] {
        if let Some(branches) = schema[key].as_array() {
            let fits = |it: &&Value| {
                let it = resolved(root, it);
                match (it["type"].as_str(), value) {
                    (Some("string"), Value::String(_)) => it.get("enum").is_none(),
                    (Some("object"), Value::Object(_))
                    | (Some("integer"), Value::Number(_))
                    | (Some("array"), Value::Array(_))
                    | (Some("null"), Value::Null) => true,
                    _ => false,
                }
            };
            return branches
                .iter()
                .find(fits)
                .map_or(schema, |it| branch(root, it, value));
        }
    }
    schema
}

fn nullable(root: &Value, schema: &Value) -> bool {
    let schema = resolved(root, schema);
    let kinds = |it: &Value| match &it["type"] {
        Value::Array(kinds) => kinds.contains(&json!("null")),
        kind => kind == "null",
    };
    kinds(schema)
        || schema["anyOf"]
            .as_array()
            .is_some_and(|all| all.iter().any(kinds))
}

/// Puts a part in place of what is at a pointer, or takes that out.
fn put(value: &mut Value, at: &str, part: Option<Value>) {
    let Some(part) = part else {
        let (parent, name) = at.rsplit_once('/').unwrap();
        let name = name.replace("~1", "/").replace("~0", "~");
        value
            .pointer_mut(parent)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove(&name);
        return;
    };
    *value.pointer_mut(at).unwrap() = part;
}
