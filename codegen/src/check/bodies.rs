//! Request bodies: forms with bracketed names, and JSON.

use super::operations::called;
use super::parameters::brackets;
use super::rest;
use super::types::{Merged, Type, leaves, merge};
use crate::bundle::{Document, OperationRef};
use crate::diagnostic::{Report, Rule};
use crate::reference::nearest;
use crate::tree::{Kind, Member, Node};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

pub(super) fn check(document: &Document, operation: &OperationRef<'_>, report: &mut Report) {
    let Some(listed) = operation.node.get("requestBody") else {
        return;
    };
    let body = document.resolve(listed);
    let Some(content) = body.get("content") else {
        return;
    };
    let Some((media, kind)) = media_type(content, operation, report) else {
        return;
    };
    let Some(schema) = media.value.get("schema") else {
        if matches!(media.value.kind, Kind::Object(_)) {
            let what = format!("the body of {} has no `schema`", called(operation));
            report.refuse(&media.place, Rule::MissingKeyword, what, "add `schema`");
        }
        return;
    };
    let whole = leaves(document, schema);
    let object = match whole.as_slice() {
        [leaf] if matches!(leaf.of, Type::Object | Type::Broken) => Some(leaf.schema),
        _ => None,
    };
    let merged = merge(document, object.unwrap_or(schema));
    let empty = object.is_some() && merged.properties.is_empty() && !merged.map;
    if matches!(operation.method, "get" | "head" | "trace") && !empty {
        report.refuse(
            &listed.place,
            Rule::UnsupportedParameter,
            format!("{} has a body", called(operation)),
            "declare query parameters instead",
        );
    }
    if kind == JSON {
        no_encoding(&media.value, report);
        return;
    }
    if object.is_none() {
        report.refuse(
            &schema.place,
            Rule::UnsupportedSchema,
            format!("the form of {} is no object", called(operation)),
            "describe the fields as properties of an object",
        );
        return;
    }
    rest::check(document, schema, true, report);
    form(document, media, &merged, report);
}

/// The one media type of a body, and which of the two it is.
fn media_type<'a>(
    content: &'a Node,
    operation: &OperationRef<'_>,
    report: &mut Report,
) -> Option<(&'a Member, &'static str)> {
    let whose = format!("the body of {}", called(operation));
    if content.members().is_empty() && matches!(content.kind, Kind::Object(_)) {
        report.refuse(
            &content.place,
            Rule::MissingKeyword,
            format!("{whose} has no media type"),
            format!("add `{FORM}` or `{JSON}`, or drop the body"),
        );
    }
    let media = only(content, &whose, report)?;
    let kind = [FORM, JSON].into_iter().find(|kind| is(&media.key, kind));
    if kind.is_none() {
        report.refuse(
            &media.place,
            Rule::UnsupportedMediaType,
            format!("{whose} is `{}`", media.key),
            format!("describe it as `{FORM}` or `{JSON}`"),
        );
    }
    Some((media, kind?))
}

/// The one media type of a body or response.
pub(super) fn only<'a>(content: &'a Node, whose: &str, report: &mut Report) -> Option<&'a Member> {
    match content.sorted().as_slice() {
        [only] => return Some(only),
        [first, second, ..] => report.refuse(
            // Whichever is written later.
            if (first.place.line, first.place.column) < (second.place.line, second.place.column) {
                &second.place
            } else {
                &first.place
            },
            Rule::TwoMediaTypes,
            format!("{whose} has more than one media type"),
            "keep one media type",
        ),
        [] => {}
    }
    None
}

/// Whether a media type is `kind`, whatever its parameters.
fn is(media_type: &str, kind: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(kind)
}

/// Whether a media type is JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    is(media_type, JSON)
}

/// Refuses `encoding` where OpenAPI gives it no meaning.
pub(super) fn no_encoding(media: &Node, report: &mut Report) {
    if let Some(encoding) = media.member("encoding")
        && !encoding.value.members().is_empty()
    {
        report.refuse(
            &encoding.place,
            Rule::UnsupportedStyle,
            "`encoding` describes JSON, where it has no meaning",
            "drop `encoding`",
        );
    }
}

fn form(document: &Document, media: &Member, merged: &Merged<'_>, report: &mut Report) {
    let encodings = media.value.get("encoding");
    for encoding in encodings.map(Node::members).unwrap_or_default() {
        let name = encoding.key.as_str();
        if !merged.properties.contains_key(name) {
            let help = match nearest(name, merged.properties.keys().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "drop the entry, or declare the property".to_owned(),
            };
            let what = format!("`encoding` names `{name}`, which is no property of the form");
            report.refuse(&encoding.place, Rule::InvalidValue, what, help);
        }
        for member in encoding.value.members() {
            let refused = match member.key.as_str() {
                "contentType" | "headers" => true,
                "allowReserved" => member.value.as_bool() == Some(true),
                _ => false,
            };
            if refused {
                report.refuse(
                    &member.place,
                    Rule::UnsupportedStyle,
                    format!("the encoding of `{name}` has `{}`", member.key),
                    format!("drop `{}`", member.key),
                );
            }
        }
    }
    for (name, schemas) in &merged.properties {
        if let [first, ..] = schemas.as_slice() {
            brackets(name, first, report);
        }
        for schema in schemas {
            let encoding = encodings.and_then(|encodings| encodings.get(name));
            field(document, name, schema, encoding, report);
        }
    }
}

fn field(
    document: &Document,
    name: &str,
    schema: &Node,
    encoding: Option<&Node>,
    report: &mut Report,
) {
    let types: Vec<Type> = leaves(document, schema)
        .iter()
        .map(|leaf| leaf.of)
        .collect();
    if types.contains(&Type::Broken) {
        return;
    }
    if types.contains(&Type::Any) {
        report.refuse(
            &schema.place,
            Rule::UnsupportedSchema,
            format!("the field `{name}` of the form is of any type"),
            "give it a type",
        );
        return;
    }
    let nested = !types.iter().all(|of| of.is_scalar());
    let style = encoding.and_then(|encoding| encoding.get("style"));
    let place = style.map_or(&schema.place, |style| &style.place);
    match style.map_or(Some("form"), Node::as_str) {
        // Documents write it beside unions of plain values too, which stay plain on the wire.
        Some("deepObject") if nested || types.len() > 1 => {}
        Some("form") if !nested => {}
        Some("form" | "deepObject") if nested => report.refuse(
            place,
            Rule::UnsupportedStyle,
            format!("the field `{name}` of the form holds arrays or objects without the style deepObject"),
            format!("add `encoding: {{{name}: {{style: deepObject, explode: true}}}}` beside the schema of the form"),
        ),
        Some(other) => report.refuse(
            place,
            Rule::UnsupportedStyle,
            format!("the plain field `{name}` of the form is of the style {other}"),
            format!("drop `{name}` from `encoding`"),
        ),
        None => {}
    }
}
