//! Random schemas of OpenAPI 3.0, and what one of a request means in the words of JSON Schema: a road of its own, which
//! asks nothing of the generator.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use reversals_judge::json_schema;
use serde_json::{Map, Value, json};

/// Patterns, each with texts that match.
pub(crate) const PATTERNS: [(&str, &[&str]); 3] = [
    ("^[a-z]+$", &["a", "xyz"]),
    ("é|[0-9]{2}", &["12", "café", "a99"]),
    (r"^\w{1,3}$", &["a_1", "Z"]),
];

/// Formats of texts, each with texts of it.
pub(crate) const FORMATS: [(&str, &[&str]); 6] = [
    ("date", &["2024-02-29", "1999-12-31"]),
    (
        "date-time",
        &["2024-02-29T23:59:59Z", "1999-12-31T00:00:00.5+02:00"],
    ),
    ("uuid", &["123e4567-e89b-12d3-a456-426614174000"]),
    ("byte", &["", "QUI=", "QUJD"]),
    ("decimal", &["0", "-12.50"]),
    ("email", &["a@example.com", "no address"]),
];

/// The components that schemas can refer to, beside those that are random.
pub(crate) fn fixed() -> Value {
    json!({
        "tree": {
            "type": "object", "required": ["v"],
            "properties": {
                "v": { "type": "integer", "maximum": 9 },
                "below": { "type": "array", "items": { "$ref": "#/components/schemas/tree" }, "maxItems": 2 },
                "next": { "allOf": [{ "$ref": "#/components/schemas/tree" }], "nullable": true },
            },
        },
        "cat": {
            "type": "object", "required": ["t"],
            "properties": { "t": { "type": "string", "enum": ["cat"] }, "a": { "type": "integer" } },
        },
        "dog": {
            "type": "object", "required": ["t"], "additionalProperties": { "type": "integer" },
            "properties": { "t": { "type": "string", "enum": ["dog"] }, "b": { "type": "boolean" } },
        },
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A schema with keywords, each there or not.
fn with(schema: Value, keywords: Vec<Option<(&'static str, Value)>>) -> Value {
    let mut schema = schema;
    for (name, value) in keywords.into_iter().flatten() {
        schema[name] = value;
    }
    schema
}

fn keyword<T: Into<Value> + std::fmt::Debug>(
    name: &'static str,
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<(&'static str, Value)>> {
    proptest::option::weighted(0.3, value.prop_map(move |value| (name, value.into())))
}

fn text() -> impl Strategy<Value = Value> {
    let pattern = select(&PATTERNS[..]).prop_map(|(pattern, _)| pattern);
    let format = select(&FORMATS[..]).prop_map(|(format, _)| format);
    let bounds = (
        keyword("minLength", 0..3_u64),
        keyword("maxLength", 2..6_u64),
    );
    let words = vec(select(&["a", "b", "", "é", "1", "true", "cat"][..]), 1..4);
    prop_oneof![
        bounds.prop_map(|(min, max)| with(json!({ "type": "string" }), vec![min, max])),
        pattern.prop_map(|pattern| json!({ "type": "string", "pattern": pattern })),
        format.prop_map(|format| json!({ "type": "string", "format": format })),
        words.prop_map(|words| listed("string", words)),
    ]
}

fn listed<T: Into<Value>>(kind: &str, values: Vec<T>) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for value in values.into_iter().map(Into::into) {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    json!({ "type": kind, "enum": all })
}

fn number() -> impl Strategy<Value = Value> {
    let whole = (
        keyword("minimum", -5..4_i64),
        keyword("maximum", 5..12_i64),
        keyword("exclusiveMinimum", any::<bool>()),
        keyword("exclusiveMaximum", any::<bool>()),
        keyword("multipleOf", select(&[1_i64, 2, 3][..])),
        keyword("format", select(&["int32", "int64", "unix-time"][..])),
    );
    let half = |range: std::ops::Range<i32>| range.prop_map(|halves| f64::from(halves) / 2.0);
    let real = (
        keyword("minimum", half(-9..5)),
        keyword("maximum", half(6..20)),
        keyword("exclusiveMinimum", any::<bool>()),
        keyword("exclusiveMaximum", any::<bool>()),
        keyword("multipleOf", select(&[0.5, 0.25, 1.0][..])),
        keyword("format", Just("double")),
    );
    prop_oneof![
        4 => whole.prop_map(|(a, b, c, d, e, f)| with(json!({ "type": "integer" }), vec![a, b, c, d, e, f])),
        3 => real.prop_map(|(a, b, c, d, e, f)| with(json!({ "type": "number" }), vec![a, b, c, d, e, f])),
        2 => vec(-3..9_i64, 1..4).prop_map(|values| listed("integer", values)),
    ]
}

fn object(inner: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    let members = btree_map("[a-d]", (inner.clone(), any::<bool>()), 0..4);
    let rest = prop_oneof![
        3 => Just(None),
        1 => any::<bool>().prop_map(|open| Some(json!(open))),
        1 => inner.prop_map(Some),
    ];
    let counts = (
        keyword("minProperties", 0..2_u64),
        keyword("maxProperties", 2..5_u64),
    );
    (members, rest, counts).prop_map(|(members, rest, (min, max))| {
        let required: Vec<&String> = members
            .iter()
            .filter(|(_, it)| it.1)
            .map(|(name, _)| name)
            .collect();
        let mut schema = json!({ "type": "object" });
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        if !members.is_empty() {
            schema["properties"] = members
                .iter()
                .map(|(name, it)| (name.clone(), it.0.clone()))
                .collect::<Map<_, _>>()
                .into();
        }
        with(
            schema,
            vec![rest.map(|rest| ("additionalProperties", rest)), min, max],
        )
    })
}

/// Parts with members of their own, and the last narrows one of the first.
fn all_of(inner: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    (inner.clone(), inner, any::<bool>(), 0..5_i64).prop_map(|(one, other, required, most)| {
        let mut last = json!({ "type": "object", "properties": { "b": other, "n": { "type": "integer", "maximum": most } } });
        if required {
            last["required"] = json!(["a", "n"]);
        }
        let first = json!({ "type": "object", "properties": { "a": one, "n": { "type": "number", "minimum": 0 } } });
        json!({ "allOf": [first, reference("cat"), last] })
    })
}

fn union(inner: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    let key = select(&["anyOf", "oneOf"][..]);
    let tagged = (key.clone(), vec((select(&[0, 1, 2][..]), inner.clone()), 2..4)).prop_map(|(key, branches)| {
        let branch = |(at, (kind, inner)): (usize, (i32, Value))| {
            let tag = match kind {
                0 => json!({ "type": "string", "enum": [format!("t{at}")] }),
                1 => json!({ "type": "integer", "enum": [at] }),
                _ => json!({ "type": "boolean", "enum": [at == 0] }),
            };
            json!({ "type": "object", "required": ["t"], "properties": { "t": tag, "a": inner } })
        };
        json!({ key: branches.into_iter().enumerate().map(branch).collect::<Vec<_>>() })
    });
    let animals = any::<bool>().prop_map(|named| {
        let mut schema = json!({ "oneOf": [reference("cat"), reference("dog")] });
        if named {
            schema["discriminator"] = json!({ "propertyName": "t" });
        }
        schema
    });
    let untagged =
        (key, vec(inner.clone(), 2..4)).prop_map(|(key, branches)| json!({ key: branches }));
    let clearable =
        inner.prop_map(|inner| json!({ "anyOf": [inner, { "type": "string", "enum": [""] }] }));
    prop_oneof![2 => tagged, 1 => animals, 3 => untagged, 1 => clearable]
}

/// Any schema, bounded in depth.
pub(crate) fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => text(),
        4 => number(),
        1 => Just(json!({ "type": "boolean" })),
        1 => any::<bool>().prop_map(|only| listed("boolean", vec![only])),
        1 => Just(json!({})),
        1 => select(&["tree", "cat", "dog"][..]).prop_map(reference),
    ];
    let nested = leaf.prop_recursive(3, 16, 3, |inner| {
        let list = (
            inner.clone(),
            keyword("minItems", 0..2_u64),
            keyword("maxItems", 1..4_u64),
            keyword("uniqueItems", any::<bool>()),
        );
        let list = list.prop_map(|(items, a, b, c)| with(json!({ "type": "array", "items": items }), vec![a, b, c]));
        let inner = inner.boxed();
        prop_oneof![2 => list, 4 => object(inner.clone()), 1 => all_of(inner.clone()), 3 => union(inner)]
    });
    // At any depth null may do, but for what is a reference.
    (nested, proptest::bits::u32::ANY).prop_map(|(schema, bits)| {
        let mut bits = bits;
        nullable(schema, &mut bits)
    })
}

fn nullable(schema: Value, bits: &mut u32) -> Value {
    match schema {
        Value::Array(all) => all.into_iter().map(|one| nullable(one, bits)).collect(),
        Value::Object(all) => {
            let is_schema = all.contains_key("type") && !all.contains_key("$ref");
            let members = all
                .into_iter()
                .map(|(name, one)| (name, nullable(one, bits)));
            let mut schema: Map<String, Value> = members.collect();
            *bits = bits.rotate_left(3);
            if is_schema && schema["type"].is_string() && bits.is_multiple_of(8) {
                if let Some(Value::Array(values)) = schema.get_mut("enum") {
                    values.push(Value::Null);
                }
                schema.insert("nullable".to_owned(), json!(true));
            }
            Value::Object(schema)
        }
        other => other,
    }
}

/// What a request of a schema is held to, in JSON Schema. `is_part` of what is merged, which is closed as a whole.
pub(crate) fn asked(schema: &Value) -> Value {
    json_schema(&closed(schema, false))
}

fn closed(schema: &Value, is_part: bool) -> Value {
    let Value::Object(members) = schema else {
        return schema.clone();
    };
    let mut out = members.clone();
    for (name, value) in &mut out {
        match (name.as_str(), value) {
            ("$ref", Value::String(target)) if is_part => target.push_str("-part"),
            ("properties", Value::Object(members)) => {
                for member in members.values_mut() {
                    *member = closed(member, false);
                }
            }
            ("items" | "additionalProperties", value) => *value = closed(value, false),
            ("anyOf" | "oneOf", Value::Array(all)) => {
                for one in all {
                    *one = closed(one, false);
                }
            }
            ("allOf", Value::Array(all)) => {
                for one in all {
                    *one = closed(one, true);
                }
            }
            _ => {}
        }
    }
    let is_object = out.contains_key("properties") && !out.contains_key("additionalProperties");
    if (is_object || (out.contains_key("allOf") && !out.contains_key("nullable"))) && !is_part {
        out.insert("unevaluatedProperties".to_owned(), json!(false));
    }
    let bounds = match (
        out.get("type").and_then(Value::as_str),
        out.get("format").and_then(Value::as_str),
    ) {
        (Some("integer"), Some("int32")) => json!({ "minimum": i32::MIN, "maximum": i32::MAX }),
        (Some("integer"), _) => json!({ "minimum": i64::MIN, "maximum": i64::MAX }),
        (_, Some("byte")) => {
            json!({ "pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$" })
        }
        (_, Some("decimal")) => json!({ "pattern": r"^-?[0-9]+(\.[0-9]+)?$" }),
        _ => return Value::Object(out),
    };
    out.insert("allOf".to_owned(), json!([bounds]));
    Value::Object(out)
}

/// The definitions that [`asked`] refers to.
pub(crate) fn definitions(components: &Value) -> Value {
    let mut all = Map::new();
    for (name, schema) in components.as_object().into_iter().flatten() {
        all.insert(name.clone(), json_schema(&closed(schema, false)));
        all.insert(format!("{name}-part"), json_schema(&closed(schema, true)));
    }
    Value::Object(all)
}
