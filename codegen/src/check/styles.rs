//! How the value of a parameter is written, as its style, its type and its place say together.

use super::types::{Type, leaves, merge, resolve};
use crate::bundle::Document;
use crate::diagnostic::Rule;
use crate::ir::{Packing, Style};
use crate::tree::{Node, Place};

/// Why a parameter has no style that the emitters can express.
pub(crate) struct Fault<'a> {
    pub(super) place: &'a Place,
    pub(super) rule: Rule,
    pub(super) what: String,
    pub(super) help: &'static str,
}

/// An object of which each member is a parameter of the query.
pub(super) const MEMBERS: Style = Style::Packed(Packing::Members);

const DEEP: &str = "write `style: deepObject` and `explode: true`";

/// The schema of a parameter, be it that of a text or of JSON in one.
pub(crate) fn schema(parameter: &Node) -> Option<&Node> {
    let json = || {
        parameter
            .get("content")?
            .members()
            .first()?
            .value
            .get("schema")
    };
    parameter.get("schema").or_else(json)
}

/// How the values of a parameter are written. Types that are refused elsewhere count as plain.
pub(crate) fn of<'a>(document: &'a Document, parameter: &'a Node) -> Result<Style, Fault<'a>> {
    if parameter.get("content").is_some() {
        return Ok(Style::Packed(Packing::Json));
    }
    let Some(schema) = parameter.get("schema") else {
        return Ok(Style::Plain);
    };
    let at = parameter.text("in").unwrap_or_default();
    let name = parameter.text("name").unwrap_or_default();
    let types: Vec<Type> = leaves(document, schema)
        .iter()
        .map(|leaf| leaf.of)
        .collect();
    let scalar = types.iter().all(|of| of.is_scalar());
    let usual = if matches!(at, "query" | "cookie") {
        "form"
    } else {
        "simple"
    };
    let style = parameter.text("style").unwrap_or(usual);
    let at_style = parameter
        .get("style")
        .map_or(&parameter.place, |node| &node.place);
    let explode = match parameter.get("explode").and_then(Node::as_bool) {
        Some(explode) => explode,
        None => style == "form",
    };
    let fault = |what: &str, help| {
        Err(Fault {
            place: at_style,
            rule: Rule::UnsupportedStyle,
            what: format!("the {at} parameter `{name}` is {what}"),
            help,
        })
    };
    let packing = match (at, style) {
        ("query", "deepObject") => {
            // Documents write it beside unions of plain values too, which stay plain on the wire.
            return if scalar && types.len() == 1 {
                fault(
                    "a plain value of the style deepObject",
                    "write `style: form`, or drop `style`",
                )
            } else {
                Ok(Style::Brackets)
            };
        }
        ("query", "spaceDelimited") => Packing::Spaces,
        ("query", "pipeDelimited") => Packing::Pipes,
        ("path" | "header", "simple") | ("query" | "cookie", "form") if scalar => {
            return Ok(Style::Plain);
        }
        ("query", "form") => match types.as_slice() {
            [Type::Array] if explode => {
                return flat(document, schema, at, name).map(|()| Style::Plain);
            }
            [Type::Object] if explode => Packing::Members,
            [_] => Packing::Commas,
            _ => return fault("a union with an array or object, of the style form", DEEP),
        },
        ("cookie", "form") if explode => {
            return fault(
                "a list or object that would need a cookie for each part",
                "write `explode: false`",
            );
        }
        ("path" | "header", "simple") if explode && types == [Type::Object] => Packing::Pairs,
        ("path" | "header", "simple") | ("cookie", "form") => Packing::Commas,
        ("path" | "header", _) => {
            return fault(
                &format!("of the style {style}"),
                "write `style: simple`, or drop `style`",
            );
        }
        ("cookie", _) => {
            return fault(
                &format!("of the style {style}"),
                "write `style: form`, or drop `style`",
            );
        }
        ("query", _) => {
            return fault(
                &format!("of the style {style}"),
                "write `style: form` for plain values, `style: deepObject` for arrays and objects",
            );
        }
        // Another place is refused as one.
        _ => return Ok(Style::Plain),
    };
    if matches!(packing, Packing::Spaces | Packing::Pipes) {
        if scalar {
            let what = format!("a plain value of the style {style}");
            return fault(&what, "write `style: form`, or drop `style`");
        }
        if explode {
            let what =
                format!("of the style {style}, which OpenAPI does not define with `explode: true`");
            return fault(&what, "write `explode: false`, or `style: form`");
        }
    }
    if types.len() > 1 {
        let what = format!("a union with an array or object, of the style {style}");
        return fault(
            &what,
            "give it one type, or describe it as JSON by `content`",
        );
    }
    if packing == Packing::Members && merge(document, resolve(document, schema)).map {
        return fault("an object with free names, of the style form", DEEP);
    }
    flat(document, schema, at, name).map(|()| Style::Packed(packing))
}

/// Refuses an array or object that holds more than plain values.
fn flat<'a>(
    document: &'a Document,
    schema: &'a Node,
    at: &str,
    name: &str,
) -> Result<(), Fault<'a>> {
    let whole = resolve(document, schema);
    let merged = merge(document, whole);
    let inner = whole.get("items").into_iter();
    let inner = inner.chain(merged.properties.into_values().flatten());
    let mut inner = inner.chain(
        whole
            .get("additionalProperties")
            .filter(|rest| rest.as_bool() != Some(false)),
    );
    let plain = |node: &Node| {
        leaves(document, node)
            .iter()
            .all(|leaf| leaf.of.is_scalar() || leaf.of == Type::Broken)
    };
    let empty = Type::of(whole) == Type::Object
        && ["properties", "additionalProperties", "allOf"]
            .iter()
            .all(|key| whole.get(key).is_none());
    match inner.find(|node| !plain(node)) {
        None if !empty => Ok(()),
        found => Err(Fault {
            place: found.map_or(&schema.place, |node| &node.place),
            rule: Rule::UnsupportedParameter,
            what: format!("the {at} parameter `{name}` holds more than plain values"),
            help: "let it hold strings, numbers or booleans, or describe it as JSON by `content`",
        }),
    }
}

/// The names of the members of a parameter that is an object.
pub(super) fn members<'a>(document: &'a Document, parameter: &'a Node) -> Vec<&'a str> {
    let schema = parameter
        .get("schema")
        .map(|schema| resolve(document, schema));
    schema.map_or_else(Vec::new, |schema| {
        merge(document, schema).properties.into_keys().collect()
    })
}
