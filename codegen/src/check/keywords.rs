//! Members that OpenAPI does not define, that it demands, or that are of another JSON kind.

use crate::bundle::Document;
use crate::diagnostic::{Report, Rule};
use crate::openapi::{Object, Shape, children, reference};
use crate::reference::nearest;
use crate::tree::{Kind, Node};

pub(super) fn check(document: &Document, report: &mut Report) {
    let mut stack = vec![(&document.root, Shape::Object(Object::Document))];
    while let Some((node, shape)) = stack.pop() {
        if right_kind(node, shape, report) {
            if let Shape::Object(object) = shape {
                match reference(node, object) {
                    Some(_) => siblings(node, object, report),
                    None => members(node, object, report),
                }
            }
            stack.extend(children(node, shape));
        }
    }
}

/// The keywords of JSON Schema that OpenAPI 3.0 does not have, of draft 2020-12 and of those before, and what to do.
#[rustfmt::skip] // A keyword a line.
const JSON_SCHEMA: &[(&str, &str)] = &[
    ("$anchor", POINTER),
    ("$defs", POINTER),
    ("$dynamicAnchor", POINTER),
    ("$dynamicRef", POINTER),
    ("$id", POINTER),
    ("$recursiveAnchor", POINTER),
    ("$recursiveRef", POINTER),
    ("$schema", "drop it: schemas are in the dialect of OpenAPI"),
    ("$vocabulary", "drop it: schemas are in the dialect of OpenAPI"),
    ("additionalItems", TUPLE),
    ("const", "write an `enum` of one value"),
    ("contains", SERVICE),
    ("contentEncoding", "write `format: byte` for what is in base64, or put `x-` before its name"),
    ("contentMediaType", "write `format: binary` for bytes, or put `x-` before its name"),
    ("contentSchema", "put `x-` before its name: the value is a text"),
    ("definitions", POINTER),
    ("dependencies", BRANCHES),
    ("dependentRequired", BRANCHES),
    ("dependentSchemas", BRANCHES),
    ("else", BRANCHES),
    ("examples", "write one `example`"),
    ("if", BRANCHES),
    ("maxContains", SERVICE),
    ("minContains", SERVICE),
    ("patternProperties", "describe the values of all names by `additionalProperties`"),
    ("prefixItems", TUPLE),
    ("propertyNames", "drop it and check the names in the service, or put `x-` before it"),
    ("then", BRANCHES),
    ("unevaluatedItems", TUPLE),
    ("unevaluatedProperties", "write `additionalProperties` in a schema without `allOf`"),
];

const POINTER: &str =
    "declare the schema under `components` and refer to it by `#/components/schemas/...`";
const TUPLE: &str = "describe every item by one schema under `items`, which may be a union";
const BRANCHES: &str = "write a union with a branch for each case";
const SERVICE: &str = "drop it and check the value in the service, or put `x-` before its name";

/// Notes what stands beside `$ref`, which OpenAPI 3.0 ignores. Refuses what no author means to be ignored: `nullable`,
/// without which an answer that has null is not read, and what has no meaning in any place.
fn siblings(node: &Node, object: Object, report: &mut Report) {
    for member in node.members() {
        let key = member.key.as_str();
        if matches!(key, "$ref" | "description" | "summary") || key.starts_with("x-") {
            continue;
        }
        let what = format!("`{key}` stands beside `$ref`, where OpenAPI 3.0 ignores it");
        let help =
            format!("move `{key}` into what is referred to, or put the reference into `allOf`");
        if key == "nullable" || object.keyword(key).is_none() {
            report.refuse(&member.place, Rule::RefSiblings, what, help);
        } else {
            report.note(&member.place, Rule::RefSiblings, what, help);
        }
    }
}

fn members(node: &Node, object: Object, report: &mut Report) {
    let title = object.title();
    for member in node.members() {
        let key = member.key.as_str();
        if key == "x-exclusive" && object != Object::Operation {
            let what = format!(
                "`{key}` is read at an operation alone, and here is {}",
                object.any()
            );
            let help = "move it to the operation that takes the parameters";
            report.refuse(&member.place, Rule::InvalidExclusive, what, help);
        }
        if key.starts_with("x-") || object.keyword(key).is_some() {
            continue;
        }
        if object == Object::Schema
            && let Some((_, help)) = JSON_SCHEMA.iter().find(|(name, _)| *name == key)
        {
            let what = format!("no type is made of what `{key}` of JSON Schema says");
            report.refuse(&member.place, Rule::UnsupportedSchema, what, *help);
            continue;
        }
        let known = object.keywords().iter().map(|keyword| keyword.name);
        let help = match nearest(key, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("remove `{key}`, or name it `x-{key}` if it is an extension"),
        };
        let what = format!("`{key}` is no member of {}", object.any());
        report.refuse(&member.place, Rule::UnknownKeyword, what, help);
    }
    for keyword in object.keywords() {
        if keyword.required && node.get(keyword.name).is_none() {
            report.refuse(
                &node.place,
                Rule::MissingKeyword,
                format!("the {title} has no `{}`", keyword.name),
                format!("add `{}`", keyword.name),
            );
        }
    }
}

/// Whether `node` is of the kind that `shape` demands, or refused.
fn right_kind(node: &Node, shape: Shape, report: &mut Report) -> bool {
    let wanted = match (shape, &node.kind) {
        (Shape::Opaque, _)
        | (Shape::Text, Kind::String(_))
        | (Shape::Number, Kind::Number(_))
        | (Shape::Bool | Shape::BoolOr(_), Kind::Bool(_))
        | (Shape::Values | Shape::List(_), Kind::Array(_))
        | (
            Shape::Map(_) | Shape::Extensible(_) | Shape::Object(_) | Shape::BoolOr(_),
            Kind::Object(_),
        ) => return true,
        (Shape::Count, Kind::Number(number)) => {
            if number.as_u64().is_none() {
                report.refuse(
                    &node.place,
                    Rule::InvalidValue,
                    format!("`{}` is {number}, no whole number from zero up", name(node)),
                    "write a whole number, zero or more",
                );
            }
            return true;
        }
        (Shape::Text, _) => "string",
        (Shape::Number | Shape::Count, _) => "number",
        (Shape::Bool, _) => "boolean",
        (Shape::Values | Shape::List(_), _) => "array",
        (Shape::BoolOr(_), _) => "boolean or object",
        (Shape::Map(_) | Shape::Extensible(_) | Shape::Object(_), _) => "object",
    };
    let help = match (shape, &node.kind) {
        (Shape::Text, Kind::Number(_) | Kind::Bool(_)) => "put it into quotes".to_owned(),
        (Shape::Object(object), _) => format!("write {}", object.any()),
        _ => format!("write a value of the kind {wanted}"),
    };
    report.refuse(
        &node.place,
        Rule::WrongKind,
        format!(
            "`{}` is of the kind {}, not {wanted}",
            name(node),
            node.kind_name()
        ),
        help,
    );
    false
}

/// The key or index under which `node` stands.
fn name(node: &Node) -> String {
    let pointer = node.place.pointer.to_string();
    let token = pointer.rsplit('/').next().unwrap_or_default();
    token.replace("~1", "/").replace("~0", "~")
}
