//! Request bodies: forms with bracketed names, JSON, parts with files, and bytes.

use std::collections::BTreeSet;

use super::media::{self, Kind, chosen, taken};
use super::operations::called;
use super::parameters::brackets;
use super::rest;
use crate::bundle::{Document, OperationRef};
use crate::diagnostic::{Report, Rule};
use crate::reference::nearest;
use crate::schema::{self, Object, Rest, SchemaId, Schemas};
use crate::tree::{Member, Node};

pub(super) fn check(
    document: &Document,
    schemas: &Schemas,
    operation: &OperationRef<'_>,
    report: &mut Report,
) {
    let Some(listed) = operation.node.get("requestBody") else {
        return;
    };
    let body = document.resolve(listed);
    let Some(content) = body.get("content") else {
        return;
    };
    let whose = format!("the body of {}", called(operation));
    if content.members().is_empty() && matches!(content.kind, crate::tree::Kind::Object(_)) {
        report.refuse(
            &content.place,
            Rule::MissingKeyword,
            format!("{whose} has no media type"),
            format!(
                "add `{}` or `{}`, or drop the body",
                media::FORM,
                media::JSON
            ),
        );
    }
    let Some(media) = chosen(content, true) else {
        return;
    };
    let kind = media::kind(&media.key, true);
    if bodiless(operation) {
        if is_empty(schemas, content) {
            report.note(
                &listed.place,
                Rule::IgnoredBody,
                format!(
                    "{} has a body without members, which is left out",
                    called(operation)
                ),
                "drop it",
            );
        } else {
            report.refuse(
                &listed.place,
                Rule::UnsupportedParameter,
                format!("{} has a body", called(operation)),
                "declare query parameters instead",
            );
        }
        return;
    }
    alternatives(content, true, &whose, report);
    let Some(schema) = media.value.get("schema") else {
        if matches!(kind, Kind::Form | Kind::Multipart) {
            let what = format!("{whose} has no `schema`");
            report.refuse(&media.place, Rule::MissingKeyword, what, "add `schema`");
        }
        return;
    };
    match kind {
        Kind::Json => no_encoding(&media.value, report),
        Kind::Raw | Kind::Xml => {}
        Kind::Form | Kind::Multipart => {
            let Some(id) = schemas.at(schema) else {
                return;
            };
            match schemas.kinds(id).as_slice() {
                [schema::Kind::Object(object)] => {
                    rest::check(schemas, id, true, report);
                    form(schemas, media, object, kind, report);
                }
                // It is refused where it is broken.
                [schema::Kind::Broken] => {}
                _ => report.refuse(
                    &schema.place,
                    Rule::UnsupportedSchema,
                    format!("the form of {} is no object", called(operation)),
                    "describe the fields as properties of an object",
                ),
            }
        }
    }
}

/// Whether a body has no place in a request of that method.
pub(crate) fn bodiless(operation: &OperationRef<'_>) -> bool {
    matches!(operation.method, "get" | "head" | "trace")
}

/// Whether a body says of nothing that it is in it.
fn is_empty(schemas: &Schemas, content: &Node) -> bool {
    content.members().iter().all(|media| {
        let schema = media.value.get("schema").and_then(|node| schemas.at(node));
        let Some(schema) = schema else {
            return true;
        };
        match schemas.kinds(schema).as_slice() {
            [schema::Kind::Object(object)] => {
                object.members.is_empty() && !matches!(object.rest, Rest::Of(_))
            }
            _ => false,
        }
    })
}

/// Says which of several media types is left out, and refuses what no emitter has words for.
pub(super) fn alternatives(content: &Node, in_body: bool, whose: &str, report: &mut Report) {
    let Some(first) = chosen(content, in_body) else {
        return;
    };
    if media::kind(&first.key, in_body) == Kind::Xml {
        report.refuse(
            &first.place,
            Rule::UnsupportedMediaType,
            format!("{whose} is `{}`", first.key),
            format!("describe it as `{}`", media::JSON),
        );
        return;
    }
    let taken: BTreeSet<_> = taken(content, in_body)
        .into_iter()
        .map(|media| &media.key)
        .collect();
    for other in content.sorted() {
        if !taken.contains(&other.key) {
            report.note(
                &other.place,
                Rule::TwoMediaTypes,
                format!(
                    "{whose} is taken as `{}`, not as `{}`",
                    first.key, other.key
                ),
                "keep one media type",
            );
        }
    }
}

/// Whether a property of a body of parts is a file, or a list of files.
pub(crate) fn file(schemas: &Schemas, id: SchemaId) -> Option<bool> {
    let binary = |id: SchemaId| schemas.resolved(id).text("format") == Some("binary");
    match schemas.resolved(id).kind {
        schema::Kind::Text => binary(id).then_some(false),
        schema::Kind::List(Some(items)) => binary(items).then_some(true),
        _ => None,
    }
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

fn form(schemas: &Schemas, media: &Member, object: &Object, kind: Kind, report: &mut Report) {
    let encodings = media.value.get("encoding");
    for encoding in encodings.map(Node::members).unwrap_or_default() {
        let name = encoding.key.as_str();
        if !object.members.contains_key(name) {
            let help = match nearest(name, object.members.keys().map(String::as_str)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "drop the entry, or declare the property".to_owned(),
            };
            let what = format!("`encoding` names `{name}`, which is no property of the form");
            report.refuse(&encoding.place, Rule::InvalidValue, what, help);
        }
        for member in encoding.value.members() {
            let refused = match member.key.as_str() {
                // A file's own media type is its sender's to say.
                "contentType" | "headers" => kind == Kind::Form,
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
    for (name, member) in &object.members {
        brackets(name, &schemas[member.schema].place, report);
        if kind == Kind::Multipart && file(schemas, member.schema).is_some() {
            continue;
        }
        let encoding = encodings.and_then(|encodings| encodings.get(name));
        field(schemas, name, member.schema, encoding, report);
    }
}

fn field(
    schemas: &Schemas,
    name: &str,
    schema: SchemaId,
    encoding: Option<&Node>,
    report: &mut Report,
) {
    let kinds = schemas.kinds(schema);
    let at = &schemas[schema].place;
    if kinds.contains(&&schema::Kind::Broken) {
        return;
    }
    if kinds.contains(&&schema::Kind::Any) {
        report.refuse(
            at,
            Rule::UnsupportedSchema,
            format!("the field `{name}` of the form is of any type"),
            "give it a type",
        );
        return;
    }
    let nested = !kinds.iter().all(|of| of.is_scalar());
    let style = encoding.and_then(|encoding| encoding.get("style"));
    let place = style.map_or(at, |style| &style.place);
    match style.map_or(Some("form"), Node::as_str) {
        // Documents write it beside unions of plain values too, which stay plain on the wire.
        Some("deepObject") if nested || kinds.len() > 1 => {}
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
