//! Schemas that contradict themselves or that the emitters can't express.

use std::collections::BTreeSet;

use super::table::{Done, Row, TYPES};
use super::types::{Type, bound, kind};
use crate::bundle::Document;
use crate::diagnostic::{Report, Rule};
use crate::openapi::{Object, Shape, children, reference};
use crate::reference::nearest;
use crate::schema::{Rest, Schemas};
use crate::tree::{Kind, Node};

pub(super) fn check(document: &Document, schemas: &Schemas, report: &mut Report) {
    let mut stack = vec![(&document.root, Shape::Object(Object::Document))];
    while let Some((node, shape)) = stack.pop() {
        if let Shape::Object(Object::Schema) | Shape::BoolOr(Shape::Object(Object::Schema)) = shape
            && reference(node, Object::Schema).is_none()
        {
            schema(node, report);
        }
        stack.extend(children(node, shape));
    }
    required(schemas, report);
}

fn schema(node: &Node, report: &mut Report) {
    if let Some(of) = node.get("type")
        && let Some(text) = of.as_str()
        && !TYPES.contains(&text)
    {
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
    for member in node.members() {
        let row = Row::of(&member.key, member.value.as_str(), kind(node));
        if let Some(Done::Refused(help)) = row.map(|row| row.done) {
            report.refuse(
                &member.place,
                Rule::UnsupportedSchema,
                format!("no type is made of what `{}` says", member.key),
                help,
            );
        }
    }
    for key in ["minimum", "maximum"] {
        wide(node, key, report);
    }
    wide_format(node, report);
    if node.text("type") == Some("array") && node.get("items").is_none() {
        report.refuse(
            &node.place,
            Rule::MissingKeyword,
            "the array schema has no `items`",
            "add `items`",
        );
    }
    if let Some(values) = node.get("enum") {
        values_fit(node, values, report);
    }
    mapping(node, report);
    all_of(node, report);
}

/// Refuses a bound that says that an integer may be one which no value of ours can hold, on either side.
fn wide(schema: &Node, key: &str, report: &mut Report) {
    /// The first float beyond 64 bits with a sign.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    if kind(schema) == Some("integer")
        && let Some(bound) = schema.get(key)
        && let Kind::Number(number) = &bound.kind
        && number.as_i64().is_none()
        && number.as_f64().is_none_or(|float| float.abs() >= BEYOND)
    {
        report.refuse(
            &bound.place,
            Rule::UnsupportedSchema,
            format!("`{key}` is {number}, which 64 bits with a sign can't hold"),
            "bound it within 64 bits, or describe the value as a string",
        );
    }
}

/// Refuses a format of more than 64 bits with a sign, unless bounds keep its values within.
fn wide_format(schema: &Node, report: &mut Report) {
    let Some(format) = schema.get("format") else {
        return;
    };
    let needed: &[&str] = match format.as_str() {
        Some("uint64" | "uint" | "uint128") => &["maximum"],
        Some("int128") => &["minimum", "maximum"],
        _ => return,
    };
    let bounded = needed.iter().all(|key| bound(schema, key).is_some());
    if kind(schema) == Some("integer") && !bounded {
        let needed: Vec<_> = needed.iter().map(|key| format!("`{key}`")).collect();
        report.refuse(
            &format.place,
            Rule::UnsupportedSchema,
            format!(
                "`format` is {}, which 64 bits with a sign can't hold",
                format.as_str().unwrap_or_default()
            ),
            format!(
                "bound it within 64 bits by {}, or describe the value as a string",
                needed.join(" and ")
            ),
        );
    }
}

fn values_fit(schema: &Node, values: &Node, report: &mut Report) {
    if values.items().is_empty() && matches!(values.kind, Kind::Array(_)) {
        let what = "the `enum` lists no value";
        report.refuse(
            &values.place,
            Rule::InvalidValue,
            what,
            "list the values, or drop `enum`",
        );
    }
    let of = Type::of(schema);
    let typed = schema.get("type").is_some();
    let mut seen = BTreeSet::new();
    for value in values.items() {
        let fits = match (&value.kind, of) {
            (Kind::Null, _) => schema.is_true("nullable"),
            (Kind::String(_), Type::Text) | (Kind::Bool(_), Type::Bool) => true,
            (Kind::Number(number), Type::Number) => {
                schema.text("type") != Some("integer") || !number.is_f64()
            }
            _ => false,
        };
        let text = value.to_json().to_string();
        if matches!(of, Type::Array | Type::Object)
            || matches!(value.kind, Kind::Array(_) | Kind::Object(_))
        {
            report.refuse(
                &value.place,
                Rule::UnsupportedSchema,
                "the `enum` lists arrays or objects",
                "list strings, numbers or booleans only",
            );
            return;
        }
        if of == Type::Broken {
            return;
        }
        if !fits && matches!(value.kind, Kind::Null) {
            let what = "the `enum` lists `null`, but the schema is not nullable";
            report.refuse(
                &value.place,
                Rule::EnumType,
                what,
                "add `nullable: true`, or drop the value",
            );
        } else if !fits && typed {
            let name = schema.text("type").unwrap_or_default();
            report.refuse(
                &value.place,
                Rule::EnumType,
                format!("the `enum` lists {text}, but the type is {name}"),
                "mend the value, or the type",
            );
        } else if !fits {
            report.refuse(
                &value.place,
                Rule::UnsupportedSchema,
                format!("the `enum` lists {text} among {}", of.plural()),
                "list values of one type, or write a union",
            );
        } else if let Kind::Number(number) = &value.kind
            && kind(schema) == Some("integer")
            && number.as_i64().is_none()
        {
            report.refuse(
                &value.place,
                Rule::UnsupportedSchema,
                format!("the `enum` lists {text}, which 64 bits with a sign can't hold"),
                "list numbers within 64 bits, or strings",
            );
        } else if !seen.insert(text.clone()) {
            report.refuse(
                &value.place,
                Rule::InvalidValue,
                format!("the `enum` lists {text} twice"),
                "list each value once",
            );
        }
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

/// Refuses an `allOf` of nothing; what its members contradict is refused where they are merged.
fn all_of(schema: &Node, report: &mut Report) {
    if let Some(members) = schema.get("allOf")
        && members.items().is_empty()
        && matches!(members.kind, Kind::Array(_))
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
