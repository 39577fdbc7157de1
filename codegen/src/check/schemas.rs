//! Schemas that contradict themselves or that the emitters can't express.

use std::collections::BTreeSet;

use serde_json::{Number, Value};

use crate::bundle::Document;
use crate::diagnostic::{Report, Rule};
use crate::keywords::{Done, Row, TYPES};
use crate::openapi::{Object, Shape, children, reference};
use crate::reference::nearest;
use crate::schema::{Kind, Listed, Rest, Schema, Schemas};
use crate::tree::{self, Node};

pub(super) fn check(document: &Document, schemas: &Schemas, report: &mut Report) {
    let mut stack = vec![(&document.root, Shape::Object(Object::Document))];
    while let Some((node, shape)) = stack.pop() {
        if let Shape::Object(Object::Schema) | Shape::BoolOr(Shape::Object(Object::Schema)) = shape
            && reference(node, Object::Schema).is_none()
        {
            type_word(node, report);
            mapping(node, report);
            nothing(node, report);
            if let Some(id) = schemas.at(node) {
                schema(schemas.own(id), &schemas[id], report);
            }
        }
        stack.extend(children(node, shape));
    }
    required(schemas, report);
}

/// Refuses a type that there is none of.
fn type_word(node: &Node, report: &mut Report) {
    let Some(of) = node.get("type") else {
        return;
    };
    let Some(text) = of.as_str().filter(|text| !TYPES.contains(text)) else {
        return;
    };
    let help = match nearest(text, TYPES.into_iter()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if text == "null" => {
            "write `nullable: true` beside the type, or in OpenAPI 3.1 list it beside another"
                .to_owned()
        }
        None => format!("write one of {}", TYPES.join(", ")),
    };
    let what = format!("`{text}` is no type");
    // JSON Schema has it.
    let rule = if text == "null" {
        Rule::UnsupportedSchema
    } else {
        Rule::InvalidValue
    };
    report.refuse(&of.place, rule, what, help);
}

/// Judges what a schema says of its values; `whole` has the words of it too, where it is a part of an `allOf`.
fn schema(schema: &Schema, whole: &Schema, report: &mut Report) {
    for stated in &whole.stated {
        let row = Row::of(
            &stated.keyword,
            stated.value.as_str(),
            schema.kind.type_name(),
        );
        if let Some(Done::Refused(help)) = row.map(|row| row.done) {
            report.refuse(
                &stated.place,
                Rule::UnsupportedSchema,
                format!("no type is made of what `{}` says", stated.keyword),
                help,
            );
        }
    }
    match schema.kind {
        Kind::Integer => {
            for key in ["minimum", "maximum"] {
                wide(schema, key, report);
            }
            wide_format(schema, report);
        }
        Kind::List(None) => report.refuse(
            &schema.place,
            Rule::MissingKeyword,
            "the array schema has no `items`",
            "add `items`",
        ),
        _ => {}
    }
    if let Some(listed) = &schema.values {
        values_fit(schema, listed, whole.is_true("nullable"), report);
    }
}

/// Refuses a bound that says that an integer may be one which no value of ours can hold, on either side.
fn wide(schema: &Schema, key: &str, report: &mut Report) {
    /// The first float beyond 64 bits with a sign.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    // As a float, the end of 64 bits itself is not told from it.
    let end = if key == "minimum" { -BEYOND } else { BEYOND };
    let is_end = |number: &Number| number.is_f64() && number.as_f64() == Some(end);
    if let Some(number) = schema.number(key)
        && number.as_i64().is_none()
        && !is_end(number)
        && number.as_f64().is_none_or(|float| float.abs() >= BEYOND)
        && let Some(stated) = schema.get(key)
    {
        report.refuse(
            &stated.value_place,
            Rule::UnsupportedSchema,
            format!("`{key}` is {number}, which 64 bits with a sign can't hold"),
            "bound it within 64 bits, or describe the value as a string",
        );
    }
}

/// Refuses a format of more than 64 bits with a sign, unless bounds keep its values within.
fn wide_format(schema: &Schema, report: &mut Report) {
    let Some(format) = schema.get("format") else {
        return;
    };
    let word = format.value.as_str().unwrap_or_default();
    let needed: &[&str] = match word {
        "uint64" | "uint" | "uint128" => &["maximum"],
        "int128" => &["minimum", "maximum"],
        _ => return,
    };
    if needed.iter().any(|key| schema.whole(key).is_none()) {
        let needed: Vec<_> = needed.iter().map(|key| format!("`{key}`")).collect();
        report.refuse(
            &format.value_place,
            Rule::UnsupportedSchema,
            format!("`format` is {word}, which 64 bits with a sign can't hold"),
            format!(
                "bound it within 64 bits by {}, or describe the value as a string",
                needed.join(" and ")
            ),
        );
    }
}

fn values_fit(schema: &Schema, listed: &[Listed], nullable: bool, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for Listed { value, place } in listed {
        if matches!(schema.kind, Kind::List(_) | Kind::Object(_))
            || matches!(value, Value::Array(_) | Value::Object(_))
        {
            report.refuse(
                place,
                Rule::UnsupportedSchema,
                "the `enum` lists arrays or objects",
                "list strings, numbers or booleans only",
            );
            return;
        }
        let fits = match (value, &schema.kind) {
            (_, Kind::Broken) => return,
            (Value::Null, _) => nullable,
            (Value::String(_), Kind::Text)
            | (Value::Bool(_), Kind::Boolean)
            | (Value::Number(_), Kind::Number) => true,
            (Value::Number(number), Kind::Integer) => !number.is_f64(),
            _ => false,
        };
        if fits {
            twice_or_wide(schema, value, place, &mut seen, report);
        } else if value.is_null() {
            report.refuse(
                place,
                Rule::EnumType,
                "the `enum` lists `null`, but the schema is not nullable",
                "add `nullable: true`, or drop the value",
            );
        } else if schema.typed {
            let name = schema.kind.type_name().unwrap_or_default();
            report.refuse(
                place,
                Rule::EnumType,
                format!("the `enum` lists {value}, but the type is {name}"),
                "mend the value, or the type",
            );
        } else {
            let name = schema.kind.type_name().unwrap_or("value");
            report.refuse(
                place,
                Rule::UnsupportedSchema,
                format!("the `enum` lists {value} among {name}s"),
                "list values of one type, or write a union",
            );
        }
    }
}

/// Refuses a value that an `enum` has before, or that no type holds.
fn twice_or_wide(
    schema: &Schema,
    value: &Value,
    place: &tree::Place,
    seen: &mut BTreeSet<String>,
    report: &mut Report,
) {
    if schema.kind == Kind::Integer && value.is_u64() && value.as_i64().is_none() {
        report.refuse(
            place,
            Rule::UnsupportedSchema,
            format!("the `enum` lists {value}, which 64 bits with a sign can't hold"),
            "list numbers within 64 bits, or strings",
        );
    } else if !seen.insert(value.to_string()) {
        report.refuse(
            place,
            Rule::InvalidValue,
            format!("the `enum` lists {value} twice"),
            "list each value once",
        );
    }
}

/// Refuses discriminators that lead to other files, since all schemas are in this one by now.
fn mapping(schema: &Node, report: &mut Report) {
    let mapping = schema.get("discriminator").and_then(|of| of.get("mapping"));
    for member in mapping.map(Node::members).unwrap_or_default() {
        if let Some(text) = member.value.as_str()
            && text.contains(['/', '#'])
            && !text.starts_with("#/components/schemas/")
        {
            report.refuse(
                &member.value.place,
                Rule::InvalidValue,
                format!("the discriminator maps to `{text}`, which is no schema of this document"),
                "map to the name of a schema",
            );
        }
    }
}

/// Refuses an `allOf` or `enum` of nothing; what members contradict is refused where they are merged.
fn nothing(schema: &Node, report: &mut Report) {
    if let Some(values) = schema.get("enum")
        && values.items().is_empty()
        && matches!(values.kind, tree::Kind::Array(_))
    {
        let what = "the `enum` lists no value";
        let help = "list the values, or drop `enum`";
        report.refuse(&values.place, Rule::InvalidValue, what, help);
    }
    if let Some(members) = schema.get("allOf")
        && members.items().is_empty()
        && matches!(members.kind, tree::Kind::Array(_))
    {
        let what = "`allOf` has no member";
        report.refuse(
            &members.place,
            Rule::InvalidValue,
            what,
            "list at least one schema",
        );
    }
}

/// Refuses a demand for a member that nothing declares, where others are declared.
fn required(schemas: &Schemas, report: &mut Report) {
    // What a member of `allOf` demands may be declared by its siblings.
    let parts = schemas.iter().flat_map(|(_, schema)| schema.parts.iter());
    let parts: BTreeSet<_> = parts.map(|part| schemas.resolve(*part)).collect();
    for (id, schema) in schemas.iter() {
        let Some(object) = schema.kind.object() else {
            continue;
        };
        let told = !object.members.is_empty() || object.rest == Rest::Closed;
        if !told || (schema.component.is_none() && parts.contains(&id)) {
            continue;
        }
        for (name, place) in &object.undeclared {
            let known = object.members.keys().map(String::as_str);
            let help = match nearest(name, known) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("declare `{name}` under `properties`, or drop it from `required`"),
            };
            let what = format!("`{name}` is required, but no property");
            report.refuse(place, Rule::RequiredNotDeclared, what, help);
        }
    }
}
